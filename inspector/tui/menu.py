"""A small menu over the screen: each entry has a key of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from inspector.core.clean import one_line
from inspector.tui.field import Choice
from inspector.tui.footer import Keys
from inspector.tui.over import Dialog

SAID = 60  # characters of what an entry would give


@dataclass(frozen=True)
class Entry:
    """One line of a menu; *said* stands beside it, *is_open* tells whether it can be chosen."""

    name: str
    title: str
    said: str = ""
    is_open: bool = True


Section = tuple[str, Iterable[Entry]]  # a heading, and what stands below it


class Menu(Dialog[str | None]):
    """Gives the name of the entry that is chosen, None for none; who extends it binds the keys.

    A key's action is `take('NAME')`.
    """

    DEFAULT_CSS = """
    Menu { align: center middle; background: $background 60%; }
    Menu > Vertical {
        width: 76; max-width: 96%; height: auto; max-height: 96%; border: round $primary;
        background: $background;
    }
    Menu .title { height: 1; padding: 0 1; color: $text-primary; text-style: bold; }
    Menu OptionList, Menu OptionList:focus {
        border: none; background: $background; height: auto; max-height: 100%; padding: 0;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "move(1)", "down", show=False, id="down"),
        Binding("k", "move(-1)", "up", show=False, id="up"),
        Binding("escape,q", "dismiss(None)", "back", key_display="esc", id="leave-menu"),
    ]

    def __init__(self, title: str, sections: Iterable[Section], at: str = "") -> None:
        super().__init__()
        self._heading = title
        self._sections = [(heading, tuple(entries)) for heading, entries in sections]
        self._entries = {one.name: one for _, entries in self._sections for one in entries}
        self._at = at

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content(one_line(self._heading)), classes="title", markup=False)
            yield Choice(markup=False)
        yield Keys()

    def on_mount(self) -> None:
        """Show the entries with the keys that they have at present."""
        options = self.query_one(OptionList)
        keys = {
            active.binding.action: self.app.get_key_display(active.binding)
            for active in self.active_bindings.values()
        }
        for heading, entries in self._sections:
            options.add_option(
                Option(Content.styled(one_line(heading, SAID), "$text-muted"), disabled=True)
            )
            options.add_options(
                Option(_line(one, keys.get(f"take('{one.name}')", " ")), id=one.name)
                for one in entries
            )
        self.set_focus(options)
        options.highlighted = 0
        if self._at in self._entries:
            options.highlighted = options.get_option_index(self._at)
        else:
            options.action_first()

    def action_take(self, name: str) -> None:
        entry = self._entries.get(name)
        if entry is not None and entry.is_open:
            self.dismiss(name)
        elif entry is not None:
            self.notify(one_line(entry.said), severity="warning", markup=False, timeout=4)

    def action_choose(self) -> None:
        chosen = self.query_one(OptionList).highlighted_option
        if chosen is not None and chosen.id is not None:
            self.action_take(chosen.id)

    def action_move(self, by: int) -> None:
        options = self.query_one(OptionList)
        (options.action_cursor_down if by > 0 else options.action_cursor_up)()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the entry that was clicked."""
        event.stop()
        self.action_choose()


def _line(entry: Entry, key: str) -> Content:
    front = "" if entry.is_open else "$foreground 50%"
    return Content.assemble(
        (f"  {key:>2}  ", f"{front} bold" if front else "$text-accent bold"),
        (one_line(entry.title), front),
        (f"  {one_line(entry.said, SAID)}" if entry.said else "", "$foreground 60%"),
    )
