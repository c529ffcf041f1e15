"""Edm values as clients send them."""

import math
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from inspector.core.edm.model import Property
from inspector.core.expressions.literals import duration
from inspector.core.literals import fault_of_literal, whole_number
from inspector.core.values import faults_of_value
from inspector.profiles.model import bundled_model
from inspector.standin.moments import EPOCH
from inspector.standin.refusal import UNDECLARED, Refusal, bad
from inspector.standin.schema import complex_type, is_complex, kind_of_edm

_AJAX = re.compile(r"\\?/Date\((-?\d{1,15})(?:[+-]\d{1,4})?\)\\?/")
# As the documents' samples were written by .NET on a machine in the United States.
_AMERICAN = ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M %p", "%m/%d/%Y")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NUL = chr(0)
_LONGEST = 1_000_000  # characters of a text whose limit is not known
_INTEGERS = frozenset({"Edm.Int16", "Edm.Int32", "Edm.Int64"})


def read(prop: Property, value: object) -> Any:
    """Return *value* as *prop* keeps it; raises Refusal when it is no such value.

    Numbers and booleans in strings are fine: the service's own samples send them so.
    """
    if value is None:
        return None
    if prop.collection and isinstance(value, dict):  # verbose JSON wraps a collection
        value = value.get("results")
    _check(prop, value)
    if prop.collection:
        return [_one(prop, one) for one in value] if isinstance(value, list) else []
    return _one(prop, value)


def _check(prop: Property, value: object) -> None:
    if isinstance(value, str) and len(value) > (prop.max_length or _LONGEST):
        limit = prop.max_length or _LONGEST
        raise bad(f"The value of '{prop.name}' is longer than {limit} characters.")
    if not prop.read_only:
        for _, seen, fault in faults_of_value("", value, prop, bundled_model()):
            if prop.type == "Edm.DateTime" and _american(str(seen)) is not None:
                continue
            if str(seen) in prop.never:
                raise bad(f"The value of '{prop.name}' must not be {seen}.")
            raise _unfit(prop, seen, fault)


def _one(prop: Property, value: object) -> Any:
    if is_complex(prop):
        return _complex(prop, value)
    fault = "" if prop.type == "Edm.DateTime" else fault_of_literal(value, prop.type)
    if fault:
        raise _unfit(prop, value, fault)
    if prop.type in _INTEGERS:
        return whole_number(value)
    return _READERS.get(prop.type, _string)(prop, value)


def _complex(prop: Property, value: object) -> dict[str, Any]:
    if value == "":  # an empty element of Atom
        value = {}
    if not isinstance(value, dict):
        raise _unfit(prop, value, "not an object")
    declared = {member.name: member for member in complex_type(prop)}
    written = {other: one for one in declared.values() for other in one.also_written}
    found: dict[str, Any] = {}
    for name, inner in value.items():
        member = declared.get(name) or written.get(name)
        if member is None:
            raise bad(UNDECLARED)
        read_one = read(member, inner)
        found[member.name] = [] if read_one is None and member.collection else read_one
    return found


def merged(old: Any, new: Any) -> Any:
    """Return a complex value *old* with the members that *new* has; any other value is *new*."""
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return new
    return {**old, **{name: merged(old.get(name), one) for name, one in new.items()}}


def _string(prop: Property, value: object) -> str:
    if _NUL in str(value):
        raise bad(f"The value of '{prop.name}' holds a character that XML has not.")
    # A lone surrogate has no UTF-8; .NET writes U+FFFD for it.
    return _SURROGATE.sub("\ufffd", str(value))


def _date(prop: Property, value: object) -> datetime:
    text = str(value).strip()
    ajax = _AJAX.fullmatch(text)
    try:
        if ajax:
            return EPOCH + timedelta(milliseconds=int(ajax[1]))
        parsed = _american(text) or datetime.fromisoformat(text)
        return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _unfit(prop, value, "no date") from None


def _american(text: str) -> datetime | None:
    for form in _AMERICAN if "/" in text else ():
        try:
            return datetime.strptime(text.strip(), form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _boolean(_prop: Property, value: object) -> bool:
    return str(value).strip().lower() in {"true", "1"}


def _double(prop: Property, value: object) -> float:
    try:
        number = float(str(value))
    except (ValueError, OverflowError):
        raise _unfit(prop, value, "no number") from None
    if not math.isfinite(number):
        raise _unfit(prop, value, "no finite number")
    return number


def _time(prop: Property, value: object) -> timedelta:
    try:
        found = duration(str(value).strip())
    except OverflowError:
        found = None
    if found is None:
        raise _unfit(prop, value, "no length of time")
    return found


def _guid(_prop: Property, value: object) -> str:
    return str(UUID(str(value).strip("{}() ")))


_READERS = {
    "Edm.DateTime": _date,
    "Edm.Boolean": _boolean,
    "Edm.Double": _double,
    "Edm.Time": _time,
    "Edm.Guid": _guid,
}


def _unfit(prop: Property, value: object, fault: str) -> Refusal:
    shown = str(value)[:60]
    return bad(
        f"Error processing request stream. Error encountered in converting the value from request "
        f"payload for property '{prop.name}' to type '{kind_of_edm(prop)}': '{shown}' ({fault})."
    )
