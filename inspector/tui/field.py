"""A line to type in, and a list to choose from, that say in the line of keys what enter does."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from inspector.core.clean import HARMFUL
from inspector.tui.options import Options

UNSEEN = "\ufffd"  # stands for what a terminal would act on


class Field(Input):
    """A line to type in; Textual's own hides what enter does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "done", key_display="⏎")]

    def validate_value(self, value: str) -> str:
        """Take only what can be seen: text that is pasted may come from the wire."""
        return HARMFUL.sub(UNSEEN, value.replace("\n", " ").replace("\t", " "))


class Choice(Options):
    """A list to choose from; Textual's own hides what enter does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "take", key_display="⏎", id="open")
    ]
