"""What was found in an exchange: why it failed, then finding by finding with its places."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import OptionList
from textual.widgets.option_list import Option

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

    def said(self, width: int) -> Content:
        """Return the entry's lines."""
        return Content("\n").join(p.wrapped(width) for p in self.paragraphs)


class Findings(OptionList):
    """The findings in one exchange, gravest first; enter leads to the place."""

    DEFAULT_CSS = """
    Findings {
        background: $background; height: 1fr; border: none; padding: 0;
        scrollbar-size-vertical: 1; scrollbar-gutter: stable; scrollbar-background: $background; overflow-x: hidden;
        &:focus { border: none; background-tint: $background 0%; }
        & > .option-list--option { padding: 0 1; }
        & > .option-list--option-highlighted {
            background: $surface-lighten-1; color: $foreground; text-style: none;
        }
        &:focus > .option-list--option-highlighted {
            background: $primary 30%; color: $foreground; text-style: none;
        }
        & > .option-list--option-disabled { color: $foreground; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "down", show=False, id="down"),
        Binding("k", "cursor_up", "up", show=False, id="up"),
        Binding("g", "first", "first", show=False, id="first"),
        Binding("G", "last", "last", show=False, id="last"),
        Binding("ctrl+f,space", "page_down", "page down", show=False, id="page-down"),
        Binding("ctrl+b", "page_up", "page up", show=False, id="page-up"),
        Binding(
            "enter", "select", "go there", key_display="⏎", tooltip="go to the place", id="open"
        ),
    ]

    annotated: reactive[Annotated | None] = reactive(None)
    problem: reactive[str] = reactive("")  # why there is nothing to show
    comment: reactive[str] = reactive("")  # what a person noted of the exchange

    class Led(Message):
        """A person follows a finding to its place."""

        def __init__(self, evidence: Evidence, part: int | None) -> None:
            super().__init__()
            self.evidence = evidence
            self.part = part

    def __init__(self, **options: str) -> None:
        super().__init__(markup=False, **options)  # type: ignore[arg-type]
        self._items: list[Item] = []

    @property
    def code(self) -> str | None:
        """Return the code of the highlighted finding, else of the gravest."""
        at = self.highlighted or 0
        chosen = self._items[at].code if at < len(self._items) else None
        return chosen or next((item.code for item in self._items if item.code), None)

    def watch_annotated(self, annotated: Annotated | None) -> None:
        """Show the findings of another exchange."""
        self._items = [*_noted(self.comment), *items(annotated)]
        if annotated is None and self.problem:
            self._items = [Item((_plain((self.problem, "$foreground 60% italic")),))]
        self._fill(0)

    def watch_comment(self) -> None:
        """Show what was noted."""
        self.watch_annotated(self.annotated)

    def watch_problem(self) -> None:
        """Say why."""
        self.watch_annotated(self.annotated)

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._fill(self.highlighted)

    def _fill(self, highlighted: int | None) -> None:
        width = self.size.width - 3  # for the padding and a scroll bar
        self.clear_options()
        self.add_options(
            Option(item.said(width), disabled=not (item.code or item.evidence))
            for item in self._items
        )
        if any(not option.disabled for option in self.options):
            self.highlighted = highlighted
            if not highlighted:
                self.action_first()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Lead to the place of the chosen entry."""
        event.stop()
        item = self._items[event.option_index]
        if item.evidence is not None:
            self.post_message(self.Led(item.evidence, item.part))


def _noted(comment: str) -> Iterator[Item]:
    if comment:
        yield Item(
            (_plain(("Note   ", "$text-accent bold"), (one_line(comment, WORDS), ""), hang=7),)
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
        yield Item((_plain(("Said   ", "bold"), (message, "italic"), hang=7),))
    if annotated.diagnosis is not None:
        yield Item((_plain(("─" * 24, "$foreground 30%")),))
    for finding in annotated.findings:
        yield from _finding(finding)
    if not annotated.findings:
        yield Item(_nothing(annotated))
    yield from _causes("Else", others)


def _nothing(annotated: Annotated) -> tuple[Paragraph, ...]:
    if annotated.profile is None:
        return (_plain(("Not inspected: the host is of no profile.", "$foreground 60%")),)
    return (_plain(("Nothing found.", "$text-success")),)


def _plain(*pieces: tuple[str, str], hang: int = 4) -> Paragraph:
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
        said = _plain(
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
            lines.append(_plain(("  → ", "$text-success"), (remedy, "$text-success")))
        yield Item(tuple(lines), finding.code, place, finding.part)


def _title(finding: Finding) -> Paragraph:
    colour = COLOURS[finding.severity]
    part = f" operation {finding.part}" if finding.part is not None else ""
    code = f"{GLYPHS[finding.severity]} {one_line(finding.code)}{part} "
    return _plain(
        (code, f"{colour} bold"), (one_line(finding.title, WORDS), "bold"), hang=len(code)
    )


def _place(place: Evidence) -> Paragraph:
    return _plain(
        (f"    {one_line(place.place)}", "$text-primary"),
        (": " if place.seen else "", ""),
        (one_line(place.seen), ""),
        (f"  {one_line(place.note)}" if place.note else "", "$foreground 60% italic"),
        hang=6,
    )
