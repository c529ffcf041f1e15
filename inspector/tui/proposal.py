"""Screens of fix and replay: what would be sent, and both answers side by side."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from inspector.core.clean import clean
from inspector.core.sheets.sheet import Sheet
from inspector.tui.footer import Keys
from inspector.tui.lines import Lines
from inspector.tui.over import Dialog
from inspector.tui.screens import Reading

SEND, EDIT, LEAVE = "send", "edit", ""
BEFORE, AFTER = "before", "after"


class Proposal(Reading[str]):
    """A request with what was changed in it; the person sends it, edits it further, or leaves it."""

    DEFAULT_CSS = """
    Proposal > Vertical { width: 94%; max-width: 120; border: round $success; }
    Proposal .title { height: auto; color: $text-success; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", f"dismiss('{SEND}')", "send", key_display="⏎"),
        Binding("E", f"dismiss('{EDIT}')", "edit further"),
        Binding("escape,q", f"dismiss('{LEAVE}')", "back", key_display="esc"),
    ]

    def __init__(self, title: str, sheet: Sheet, remark: str, *, can_be_sent: bool = True) -> None:
        super().__init__(title, sheet, remark)
        self._can_be_sent = can_be_sent

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer nothing but the way back when it cannot be sent."""
        return self._can_be_sent or action != "dismiss" or parameters == (LEAVE,)


class Answers(Dialog[str | None]):
    """Two answers side by side: before, and after; leads to the one that is to be copied."""

    DEFAULT_CSS = """
    Answers { align: center middle; background: $background 60%; }
    Answers > Horizontal {
        width: 98%; height: 94%; border: round $primary; background: $background;
    }
    Answers Vertical { width: 1fr; }
    Answers #after { border-left: vkey $primary 50%; }
    Answers .title { height: 1; padding: 0 1; color: $text-primary; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,shift+tab,left,right,h,l", "other", "other side", key_display="tab"),
        Binding("y", "copy", "copy", tooltip="copy the exchange of this side"),
        Binding("escape,q,enter", "dismiss", "back", key_display="esc"),
    ]

    def __init__(self, before: tuple[str, Sheet], after: tuple[str, Sheet]) -> None:
        super().__init__()
        self._sides = {BEFORE: before, AFTER: after}

    def compose(self) -> ComposeResult:
        with Horizontal():
            for name, (title, _) in self._sides.items():
                with Vertical(id=name):
                    yield Static(Content(clean(title)), classes="title", markup=False)
                    yield Lines()
        yield Keys()

    def on_mount(self) -> None:
        """Begin with the new one."""
        for name, (_, sheet) in self._sides.items():
            self.query_one(f"#{name} Lines", Lines).sheet = sheet
        self.query_one(f"#{AFTER} Lines", Lines).focus()

    def action_other(self) -> None:
        self.focus_next(Lines)

    def action_copy(self) -> None:
        among = self.query_one(f"#{BEFORE}").has_focus_within
        self.dismiss(BEFORE if among else AFTER)
