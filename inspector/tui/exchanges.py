"""The list of exchanges: drawn line by line from a listing, however long it is."""

from collections.abc import Hashable, Mapping, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from inspector.capture.store import Mark, Row
from inspector.core.clean import one_line
from inspector.tui.columns import Column, adjusted, fitted, pieces
from inspector.tui.exchange_columns import USUAL, columns
from inspector.tui.listed import HEAD, Listed
from inspector.tui.listing import Listing

MARK, COMMENT = "◆", "◇"  # a comment alone


class Exchanges(Listed):
    """The exchanges of a listing, one a line; the cursor stands on an exchange, not on a line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", key_display="⏎", id="open"),
        Binding("G,end", "last", "last, and follow", show=False, id="last"),
    ]

    class Moved(Message):
        """The cursor stands on another exchange; 0 when there is none."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    class Opened(Message):
        """The exchange under the cursor is to be shown in full."""

    # What a change draws anew is said where it is watched: of the cursor, two lines.
    cursor: reactive[int] = reactive(0, repaint=False)
    following: reactive[bool] = reactive(False, repaint=False)
    empty: reactive[str] = reactive("", repaint=False)  # what to say when nothing is listed
    chosen: reactive[tuple[str, ...]] = reactive(USUAL, repaint=False)  # the columns

    def __init__(self, listing: Listing, **options: str) -> None:
        super().__init__(**options)
        self.listing = listing
        self.noted: Mapping[int, Mark] = {}  # by the exchange's number
        self._wanted = 0  # where the person put the cursor; a filter may hide that exchange
        self._drawn: list[object] = []  # what was in sight at the last update

    def update(self) -> None:
        """Show the listing as it is now; the cursor keeps its exchange if that is listed.

        It stays in sight if it was, unless the newest are to be.
        """
        was_in_sight = any(isinstance(one, Row) and one.n == self.cursor for one in self._drawn)
        self.set_height(len(self.listing) + HEAD, at_end=self.following)
        self.cursor = self.listing.number(self.listing.place(self._wanted or 1))
        if was_in_sight and not self.following:
            self.reveal()
        in_sight = self._in_sight()
        if in_sight != self._drawn:  # most of what arrives is out of sight
            self._drawn = in_sight
            self.refresh(self.size.region)

    def _in_sight(self) -> list[object]:
        top, listing = self.scroll_offset.y, self.listing
        places = range(top, min(top + self.size.height - HEAD, len(listing)))
        rows = (listing.row(place) or listing.problem(place) for place in places)
        return [len(str(listing.number(len(listing)))), *rows]

    @property
    def count(self) -> int:
        """Return how many exchanges are listed."""
        return len(self.listing)

    @property
    def place(self) -> int:
        """Return the line the cursor is on, from 0."""
        return self.listing.place(self.cursor)

    def put(self, place: int) -> None:
        """Put the cursor on the exchange at *place*."""
        self.go(self.listing.number(place))

    def lists(self, number: int) -> bool:
        """Tell whether an exchange is listed."""
        return number > 0 and self.listing.number(self.listing.place(number)) == number

    def go(self, number: int) -> None:
        """Put the cursor on an exchange; who looks at one that is not the last stays there."""
        self._wanted = number
        self.cursor = self.listing.number(self.listing.place(number))
        self.following = self.following and self.place == len(self.listing) - 1
        self.reveal()

    def stay(self) -> None:
        """Have the newest in sight while following, wherever the cursor is."""
        if self.following:
            self.scroll_end(animate=False, immediate=True)
        else:
            super().stay()

    def watch_cursor(self, former: int, number: int) -> None:
        """Tell the owner, and draw both lines anew."""
        for each in (former, number):
            self.refresh(self._region(self.listing.place(each)))
        self.post_message(self.Moved(number))

    def watch_chosen(self) -> None:
        """Draw the other columns."""
        self.refresh(self.size.region)

    def watch_empty(self) -> None:
        """Draw the new words."""
        self.refresh(self.size.region)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Stop to follow when the person scrolls up."""
        super().watch_scroll_y(old_value, new_value)
        self._drawn = self._in_sight()
        if new_value < old_value and new_value < self.max_scroll_y:
            self.following = False

    def action_last(self) -> None:
        super().action_last()
        self.following = True

    def action_open(self) -> None:
        if self.cursor:
            self.post_message(self.Opened())

    def render_line(self, y: int) -> Strip:
        """Draw one line of the window."""
        if y < HEAD:
            titles = " ".join(adjusted(c.title, wide, right=c.right) for c, wide in self._fit())
            return self._strip([(" " + titles, "head")], "head")
        place = self.scroll_offset.y + y - HEAD
        row = self.listing.row(place)
        if row is None:
            return self._vacant(y, place)
        return self._line(row, _mark(self.noted.get(row.n)), row.n == self.cursor)

    def _line(self, row: Row, mark: str, here: bool) -> Strip:
        def draw() -> Strip:
            ground = "cursor" if here else ""
            return self._strip([(mark, "mark"), *pieces(row, self._fit())], ground)

        return self._kept((row, mark, here, self._shape), draw)

    @property
    def _shape(self) -> Hashable:
        """Return what the columns and their widths depend on."""
        return len(str(self.listing.number(len(self.listing)))), self.chosen, self.size, self.room

    def _fit(self) -> Sequence[tuple[Column[Row], int]]:
        last = self.listing.number(len(self.listing))
        return fitted(columns(last, self.chosen, self.listing.look), self.room - 1)  # for the mark

    def _vacant(self, y: int, place: int) -> Strip:
        if place < len(self.listing):
            number = self.listing.number(place)
            why = one_line(self.listing.problem(place) or "it is missing from the capture")
            said = f" ✖ {number} cannot be shown: {why}"
            return self._strip([(said, "error")], "cursor" if number == self.cursor else "")
        lines = self.empty.split("\n") if not len(self.listing) else []
        return self._strip([("  " + lines[y - 3], "dim")] if 0 <= y - 3 < len(lines) else [], "")


def _mark(noted: Mark | None) -> str:
    if noted is None:
        return " "
    return MARK if noted.marked else COMMENT
