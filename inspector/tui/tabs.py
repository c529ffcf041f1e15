"""The one-line bar of an exchange's tabs."""

from collections.abc import Iterator, Mapping

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from inspector.core.annotated import Annotated
from inspector.core.clean import one_line
from inspector.tui.severities import GLYPHS

LEAST = 6  # cells that are of use to say what the tabs show
BEFORE, AFTER = "‹ ", " ›"  # there are tabs beyond; a click leads to the next of them


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

    def tell(self, number: int, annotated: Annotated | None) -> None:
        """Say which exchange the tabs show, how bad it is, and how it was answered."""
        found = annotated.findings if annotated else ()
        worst = f"{len(found)} {GLYPHS[found[0].severity]}" if found else ""
        response = annotated.exchange.response if annotated else None
        status = str(response.status) if response else ""
        self.additions = {"Findings": worst, "Response": status}
        self.about = f"#{number} {annotated.operation}" if annotated else ""

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
        """Yield the names and titles that there is room for, the chosen one among them."""
        titles = [(n, f" {n} {self.additions.get(n, '')}".rstrip() + " ") for n in self.names]
        begin, end = self._in_sight([len(title) for _, title in titles])
        if begin:
            yield self.names[begin - 1], BEFORE
        yield from titles[begin:end]
        if end < len(titles):
            yield self.names[end], AFTER

    def _in_sight(self, widths: list[int]) -> tuple[int, int]:
        """Return from which title on, and up to which, there is room; the last ones go first."""
        begin, end = 0, len(widths)
        at = self.names.index(self.chosen) if self.chosen in self.names else 0
        while end - begin > 1:
            arrows = len(BEFORE) * (begin > 0) + len(AFTER) * (end < len(widths))
            if sum(widths[begin:end]) + arrows <= self.size.width:
                break
            begin, end = (begin, end - 1) if end - 1 > at else (begin + 1, end)
        return begin, end
