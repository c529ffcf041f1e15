"""Where findings go: into the marks of a flow, and by default into mitmproxy's log."""

import logging
from collections import OrderedDict
from collections.abc import Iterator
from typing import Protocol

from mitmproxy import http

from inspector.core.annotated import Annotated, Finding
from inspector.core.clean import one_line
from inspector.core.history import REMEMBERED
from inspector.core.severity import ERROR, NOTE, WARNING

logger = logging.getLogger(__name__)

LEVELS = {NOTE: logging.INFO, WARNING: logging.WARNING, ERROR: logging.ERROR}
MARKERS = {NOTE: ":large_blue_circle:", WARNING: ":yellow_circle:", ERROR: ":red_circle:"}
METADATA = "inspector"
REPLAY_OF = "inspector_replay_of"  # the id of the exchange that a flow repeats


class Sink(Protocol):
    """Takes annotated exchanges."""

    def append(self, annotated: Annotated) -> None:
        """Take an exchange that has just been inspected."""

    def amend(self, annotated: Annotated) -> None:
        """Take an exchange once more, since later ones brought findings to light."""


class Log:
    """A sink that writes findings to mitmproxy's event log, a line each."""

    def __init__(self) -> None:
        self._told: OrderedDict[str, frozenset[Finding]] = OrderedDict()

    def append(self, annotated: Annotated) -> None:
        """Write all findings."""
        self._tell(annotated, frozenset())

    def amend(self, annotated: Annotated) -> None:
        """Write the findings that were not there before."""
        self._tell(annotated, self._told.pop(annotated.exchange.id, frozenset()))

    def _tell(self, annotated: Annotated, told: frozenset[Finding]) -> None:
        for finding in annotated.findings:
            if finding not in told:
                logger.log(LEVELS[finding.severity], line(annotated, finding))
        self._told[annotated.exchange.id] = frozenset(annotated.findings)
        if len(self._told) > REMEMBERED:
            self._told.popitem(last=False)


def line(annotated: Annotated, finding: Finding) -> str:
    """Return one finding as one line of inert text."""
    places = "; ".join(_places(finding))
    words = f"{finding.code} {finding.severity.label} {annotated.operation}: {finding.title}"
    return one_line(f"{words} ({places})", 1000)


def mark(flow: http.HTTPFlow, annotated: Annotated) -> None:
    """Put what was found where mitmproxy's own screens show it, as plain data."""
    flow.metadata[METADATA] = {
        "profile": annotated.profile,
        "operation": annotated.operation,
        "findings": [_plain(finding) for finding in annotated.findings],
    }
    if annotated.severity is not None:
        flow.marked = MARKERS[annotated.severity]
        flow.comment = "\n".join(line(annotated, finding) for finding in annotated.findings)


def _plain(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": finding.severity.label,
        "title": finding.title,
        "remedy": finding.remedy,
        "evidence": list(_places(finding)),
    }


def _places(finding: Finding) -> Iterator[str]:
    for evidence in finding.evidence:
        note = f", {evidence.note}" if evidence.note else ""
        yield f"{evidence.place}: {evidence.seen}{note}"
