"""Screens over the main one: a page to read, and a question."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Footer, Static

from inspector.core.sheets.sheet import Sheet
from inspector.tui.lines import Lines


class Page(ModalScreen[None]):
    """A sheet to read, with a title; any of the usual keys leads back."""

    DEFAULT_CSS = """
    Page { align: center middle; background: $background 60%; }
    Page > Vertical {
        width: 90%; max-width: 100; height: 90%; border: round $primary;
        background: $background; padding: 0;
    }
    Page .title { height: 1; padding: 0 2; color: $text-primary; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,e,question_mark", "dismiss", "back", key_display="esc"),
    ]

    def __init__(self, title: str, sheet: Sheet) -> None:
        super().__init__()
        self._heading = title
        self._sheet = sheet

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content(self._heading), classes="title", markup=False)
            yield Lines()
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Begin to read."""
        lines = self.query_one(Lines)
        lines.sheet = self._sheet
        lines.focus()


class Question(ModalScreen[bool]):
    """A question that is answered with y or n."""

    DEFAULT_CSS = """
    Question { align: center middle; background: $background 60%; }
    Question > Static {
        width: auto; max-width: 70; height: auto; border: round $warning;
        background: $background; padding: 1 2;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "answer(True)", "yes", key_display="y"),
        Binding("n,escape,q", "answer(False)", "no", key_display="n"),
    ]

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        yield Static(Content(f"{self._text}\n\ny yes    n no"), markup=False)
        yield Footer(show_command_palette=False, compact=True)

    def action_answer(self, yes: bool) -> None:
        self.dismiss(yes)
