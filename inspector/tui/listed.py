"""What every list has: a head, a cursor on a line, keys and colours; drawn line by line."""

from collections.abc import Callable, Hashable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip

from inspector.tui.columns import Piece
from inspector.tui.legible import GLYPH, TEXT, Legible
from inspector.tui.tall import Tall

HEAD = 1  # lines above the first row
KEPT = 512  # lines drawn


class Listed(Tall, can_focus=True):
    """Lines of pieces, each with its kind; who extends it says how many, and where the cursor is."""

    DEFAULT_CSS = """
    Listed {
        background: $background; color: $foreground; height: 1fr;
        overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; scrollbar-gutter: stable; scrollbar-background: $background;
        & .listed--head { color: $text-muted; background: $panel; text-style: bold; }
        & .listed--cursor { background: $surface-lighten-2; }
        &:focus .listed--cursor { background: $primary 45%; text-style: bold; }
        & .listed--cell { background: $primary; }
        & .listed--plain { color: $foreground; }
        & .listed--dim { color: $foreground 60%; }
        & .listed--clean { color: $foreground 40%; }
        & .listed--error { color: $text-error; }
        & .listed--warning { color: $text-warning; }
        & .listed--note { color: $text-primary; }
        & .listed--good { color: $text-success; }
        & .listed--moved { color: $text-accent; }
        & .listed--bad { color: $text-error; }
        & .listed--mark { color: $text-accent; text-style: bold; }
        &:nocolor .listed--error { text-style: bold; }
        &:focus:nocolor .listed--cursor { background: $foreground 30%; }
    }
    """
    KINDS = (
        "head", "cursor", "cell", "plain", "dim", "clean", "error", "warning", "note", "good",
        "moved", "bad", "mark",
    )  # fmt: skip
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"listed--{kind}" for kind in KINDS}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "down", show=False, id="down"),
        Binding("k,up", "move(-1)", "up", show=False, id="up"),
        Binding("ctrl+f,pagedown,space", "leaf(1)", "page down", show=False, id="page-down"),
        Binding("ctrl+b,pageup", "leaf(-1)", "page up", show=False, id="page-up"),
        Binding("g,home", "first", "first", show=False, id="first"),
        Binding("G,end", "last", "last", show=False, id="last"),
    ]

    def __init__(self, **options: str) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self._styles: dict[tuple[str, str], Style] = {}
        self._strips: dict[Hashable, Strip] = {}  # lines as they were drawn, by all that decides

    @property
    def count(self) -> int:
        """Return how many lines there are."""
        raise NotImplementedError

    @property
    def place(self) -> int:
        """Return the line the cursor is on, from 0."""
        raise NotImplementedError

    def put(self, place: int) -> None:
        """Put the cursor on a line, or on the nearest there is."""
        raise NotImplementedError

    def action_open(self) -> None:
        """Do what enter does here."""
        raise NotImplementedError

    def reveal(self) -> None:
        """Scroll as little as it takes to have the cursor in sight.

        The scroll bar, without which Textual scrolls only by force, may be about to come.
        """
        place, top, rows = self.place, self.scroll_offset.y, max(1, self.size.height - HEAD)
        if place < top:
            self.scroll_to(y=place, animate=False, immediate=True, force=True)
        elif place >= top + rows:
            self.scroll_to(y=place - rows + 1, animate=False, immediate=True, force=True)

    def action_move(self, by: int) -> None:
        self.put(self.place + by)

    def action_leaf(self, by: int) -> None:
        self.action_move(by * max(1, self.size.height - HEAD - 1))

    def action_first(self) -> None:
        self.put(0)

    def action_last(self) -> None:
        self.put(self.count - 1)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; a second click opens."""
        place = self.scroll_offset.y + event.y - HEAD
        if event.y < HEAD or place >= self.count:
            return
        self.put(place)
        if event.chain == 2:
            self.action_open()

    def on_resize(self) -> None:
        """Keep the width in step, and in sight what was."""
        self.set_height(self.count + HEAD)
        self.stay()

    def stay(self) -> None:
        """Have the cursor in sight."""
        self.reveal()

    def notify_style_update(self) -> None:
        """Forget the colours of the former theme."""
        super().notify_style_update()
        self._forget()

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Draw the cursor in the other colour."""
        super().watch_has_focus(_has_focus)
        self._forget()
        self.refresh(self.size.region)

    def _forget(self) -> None:
        self._styles.clear()
        self._strips.clear()

    def _kept(self, key: Hashable, draw: Callable[[], Strip]) -> Strip:
        """Return the line drawn before for *key*, or draw it: a list that follows moves its lines."""
        if key not in self._strips:
            if len(self._strips) >= KEPT:
                self._strips.clear()
            self._strips[key] = draw()
        return self._strips[key]

    def _strip(self, parts: list[Piece], ground: str) -> Strip:
        segments = [Segment(text, self._style(kind, ground)) for text, kind in parts]
        return Strip(segments).adjust_cell_length(self.size.width, self._style("plain", ground))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what lines go through: their few styles are made legible once, which is quicker."""
        filters = super().get_line_filters()
        if self.app.no_color:  # then the colours that are seen are known only in the end
            return filters
        return [one for one in filters if not isinstance(one, Legible)]

    def _style(self, kind: str, ground: str) -> Style:
        if (kind, ground) not in self._styles:
            front = self.get_component_rich_style(f"listed--{kind}")
            back = self.get_component_rich_style(f"listed--{ground or 'plain'}")
            style = front + Style(bgcolor=back.bgcolor, bold=back.bold or front.bold)
            for one in super().get_line_filters():
                if isinstance(one, Legible):
                    style = one.style(style, GLYPH if kind == "clean" else TEXT)
            self._styles[kind, ground] = style
        return self._styles[kind, ground]

    def _region(self, place: int) -> Region:
        return Region(0, place - self.scroll_offset.y + HEAD, self.size.width, 1)
