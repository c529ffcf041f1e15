"""RSP604 and RSP605: the service asks to wait, and whether the client does."""

from typing import Any

import make
import pytest

from inspector.core.exchange import Exchange
from inspector.rules.throttling import retried_too_soon, throttled

PER_SECOND = "There were more than 10 requests per second."


@pytest.mark.parametrize(
    ("status", "message", "after", "notes"),
    [
        pytest.param(503, PER_SECOND, None, [PER_SECOND], id="requests per second"),
        pytest.param(503, "More than 5 requests within 10 seconds.", "3", ["More than 5 requests within 10 seconds."], id="requests within seconds"),
        pytest.param(503, "Earlier runs of this type of request took more than 30 seconds.", None, ["Earlier runs of this type of request took more than 30 seconds."], id="earlier runs took too long"),
        pytest.param(429, "", "5", ["Retry-After: 5"], id="429 that says how long"),
        pytest.param(503, "", None, [""], id="503 without words"),
        pytest.param(503, "The service is unavailable.", None, [""], id="503 of another kind"),
        pytest.param(500, PER_SECOND, None, [], id="500 with the sentence"),
        pytest.param(502, "", None, [], id="502"),
        pytest.param(504, "", None, [], id="504"),
        pytest.param(408, "", None, [], id="408"),
        pytest.param(400, "", None, [], id="400"),
        pytest.param(403, "Quota exceeded.", None, [], id="a quota"),
        pytest.param(200, PER_SECOND, None, [], id="200 with the sentence"),
        pytest.param(202, "", "5", [], id="202 with Retry-After"),
        pytest.param(301, "", "5", [], id="a redirect with Retry-After"),
    ],
)  # fmt: skip
def test_throttled(status: int, message: str, after: str | None, notes: list[str]) -> None:
    fields = [("Retry-After", after)] if after else []
    it = make.inspection(answer=make.response(status, message, fields))

    assert [evidence.note for evidence in throttled.check(it)] == notes


def test_no_answer_is_not_throttled() -> None:
    assert not list(throttled.check(make.inspection(error="timed out")))


def ask(started: float | None, status: int = 503, after: str = "", **changed: Any) -> Exchange:
    """Return a request *started* seconds after noon, answered after half a second."""
    fields = [("Retry-After", after), ("Date", "Sat, 31 Jan 2026 12:00:00 GMT")] if after else []
    return make.exchange(
        changed.pop("method", "GET"),
        changed.pop("url", "Assets"),
        changed.pop("body", b""),
        answer=make.response(status, fields=fields),
        started=None if started is None else make.NOON + started,
        duration=changed.pop("duration", 0.5),
        **changed,
    )


@pytest.mark.parametrize(
    ("exchanges", "notes"),
    [
        pytest.param([ask(0), ask(0.6)], ["try 2, 0.1 s after a 503"], id="at once"),
        pytest.param([ask(0, 429), ask(1.4)], ["try 2, 0.9 s after a 429"], id="within a second"),
        pytest.param([ask(0, duration=None), ask(0.9)], ["try 2, 0.9 s after a 503"], id="within a second of its start"),
        pytest.param([ask(0), ask(0.6, x_ms_client_request_id="another")], ["try 2, 0.1 s after a 503"], id="with a new id"),
        pytest.param([ask(0), ask(0.6, url="Jobs"), ask(0.8)], ["try 2, 0.3 s after a 503"], id="after something else"),
        pytest.param([ask(0), ask(2.5), ask(5)], ["try 3, 2.0 s after a 503, as the wait before was 2.0 s"], id="waits that do not grow"),
        pytest.param([ask(0), ask(4.5), ask(7)], ["try 3, 2.0 s after a 503, as the wait before was 4.0 s"], id="waits that shrink"),
        pytest.param([ask(0, after="10"), ask(5)], ["try 2, 4.5 s after a 503, Retry-After asks for 10 s"], id="sooner than asked"),
        pytest.param([ask(0, after="Sat, 31 Jan 2026 12:00:30 GMT"), ask(5)], ["try 2, 4.5 s after a 503, Retry-After asks for 29 s"], id="sooner than the moment asked for"),
        pytest.param([ask(0), ask(2.5)], [], id="two seconds later"),
        pytest.param([ask(0), ask(2.5), ask(7)], [], id="waits that double"),
        pytest.param([ask(0), ask(30.5), ask(61)], [], id="half a minute is enough"),
        pytest.param([ask(0, after="1"), ask(1.6)], [], id="as Retry-After asks"),
        pytest.param([ask(0, after="0"), ask(0.6)], [], id="Retry-After allows it at once"),
        pytest.param([ask(0, after="2"), ask(2.6, after="2"), ask(5.2)], [], id="as Retry-After asks each time"),
        pytest.param([ask(0, after="Sat, 31 Jan 2026 12:00:03 GMT"), ask(3)], [], id="at the moment asked for"),
        pytest.param([ask(0), ask(0.6, url="Jobs")], [], id="another URL"),
        pytest.param([ask(0), ask(0.6, method="DELETE")], [], id="another verb"),
        pytest.param([ask(0, method="POST", body={"Name": "a"}), ask(0.6, method="POST", body={"Name": "b"})], [], id="another body"),
        pytest.param([ask(0), ask(0.6, User_Agent="another")], [], id="another client"),
        pytest.param([ask(0), ask(0.2)], [], id="side by side"),
        pytest.param([ask(0, 500), ask(0.6)], [], id="after a 500"),
        pytest.param([ask(0), ask(2.5, 200), ask(3.1)], [], id="after a success"),
        pytest.param([ask(None), ask(0.6)], [], id="time not recorded"),
        pytest.param([ask(0), ask(None)], [], id="its own time not recorded"),
        pytest.param([ask(0, duration=None), ask(2.5)], [], id="an end that is not recorded"),
    ],
)  # fmt: skip
def test_retries(exchanges: list[Exchange], notes: list[str]) -> None:
    it = make.amid(exchanges[:-1], exchanges[-1])

    assert [evidence.note for evidence in retried_too_soon.check(it)] == notes
