"""The screen with the proxy's own log, as it grows."""

import asyncio
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from inspector.core.clean import one_line
from inspector.core.words import counted
from inspector.errors import CaptureError
from inspector.tui.background import begin
from inspector.tui.footer import Keys
from inspector.tui.journal import Journal, journal_sheet
from inspector.tui.paper import Paper, Searchable
from inspector.tui.watch import Watch

LOOKS = 0.3  # seconds between two looks at whether there is more


class LogScreen(Screen[None]):
    """What the proxy said of itself; refused certificates first, with what to do."""

    DEFAULT_CSS = """
    LogScreen { background: $background; }
    LogScreen > .title { height: 1; padding: 0 1; background: $panel; color: $text-primary; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,L", "dismiss", "back", key_display="esc"),
        Binding("question_mark", "app.keys", "help", key_display="?", id="help"),
    ]

    def __init__(self, path: Path, watch: Watch, ca: str) -> None:
        super().__init__()
        self.journal = Journal(path)
        self.watched = watch
        self.ca = ca
        self.heading = Static(Content("Log  reading …"), classes="title", markup=False)
        self.paper = Paper()

    def compose(self) -> ComposeResult:
        yield self.heading
        yield Searchable(self.paper)
        yield Keys()

    def on_mount(self) -> None:
        """Begin to read."""
        self.set_focus(self.paper)
        begin(self, self._keep_up)

    async def _keep_up(self) -> None:
        version = -2
        while True:
            if self.watched.version != version:
                version = self.watched.version
                try:
                    is_new = await asyncio.to_thread(self.journal.read)
                except CaptureError as error:
                    self._title(one_line(str(error), 400))
                    return
                if is_new or not self.paper.sheet.lines:
                    self._show()
            await asyncio.sleep(LOOKS)

    def _show(self) -> None:
        refused = sum(refusal.count for refusal in self.journal.refusals.values())
        known = len(self.journal.lines) + self.journal.left_out
        told = f"{counted(refused, 'refused certificate')}, " if refused else ""
        self._title(told + counted(known, "other line" if told else "line"))
        self.paper.renew(journal_sheet(self.journal, self.ca))

    def _title(self, what: str) -> None:
        self.heading.update(Content(f"Log  {what}"))
