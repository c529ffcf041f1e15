"""What can be folded away in a sheet, and what is."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from inspector.core.words import counted

ROOM = 24  # cells, for what a folded head says of its contents
CLOSERS = frozenset({"}", "]", "},", "],"})


class Fold(NamedTuple):
    """The lines from below a head to *end*, both included; *size* says how many *unit*s."""

    end: int
    size: int
    unit: str  # "member", "item", "line"
    is_root: bool = False  # the whole of a body: stays open when everything is folded


class Folding:
    """Which heads are folded; a line is a place among all lines, hidden or not."""

    def __init__(self, lines: Sequence[tuple[str, str]], folds: Mapping[int, Fold]) -> None:
        self.folds = folds
        self.folded: set[int] = set()
        self._lines = lines
        self._hidden: list[tuple[int, int]] = []

    def close(self, head: int) -> None:
        """Fold what *head* begins."""
        self.folded.add(head)
        self._remember()

    def open(self, head: int) -> None:
        """Unfold it; what is folded inside stays so."""
        self.folded.discard(head)
        self._remember()

    def close_all(self) -> None:
        """Fold everything but whole bodies."""
        self.folded = {head for head, fold in self.folds.items() if not fold.is_root}
        self._remember()

    def open_all(self) -> None:
        """Unfold everything."""
        self.folded.clear()
        self._remember()

    def reveal(self, line: int) -> bool:
        """Unfold what hides *line*; tell whether anything did."""
        hiding = {head for head in self.folded if head < line <= self.folds[head].end}
        self.folded -= hiding
        if hiding:
            self._remember()
        return bool(hiding)

    def hidden(self) -> Sequence[tuple[int, int]]:
        """Return head and last line of every fold that is seen as such, ascending."""
        return self._hidden

    def _remember(self) -> None:
        self._hidden, after = [], -1
        for head in sorted(self.folded):
            if head > after:
                after = self.folds[head].end
                self._hidden.append((head, after))

    def visible(self, line: int) -> int:
        """Return *line*, or the head that hides it."""
        at = bisect_left(self._hidden, (line,)) - 1
        if at >= 0 and self._hidden[at][0] < line <= self._hidden[at][1]:
            return self._hidden[at][0]
        return line

    def step(self, line: int, by: int) -> int:
        """Return the visible line *by* away from one; the nearest end when there is none."""
        line = self.visible(line)
        if by > 0:
            after = self.folds[line].end + 1 if line in self.folded else line + 1
            return after if after < len(self._lines) else line
        return self.visible(max(0, line - 1))

    def around(self, line: int) -> int | None:
        """Return the head of the innermost fold that *line* is in."""
        for head in range(min(line, len(self._lines)) - 1, -1, -1):
            fold = self.folds.get(head)
            if fold is not None and fold.end >= line:
                return head
        return None

    def summary(self, head: int) -> str:
        """Return what a folded head says: `"value": […] 1,000 items`."""
        text, fold = self._lines[head][1], self.folds[head]
        counts = counted(fold.size, fold.unit)
        if not text.endswith(("{", "[")):
            return f"{text} … {counts}"
        closer = self._lines[fold.end][1].strip()
        return f"{text}…{closer if closer in CLOSERS else ''} {counts}"

    def long_summaries(self, width: int) -> Iterator[tuple[int, str]]:
        """Yield the folded heads in sight that may need more than *width* cells, with their text."""
        for head, _ in self._hidden:
            text = self._lines[head][1]
            if len(text) + ROOM > width or not text.isascii():
                yield head, self.summary(head)
