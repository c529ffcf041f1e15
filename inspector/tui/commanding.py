"""The command line: every action by its id, and a few that take something."""

from functools import partial
from typing import ClassVar

from textual.binding import Binding

from inspector.tui.background import begin
from inspector.tui.command_line import CommandLine
from inspector.tui.commands import Does, named
from inspector.tui.copying import Copying
from inspector.tui.exchange_columns import typed
from inspector.tui.exporting import Exporting
from inspector.tui.filing import may_be_written, written_out
from inspector.tui.gaps import Occurring
from inspector.tui.surveys import Surveys
from inspector.tui.verbs import ALONE, VERBS, Known, checked, gap_at

KEPT = 100  # commands that can be had back


class Commanding(Surveys, Copying, Exporting):
    """Does what is typed; who extends it has a list, a filter, and what the verbs are about."""

    KEYS: ClassVar[tuple[Binding, ...]] = (
        Binding(
            "colon", "command", "command", show=False, key_display=":",
            tooltip="command line: any action by its id, filter …, w FORM FILE, 42", id="command",
        ),
    )  # fmt: skip

    occurring: Occurring
    _typed: tuple[str, ...] = ()

    def show_exchange(self, number: int) -> None:
        """Put the cursor on an exchange."""
        raise NotImplementedError

    def action_leave(self) -> None:
        raise NotImplementedError

    def action_command(self) -> None:
        ids = named(self.screen.focused or self)

        def wrong(text: str) -> str:
            try:
                checked(text, ids, self.feed.seen.last)
            except ValueError as error:
                return str(error)
            return ""

        def said(text: str | None) -> None:
            if text is not None:
                self._typed = (*(one for one in self._typed if one != text), text)[-KEPT:]
                begin(self, partial(self._obey, text, ids), "command")

        known = Known(self.occurring, self.reader.path.stem)
        line = CommandLine(partial(gap_at, ids=ids, known=known), wrong, self._typed)
        self.app.push_screen(line, said)

    async def _obey(self, text: str, ids: dict[str, Does]) -> None:
        word, _, rest = text.partition(" ")
        rest = rest.strip()
        if word.isdecimal():
            self.show_exchange(int(word))
        elif word in ALONE:
            self.action_leave()
        elif word == "w" and not rest:
            self.action_write()
        elif word in VERBS and rest:
            await self._obey_verb(word, rest)
        else:
            await ids[word]()

    async def _obey_verb(self, verb: str, rest: str) -> None:
        if verb == "filter":
            self.forget_survey()
            self.filter.enter(rest)
        elif verb == "columns":
            self.exchanges.chosen = typed(rest)
        elif verb == "theme":
            self.app.theme = rest
        elif verb == "copy":
            self.action_copy(rest)
        else:
            form, _, file = rest.partition(" ")
            path, what = written_out(file), self.listed()
            if self._export is not None:
                self.action_write()  # one at a time
            elif await may_be_written(self.app, path):
                self.write(form, path, what)
