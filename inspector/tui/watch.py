"""Watch a capture grow, and look through it."""

import time
from array import array
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from inspector.capture.store import CaptureReader, Mark, Tally
from inspector.core.filter import Node
from inspector.core.history import REMEMBERED
from inspector.errors import CaptureError

RATED = 3.0  # seconds over which the rate is measured
SMALLEST, LARGEST = 64, 16384  # exchanges between two looks at whether to go on
BRISK = 0.03  # seconds; a window that takes no longer may grow
Verdict = tuple[int, str]  # severity and codes: all of a verdict that a filter asks for


@dataclass
class Watch:
    """What is known of a capture as of the last look."""

    reader: CaptureReader
    last: int = 0
    tally: Tally = field(default_factory=Tally)
    version: int = -1  # changes with whatever is written
    _seen: deque[tuple[float, int]] = field(default_factory=deque)

    def look(self, now: float) -> bool:
        """Look again; tell whether anything was written since. *now* is any steady clock's."""
        version = self.reader.version()
        changed = version != self.version
        if changed:
            self.version = version
            self.last, self.tally = self.reader.last(), self.reader.tally()
        if not self._seen or self._seen[-1][1] != self.last:
            self._seen.append((now, self.last))
        while len(self._seen) > 1 and self._seen[1][0] <= now - RATED:
            self._seen.popleft()
        return changed

    def rate(self, now: float) -> float:
        """Return how many exchanges came in per second, of late."""
        if not self._seen or self._seen[0][1] == self.last:
            return 0.0
        since, number = self._seen[0]
        return (self.last - number) / max(0.5, min(RATED, now - since))


@dataclass
class Scan:
    """Looks for what passes a filter, in a thread of its own, and again when the capture grows.

    The thread puts what it has found aside; whoever shows it takes it, so nothing that is being
    shown changes by itself.
    """

    path: Path
    node: Node
    numbers: "array[int]" = field(default_factory=lambda: array("q"))
    reached: int = 0  # the last exchange that was looked at
    goal: int = 0  # the last one that is to be looked at
    looks_again: bool = False  # whether what may have been amended is looked at, too
    is_running: bool = False
    is_lost: bool = False  # the capture could not be opened: it was removed, or is another file now
    cancelled: Event = field(default_factory=Event)
    problem: str = ""  # why not everything was looked through
    _found: deque[tuple[int, int, list[int]]] = field(default_factory=deque)
    _judged: dict[int, Verdict] = field(default_factory=dict)  # of the latest, when looked at
    _noted: frozenset[Mark] = frozenset()  # what persons had noted when it looked again last

    def run(self) -> None:
        """Look from where it was left to the goal."""
        with CaptureReader(self.path) as reader:
            if self.looks_again:
                self._look_again(reader)
            start, size = self.reached, SMALLEST
            while start < self.goal and not self.cancelled.is_set():
                began = time.monotonic()
                end = min(start + size, self.goal)
                self._note(reader, start + 1, end)
                self._found.append((start, end, self._passing(reader, start + 1, end)))
                quick = time.monotonic() - began < BRISK
                start, size = end, min(size * 2, LARGEST) if quick else max(size // 2, SMALLEST)

    def _look_again(self, reader: CaptureReader) -> None:
        """Look at those whose findings or marks are others by now: all the latest cost a core."""
        before = self._judged
        self._judged = self._verdicts(reader, self.reached - REMEMBERED + 1, self.reached)
        judged = {n for n, verdict in self._judged.items() if verdict != before.get(n)}
        for n in sorted(judged | self._noted_anew(reader)):
            if not self.cancelled.is_set():
                self._found.append((n - 1, n, self._passing(reader, n, n)))

    def _noted_anew(self, reader: CaptureReader) -> set[int]:
        """Return what was marked or commented since it looked again last, or is no longer."""
        before = self._noted
        try:
            self._noted = frozenset(reader.marks())
        except CaptureError as error:
            self.problem = str(error)
        return {mark.n for mark in before ^ self._noted if mark.n <= self.reached}

    def _note(self, reader: CaptureReader, first: int, last: int) -> None:
        """Remember, before it is looked at, what was found in exchanges that may be amended."""
        first = max(first, self.goal - REMEMBERED + 1)
        if first <= last:
            self._judged.update(self._verdicts(reader, first, last))

    def _verdicts(self, reader: CaptureReader, first: int, last: int) -> dict[int, Verdict]:
        try:
            return {row.n: (row.severity, row.codes) for row in reader.rows(first, last)}
        except CaptureError as error:  # then they are looked at again
            self.problem = str(error)
            return {}

    def take(self) -> bool:
        """Add what was found since the last time; tell whether anything was looked at."""
        taken = False
        while self._found:
            start, end, numbers = self._found.popleft()
            known, behind = bisect_right(self.numbers, start), bisect_right(self.numbers, end)
            self.numbers[known:behind] = array("q", numbers)
            self.reached, taken = max(self.reached, end), True
        return taken

    def _passing(self, reader: CaptureReader, first: int, last: int) -> list[int]:
        """Return what passes of a window; a damaged exchange hides no others."""
        try:
            return reader.passing(self.node, first, last)
        except CaptureError as error:
            self.problem = str(error)
        if first == last:
            return []
        middle = (first + last) // 2
        return self._passing(reader, first, middle) + self._passing(reader, middle + 1, last)
