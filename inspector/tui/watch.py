"""Watch a capture grow, and look through it."""

from array import array
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from inspector.capture.store import CaptureReader, Condition, Tally
from inspector.core.history import REMEMBERED
from inspector.errors import CaptureError
from inspector.tui.query import both

RATED = 3.0  # seconds over which the rate is measured
WINDOW = 16384  # exchanges between two looks at whether to go on


@dataclass
class Watch:
    """What is known of a capture as of the last look."""

    reader: CaptureReader
    last: int = 0
    tally: Tally = field(default_factory=Tally)
    _version: int = -1
    _seen: deque[tuple[float, int]] = field(default_factory=deque)

    def look(self, now: float) -> bool:
        """Look again; tell whether anything was written since. *now* is any steady clock's."""
        version = self.reader.version()
        changed = version != self._version
        if changed:
            self._version = version
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
    """One look through a whole capture, in a thread of its own."""

    path: Path
    condition: Condition
    last: int
    numbers: "array[int]" = field(default_factory=lambda: array("q"))
    cancelled: Event = field(default_factory=Event)
    problem: str = ""  # why not everything was looked through

    def run(self) -> None:
        """Gather the numbers that pass; stop early when cancelled, or at a damaged place."""
        try:
            self._gather()
        except CaptureError as error:
            self.problem = str(error)

    def _gather(self) -> None:
        with CaptureReader(self.path) as reader:
            for start in range(0, self.last, WINDOW):
                if self.cancelled.is_set():
                    return
                end = min(start + WINDOW, self.last)
                window = both(self.condition, Condition("n <= ?", (end,)))
                self.numbers.extend(reader.matching(window, after=start))

    def extend(self, reader: CaptureReader, last: int) -> None:
        """Look through what came since, and again through what may have been amended."""
        start = max(0, self.last - REMEMBERED)
        del self.numbers[bisect_right(self.numbers, start) :]
        self.numbers.extend(reader.matching(self.condition, after=start))
        self.last = last


def next_found(reader: CaptureReader, passing: Condition | None, cursor: int, last: int) -> int:
    """Return the next exchange after *cursor* that has a finding, 0 when there is none."""
    start, step = cursor, 256
    while start < last:
        window = _window(passing, start, min(start + step, last) + 1)
        for number in reader.matching(window, after=start, limit=1):
            return number
        start, step = start + step, step * 4
    return 0


def previous_found(reader: CaptureReader, passing: Condition | None, cursor: int) -> int:
    """Return the last exchange before *cursor* that has a finding, 0 when there is none."""
    end, step = cursor, 256
    while end > 1:
        start = max(0, end - step)
        numbers = list(reader.matching(_window(passing, start, end), after=start))
        if numbers:
            return numbers[-1]
        end, step = start + 1, step * 4
    return 0


def _window(passing: Condition | None, start: int, end: int) -> Condition:
    # The unary plus keeps SQLite from the index on severity: the range of n is the narrower.
    return both(passing, Condition("+severity > 0 AND n > ? AND n < ?", (start, end)))
