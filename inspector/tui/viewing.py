"""A message in the person's own pager, or editor."""

import asyncio
from functools import partial
from typing import ClassVar

from textual.binding import Binding
from textual.containers import Vertical

from inspector.control.sendable import Refusal
from inspector.core.annotated import Annotated
from inspector.core.clean import clean
from inspector.core.evidence import Side
from inspector.core.sheets.message import message_sheet
from inspector.tui import lending
from inspector.tui.background import begin
from inspector.tui.detail import SIDES, Detail

PAGERS = ("PAGER", "VISUAL", "EDITOR")  # variables, the first that is set counts
READ_ONLY = 0o400


class Viewing(Vertical):
    """Lends the terminal to a pager; who extends it says what is looked at."""

    KEYS: ClassVar[tuple[Binding, ...]] = (
        Binding(
            "v", "view", "view", show=False,
            tooltip="in Request and Response: read the message in $PAGER, or $EDITOR", id="view",
        ),
    )  # fmt: skip

    detail: Detail

    def looked_at(self) -> Annotated | None:
        """Return the exchange that the keys are about."""
        raise NotImplementedError

    def action_view(self) -> None:
        annotated, side = self.looked_at(), SIDES.get(self.detail.tab)
        if annotated is None or side is None:
            self.notify("Request and Response can be viewed in $PAGER.", markup=False, timeout=3)
        else:
            begin(self, partial(self._view, annotated, side), "view", exclusive=True)

    async def _view(self, annotated: Annotated, side: Side) -> None:
        # Laid out as on the screen: a pager may hand a terminal whatever it is given.
        sheet = await asyncio.to_thread(
            message_sheet, annotated.exchange, side, annotated.findings, self.detail.original
        )
        text = "".join(f"{line}\n" for _, line in sheet.lines)
        try:
            lending.lent(self.app, lambda: _read(text), "a pager")
        except Refusal as refusal:
            why = clean(str(refusal))
            self.notify(why, title="Not viewed", severity="warning", markup=False)


def _read(text: str) -> None:
    with lending.file_of(text.encode(), ".http", READ_ONLY) as path:
        lending.run("pager", PAGERS, "less", path)
