"""For people: what was found, by operation, and a summary."""

from collections.abc import Callable, Sequence
from itertools import islice
from typing import TextIO

from inspector.core.annotated import Annotated, Finding
from inspector.core.clean import one_line
from inspector.core.evidence import Evidence
from inspector.core.scorecard import Demand, Scorecard
from inspector.core.severity import Severity
from inspector.report.alike import Failure, Group, Groups, is_told, status_of
from inspector.report.document import Summary
from inspector.report.kinds import Where, place
from inspector.report.scorecard import as_text
from inspector.report.words import count

GLYPHS = {severity: severity.glyph for severity in Severity}
COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
CAUSES_SHOWN = 3
FAILURES_SHOWN = 5  # of an operation
TESTS_SHOWN = 3  # of a kind of finding
Paint = Callable[[str, str], str]  # text and the name of a colour, or "bold"


def plain(text: str, colour: str) -> str:  # noqa: ARG001 - a Paint
    """Return *text* as it is."""
    return text


class Report:
    """Writes what has findings or failed by operation, at the end; *everything*: each exchange."""

    def __init__(
        self,
        stream: TextIO,
        paint: Paint = plain,
        *,
        everything: bool = False,
        demands: Sequence[Demand] = (),
    ) -> None:
        self.stream = stream
        self.paint = paint
        self.everything = everything
        self.groups = Groups()
        self.scorecard = Scorecard(demands)

    def add(self, annotated: Annotated) -> None:
        """Take in one exchange, or write it when everything is wished."""
        self.scorecard.add(annotated)
        told = is_told(annotated)
        if self.everything:
            self._exchange(annotated, told=told)
        elif told:
            self.groups.add(annotated)

    def close(self, summary: Summary) -> None:
        """Write the summary."""
        for operation, group in self.groups:
            self._group(operation, group)
        if self.groups.left_out:
            left = count(self.groups.left_out, "more exchange")
            self._line(f"{left} with findings; --verbose or --format jsonl shows each")
        self._scorecard()
        counts = summary.severities
        clean = "clean" if summary.inspected else "nothing to judge"
        verdict = (
            clean
            if not counts
            else ", ".join(
                self.paint(count(counts[severity], severity.label), COLOURS[severity])
                for severity in sorted(Severity, reverse=True)
            )
        )
        seen = count(summary.exchanges, "exchange")
        self._line(f"{seen}, {summary.inspected} inspected: {verdict}{_aside(summary)}")

    def _scorecard(self) -> None:
        lines = list(as_text(self.scorecard, self._tinted))
        for line in lines:
            self._line(line)
        if len(lines) > 1:
            self._line("")

    def _tinted(self, sign: str, severity: Severity | None) -> str:
        return sign if severity is None else self.paint(sign, COLOURS[severity])

    def _exchange(self, annotated: Annotated, *, told: bool) -> None:
        at = place(Where.of_exchange(annotated.exchange))
        self._head(annotated.operation, [status_of(annotated), at])
        if annotated.diagnosis is not None:
            self._causes(Failure.of(annotated, annotated.diagnosis))
        for finding in annotated.findings:
            self._finding(finding)
        if told:
            self._line("")

    def _group(self, operation: str, group: Group) -> None:
        alone = group.count == 1
        statuses = ", ".join(
            status if len(group.statuses) == 1 else status + times(number)
            for status, number in group.statuses.most_common()
        )
        where = [statuses, group.place] if alone else [f"×{group.count:,}", statuses]
        self._head(operation, where)
        for why, failed in islice(group.failures.items(), FAILURES_SHOWN):
            if not alone:
                at = one_line(failed.place, 400)
                self._line(f"  {one_line(why[0])}{times(group.times['failed', *why])}  {at}")
            self._causes(failed)
        if len(group.failures) > FAILURES_SHOWN:
            self._line(f"  {len(group.failures) - FAILURES_SHOWN:,} more failures of other causes")
        for finding, first, number in group.worst_first():
            at = "" if alone else f"  {one_line(first, 400)}"
            self._finding(finding, f"{times(number)}{at}".rstrip())
            self._tests(list(group.tests.get((finding.code, finding.fingerprint), ())))
        self._line("")

    def _head(self, operation: str, words: list[str]) -> None:
        call = self.paint(one_line(operation), "bold")
        rest = [one_line(word, 400) for word in words if word]
        self._line("  ".join([call, *rest]))

    def _causes(self, failed: Failure) -> None:
        diagnosis = failed.diagnosis
        if diagnosis.service_message and not failed.repeated:
            self._line(f"  said: {one_line(diagnosis.service_message)}")
        likely = [cause for cause in diagnosis.causes if cause.likelihood != "ruled-out"]
        for cause in likely[:CAUSES_SHOWN]:
            self._line(f"  {cause.likelihood}: {one_line(cause.why, 400)}")

    def _finding(self, finding: Finding, often: str = "") -> None:
        glyph = self.paint(GLYPHS[finding.severity], COLOURS[finding.severity])
        self._line(f"  {glyph} {finding.code} {finding.title}{often}")
        operation = "" if finding.part is None else f"operation {finding.part}: "
        for evidence in finding.evidence:
            self._line(f"      {operation}{place_and_value(evidence)}")
        self._line(f"      → {finding.remedy}")

    def _tests(self, tests: list[str]) -> None:
        """Name the tests that a finding comes from, when there is more than one."""
        if len(tests) > 1:
            more = len(tests) - TESTS_SHOWN
            named = [one_line(test) for test in tests[:TESTS_SHOWN] if test]
            rest = [f"{more:,} more"] if more > 0 else []
            self._line(f"      in {', '.join([*named, *rest])}")

    def _line(self, text: str) -> None:
        self.stream.write(text + "\n")


def _aside(summary: Summary) -> str:
    """Return what is there and does not count."""
    asides = [(summary.baselined, "in the baseline"), (summary.suppressed, "suppressed")]
    told = ", ".join(f"{number:,} {what}" for number, what in asides if number)
    return f" ({told})" if told else ""


def times(number: int) -> str:
    """Return how often, when it was more than once."""
    return f" ×{number:,}" if number > 1 else ""


def place_and_value(evidence: Evidence) -> str:
    """Return one piece of evidence on one line."""
    note = f"  ({evidence.note})" if evidence.note else ""
    return f"{one_line(evidence.place)}: {evidence.seen}{note}"
