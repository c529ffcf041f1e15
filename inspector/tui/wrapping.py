"""Long lines on a narrow screen: which piece of which line is in which row."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from rich.cells import cell_len, get_character_cell_size

EVENTS = frozenset({"event", "own", "refused", "led"})  # of a timeline
UNDER_ACT = 23  # cells before an event's act
PROSE = EVENTS | {"prose", "note", "good", "bad", "caution", "claim", "life", "key"}  # at blanks
HANGING = frozenset(
    {"json", "xml", "header", "query", "start", "part", "bad", "note", "gone", "came"}
)
AHEAD = 4  # characters for each cell, since some take none
_BEFORE = {
    "claim": re.compile(r"\S+ +(?:[a-z]+ )* *"),  # its name and what it means
    "key": re.compile(r" +\S.*?  +"),  # what is typed
}


class Wrapping:
    """Lines broken at *width* cells; a row is a piece of a line, a hidden line has none."""

    def __init__(self, lines: Sequence[tuple[str, str]], width: int) -> None:
        self.width = width = max(1, width)
        self._breaks: dict[int, list[int]] = {}  # of lines that are not one row of ASCII
        self._folded: dict[int, list[int]] = {}  # of what folded lines say instead
        self._hangs: dict[int, int] = {}  # how far further rows of a line are indented
        self._rows = array(
            "q",
            (
                1 if len(text) <= width and text.isascii() else self._count(number, kind, text)
                for number, (kind, text) in enumerate(lines)
            ),
        )
        self._starts = _starts(self._rows)

    def __len__(self) -> int:
        return self._starts[-1]

    def _count(self, number: int, kind: str, text: str) -> int:
        hang = min(_hang(kind, text), self.width // 2)
        if hang:
            self._hangs[number] = hang
        self._breaks[number] = self._broken(kind, text, hang)
        return len(self._breaks[number])

    def _broken(self, kind: str, text: str, hang: int) -> list[int]:
        if cell_len(text) <= self.width:
            return [0]
        if kind in PROSE:
            return _between_words(text, self.width, hang)
        if text.isascii():
            return [0, *range(self.width, len(text), self.width - hang)]
        return _breaks(text, self.width, hang)

    def hang(self, line: int, piece: int) -> int:
        """Return how many cells a piece is indented."""
        return self._hangs.get(line, 0) if piece else 0

    def hide(self, ranges: Iterable[tuple[int, int]], long: Iterable[tuple[int, str]]) -> None:
        """Hide what is folded: from below each head to its last line.

        A head takes one row, but for those that say something *long* instead.
        """
        rows = self._rows[:]
        for head, last in ranges:
            rows[head] = 1
            rows[head + 1 : last + 1] = array("q", bytes(rows.itemsize * (last - head)))
        self._folded = {
            head: self._broken("", text, self._hangs.get(head, 0)) for head, text in long
        }
        for head, breaks in self._folded.items():
            rows[head] = len(breaks)
        self._starts = _starts(rows)

    def row_of(self, line: int) -> int:
        """Return the first row of a line."""
        return self._starts[max(0, min(line, len(self._starts) - 2))]

    def rows_of(self, line: int) -> range:
        """Return all rows of a line."""
        line = max(0, min(line, len(self._starts) - 2))
        return range(self._starts[line], self._starts[min(line + 1, len(self._starts) - 1)])

    def line_at(self, row: int) -> tuple[int, int]:
        """Return the line that is in *row*, and which of its pieces, from 0."""
        line = bisect_right(self._starts, row) - 1
        return line, row - self._starts[line]

    def piece(self, line: int, piece: int) -> tuple[int, int | None]:
        """Return where a piece begins and ends in its line; None is the line's end."""
        breaks = self._folded.get(line) or self._breaks.get(line)
        if breaks is None:
            return piece * self.width, (piece + 1) * self.width
        return breaks[piece], breaks[piece + 1] if piece + 1 < len(breaks) else None


def _starts(rows: "array[int]") -> "array[int]":
    return array("q", accumulate(rows, initial=0))


def _hang(kind: str, text: str) -> int:
    if kind in _BEFORE:
        found = _BEFORE[kind].match(text)
        return found.end() if found else 0
    if kind in EVENTS:
        return UNDER_ACT
    return len(text) - len(text.lstrip()) + 2 if kind in HANGING else 0


def _breaks(text: str, width: int, hang: int) -> list[int]:
    found, used = [0], 0
    for place, char in enumerate(text):
        cells = 1 if char < "\u0300" else get_character_cell_size(char)
        if used + cells > width:
            found.append(place)
            used = hang
        used += cells
    return found


def _between_words(text: str, width: int, hang: int) -> list[int]:
    found, start, room = [0], 0, width
    while cell_len(ahead := text[start : start + AHEAD * (room + 1)]) > room:
        end = start + _breaks(ahead, room, 0)[1]
        blank = text.rfind(" ", max(start, hang) + 1, end + 1)
        start = blank + 1 if blank > start else end
        found.append(start)
        room = width - hang
    return found
