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
from textual.screen import Screen
from textual.strip import Strip

Piece = tuple[int, int, Strip]  # row, column, what stands from there on
Shown = dict[int, tuple[int, str]]  # a row's segments by their column: where each ends, as written
RESET = "\x1b[0m"  # ends a segment


class Painted:
    """Remembers what was written where."""

    def __init__(self) -> None:
        self._rows: dict[int, Shown] = {}

    def forget(self) -> None:
        """Take nothing for shown any more: the terminal was cleared, or somebody else wrote on it."""
        self._rows.clear()

    def news(self, pieces: Iterable[Piece], console: Console) -> str:
        """Return what is to be written for *pieces*, which stand in the order of rows and columns.

        Once something that is not ASCII was written, all to its right is, each from its own place: a
        terminal that finds it wider than Textual does has moved that.
        """
        written: list[str] = []
        pen: tuple[int, int] | None = None  # where the terminal writes on
        moved = -1  # the row of which not all may be where it belongs
        for y, start, strip in pieces:
            x = start
            for segment in strip:
                text = Strip([segment]).render(console)
                end = x + segment.cell_length
                if self._is_new(y, x, end, text) or y == moved:
                    move = "" if pen == (y, x) else Control.move_to(x, y).segment.text
                    written.append(move + text)
                    is_sure = segment.text.isascii()
                    pen, moved = ((y, end), moved) if is_sure else (None, y)
                x = end
        return "".join(written)

    def _is_new(self, y: int, x: int, end: int, text: str) -> bool:
        row = self._rows.setdefault(y, {})
        _, shown = row.get(x, (x, ""))
        row[x] = end, text
        if shown == text or (shown.isascii() and shown.startswith(text.removesuffix(RESET))):
            return False  # it is there, or begins what is there
        for other in [
            at for at, (its_end, _) in row.items() if at != x and at < end and its_end > x
        ]:
            del row[other]
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

    KEYS: ClassVar[list[BindingType]] = [
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

    def on_resize(self, _event: events.Resize) -> None:
        """Take nothing for shown: so it is after a change of size, and when the terminal is had back."""
        self._painted.forget()

    def action_redraw(self) -> None:
        """Write the whole screen again, over what another program wrote there."""
        self._painted.forget()
        self.screen.refresh()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        if isinstance(renderable, LayoutUpdate | ChopsUpdate):
            news = cast("RenderableType", News(renderable, self._painted))  # as Textual's own are
            super()._display(screen, news)
        else:
            super()._display(screen, renderable)
