"""Exchanges that are told together: those of one operation, alike findings and failures once."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from inspector.core.annotated import Annotated, Diagnosis, Finding
from inspector.core.clean import one_line
from inspector.report.kinds import Where, place

MOST_GROUPS = 2_000
MOST_TOLD = 25_000  # places of findings, and kinds of failures, in all groups
_VARYING = re.compile(r"\S*\d\S*")  # ids, numbers, moments: they differ in each exchange
TESTS_KEPT = 100  # of a kind of finding
STATUSES_KEPT = 20  # of a group; hostile traffic has a status for every number


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an exchange failed; without the exchange, whose bodies may be large."""

    diagnosis: Diagnosis
    place: str  # where the exchange comes from
    repeated: bool  # a finding's evidence holds the service's message already

    @classmethod
    def of(cls, annotated: Annotated, diagnosis: Diagnosis) -> "Failure":
        """Take what is told of *annotated*."""
        notes = {evidence.note for finding in annotated.findings for evidence in finding.evidence}
        said = diagnosis.service_message
        repeated = said is not None and one_line(said) in notes
        return cls(diagnosis, place(Where.of_exchange(annotated.exchange)), repeated)


@dataclass
class Group:
    """The exchanges of one operation that have findings or failed."""

    count: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    place: str = ""  # of the first
    # The first of each kind, and where its exchange comes from.
    findings: dict[tuple[str, str], tuple[Finding, str]] = field(default_factory=dict)
    failures: dict[tuple[str, ...], Failure] = field(default_factory=dict)  # likewise
    tests: dict[tuple[str, str], dict[str, None]] = field(default_factory=dict)  # of each kind
    times: Counter[tuple[str, ...]] = field(default_factory=Counter)  # of each kind and failure

    def worst_first(self) -> list[tuple[Finding, str, int]]:
        """Return each kind's first finding, where it is and how often it was found."""
        found = [(*first, self.times[kind]) for kind, first in self.findings.items()]
        return sorted(found, key=lambda one: (-one[0].severity, -one[2], one[0].code))


class Groups:
    """Groups by operation, in the order they were first seen; bounded."""

    def __init__(self) -> None:
        self._of: dict[str, Group] = {}
        self._told = 0
        self.left_out = 0  # exchanges that are in no group, or not wholly

    def __iter__(self) -> Iterator[tuple[str, Group]]:
        return iter(self._of.items())

    def add(self, annotated: Annotated) -> None:
        """Take in one exchange."""
        group = self._of.get(annotated.operation)
        if group is None:
            if len(self._of) >= MOST_GROUPS:
                self.left_out += 1
                return
            group = self._of[annotated.operation] = Group()
        status = status_of(annotated)
        group.count += 1
        short = "no answer" if annotated.exchange.error else status
        if short in group.statuses or len(group.statuses) < STATUSES_KEPT:
            group.statuses[short] += 1
        at = place(Where.of_exchange(annotated.exchange))
        group.place = group.place or at
        self.left_out += not self._take(group, annotated, at)

    def _take(self, group: Group, annotated: Annotated, at: str) -> bool:
        """Count findings and failure; tell whether there was room for all of them."""
        room, caller = True, annotated.exchange.caller
        for finding in annotated.findings:
            kind = (finding.code, finding.fingerprint)
            if kind not in group.findings and self._told >= MOST_TOLD:
                room = False
                continue
            if kind not in group.findings:
                self._told += len(finding.evidence) or 1
                group.findings[kind] = finding, at
            group.times[kind] += 1
            if caller is not None and len(tests := group.tests.setdefault(kind, {})) < TESTS_KEPT:
                tests[caller.test] = None
        if annotated.diagnosis is not None:
            why = failure_of(annotated)
            if why not in group.failures and self._told >= MOST_TOLD:
                return False
            if why not in group.failures:
                self._told += 1
                group.failures[why] = Failure.of(annotated, annotated.diagnosis)
            group.times[("failed", *why)] += 1
        return room


def is_told(annotated: Annotated) -> bool:
    """Tell whether an exchange has findings, or failed though nothing was set aside."""
    aside = annotated.known or annotated.suppressed
    return bool(annotated.findings) or (annotated.diagnosis is not None and not aside)


def failure_of(annotated: Annotated) -> tuple[str, ...]:
    """Return what makes failures of one operation alike: status, and the first cause's words."""
    causes = annotated.diagnosis.causes[:1] if annotated.diagnosis else ()
    return status_of(annotated), *(_VARYING.sub("#", cause.why) for cause in causes)


def status_of(annotated: Annotated) -> str:
    """Return the answer's status in words; what went wrong, or a dash, when there is no answer."""
    exchange = annotated.exchange
    return str(exchange.response.status) if exchange.response else exchange.error or "-"
