"""The line in which to type what to search a message for."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static


class SearchBar(Horizontal):
    """Hidden until it is opened; says how many hits there are."""

    DEFAULT_CSS = """
    SearchBar {
        height: 1; display: none; background: $panel;
        & > .label { width: auto; padding: 0 0 0 1; color: $text-accent; text-style: bold; }
        & > Input, & > Input:focus { width: 1fr; height: 1; border: none; background: $panel; padding: 0; }
        & > .count { width: auto; padding: 0 1; color: $foreground 70%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "end the search", show=False)
    ]

    class Changed(Message):
        """Other text to search for."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Done(Message):
        """The person is done typing."""

    def compose(self) -> ComposeResult:
        yield Static("/", classes="label", markup=False)
        yield Input(compact=True, select_on_focus=True)
        yield Static("", classes="count", markup=False)

    @property
    def is_open(self) -> bool:
        """Tell whether it is on the screen."""
        return bool(self.display)

    def open(self) -> None:
        """Come on screen and take the focus."""
        self.display = True
        self.screen.set_focus(self.query_one(Input))  # `focus()` comes later than keys typed ahead
        self.refresh_bindings()

    def close(self) -> None:
        """Search for nothing and go."""
        if self.is_open:
            self.display = False
            self.query_one(Input).value = ""
            self.post_message(self.Changed(""))
            self.refresh_bindings()

    def found(self, at: int, count: int) -> None:
        """Say where among the hits the reader is."""
        said = f"{at} of {count:,}  n N" if count else "not found"
        if not self.query_one(Input).value:
            said = ""
        self.query_one(".count", Static).update(Content(said))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search along."""
        event.stop()
        if self.is_open:
            self.post_message(self.Changed(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Back to reading."""
        event.stop()
        self.post_message(self.Done())

    def action_close(self) -> None:
        self.close()
        self.post_message(self.Done())
