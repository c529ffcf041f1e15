"""Count the scorecard of a capture, piece by piece and no exchange twice."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from inspector.capture.store import CaptureReader
from inspector.core.scorecard import Demand, Line, Scorecard

PIECE = 512  # exchanges; some 20 ms


class Census:
    """What is counted stays; of a capture that grows only the rest is read."""

    def __init__(self, path: Path, demands: Sequence[Demand]) -> None:
        self.path = path
        self.card = Scorecard(demands)
        self.counted = 0
        self._lock = Lock()

    def step(self, last: int) -> None:
        """Count a piece of the exchanges up to *last*; for a thread. Raises CaptureError."""
        with self._lock:
            first = self.counted + 1
            end = min(self.counted + PIECE, last)
            if first > end:
                return
            with CaptureReader(self.path) as reader:
                for call in reader.calls(first, end):
                    self.card.count(*call)
            self.counted = end

    def lines(self) -> list[Line]:
        """Return the operations as far as they are counted, the gravest first."""
        with self._lock:
            return self.card.lines
