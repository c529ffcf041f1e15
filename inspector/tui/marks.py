"""What a person notes of exchanges: kept in the capture where that is possible."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from inspector.capture.store import CaptureReader, Mark, keep
from inspector.errors import CaptureError

FOR_NOW = "kept until this screen ends"


@dataclass(frozen=True)
class Note:
    """What a person noted of an exchange just now; None: not that."""

    n: int
    marked: bool | None = None
    comment: str | None = None


@dataclass
class Marks:
    """The marks of a capture; *lasting* tells whether the file outlives the screen."""

    path: Path
    lasting: bool = True
    of: dict[int, Mark] = field(default_factory=dict)  # the latest marked here last
    _unkept: int = 0  # notes that are not in the capture, or not yet
    _told: bool = False
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def follow(self, reader: CaptureReader) -> bool:
        """Take over what was noted before, and what other screens note; tell whether it is new.

        Not while a note of this screen is still to be kept. Raises CaptureError.
        """
        if self._unkept:
            return False
        noted = {mark.n: mark for mark in reader.marks()}
        known = {n: noted.pop(n) for n in self.of if n in noted}
        before, self.of = self.of, noted | known
        return self.of != before

    def toggle(self, n: int) -> Note:
        """Mark an exchange, or no longer; return what is to be kept."""
        known = self.of.get(n, Mark(n, marked=False))
        self._put(Mark(n, not known.marked, known.comment))
        return Note(n, marked=not known.marked)

    def say(self, n: int, comment: str) -> Note:
        """Note words about an exchange in place of the former ones; return what is to be kept."""
        known = self.of.get(n, Mark(n, marked=False))
        self._put(Mark(n, known.marked, comment))
        return Note(n, comment=comment)

    def comment(self, n: int) -> str:
        """Return what was said of an exchange, "" for nothing."""
        return self.of[n].comment if n in self.of else ""

    def _put(self, mark: Mark) -> None:
        self._unkept += 1
        self.of.pop(mark.n, None)
        if mark.marked or mark.comment:
            self.of[mark.n] = mark

    def partner(self, n: int) -> int | None:
        """Return the exchange that was marked last, but for *n* itself; None without one."""
        return next((m.n for m in reversed(self.of.values()) if m.marked and m.n != n), None)

    async def keep(self, note: Note) -> str:
        """Keep what was noted; return why that does not last, once, "" otherwise."""
        why = "" if self.lasting else f"The recording is a copy: marks are {FOR_NOW}."
        try:
            async with self._turn:  # the latest note has to come last
                await asyncio.to_thread(
                    keep, self.path, note.n, marked=note.marked, comment=note.comment
                )
            self._unkept -= 1
        except CaptureError as error:
            why = f"Marks are {FOR_NOW}. {error}"
        if not why or self._told:
            return ""
        self._told = True
        return why
