"""Every field of an annotated exchange comes back exactly, whatever it holds."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.capture.records import SavedVerdict, exchange_record, verdict_record
from inspector.capture.saved import (
    Damaged,
    pack,
    pack_record,
    unpack,
    unpack_exchange,
    unpack_verdict,
)
from inspector.capture.store import CaptureReader, CaptureWriter
from inspector.core.annotated import Annotated, Cause, Diagnosis, Finding
from inspector.core.bearer import Credential
from inspector.core.caller import Caller
from inspector.core.evidence import Evidence
from inspector.core.exchange import Exchange, Request, Response
from inspector.core.headers import Headers
from inspector.core.reading import Failure
from inspector.core.severity import Severity

# `text()` leaves lone surrogates out; what comes off the wire does not.
TEXT = st.text(st.characters(codec=None), max_size=20) | st.sampled_from(
    ["", "\x00", "\ud800", "\ud83d\ude00", "\udcff", "\u202e[link=x]", "\x1b]0;x\x07", "ü" * 300]
)
WHOLE = st.integers()
MAYBE = st.none() | TEXT
JSON = st.recursive(
    st.none() | st.booleans() | WHOLE | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
BODY = st.none() | st.binary(max_size=20) | st.binary(min_size=300, max_size=2000)
TIME = st.none() | st.floats(allow_nan=False)

EVIDENCE = st.builds(
    Evidence, st.sampled_from(["request", "response"]), TEXT | st.just("\x1b" * 250), MAYBE, MAYBE,
    MAYBE, MAYBE, st.none() | WHOLE, st.none() | WHOLE, TEXT, st.none() | st.sampled_from(Severity),
)  # fmt: skip
PLACES = st.lists(EVIDENCE, max_size=2).map(tuple)
FINDING = st.builds(
    Finding, TEXT, TEXT, st.sampled_from(Severity), TEXT, TEXT, PLACES, TEXT, st.none() | WHOLE
)
CAUSE = st.builds(
    Cause, st.sampled_from(["certain", "likely", "possible", "ruled-out"]), TEXT, MAYBE, PLACES
)
DIAGNOSIS = st.builds(Diagnosis, st.lists(CAUSE, max_size=2).map(tuple), MAYBE)
CREDENTIAL = st.builds(
    Credential, st.sampled_from(["jwt", "swt", "opaque", "placeholder", "empty", "other", "withheld"]),
    TEXT, TEXT, st.dictionaries(TEXT, JSON, max_size=3), st.dictionaries(TEXT, JSON, max_size=3),
    TEXT, st.none() | st.booleans(), st.sampled_from(["not checked", "valid", "invalid"]),
    st.lists(TEXT, max_size=2).map(tuple),
)  # fmt: skip
MESSAGE = {
    "headers": st.lists(st.tuples(TEXT, TEXT), max_size=3).map(Headers),
    "body": BODY,
    "body_size": st.none() | WHOLE,
    "body_sha256": TEXT,
    "withheld": TEXT,
    "unreadable": st.none() | st.builds(Failure, TEXT, WHOLE, WHOLE),
    "unrecorded": st.frozensets(TEXT, max_size=3),
    "http_version": TEXT,
}
INNER = st.dictionaries(TEXT, CREDENTIAL, max_size=2)
REQUEST = st.builds(
    Request, method=TEXT, url=TEXT, credential=st.none() | CREDENTIAL, inner_credentials=INNER,
    **MESSAGE,
)  # fmt: skip
RESPONSE = st.builds(Response, status=WHOLE, reason=TEXT, **MESSAGE)
EXCHANGE = st.builds(
    Exchange, request=REQUEST, response=st.none() | RESPONSE, id=TEXT, started=TIME, duration=TIME,
    error=TEXT, source=TEXT, redacted=st.just(True),
    caller=st.none() | st.builds(Caller, TEXT, TEXT, st.none() | WHOLE),
)  # fmt: skip
ANNOTATED = st.builds(
    Annotated, EXCHANGE, WHOLE, MAYBE, TEXT, TEXT, st.lists(FINDING, max_size=2).map(tuple),
    st.none() | DIAGNOSIS,
)  # fmt: skip


@pytest.fixture(scope="module")
def store(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[CaptureWriter, CaptureReader]]:
    path: Path = tmp_path_factory.mktemp("round") / "trip.amscap"
    with CaptureWriter(path) as writer, CaptureReader(path) as reader:
        yield writer, reader


@settings(
    max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(annotated=ANNOTATED)
def test_the_store_gives_back_what_it_took(
    store: tuple[CaptureWriter, CaptureReader], annotated: Annotated
) -> None:
    writer, reader = store

    writer.append(annotated)
    writer.flush()

    n = reader.last()
    assert reader.annotated(n) == annotated
    assert len(reader.rows(n, n)) == 1


@pytest.mark.parametrize(
    ("kind", "known"),
    [
        pytest.param(Request,  {*MESSAGE, "method", "url", "credential", "inner_credentials"}, id="request"),
        pytest.param(Response, {*MESSAGE, "status", "reason"},                                 id="response"),
    ],
)  # fmt: skip
def test_no_field_is_forgotten(kind: type, known: set[str]) -> None:
    assert {field.name for field in fields(kind)} == known


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 5000])
@pytest.mark.parametrize("content", [b"a", b"\x00", bytes(range(256))])
def test_packing(size: int, content: bytes) -> None:
    raw = (content * size)[:size]

    assert unpack(pack(raw)) == raw


def test_packing_shrinks_what_is_worth_it() -> None:
    assert len(pack(b'{"a": 1}' * 1000)) < 200
    assert len(pack(b"x" * 200)) == 201


@pytest.mark.parametrize(
    "stored",
    [
        pytest.param(b"",                          id="nothing"),
        pytest.param(b"\x05abc",                   id="unknown kind"),
        pytest.param(b"\x01abc",                   id="no zlib"),
        pytest.param(pack(b"abc" * 1000)[:-4],     id="cut off"),
    ],
)  # fmt: skip
def test_what_pack_never_gave(stored: bytes) -> None:
    with pytest.raises(Damaged):
        unpack(stored)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"[]",                                    id="too short"),
        pytest.param(b"{}",                                    id="an object"),
        pytest.param(b"\xff",                                  id="no text"),
        pytest.param(b"[" * 100_000,                           id="deep"),
        pytest.param(b'[0,null,"","",[[1]],null]',             id="a finding that is none"),
    ],
)  # fmt: skip
def test_records_of_others(raw: bytes) -> None:
    with pytest.raises(Damaged):
        unpack_verdict(pack(raw))
    with pytest.raises(Damaged):
        unpack_exchange(pack(raw))


def test_evidence_from_a_strangers_capture_is_inert() -> None:
    hostile = (0, None, "", "", [("C", "n", 3, "t", "r", [
        ("request", "\x1b]0;owned\x07\n", None, None, None, None, None, None, "\u202e", None)
    ], "f", None)], None)  # fmt: skip

    verdict = unpack_verdict(pack_record(hostile))
    (place,) = verdict.findings[0].restore().evidence

    assert isinstance(verdict, SavedVerdict)
    assert place.seen == r"\x1b]0;owned\x07\n"
    assert place.note == r"\u202e"


def test_records_are_plain_json() -> None:
    exchange = Exchange(request=Request(method="GET", url="https://a/"))

    assert pack_record(exchange_record(exchange))[:1] == b"\x00"
    assert pack_record(verdict_record(Annotated(exchange)))[1:] == b'[0,null,"","",[],null,[]]'


def test_a_record_that_lacks_what_came_later() -> None:
    message: tuple[object, ...] = ([("A", "b")], None, "", "", None, [], "HTTP/1.1")
    token = (
        "jwt",
        "Bearer",
        "<redacted:jwt:0123456789ab>",
        "",
        '{"exp":1}',
        "",
        True,
        "not checked",
    )
    old = ("7", "", "a.har", True, ("GET", "https://a/", token, message), (200, "OK", message))

    exchange = unpack_exchange(pack_record(old)).restore((1.0, 0.5), (b"", b"{}"))

    credential = Credential("jwt", "Bearer", token[2], {}, {"exp": 1}, tenant_agrees=True)
    headers = Headers([("A", "b")])
    assert exchange == Exchange(
        request=Request(
            method="GET", url="https://a/", headers=headers, body=b"", credential=credential
        ),
        response=Response(status=200, reason="OK", headers=headers, body=b"{}"),
        id="7", started=1.0, duration=0.5, source="a.har", redacted=True,
    )  # fmt: skip
