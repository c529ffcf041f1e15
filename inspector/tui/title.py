"""The line on top: which capture, whether it grows, and how much is in it."""

from collections.abc import Iterator

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from inspector.capture.store import Tally
from inspector.core.clean import one_line
from inspector.core.words import counted

STATES = {"recording": ("●", "$text-error bold"), "finished": ("■", "$text-success"),
          "interrupted": ("✖", "$text-warning bold")}  # fmt: skip
Part = tuple[str, str]


class Title(Widget):
    """Says as much as fits; what matters least goes first."""

    DEFAULT_CSS = "Title { height: 1; background: $panel; color: $foreground; padding: 0 1; }"

    capture: reactive[str] = reactive("")
    listen: reactive[str] = reactive("")
    state: reactive[str] = reactive("")
    tally: reactive[Tally] = reactive(Tally())
    rate: reactive[float] = reactive(0.0)
    is_paused: reactive[bool] = reactive(False)
    waiting: reactive[int] = reactive(0)  # messages that wait for this screen
    is_raw: reactive[bool] = reactive(False)  # secrets were not taken out

    def render(self) -> Content:
        """Return the line."""
        room = self.size.width - 2
        left, right = list(self._left()), list(self._right())
        for side, place in ((left, 0), (right, 3), (right, 3), (left, -2), (right, 2), (right, 1)):
            if _width(left) + _width(right) + 2 > room and len(side) > max(1, place):
                side.pop(place)
        gap = " " * max(1, room - _width(left) - _width(right))
        return Content.assemble(_joined(left, " ─ "), gap, _joined(right, " · "))

    def _left(self) -> Iterator[Part]:
        yield "ams-inspector", "bold $text-primary"
        if self.listen:
            yield one_line(self.listen, 60), ""
        yield one_line(self.capture, 60), "$foreground 70%"
        glyph, style = STATES.get(self.state, ("", ""))
        if self.is_raw:
            yield "⚠ raw secrets", "$text-error bold"
        if self.is_paused:
            yield "‖ paused", "$text-warning bold"
        elif self.waiting:
            yield f"‖ {self.waiting} waiting (I)", "$text-warning bold"
        else:
            yield f"{glyph} {one_line(self.state)}", style

    def _right(self) -> Iterator[Part]:
        tally = self.tally
        yield counted(tally.exchanges, "exchange"), "bold"
        yield counted(tally.errors, "error"), "$text-error" if tally.errors else "$foreground 50%"
        warned = "$text-warning" if tally.warnings else "$foreground 50%"
        yield counted(tally.warnings, "warning"), warned
        if self.state == "recording":
            yield f"{self.rate:,.0f}/s", "$foreground 70%"
        yield counted(tally.notes, "note"), "$foreground 70%"


def _width(parts: list[Part]) -> int:
    return sum(Content(text).cell_length + 3 for text, _ in parts) - 3


def _joined(parts: list[Part], between: str) -> Content:
    pieces: list[Part] = []
    for number, part in enumerate(parts):
        if number:
            pieces.append((between, "$foreground 40%"))
        pieces.append(part)
    return Content.assemble(*pieces)
