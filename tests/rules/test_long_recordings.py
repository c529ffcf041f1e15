"""A long recording is judged in time that grows with its length, and alike however it is read."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle, islice
from typing import Any

import make
import pytest

from inspector.core.engine import Inspector
from inspector.core.exchange import Exchange
from inspector.core.history import History, Trace
from inspector.core.lives.known import Known
from inspector.core.lives.ledger import Ledger
from inspector.core.recording import annotate_all
from inspector.profiles.media_services import MEDIA_SERVICES

OLD = "https://media.windows.net/api/Assets"


def named(kind: str, number: int) -> str:
    return f"nb:{kind}:UUID:0a1b2c3d-1500-80c3-8f4e-{number:012x}"


def calls() -> Iterator[tuple[str, str, Any, int, Any, list[tuple[str, str]]]]:
    """Yield method, URL, body, status, answer and headers of calls that break all the rules."""
    number = 0
    while True:
        number += 1
        policy = {"Name": "p", "Permissions": 1, "DurationInMinutes": 300}
        locator = {"AssetId": named("cid", 1), "AccessPolicyId": named("pid", number), "Type": 1}
        failed = {"Id": named("opid", number), "State": "Failed"}
        yield "POST", "AccessPolicies", policy, 201, policy | {"Id": named("pid", number)}, []
        yield "POST", "Locators", locator, 201, locator | {"Id": named("lid", number)}, []
        yield "GET", f"Jobs('{named('jid', 1)}')", b"", 200, {"Id": named("jid", 1), "State": 2}, []
        yield (
            "POST",
            f"Channels('{named('chid', 1)}')/Start",
            b"",
            202,
            None,
            [("operation-id", named("opid", number))],
        )
        yield "GET", f"Operations('{named('opid', number // 2)}')", b"", 200, failed, []
        yield "GET", f"ContentKeys?$top=2&$skip={3 * number}", b"", 200, {"results": [{}, {}]}, []
        yield "GET", "Files", b"", 503, None, []
        yield "GET", "Files", b"", 503, None, []
        yield "POST", OLD, {"Name": "a"}, 301, None, [("Location", make.ROOT + "Assets")]
        yield "GET", make.ROOT + "Assets", b"", 200, {"results": []}, []


ROUND = 1000  # exchanges; what is further apart is forgotten


def recording(count: int) -> list[Exchange]:
    """Return *count* exchanges, one every two seconds; they come again after each ROUND."""
    made = [
        make.exchange(
            method, url, body, duration=0.1,
            answer=make.response(status, {"d": answer} if answer else b"", fields),
            x_ms_client_request_id=f"id-{place}",
        )
        for place, (method, url, body, status, answer, fields) in enumerate(islice(calls(), ROUND))
    ]  # fmt: skip
    return [
        replace(one, started=make.NOON + 2 * place)
        for place, one in enumerate(islice(cycle(made), count))
    ]


class Looks:
    """Counts the traces and entities that rules look at."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        for name in ("__iter__", "__reversed__", "with_url", "throttled_at", "redirected_to"):
            monkeypatch.setattr(History, name, self.counting(getattr(History, name)))
        for name in ("linked", "of_type"):
            monkeypatch.setattr(Ledger, name, self.counting(getattr(Ledger, name)))

    def counting(self, look: Any) -> Any:
        def counted(*args: Any, **options: Any) -> Any:
            found = look(*args, **options)
            if isinstance(found, Sequence):
                self.count += len(found)
                return found
            return self.each(found)

        return counted

    def each(self, found: Iterator[Trace | Known]) -> Iterator[Trace | Known]:
        for one in found:
            self.count += 1
            yield one


EVERY_TIME = ["RSP603", "RSP604", "RSP605", "SES703", "SES704", "SES705", "SES706", "QRY514"]


def test_looks_grow_with_the_length(monkeypatch: pytest.MonkeyPatch) -> None:
    exchanges, looks = recording(6_000), Looks(monkeypatch)
    at: list[int] = []

    def told() -> Iterator[Exchange]:
        for place, exchange in enumerate(exchanges):
            if place == 3000:
                at.append(looks.count)
            yield exchange

    inspector = Inspector([MEDIA_SERVICES])
    found = Counter(f.code for each in annotate_all(inspector, told()) for f in each.findings)

    assert looks.count < 2.2 * at[0]
    assert looks.count < 1500 * len(exchanges)
    assert all(found[code] > 500 for code in EVERY_TIME), found
    assert not found["INS901"]


def test_live_and_recorded_come_to_the_same() -> None:
    exchanges = recording(1200)
    inspector = Inspector([MEDIA_SERVICES])
    last = {}
    for exchange in exchanges:
        annotated = inspector.annotate(exchange)
        last[annotated.index] = annotated
        last.update((late.index, late) for late in inspector.amended())
    last.update((late.index, late) for late in inspector.finish())

    whole = list(annotate_all(Inspector([MEDIA_SERVICES]), exchanges))
    assert [last[index] for index in range(1200)] == whole
