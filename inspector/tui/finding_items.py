"""What is said of an exchange, entry by entry: why it failed, each finding with its places."""

from collections.abc import Iterator
from dataclasses import dataclass

from textual.content import Content

from inspector.core.annotated import Annotated, Cause, Diagnosis, Finding
from inspector.core.clean import one_line
from inspector.core.evidence import Evidence
from inspector.tui.severities import COLOURS, GLYPHS

LIKELIHOODS = {
    "certain": "$text-error bold",
    "likely": "$text-warning bold",
    "possible": "$foreground",
    "ruled-out": "$foreground 50%",
}
ALSO = {"certain": "and"}
TOLD_FIRST = 3  # causes
WORDS = 500  # characters of a title or a remedy
SILENCED = "$foreground 60%"


@dataclass(frozen=True)
class Paragraph:
    """Text of any length, whose further lines begin under its *hang*th cell."""

    text: Content
    hang: int = 4

    def wrapped(self, width: int) -> Content:
        """Return it broken into lines of *width* cells."""
        first, *rest = self.text.wrap(max(8, width))
        if not rest:
            return first
        tail = self.text[len(first.rstrip().plain) :]
        further = _stripped(tail).wrap(max(8, width - self.hang))
        return Content("\n").join([first, *(line.pad_left(self.hang) for line in further)])


def _stripped(text: Content) -> Content:
    return text[len(text.plain) - len(text.plain.lstrip()) :]


@dataclass(frozen=True)
class Item:
    """One entry: what it says, of which rule, and the place it leads to."""

    paragraphs: tuple[Paragraph, ...]
    code: str | None = None
    evidence: Evidence | None = None
    part: int | None = None  # the operation of a `$batch` that the evidence is in
    finding: Finding | None = None  # what it is about; a cause has none of its own

    def said(self, width: int) -> Content:
        """Return the entry's lines."""
        return Content("\n").join(p.wrapped(width) for p in self.paragraphs)


def noted(comment: str) -> Iterator[Item]:
    """Yield the entry for what a person noted of an exchange, if there is something."""
    if comment:
        yield Item(
            (plain(("Note   ", "$text-accent bold"), (one_line(comment, WORDS), ""), hang=7),)
        )


def items(annotated: Annotated | None) -> Iterator[Item]:
    """Yield the entries for an exchange: causes first, then a finding for each place."""
    if annotated is None:
        return
    diagnosis = annotated.diagnosis or Diagnosis(())
    first, others = _shared_out(diagnosis.causes)
    yield from _causes("Cause", first)
    if diagnosis.service_message:
        message = f"“{one_line(diagnosis.service_message, WORDS)}”"
        yield Item((plain(("Said   ", "bold"), (message, "italic"), hang=7),))
    if annotated.diagnosis is not None:
        yield Item((plain(("─" * 24, "$foreground 30%")),))
    for finding in annotated.findings:
        yield from _finding(finding)
    if not annotated.findings:
        yield Item(_nothing(annotated))
    yield from _causes("Else", others)
    for finding in annotated.suppressed:
        yield from _suppressed(finding)


def _nothing(annotated: Annotated) -> tuple[Paragraph, ...]:
    if annotated.profile is None:
        return (plain(("Not inspected: the host is of no profile.", "$foreground 60%")),)
    if annotated.suppressed:
        return (plain(("Nothing found but what is silenced.", "$text-success")),)
    return (plain(("Nothing found.", "$text-success")),)


def plain(*pieces: tuple[str, str], hang: int = 4) -> Paragraph:
    """Return a paragraph of pieces of text, each with its style."""
    return Paragraph(Content.assemble(*pieces), hang)


def _shared_out(causes: tuple[Cause, ...]) -> tuple[tuple[Cause, ...], tuple[Cause, ...]]:
    """Return the causes to be told first, and those that come after the findings."""
    likely = sum(cause.likelihood in {"certain", "likely"} for cause in causes)
    told = max(1, min(likely, TOLD_FIRST))
    return causes[:told], causes[told:]


def _causes(heading: str, causes: tuple[Cause, ...]) -> Iterator[Item]:
    for number, cause in enumerate(causes):
        word = heading if number == 0 else ALSO.get(cause.likelihood, "or")
        if cause.likelihood == "ruled-out":
            word = "not"
        said = plain(
            (f"{word:<7}", "bold"),
            (one_line(cause.why, WORDS), LIKELIHOODS[cause.likelihood]),
            (f"  ({cause.likelihood.replace('-', ' ')})", "$foreground 60%"),
            hang=7,
        )
        yield Item((said,), cause.code, (*cause.evidence, None)[0])


def _finding(finding: Finding) -> Iterator[Item]:
    places = finding.evidence or (None,)
    for number, place in enumerate(places):
        lines = []
        if number == 0:
            lines.append(_title(finding))
        if place is not None:
            lines.append(_place(place))
        if number == len(places) - 1:
            remedy = one_line(finding.remedy, WORDS)
            lines.append(plain(("  → ", "$text-success"), (remedy, "$text-success")))
        yield Item(tuple(lines), finding.code, place, finding.part, finding)


def _suppressed(finding: Finding) -> Iterator[Item]:
    """Yield an entry for each place of what someone silenced, and who did."""
    who = "" if finding.silence is None else one_line(finding.silence.told, WORDS)
    for number, place in enumerate(finding.evidence or (None,)):
        lines = []
        if number == 0:
            head = f"– {one_line(finding.code)}{_operation(finding)} "
            said = f"{head}{one_line(finding.title, WORDS)}"
            lines.append(plain((said, SILENCED), hang=len(head)))
            lines.append(plain((f"    silenced by {who}", f"{SILENCED} italic"), hang=6))
        if place is not None:
            seen = f": {one_line(place.seen)}" if place.seen else ""
            lines.append(plain((f"    {one_line(place.place)}{seen}", SILENCED), hang=6))
        yield Item(tuple(lines), finding.code, place, finding.part, finding)


def _operation(finding: Finding) -> str:
    return "" if finding.part is None else f" operation {finding.part}"


def _title(finding: Finding) -> Paragraph:
    colour = COLOURS[finding.severity]
    code = f"{GLYPHS[finding.severity]} {one_line(finding.code)}{_operation(finding)} "
    return plain((code, f"{colour} bold"), (one_line(finding.title, WORDS), "bold"), hang=len(code))


def _place(place: Evidence) -> Paragraph:
    return plain(
        (f"    {one_line(place.place)}", "$text-primary"),
        (": " if place.seen else "", ""),
        (one_line(place.seen), ""),
        (f"  {one_line(place.note)}" if place.note else "", "$foreground 60% italic"),
        hang=6,
    )
