"""One exchange in full: its findings, its two messages, its token, its entities' lives."""

import asyncio
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.reactive import reactive

from inspector.core.annotated import Annotated, Finding
from inspector.core.evidence import Evidence, Side
from inspector.core.sheets.message import is_big, message_sheet, stub
from inspector.core.sheets.sheet import Sheet
from inspector.core.sheets.token import token_sheet
from inspector.tui.background import begin
from inspector.tui.dressing import dress
from inspector.tui.findings import Findings
from inspector.tui.reader import Reader
from inspector.tui.search import SearchBar
from inspector.tui.searched import Searched
from inspector.tui.tabs import TabBar
from inspector.tui.tale import Tell
from inspector.tui.timeline import Timeline

TABS = ("Findings", "Request", "Response", "Token", "Timeline")
SIDES: dict[str, Side] = {"Request": "request", "Response": "response"}
PAIRED = 150  # cells from which on request and response stand side by side


class Detail(Searched):
    """The exchange under the cursor; what no tab shows is not laid out."""

    DEFAULT_CSS = """
    Detail { height: 1fr; background: $background; }
    Detail > #tabs { height: 1fr; }
    Detail > #tabs > * { width: 1fr; }
    Detail.-paired #Response { border-left: vkey $primary 50%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "next_tab(1)", "tabs", tooltip="next tab", id="next-tab"),
        Binding("shift+tab", "next_tab(-1)", "previous tab", show=False, id="previous-tab"),
    ]

    annotated: reactive[Annotated | None] = reactive(None)
    tab: reactive[str] = reactive("Findings")
    is_paired: reactive[bool] = reactive(False)  # request and response are in sight together
    problem: reactive[str] = reactive("")  # why there is nothing to show
    comment: reactive[str] = reactive("")  # what a person noted

    def __init__(self, tell: Tell, **options: str) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self.number = 0  # of the exchange in its capture
        self.original: int | None = None  # of the one it is a replay of
        self._tell = tell
        self._ready = False  # there are widgets to show something in
        self._laid: dict[str, Annotated | None] = {}
        self._led: tuple[Evidence, int | None] | None = None  # where to go once it is laid out

    def compose(self) -> ComposeResult:
        yield TabBar(TABS)
        with Horizontal(id="tabs"):
            yield Findings(id="Findings")
            for name in TABS[1:-1]:
                yield Reader(id=name)
            yield Timeline(self._tell, id=TABS[-1])
        yield SearchBar()

    def on_mount(self) -> None:
        """Show what was set before there were any widgets."""
        self._ready = True
        self.watch_comment()
        self.watch_annotated(self.annotated)
        self.watch_tab()

    def on_resize(self, event: events.Resize) -> None:
        """Put the messages side by side where there is room."""
        self.is_paired = event.size.width >= PAIRED

    @property
    def code(self) -> str | None:
        """Return the code of the finding that is chosen, None when there is none."""
        return self.query_one(Findings).code

    @property
    def finding(self) -> Finding | None:
        """Return the finding that is chosen, None when there is none."""
        return self.query_one(Findings).finding

    @property
    def shown(self) -> Findings | Reader:
        """Return what the present tab shows."""
        if self.tab == "Findings":
            return self.query_one(Findings)
        return self.query_one(f"#{self.tab}", Reader)

    def enter(self) -> None:
        """Take the focus."""
        self.screen.set_focus(self.shown)

    def watch_annotated(self, annotated: Annotated | None) -> None:
        """Show another exchange in the present tab."""
        if not self._ready:
            return
        self._led = None
        self.query_one(TabBar).tell(self.number, annotated)
        self._lay()

    def watch_problem(self) -> None:
        """Say why there is nothing."""
        if self._ready:
            self._laid.clear()
            self._lay()

    def watch_comment(self) -> None:
        """Show what was noted above the findings."""
        if self._ready:
            self.query_one(Findings).comment = self.comment

    def watch_tab(self) -> None:
        """Show another tab; the focus goes along if it was here."""
        if not self._ready:
            return
        had_focus = self.has_focus_within
        self.query_one(SearchBar).close()
        for reader in self.query(Reader):
            reader.needle = ""
        self._show()
        if had_focus:
            self.enter()

    def watch_is_paired(self) -> None:
        """Show the other message too, or no longer."""
        if self._ready:
            self._show()

    @property
    def in_sight(self) -> tuple[str, ...]:
        """Return the tabs that are shown: one, or both messages."""
        return tuple(SIDES) if self.is_paired and self.tab in SIDES else (self.tab,)

    def _show(self) -> None:
        in_sight, bar = self.in_sight, self.query_one(TabBar)
        dress(self, "-paired", "#Response", on=len(in_sight) > 1)
        bar.chosen, bar.in_sight = self.tab, in_sight
        for name in TABS:
            self.query_one(f"#{name}").display = name in in_sight
        self._lay()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Go along with the focus from one message to the other."""
        name = event.widget.id
        if name in self.in_sight:
            self.tab = name

    def keep_up(self, last: int) -> None:
        """Go along with a capture that has grown to *last* exchanges."""
        if self.tab == "Timeline" and self._ready and self.annotated is not None:
            self.query_one(Timeline).keep_up(last)

    def follow(self, evidence: Evidence, part: int | None = None) -> None:
        """Go to the place that *evidence* names, and highlight it."""
        self._led = evidence, part
        if evidence.claim is not None:
            self.tab = "Token"
        else:
            self.tab = "Request" if evidence.side == "request" else "Response"
        self.enter()
        self._arrive()

    def _arrive(self) -> None:
        shown = self.shown
        if self._led is None or not isinstance(shown, Reader) or shown.sheet.stub:
            return
        evidence, part = self._led
        if evidence.claim is not None:
            line = shown.sheet.places.get(("claim", evidence.claim), 0)
        else:
            line = shown.sheet.find(evidence, part)
        self._led = None
        self.call_after_refresh(shown.jump, line)

    def _lay(self) -> None:
        """Lay out what is in sight, unless it is there already."""
        for tab in self.in_sight:
            if tab not in self._laid or self._laid[tab] is not self.annotated:
                self._laid[tab] = self.annotated
                self._lay_tab(tab, self.annotated)

    def _lay_tab(self, tab: str, annotated: Annotated | None) -> None:
        if tab == "Findings":
            findings = self.query_one(Findings)
            findings.annotated, findings.problem = annotated, self.problem
            return
        lines = self.query_one(f"#{tab}", Reader)
        if annotated is None:
            lines.sheet = Sheet([("note", self.problem)] if self.problem else [])
        elif isinstance(lines, Timeline):
            lines.show_of(self.number, annotated.exchange.started)
        elif tab == "Token":
            lines.sheet = token_sheet(annotated)
        else:
            self._lay_message(lines, annotated, SIDES[tab])

    def _lay_message(self, lines: Reader, annotated: Annotated, side: Side) -> None:
        exchange = annotated.exchange
        message = exchange.request if side == "request" else exchange.response
        if is_big(message):
            lines.sheet = stub(exchange, side, annotated.findings)
            later = partial(self._lay_later, lines, annotated, side)
            begin(self, later, side, exclusive=True)
        else:
            lines.sheet = message_sheet(exchange, side, annotated.findings, self.original)

    async def _lay_later(self, lines: Reader, annotated: Annotated, side: Side) -> None:
        exchange, findings = annotated.exchange, annotated.findings
        sheet = await asyncio.to_thread(message_sheet, exchange, side, findings, self.original)
        if self.annotated is annotated:
            lines.sheet = sheet
            self._arrive()

    def action_next_tab(self, by: int) -> None:
        self.tab = TABS[(TABS.index(self.tab) + by) % len(TABS)]

    def on_tab_bar_clicked(self, event: TabBar.Clicked) -> None:
        """Show the tab that was clicked."""
        event.stop()
        self.tab = event.name
        self.enter()

    def on_findings_led(self, event: Findings.Led) -> None:
        """Go where the finding points."""
        event.stop()
        self.follow(event.evidence, event.part)

    def on_search_bar_changed(self, event: SearchBar.Changed) -> None:
        """Search while it is being typed."""
        event.stop()
        if isinstance(self.shown, Reader):
            self.shown.needle = event.text

    def on_search_bar_done(self, event: SearchBar.Done) -> None:
        """Give the focus back."""
        event.stop()
        self.enter()
