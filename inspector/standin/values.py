"""Edm values: read from what a client sent, written as each form wants them."""

import math
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from inspector.standin.model import COMPLEX, NAMESPACE, Property
from inspector.standin.refusal import UNDECLARED, bad

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AJAX = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{1,4})?\)/")
_WHOLE = re.compile(r"[+-]?\d{1,19}")
# XML 1.0 has no way to write these.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_RANGES = {"Edm.Int32": 2**31, "Edm.Int64": 2**63, "Edm.Int16": 2**15}


def moment(seconds: float) -> datetime:
    """Return a clock's reading as a date."""
    return EPOCH + timedelta(seconds=seconds)


def read(prop: Property, value: object) -> Any:
    """Return *value* as *prop* keeps it; raises Refusal when it is no such value.

    Numbers and booleans in strings are fine: the service's own samples send them so.
    """
    if value is None:
        return None
    if prop.is_collection:
        return _members(prop, value)
    if isinstance(value, (dict, list)):
        raise _unfit(prop, value)
    if prop.kind == "Edm.String":
        return value if isinstance(value, str) else str(value)
    if prop.kind == "Edm.DateTime":
        return _date(prop, value)
    if prop.kind == "Edm.Boolean":
        return _boolean(prop, value)
    if prop.kind == "Edm.Double":
        return _double(prop, value)
    return _integer(prop, value)


def _members(prop: Property, value: object) -> list[dict[str, Any]]:
    if isinstance(value, dict):  # verbose JSON wraps a collection of complex values
        value = value.get("results")
    if not isinstance(value, list):
        raise _unfit(prop, value)
    declared = {member.name: member for member in COMPLEX[prop.member]}
    read_ones = []
    for one in value:
        if not isinstance(one, dict):
            raise _unfit(prop, one)
        sent = {name: inner for name, inner in one.items() if name != "__metadata"}
        if not sent.keys() <= declared.keys():
            raise bad(UNDECLARED)
        defaults = {name: member.default for name, member in declared.items()}
        read_ones.append(
            defaults | {name: read(declared[name], inner) for name, inner in sent.items()}
        )
    return read_ones


def _date(prop: Property, value: object) -> datetime:
    text = str(value)
    ajax = _AJAX.fullmatch(text)
    try:
        if ajax:
            return EPOCH + timedelta(milliseconds=int(ajax[1]))
        parsed = datetime.fromisoformat(text)
        return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _unfit(prop, value) from None


def _boolean(prop: Property, value: object) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in {"true", "false", "1", "0"}:
        return str(value).lower() in {"true", "1"}
    raise _unfit(prop, value)


def _double(prop: Property, value: object) -> float:
    try:
        number = float(value)  # type: ignore[arg-type]  # a string, a number, a boolean
    except (ValueError, OverflowError):
        raise _unfit(prop, value) from None
    if not math.isfinite(number):
        raise _unfit(prop, value)
    return number


def _integer(prop: Property, value: object) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not _WHOLE.fullmatch(str(value)):
        raise _unfit(prop, value)
    number = int(str(value))
    if not -_RANGES[prop.kind] <= number < _RANGES[prop.kind]:
        raise _unfit(prop, value)
    return number


def _unfit(prop: Property, value: object) -> Exception:
    shown = str(value)[:60]
    return bad(
        f"Error processing request stream. Error encountered in converting the value from request "
        f"payload for property '{prop.name}' to type '{prop.kind}': '{shown}'."
    )


def iso(value: datetime) -> str:
    """Return a date as light JSON and Atom write it; what is under a millisecond is cut off."""
    text = value.strftime("%Y-%m-%dT%H:%M:%S")
    year = f"{value.year:04d}"
    text = year + text[text.index("-") :]
    thousandths = value.microsecond // 1000
    return f"{text}.{thousandths:03d}Z" if thousandths else f"{text}Z"


def to_json(prop: Property, value: Any, *, ajax_dates: bool, typed: bool) -> Any:
    """Return *value* as JSON wants it.

    *ajax_dates* is verbose JSON below version 3.0; *typed* wraps collections as verbose does.
    """
    if value is None and not prop.is_collection:
        return None
    if isinstance(value, datetime):
        milliseconds = (value - EPOCH) // timedelta(milliseconds=1)
        return f"/Date({milliseconds})/" if ajax_dates else iso(value)
    if prop.kind == "Edm.Int64":
        return str(value)
    if prop.is_collection:
        results = [
            {
                member.name: to_json(member, one[member.name], ajax_dates=ajax_dates, typed=typed)
                for member in COMPLEX[prop.member]
            }
            for one in value or ()
        ]
        if not typed:
            return results
        kind = f"Collection({NAMESPACE}.{prop.member})"
        return {"__metadata": {"type": kind}, "results": results}
    return value


def to_text(value: Any) -> str:
    """Return a simple value as XML and `$value` write it."""
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def legal(text: str) -> str:
    """Return *text* with what XML cannot hold replaced."""
    return _NO_XML.sub("\ufffd", text)


def namespaces(default: str, **others: str) -> dict[str, str]:
    """Return what lxml wants to be told of namespaces."""
    known: dict[Any, str] = {None: default, **others}  # lxml's stubs know no default namespace
    return known
