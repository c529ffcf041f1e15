"""What is under the cursor of the list is shown in the detail, once the cursor rests."""

import time

from textual.containers import Vertical
from textual.timer import Timer

from inspector.capture.store import CaptureReader
from inspector.core.annotated import Annotated
from inspector.core.clean import clean
from inspector.errors import CaptureError
from inspector.tui.detail import Detail
from inspector.tui.exchanges import Exchanges
from inspector.tui.feed import Feed
from inspector.tui.marks import Marks

RESTS = 0.08  # seconds between two moves of a cursor that runs through the list


class Looking(Vertical):
    """Keeps the detail in step with the list; who extends it has both."""

    reader: CaptureReader
    feed: Feed
    exchanges: Exchanges
    detail: Detail
    marks: Marks
    _moved_at = float("-inf")
    _resting: Timer | None = None

    def load_at_rest(self) -> None:
        """Show the exchange under the cursor if it does not run through the list."""
        if time.monotonic() - self._moved_at > RESTS:
            self.load()

    def on_exchanges_moved(self) -> None:
        """Show the exchange the cursor is on, once it rests there."""
        now, self._moved_at = self._moved_at, time.monotonic()
        if self._resting is not None:
            self._resting.stop()
        if self._moved_at - now > RESTS:
            self.load()
        else:
            self._resting = self.set_timer(RESTS, self.load)

    def load(self) -> None:
        """Show the exchange under the cursor, unless it is shown."""
        number = self.exchanges.cursor
        row = self.exchanges.listing.row(self.exchanges.place)
        shown = self.detail.annotated
        if row is None or number == 0:
            self.detail.annotated = None
            self.detail.problem = self.exchanges.listing.problem(self.exchanges.place)
        elif shown is None or self.feed.shown != row:
            self.detail.number, self.detail.original = number, row.replay_of
            self.detail.comment = self.marks.comment(number)
            try:
                self.detail.annotated = self.reader.annotated(number)
            except (LookupError, CaptureError) as error:
                self.detail.annotated = None
                self.detail.problem = clean(str(error))
        self.feed.shown = row

    def show_exchange(self, number: int) -> None:
        """Put the cursor on an exchange, if that is listed."""
        self.exchanges.update()  # it may have come just now
        if self.exchanges.lists(number):
            self.exchanges.go(number)
        elif 0 < number <= self.feed.seen.last:
            self.notify(f"The filter hides #{number}; esc switches it off.", markup=False)
        else:
            self.notify(f"There is no exchange #{number}.", markup=False)

    def looked_at(self) -> Annotated | None:
        """Return the exchange under the cursor."""
        self.load()  # the cursor may not have rested yet
        return self.detail.annotated
