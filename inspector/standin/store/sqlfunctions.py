"""Functions of OData that SQLite has not, or has for ASCII only."""

import math
from collections.abc import Callable
from datetime import timedelta
from typing import Any

LONGEST = 1_000_000  # characters that a text may grow to


def _lower(text: Any) -> Any:
    return _cased(str.lower, text)


def _upper(text: Any) -> Any:
    return _cased(str.upper, text)


def _cased(change: Callable[[str], str], text: Any) -> Any:
    """Change each character to one other, as .NET does: `ß` stays in upper case."""
    if not isinstance(text, str):
        return None
    changed = change(text)
    if len(changed) == len(text):
        return changed
    return "".join(one if len(one) == 1 else char for char in text for one in [change(char)])


def _trim(text: Any) -> Any:
    return text.strip() if isinstance(text, str) else None


def _startswith(whole: Any, start: Any) -> Any:
    return None if None in (whole, start) else str(whole).startswith(str(start))


def _endswith(whole: Any, end: Any) -> Any:
    return None if None in (whole, end) else str(whole).endswith(str(end))


def _insert(whole: Any, at: Any, text: Any) -> Any:
    if None in (whole, at, text):
        return None
    place = max(int(at), 0)
    return _short(f"{str(whole)[:place]}{text}{str(whole)[place:]}")


def _replace(whole: Any, old: Any, new: Any) -> Any:
    if None in (whole, old, new):
        return None
    text, piece, other = str(whole), str(old), str(new)
    if not piece:
        return text
    if len(text) + text.count(piece) * (len(other) - len(piece)) > LONGEST:
        raise ValueError("a text grows too long")
    return text.replace(piece, other)


def _short(text: str) -> str:
    if len(text) > LONGEST:
        raise ValueError("a text grows too long")
    return text


def _round(number: Any) -> Any:
    return _whole(round, number)


def _floor(number: Any) -> Any:
    return _whole(math.floor, number)


def _ceiling(number: Any) -> Any:
    return _whole(math.ceil, number)


def _whole(cut: Callable[[float], float], number: Any) -> Any:
    return number if number is None or not math.isfinite(number) else float(cut(number))


def _mod(left: Any, right: Any) -> Any:
    if left is None or not right or not math.isfinite(left):
        return None
    return math.fmod(left, right)


def _clock(value: Any, part: int) -> Any:
    """Return the hour (0), minute (1) or second (2) of a length of time."""
    if value is None:
        return None
    seconds = timedelta(microseconds=value).seconds
    return (seconds // 3600, seconds // 60 % 60, seconds % 60)[part]


FUNCTIONS: tuple[tuple[str, int, Callable[..., Any]], ...] = (
    ("odata_lower", 1, _lower),
    ("odata_upper", 1, _upper),
    ("odata_trim", 1, _trim),
    ("odata_startswith", 2, _startswith),
    ("odata_endswith", 2, _endswith),
    ("odata_insert", 3, _insert),
    ("odata_replace", 3, _replace),
    ("odata_round", 1, _round),
    ("odata_floor", 1, _floor),
    ("odata_ceiling", 1, _ceiling),
    ("odata_mod", 2, _mod),
    ("odata_clock", 2, _clock),
)
