"""A list of rows that are all at hand, with a cursor on a row and, where wished, on a cell."""

from collections.abc import Callable, Hashable, Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from inspector.tui.columns import Column, Piece, adjusted, fitted, pieces
from inspector.tui.listed import HEAD, Listed


class Table[R](Listed):
    """Shows rows; the cursor stays on the row with the same *key* when they change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "open", "list them", key_display="⏎", tooltip="list these exchanges", id="open"
        ),
        Binding("left,h", "shift(-1)", "left", show=False, id="left"),
        Binding("right,l", "shift(1)", "right", show=False, id="right"),
    ]

    class Chosen(Message):
        """A person wants to go into the row under the cursor."""

    class Moved(Message):
        """The cursor stands on another row or cell."""

    at: reactive[int] = reactive(0)
    cell: reactive[int] = reactive(0)  # among the cells that can be chosen

    def __init__(self, key: Callable[[R], Hashable], **options: str) -> None:
        super().__init__(**options)
        self.rows: Sequence[R] = ()
        self.columns: Sequence[Column[R]] = ()
        self.cells = range(0)  # the columns whose cells can be chosen
        self.key = key

    def show(self, rows: Sequence[R]) -> None:
        """Show other rows."""
        chosen = self.row
        self.rows = rows
        self.set_height(len(rows) + HEAD)
        self.at = 0 if chosen is None else self._where(self.key(chosen))
        self.refresh(self.size.region)
        self.post_message(self.Moved())

    def find(self, key: Hashable) -> None:
        """Put the cursor on the row with *key*, if there is one."""
        self.put(self._where(key))

    def _where(self, key: Hashable) -> int:
        return next((at for at, row in enumerate(self.rows) if self.key(row) == key), self.place)

    @property
    def row(self) -> R | None:
        """Return the row under the cursor, None when there is none."""
        return self.rows[self.place] if self.rows else None

    @property
    def count(self) -> int:
        """Return how many rows there are."""
        return len(self.rows)

    @property
    def place(self) -> int:
        """Return the row the cursor is on, from 0."""
        return max(0, min(self.at, len(self.rows) - 1))

    def put(self, place: int) -> None:
        """Put the cursor on a row."""
        self.at = max(0, min(place, len(self.rows) - 1))
        self.reveal()

    def watch_at(self) -> None:
        """Draw the cursor anew, and tell the owner."""
        self._moved()

    def watch_cell(self) -> None:
        """Draw the cursor anew, and tell the owner."""
        self._moved()

    def _moved(self) -> None:
        self.refresh(self.size.region)
        self.post_message(self.Moved())

    def action_shift(self, by: int) -> None:
        self.cell = max(0, min(self.cell + by, len(self.cells) - 1))

    def action_open(self) -> None:
        if self.rows:
            self.post_message(self.Chosen())

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Offer to go into a row where there is one, and to another cell where there are some."""
        return bool({"open": self.rows, "shift": self.cells}.get(action, True))

    def on_click(self, event: events.Click) -> None:
        """Choose the cell under the mouse, too."""
        at = 0
        for number, (_, width) in enumerate(self._fit()):
            if at <= event.x <= at + width and number in self.cells and event.y >= HEAD:
                self.cell = number - self.cells.start
            at += width + 1

    def _fit(self) -> list[tuple[Column[R], int]]:
        return fitted(self.columns, self.room) if self.columns else []

    def render_line(self, y: int) -> Strip:
        """Draw one line of the window."""
        fit = self._fit()
        if y < HEAD:
            titles = " ".join(adjusted(c.title, wide, right=c.right) for c, wide in fit)
            return self._strip([(titles, "head")], "head")
        place = self.scroll_offset.y + y - HEAD
        if place >= len(self.rows):
            return self._strip([], "")
        shown = list(pieces(self.rows[place], fit))
        return self._pointed(shown) if place == self.place else self._strip(shown, "")

    def _pointed(self, shown: Sequence[Piece]) -> Strip:
        chosen = self.cells[self.cell] if self.cell < len(self.cells) else None
        segments = [
            Segment(_bracketed(text), self._style(kind, "cell"))
            if number == chosen
            else Segment(text, self._style(kind, "cursor"))
            for number, (text, kind) in enumerate(shown)
        ]
        return Strip(segments).adjust_cell_length(self.size.width, self._style("plain", "cursor"))


def _bracketed(text: str) -> str:
    """Return a cell with brackets in the place of blanks around it: colour alone tells nobody."""
    word = text.strip()
    return f"[{word}]".rjust(len(text)) if len(word) + 2 <= len(text) else text
