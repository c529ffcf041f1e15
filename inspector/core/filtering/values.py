"""How the values of the fields are read."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

from inspector.core.filtering import tree
from inspector.core.filtering.tree import Node, Number, Operator, Part, Presence
from inspector.core.severity import Severity

_BOUND = re.compile(r"(>=|<=|=|>|<)?(.*)", re.DOTALL)
_SIZE = re.compile(r"(\d{1,18}(?:\.\d{1,9})?)\s*([km]?)b?", re.IGNORECASE | re.ASCII)
_UNITS = {"": 1, "k": 1000, "m": 1000_000}
_CODE = re.compile(r"([A-Za-z0-9]+)(\*?)|(\*)", re.ASCII)
_AGO = re.compile(r"(\d{1,9})\s*([smhd])", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SET = re.compile(r"[A-Za-z]\w*", re.ASCII)
_PRESENT: dict[str, Presence] = {
    "finding": "finding", "error": "error", "response": "response", "token": "token",
    "mark": "mark", "replay": "replay", "mend": "mend",
}  # fmt: skip


class ReadingError(ValueError):
    """A value that a field does not know; may say why."""


def bound(value: str) -> tuple[Operator, str]:
    """Split a value into its operator, `=` where there is none, and the rest."""
    found = _BOUND.fullmatch(value)
    assert found is not None
    operator: Operator = found[1] or "="  # type: ignore[assignment]
    return operator, found[2].strip()


def severity(value: str) -> Node:
    """Read a severity, abbreviated or not, or `none`."""
    operator, word = bound(value)
    levels = {"none": 0, **{level.label: int(level) for level in Severity}}
    meant = [level for label, level in levels.items() if word and label.startswith(word.lower())]
    if not meant or word.lower() == "no":
        raise ReadingError
    return tree.Compare("severity", operator, meant[-1])


def status(value: str) -> Node:
    """Read a status, or a class of them: 4xx."""
    operator, digits = bound(value)
    if re.fullmatch("[1-5]xx", digits.lower()) and operator == "=":
        low = int(digits[0]) * 100
        return tree.All((tree.Compare("status", ">=", low), tree.Compare("status", "<", low + 100)))
    if not re.fullmatch("[0-9]{1,3}", digits):
        raise ReadingError
    return tree.Compare("status", operator, int(digits))


def number(of: Number) -> Callable[[str], Node]:
    """Return what reads a number; k and m, for thousands and millions, in sizes only.

    What equals it is what rounds to it, but for bytes, which are counted.
    """

    def read(value: str) -> Node:
        operator, digits = bound(value)
        found = _SIZE.fullmatch(digits)
        if found is None or (found[2] and of == "ms"):
            raise ReadingError
        unit = _UNITS[found[2].lower()]
        if operator == "=" and (of == "ms" or unit > 1):
            return _rounded(of, found[1], unit)
        return tree.Compare(of, operator, float(found[1]) * unit)

    return read


def _rounded(of: Number, digits: str, unit: int) -> Node:
    """Return what is shown as *digits* when it is counted in *unit* and has as many decimals."""
    places = len(digits.partition(".")[2])
    half = Decimal(5).scaleb(-places - 1)
    low, high = (float((Decimal(digits) + by) * unit) for by in (-half, half))

    def is_shown(number: float) -> bool:
        return Decimal(f"{number / unit:.{places}f}") == Decimal(digits)

    # Halves go to the even digit, and floats lie beside them: the bound itself is tried.
    above: Operator = ">=" if is_shown(low) else ">"
    below: Operator = "<=" if is_shown(high) else "<"
    return tree.All((tree.Compare(of, above, low), tree.Compare(of, below, high)))


def code(value: str) -> Node:
    """Read the code of a rule, or the beginning of some."""
    found = _CODE.fullmatch(value.removeprefix("="))
    if found is None:
        raise ReadingError
    if found[3]:
        return tree.Has("finding")
    return tree.Code(found[1].upper(), prefix=bool(found[2]))


def like(*parts: Part, whole: bool = False) -> Callable[[str], Node]:
    """Return what reads a piece of one of *parts*; with `*`, `?` or `=` it is the whole part."""

    def read(value: str) -> Node:
        likes = tuple(tree.Like(part, _pattern(value, whole=whole)) for part in parts)
        return likes[0] if len(likes) == 1 else tree.Any(likes)

    return read


def keyed(part: Part) -> Callable[[str, str], Node]:
    """Return what reads a piece of the header or claim that the key names."""
    return lambda key, value: tree.Like(part, _pattern(value), key)


def _pattern(value: str, *, whole: bool = False) -> str:
    exact = whole or value.startswith("=") or "*" in value or "?" in value
    return value.removeprefix("=") if exact else f"*{value}*"


def entity(value: str) -> Node:
    """Read an entity set, or a type: singular and plural are the same."""
    name = value.removeprefix("=").lower()
    if not _SET.fullmatch(name):
        raise ReadingError
    single = f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")
    plural = f"{single[:-1]}ies" if single.endswith("y") else f"{single}s"
    return tree.Entities(tuple(dict.fromkeys((name, single, plural))))


def id_(value: str) -> Node:
    """Read an id, or a piece of one; a whole one is within no other."""
    piece = value.removeprefix("=").strip("*")
    if not piece or "*" in piece or "?" in piece:
        raise ReadingError("a piece has no * or ? inside")
    return tree.Id(piece)


def text(value: str) -> Node:
    """Read text to be found anywhere."""
    return tree.Word(value)


def has(value: str) -> Node:
    """Read what there may be."""
    if value not in _PRESENT:
        raise ReadingError("it is one of " + ", ".join(_PRESENT))
    return tree.Has(_PRESENT[value])


def since(value: str) -> Node:
    """Read a span of time, or a date with or without time, which is UTC where it does not say."""
    found = _AGO.fullmatch(value)
    if found is not None:
        return tree.Since(int(found[1]) * _SECONDS[found[2]])
    try:
        moment = datetime.fromisoformat(value)
        at = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError) as error:
        raise ReadingError("a span is 30s, 10m, 2h, 1d; a moment 2026-01-31T12:00") from error
    return tree.Compare("started", ">=", at)
