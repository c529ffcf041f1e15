"""For people: the exchanges with findings, and a summary."""

from collections.abc import Callable
from typing import TextIO

from inspector.core.annotated import Annotated, Diagnosis, Finding
from inspector.core.clean import one_line
from inspector.core.evidence import Evidence
from inspector.core.severity import Severity
from inspector.report.document import Summary
from inspector.report.words import count

GLYPHS = {Severity.ERROR: "✖", Severity.WARNING: "▲", Severity.NOTE: "●"}
COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
CAUSES_SHOWN = 3
Paint = Callable[[str, str], str]  # text and the name of a colour, or "bold"


def plain(text: str, colour: str) -> str:  # noqa: ARG001 - a Paint
    """Return *text* as it is."""
    return text


class Report:
    """Writes exchanges that have findings or failed, or all of them when *everything* is wished."""

    def __init__(self, stream: TextIO, paint: Paint = plain, *, everything: bool = False) -> None:
        self.stream = stream
        self.paint = paint
        self.everything = everything

    def add(self, annotated: Annotated) -> None:
        """Write one exchange."""
        failed = annotated.diagnosis is not None and not annotated.known
        told = bool(annotated.findings) or failed
        if not told and not self.everything:
            return
        self._line(self._head(annotated))
        if annotated.diagnosis is not None:
            self._causes(annotated.diagnosis, said=_repeats(annotated))
        for finding in annotated.findings:
            self._finding(finding)
        if told:
            self._line("")

    def close(self, summary: Summary) -> None:
        """Write the summary."""
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
        known = f" ({summary.baselined:,} in the baseline)" if summary.baselined else ""
        self._line(f"{seen}, {summary.inspected} inspected: {verdict}{known}")

    def _head(self, annotated: Annotated) -> str:
        exchange = annotated.exchange
        status = str(exchange.response.status) if exchange.response else exchange.error or "-"
        call = self.paint(one_line(annotated.operation), "bold")
        source = f"  {one_line(exchange.source)}" if exchange.source else ""
        return f"{call}  {one_line(status)}{source}"

    def _causes(self, diagnosis: Diagnosis, *, said: bool) -> None:
        if diagnosis.service_message and not said:
            self._line(f"  said: {one_line(diagnosis.service_message)}")
        likely = [cause for cause in diagnosis.causes if cause.likelihood != "ruled-out"]
        for cause in likely[:CAUSES_SHOWN]:
            self._line(f"  {cause.likelihood}: {one_line(cause.why, 400)}")

    def _finding(self, finding: Finding) -> None:
        glyph = self.paint(GLYPHS[finding.severity], COLOURS[finding.severity])
        self._line(f"  {glyph} {finding.code} {finding.title}")
        operation = "" if finding.part is None else f"operation {finding.part}: "
        for evidence in finding.evidence:
            self._line(f"      {operation}{place_and_value(evidence)}")
        self._line(f"      → {finding.remedy}")

    def _line(self, text: str) -> None:
        self.stream.write(text + "\n")


def _repeats(annotated: Annotated) -> bool:
    """Tell whether a finding's evidence holds the service's message already."""
    message = annotated.diagnosis.service_message if annotated.diagnosis else None
    notes = (evidence.note for finding in annotated.findings for evidence in finding.evidence)
    return message is not None and one_line(message) in notes


def place_and_value(evidence: Evidence) -> str:
    """Return one piece of evidence on one line."""
    note = f"  ({evidence.note})" if evidence.note else ""
    return f"{one_line(evidence.place)}: {evidence.seen}{note}"
