"""On to the next exchange with a finding, however far away it is."""

import asyncio
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from threading import Event

from textual.containers import Vertical

from inspector.capture.store import CaptureReader, Condition
from inspector.core.clean import clean
from inspector.errors import CaptureError
from inspector.tui.background import begin
from inspector.tui.exchanges import Exchanges
from inspector.tui.feed import Feed

SMALLEST, LARGEST = 256, 16384  # exchanges that one query looks at
SOON = 4  # queries, some 10 ms; what takes more goes on in a thread


class Seek:
    """Looks for the nearest of the exchanges *shown* that has a finding, one way from *cursor*."""

    def __init__(self, shown: Sequence[int], cursor: int, by: int, last: int) -> None:
        self.shown = shown
        self.by = by
        self.cancelled = Event()
        self._windows = _ahead(cursor, last) if by > 0 else _behind(cursor)

    def run(self, reader: CaptureReader, most: int | None = None) -> int | None:
        """Return its number, 0 when there is none, None when *most* queries do not tell.

        Goes on where it was left. Raises CaptureError.
        """
        asked = 0
        for start, end in self._windows:
            among = self.shown[bisect_left(self.shown, start) : bisect_right(self.shown, end)]
            if self.cancelled.is_set():
                return None
            if not among:
                continue
            number = self._nearest(reader, start, end, among)
            asked += 1
            if number or asked == most:
                return number or None
        return 0

    def _nearest(self, reader: CaptureReader, start: int, end: int, among: Sequence[int]) -> int:
        # The unary plus keeps SQLite from the index on severity: the range of n is the narrower.
        grave = Condition("+severity > 0 AND n <= ?", (end,))
        found = list(reader.matching(grave, after=start - 1))
        both = set(among).intersection(found) if not isinstance(among, range) else found
        return (min if self.by > 0 else max)(both, default=0)


def _ahead(cursor: int, last: int) -> Iterator[tuple[int, int]]:
    start, step = cursor + 1, SMALLEST
    while start <= last:
        end = min(start + step - 1, last)
        yield start, end
        start, step = end + 1, min(step * 4, LARGEST)


def _behind(cursor: int) -> Iterator[tuple[int, int]]:
    end, step = cursor - 1, SMALLEST
    while end >= 1:
        start = max(1, end - step + 1)
        yield start, end
        end, step = start - 1, min(step * 4, LARGEST)


class Seeking(Vertical):
    """Moves the cursor to findings; who extends it has a list and a feed."""

    reader: CaptureReader
    feed: Feed
    exchanges: Exchanges
    _seek: Seek | None = None

    def action_found(self, by: int) -> None:
        self.give_up_seeking()
        cursor = self.exchanges.cursor
        # Of a filter's numbers a copy: they change while a thread looks at them.
        seek = Seek(self.exchanges.listing.numbers[:], cursor, by, self.feed.seen.last)
        try:
            number = seek.run(self.reader, SOON)
        except CaptureError as error:
            self._say(str(error))
            return
        if number is not None:
            self._arrived(number, by)
            return
        self._seek = seek
        self._say("Looking for a finding …")
        begin(self, partial(self._go_on, seek), "seek")

    def on_exchanges_moved(self) -> None:
        """End the search when the person goes elsewhere."""
        self.give_up_seeking()

    def give_up_seeking(self) -> None:
        """End the search that is under way: the person went elsewhere."""
        if self._seek is not None:
            self._seek.cancelled.set()
            self._seek = None

    async def _go_on(self, seek: Seek) -> None:
        try:
            number = await asyncio.to_thread(_finish, seek, self.reader.path)
        except CaptureError as error:
            self._say(str(error))
            return
        finally:
            seek.cancelled.set()  # the screen may end before the thread, which Python waits for
        if seek is self._seek and number is not None:
            self._seek = None
            self._arrived(number, seek.by)

    def _arrived(self, number: int, by: int) -> None:
        if number:
            self.exchanges.go(number)
        else:
            self._say(f"No finding {'after' if by > 0 else 'before'} this one.")

    def _say(self, what: str) -> None:
        self.notify(clean(what), markup=False, timeout=2)


def _finish(seek: Seek, path: Path) -> int | None:
    with CaptureReader(path) as reader:
        return seek.run(reader)
