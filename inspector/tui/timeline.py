"""The lives of the entities that an exchange touched, as a tab."""

import asyncio
import time
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from inspector.core.sheets.sheet import Place
from inspector.tui.background import begin
from inspector.tui.reader import Reader
from inspector.tui.tale import Tale, TaleSheet, Tell, tale_sheet

SOON = 0.15  # seconds of reading before that is said
CALM = 1.0  # seconds between two readings for the same exchange
SHARE = 10  # one part in so many of the time goes into that, at most


class Timeline(Reader):
    """What happened to the entities of one exchange; enter leads to where it happened."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "go", "go there", key_display="⏎", tooltip="go to that exchange", id="open"
        ),
    ]

    class Went(Message):
        """A person goes to another exchange."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, tell: Tell, **options: str) -> None:
        super().__init__(**options)
        self.tell = tell
        self.tale = Tale()
        self._wanted: tuple[int, float | None] = (0, None)
        self._last = 0  # exchanges of the capture when it was read
        self._due = float("-inf")  # when it may be read again
        self._is_stale = self._is_reading = False

    def show_of(self, number: int, started: float | None) -> None:
        """Show the tale of exchange *number*, which began at *started*."""
        self._wanted = number, started
        self._read()

    def keep_up(self, last: int) -> None:
        """Read again when the capture has grown to *last* exchanges, yet not all the time."""
        is_due = not self._is_reading and time.monotonic() >= self._due
        if self._wanted[0] and last != self._last and is_due:
            self._last = last
            self._read()

    def _read(self) -> None:
        self._is_stale = True
        if not self._is_reading:
            self._is_reading = True
            begin(self, self._load, "tale")

    async def _load(self) -> None:
        while self._is_stale:
            self._is_stale, wanted, began = False, self._wanted, time.monotonic()
            reading = asyncio.ensure_future(asyncio.to_thread(self.tell, wanted[0]))
            await asyncio.wait([reading], timeout=SOON)
            if not reading.done() and wanted[0] != self.tale.number:
                self.sheet = TaleSheet([("note", "reading …")], stub=True)
            tale, now = await reading, time.monotonic()
            self._due = now + max(CALM, SHARE * (now - began))
            if wanted == self._wanted:
                self._show(tale, wanted[1])
        self._is_reading = False

    def _show(self, tale: Tale, started: float | None) -> None:
        former, self.tale = self.tale, tale
        if former == tale and not self.sheet.stub:
            return
        sheet = tale_sheet(tale, started)
        if former.number != tale.number or self.sheet.stub:
            self.sheet = sheet
            if sheet.own is not None:
                self.call_after_refresh(self.jump, sheet.own)
            return
        here, top = self._named(self.here), self.scroll_offset.y
        folded = [self._named(head) for head in self._folding.folded]
        self.sheet = sheet
        for name in folded:
            if name in sheet.places:
                self._folding.close(sheet.places[name])
        self._folded()
        self.here = None if here is None else sheet.places.get(here)
        self.scroll_to(y=top, animate=False, immediate=True)

    def _named(self, line: int | None) -> Place | None:
        return next((name for name, at in self.sheet.places.items() if at == line), None)

    def action_go(self) -> None:
        sheet = self.sheet
        number = sheet.leads.get(self.cursor) if isinstance(sheet, TaleSheet) else None
        if number is not None:
            self.post_message(self.Went(number))

    def on_click(self, event: events.Click) -> None:
        """Go there by a second click."""
        super().on_click(event)
        if event.chain == 2:
            self.action_go()
