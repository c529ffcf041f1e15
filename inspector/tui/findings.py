"""What was found in an exchange, to move through: enter leads to the place of a finding."""

import asyncio
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from inspector.core.annotated import Annotated, Finding
from inspector.core.evidence import Evidence
from inspector.tui.background import begin
from inspector.tui.finding_items import Item, items, noted, plain
from inspector.tui.options import Options

AT_ONCE = 50  # entries; each takes a millisecond to be broken into lines


class Findings(Options):
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
        Binding(
            "i",
            "suppress",
            "suppress",
            show=False,
            tooltip="copy what silences the finding: a header, or a line of the settings",
            id="suppress",
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

    class Suppress(Message):
        """A person wants to silence the finding that is chosen."""

    def __init__(self, **options: str) -> None:
        super().__init__(markup=False, **options)  # type: ignore[arg-type]
        self._items: list[Item] = []

    @property
    def code(self) -> str | None:
        """Return the code of the highlighted finding, else of the gravest."""
        chosen = self._chosen and self._chosen.code
        return chosen or next((item.code for item in self._items if item.code), None)

    @property
    def finding(self) -> Finding | None:
        """Return the highlighted finding, or that of the highlighted cause; else the gravest."""
        if self._chosen is not None and self._chosen.finding is not None:
            return self._chosen.finding
        found = [item.finding for item in self._items if item.finding is not None]
        return next((one for one in found if one.code == self.code), next(iter(found), None))

    @property
    def _chosen(self) -> Item | None:
        at = self.highlighted or 0
        return self._items[at] if at < len(self._items) else None

    def watch_annotated(self, annotated: Annotated | None) -> None:
        """Show the findings of another exchange."""
        self._items = [*noted(self.comment), *items(annotated)]
        if annotated is None and self.problem:
            self._items = [Item((plain((self.problem, "$foreground 60% italic")),))]
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
        self.clear_options()
        self._add((highlighted or 0) + AT_ONCE)
        begin(self, self._add_the_rest, "rest", exclusive=True)
        if any(not option.disabled for option in self.options):
            self.highlighted = highlighted
            if not highlighted:
                self.action_first()

    def _add(self, count: int) -> None:
        width = self.size.width - 3  # for the padding and a scroll bar
        self.add_options(
            Option(item.said(width), disabled=not (item.code or item.evidence))
            for item in self._items[self.option_count :][:count]
        )

    async def _add_the_rest(self) -> None:
        while self.option_count < len(self._items):
            await asyncio.sleep(0)  # keys and paints come first
            self._add(AT_ONCE)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Lead to the place of the chosen entry."""
        event.stop()
        item = self._items[event.option_index]
        if item.evidence is not None:
            self.post_message(self.Led(item.evidence, item.part))

    def action_suppress(self) -> None:
        self.post_message(self.Suppress())
