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
WORDS = 500  # characters of a title or a remedy


@dataclass(frozen=True)
class Item:
    """One entry: what it says, of which rule, and the place it leads to."""

    said: Content
    code: str | None = None
    evidence: Evidence | None = None


class Findings(OptionList):
    """The findings in one exchange, gravest first; enter leads to the place."""

    DEFAULT_CSS = """
    Findings {
        background: $background; height: 1fr; border: none; padding: 0;
        scrollbar-size-vertical: 1; overflow-x: hidden;
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
        Binding("j", "cursor_down", "down", show=False),
        Binding("k", "cursor_up", "up", show=False),
        Binding("g", "first", "first", show=False),
        Binding("G", "last", "last", show=False),
        Binding("ctrl+f,space", "page_down", "page down", show=False),
        Binding("ctrl+b", "page_up", "page up", show=False),
        Binding("enter", "select", "go to the place"),
    ]

    annotated: reactive[Annotated | None] = reactive(None)

    class Led(Message):
        """A person follows a finding to its place."""

        def __init__(self, evidence: Evidence) -> None:
            super().__init__()
            self.evidence = evidence

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
        self._items = list(items(annotated))
        self.clear_options()
        self.add_options([Option(i.said, disabled=not (i.code or i.evidence)) for i in self._items])
        if any(not option.disabled for option in self.options):
            self.action_first()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Lead to the place of the chosen entry."""
        event.stop()
        evidence = self._items[event.option_index].evidence
        if evidence is not None:
            self.post_message(self.Led(evidence))


def items(annotated: Annotated | None) -> Iterator[Item]:
    """Yield the entries for an exchange: causes first, then a finding for each place."""
    if annotated is None:
        return
    if annotated.diagnosis is not None:
        yield from _diagnosis(annotated.diagnosis)
    for finding in annotated.findings:
        yield from _finding(finding)
    if not annotated.findings:
        yield Item(_nothing(annotated))


def _nothing(annotated: Annotated) -> Content:
    if annotated.profile is None:
        return Content.assemble(("Not inspected: the host is of no profile.", "$foreground 60%"))
    return Content.assemble(("Nothing found.", "$text-success"))


def _diagnosis(diagnosis: Diagnosis) -> Iterator[Item]:
    for number, cause in enumerate(diagnosis.causes):
        yield Item(_cause(cause, first=number == 0), cause.code, (*cause.evidence, None)[0])
    if diagnosis.service_message:
        said = one_line(diagnosis.service_message, WORDS)
        yield Item(Content.assemble(("Said   ", "$foreground 60%"), (f"“{said}”", "italic")))
    yield Item(Content.assemble(("─" * 24, "$foreground 30%")))


def _cause(cause: Cause, *, first: bool) -> Content:
    style = LIKELIHOODS[cause.likelihood]
    return Content.assemble(
        ("Cause  " if first else "       ", "bold"),
        (one_line(cause.why, WORDS), style),
        (f"  ({cause.likelihood.replace('-', ' ')})", "$foreground 60%"),
    )


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
            lines.append(Content.assemble(("  → ", "$text-success"), (remedy, "$text-success")))
        yield Item(Content("\n").join(lines), finding.code, place)


def _title(finding: Finding) -> Content:
    colour = COLOURS[finding.severity]
    part = f" part {finding.part}" if finding.part is not None else ""
    return Content.assemble(
        (f"{GLYPHS[finding.severity]} {one_line(finding.code)}{part} ", f"{colour} bold"),
        (one_line(finding.title, WORDS), "bold"),
    )


def _place(place: Evidence) -> Content:
    return Content.assemble(
        (f"    {one_line(place.place)}", "$text-primary"),
        (": " if place.seen else "", ""),
        (one_line(place.seen), ""),
        (f"  {one_line(place.note)}" if place.note else "", "$foreground 60% italic"),
    )
