"""Moments and spans of time, in words; all are seconds since the Unix epoch, and UTC."""

import math
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

YEAR_10000 = 253_402_300_800  # seconds since the Unix epoch; no calendar goes further

_DATE = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} "
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d{2}:\d{2}:\d{2} (?:GMT|UTC|UT|[+-]\d{4})"
)


def moment(value: object) -> float | None:
    """Return a `NumericDate` (RFC 7519 §2) as seconds since the Unix epoch, None for no date."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value < YEAR_10000 and math.isfinite(value) else None


def utc(seconds: float) -> str:
    """Return a moment as `2026-01-31T12:00:00Z`."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def span(seconds: float) -> str:
    """Return a length of time in its two largest units: `3 min 12 s`, `2 d 4 h`."""
    left = int(abs(seconds))
    if left < 60:
        return f"{left} s"
    for name, size, smaller, part in (("d", 86400, "h", 3600), ("h", 3600, "min", 60)):
        if left >= size:
            return _joined(left // size, name, left % size // part, smaller)
    return _joined(left // 60, "min", left % 60, "s")


def _joined(number: int, name: str, rest: int, smaller: str) -> str:
    return f"{number} {name} {rest} {smaller}" if rest else f"{number} {name}"


@lru_cache(maxsize=256)  # within a second every answer bears the same
def http_date(value: str) -> float | None:
    """Return an RFC 1123 date as seconds since the epoch; None for anything else."""
    if not _DATE.fullmatch(value.strip()):
        return None
    try:
        when = parsedate_to_datetime(value)
    except ValueError:  # the 32nd of a month
        return None
    # Python takes "-0000" for a time whose zone is not known; it is UTC (RFC 5322 §3.3).
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
