"""Screens over the main one: a page to read, a question, a line to type."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from inspector.core.clean import clean, one_line
from inspector.core.sheets.sheet import Sheet
from inspector.tui.field import Field
from inspector.tui.footer import Keys
from inspector.tui.lines import Lines
from inspector.tui.over import Dialog


class Reading[T](Dialog[T]):
    """A sheet to read, under a title and a *remark*; who inherits it says what leads back."""

    DEFAULT_CSS = """
    Reading { align: center middle; background: $background 60%; }
    Reading > Vertical {
        width: 90%; max-width: 100; height: 90%; border: round $primary;
        background: $background; padding: 0;
    }
    Reading .title { height: 1; padding: 0 2; color: $text-primary; text-style: bold; }
    Reading .remark { height: auto; padding: 0 2; color: $text-warning; }
    """

    def __init__(self, title: str, sheet: Sheet, remark: str = "") -> None:
        super().__init__()
        self._heading = title
        self._sheet = sheet
        self._remark = remark

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content(clean(self._heading)), classes="title", markup=False)
            if self._remark:
                yield Static(Content(clean(self._remark)), classes="remark", markup=False)
            yield Lines()
        yield Keys()

    def on_mount(self) -> None:
        """Begin to read."""
        lines = self.query_one(Lines)
        lines.sheet = self._sheet
        lines.focus()


class Page(Reading[None]):
    """A sheet to read; any of the usual keys leads back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,e,question_mark", "dismiss", "back", key_display="esc"),
    ]


class Question(Dialog[bool]):
    """A question that is answered with y or n."""

    DEFAULT_CSS = """
    Question { align: center middle; background: $background 60%; }
    Question > Static {
        width: 70; max-width: 96%; height: auto; border: round $warning;
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
        yield Static(Content(clean(f"{self._text}\n\ny yes    n no")), markup=False)
        yield Keys()

    def action_answer(self, yes: bool) -> None:
        self.dismiss(yes)


def never(_typed: str) -> str:
    """Find nothing wrong."""
    return ""


class Prompt(Dialog[str | None]):
    """A line to type; None when the person thinks better of it.

    *wrong* says what is wrong with what was typed, "" for nothing; *hint* is what can be typed,
    *does* what enter does.
    """

    DEFAULT_CSS = """
    Prompt { align: center middle; background: $background 60%; }
    Prompt > Vertical {
        width: 90%; max-width: 90; height: auto; border: round $primary;
        background: $background; padding: 0 1;
    }
    Prompt .title { height: 1; color: $text-primary; text-style: bold; }
    Prompt .hint { color: $text-muted; }
    Prompt .problem { color: $text-error; display: none; }
    Prompt.-wrong .problem { display: block; }
    Prompt Input, Prompt Input:focus { border: none; padding: 0; height: 1; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave it", key_display="esc"),
    ]

    def __init__(
        self,
        title: str,
        text: str,
        longest: int = 1000,
        *,
        wrong: Callable[[str], str] = never,
        hint: str = "",
        does: str = "keep",
    ) -> None:
        super().__init__()
        self._heading, self._text, self._longest = f"{title}   ⏎ {does}   esc leave", text, longest
        self._wrong, self._hint = wrong, hint

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content(clean(self._heading)), classes="title", markup=False)
            yield Field(
                one_line(self._text, self._longest),
                max_length=self._longest,
                compact=True,
                select_on_focus=False,
            )
            yield Static("", classes="problem", markup=False)
            if self._hint:
                yield Static(Content(clean(self._hint)), classes="hint", markup=False)
        yield Keys()

    def on_mount(self) -> None:
        """Let the person type."""
        self.set_focus(self.query_one(Input))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what is wrong with it while it is being typed."""
        event.stop()
        said = self._wrong(event.value)
        self.set_class(bool(said), "-wrong")
        self.query_one(".problem", Static).update(Content(clean(said)))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand over what was typed, unless it is wrong."""
        event.stop()
        if not self._wrong(event.value):
            self.dismiss(event.value)

    def action_leave(self) -> None:
        self.dismiss(None)
