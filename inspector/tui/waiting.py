"""The messages that wait for this screen, and the line in which to say which ones should."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from inspector.control.sendable import textwise
from inspector.control.words import Command, Held, Kill, Release
from inspector.core.clean import one_line
from inspector.core.filter import LONGEST, FilterError, parse
from inspector.core.words import clock
from inspector.tui.columns import adjusted
from inspector.tui.field import Field
from inspector.tui.footer import Keys
from inspector.tui.options import Options
from inspector.tui.over import Dialog

LONGEST_WAIT = 3600  # seconds
TICK = 1.0  # seconds until what is left of the time is told anew
CALL = 200  # characters
Ask = Callable[[Command], Awaitable[object]]


@dataclass(frozen=True)
class Wish:
    """What is to wait, and for how long."""

    filter: str = ""
    seconds: int = 60


class Wanted(Dialog[Wish | None]):
    """Asks which messages should wait, and how long; None for no change."""

    DEFAULT_CSS = """
    Wanted { align: center middle; background: $background 60%; }
    Wanted > Vertical {
        width: 76; max-width: 96%; height: auto; border: round $warning; background: $background;
        padding: 0 1;
    }
    Wanted Horizontal { height: 1; margin: 1 0 0 0; }
    Wanted .label { width: 9; color: $text-accent; }
    Wanted Input, Wanted Input:focus {
        border: none; height: 1; width: 1fr; padding: 0; background: $surface;
    }
    Wanted .problem { color: $text-error; height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "back", key_display="esc"),
        Binding("tab", "app.focus_next", "other line"),
    ]

    def __init__(self, present: Wish) -> None:
        super().__init__()
        self._present = present

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(
                "Let wait what fits this filter; leave it empty to let everything pass.",
                markup=False,
            )
            with Horizontal():
                yield Static("filter", classes="label", markup=False)
                yield Field(self._present.filter, placeholder="method:POST op:Jobs   status:>=400",
                            max_length=LONGEST, compact=True, select_on_focus=False, id="filter")  # fmt: skip
            with Horizontal():
                yield Static("seconds", classes="label", markup=False)
                yield Field(str(self._present.seconds), type="integer", max_length=4, compact=True,
                            select_on_focus=False, id="seconds")  # fmt: skip
            yield Static("", classes="problem", markup=False)
        yield Keys()

    def on_input_changed(self) -> None:
        """Say at once what is wrong with it."""
        self.query_one(".problem", Static).update(Content(self.problem))

    def on_input_submitted(self) -> None:
        """Take it, if it can be had."""
        if not self.problem:
            seconds = int(self.query_one("#seconds", Input).value)
            self.dismiss(Wish(self.query_one("#filter", Input).value.strip(), seconds))

    @property
    def problem(self) -> str:
        """Return what is wrong with what was typed, "" when nothing is."""
        seconds = self.query_one("#seconds", Input).value
        if not (seconds.isdecimal() and 1 <= int(seconds) <= LONGEST_WAIT):
            return f"seconds: a number from 1 to {LONGEST_WAIT:,}"
        return _problem(self.query_one("#filter", Input).value)


def _problem(text: str) -> str:
    try:
        parse(text)
    except FilterError as error:
        return one_line(str(error))
    return ""


class Waits(Dialog[None]):
    """Lists what waits: let go, edited, ended."""

    DEFAULT_CSS = """
    Waits { align: center middle; background: $background 60%; }
    Waits > Vertical {
        width: 94%; max-width: 120; height: 80%; border: round $warning; background: $background;
    }
    Waits .title { height: 1; padding: 0 1; color: $text-warning; text-style: bold; }
    Waits OptionList, Waits OptionList:focus {
        border: none; background: $background; height: 1fr; padding: 0;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,a", "go", "let go", key_display="⏎", id="let-go"),
        Binding("A", "go_all", "all", id="let-all-go"),
        Binding("E", "edit", "edit", id="edit"),
        Binding("X", "kill", "end", id="end-waiting"),
        Binding("j", "down", "down", show=False, id="down"),
        Binding("k", "up", "up", show=False, id="up"),
        Binding("escape,q,I", "dismiss", "back", key_display="esc"),
    ]

    class Asked(Message):
        """A person wants something to be done with what waits."""

        def __init__(self, command: Command) -> None:
            super().__init__()
            self.command = command

    class Edit(Message):
        """A person wants to edit what waits."""

        def __init__(self, which: str) -> None:
            super().__init__()
            self.which = which

    def __init__(self, held: tuple[Held, ...], tell: Callable[[Message], object]) -> None:
        super().__init__()
        self._held = held
        self._tell = tell

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("", classes="title", markup=False)
            yield Options(markup=False)
        yield Keys()

    def on_mount(self) -> None:
        """Show the list, and how long each still has."""
        self.call_after_refresh(lambda: self.show(self._held))  # a line is as long as there is room
        self.set_interval(TICK, lambda: self.show(self._held))

    def show(self, held: tuple[Held, ...]) -> None:
        """Show what waits now; the cursor stays on what it is on."""
        for options in self.query(OptionList):  # none, once it is left
            places = {one.which: place for place, one in enumerate(held)}
            self._fill(options, held, places.get(self.which, options.highlighted or 0))
        self._held = held

    def _fill(self, options: OptionList, held: tuple[Held, ...], at: int) -> None:
        width = max(20, options.size.width - 2)
        options.clear_options().add_options(Option(Content(line(one, width))) for one in held)
        options.highlighted = min(at, len(held) - 1) if held else None
        title = f"{len(held)} waiting" if held else "Nothing is waiting."
        self.query_one(".title", Static).update(Content(title))

    def on_option_list_option_selected(self) -> None:
        """Let it go."""
        self.action_go()

    @property
    def which(self) -> str:
        """Return the one the cursor is on, "" when there is none."""
        at = self.query_one(OptionList).highlighted
        return self._held[at].which if at is not None and at < len(self._held) else ""

    def action_go(self) -> None:
        if self.which:
            self._tell(self.Asked(Release(self.which)))

    def action_go_all(self) -> None:
        self._tell(self.Asked(Release("")))

    def action_kill(self) -> None:
        if self.which:
            self._tell(self.Asked(Kill(self.which)))

    def action_edit(self) -> None:
        if self.which:
            self._tell(self.Edit(self.which))

    def action_down(self) -> None:
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        self.query_one(OptionList).action_cursor_up()


def line(held: Held, width: int) -> str:
    """Return what waits as one line of *width* cells at most; what tells calls apart comes first."""
    what = f"answer {held.status}" if held.status is not None else "request"
    left = max(0, round(held.until - time.time()))
    scheme, _, rest = textwise(held.url).partition("://")
    host, slash, path = rest.partition("/")
    call = f"{held.method} {slash}{path}  {scheme}://{host}"
    return adjusted(one_line(f"{clock(held.since)} {left:>4} s  {what:<10}  {call}", CALL), width)
