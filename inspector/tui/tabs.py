"""A one-line bar of tabs."""

from collections.abc import Iterator, Mapping

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


class TabBar(Widget):
    """The titles of the tabs; one of them is chosen."""

    DEFAULT_CSS = "TabBar { height: 1; background: $panel; }"

    chosen: reactive[str] = reactive("")
    additions: reactive[Mapping[str, str]] = reactive(dict)  # what follows a title: "Findings 2"

    class Clicked(Message):
        """A person clicked on a title."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self.names = names

    def render(self) -> Content:
        """Return the line."""
        return Content.assemble(
            *(
                (title, "bold $text on $primary" if name == self.chosen else "$foreground 70%")
                for name, title in self._titles()
            )
        )

    def on_click(self, event: events.Click) -> None:
        """Say on which."""
        end = 0
        for name, title in self._titles():
            end += len(title)
            if event.x < end:
                event.stop()
                self.post_message(self.Clicked(name))
                return

    def _titles(self) -> Iterator[tuple[str, str]]:
        for name in self.names:
            yield name, f" {name} {self.additions.get(name, '')}".rstrip() + " "
