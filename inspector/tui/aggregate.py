"""The aggregate: what is broken where and how often, one line for each rule and operation."""

import asyncio
import time
from collections.abc import Hashable, Sequence

from inspector.core.clean import one_line
from inspector.core.words import counted
from inspector.tui.breaches import Breach, Breaches
from inspector.tui.columns import Column, Piece
from inspector.tui.drill import Drill, these
from inspector.tui.severities import GLYPHS, KINDS
from inspector.tui.survey import Survey
from inspector.tui.watch import Watch

CALM = 1.0  # seconds between two readings of a capture that grows
SHARE = 5  # one part in so many of the time goes into reading, at most


class AggregateScreen(Survey[Breach]):
    """Rules and operations; enter lists the exchanges."""

    NAME = "Aggregate"

    def __init__(self, counted: Breaches, watch: Watch, came: Drill | None = None) -> None:
        super().__init__(counted.path, watch, came)
        self.counted = counted
        self._version = -2  # of the capture when it was read
        self._due = float("-inf")

    def key(self, row: Breach) -> Hashable:
        """Return rule and operation."""
        return row.code, row.operation

    def columns(self, width: int) -> Sequence[Column[Breach]]:
        """Return the columns; a narrow terminal has no room for titles."""
        shown: list[Column[Breach]] = [
            Column("", 1, lambda one: (GLYPHS[one.severity], KINDS[one.severity])),
            Column("calls", 8, lambda one: (f"×{one.calls:,}", "plain"), right=True),
            Column("rule", 7, lambda one: (one_line(one.code, 12), KINDS[one.severity])),
            Column("operation", 12, lambda one: (one_line(one.operation), "plain"), share=2),
            Column("rule is broken in", 17, _spread),
        ]
        if width >= 110:
            shown.append(Column("says", 30, lambda one: (one_line(one.title), "dim"), share=3))
        return shown

    def said(self, row: Breach) -> str:
        """Return the rule's title and remedy."""
        return f"{one_line(row.code, 12)} {one_line(row.title, 400)}\n→ {one_line(row.remedy, 400)}"

    def drill(self, row: Breach) -> Drill | None:
        """Return the filter for these exchanges."""
        return Drill(these(row.operation, row.code), self.key(row))

    async def read(self) -> None:
        """Read again when the capture has grown, yet not all the time."""
        version, last, began = self.watched.version, self.watched.last, time.monotonic()
        if version == self._version or began < self._due:
            return
        while await asyncio.to_thread(self.counted.step, last):
            self.tell(f"{self.counted.counted * 100 // last} % read")
        told = await asyncio.to_thread(self.counted.told, last)
        self._version, now = version, time.monotonic()
        self._due = now + max(CALM, SHARE * (now - began))
        rules = len({breach.code for breach in told.breaches})
        more = ", and more that are less grave" if told.cut else ""
        said = f"{counted(rules, 'rule')} broken in {counted(last, 'exchange')}{more}"
        self.tell(said if told.breaches else f"nothing found in {counted(last, 'exchange')}")
        self.show(told.breaches)


def _spread(breach: Breach) -> Piece:
    return counted(breach.operations, "operation"), "dim"
