"""The line in which to type a command; it completes, and says what is wrong."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from inspector.core.clean import clean
from inspector.tui.field import Field
from inspector.tui.footer import Keys
from inspector.tui.offers import in_a_line

LONGEST = 2000  # characters
Complete = Callable[[str], Sequence[str]]  # what is typed → whole lines that may come of it


class CommandLine(ModalScreen[str | None]):
    """Gives the command that was typed, None for none.

    *wrong* says what is wrong with one, "" for nothing; *past* are the former ones.
    """

    DEFAULT_CSS = """
    CommandLine { align: left bottom; background: $background 40%; }
    CommandLine > Vertical { height: auto; background: $surface; }
    CommandLine Horizontal { height: 1; }
    CommandLine .colon { width: 2; padding: 0 0 0 1; color: $text-accent; text-style: bold; }
    CommandLine Input, CommandLine Input:focus {
        width: 1fr; height: 1; border: none; padding: 0; background: $surface;
    }
    CommandLine .problem { padding: 0 1; color: $text-error; display: none; }
    CommandLine.-wrong .problem { display: block; }
    CommandLine .offers { height: 1; padding: 0 1; color: $foreground 70%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "leave", key_display="esc", id="leave-command"),
        Binding("tab", "complete(1)", "complete", id="complete"),
        Binding("shift+tab", "complete(-1)", "previous offer", show=False, id="previous-offer"),
        Binding("up", "recall(-1)", "earlier", key_display="↑", id="earlier-command"),
        Binding("down", "recall(1)", "later", key_display="↓", id="later-command"),
    ]

    def __init__(
        self, complete: Complete, wrong: Callable[[str], str], past: Sequence[str]
    ) -> None:
        super().__init__()
        self._complete, self._wrong, self._past = complete, wrong, past
        self._recalled = len(past)
        self._offered: Sequence[str] = ()
        self._chosen = -1

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("", classes="problem", markup=False)
            yield Static("", classes="offers", markup=False)
            with Horizontal():
                yield Static(":", classes="colon", markup=False)
                yield Field(max_length=LONGEST, compact=True, select_on_focus=False)
        yield Keys()

    def on_mount(self) -> None:
        """Let the person type."""
        self.set_focus(self.query_one(Input))
        self._offer("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Offer what may follow."""
        event.stop()
        self.remove_class("-wrong")
        if self._chosen < 0 or event.value != self._offered[self._chosen]:
            self._offer(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand over the command, unless it is wrong."""
        event.stop()
        said = self._wrong(event.value)
        self.set_class(bool(said), "-wrong")
        self.query_one(".problem", Static).update(Content(clean(said)))
        if not said:
            self.dismiss(event.value.strip() or None)

    def action_complete(self, by: int) -> None:
        if self._offered:
            start = self._chosen if self._chosen >= 0 or by > 0 else 0
            self._chosen = (start + by) % len(self._offered)
            self._put(self._offered[self._chosen])
            self._draw()

    def action_recall(self, by: int) -> None:
        self._recalled = max(0, min(len(self._past), self._recalled + by))
        self._put(self._past[self._recalled] if self._recalled < len(self._past) else "")

    def _put(self, text: str) -> None:
        field = self.query_one(Input)
        field.value, field.cursor_position = text, len(text)

    def _offer(self, text: str) -> None:
        self._offered, self._chosen = self._complete(text), -1
        self._draw()

    def _draw(self) -> None:
        words = [line.rpartition(" ")[2] or line for line in self._offered]
        shown = in_a_line(words, self._chosen) if words else ""
        self.query_one(".offers", Static).update(shown)
