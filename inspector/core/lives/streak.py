"""Reads of one thing in quick succession."""

from dataclasses import dataclass
from typing import Self

QUICK = 5.0  # seconds from one read to the next


@dataclass(frozen=True, slots=True)
class Streak:
    """Reads of which each came less than QUICK seconds after the one before."""

    first: float  # seconds since the Unix epoch
    latest: float
    reads: int = 1

    @property
    def lasted(self) -> float:
        """Return the seconds from its first read to its latest."""
        return self.latest - self.first

    def then(self, read: float) -> Self:
        """Return the streak that one more read makes, which is a new one after a rest."""
        if abs(read - self.latest) >= QUICK:
            return type(self)(read, read)
        return type(self)(min(self.first, read), max(self.latest, read), self.reads + 1)


def after(before: Streak | None, read: float) -> Streak:
    """Return the streak that a read makes of the reads *before*, None for none."""
    return Streak(read, read) if before is None else before.then(read)
