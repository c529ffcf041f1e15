"""The exchanges that a list shows: all of a capture, or those that pass a filter.

Rows are read in pages by their number and a few pages are kept, so neither time nor memory
grows with the capture; a filter costs eight bytes for each exchange that passes it.
"""

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Sequence

from inspector.capture.store import CaptureReader, Row
from inspector.core.clean import clean
from inspector.core.glimpse import Glimpse
from inspector.errors import CaptureError

PAGE = 128  # rows
KEPT = 8  # pages
LOOKED_AT = 4096  # places of exchanges, which columns of the user's choice show


class Listing:
    """A window on a capture; places count from 0, numbers are the capture's."""

    def __init__(self, reader: CaptureReader) -> None:
        self.reader = reader
        self.numbers: Sequence[int] = range(1, 1)
        self._pages: OrderedDict[int, dict[int, Row]] = OrderedDict()
        self._looked_at: OrderedDict[tuple[int, Glimpse], str] = OrderedDict()
        self._problem = ""

    def __len__(self) -> int:
        return len(self.numbers)

    def show(self, numbers: Sequence[int]) -> None:
        """Show these numbers, ascending, and forget what was read: rows may have changed."""
        self.numbers = numbers
        self._pages.clear()

    def number(self, place: int) -> int:
        """Return the number at *place*, or at the nearest end; 0 in an empty list."""
        if not self.numbers:
            return 0
        return self.numbers[max(0, min(place, len(self.numbers) - 1))]

    def place(self, number: int) -> int:
        """Return where *number* is; when it is not shown, where the next one is."""
        found = bisect_left(self.numbers, number)
        return max(0, min(found, len(self.numbers) - 1))

    def row(self, place: int) -> Row | None:
        """Return the row at *place*, None when there is none."""
        if not 0 <= place < len(self.numbers):
            return None
        page = place // PAGE
        rows = self._pages.get(page)
        if rows is None:
            rows = self._read(page)
        else:
            self._pages.move_to_end(page)
        return rows.get(self.numbers[place])  # a number may be missing from a capture

    def look(self, number: int, glimpse: Glimpse) -> str:
        """Return what stands at a place of an exchange, which never changes; "" for nothing."""
        known = self._looked_at.get((number, glimpse))
        if known is None:
            try:
                known = glimpse.of(self.reader.annotated(number).exchange)
            except (LookupError, CaptureError):  # the detail says why
                known = "?"
            self._looked_at[number, glimpse] = known
            if len(self._looked_at) > LOOKED_AT:
                self._looked_at.popitem(last=False)
        return known

    def problem(self, place: int) -> str:
        """Return why there is no row at *place*, "" when there is one or nobody knows."""
        return "" if self.row(place) else self._problem

    def _read(self, page: int) -> dict[int, Row]:
        numbers = self.numbers[page * PAGE : (page + 1) * PAGE]
        rows = self._pages[page] = {row.n: row for row in self._readable(numbers)}
        while len(self._pages) > KEPT:
            self._pages.popitem(last=False)
        return rows

    def _readable(self, numbers: Sequence[int]) -> list[Row]:
        """Return the rows that can be read: a damaged place hides no others."""
        try:
            if isinstance(numbers, range):
                return self.reader.rows(numbers[0], numbers[-1])
            return self.reader.rows_at(numbers)
        except CaptureError as error:
            self._problem = clean(str(error))
        half = len(numbers) // 2
        return [*self._readable(numbers[:half]), *self._readable(numbers[half:])] if half else []


def everything(last: int) -> Sequence[int]:
    """Return all numbers up to *last*."""
    return range(1, last + 1)


def passing(numbers: Sequence[int] = ()) -> "array[int]":
    """Return numbers that pass a filter, eight bytes each."""
    return array("q", numbers)
