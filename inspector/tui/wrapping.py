"""Long lines on a narrow screen: which piece of which line is in which row."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from rich.cells import cell_len, get_character_cell_size

PROSE = frozenset({"prose", "note", "good", "bad", "caution"})  # broken between words


class Wrapping:
    """Lines broken at *width* cells; a row is a piece of a line, a hidden line has none."""

    def __init__(self, lines: Sequence[tuple[str, str]], width: int) -> None:
        self.width = width = max(1, width)
        self._breaks: dict[int, list[int]] = {}  # of lines with wide characters, and of prose
        self._folded: dict[int, list[int]] = {}  # of what folded lines say instead
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
        if kind not in PROSE and text.isascii():
            return -(-len(text) // self.width)
        self._breaks[number] = self._broken(kind, text)
        return len(self._breaks[number])

    def _broken(self, kind: str, text: str) -> list[int]:
        if kind in PROSE:
            return _between_words(text, self.width)
        return [0] if cell_len(text) <= self.width else _breaks(text, self.width)

    def hide(self, ranges: Iterable[tuple[int, int]], long: Iterable[tuple[int, str]]) -> None:
        """Hide what is folded: from below each head to its last line.

        A head takes one row, but for those that say something *long* instead.
        """
        rows = self._rows[:]
        for head, last in ranges:
            rows[head] = 1
            rows[head + 1 : last + 1] = array("q", bytes(rows.itemsize * (last - head)))
        self._folded = {head: self._broken("", text) for head, text in long}
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


def _breaks(text: str, width: int) -> list[int]:
    found, used = [0], 0
    for place, char in enumerate(text):
        cells = 1 if char < "\u0300" else get_character_cell_size(char)
        if used + cells > width:
            found.append(place)
            used = 0
        used += cells
    return found


def _between_words(text: str, width: int) -> list[int]:
    found, start = [0], 0
    while cell_len(text[start:]) > width:
        end = start + next(iter(_breaks(text[start:], width)[1:]), len(text))
        blank = text.rfind(" ", start + 1, end + 1)
        start = blank + 1 if blank > start else end
        found.append(start)
    return found
