"""Edm values as each form of an answer wants them."""

import re
from datetime import datetime, timedelta
from typing import Any

from inspector.core.edm.model import Property
from inspector.standin.moments import EPOCH, iso
from inspector.standin.schema import complex_type

# XML 1.0 has no way to write these.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


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
