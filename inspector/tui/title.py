"""The line on top: which capture, whether it grows, and how much is in it."""

from collections.abc import Iterator
from typing import NamedTuple

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from inspector.capture.store import Tally
from inspector.core.clean import one_line
from inspector.core.words import counted

STATES = {"recording": ("●", "$text-error bold"), "finished": ("■", "$text-success"),
          "interrupted": ("✖", "$text-warning bold")}  # fmt: skip
STAYS = 0


class Part(NamedTuple):
    """Words of the line; of those that do not fit, the highest *goes* first."""

    goes: int
    text: str
    style: str


class Title(Widget):
    """Says as much as fits; what matters least goes first."""

    DEFAULT_CSS = "Title { height: 1; background: $panel; color: $foreground; padding: 0 1; }"

    capture: reactive[str] = reactive("")
    listen: reactive[str] = reactive("")
    state: reactive[str] = reactive("")
    tally: reactive[Tally] = reactive(Tally())
    rate: reactive[float] = reactive(0.0)
    is_paused: reactive[bool] = reactive(False)
    intercepts: reactive[bool] = reactive(False)  # whether anything is to wait
    waiting: reactive[int] = reactive(0)  # messages that wait for this screen
    is_raw: reactive[bool] = reactive(False)  # secrets were not taken out

    def render(self) -> Content:
        """Return the line."""
        room = self.size.width - 2
        left, right = list(self._left()), list(self._right())
        while _width(left) + _width(right) + 2 > room:
            least = max((*left, *right), key=lambda part: part.goes)
            if least.goes == STAYS:
                break
            (left if least in left else right).remove(least)
        gap = " " * max(1, room - _width(left) - _width(right))
        return Content.assemble(_joined(left, " ─ "), gap, _joined(right, " · "))

    def _left(self) -> Iterator[Part]:
        yield Part(6, "ams-inspector", "bold $text-primary")
        if self.listen:
            yield Part(STAYS, one_line(self.listen, 60), "")
        yield Part(3, one_line(self.capture, 60), "$foreground 70%")
        glyph, style = STATES.get(self.state, ("", ""))
        if self.is_raw:
            yield Part(STAYS, "⚠ raw secrets", "$text-error bold")
        yield Part(STAYS, f"{glyph} {one_line(self.state)}", style)
        if self.is_paused:
            yield Part(STAYS, "‖ display held (p)", "$text-warning bold")
        if self.waiting:
            yield Part(STAYS, f"‖ {self.waiting} waiting (I)", "$text-warning bold")
        elif self.intercepts:
            yield Part(STAYS, "‖ intercepts (i)", "$text-warning")

    def _right(self) -> Iterator[Part]:
        tally = self.tally
        none = "$foreground 50%"
        yield Part(STAYS, counted(tally.exchanges, "exchange"), "bold")
        yield Part(1, counted(tally.errors, "error"), "$text-error" if tally.errors else none)
        warned = "$text-warning" if tally.warnings else none
        yield Part(2, counted(tally.warnings, "warning"), warned)
        if self.state == "recording":
            yield Part(5, f"{self.rate:,.0f}/s", "$foreground 70%")
        yield Part(4, counted(tally.notes, "note"), "$foreground 70%")


def _width(parts: list[Part]) -> int:
    return sum(Content(part.text).cell_length + 3 for part in parts) - 3


def _joined(parts: list[Part], between: str) -> Content:
    pieces: list[tuple[str, str]] = []
    for number, part in enumerate(parts):
        if number:
            pieces.append((between, "$foreground 40%"))
        pieces.append((part.text, part.style))
    return Content.assemble(*pieces)
