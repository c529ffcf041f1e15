"""A screen that tells of the whole capture in a table, and leads into it."""

import asyncio
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from inspector.core.clean import one_line
from inspector.errors import CaptureError
from inspector.tui.background import begin
from inspector.tui.columns import Column
from inspector.tui.drill import Drill
from inspector.tui.footer import Keys
from inspector.tui.table import Table
from inspector.tui.watch import Watch

LOOKS = 0.3  # seconds between two looks at whether the capture has grown


class Survey[R](Screen[Drill | None]):
    """A title, a table and a line about the row under the cursor; dismissed with where to go."""

    DEFAULT_CSS = """
    Survey { background: $background; }
    Survey > .title { height: 1; padding: 0 1; background: $panel; color: $text-primary; text-style: bold; }
    Survey > .said { height: auto; max-height: 4; padding: 0 1; background: $surface; color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "back", key_display="esc"),
        Binding("question_mark", "app.keys", "help", key_display="?", id="help"),
    ]
    NAME = ""

    def __init__(self, path: Path, watch: Watch, came: Drill | None = None) -> None:
        super().__init__()
        self.path = path
        self.watched = watch
        # Kept, since a reading may end when the screen has let go of its widgets.
        self.heading = Static("", classes="title", markup=False)
        self.table: Table[R] = Table(self.key)
        self.about = Static("", classes="said", markup=False)
        self._came = came

    def key(self, row: R) -> Hashable:
        """Return what makes a row the same one when the capture has grown."""
        raise NotImplementedError

    def columns(self, width: int) -> Sequence[Column[R]]:
        """Return the columns for so many cells."""
        raise NotImplementedError

    def said(self, row: R) -> str:
        """Return the line about a row."""
        raise NotImplementedError

    def drill(self, row: R) -> Drill | None:
        """Return where a row leads to, None when it is nowhere."""
        raise NotImplementedError

    async def read(self) -> None:
        """Read the capture as far as it has grown, and show what is known."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        yield self.heading
        yield self.table
        yield self.about
        yield Keys()

    def on_mount(self) -> None:
        """Begin to read."""
        self.set_focus(self.table)
        self.tell("reading …")
        begin(self, self._keep_up)

    async def _keep_up(self) -> None:
        while True:
            try:
                await self.read()
            except CaptureError as error:
                self.tell("cannot be read")
                self.about.update(Content(one_line(str(error), 400)))
                return
            await asyncio.sleep(LOOKS)

    def tell(self, what: str) -> None:
        """Write the title: how far the reading has come, or what it came to."""
        self.heading.update(Content(f"{self.NAME}  {what}"))

    def show(self, rows: Sequence[R]) -> None:
        """Show rows; the first time with the cursor where the person left."""
        self.table.columns = self.columns(self.size.width)
        self.table.show(rows)
        came = self._came
        if came is not None and any(self.key(row) == came.row for row in rows):
            self._came = None
            self.table.cell = came.cell
            self.call_after_refresh(self.table.find, came.row)
        self.refresh_bindings()

    def on_resize(self) -> None:
        """Choose columns that fit."""
        self.table.columns = self.columns(self.size.width)

    def on_table_moved(self) -> None:
        """Say more about the row under the cursor."""
        row = self.table.row
        said = "" if row is None else self.said(row)
        self.about.update(Content(said))

    def on_table_chosen(self) -> None:
        """Go to the exchanges behind it."""
        row = self.table.row
        drill = None if row is None else self.drill(row)
        if drill is not None:
            self.dismiss(drill)
