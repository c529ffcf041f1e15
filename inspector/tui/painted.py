"""Writes to the terminal only what it does not show already.

Textual paints the whole screen when the layout changes, and again as parts of it come to rest:
four times for a help page, 70 kB. Over a slow line that is seconds, and all but a sixth of it is
there already.
"""

from collections.abc import Iterable, Iterator
from typing import ClassVar, cast

from rich.console import Console, RenderableType
from rich.control import Control
from textual import events
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.binding import Binding, BindingType
from textual.geometry import NULL_SIZE, Size
from textual.screen import Screen
from textual.strip import Strip

Piece = tuple[int, int, Strip]  # row, column, what stands from there on
Shown = dict[
    int, tuple[int, str]
]  # a row's pieces by their column: where each ends, as it was written


class Painted:
    """Remembers what was written where."""

    def __init__(self) -> None:
        self._rows: dict[int, Shown] = {}

    def forget(self) -> None:
        """Take nothing for shown any more: the terminal was cleared, or somebody else wrote on it."""
        self._rows.clear()

    def news(self, pieces: Iterable[Piece], console: Console) -> str:
        """Return what is to be written for *pieces*, which stand in the order of rows and columns.

        Once a piece of a row is written, all to its right are: a terminal that finds a character
        wider than Textual does has moved them.
        """
        written: list[str] = []
        changed = -1
        for y, x, strip in pieces:
            text = strip.render(console)
            if self._is_new(y, x, x + strip.cell_length, text) or y == changed:
                changed = y
                written += Control.move_to(x, y).segment.text, text
        return "".join(written)

    def _is_new(self, y: int, x: int, end: int, text: str) -> bool:
        row = self._rows.setdefault(y, {})
        if row.get(x) == (end, text):
            return False
        for other in [at for at, (its_end, _) in row.items() if at < end and its_end > x]:
            del row[other]
        row[x] = end, text
        return True


class News(CompositorUpdate):
    """An update of which only what the terminal does not show is written."""

    def __init__(self, whole: LayoutUpdate | ChopsUpdate, painted: Painted) -> None:
        self._pieces = _laid_out(whole) if isinstance(whole, LayoutUpdate) else _chopped(whole)
        self._painted = painted

    def render_segments(self, console: Console) -> str:
        """Return the text for the terminal; what it says is taken for shown."""
        return self._painted.news(self._pieces, console)


def _laid_out(update: LayoutUpdate) -> Iterator[Piece]:
    for y, strips in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in strips:
            yield y, x, strip
            x += strip.cell_length


def _chopped(update: ChopsUpdate) -> Iterator[Piece]:
    for y, start, end in update.spans:
        for its_end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and x <= end and its_end > start:
                yield y, x, strip if its_end <= end else strip.crop(0, end - x)


class Sparing(App[None]):
    """Spares the line to the terminal."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+l",
            "redraw",
            "draw the screen again",
            tooltip="draw the screen again, over what another program wrote on it",
            show=False,
            priority=True,
            id="redraw",
        )
    ]

    def __init__(self) -> None:
        super().__init__()
        self._painted = Painted()
        self._laid_out = NULL_SIZE

    def on_resize(self, _event: events.Resize) -> None:
        """Take nothing for shown: so it is after a change of size, and when the terminal is had back."""
        self._painted.forget()

    def action_redraw(self) -> None:
        """Write the whole screen again, over what another program wrote there."""
        self._painted.forget()
        self.screen.refresh()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        if isinstance(renderable, LayoutUpdate):
            self._lay_out(renderable.region.size)
        if isinstance(renderable, LayoutUpdate | ChopsUpdate):
            news = cast("RenderableType", News(renderable, self._painted))  # as Textual's own are
            super()._display(screen, news)
        else:
            super()._display(screen, renderable)

    def _lay_out(self, size: Size) -> None:
        """Take nothing for shown that was painted for another size.

        Textual hands a change of size on 8 ms later. What it paints until then is meant for the
        former size, and what is right of a smaller terminal falls on its last column.
        """
        if size != self._laid_out:
            self._laid_out = size
            self._painted.forget()
