"""A sheet that may be written anew under the reader, with a bar to search it."""

from textual.app import ComposeResult

from inspector.core.sheets.sheet import Place, Sheet
from inspector.tui.reader import Reader
from inspector.tui.search import SearchBar
from inspector.tui.searched import Searched


class Paper(Reader):
    """Keeps the reader where he is among the lines that stay; who is at the end stays there."""

    def renew(self, sheet: Sheet) -> None:
        """Show *sheet* in place of the former one."""
        is_first = not self.sheet.lines
        at_end = self.max_scroll_y > 0 and self.scroll_offset.y >= self.max_scroll_y
        top = self._named(self._top)
        here = None if self.here is None else self._named(self.here)
        self.sheet = sheet
        if is_first:
            return
        self.here = None if here is None else sheet.places.get(here)
        if at_end:
            self.scroll_end(animate=False, immediate=True)
        elif top in sheet.places:
            row = self._wrapping.row_of(sheet.places[top])
            self.scroll_to(y=row, animate=False, immediate=True)

    def _named(self, line: int) -> Place:
        """Return the first name at or below a line."""
        return next((name for name, at in self.sheet.places.items() if at >= line), ("", ""))


class Searchable(Searched):
    """A paper and the bar to search it."""

    DEFAULT_CSS = "Searchable { height: 1fr; }"

    def __init__(self, paper: Paper) -> None:
        super().__init__()
        self.paper = paper

    def compose(self) -> ComposeResult:
        yield self.paper
        yield SearchBar()

    def on_search_bar_changed(self, event: SearchBar.Changed) -> None:
        """Search while it is being typed."""
        event.stop()
        self.paper.needle = event.text

    def on_search_bar_done(self, event: SearchBar.Done) -> None:
        """Give the focus back."""
        event.stop()
        self.screen.set_focus(self.paper)
