"""What goes from the capture to the screen: looks for news, and filters."""

import asyncio
import time

from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from inspector.capture.store import CaptureReader, Condition, Row
from inspector.core.filter import Node
from inspector.errors import CaptureError
from inspector.tui.listing import Listing, everything
from inspector.tui.query import condition
from inspector.tui.watch import Scan, Watch, next_found, previous_found

LOOKS = 15  # a second
FACTS_AGE = 1.0  # seconds; a recorder that died says nothing, it has to be looked after


class Feed(Widget):
    """Looks at the capture some times a second; has no looks itself."""

    DEFAULT_CSS = "Feed { display: none; }"

    node: reactive[Node | None] = reactive(None)
    is_paused: reactive[bool] = reactive(False)

    class Grown(Message):
        """There is something new to be shown."""

        def __init__(self, feed: "Feed") -> None:
            super().__init__()
            self.feed = feed

    class Failed(Message):
        """The capture could not be read somewhere."""

        def __init__(self, why: str) -> None:
            super().__init__()
            self.why = why

    def __init__(self, reader: CaptureReader) -> None:
        super().__init__()
        self.reader = reader
        self.listing = Listing(reader)
        self.seen = Watch(reader)
        self.facts: dict[str, str] = {}
        self.rate = 0.0
        self.shown: Row | None = None  # the row of the exchange in the detail
        self._facts_at = float("-inf")
        self._scan: Scan | None = None  # the filter that is on
        self._looking: Scan | None = None  # the one that still looks
        self._told: set[str] = set()  # what could not be read

    def on_mount(self) -> None:
        """Look now, and from now on."""
        self._look()
        self.set_interval(1 / LOOKS, self._look)

    @property
    def state(self) -> str:
        """Return whether the capture is recording, finished or interrupted."""
        return self.facts.get("state", "")

    @property
    def passed(self) -> int | None:
        """Return how many exchanges pass the filter; None while that is being found out."""
        return None if self._looking else len(self.listing)

    @property
    def passing(self) -> Condition | None:
        """Return the filter that is on."""
        return self._scan.condition if self._scan else None

    @property
    def empty(self) -> str:
        """Return what to say when there is nothing to show."""
        if self._scan is not None:
            return "No exchange passes this filter.\nesc switches it off."
        if self.state != "recording":
            return "There is no exchange in this capture."
        listen = self.facts.get("listen")
        if not listen:
            return "Nothing yet."
        ca = self.facts.get("ca")
        trust = f"\n  SSL_CERT_FILE={ca}" if ca else ""
        return (
            f"Nothing yet. Send requests through the proxy:\n\n  HTTPS_PROXY=http://{listen}{trust}"
        )

    def _look(self) -> None:
        now = time.monotonic()
        aged = now - self._facts_at >= FACTS_AGE
        try:
            if self.is_paused or not (self.seen.look(now) or aged):
                return
            if aged:
                self._facts_at, self.facts = now, self.reader.facts()
        except CaptureError as error:
            self._fail(str(error))
        self.rate = self.seen.rate(now)
        self._show()

    def _fail(self, why: str) -> None:
        """Say so, once; what can be read is shown."""
        if why and why not in self._told:
            self._told.add(why)
            self.post_message(self.Failed(why))

    def _show(self) -> None:
        if self._scan is None:
            self.listing.show(everything(self.seen.last))
        else:
            try:
                self._scan.extend(self.reader, self.seen.last)
            except CaptureError as error:
                self._fail(str(error))
            self.listing.show(self._scan.numbers)
        self.post_message(self.Grown(self))

    def watch_is_paused(self) -> None:
        """Say so at once, and catch up at the end."""
        if self.is_mounted:
            self.post_message(self.Grown(self))

    def watch_node(self, node: Node | None) -> None:
        """Look through the capture for what passes the filter."""
        if self._looking is not None:
            self._looking.cancelled.set()
        self._looking = None
        if node is None:
            self._scan = None
            if self.is_mounted:
                self._show()
            return
        self._looking = Scan(self.reader.path, condition(node), self.seen.last)
        self.run_worker(self._run(self._looking), group="scan")
        self.post_message(self.Grown(self))

    async def _run(self, scan: Scan) -> None:
        await asyncio.to_thread(scan.run)
        if scan is self._looking:
            self._looking, self._scan = None, scan
            self._fail(scan.problem)
            self._show()

    def found(self, cursor: int, by: int) -> int:
        """Return the next exchange with a finding, or with a negative *by* the previous; or 0."""
        try:
            if by < 0:
                return previous_found(self.reader, self.passing, cursor)
            return next_found(self.reader, self.passing, cursor, self.seen.last)
        except CaptureError as error:
            self._fail(str(error))
            return 0
