"""Which exchanges of a capture pass a filter: by its list, and where that does not tell, by reading."""

from collections.abc import Callable, Iterator
from typing import Any

from inspector.capture import query, subjects
from inspector.capture.saved import Damaged
from inspector.capture.subjects import Comments, StoredSubject, Touches
from inspector.core.filtering.automaton import machine
from inspector.core.filtering.judge import holds
from inspector.core.filtering.subject import fold
from inspector.core.filtering.tree import Node

FEW = 64  # exchanges with their bodies, at once in memory
_READ = f"SELECT {subjects.COLUMNS} FROM message JOIN exchange ON exchange.n = message.n"  # noqa: S608

Ask = Callable[[str, tuple[object, ...]], list[tuple[Any, ...]]]
Noted = Callable[[int, int], Comments]


def passing(
    ask: Ask, node: Node, first: int, last: int, touches: Touches | None, noted: Noted | None
) -> list[int]:
    """Return the numbers from *first* to *last* that pass, ascending.

    *touches* reads what an exchange did to entities, *noted* what a person noted of exchanges from
    one number to another; None where a capture does not keep it. Raises Damaged.
    """
    kept = query.Kept(touches=touches is not None, notes=noted is not None)
    within = query.bounds(node, kept)
    sql = (
        f"SELECT n, {within.must.sql} FROM exchange "  # noqa: S608
        f"WHERE n BETWEEN ? AND ? AND {within.may.sql} ORDER BY n"
    )
    found = ask(sql, (*within.must.parameters, first, last, *within.may.parameters))
    if within.is_exact:
        return [n for n, _ in found]
    unsure = [n for n, sure in found if not sure]
    comments = noted(first, last) if noted is not None and unsure else {}
    passed = set(_judged(ask, node, unsure, touches or (lambda _: ()), comments))
    return [n for n, sure in found if sure or n in passed]


def _judged(
    ask: Ask, node: Node, numbers: list[int], touches: Touches, comments: Comments
) -> Iterator[int]:
    for start in range(0, len(numbers), FEW):
        some = numbers[start : start + FEW]
        marks = ", ".join("?" * len(some))
        for stored in ask(f"{_READ} WHERE message.n IN ({marks})", tuple(some)):
            try:
                if holds(node, StoredSubject(stored, touches, comments)):
                    yield stored[0]
            except (Damaged, TypeError, ValueError, AttributeError) as error:
                raise Damaged(f"exchange {stored[0]}: {error}") from error


def found_in(pattern: str, text: str) -> bool:
    """Tell what SQLite's `text REGEXP pattern` is."""
    return machine(pattern).found_in(fold(text))
