"""What may follow in the filter that is being typed, on one line."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from inspector.capture.store import CaptureReader, vocabulary
from inspector.core.clean import one_line
from inspector.core.filtering.hole import Hole, filled, fitting, hole, said
from inspector.errors import CaptureError
from inspector.tui.background import begin

Occurring = Callable[[str, str], list[str]]  # field and key → what occurs there
SHOWN = 40  # cells of one offer


class Offers(Static):
    """Offers what fits; one after the other is taken by a key."""

    DEFAULT_CSS = """
    Offers { height: 1; display: none; padding: 0 1; color: $foreground 70%; background: $surface; }
    """

    class Came(Message):
        """There are offers, or there are none any more."""

    def __init__(self, occurring: Occurring) -> None:
        super().__init__("", markup=False)
        self._occurring = occurring
        self._text = ""
        self._cursor = 0
        self._hole = Hole(0, "")
        self._fitting: list[str] = []
        self._chosen = -1

    @property
    def are_there(self) -> bool:
        """Tell whether there is something to be taken."""
        return bool(self._fitting)

    def look(self, text: str, cursor: int) -> None:
        """Find out, in the background, what may follow left of the cursor."""
        if self._fitting and self._chosen >= 0 and text == self._taken()[0]:
            return  # that is the one which was taken
        self._text, self._cursor, self._hole = text, cursor, hole(text, cursor)
        begin(self, partial(self._find, self._hole), "offers", exclusive=True)

    def close(self) -> None:
        """Offer nothing."""
        self.workers.cancel_group(self, "offers")
        self._show([])

    def take(self, by: int) -> tuple[str, int]:
        """Return the text with the next offer taken, or the previous one, and its cursor."""
        start = self._chosen if self._chosen >= 0 or by > 0 else 0
        self._chosen = (start + by) % len(self._fitting)
        self._draw()
        return self._taken()

    def _taken(self) -> tuple[str, int]:
        return filled(self._text, self._cursor, self._hole, self._fitting[self._chosen])

    async def _find(self, place: Hole) -> None:
        known = said(place)
        if place.field:
            known += tuple(await asyncio.to_thread(self._occurring, place.field, place.key))
        self._show(fitting(place, known))

    def _show(self, offered: list[str]) -> None:
        self._fitting, self._chosen = offered, -1
        self.display = bool(offered)
        self._draw()
        self.post_message(self.Came())

    def _draw(self) -> None:
        self.update(in_a_line(self._fitting, self._chosen))


def in_a_line(offered: Sequence[str], chosen: int) -> Content:
    """Return offers on one line, from the *chosen* one on; none of them is when it is -1."""
    first = max(0, chosen)
    parts = [
        (f"[{one_line(each, SHOWN)}]", "bold") if at == chosen else f" {one_line(each, SHOWN)} "
        for at, each in enumerate(offered[first : first + 20], first)
    ]
    return Content.assemble("tab  ", *parts)


def occurring(capture: Path) -> Occurring:
    """Return what tells what occurs in a capture; it may be called from any thread."""

    def look(field: str, key: str) -> list[str]:
        try:
            with CaptureReader(capture) as reader:
                return vocabulary(reader, field, key)
        except CaptureError:  # the list says what cannot be read
            return []

    return look
