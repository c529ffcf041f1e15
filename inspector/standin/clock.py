"""The stand-in's clock: the machine's, until somebody moves it."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from inspector.standin.moments import moment

LATEST = 221_845_392_000.0  # seconds since the epoch: the year 9000


class Clock:
    """Tells the time; *pace* is how many times faster jobs and live entities get on.

    The pace leaves dates and tokens alone: a client's own clock has to agree with them.
    """

    def __init__(self, read: Callable[[], float] = time.time, pace: float = 1.0) -> None:
        self._read = read
        self._ahead = 0.0
        self.pace = pace

    def now(self) -> datetime:
        """Return the time."""
        return moment(self._read() + self._ahead)

    def advance(self, seconds: float) -> None:
        """Put the clock forward, or back by a negative number; what is due by then happens.

        Raises ValueError for a date before 1970 or after 9000, where dates come to their end.
        """
        ahead = self._ahead + seconds
        if not 0 <= self._read() + ahead <= LATEST:
            raise ValueError("the clock goes from 1970 to 9000")
        self._ahead = ahead

    def set(self, when: datetime) -> None:
        """Put the clock to *when*; it goes on from there."""
        self._ahead = 0.0
        self.advance((when - moment(self._read())).total_seconds())

    def reset(self) -> None:
        """Put the clock back to the machine's time."""
        self._ahead = 0.0

    def lasting(self, seconds: float) -> timedelta:
        """Return how long something takes that takes *seconds* at a pace of 1."""
        return timedelta(seconds=seconds / self.pace)
