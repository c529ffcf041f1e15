"""The line in which to type a filter; it says at once what is wrong with it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, Static

from inspector.core.filter import LONGEST, FilterError, Node, parse

HISTORY = 50  # filters
SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class FilterBar(Vertical):
    """A filter, how many exchanges pass it, and whether it is on."""

    DEFAULT_CSS = """
    FilterBar {
        height: auto; display: none; background: $surface;
        & > Horizontal { height: 1; }
        & .label { width: auto; padding: 0 1; color: $text-accent; text-style: bold; }
        & Input, & Input:focus { width: 1fr; height: 1; border: none; padding: 0; background: $surface; }
        & .count { width: auto; padding: 0 1; color: $foreground 70%; }
        & > .problem { height: 1; display: none; padding: 0 1; color: $text-error; background: $surface; }
        &.-off .label, &.-off Input { color: $foreground 40%; }
        &.-wrong > .problem { display: block; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "switch", "off / on", key_display="esc", tooltip="filter off, and on"),
        Binding("up", "recall(-1)", "earlier", key_display="↑", tooltip="earlier filter"),
        Binding("down", "recall(1)", "later", key_display="↓", tooltip="later filter"),
    ]

    is_on: reactive[bool] = reactive(True)
    passed: reactive[int | None] = reactive(None)  # None: still being counted
    total: reactive[int] = reactive(0)

    class Changed(Message):
        """Another filter is to be applied; None lets everything pass."""

        def __init__(self, node: Node | None) -> None:
            super().__init__()
            self.node = node

    class Done(Message):
        """The person is done typing."""

    def __init__(self, **options: str) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self._node: Node | None = None
        self._past: list[str] = []
        self._recalled = 0
        self._turns = 0

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static("filter", classes="label", markup=False)
            yield Input(placeholder="sev:error status:>=400 jobs", max_length=LONGEST, compact=True,
                        select_on_focus=False)  # fmt: skip
            yield Static("", classes="count", markup=False)
        yield Static("", classes="problem", markup=False)

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

    def open(self) -> None:
        """Come on screen and take the focus."""
        self.display = True
        self._recalled = len(self._past)
        self.is_on = True
        self.screen.set_focus(self.input)  # `focus()` comes later than keys typed ahead

    def put(self, text: str) -> None:
        """Set the filter as if it had been typed."""
        self.display = True
        self.input.value = text

    def on_input_changed(self, event: Input.Changed) -> None:
        """Read the filter while it is being typed; a wrong one changes nothing on the screen."""
        event.stop()
        try:
            node = parse(event.value)
        except FilterError as error:
            self.query_one(".problem", Static).update(Content(f"       {error}"))
            self.add_class("-wrong")
            return
        self.remove_class("-wrong")
        self._node = node if event.value.strip() else None
        self.is_on = True
        self.post_message(self.Changed(self._node))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Remember the filter and go back to the list."""
        event.stop()
        self._remember()
        self.display = self.has_text
        self.post_message(self.Done())

    def _remember(self) -> None:
        text = self.input.value.strip()
        if text and not self.has_class("-wrong"):
            self._past = [*(past for past in self._past if past != text), text][-HISTORY:]

    def action_switch(self) -> None:
        """Switch the filter off, or on again; without one, go away."""
        self._remember()
        if self.has_text:
            self.is_on = not self.is_on
            self.post_message(self.Changed(self._node if self.is_on else None))
        self.display = self.has_text
        self.post_message(self.Done())

    def action_recall(self, by: int) -> None:
        """Bring back an earlier filter."""
        self._recalled = max(0, min(len(self._past), self._recalled + by))
        text = self._past[self._recalled] if self._recalled < len(self._past) else ""
        self.input.value = text
        self.input.cursor_position = len(text)

    def watch_is_on(self, is_on: bool) -> None:
        """Show a filter that is off as such."""
        self.set_class(not is_on, "-off")
        self._count()

    def watch_passed(self) -> None:
        self._count()

    def watch_total(self) -> None:
        self._count()

    def _spin(self) -> None:
        if self.passed is None and self.display and self._node is not None:
            self._turns += 1
            self._count()

    def _count(self) -> None:
        if not self.is_mounted:
            return
        if not self.is_on:
            said = "off (esc)"
        elif self._node is None:
            said = ""
        elif self.passed is None:
            said = f"{SPINNER[self._turns % len(SPINNER)]} of {self.total:,}"
        else:
            said = f"{self.passed:,} of {self.total:,}"
        self.query_one(".count", Static).update(Content(said))
