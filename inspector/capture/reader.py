"""Read a capture, finished or still growing, without ever changing it."""

import weakref
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from inspector.capture import liveness, lives, schema
from inspector.capture.passing import found_in, passing
from inspector.capture.rows import Condition, Defects, Event, Mark, Row, Tally
from inspector.capture.saved import Damaged, unpack, unpack_exchange, unpack_verdict
from inspector.core.annotated import Annotated, Finding
from inspector.core.exchange import Exchange, Message
from inspector.core.filtering.tree import Node
from inspector.core.headers import Headers
from inspector.core.lives.lifeline import Entity, Lifeline
from inspector.core.lives.touch import Touch
from inspector.errors import CaptureError

AT_ONCE = 4096  # numbers of one query; a long query would hold back the writer's checkpoints
_COLUMNS = ", ".join(list(Row.__dataclass_fields__)[:-2])
_ROW = f"SELECT {_COLUMNS}, replay_of, ifnull(mended, '') FROM exchange LEFT JOIN apart USING (n)"  # noqa: S608
_OLD_ROW = f"SELECT {_COLUMNS}, NULL, '' FROM exchange"  # noqa: S608 - before version 3
_ROWS = list[
    tuple[
        int, str, float | None, float | None, str, str, str, str, str,
        int | None, int | None, int, str, str, str | None, str, int | None, str,
    ]
]  # fmt: skip
_TALLIES = list[tuple[int, int, int, int, int]]
_EVENTS = list[tuple[int, float, str, str]]
_LOG = "SELECT n, at, kind, text FROM event WHERE n > ? ORDER BY n LIMIT ?"
_MARKS = list[tuple[int, int, str]]
_DEFECTS = list[tuple[str, str, int, int, int]]
MOST_MARKS = 10_000
_CALLS = (
    "SELECT message.n, operation, message.exchange, CASE WHEN severity > 0 THEN verdict END "
    "FROM message JOIN exchange ON exchange.n = message.n "
    "WHERE message.n BETWEEN ? AND ? AND service = 'api' ORDER BY message.n"
)
# The unary plus keeps SQLite from the index on severity, which would read the rows one by one.
_SAME_CODES = (
    "SELECT operation, codes, max(severity), count(*), min(n) FROM exchange "
    "WHERE n BETWEEN ? AND ? AND +severity > 0 "
    "GROUP BY operation, codes ORDER BY max(severity) DESC, count(*) DESC, min(n)"
)
_COMMENT = "(SELECT CAST(comment AS TEXT) FROM mark WHERE mark.n = message.n)"  # NULL: no mark
_COMMENTS = "SELECT n, CAST(comment AS TEXT) FROM mark WHERE n BETWEEN ? AND ?"
_OLD_WHOLE = (
    "SELECT message.n, started, duration, message.exchange, verdict, NULL, request_body, "
    "response_body FROM message JOIN exchange ON exchange.n = message.n WHERE message.n = ?"
)
_WHOLE = _OLD_WHOLE.replace("verdict, NULL,", f"verdict, {_COMMENT},")


class CaptureReader:
    """Reads the capture at *path*.

    Raises CaptureError when there is none, when it is none of ours, or of a newer schema; so
    does every method that meets a damaged place. `close()` lets go of the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = schema.open_for_reading(path)
        self._connection.create_function("regexp", 2, found_in, deterministic=True)
        self.close = weakref.finalize(self, self._connection.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def version(self) -> int:
        """Return a number that changes whenever something was written."""
        ((version,),) = self._ask("PRAGMA data_version")
        return int(version)

    def last(self) -> int:
        """Return the greatest row number, 0 for an empty capture."""
        ((last,),) = self._ask("SELECT max(n) FROM exchange")
        return int(last or 0)

    def last_moment(self) -> float | None:
        """Return when the last exchange that has a time began, None when none has one."""
        sql = "SELECT started FROM exchange WHERE started NOT NULL ORDER BY n DESC LIMIT 1"
        found = self._ask_typed(sql, (), list[tuple[float]])
        return found[0][0] if found else None

    def rows(self, first: int, last: int) -> list[Row]:
        """Return the rows numbered *first* to *last*, both included, ascending."""
        sql = f"{self._row} WHERE n BETWEEN ? AND ? ORDER BY n"
        return self._rows(self._ask(sql, (first, last)))

    def rows_at(self, numbers: Sequence[int]) -> list[Row]:
        """Return the rows with these numbers, in this order; absent ones are left out."""
        found: dict[int, Row] = {}
        for start in range(0, len(numbers), AT_ONCE):
            some = numbers[start : start + AT_ONCE]
            marks = ", ".join("?" * len(some))
            sql = f"{self._row} WHERE n IN ({marks})"
            found.update((row.n, row) for row in self._rows(self._ask(sql, tuple(some))))
        return [found[n] for n in numbers if n in found]

    @property
    def _row(self) -> str:
        return _ROW if self._keeps_notes else _OLD_ROW

    def number(self, identity: str, after: int = 0) -> int | None:
        """Return the number above *after* of the exchange with this id, None when there is none."""
        sql = "SELECT n FROM exchange WHERE id = ? AND n > ? ORDER BY n DESC LIMIT 1"
        found = self._ask(sql, (identity, after))
        return int(found[0][0]) if found else None

    def annotated(self, n: int) -> Annotated:
        """Return the exchange numbered *n* with all there is; raises LookupError when absent."""
        return replace(self._untouched(n), touches=self._touches(n))

    def passing(self, node: Node, first: int, last: int) -> list[int]:
        """Return which of the exchanges numbered *first* to *last* pass a filter, ascending.

        Where the list does not tell, they are read, one after the other.
        """
        touches = self._touches if self._keeps_touches else None
        noted = self._comments if self._keeps_notes else None
        try:
            return passing(self._ask, node, first, last, touches, noted)
        except Damaged as error:
            raise self._damaged(str(error)) from error

    def _touches(self, n: int) -> tuple[Touch, ...]:
        return lives.touches_of(self._ask_typed, n) if self._keeps_touches else ()

    @cached_property
    def _keeps_touches(self) -> bool:
        return self.told_from() is not None

    def matching(
        self, where: Condition | None, after: int = 0, limit: int | None = None
    ) -> Iterator[int]:
        """Yield the numbers above *after* for which *where* holds, ascending, *limit* at most."""
        condition = where or Condition("1")
        sql = f"SELECT n FROM exchange WHERE n > ? AND ({condition.sql}) ORDER BY n LIMIT ?"  # noqa: S608
        left = limit
        while left is None or left > 0:
            some = AT_ONCE if left is None else min(left, AT_ONCE)
            found = self._ask(sql, (after, *condition.parameters, some))
            for (after,) in found:
                yield after
            if len(found) < some:
                return
            left = None if left is None else left - some

    def tally(self) -> Tally:
        """Return the counts, which the writer keeps up to date."""
        (counts,) = self._typed(self._ask("SELECT * FROM tally LIMIT 1"), _TALLIES) or ((),)
        return Tally(*counts)

    def facts(self) -> dict[str, str]:
        """Return what is known of the recording; `state` is recording, finished or interrupted."""
        facts = {str(name): str(value) for name, value in self._ask("SELECT * FROM fact")}
        process = facts.get("process", "")
        if facts.get("state") not in {"finished", "interrupted"}:
            facts["state"] = "recording" if liveness.is_alive(process) else "interrupted"
        facts["pid"] = process.partition(" ")[0]
        return facts

    def events(self, after: int = 0, most: int = -1) -> list[Event]:
        """Return the proxy's log lines numbered above *after*, the first *most* of them."""
        found = self._ask(_LOG, (after, most))
        return [Event(*values) for values in self._typed(found, _EVENTS)]

    def marks(self) -> list[Mark]:
        """Return what a person noted, MOST_MARKS at most; an older capture has none."""
        if not self._keeps_notes:
            return []
        found = self._ask("SELECT n, marked, comment FROM mark ORDER BY n LIMIT ?", (MOST_MARKS,))
        return [Mark(n, bool(marked), said) for n, marked, said in self._typed(found, _MARKS)]

    def _comments(self, first: int, last: int) -> dict[int, str]:
        return dict(self._ask(_COMMENTS, (first, last)))

    @property
    def _keeps_notes(self) -> bool:
        return self._schema() >= schema.NOTED_FROM

    def _schema(self) -> int:
        # The writer may migrate the file while it is looked at.
        ((version,),) = self._ask("PRAGMA user_version")
        return int(version)

    def defects(self, first: int, last: int) -> list[Defects]:
        """Return groups of alike exchanges with findings, the gravest and largest first."""
        found = self._ask(_SAME_CODES, (first, last))
        return [Defects(*values) for values in self._typed(found, _DEFECTS)]

    def findings(self, n: int) -> tuple[Finding, ...]:
        """Return what was found in exchange *n*; nothing when there is none."""
        stored = self._ask("SELECT verdict FROM message WHERE n = ?", (n,))
        return self._findings(n, stored[0][0]) if stored else ()

    def calls(self, first: int, last: int) -> Iterator[tuple[str, Message, tuple[Finding, ...]]]:
        """Yield operation, the request's headers and findings of the calls of the service's API."""
        for n, operation, exchange, verdict in self._ask(_CALLS, (first, last)):
            try:
                *_, saved = unpack_exchange(exchange).request
            except (Damaged, TypeError) as error:
                raise self._damaged(f"exchange {n}: {error}") from error
            request = Message(headers=Headers(saved.headers), unrecorded=saved.unrecorded)
            yield str(operation), request, () if verdict is None else self._findings(n, verdict)

    def _findings(self, n: int, verdict: bytes) -> tuple[Finding, ...]:
        try:
            return tuple(finding.restore() for finding in unpack_verdict(verdict).findings)
        except (Damaged, TypeError) as error:
            raise self._damaged(f"exchange {n}: {error}") from error

    def told_from(self) -> int | None:
        """Return the first exchange whose touches are kept; None when no one's are.

        A capture of schema 1 is never changed by reading it: it has none until it is continued.
        """
        if self._schema() == 1:
            return None
        found = self._ask("SELECT value FROM fact WHERE name = ?", (schema.TOLD_FROM,))
        number = str(found[0][0]) if found else "1"
        return int(number) if number.isascii() and number.isdecimal() else 1

    def entities_of(self, n: int) -> list[Entity]:
        """Return the entities that exchange *n* touched, those in its address first."""
        return lives.entities_of(self._ask_typed, n) if self.told_from() is not None else []

    def lifeline(self, entity: Entity) -> Lifeline:
        """Return the life of *entity*; an event's index is its exchange's number less one.

        It has no events when nothing is known of *entity*.
        """
        if self.told_from() is None:
            return Lifeline(entity)
        return lives.lifeline(self._ask_typed, entity)

    def exchanges(self) -> Iterator[Exchange]:
        """Yield the exchanges in their order; those recorded live get this file as source."""
        for n in self.matching(None):
            try:
                exchange = self._untouched(n).exchange
            except LookupError as error:
                raise self._damaged(f"exchange {n} is missing") from error
            yield exchange if exchange.source else replace(exchange, source=f"{self.path}#{n}")

    def _rows(self, found: list[tuple[Any, ...]]) -> list[Row]:
        return [Row(*values) for values in self._typed(found, _ROWS)]

    def _ask_typed(self, sql: str, values: tuple[object, ...], kind: Any) -> list[tuple[Any, ...]]:
        return self._typed(self._ask(sql, values), kind)

    def _typed(self, found: list[tuple[Any, ...]], kind: Any) -> list[tuple[Any, ...]]:
        # SQLite keeps whatever a column was given, and a capture may come from a stranger.
        try:
            values: list[tuple[Any, ...]] = msgspec.convert(found, kind)
        except msgspec.ValidationError as error:
            raise self._damaged(str(error)) from error
        return values

    def _untouched(self, n: int) -> Annotated:
        stored = self._ask(_WHOLE if self._keeps_notes else _OLD_WHOLE, (n,))
        if not stored:
            raise LookupError(n)
        n, started, duration, exchange, verdict, comment, *bodies = stored[0]
        try:
            request, response = (None if body is None else unpack(body) for body in bodies)
            saved = unpack_exchange(exchange)
            whole = saved.restore((started, duration), (request, response))
            whole = replace(whole, marked=comment is not None, comment=comment or "")
            return unpack_verdict(verdict).restore(whole)
        except (Damaged, TypeError, ValueError, msgspec.ValidationError) as error:
            raise self._damaged(f"exchange {n}: {error}") from error

    def _ask(self, sql: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(sql, values).fetchall()
        except schema.FAULTS as error:
            raise schema.unreadable(self.path, error) from error

    def _damaged(self, what: str) -> CaptureError:
        return CaptureError(f"{self.path}: damaged: {what}")
