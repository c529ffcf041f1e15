"""One page of entities, found in time that does not grow with what the set holds.

A filter that many entities pass fills its page from the first rows of the table; one that few pass
is answered by an index. Which of the two it is shows when the first rows have been looked at, or
with an order, when the first that pass have been counted.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from inspector.standin.query.options import PAGE, Query
from inspector.standin.refusal import Refusal, bad
from inspector.standin.store.rows import Entity
from inspector.standin.store.sources import Source
from inspector.standin.store.state import State
from inspector.standin.store.tables import quoted

LOOKED_AT = 2000  # rows of a table, before an index is asked
PATIENCE = 5.0  # seconds for one question; nobody else is answered meanwhile


def page(state: State, source: Source, query: Query) -> list[Entity]:
    """Return the page of *source* that *query* asks for; raises Refusal."""
    top = PAGE if query.top is None else min(query.top, PAGE)
    with _asking(state):
        if not top or query.condition is None or not source.is_whole:
            return _page(state, source, query, top)
        if query.order:
            few = _at_most(state, source, query, LOOKED_AT)
            return _few(state, source, query, top) if few else _many(state, source, query, top)
        first = replace(source, tables=_first_rows(source.name))
        found = _page(state, first, query, top)
        if len(found) == top or _is_small(state, source):
            return found
        return _few(state, source, query, top)


def total(state: State, source: Source, query: Query) -> int:
    """Return how many entities of *source* pass the filter; raises Refusal."""
    condition, values = _condition(source, _narrowed(query))
    with _asking(state):
        return _number(state, f"{source.tables} WHERE {condition}", values)


@contextmanager
def _asking(state: State) -> Iterator[None]:
    """Refuse a question that SQLite cannot answer, or not in time."""
    try:
        with state.database.within(PATIENCE):
            yield
    except (sqlite3.OperationalError, sqlite3.DataError, OverflowError) as error:
        if "interrupted" in str(error):
            raise Refusal(503, "The query took too long; ask for less at once.") from error
        raise bad("The query is too complex, or grows a value beyond all bounds.") from error


def _first_rows(name: str) -> str:
    return f'(SELECT * FROM {quoted(name)} WHERE "$n" > 0 ORDER BY "$n" LIMIT {LOOKED_AT}) t'


def _is_small(state: State, source: Source) -> bool:
    """Tell whether the first rows are all there are."""
    beyond = f"(SELECT 1 FROM {source.tables} WHERE {source.condition} LIMIT {LOOKED_AT + 1})"
    return _number(state, beyond, ()) <= LOOKED_AT


def _at_most(state: State, source: Source, query: Query, most: int) -> bool:
    """Tell whether no more than *most* entities pass the filter."""
    condition, values = _condition(source, _narrowed(query))
    passing = f"(SELECT 1 FROM {source.tables} WHERE {condition} LIMIT {most + 1})"
    return _number(state, passing, values) <= most


def _number(state: State, of: str, values: tuple[object, ...]) -> int:
    (number,) = state.database.execute(f"SELECT count(*) FROM {of}", values).fetchone()
    return int(number)


def _page(state: State, source: Source, query: Query, top: int) -> list[Entity]:
    condition, values = _condition(source, query)
    return _ordered(state, source, query, top, condition, values)


def _many(state: State, source: Source, query: Query, top: int) -> list[Entity]:
    """Return a page of what many entities pass, along the index of the order's own column."""
    condition, values = _condition(source, replace(query, condition=None))
    assert query.condition is not None
    passing = f"{condition} AND +({query.condition.text})"  # by which no index is chosen
    return _ordered(state, source, query, top, passing, (*values, *query.condition.values))


def _few(state: State, source: Source, query: Query, top: int) -> list[Entity]:
    """Return a page of what few entities pass: found by the narrowest index, then put in order."""
    condition, values = _condition(source, _narrowed(query))
    inner = f't."$n" IN (SELECT t."$n" FROM {source.tables} WHERE {condition})'
    return _ordered(state, source, query, top, inner, values)


def _ordered(
    state: State,
    source: Source,
    query: Query,
    top: int,
    condition: str,
    values: tuple[object, ...],
) -> list[Entity]:
    order = ", ".join([*(one.text for one in query.order), _last(source, query)])
    ordered = [value for one in query.order for value in one.values]
    rest = f"{condition} ORDER BY {order} LIMIT ? OFFSET ?"
    return state.some(source, rest, (*values, *ordered, top, query.skip))


def _last(source: Source, query: Query) -> str:
    """Return what puts entities in order that *query* leaves in none: the way an index runs."""
    descending = len(query.order) == 1 and query.order[0].text.endswith(" DESC")
    return f"{source.order} DESC" if descending else source.order


def _narrowed(query: Query) -> Query:
    return replace(query, condition=query.narrowed)


def _condition(source: Source, query: Query) -> tuple[str, tuple[object, ...]]:
    if query.condition is None:
        return source.condition, source.values
    condition = f"{source.condition} AND {query.condition.text}"
    return condition, (*source.values, *query.condition.values)
