"""The line in which to type a command; it completes, and says what is wrong."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from inspector.core.clean import clean
from inspector.tui.field import Field
from inspector.tui.footer import Keys
from inspector.tui.offers import GapAt, Offers
from inspector.tui.over import Dialog

LONGEST = 2000  # characters


class CommandLine(Dialog[str | None]):
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
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "leave", key_display="esc", id="leave-command"),
        Binding("tab", "complete(1)", "complete", id="complete"),
        Binding("shift+tab", "complete(-1)", "previous offer", show=False, id="previous-offer"),
        Binding("up", "recall(-1)", "earlier", key_display="↑", id="earlier-command"),
        Binding("down", "recall(1)", "later", key_display="↓", id="later-command"),
    ]

    def __init__(self, gap_at: GapAt, wrong: Callable[[str], str], past: Sequence[str]) -> None:
        super().__init__()
        self.offers = Offers(gap_at)
        self._wrong, self._past = wrong, past
        self._recalled = len(past)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("", classes="problem", markup=False)
            yield self.offers
            with Horizontal():
                yield Static(":", classes="colon", markup=False)
                yield Field(max_length=LONGEST, compact=True, select_on_focus=False)
        yield Keys()

    def on_mount(self) -> None:
        """Let the person type."""
        self.set_focus(self.query_one(Input))
        self.offers.look("", 0)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Offer what may follow."""
        event.stop()
        self.remove_class("-wrong")
        self.offers.look(event.value, event.input.cursor_position)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand over the command, unless it is wrong."""
        event.stop()
        said = self._wrong(event.value)
        self.set_class(bool(said), "-wrong")
        self.query_one(".problem", Static).update(Content(clean(said)))
        if not said:
            self.dismiss(event.value.strip() or None)

    def action_complete(self, by: int) -> None:
        if self.offers.are_there:
            self._put(*self.offers.take(by))

    def action_recall(self, by: int) -> None:
        self._recalled = max(0, min(len(self._past), self._recalled + by))
        text = self._past[self._recalled] if self._recalled < len(self._past) else ""
        self._put(text, len(text))

    def _put(self, text: str, cursor: int) -> None:
        field = self.query_one(Input)
        field.value, field.cursor_position = text, cursor
