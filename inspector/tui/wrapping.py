"""Long lines on a narrow screen: which piece of which line is in which row."""

from array import array
from bisect import bisect_right
from collections.abc import Sequence

from rich.cells import cell_len, get_character_cell_size

PROSE = frozenset({"prose", "note", "good", "bad", "caution"})  # broken between words


class Wrapping:
    """Lines broken at *width* cells; a row is a piece of a line."""

    def __init__(self, lines: Sequence[tuple[str, str]], width: int) -> None:
        self.width = max(1, width)
        self._breaks: dict[int, list[int]] = {}  # of lines with wide characters, and of prose
        self._starts = array("q", [0])
        rows = 0
        for number, (kind, text) in enumerate(lines):
            rows += self._rows(number, text, in_words=kind in PROSE)
            self._starts.append(rows)

    def __len__(self) -> int:
        return self._starts[-1]

    def _rows(self, number: int, text: str, *, in_words: bool) -> int:
        if in_words:
            self._breaks[number] = _between_words(text, self.width)
            return len(self._breaks[number])
        if text.isascii():
            return max(1, -(-len(text) // self.width))
        if cell_len(text) <= self.width:
            self._breaks[number] = [0]
        else:
            self._breaks[number] = _breaks(text, self.width)
        return len(self._breaks[number])

    def row_of(self, line: int) -> int:
        """Return the first row of a line."""
        return self._starts[max(0, min(line, len(self._starts) - 2))]

    def line_at(self, row: int) -> tuple[int, int]:
        """Return the line that is in *row*, and which of its pieces, from 0."""
        line = bisect_right(self._starts, row) - 1
        return line, row - self._starts[line]

    def piece(self, line: int, piece: int) -> tuple[int, int | None]:
        """Return where a piece begins and ends in its line; None is the line's end."""
        breaks = self._breaks.get(line)
        if breaks is None:
            return piece * self.width, (piece + 1) * self.width
        return breaks[piece], breaks[piece + 1] if piece + 1 < len(breaks) else None


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
