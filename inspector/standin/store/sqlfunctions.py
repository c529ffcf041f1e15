"""Functions of OData that SQLite has not, or has for ASCII only."""

import math
from collections.abc import Callable
from datetime import timedelta
from typing import Any


def _lower(text: Any) -> Any:
    return text.lower() if isinstance(text, str) else None


def _upper(text: Any) -> Any:
    return text.upper() if isinstance(text, str) else None


def _trim(text: Any) -> Any:
    return text.strip() if isinstance(text, str) else None


def _round(number: Any) -> Any:
    return None if number is None else float(round(number))


def _floor(number: Any) -> Any:
    return None if number is None else float(math.floor(number))


def _ceiling(number: Any) -> Any:
    return None if number is None else float(math.ceil(number))


def _mod(left: Any, right: Any) -> Any:
    return None if left is None or not right else math.fmod(left, right)


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
    ("odata_round", 1, _round),
    ("odata_floor", 1, _floor),
    ("odata_ceiling", 1, _ceiling),
    ("odata_mod", 2, _mod),
    ("odata_clock", 2, _clock),
)
