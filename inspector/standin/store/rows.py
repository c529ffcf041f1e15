"""Entities ↔ rows of their set's table."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from inspector.standin.schema import EntitySet, schema
from inspector.standin.store.columns import reader, to_column
from inspector.standin.store.tables import quoted

Entity = dict[str, Any]


@lru_cache(maxsize=64)
def _whole(name: str) -> EntitySet:
    return schema().sets[name]


@lru_cache(maxsize=64)
def _readers(name: str) -> tuple[tuple[int, str, Any], ...]:
    found = ((at, one.name, reader(one)) for at, one in enumerate(_whole(name).properties))
    return tuple(row for row in found if row[2] is not None)


@lru_cache(maxsize=64)
def _names(name: str) -> tuple[str, ...]:
    return tuple(one.name for one in _whole(name).properties)


@lru_cache(maxsize=64)
def selected(name: str, alias: str = "t") -> str:
    """Return the columns of a set's table, in the order that `entities` reads them."""
    return ", ".join(f"{alias}.{quoted(column)}" for column in _names(name))


def entities(name: str, rows: Iterable[tuple[Any, ...]]) -> Iterator[Entity]:
    """Return the entities in rows of *selected* columns."""
    names, readers = _names(name), _readers(name)
    for row in rows:
        entity = dict(zip(names, row, strict=True))
        for at, column, read in readers:
            if row[at] is not None:
                entity[column] = read(row[at])
        yield entity


def inserting(name: str) -> str:
    """Return the statement that inserts the values that `values_of` returns."""
    columns = ", ".join(quoted(column) for column in _names(name))
    marks = ", ".join("?" * len(_names(name)))
    return f"INSERT INTO {quoted(name)} ({columns}) VALUES ({marks})"


def values_of(name: str, entity: Mapping[str, Any]) -> list[Any]:
    """Return the columns' values of a whole entity."""
    return [to_column(one, entity.get(one.name)) for one in _whole(name).properties]


def assignments(name: str, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """Return what stands behind SET, and its values."""
    whole = _whole(name).by_name
    names = ", ".join(f"{quoted(column)} = ?" for column in values)
    return names, [to_column(whole[column], value) for column, value in values.items()]
