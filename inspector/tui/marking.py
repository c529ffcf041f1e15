"""Marks and comments on exchanges, and the difference to the marked one."""

from functools import partial
from typing import ClassVar

from textual.binding import Binding
from textual.containers import Vertical

from inspector.capture.store import CaptureReader
from inspector.core.clean import clean
from inspector.errors import CaptureError
from inspector.tui.background import begin
from inspector.tui.detail import Detail
from inspector.tui.diff import DiffScreen
from inspector.tui.exchanges import Exchanges
from inspector.tui.marks import Marks, Note
from inspector.tui.screens import Prompt


class Marking(Vertical):
    """Notes what a person marks; who extends it has a list and a capture."""

    KEYS: ClassVar[tuple[Binding, ...]] = (
        Binding("m", "mark", "mark", tooltip="mark, or no longer", id="mark"),
        Binding("d", "diff", "diff", tooltip="difference to the one marked last", id="diff"),
        Binding(
            "semicolon",
            "comment",
            "comment",
            key_display=";",
            tooltip="note a comment",
            id="comment",
        ),
    )

    reader: CaptureReader
    exchanges: Exchanges
    detail: Detail
    marks: Marks
    _damage = ""  # why the marks could not be read, as it was told

    def follow_marks(self) -> None:
        """Show the marks that are in the capture, those of other screens too."""
        try:
            if self.marks.follow(self.reader):
                self._show_marks()
        except CaptureError as error:
            if str(error) != self._damage:
                self._damage = str(error)
                self.notify(clean(self._damage), title="Damaged", severity="error", markup=False)

    def _show_marks(self) -> None:
        self.exchanges.noted = dict(self.marks.of)
        self.exchanges.refresh()
        self.detail.comment = self.marks.comment(self.detail.number)

    def action_mark(self) -> None:
        if self.exchanges.cursor:
            self._note(self.exchanges.cursor)

    def action_comment(self) -> None:
        number = self.exchanges.cursor
        if not number:
            return

        def said(text: str | None) -> None:
            if text is not None:
                self._note(number, text.strip())

        prompt = Prompt(f"Comment on #{number}", self.marks.comment(number))
        self.app.push_screen(prompt, said)

    def _note(self, number: int, text: str | None = None) -> None:
        note = self.marks.toggle(number) if text is None else self.marks.say(number, text)
        self._show_marks()
        begin(self, partial(self._keep, note), "marks")

    async def _keep(self, note: Note) -> None:
        why = await self.marks.keep(note)
        if why:
            self.notify(clean(why), markup=False, timeout=6)

    def action_diff(self) -> None:
        number = self.exchanges.cursor
        other = self.marks.partner(number)
        if not number or other is None:
            self.notify("Mark another exchange by m first.", markup=False, timeout=3)
            return
        try:
            old, new = self.reader.annotated(other), self.reader.annotated(number)
        except (LookupError, CaptureError) as error:
            self.notify(clean(str(error)), severity="error", markup=False)
            return
        self.app.push_screen(DiffScreen((f"#{other}", old), (f"#{number}", new)))
