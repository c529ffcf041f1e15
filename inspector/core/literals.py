"""Whether a value in a body can be of an Edm type, as the service's reader took it.

Sources: ODataLib's JsonReaderUtils and XmlConvert for what is converted; requests that were seen
to succeed send numbers and booleans as text, and dates in either form.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from typing import Any

_INTEGER = re.compile(r"[+-]?[0-9]{1,40}")
_DOUBLE = re.compile(
    r"[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[eE][+-]?[0-9]{1,4})?"
)
_ENDLESS = frozenset({"INF", "-INF", "NaN", "Infinity", "-Infinity"})
_ISO = re.compile(
    r"-?[0-9]{4,5}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    r"(?:[T ](?:[01][0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,12})?)?)?"
    r"(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})?"
)
_TICKS = re.compile(r"\\?/Date\(-?[0-9]{1,18}(?:[+-][0-9]{1,4})?\)\\?/")
_CULTURE = re.compile(
    r"[0-9]{1,4}[/.][0-9]{1,2}[/.][0-9]{1,4}(?:[ T]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: ?[AP]M)?)?"
    r"|[A-Z][a-z]{2},? .{8,30}",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"-?P(?=[0-9T])(?:[0-9]{1,9}Y)?(?:[0-9]{1,9}M)?(?:[0-9]{1,9}D)?"
    r"(?:T(?=[0-9])(?:[0-9]{1,9}H)?(?:[0-9]{1,9}M)?(?:[0-9]{1,9}(?:\.[0-9]{1,9})?S)?)?"
)
_GUID = re.compile(  # the forms that .NET writes: N, D, B and P
    r"[0-9a-f]{32}|[{(]?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}[)}]?", re.IGNORECASE
)
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]*={0,2}\s*")
_BOOLEANS = frozenset({"true", "false", "0", "1"})
_BITS = {"Edm.Byte": (0, 255), "Edm.SByte": (-128, 127), "Edm.Int16": (-(2**15), 2**15 - 1)}
_BITS |= {"Edm.Int32": (-(2**31), 2**31 - 1), "Edm.Int64": (-(2**63), 2**63 - 1)}


def fault_of_literal(value: Any, type_name: str) -> str:
    """Return why *value* cannot be of the primitive type, "" when it can, or is null."""
    if value is None:
        return ""
    if isinstance(value, dict | list):
        what = "a list" if isinstance(value, list) else "an object"
        return f"{what} where {type_name} belongs"
    check = _CHECKS.get(type_name)
    return check(value) if check else ""


def is_culture_bound(value: Any) -> bool:
    """Tell whether *value* is a date as some country writes it: `4/22/2015 4:05:31 PM`."""
    return isinstance(value, str) and _CULTURE.fullmatch(value.strip()) is not None


def whole_number(value: Any) -> int | None:
    """Return *value* as a whole number, also one in a text; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if isinstance(value, int):
        return value
    text = value.strip() if isinstance(value, str) else ""
    return int(text) if _INTEGER.fullmatch(text) else None


def _string(value: Any) -> str:
    if isinstance(value, str):
        return ""
    what = "a boolean" if isinstance(value, bool) else "a number"
    return f"{what} where a text belongs"


def _integer(type_name: str) -> Callable[[Any], str]:
    least, most = _BITS[type_name]

    def check(value: Any) -> str:
        number = whole_number(value)
        if number is None:
            return "no whole number"
        return "" if least <= number <= most else f"outside of {type_name}"

    return check


def _double(value: Any) -> str:
    if isinstance(value, bool):
        return "no number"
    if isinstance(value, int | float):
        return ""
    text = value.strip()
    return "" if text in _ENDLESS or _DOUBLE.fullmatch(text) else "no number"


def _boolean(value: Any) -> str:
    if isinstance(value, bool) or str(value).strip().lower() in _BOOLEANS:
        return ""
    return "neither true nor false"


def _date(value: Any) -> str:
    text = value.strip() if isinstance(value, str) else ""
    if _TICKS.fullmatch(text) or (_ISO.fullmatch(text) and _is_on_the_calendar(text)):
        return ""
    return "no date: write 2026-01-31T12:00:00Z"


def _is_on_the_calendar(text: str) -> bool:
    year, month, day = text.lstrip("-").split("T")[0].split(" ")[0].split("-")[:3]
    last = monthrange(min(max(int(year), 1), 9999), int(month))[1]
    return int(day[:2]) <= last


def _span(value: Any) -> str:
    fits = isinstance(value, str) and _SPAN.fullmatch(value.strip())
    return "" if fits else "no length of time: write PT8H"


def _guid(value: Any) -> str:
    return "" if isinstance(value, str) and _GUID.fullmatch(value.strip()) else "no GUID"


def _binary(value: Any) -> str:
    return "" if isinstance(value, str) and _BASE64.fullmatch(value) else "no base64"


_CHECKS: dict[str, Callable[[Any], str]] = {
    "Edm.String": _string,
    "Edm.Boolean": _boolean,
    "Edm.DateTime": _date,
    "Edm.DateTimeOffset": _date,
    "Edm.Time": _span,
    "Edm.Guid": _guid,
    "Edm.Binary": _binary,
    "Edm.Double": _double,
    "Edm.Single": _double,
    "Edm.Decimal": _double,
    **{name: _integer(name) for name in _BITS},
}
