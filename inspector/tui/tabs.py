"""A one-line bar of tabs."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static


class Tab(Static):
    """The title of one tab."""

    DEFAULT_CSS = """
    Tab {
        width: auto; height: 1; padding: 0 1; color: $foreground 70%;
        &:hover { color: $foreground; text-style: underline; }
        &.-chosen { background: $primary; color: $text; text-style: bold; }
    }
    """

    class Clicked(Message):
        """A person clicked on a title."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, name: str) -> None:
        super().__init__(Content(name), name=name, markup=False)

    def on_click(self, event: events.Click) -> None:
        """Say which."""
        event.stop()
        self.post_message(self.Clicked(self.name or ""))


class TabBar(Horizontal):
    """The titles; one of them is chosen."""

    DEFAULT_CSS = "TabBar { height: 1; background: $panel; }"

    chosen: reactive[str] = reactive("")

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self.names = names

    def compose(self) -> ComposeResult:
        for name in self.names:
            tab = Tab(name)
            tab.set_class(name == self.chosen, "-chosen")
            yield tab

    def watch_chosen(self, chosen: str) -> None:
        """Show which is chosen."""
        for tab in self.query(Tab):
            tab.set_class(tab.name == chosen, "-chosen")

    def title(self, name: str, addition: str) -> None:
        """Write something behind a title: `Findings 2`."""
        for tab in self.query(Tab):
            if tab.name == name:
                tab.update(Content(f"{name} {addition}".rstrip()))
