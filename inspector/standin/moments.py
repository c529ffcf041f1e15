"""Moments as the stand-in counts and writes them."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(seconds: float) -> datetime:
    """Return a clock's reading as a date."""
    return EPOCH + timedelta(seconds=seconds)


def iso(value: datetime) -> str:
    """Return a date as light JSON and Atom write it, to the microsecond."""
    fraction = f".{value.microsecond:06d}".rstrip("0").rstrip(".")
    return f"{seconds_of(value)}{fraction}Z"


def seconds_of(value: datetime) -> str:
    """Return a date to the second, without its zone, which is UTC."""
    return value.isoformat()[:19]
