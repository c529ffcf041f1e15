"""What the current test has sent so far, for its own assertions."""

import re
from collections.abc import Iterator

from inspector.capture.store import CaptureReader, Condition
from inspector.core.annotated import Annotated, Finding
from inspector.core.caller import LONGEST
from inspector.core.placeholder import MARKER
from inspector.pytest_plugin.attributing import UnderWay
from inspector.pytest_plugin.telling import Telling

SLACK = 1.0  # seconds between this process' clock and the proxy's


class Traffic:
    """The exchanges of a test, with what was found in them; each look waits for those under way.

    Findings are those of the moment: a baseline is not asked, and what only later exchanges can
    show is not there yet.
    """

    def __init__(self, telling: Telling, test: UnderWay) -> None:
        self._telling = telling
        self._test = test

    @property
    def exchanges(self) -> list[Annotated]:
        """Return the exchanges, in the order in which they were complete."""
        if not self._telling.notices.settled():
            raise RuntimeError("the proxy does not answer; the end of the session says why")
        with CaptureReader(self._telling.proxy.capture) as reader:
            since = Condition("started >= ?", (self._test.started - SLACK,))
            numbers = list(reader.matching(since))
            return list(self._own(map(reader.annotated, numbers)))

    @property
    def findings(self) -> list[Finding]:
        """Return the findings, in the same order."""
        return [finding for annotated in self.exchanges for finding in annotated.findings]

    @property
    def codes(self) -> list[str]:
        """Return the findings' codes, which assertions show best."""
        return [finding.code for finding in self.findings]

    def _own(self, found: Iterator[Annotated]) -> Iterator[Annotated]:
        return (
            annotated
            for annotated in found
            if annotated.exchange.caller is not None
            and is_named(self._test.id[:LONGEST], annotated.exchange.caller.test)
        )


def is_named(test: str, kept: str) -> bool:
    """Tell whether a capture keeps the name *test* as *kept*: secrets in it have become markers."""
    return re.fullmatch(".*".join(map(re.escape, MARKER.split(kept))), test, re.DOTALL) is not None
