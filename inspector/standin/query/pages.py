"""One page of entities, found in time that does not grow with what the set holds.

A filter that many entities pass fills its page from the first rows of the table; one that few pass
is answered by an index. Which of the two it is shows when the first rows have been looked at.
"""

from dataclasses import replace

from inspector.standin.query.options import PAGE, Query
from inspector.standin.store.rows import Entity
from inspector.standin.store.sources import Source
from inspector.standin.store.state import State
from inspector.standin.store.tables import quoted

LOOKED_AT = 2000  # rows of a table, before an index is asked


def page(state: State, source: Source, query: Query) -> list[Entity]:
    """Return the page of *source* that *query* asks for."""
    top = PAGE if query.top is None else min(query.top, PAGE)
    if top and query.condition is not None and source.is_whole and not query.order:
        first = replace(source, tables=_first_rows(source.name))
        found = _page(state, first, query, top)
        if len(found) == top:
            return found
        return _sparse(state, source, query, top)
    return _page(state, source, query, top)


def total(state: State, source: Source, query: Query) -> int:
    """Return how many entities of *source* pass the filter."""
    condition, values = _condition(source, query)
    row = state.database.execute(
        f"SELECT count(*) FROM {source.tables} WHERE {condition}", values
    ).fetchone()
    return int(row[0])


def _first_rows(name: str) -> str:
    return f'(SELECT * FROM {quoted(name)} WHERE "$n" > 0 ORDER BY "$n" LIMIT {LOOKED_AT}) t'


def _page(state: State, source: Source, query: Query, top: int) -> list[Entity]:
    condition, values = _condition(source, query)
    order = ", ".join([*(one.text for one in query.order), _last(source, query)])
    ordered = [value for one in query.order for value in one.values]
    rest = f"{condition} ORDER BY {order} LIMIT ? OFFSET ?"
    return state.some(source, rest, (*values, *ordered, top, query.skip))


def _last(source: Source, query: Query) -> str:
    """Return what puts entities in order that *query* leaves in none: the way an index runs."""
    descending = len(query.order) == 1 and query.order[0].text.endswith(" DESC")
    return f"{source.order} DESC" if descending else source.order


def _sparse(state: State, source: Source, query: Query, top: int) -> list[Entity]:
    """Return a page of what few entities pass: found by the narrowest index, then put in order."""
    condition, values = _condition(source, replace(query, condition=query.narrowed))
    inner = f'SELECT t."$n" FROM {source.tables} WHERE {condition}'
    rest = f't."$n" IN ({inner}) ORDER BY t."$n" LIMIT ? OFFSET ?'
    return state.some(source, rest, (*values, top, query.skip))


def _condition(source: Source, query: Query) -> tuple[str, tuple[object, ...]]:
    if query.condition is None:
        return source.condition, source.values
    condition = f"{source.condition} AND {query.condition.text}"
    return condition, (*source.values, *query.condition.values)
