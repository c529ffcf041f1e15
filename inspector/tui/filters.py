"""The line in which to type a filter; it says at once what is wrong with it."""

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, Static

from inspector.core.filter import LONGEST, FilterError, Node, parse
from inspector.tui.field import Field
from inspector.tui.filter_words import LABEL, counted, marked
from inspector.tui.gaps import Occurring, filter_gap
from inspector.tui.offers import Offers
from inspector.tui.past import Past
from inspector.tui.said import Said


class FilterBar(Vertical):
    """A filter, how many exchanges pass it, and whether it is on."""

    DEFAULT_CSS = """
    FilterBar {
        height: auto; display: none; background: $surface;
        & > Horizontal { height: 1; }
        & .label { width: auto; padding: 0 1; color: $text-accent; text-style: bold; }
        & Input, & Input:focus { width: 1fr; height: 1; border: none; padding: 0; background: $surface; }
        & .count { width: auto; padding: 0 1; color: $foreground 70%; }
        & > .problem { height: auto; display: none; color: $text-error; background: $surface; }
        &.-off .label, &.-off Input { color: $foreground 40%; }
        &.-wrong > .problem { display: block; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape",
            "switch",
            "off / on",
            key_display="esc",
            tooltip="filter off, and on",
            id="filter-off",
        ),
        Binding(
            "tab",
            "complete(1)",
            "complete",
            tooltip="complete; again: the next offer",
            id="complete",
        ),
        Binding("shift+tab", "complete(-1)", "previous offer", show=False, id="previous-offer"),
        Binding(
            "up",
            "recall(-1)",
            "earlier",
            key_display="↑",
            tooltip="earlier filter",
            id="earlier-filter",
        ),
        Binding(
            "down", "recall(1)", "later", key_display="↓", tooltip="later filter", id="later-filter"
        ),
    ]

    is_on: reactive[bool] = reactive(True)
    passed: reactive[int | None] = reactive(None)  # so far; None without a filter
    progress: reactive[float | None] = reactive(None)  # None: all was looked through
    total: reactive[int] = reactive(0)

    class Changed(Message):
        """Another filter is to be applied; None lets everything pass."""

        def __init__(self, node: Node | None) -> None:
            super().__init__()
            self.node = node

    class Done(Message):
        """The person is done typing."""

    class Failed(Message):
        """Filters cannot be kept for the next session; says why."""

        def __init__(self, why: str) -> None:
            super().__init__()
            self.why = why

    def __init__(self, past: Past, occurring: Occurring) -> None:
        super().__init__()
        self.past = past
        self.offers = Offers(partial(filter_gap, occurring))
        self._node: Node | None = None
        self._former = ""  # the filter that stood there before anything was typed
        self._recalled = 0
        self._is_told = False  # that filters are not kept
        self._turns = 0

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static("filter", classes="label", markup=False)
            yield Field(placeholder="for example  sev:error status:>=400 jobs", max_length=LONGEST, compact=True,
                        select_on_focus=False)  # fmt: skip
            yield Said(classes="count")
        yield Static("", classes="problem", markup=False)
        yield self.offers

    def on_mount(self) -> None:
        """Turn the spinner."""
        self.set_interval(0.1, self._spin)

    @property
    def input(self) -> Input:
        """Return the line that is typed in."""
        return self.query_one(Input)

    @property
    def has_text(self) -> bool:
        """Tell whether a filter stands there, on or off."""
        return bool(self.input.value.strip())

    def open(self, *, anew: bool) -> None:
        """Come on screen and take the focus; *anew*, what is typed replaces what stands there."""
        self.display = True
        self._recalled, self._former = len(self.past.filters), self.input.value
        self.screen.set_focus(self.input)  # `focus()` comes later than keys typed ahead
        if anew:
            self.input.select_all()
        else:
            self.input.action_end()
        if not self.is_on:
            self.is_on = True
            self.post_message(self.Changed(self._node))

    def put(self, text: str) -> None:
        """Set the filter as if it had been typed."""
        self.display = True
        self.input.value = text
        self.input.cursor_position = len(text)

    def enter(self, text: str) -> None:
        """Set the filter as if it had been typed and entered."""
        self.put(text)
        self._leave()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Read the filter while it is being typed; a wrong one changes nothing on the screen."""
        event.stop()
        if self.input.has_focus:
            self.offers.look(event.value, self.input.cursor_position)
        try:
            node = parse(event.value)
        except FilterError as error:
            room = self.size.width - LABEL - self.input.scroll_offset.x
            self.query_one(".problem", Static).update(Content(marked(error, room)))
            self.add_class("-wrong")
            return
        self.remove_class("-wrong")
        self._node = node if event.value.strip() else None
        self.is_on = True
        self.post_message(self.Changed(self._node))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Remember the filter and go back to the list; a wrong one is yet to be mended."""
        event.stop()
        if not self.has_class("-wrong"):
            self._leave()

    def on_offers_came(self) -> None:
        """Tell the footer."""
        self.refresh_bindings()

    def action_switch(self) -> None:
        """Switch the filter off, or on again; of a wrong one, go back to the one before it."""
        if self.has_class("-wrong"):
            self.input.value = self._former
        elif self._node is not None:
            self.is_on = not self.is_on
            self.post_message(self.Changed(self._node if self.is_on else None))
        self._leave()

    def _leave(self) -> None:
        self.offers.close()
        text = self.input.value.strip()
        if text:
            self.past.add(text)
            if self.past.problem and not self._is_told:
                self._is_told = True
                self.post_message(self.Failed(self.past.problem))
        self.display = self.has_text
        self.post_message(self.Done())

    def action_complete(self, by: int) -> None:
        text, cursor = self.offers.take(by)
        self.input.value = text
        self.input.cursor_position = cursor

    def action_recall(self, by: int) -> None:
        """Bring back an earlier filter."""
        past = self.past.filters
        self._recalled = max(0, min(len(past), self._recalled + by))
        self.put(past[self._recalled] if self._recalled < len(past) else "")

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Leave tab to others where there is nothing to complete."""
        return action != "complete" or (self.input.has_focus and self.offers.are_there)

    def watch_is_on(self, is_on: bool) -> None:
        """Show a filter that is off as such."""
        self.set_class(not is_on, "-off")
        self._count()

    def watch_passed(self) -> None:
        self._count()

    watch_progress = watch_total = watch_passed

    def _spin(self) -> None:
        if self.progress is not None and self.display and self._node is not None:
            self._turns += 1
            self._count()

    def _count(self) -> None:
        if not self.is_mounted:
            return
        said = "off (esc)"
        if self.is_on and self._node is not None and self.passed is not None:
            said = counted(self.passed, self.total, self.progress, self._turns)
        elif self.is_on:
            said = ""
        self.query_one(Said).say(said)
