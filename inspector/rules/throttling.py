"""RSP: the service asks to wait, and whether the client does."""

import re
from collections.abc import Iterator

from inspector.core.evidence import Evidence
from inspector.core.history import THROTTLING, trace
from inspector.core.inspection import Inspection
from inspector.core.rule import Rule, rule
from inspector.core.service_error import read_service_message
from inspector.core.severity import WARNING
from inspector.core.waiting import Retry, asked_to_wait, retry_of
from inspector.rules.sources import ERRORS, HTTP

SOON = 1.0  # seconds
GROWN = 1.05  # times the wait before; clocks and schedulers vary
ENOUGH = 30.0  # seconds; waits that double end somewhere
_SENTENCE = re.compile(
    r"took more than .{1,20} seconds?|requests (?:per second|within)", re.IGNORECASE
)


@rule("RSP604", WARNING, source=ERRORS)
def throttled(it: Inspection) -> Iterator[Evidence]:
    """The service was busy, or limits the rate of requests.

    It answers 503, seldom 429, when requests of one kind come too often or take too long. Not
    each 503 means this; a sentence on seconds or requests in the answer does.

    Repeat the request after a wait that doubles each time, and ask for less at once.
    """
    response = it.response
    if response is None or response.status not in THROTTLING:
        return
    message = read_service_message(response) or ""
    after = response.headers.get("Retry-After")
    if _SENTENCE.search(message):
        yield response.at_status().noting(message)
    else:
        yield response.at_status().noting(f"Retry-After: {after}" if after else "")


@rule("RSP605", WARNING, source=f"{ERRORS} {HTTP}#section-10.2.3", parts=False)
def retried_too_soon(it: Inspection) -> Iterator[Evidence]:
    """A throttled request was repeated at once, or after a wait that did not grow.

    Each try counts against the limit that refused the one before. Clients that all repeat in
    the same rhythm keep the service busy.

    Wait as `Retry-After` says; without it a second at first, then twice as long each time, up
    to half a minute.
    """
    if not it.history.throttled_at(it.request.url):
        return
    retry = retry_of(trace(it.exchange, -1), it.history)
    why = _too_soon(retry) if retry is not None else ""
    if retry is not None and why:
        yield it.request.at_url().noting(f"try {retry.tries}, {why}")


def _too_soon(retry: Retry) -> str:
    """Return what is wrong with the wait, "" for nothing."""
    asked, status = asked_to_wait(retry.before), retry.before.status
    waited = f"{retry.wait:.1f} s after a {status}"
    if asked is not None and retry.known_end:
        return "" if retry.wait >= asked * 0.99 else f"{waited}, Retry-After asks for {asked:.0f} s"
    if retry.wait < SOON and asked is None:
        return waited
    if retry.wait_before is None or not retry.known_end or retry.wait >= ENOUGH:
        return ""
    grew = retry.wait > retry.wait_before * GROWN
    return "" if grew else f"{waited}, as the wait before was {retry.wait_before:.1f} s"


RULES: tuple[Rule, ...] = (throttled, retried_too_soon)
