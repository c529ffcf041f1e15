"""For a page beside a build: what was found, what failed and why, and the entities' lives."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TextIO

from inspector.core.annotated import Annotated, Diagnosis, Finding
from inspector.core.lives.lifeline import LONGEST
from inspector.core.lives.lifelines import Lifelines
from inspector.core.scorecard import Demand, Scorecard
from inspector.core.severity import Severity
from inspector.report.document import Summary
from inspector.report.inert import code, prose
from inspector.report.lives import is_told, life_line
from inspector.report.scorecard import as_markdown
from inspector.report.text import GLYPHS
from inspector.report.words import count as counted

SIZE = 512 * 1024  # bytes; a step's summary on GitHub takes 1 MiB
END = 200  # bytes kept for saying that it was cut
MOST_GROUPS = 2000  # of findings, and of failures
ROWS, FAILURES, LIVES = 200, 100, 500  # that are written


@dataclass
class Group:
    """What is alike, and where it was first seen."""

    first: int  # the exchange's number in its capture, from 1
    text: str
    severity: Severity
    count: int = 0


@dataclass
class Groups:
    """Groups by what makes them alike; bounded."""

    of: dict[tuple[str, ...], Group] = field(default_factory=dict)
    left_out: int = 0

    def add(
        self, key: tuple[str, ...], annotated: Annotated, say: Callable[[], str], severity: Severity
    ) -> None:
        """Count one that is in the group *key*, or begins it with what *say* gives."""
        known = self.of.get(key)
        if known is None and len(self.of) >= MOST_GROUPS:
            self.left_out += 1
            return
        if known is None:
            known = self.of[key] = Group(annotated.index + 1, say(), severity)
        known.count += 1
        known.severity = max(known.severity, severity)


class Page:
    """Lines written to a stream until SIZE is reached."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.left = SIZE - END
        self.cut = 0

    def line(self, text: str = "") -> None:
        """Write one line, or count it when the page is full."""
        self.left -= len(text.encode()) + 1
        if self.left < 0:
            self.cut += 1
        else:
            self.stream.write(text + "\n")

    def end(self) -> None:
        """Say what is missing."""
        if self.cut:
            said = f"Cut at {SIZE // 1024} KiB: {counted(self.cut, 'line')} more."
            self.stream.write(f"\n**{said}** `--format json` has everything.\n")


class Report:
    """Gathers while exchanges come, and writes the page at the end."""

    def __init__(self, stream: TextIO, demands: Sequence[Demand] = ()) -> None:
        self.page = Page(stream)
        self.scorecard = Scorecard(demands)
        self.findings = Groups()
        self.failures = Groups()
        self.lifelines = Lifelines()

    def add(self, annotated: Annotated) -> None:
        """Take in one exchange."""
        self.scorecard.add(annotated)
        self.lifelines.add(annotated)
        operation = annotated.operation[:LONGEST]
        for finding in annotated.findings:
            say = partial(_told, finding)
            key = (finding.code, operation, finding.fingerprint)
            self.findings.add(key, annotated, say, finding.severity)
        if annotated.diagnosis is not None:
            key = (operation, _status(annotated), _cause(annotated.diagnosis))
            self.failures.add(key, annotated, partial(_said, annotated.diagnosis), Severity.ERROR)

    def close(self, summary: Summary) -> None:
        """Write the page."""
        self._verdict(summary)
        self._findings()
        self._failures()
        self._scorecard()
        self._lives()
        self.page.end()

    def _verdict(self, summary: Summary) -> None:
        seen = f"{counted(summary.exchanges, 'exchange')}, {summary.inspected:,} inspected"
        counts = [
            f"{GLYPHS[severity]} {counted(summary.severities[severity], severity.label)}"
            for severity in sorted(Severity, reverse=True)
        ]
        verdict = ", ".join(counts) if summary.severities else "clean"
        known = f"; {summary.baselined:,} in the baseline" if summary.baselined else ""
        self.page.line(f"**{verdict}** in {seen}{known}")

    def _findings(self) -> None:
        groups = sorted(self.findings.of.items(), key=lambda item: _worst_first(*item))
        if not groups:
            return
        self._heading("Findings")
        self.page.line("| | code | × | operation | says | first |")
        self.page.line("|---|---|---:|---|---|---|")
        for (name, operation, _), group in groups[:ROWS]:
            self.page.line(
                f"| {GLYPHS[group.severity]} | {code(name)} | {group.count:,} | {code(operation)} "
                f"| {group.text} | {code(f'#{group.first}')} |"
            )
        self._more(len(groups) - ROWS, "row")
        self._more(self.findings.left_out, "finding")

    def _failures(self) -> None:
        groups = sorted(self.failures.of.items(), key=lambda item: (-item[1].count, item[1].first))
        if not groups:
            return
        self._heading("Failed requests")
        for (operation, status, cause), group in groups[:FAILURES]:
            times = f" ×{group.count:,}" if group.count > 1 else ""
            call = f"{code(operation)} {status}{times}, first {code(f'#{group.first}')}"
            self.page.line(f"- {call}: {cause}{group.text}")
        self._more(len(groups) - FAILURES, "kind of failure", "kinds of failure")
        self._more(self.failures.left_out, "failure")

    def _scorecard(self) -> None:
        lines = list(as_markdown(self.scorecard))
        if lines:
            self._heading("Required headers")
        for line in lines:
            self.page.line(line)

    def _lives(self) -> None:
        told, merely_read = 0, 0
        for life in self.lifelines.told():
            if not is_told(life):
                merely_read += 1
                continue
            if told == 0:
                self._heading("Entities")
            told += 1
            if told <= LIVES:
                self.page.line(f"- {life_line(life)}")
        if told:
            self._more(told - LIVES, "entity", "entities")
            self._more(self.lifelines.left_out, "entity that was not followed", "entities that were not followed")  # fmt: skip
            self._more(merely_read, "entity that was merely read", "entities that were merely read")

    def _heading(self, text: str) -> None:
        for line in ("", f"### {text}", ""):
            self.page.line(line)

    def _more(self, count: int, one: str, many: str = "") -> None:
        if count > 0:
            self.page.line()
            self.page.line(f"… and {counted(count, one, many)}")


def _told(finding: Finding) -> str:
    """Return the title, and the first place with what was seen there."""
    place = finding.evidence[0] if finding.evidence else None
    if place is None:
        return prose(finding.title)
    part = "" if finding.part is None else f"operation {finding.part}: "
    note = f" ({prose(place.note)})" if place.note else ""
    return f"{prose(finding.title)} {part}{code(f'{place.place}: {place.seen}', 120)}{note}"


def _worst_first(key: tuple[str, ...], group: Group) -> tuple[int, int, tuple[str, ...]]:
    return -group.severity, -group.count, key


def _status(annotated: Annotated) -> str:
    response = annotated.exchange.response
    return "no answer" if response is None else str(response.status)


def _cause(diagnosis: Diagnosis) -> str:
    """Return the first cause, in words."""
    likely = next((one for one in diagnosis.causes if one.likelihood != "ruled-out"), None)
    if likely is None:
        return "no cause was found"
    return f"{likely.likelihood}: {prose(likely.why, 400)}"


def _said(diagnosis: Diagnosis) -> str:
    message = diagnosis.service_message
    return f" Said: {code(message)}" if message else ""
