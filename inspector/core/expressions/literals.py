"""The literals of OData v3: `'it''s'`, `5L`, `datetime'2014-01-01T00:00:00Z'`.

WCF Data Services reads the words before a quote in any case, `true`, `null`, `INF` and `NaN` in
exactly that case (its ExpressionLexer).
"""

import math
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from inspector.core.expressions.tree import Fault, Literal, Value

LONGEST_NUMBER = 60  # characters; no type of OData's holds more digits
_WORDS: dict[str, tuple[str, Value]] = {
    "null": ("", None),
    "true": ("Edm.Boolean", True),
    "false": ("Edm.Boolean", False),
    "INF": ("Edm.Double", math.inf),
    "NaN": ("Edm.Double", math.nan),
    "INFf": ("Edm.Single", math.inf),
    "NaNf": ("Edm.Single", math.nan),
    "-INF": ("Edm.Double", -math.inf),
    "-INFf": ("Edm.Single", -math.inf),
}
_SUFFIXES = {"l": "Edm.Int64", "d": "Edm.Double", "f": "Edm.Single", "m": "Edm.Decimal"}
_MOMENT = re.compile(  # the date types of XML Schema, which XmlConvert reads
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,12}))?)?)?)?)?"
    r"(Z|[+-]\d\d:\d\d)?",
    re.ASCII,
)
_DURATION = re.compile(
    r"(-)?P(?=\d|T\d)(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})D)?"
    r"(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,12})?)S)?)?",
    re.ASCII,
)
_GUID = re.compile(r"[{(]?([0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12})[)}]?", re.IGNORECASE)
_ELSEWHERE = {
    "date": "write datetime'…' (date is OData v4)",
    "timeofday": "write time'…' (timeofday is OData v4)",
    "duration": "write time'…' (duration is OData v4)",
}


def word_literal(at: int, word: str) -> Literal | None:
    """Return `true`, `null`, `INF` and the like as a literal; None for any other word."""
    found = _WORDS.get(word)
    return None if found is None else Literal(at, found[0], word, found[1])


def string_literal(at: int, text: str) -> Literal:
    """Return a text in single quotes."""
    return Literal(at, "Edm.String", text, text[1:-1].replace("''", "'"))


def number_literal(at: int, text: str) -> Literal | Fault:
    """Return a number; its last letter may say its type."""
    kind = _SUFFIXES.get(text[-1].lower())
    digits = text[:-1] if kind else text
    whole = digits.lstrip("-").isdecimal()
    if len(text) > LONGEST_NUMBER or (kind == "Edm.Int64" and not whole):
        return Fault(at, f"`{shown(text)}` is no number of OData's")
    if kind is None:
        kind = "Edm.Int32" if whole and abs(int(digits)) < 2**31 else "Edm.Double"
        kind = "Edm.Int64" if whole and kind == "Edm.Double" else kind
    try:
        value = Decimal(digits) if kind == "Edm.Decimal" else _plain(digits, whole)
    except ArithmeticError:
        return Fault(at, f"`{shown(text)}` is out of range")
    return Literal(at, kind, text, value)


def _plain(digits: str, whole: bool) -> int | float:
    return int(digits) if whole else float(digits)


def prefixed_literal(at: int, text: str) -> Literal | Fault:
    """Return `guid'…'` and its like; what stands in the quotes must be of that type."""
    word, _, rest = text.partition("'")
    known = _PREFIXES.get(word.lower())
    if known is None:
        why = _ELSEWHERE.get(word.lower(), "write a string as '…', an enumeration as its number")
        return Fault(at, f"`{shown(word)}'…'` is no literal of OData v3: {why}")
    kind, read, form = known
    value = read(rest[:-1].strip())
    if value is None:
        more = "; a + in a URL means a blank, so write %2B" if " " in rest.strip() else ""
        return Fault(at, f"`{shown(text)}` is no {word.lower()}: {form}{more}")
    return Literal(at, kind, text, value)


def _moment(text: str) -> datetime | None:
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    clock = f"{hour or '00'}:{minute or '00'}:{second or '00'}.{(fraction or '0')[:6]:0<6}"
    try:
        return datetime.fromisoformat(f"{year}-{month or '01'}-{day or '01'}T{clock}{zone or ''}")
    except ValueError:
        return None


def duration(text: str) -> timedelta | None:
    """Return a length of time as XML Schema writes it, `PT8H`; None for anything else."""
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    years, months, days, hours, minutes, seconds = (float(part or 0) for part in found.groups()[1:])
    length = timedelta(
        days=years * 365 + months * 30 + days, hours=hours, minutes=minutes, seconds=seconds
    )
    return -length if found[1] else length


def _guid(text: str) -> UUID | None:
    found = _GUID.fullmatch(text)
    return UUID(found[1]) if found and found[1].count("-") in {0, 4} else None


def _binary(text: str) -> bytes | None:
    try:
        return bytes.fromhex(text) if " " not in text else None
    except ValueError:
        return None


Read = Callable[[str], Value]
_PREFIXES: dict[str, tuple[str, Read, str]] = {
    "datetime": ("Edm.DateTime", _moment, "write datetime'2014-01-31T12:00:00Z'"),
    "datetimeoffset": ("Edm.DateTimeOffset", _moment, "write datetimeoffset'2014-01-31T12:00:00Z'"),
    "time": ("Edm.Time", duration, "write time'PT1H30M'"),
    "guid": ("Edm.Guid", _guid, "write guid'00000000-0000-0000-0000-000000000000'"),
    "binary": ("Edm.Binary", _binary, "write binary'CAFE'"),
    "x": ("Edm.Binary", _binary, "write X'CAFE'"),
}


def shown(text: str) -> str:
    """Return *text* as a note repeats it, cut to a few words."""
    return text if len(text) <= 40 else text[:39] + "…"
