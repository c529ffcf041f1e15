"""What a person notes of exchanges: kept in the capture where that is possible."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from inspector.capture.store import CaptureReader, Mark, keep
from inspector.errors import CaptureError

FOR_NOW = "kept until this screen ends"


@dataclass
class Marks:
    """The marks of a capture; *lasting* tells whether the file outlives the screen."""

    path: Path
    lasting: bool = True
    of: dict[int, Mark] = field(default_factory=dict)  # the latest marked last
    _told: bool = False
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def load(self, reader: CaptureReader) -> None:
        """Read what was noted before. Raises CaptureError."""
        self.of = {mark.n: mark for mark in reader.marks()}

    def toggle(self, n: int) -> None:
        """Mark an exchange, or no longer."""
        known = self.of.get(n, Mark(n, marked=False))
        self._put(Mark(n, not known.marked, known.comment))

    def say(self, n: int, comment: str) -> None:
        """Note words about an exchange in place of the former ones."""
        known = self.of.get(n, Mark(n, marked=False))
        self._put(Mark(n, known.marked, comment))

    def comment(self, n: int) -> str:
        """Return what was said of an exchange, "" for nothing."""
        return self.of[n].comment if n in self.of else ""

    def _put(self, mark: Mark) -> None:
        self.of.pop(mark.n, None)
        if mark.marked or mark.comment:
            self.of[mark.n] = mark

    def partner(self, n: int) -> int | None:
        """Return the exchange that was marked last, but for *n* itself; None without one."""
        return next((m.n for m in reversed(self.of.values()) if m.marked and m.n != n), None)

    async def keep(self, n: int) -> str:
        """Keep what is noted of an exchange; return why that does not last, once, "" otherwise."""
        why = "" if self.lasting else f"The recording is a copy: marks are {FOR_NOW}."
        try:
            async with self._turn:  # the latest note has to come last
                await asyncio.to_thread(keep, self.path, self.of.get(n, Mark(n, marked=False)))
        except CaptureError as error:
            why = f"Marks are {FOR_NOW}. {error}"
        if not why or self._told:
            return ""
        self._told = True
        return why
