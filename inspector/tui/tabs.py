"""A one-line bar of tabs."""

from collections.abc import Iterator, Mapping

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from inspector.core.clean import one_line

LEAST = 6  # cells that are of use to say what the tabs show


class TabBar(Widget):
    """The titles of the tabs; one of them is chosen."""

    DEFAULT_CSS = "TabBar { height: 1; background: $panel; }"

    chosen: reactive[str] = reactive("")
    in_sight: reactive[tuple[str, ...]] = reactive(())  # with the chosen one
    additions: reactive[Mapping[str, str]] = reactive(dict)  # what follows a title: "Findings 2"
    about: reactive[str] = reactive("")  # what the tabs show, where there is room for it

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
        titles = [(title, self._style(name)) for name, title in self._titles()]
        room = self.size.width - sum(len(title) for title, _ in titles) - 2
        if room < LEAST:
            return Content.assemble(*titles)
        about = Content.styled(one_line(self.about), "$foreground 70%")
        about = about.truncate(room, ellipsis=True)
        return Content.assemble(*titles, " " * (room + 1 - about.cell_length), about)

    def _style(self, name: str) -> str:
        if name == self.chosen:
            return "bold $text on $primary"
        return "$text on $primary 40%" if name in self.in_sight else "$foreground 70%"

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
