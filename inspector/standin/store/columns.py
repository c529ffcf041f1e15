"""Values of properties ↔ columns of SQLite.

Dates are texts of one length, so that they sort and compare as they are; lengths of time are
whole microseconds; complex values and collections are JSON.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from inspector.core.edm.model import Property
from inspector.standin.schema import complex_type, is_complex

Convert = Callable[[Any], Any]
_TYPES = {
    "Edm.Int16": "INTEGER",
    "Edm.Int32": "INTEGER",
    "Edm.Int64": "INTEGER",
    "Edm.Boolean": "INTEGER",
    "Edm.Time": "INTEGER",
    "Edm.Double": "REAL",
}
_MICROSECOND = timedelta(microseconds=1)


def column_type(prop: Property) -> str:
    """Return the declared type of the column of *prop*."""
    return "TEXT" if is_json(prop) else _TYPES.get(prop.type, "TEXT")


def is_json(prop: Property) -> bool:
    """Tell whether the column holds JSON."""
    return prop.collection or is_complex(prop)


def date_text(value: datetime) -> str:
    """Return a date as its column holds it, 26 characters in UTC."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def microseconds(value: timedelta) -> int:
    """Return a length of time as its column holds it."""
    return value // _MICROSECOND


def _date(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _time(number: int) -> timedelta:
    return timedelta(microseconds=number)


_TO: dict[str, Convert] = {"Edm.DateTime": date_text, "Edm.Time": microseconds, "Edm.Boolean": int}
_FROM: dict[str, Convert] = {"Edm.DateTime": _date, "Edm.Time": _time, "Edm.Boolean": bool}


def to_column(prop: Property, value: Any) -> Any:
    """Return what the column of *prop* holds for *value*."""
    if value is None:
        return None
    if is_json(prop):
        return json.dumps(_plain(prop, value), ensure_ascii=False)
    convert = _TO.get(prop.type)
    return convert(value) if convert else value


def reader(prop: Property) -> Convert | None:
    """Return what makes a value of a column's content; None when it is the value already."""
    if is_json(prop):
        return lambda text: _typed(prop, json.loads(text))
    return _FROM.get(prop.type)


def _plain(prop: Property, value: Any) -> Any:
    if prop.collection:
        return [_plain_one(prop, one) for one in value]
    return _plain_one(prop, value)


def _plain_one(prop: Property, value: Any) -> Any:
    if isinstance(value, dict):
        members = complex_type(prop)
        return {one.name: _plain_of(one, value.get(one.name)) for one in members}
    convert = _TO.get(prop.type)
    return convert(value) if convert and value is not None else value


def _plain_of(prop: Property, value: Any) -> Any:
    return None if value is None else _plain(prop, value)


def _typed(prop: Property, value: Any) -> Any:
    if value is None:
        return None
    if prop.collection:
        return [_typed_one(prop, one) for one in value]
    return _typed_one(prop, value)


def _typed_one(prop: Property, value: Any) -> Any:
    if isinstance(value, dict):
        return {one.name: _typed(one, value.get(one.name)) for one in complex_type(prop)}
    convert = _FROM.get(prop.type)
    return convert(value) if convert and value is not None else value
