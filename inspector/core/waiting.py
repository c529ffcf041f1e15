"""How long a client waited before it asked again, and how long it was asked to wait."""

from collections.abc import Sequence
from dataclasses import dataclass

from inspector.core.history import History, Trace
from inspector.core.moments import http_date

_MOST_DIGITS = 9  # of seconds; three decades
_SKEW = 1.0  # seconds; an HTTP date has no fractions


@dataclass(frozen=True, slots=True)
class Retry:
    """A request that repeats one that was throttled."""

    tries: int  # this one included
    before: Trace
    wait: float  # seconds since the answer to the try before; since its start, if not known
    wait_before: float | None  # of the try before; None: there was none, or it is not known
    known_end: bool


def retry_of(now: Trace, history: History) -> Retry | None:
    """Return *now* as a retry; None when the same request before it was not throttled.

    Requests that overlap are no retries, nor are those whose times are not recorded.
    """
    if now.started is None or not history.throttled_at(now.url):
        return None
    tries = _throttled_tries(now, history.with_url(now.url))
    if not tries:
        return None
    wait = _between(tries[0], now.started)
    if wait is None or wait < 0:
        return None
    before = tries[1] if len(tries) > 1 else None
    started = tries[0].started
    earlier = None
    if before is not None and before.ended is not None and started is not None:
        earlier = started - before.ended
    return Retry(len(tries) + 1, tries[0], wait, earlier, tries[0].ended is not None)


def asked_to_wait(seen: Trace) -> float | None:
    """Return the seconds that `Retry-After` asks for; None when it asks for nothing."""
    value = (seen.retry_after or "").strip()
    if value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS:
        return float(value)
    until = http_date(value)
    now = seen.date if seen.date is not None else seen.ended
    return None if until is None or now is None else max(0.0, until - now - _SKEW)


def _throttled_tries(now: Trace, others: Sequence[Trace]) -> list[Trace]:
    """Return the throttled tries of the same request right before *now*, the latest first."""
    tries: list[Trace] = []
    for seen in reversed(others):
        if not seen.repeats(now) or seen.client != now.client:
            continue
        if not seen.throttled:
            break
        tries.append(seen)
    return tries


def _between(seen: Trace, started: float) -> float | None:
    end = seen.ended if seen.ended is not None else seen.started
    return None if end is None else started - end
