"""A pane with a bar to search what it shows."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.css.query import NoMatches

from inspector.tui.reader import Reader
from inspector.tui.search import SearchBar


class Searched(Vertical):
    """Opens its bar when a reader asks for it, and ends the search by escape."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave_search", "end the search", show=False),
    ]

    def on_reader_seek(self, event: Reader.Seek) -> None:
        """Let the person type what to search for."""
        event.stop()
        self.query_one(SearchBar).open()

    def on_reader_found(self, event: Reader.Found) -> None:
        """Tell how many hits there are."""
        event.stop()
        self.query_one(SearchBar).found(event.at, event.count)

    def action_leave_search(self) -> None:
        self.query_one(SearchBar).close()

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Leave escape to others while there is no search to end."""
        if action != "leave_search":
            return True
        try:
            return self.query_one(SearchBar).is_open
        except NoMatches:
            return False
