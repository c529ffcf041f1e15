"""The list of exchanges: drawn line by line from a listing, however long it is."""

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from inspector.core.clean import one_line
from inspector.tui.columns import adjusted, columns, fitted, pieces
from inspector.tui.listing import Listing
from inspector.tui.tall import Tall

HEAD = 1  # lines above the first row
MARK = "◆"


class Exchanges(Tall, can_focus=True):
    """The exchanges of a listing, one a line; the cursor stands on an exchange, not on a line."""

    DEFAULT_CSS = """
    Exchanges {
        background: $background; color: $foreground; height: 1fr;
        overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; scrollbar-gutter: stable; scrollbar-background: $background;
        & .exchanges--head { color: $text-muted; background: $panel; text-style: bold; }
        & .exchanges--cursor { background: $surface-lighten-2; }
        &:focus .exchanges--cursor { background: $primary 45%; text-style: bold; }
        & .exchanges--plain { color: $foreground; }
        & .exchanges--dim { color: $foreground 60%; }
        & .exchanges--clean { color: $foreground 40%; }
        & .exchanges--error { color: $text-error; }
        & .exchanges--warning { color: $text-warning; }
        & .exchanges--note { color: $text-primary; }
        & .exchanges--good { color: $text-success; }
        & .exchanges--moved { color: $text-accent; }
        & .exchanges--bad { color: $text-error; }
        & .exchanges--mark { color: $text-accent; text-style: bold; }
    }
    """
    KINDS = (
        "head", "cursor", "plain", "dim", "clean", "error", "warning", "note", "good", "moved",
        "bad", "mark",
    )  # fmt: skip
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"exchanges--{kind}" for kind in KINDS}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", key_display="⏎"),
        Binding("j,down", "move(1)", "down", show=False),
        Binding("k,up", "move(-1)", "up", show=False),
        Binding("ctrl+f,pagedown,space", "leaf(1)", "page down", show=False),
        Binding("ctrl+b,pageup", "leaf(-1)", "page up", show=False),
        Binding("g,home", "first", "first", show=False),
        Binding("G,end", "last", "last, and follow", show=False),
        Binding("m", "mark", "mark", show=False),
    ]

    class Moved(Message):
        """The cursor stands on another exchange; 0 when there is none."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    class Opened(Message):
        """The exchange under the cursor is to be shown in full."""

    cursor: reactive[int] = reactive(0)
    following: reactive[bool] = reactive(False)
    empty: reactive[str] = reactive("")  # what to say when there is nothing to show

    def __init__(self, listing: Listing, **options: str) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self.listing = listing
        self.marked: set[int] = set()
        self._wanted = 0  # where the person put the cursor; a filter may hide that exchange
        self._styles: dict[tuple[str, str], Style] = {}

    def update(self) -> None:
        """Show the listing as it is now; the cursor keeps its exchange if that is listed."""
        self.set_height(len(self.listing) + HEAD)
        self.cursor = self.listing.number(self.listing.place(self._wanted or 1))
        if self.following:
            self.scroll_end(animate=False, immediate=True)
        self.refresh(self.size.region)

    def reveal(self) -> None:
        """Scroll as little as it takes to have the cursor in sight."""
        place, top, rows = self.place, self.scroll_offset.y, max(1, self.size.height - HEAD)
        if place < top:
            self.scroll_to(y=place, animate=False, immediate=True)
        elif place >= top + rows:
            self.scroll_to(y=place - rows + 1, animate=False, immediate=True)

    @property
    def place(self) -> int:
        """Return the line the cursor is on, from 0."""
        return self.listing.place(self.cursor)

    def go(self, number: int) -> None:
        """Put the cursor on an exchange; who looks at one that is not the last stays there."""
        self._wanted = number
        self.cursor = self.listing.number(self.listing.place(number))
        self.following = self.following and self.place == len(self.listing) - 1
        self.reveal()

    def watch_cursor(self, former: int, number: int) -> None:
        """Tell the owner, and draw both lines anew."""
        for each in (former, number):
            self.refresh(self._region(self.listing.place(each)))
        self.post_message(self.Moved(number))

    def watch_empty(self) -> None:
        """Draw the new words."""
        self.refresh(self.size.region)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Stop to follow when the person scrolls up."""
        super().watch_scroll_y(old_value, new_value)
        if new_value < old_value and new_value < self.max_scroll_y:
            self.following = False

    def action_move(self, by: int) -> None:
        self.go(self.listing.number(self.place + by))

    def action_leaf(self, by: int) -> None:
        self.action_move(by * max(1, self.size.height - HEAD - 1))

    def action_first(self) -> None:
        self.go(self.listing.number(0))

    def action_last(self) -> None:
        self.go(self.listing.number(len(self.listing) - 1))
        self.following = True

    def action_open(self) -> None:
        if self.cursor:
            self.post_message(self.Opened())

    def action_mark(self) -> None:
        if self.cursor:
            self.marked ^= {self.cursor}
            self.refresh(self._region(self.place))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; a second click opens."""
        place = self.scroll_offset.y + event.y - HEAD
        if event.y < HEAD or place >= len(self.listing):
            return
        self.go(self.listing.number(place))
        if event.chain == 2:
            self.action_open()

    def on_resize(self) -> None:
        """Keep the width in step, and the cursor in sight."""
        self.set_height(len(self.listing) + HEAD)
        self.reveal()

    def notify_style_update(self) -> None:
        """Forget the colours of the former theme."""
        super().notify_style_update()
        self._styles.clear()

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Draw the cursor in the other colour."""
        super().watch_has_focus(_has_focus)
        self._styles.clear()
        self.refresh(self.size.region)

    def render_line(self, y: int) -> Strip:
        """Draw one line of the window."""
        room = self.room - 1  # for the mark
        fit = fitted(columns(self.listing.number(len(self.listing))), room)
        if y < HEAD:
            titles = " ".join(adjusted(c.title, wide, right=c.right) for c, wide in fit)
            return self._strip([(" " + titles, "head")], "head")
        place = self.scroll_offset.y + y - HEAD
        row = self.listing.row(place)
        if row is None:
            return self._vacant(y, place)
        mark = (MARK if row.n in self.marked else " ", "mark")
        return self._strip([mark, *pieces(row, fit)], "cursor" if row.n == self.cursor else "")

    def _vacant(self, y: int, place: int) -> Strip:
        if place < len(self.listing):
            number = self.listing.number(place)
            why = one_line(self.listing.problem(place) or "it is missing from the capture")
            said = f" ✖ {number} cannot be shown: {why}"
            return self._strip([(said, "error")], "cursor" if number == self.cursor else "")
        lines = self.empty.split("\n") if not len(self.listing) else []
        return self._strip([("  " + lines[y - 3], "dim")] if 0 <= y - 3 < len(lines) else [], "")

    def _strip(self, parts: list[tuple[str, str]], ground: str) -> Strip:
        segments = [Segment(text, self._style(kind, ground)) for text, kind in parts]
        return Strip(segments).adjust_cell_length(self.size.width, self._style("plain", ground))

    def _style(self, kind: str, ground: str) -> Style:
        if (kind, ground) not in self._styles:
            front = self.get_component_rich_style(f"exchanges--{kind}")
            back = self.get_component_rich_style(f"exchanges--{ground or 'plain'}")
            style = front + Style(bgcolor=back.bgcolor, bold=back.bold or front.bold)
            self._styles[kind, ground] = style
        return self._styles[kind, ground]

    def _region(self, place: int) -> Region:
        return Region(0, place - self.scroll_offset.y + HEAD, self.size.width, 1)
