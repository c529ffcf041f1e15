"""Which operations sent the headers that the rules demand: a table of operations and headers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from inspector.core.annotated import Annotated, Finding
from inspector.core.exchange import Message
from inspector.core.lives.lifeline import LONGEST
from inspector.core.policy import Policy
from inspector.core.rule import Rule
from inspector.core.service import Service
from inspector.core.severity import Severity

Verdict = Literal["sent", "sometimes", "never", "not recorded", "not demanded"]

MOST_OPERATIONS = 500
WELL: dict[Verdict, str] = {"sent": "✓", "not recorded": "?", "not demanded": "·"}


@dataclass(frozen=True, slots=True)
class Demand:
    """A header that a rule wants sent, in any of its spellings, the usual one first."""

    code: str
    spellings: tuple[str, ...]

    @property
    def header(self) -> str:
        """Return the usual spelling."""
        return self.spellings[0]


def demands(rules: Iterable[Rule], policy: Policy | None = None) -> tuple[Demand, ...]:
    """Return what *rules* want sent, by the numbers of their codes; not what *policy* silences."""
    heard = policy or Policy()
    return tuple(
        Demand(rule.code, rule.demands)
        for rule in sorted(rules, key=lambda rule: rule.code[-3:])
        if rule.demands and heard.judges(rule) and heard.severity(rule, None) is not None
    )


@dataclass(slots=True)
class Cell:
    """How often the calls of one operation bore one header."""

    sent: int = 0
    missing: int = 0  # the rule found it absent, or not as it wants it
    unrecorded: int = 0
    severity: Severity | None = None  # of the gravest of these findings

    @property
    def verdict(self) -> Verdict:
        """Return it in words; a header that no call needed is not demanded."""
        if self.missing:
            return "sometimes" if self.sent else "never"
        if self.sent:
            return "sent"
        return "not recorded" if self.unrecorded else "not demanded"

    @property
    def sign(self) -> str:
        """Return it as one or two signs, which say without colour what it is."""
        if self.severity is None:
            return WELL[self.verdict]
        return ("~" if self.verdict == "sometimes" else "") + self.severity.glyph


@dataclass(slots=True)
class Line:
    """One operation; a cell for each demand, in their order."""

    operation: str
    cells: tuple[Cell, ...]
    calls: int = 0

    @property
    def severity(self) -> int:
        """Return the gravest of its cells, 0 when all is well."""
        return max((int(cell.severity or 0) for cell in self.cells), default=0)


@dataclass
class Scorecard:
    """Takes in exchanges one by one; those of the service's own API count, a `$batch` as one call.

    Operations beyond MOST_OPERATIONS are not told apart: *left_out* counts their calls.
    """

    demands: Sequence[Demand]
    left_out: int = 0
    _lines: dict[str, Line] = field(default_factory=dict)

    def add(self, annotated: Annotated) -> None:
        """Take in one exchange."""
        if annotated.service == Service.API.value:
            found = (*annotated.findings, *annotated.suppressed, *annotated.known)
            self.count(annotated.operation, annotated.exchange.request, found)

    def count(self, operation: str, request: Message, findings: Iterable[Finding]) -> None:
        """Take in a call of the service's own API; of *request* the headers are enough."""
        if not self.demands:
            return
        operation = operation[:LONGEST]
        line = self._lines.get(operation)
        if line is None:
            if len(self._lines) >= MOST_OPERATIONS:
                self.left_out += 1
                return
            line = Line(operation, tuple(Cell() for _ in self.demands))
            self._lines[operation] = line
        line.calls += 1
        missed = _missed(findings)
        for demand, cell in zip(self.demands, line.cells, strict=True):
            _count(cell, demand, request, missed.get(demand.code))

    @property
    def lines(self) -> list[Line]:
        """Return the operations, the gravest and most frequent first."""
        return sorted(
            self._lines.values(), key=lambda line: (-line.severity, -line.calls, line.operation)
        )

    @property
    def is_met(self) -> bool:
        """Tell whether every header was sent wherever it was demanded and recorded."""
        return not self.left_out and all(line.severity == 0 for line in self._lines.values())


def _missed(findings: Iterable[Finding]) -> dict[str, Severity]:
    found: dict[str, Severity] = {}
    for finding in findings:
        if finding.part is None:
            found[finding.code] = max(finding.severity, found.get(finding.code, finding.severity))
    return found


def _count(cell: Cell, demand: Demand, request: Message, missed: Severity | None) -> None:
    if missed is not None:
        cell.missing += 1
        cell.severity = max(missed, cell.severity or missed)
    elif any(name in request.headers for name in demand.spellings):
        cell.sent += 1
    elif not all(request.records(name) for name in demand.spellings):
        cell.unrecorded += 1
