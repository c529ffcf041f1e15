"""What may follow in what is being typed, on one line."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from inspector.core.clean import one_line
from inspector.tui.background import begin
from inspector.tui.gaps import Gap

GapAt = Callable[[str, int], Gap | None]  # a line and its cursor → what may be completed there
SHOWN = 40  # cells of one offer


class Offers(Static):
    """Offers what fits; one after the other is taken by a key."""

    DEFAULT_CSS = """
    Offers {
        height: 1; display: none; padding: 0 1; color: $foreground 70%; background: $surface;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    """

    class Came(Message):
        """There are offers, or there are none any more."""

    def __init__(self, gap_at: GapAt) -> None:
        super().__init__("", markup=False)
        self._gap_at = gap_at
        self._gap: Gap | None = None
        self._place: tuple[object, ...] = ()
        self._found: Sequence[str] | None = ()  # at the place; None: it is still looked for
        self._fitting: list[str] = []
        self._chosen = -1

    @property
    def are_there(self) -> bool:
        """Tell whether there is something to be taken."""
        return bool(self._fitting)

    def look(self, text: str, cursor: int) -> None:
        """Offer what may follow left of the cursor, and find out more in the background."""
        if self._chosen >= 0 and text == self._taken()[0]:
            return  # that is the one which was taken
        self._gap = self._gap_at(text, cursor)
        place = self._gap.place if self._gap is not None else ()
        if place != self._place:
            self.workers.cancel_group(self, "offers")
            self._place, self._found = place, ()
            if self._gap is not None and self._gap.find is not None:
                self._found = None
                begin(self, partial(self._find, self._gap.find), "offers", exclusive=True)
        self._show()

    def close(self) -> None:
        """Offer nothing."""
        self.workers.cancel_group(self, "offers")
        self._gap, self._place, self._found = None, (), ()
        self._show()

    def take(self, by: int) -> tuple[str, int]:
        """Return the text with the next offer taken, or the previous one, and its cursor."""
        start = self._chosen if self._chosen >= 0 or by > 0 else 0
        self._chosen = (start + by) % len(self._fitting)
        self._draw()
        return self._taken()

    def _taken(self) -> tuple[str, int]:
        assert self._gap is not None
        return self._gap.fill(self._fitting[self._chosen])

    async def _find(self, find: Callable[[], Sequence[str]]) -> None:
        self._found = await asyncio.to_thread(find)
        if self._chosen < 0:  # else a person is choosing among those there are
            self._show()

    def _show(self) -> None:
        is_finding = self._found is None
        self._fitting = self._gap.offers(self._found or ()) if self._gap is not None else []
        self._chosen = -1
        # While more is looked for the line stays: without it all that is below would move.
        self.display = bool(self._fitting) or (is_finding and self.display)
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
