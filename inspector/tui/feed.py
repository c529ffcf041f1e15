"""What goes from the capture to the screen: looks for news, and filters."""

import asyncio
import time
from functools import partial

from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from inspector.capture.store import CaptureReader, Row
from inspector.core.clean import one_line
from inspector.core.filter import Node, anchored
from inspector.errors import CaptureError
from inspector.tui.background import begin
from inspector.tui.listing import Listing, everything
from inspector.tui.watch import Scan, Watch

LOOKS = 10  # a second; each takes some 20 ms while rows come in
AGAIN = 1.0  # seconds between two looks at what may have been amended
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
        self._again = (-1, 0.0)  # the capture's version when the scan looked again last, and when
        self._told: set[str] = set()  # what could not be read
        self._is_behind = False  # something new waits for the screen to be on top again

    def on_mount(self) -> None:
        """Look now, and from now on."""
        self._look()
        self.set_interval(1 / LOOKS, self._look)

    def on_unmount(self) -> None:
        """End the search: Python waits for its threads at the end."""
        self._give_up()

    @property
    def state(self) -> str:
        """Return whether the capture is recording, finished or interrupted."""
        return self.facts.get("state", "")

    @property
    def progress(self) -> float | None:
        """Return how much of the capture was looked through; None when that is over."""
        scan = self._scan
        if scan is None or not (scan.is_running and scan.reached < scan.goal):
            return None
        return scan.reached / scan.goal

    @property
    def passed(self) -> int | None:
        """Return how many exchanges pass the filter, as far as was looked; None: nobody looked."""
        scan = self._scan
        return None if scan is None or (scan.is_lost and not scan.numbers) else len(scan.numbers)

    def knows(self, number: int) -> bool:
        """Tell whether an exchange was seen, and the filter has looked at it."""
        return self.seen.last >= number and (self._scan is None or self._scan.reached >= number)

    @property
    def empty(self) -> str:
        """Return what to say when there is nothing to show."""
        if self.progress is not None:
            return "Looking …"
        if self._scan is not None and self._scan.is_lost:
            return f"Nothing can be looked for.\n{one_line(self._scan.problem)}"
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
        if self._is_behind or (self._scan is not None and self._scan.take()):
            self._show()
        aged = now - self._facts_at >= FACTS_AGE
        try:
            if self.is_paused or not (self.seen.look(now) or aged):
                return
            if aged:
                self._facts_at, self.facts = now, self.reader.facts()
        except CaptureError as error:
            self._fail(str(error))
        self.rate = self.seen.rate(now)
        self._scan_on(now)
        self._show()

    def _fail(self, why: str) -> None:
        """Say so, once; what can be read is shown."""
        if why and why not in self._told:
            self._told.add(why)
            self.post_message(self.Failed(why))

    def _show(self) -> None:
        if self._scan is None:
            self.listing.show(everything(self.seen.last))
        elif self._scan.numbers or self.progress is None:  # until then the former list stays
            self.listing.show(self._scan.numbers)
        # Textual draws all of a dialog's screen for whatever happens on the one below it.
        self._is_behind = self.app.screen is not self.screen
        if not self._is_behind:
            self.post_message(self.Grown(self))

    def watch_is_paused(self) -> None:
        """Say so at once, and catch up at the end."""
        if self.is_mounted:
            self.post_message(self.Grown(self))

    def watch_node(self, node: Node | None) -> None:
        """Look through the capture for what passes the filter."""
        self._give_up()
        if node is not None:
            self._scan = Scan(self.reader.path, anchored(node, self._moment()))
            self._again = (-1, 0.0)
            self._scan_on(time.monotonic())
        if self.is_mounted:
            self._show()

    def _give_up(self) -> None:
        if self._scan is not None:
            self._scan.cancelled.set()
        self._scan = None

    def _moment(self) -> float | None:
        """Return what `since:10m` is counted back from: now, or the end of what has ended."""
        if self.state == "recording":
            return time.time()
        try:
            return self.reader.last_moment()
        except CaptureError as error:
            self._fail(str(error))
            return None

    def _scan_on(self, now: float) -> None:
        """Look at what is new; at what may have been amended not much more than once a second."""
        scan, (version, at) = self._scan, self._again
        if scan is None or scan.is_running:
            return
        again = version != self.seen.version and now - at >= AGAIN
        if again:
            self._again = (self.seen.version, now)
        if again or (self.seen.last > scan.reached and not scan.is_lost):
            scan.goal, scan.looks_again, scan.is_running = self.seen.last, again, True
            begin(self, partial(self._run, scan), "scan")

    async def _run(self, scan: Scan) -> None:
        try:
            await asyncio.to_thread(scan.run)
            scan.is_lost = False
        except CaptureError as error:
            scan.problem, scan.is_lost = str(error), True
        scan.is_running = False
        scan.take()
        if scan is self._scan:
            self._fail(scan.problem)
            self._show()
