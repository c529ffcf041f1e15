"""Spoilt files give exchanges, warnings or one clear error, and nothing else."""

import contextlib
import io
import json
import random
import time
from pathlib import Path

import pytest
from mitmproxy import io as mitmio
from mitmproxy.test import tflow

from inspector.capture.opening import kind_of, open_capture
from inspector.capture.store import CaptureReader, CaptureWriter
from inspector.core.annotated import Annotated, Finding
from inspector.core.evidence import Evidence
from inspector.core.exchange import Exchange, Request, Response
from inspector.core.headers import Headers
from inspector.core.severity import ERROR
from inspector.errors import CaptureError

MUTATIONS = 500  # of each kind


def a_har() -> bytes:
    entry = {
        "startedDateTime": "2026-01-31T12:00:00.000Z",
        "time": 4,
        "request": {
            "method": "POST",
            "url": "https://a/api/Jobs",
            "httpVersion": "h2",
            "headers": [{"name": "Accept", "value": "*/*"}],
            "postData": {"mimeType": "application/json", "text": '{"a": "\\u00e4"}'},
            "bodySize": 10,
        },
        "response": {
            "status": 201,
            "headers": [{"name": "X", "value": "1"}],
            "content": {"size": 2, "text": "e30=", "encoding": "base64"},
        },
    }
    log = {"version": "1.2", "creator": {"name": "x"}, "pages": [], "entries": [entry] * 3}
    return json.dumps({"log": log}).encode()


def flows() -> bytes:
    file = io.BytesIO()
    for one in (tflow.tflow(resp=True), tflow.tflow(err=True), tflow.ttcpflow()):
        mitmio.FlowWriter(file).add(one)
    return file.getvalue()


def text() -> bytes:
    return (
        b"@root = https://a/api\n### bad: x\n# at: 2026-01-31T12:00:00Z\n# took: 4\n"
        b"POST {{root}}/Jobs\n  ?$top=1\nA: 1\n\n{}\n\nHTTP/1.1 200 OK\nB: 2\n\n{}\n\n###\n"
        b"GET {{root}}/Assets\n"
    )


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("whole") / "a.amscap"
    found = Finding("A1", "n", ERROR, "t", "r", (Evidence("request", "x", header="A"),), "f")
    with CaptureWriter(path) as writer:
        for n in range(6):
            request = Request(method="POST", url="https://a/", body=b"x" * 400 * n)
            response = Response(status=200, headers=Headers([("A", "1")]), body=b"{}")
            exchange = Exchange(request=request, response=response, id=str(n), redacted=True)
            writer.append(Annotated(exchange, n, "p", "api", "POST /", (found,)))
        writer.event("tls", "x", 1.0)
    return path.read_bytes()


def spoilt(whole: bytes, chance: random.Random) -> bytes:
    raw = bytearray(whole)
    for _ in range(chance.choice([1, 1, 2, 8])):
        place = chance.randrange(len(raw))
        match chance.randrange(4):
            case 0:
                raw[place] = chance.randrange(256)
            case 1:
                del raw[place : place + chance.choice([1, 1, 9, 200])]
            case 2:
                raw[place:place] = chance.choice([b'"', b"\\", b"{", b"[", b"\0", b"\xff", b"9"])
            case _:
                start = chance.randrange(len(raw))
                raw[place:place] = raw[start : start + chance.choice([1, 9, 200])]
        raw = raw or bytearray(b"x")
    return bytes(raw[: chance.randrange(len(raw)) + 1] if chance.random() < 0.2 else raw)


def look(path: Path) -> None:
    """Read all there is; whatever is not a CaptureError is a bug."""
    warnings: list[str] = []
    try:
        for exchange in open_capture(path, warn=warnings.append):
            assert isinstance(exchange, Exchange)
            assert isinstance(exchange.request.url, str)
            assert exchange.started is None or isinstance(exchange.started, float)
            assert isinstance(exchange.request.body, bytes | None)
            hash(exchange.request.headers)
            assert exchange.request.operation
    except CaptureError as error:
        warnings.append(str(error))
    assert all(warning and "\n" not in warning for warning in warnings)


@pytest.mark.parametrize("make", [a_har, flows, text])
def test_spoilt_files(tmp_path: Path, make: object) -> None:
    assert callable(make)
    whole, chance, path = make(), random.Random(2026), tmp_path / "x"
    path.write_bytes(whole)
    kind_of(path)
    slowest = 0.0
    for _ in range(MUTATIONS):
        path.write_bytes(spoilt(whole, chance))
        began = time.process_time()
        look(path)
        slowest = max(slowest, time.process_time() - began)
    assert slowest < 2


def test_spoilt_captures(tmp_path: Path, database: bytes) -> None:
    chance, path = random.Random(2026), tmp_path / "x"
    for number in range(MUTATIONS):
        path = tmp_path / f"{number}.amscap"
        path.write_bytes(spoilt(database, chance))
        look(path)
        with contextlib.suppress(CaptureError), CaptureReader(path) as reader:
            reader.rows(1, reader.last())
            reader.tally()
            reader.facts()
            reader.events()
        path.unlink()
