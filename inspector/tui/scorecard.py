"""The scorecard: which operations sent the headers that the rules demand."""

import asyncio
import time
from collections.abc import Hashable, Sequence
from functools import partial

from inspector.core.clean import one_line
from inspector.core.scorecard import Cell, Demand, Line
from inspector.core.words import counted
from inspector.tui.census import Census
from inspector.tui.columns import Column, Piece
from inspector.tui.drill import Drill, these
from inspector.tui.severities import KINDS
from inspector.tui.survey import Survey
from inspector.tui.watch import Watch

SHOWN = 0.25  # seconds between two times that progress is shown
WELL = {"sent": "good", "not recorded": "dim", "not demanded": "clean"}  # kinds
LEGEND = "✓ sent  ✖▲● never  ~ sometimes  ? not recorded  · not demanded"
BEFORE = 2  # columns before the headers'


class ScorecardScreen(Survey[Line]):
    """Operations and headers; enter lists the calls that lacked the header, or that sent it."""

    NAME = "Scorecard"

    def __init__(self, census: Census, watch: Watch, came: Drill | None = None) -> None:
        super().__init__(census.path, watch, came)
        self.census = census
        demands = census.card.demands
        self.table.cells = range(BEFORE, BEFORE + len(demands))

    @property
    def demands(self) -> Sequence[Demand]:
        """Return what the columns are about."""
        return self.census.card.demands

    def key(self, row: Line) -> Hashable:
        """Return the operation."""
        return row.operation

    def columns(self, width: int) -> Sequence[Column[Line]]:
        """Return a column for each header, by its name where all names fit, else by its number."""
        named = sum(len(demand.header) + 1 for demand in self.demands) + 40 <= width
        return (
            Column("operation", 16, lambda line: (one_line(line.operation), "plain"), share=1),
            Column("calls", 7, lambda line: (f"{line.calls:,}", "dim"), right=True),
            *(
                Column(
                    one_line(demand.header) if named else str(number + 1),
                    len(demand.header) if named else 3,
                    partial(_sign, number=number),
                    right=True,
                )
                for number, demand in enumerate(self.demands)
            ),
        )

    def said(self, row: Line) -> str:
        """Return what the cell under the cursor says, in words."""
        number = self.table.cell
        if number >= len(self.demands):
            return ""
        demand, cell = self.demands[number], row.cells[number]
        name = f"{one_line(demand.header)} ({one_line(demand.code, 12)})"
        return f"{number + 1} {name}: {_told(cell)}\n{LEGEND}"

    def drill(self, row: Line) -> Drill | None:
        """Return the filter for the calls that lacked the header; when none did, for the others."""
        number = self.table.cell
        cell, code = row.cells[number], self.demands[number].code
        wanted = these(row.operation, code, broken=bool(cell.missing))
        return Drill(wanted, row.operation, number)

    async def read(self) -> None:
        """Count on, and show how far it has come."""
        last, shown, former = self.watched.last, 0.0, self.census.counted
        while self.census.counted < last:
            await asyncio.to_thread(self.census.step, last)
            if time.monotonic() - shown > SHOWN:
                self._show(last)
                shown = time.monotonic()
        if self.census.counted != former or not self.table.columns or not self.table.rows:
            self._show(last)

    def _show(self, last: int) -> None:
        lines, left_out = self.census.lines(), self.census.card.left_out
        read = self.census.counted
        known = f"{read * 100 // last} % read" if read < last else counted(len(lines), "operation")
        more = f" · {counted(left_out, 'call')} of further ones" if left_out else ""
        lacking = sum(bool(line.severity) for line in lines)
        verdict = f" · {lacking:,} lack headers" if lacking else " · all sent what they had to"
        self.tell(known + (verdict if lines else "") + more)
        self.show(lines)


def _sign(line: Line, number: int) -> Piece:
    cell = line.cells[number]
    kind = WELL[cell.verdict] if cell.severity is None else KINDS[cell.severity]
    return cell.sign, kind


def _told(cell: Cell) -> str:
    if cell.missing:
        calls = cell.sent + cell.missing
        often = "never sent" if not cell.sent else f"missing in {cell.missing:,} of {calls:,} calls"
        grave = cell.severity.label if cell.severity else ""
        return f"{often}, {grave}"
    return f"sent by {counted(cell.sent, 'call')}" if cell.sent else cell.verdict
