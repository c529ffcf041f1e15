"""Numbers and times as a person reads them."""

from datetime import UTC, datetime

_UNITS = (("kB", 1000), ("MB", 1000**2), ("GB", 1000**3))
_SPANS = (("d", 86400), ("h", 3600), ("min", 60), ("s", 1))


def size(count: int | None) -> str:
    """Return bytes in decimal units: `812 B`, `1.2 kB`; "" when not known."""
    if count is None:
        return ""
    if count < 1000:
        return f"{count} B"
    name, unit = next(((n, u) for n, u in _UNITS if count < u * 1000), _UNITS[-1])
    return f"{count / unit:.1f} {name}"


def milliseconds(seconds: float | None) -> str:
    """Return a duration in whole milliseconds, "" when not known."""
    return "" if seconds is None else f"{seconds * 1000:,.0f}"


def clock(at: float | None) -> str:
    """Return the time of day in UTC, "" when not known."""
    moment = _moment(at)
    return "" if moment is None else moment.strftime("%H:%M:%S")


def date(at: float | None) -> str:
    """Return date and time in UTC: `2026-01-31 12:00:00`; "" when not known."""
    moment = _moment(at)
    return "" if moment is None else moment.strftime("%Y-%m-%d %H:%M:%S")


def _moment(at: float | None) -> datetime | None:
    if at is None:
        return None
    try:
        return datetime.fromtimestamp(at, UTC)
    except (ValueError, OverflowError, OSError):  # a year beyond 9999
        return None


def span(seconds: float) -> str:
    """Return a length of time in its two largest units: `55 min`, `2 h 5 min`."""
    left = round(abs(seconds))
    pieces: list[str] = []
    for name, unit in _SPANS:
        if left >= unit and len(pieces) < 2:
            pieces.append(f"{left // unit} {name}")
            left %= unit
        elif pieces:
            break
    return " ".join(pieces) or "0 s"


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun: `1 error`, `1,204 exchanges`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
