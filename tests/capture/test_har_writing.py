"""What is written as a HAR is one, and reads back as it was."""

import io
import json
from dataclasses import replace
from typing import Any

import har12
import make
import pytest
import recordings
from recordings import annotated

from inspector.capture import har
from inspector.capture.har_writing import HarWriter
from inspector.config.settings import inspector_for, settings
from inspector.core.exchange import Exchange
from inspector.core.headers import Headers
from inspector.core.mend import BY_HAND, Mend
from inspector.core.redaction.redact import Redactor

EXCHANGES = recordings.exchanges()


def written(*exchanges: Exchange, told: dict[str, Any] | None = None) -> bytes:
    file = io.BytesIO()
    writer = HarWriter(file, "1.0", lambda _: told or {})
    for index, exchange in enumerate(exchanges):
        writer.add(annotated(exchange, index))
    writer.close()
    return file.getvalue()


def read(raw: bytes) -> list[Exchange]:
    warnings: list[str] = []
    found = list(har.read(io.BytesIO(raw), "t.har", warnings.append))
    assert warnings == []
    return found


def as_was(exchange: Exchange, was: Exchange) -> Exchange:
    """Return *exchange* with its place and its being redacted as they were."""
    place = {"id": was.id, "source": was.source, "line": was.line}
    return replace(exchange, **place, redacted=was.redacted)


def test_a_har_has_what_its_specification_demands() -> None:
    document = json.loads(written(*EXCHANGES.values(), *recordings.hostile_ones()))

    assert har12.faults(document) == []
    assert len(document["log"]["entries"]) == len(EXCHANGES) + 50


def test_an_empty_har_is_one() -> None:
    assert har12.faults(json.loads(written())) == []


@pytest.mark.parametrize("was", EXCHANGES.values(), ids=EXCHANGES)
def test_an_exchange_reads_back_as_it_was(was: Exchange) -> None:
    (found,) = read(written(was))

    assert as_was(found, was) == was


@pytest.mark.parametrize("was", [one for name, one in EXCHANGES.items() if "body: " not in name])
def test_taking_it_in_again_changes_nothing(was: Exchange) -> None:
    (found,) = read(written(was))

    assert as_was(Redactor(b"another key").take_in(found), was) == was


def test_a_replay_that_was_mended_reads_back_as_it_was() -> None:
    mends = (
        Mend("HDR103", "header", "x-ms-version", None, "2.19"),
        Mend(BY_HAND, "status", "", "400 Bad", "200 OK", "response"),
    )
    was = replace(next(iter(EXCHANGES.values())), replay_of="e1", mends=mends)
    (found,) = read(written(was))

    assert as_was(found, was) == was


def test_hostile_exchanges_read_back_as_they_were() -> None:
    exchanges = recordings.hostile_ones(200)

    found = read(written(*exchanges))

    assert [as_was(one, was) for one, was in zip(found, exchanges, strict=True)] == exchanges


def test_findings_are_the_same_again() -> None:
    expired = Exchange(
        request=make.request(authorization=f"Bearer {make.token(exp=int(make.NOON) - 60)}"),
        response=make.response(401),
        started=make.NOON,
    )
    taken = Redactor(make.KEY).take_in(expired)
    (back,) = read(written(taken))

    def codes(exchange: Exchange) -> list[str]:
        return [finding.code for finding in inspector_for(settings()).annotate(exchange).findings]

    assert "JWT303" in codes(taken)
    assert codes(Redactor(b"another key").take_in(back)) == codes(taken)


def test_findings_stand_in_a_member_of_ours() -> None:
    document = json.loads(written(EXCHANGES["whole"], told={"findings": [{"code": "ODA401"}]}))

    (entry,) = document["log"]["entries"]
    assert entry["_amsInspector"]["findings"] == [{"code": "ODA401"}]
    assert document["log"]["_amsInspector"] == {"schema": 1, "redaction": "on"}


def test_what_is_read_is_redacted_whatever_it_says_of_itself() -> None:
    secret = Headers([("Authorization", f"Bearer {make.token()}")])
    forged = replace(EXCHANGES["whole"].request, headers=secret)

    (back,) = read(written(replace(EXCHANGES["whole"], request=forged)))

    assert back.redacted is False
    assert make.token() not in repr(Redactor(make.KEY).take_in(back))


@pytest.mark.parametrize(
    "ours",
    [
        pytest.param({}, id="empty"),
        pytest.param([], id="a list"),
        pytest.param("x", id="a text"),
        pytest.param({"recording": {"request": 1}}, id="a number for a message"),
        pytest.param({"recording": {"request": {"size": -1}}}, id="a negative size"),
        pytest.param({"recording": {"request": {}, "started": "x"}}, id="a text for a time"),
        pytest.param({"recording": {"request": {}, "credential": [1]}}, id="half a credential"),
    ],
)
def test_a_member_that_is_not_as_we_write_it_is_told_and_passed_over(ours: Any) -> None:
    document = json.loads(written(EXCHANGES["whole"]))
    document["log"]["entries"][0]["_amsInspector"] = ours
    warnings: list[str] = []

    (found,) = har.read(io.BytesIO(json.dumps(document).encode()), "t.har", warnings.append)

    assert found.request.body == b"{}"
    assert len(warnings) == 1
    assert "_amsInspector is not as this program writes it" in warnings[0]
