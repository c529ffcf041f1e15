"""The screen on which two exchanges are held against each other."""

import asyncio
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from inspector.core.annotated import Annotated
from inspector.core.clean import one_line
from inspector.core.comparing.contrast import Contrast, contrast
from inspector.tui.background import begin
from inspector.tui.difference import difference_sheet
from inspector.tui.footer import Keys
from inspector.tui.lines import GUTTER
from inspector.tui.paper import Paper, Searchable

Side = tuple[str, Annotated]  # what the exchange is called, and itself


class DiffScreen(Screen[None]):
    """What is different in *new*; below each other, or side by side where there is room."""

    DEFAULT_CSS = """
    DiffScreen { background: $background; }
    DiffScreen > .title { height: 1; padding: 0 1; background: $panel; color: $text-primary; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,d", "dismiss", "back", key_display="esc"),
        Binding("question_mark", "app.keys", "help", key_display="?", id="help"),
    ]

    def __init__(self, old: Side, new: Side) -> None:
        super().__init__()
        self.old, self.new = old, new
        self.contrast: Contrast | None = None
        self.paper = Paper()

    def compose(self) -> ComposeResult:
        title = f"Difference  {_called(*self.old)}  →  {_called(*self.new)}"
        yield Static(Content(title), classes="title", markup=False)
        yield Searchable(self.paper)
        yield Keys()

    def on_mount(self) -> None:
        """Compare off the screen's thread: bodies may be large."""
        self.set_focus(self.paper)
        begin(self, self._compare)

    async def _compare(self) -> None:
        self.contrast = await asyncio.to_thread(contrast, self.old[1], self.new[1])
        self._show()

    def on_resize(self) -> None:
        """Lay it out for the width there is."""
        self._show()

    def _show(self) -> None:
        if self.contrast is not None:
            width = self.size.width - GUTTER - self.paper.scrollbar_size_vertical
            self.paper.renew(difference_sheet(self.contrast, width))


def _called(name: str, it: Annotated) -> str:
    response = it.exchange.response
    status = str(response.status) if response else "no answer"
    return f"{one_line(name, 20)} {one_line(it.operation, 40)} {status}"
