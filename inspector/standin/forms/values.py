"""Edm values: read from what a client sent, written as each form wants them."""

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
from inspector.standin.refusal import UNDECLARED, Refusal, bad
from inspector.standin.schema import complex_type, is_complex, kind_of_edm

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AJAX = re.compile(r"\\?/Date\((-?\d{1,15})(?:[+-]\d{1,4})?\)\\?/")
# As the documents' samples were written by .NET on a machine in the United States.
_AMERICAN = ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M %p", "%m/%d/%Y")
# XML 1.0 has no way to write these.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LONGEST = 1_000_000  # characters of a text whose limit is not known
_INTEGERS = frozenset({"Edm.Int16", "Edm.Int32", "Edm.Int64"})


def moment(seconds: float) -> datetime:
    """Return a clock's reading as a date."""
    return EPOCH + timedelta(seconds=seconds)


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


def _string(_prop: Property, value: object) -> str:
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


def iso(value: datetime) -> str:
    """Return a date as light JSON and Atom write it, to the microsecond."""
    fraction = f".{value.microsecond:06d}".rstrip("0").rstrip(".")
    return f"{seconds_of(value)}{fraction}Z"


def seconds_of(value: datetime) -> str:
    """Return a date to the second, without its zone, which is UTC."""
    text = value.strftime("%Y-%m-%dT%H:%M:%S")
    return f"{value.year:04d}{text[text.index('-') :]}"  # strftime's %Y may have fewer digits


def span(value: timedelta) -> str:
    """Return a length of time as XmlConvert writes it: `PT8H`, `P1DT0.5S`."""
    sign, value = ("-", -value) if value < timedelta() else ("", value)
    minutes, seconds = divmod(value.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    part = f"{seconds}.{value.microseconds:06d}".rstrip("0") if value.microseconds else seconds
    date = f"{value.days}D" if value.days else ""
    clock = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (part, "S")) if n)
    return f"{sign}P{date}T{clock}" if clock else f"{sign}P{date}" if date else "PT0S"


def to_json(prop: Property, value: Any, *, ajax_dates: bool, typed: bool) -> Any:
    """Return *value* as JSON wants it.

    *ajax_dates* is verbose JSON below version 3.0; *typed* adds types as verbose does.
    """
    if prop.collection:
        results = [_to_json(prop, one, ajax_dates=ajax_dates, typed=typed) for one in value or ()]
        if not typed:
            return results
        return {"__metadata": {"type": f"Collection({prop.type})"}, "results": results}
    return _to_json(prop, value, ajax_dates=ajax_dates, typed=typed)


def _to_json(prop: Property, value: Any, *, ajax_dates: bool, typed: bool) -> Any:
    if isinstance(value, datetime):
        milliseconds = (value - EPOCH) // timedelta(milliseconds=1)
        return f"/Date({milliseconds})/" if ajax_dates else iso(value)
    if isinstance(value, timedelta):
        return span(value)
    if isinstance(value, dict):
        members = {
            one.name: to_json(one, value.get(one.name), ajax_dates=ajax_dates, typed=typed)
            for one in complex_type(prop)
        }
        return {"__metadata": {"type": prop.type}, **members} if typed else members
    if prop.type == "Edm.Int64" and value is not None:
        return str(value)
    if typed and isinstance(value, float) and value.is_integer():
        return int(value)  # light JSON alone keeps the `.0`
    return value


def to_text(value: Any) -> str:
    """Return a simple value as XML and `$value` write it."""
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, timedelta):
        return span(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def legal(text: str) -> str:
    """Return *text* with what XML cannot hold replaced."""
    return _NO_XML.sub("\ufffd", text)


def namespaces(default: str, **others: str) -> dict[str, str]:
    """Return what lxml wants to be told of namespaces."""
    known: dict[Any, str] = {None: default, **others}  # lxml's stubs know no default namespace
    return known
