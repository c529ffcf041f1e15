"""Which bodies pass through as they come, and what is kept of them."""

import gzip
import hashlib
import tracemalloc
from collections.abc import Callable

import pytest
from mitmproxy import http
from mitmproxy.test import tutils

from addons.stream import Passing, Stream, completed
from inspector.capture.flows import exchange_from_flow

MIB = 1024 * 1024
Flow = Callable[..., http.HTTPFlow]


@pytest.mark.parametrize(
    ("fields", "streams"),
    [
        pytest.param({}, False, id="no body"),
        pytest.param({"content-length": "1000"}, False, id="small"),
        pytest.param({"content-length": str(MIB)}, False, id="at the limit"),
        pytest.param({"content-length": str(MIB + 1)}, True, id="beyond the limit"),
        pytest.param({"transfer-encoding": "chunked"}, True, id="unknown length"),
        pytest.param({"content-length": "many"}, False, id="malformed length"),
    ],
)
def test_requests(fields: dict[str, str], streams: bool, flow: Flow) -> None:
    sent = flow("POST")
    sent.request.headers = http.Headers(**{n.replace("-", "_"): v for n, v in fields.items()})

    Stream().requestheaders(sent)

    assert isinstance(sent.request.stream, Passing) == streams


@pytest.mark.parametrize(
    ("method", "status", "fields", "streams"),
    [
        pytest.param("GET", 200, {"content-length": "1000"}, False, id="small"),
        pytest.param("GET", 200, {"content-length": str(9 * MIB)}, True, id="large"),
        pytest.param("GET", 200, {"transfer-encoding": "chunked"}, True, id="chunked"),
        pytest.param("GET", 200, {}, True, id="until the connection closes"),
        pytest.param("HEAD", 200, {"content-length": str(9 * MIB)}, False, id="HEAD"),
        pytest.param("GET", 204, {}, False, id="no content"),
        pytest.param("GET", 304, {"content-length": str(9 * MIB)}, False, id="not modified"),
    ],
)
def test_responses(
    method: str, status: int, fields: dict[str, str], streams: bool, flow: Flow
) -> None:
    sent = flow(method)
    headers = http.Headers(**{n.replace("-", "_"): v for n, v in fields.items()})
    sent.response = tutils.tresp(status_code=status, headers=headers)

    Stream().responseheaders(sent)

    assert isinstance(sent.response.stream, Passing) == streams


def test_a_request_that_the_proxy_answers_itself_is_held(flow: Flow) -> None:
    sent = flow("POST")
    sent.request.headers["content-length"] = str(9 * MIB)

    Stream(holds=lambda _: True).requestheaders(sent)

    assert sent.request.stream is False


def test_an_http_2_request_without_length_may_have_any(flow: Flow) -> None:
    sent = flow("POST")
    sent.request.http_version = "HTTP/2.0"
    del sent.request.headers["content-length"]

    Stream().requestheaders(sent)

    assert isinstance(sent.request.stream, Passing)


def streamed(sent: http.HTTPFlow, body: bytes, limit: int = MIB) -> http.HTTPFlow:
    """Let *body* pass as the response's, in pieces."""
    assert sent.response is not None
    passing = Passing(limit)
    sent.response.stream = passing
    sent.response.raw_content = None
    pieces = [body[at : at + 1000] for at in range(0, len(body), 1000)]
    assert [passing(piece) for piece in pieces] == pieces
    assert passing(b"") == b""
    return sent


def test_a_small_body_that_passed_is_kept(flow: Flow) -> None:
    sent = streamed(flow(), b'{"d": {}}' * 500)

    response = completed(exchange_from_flow(sent), sent).response

    assert response is not None
    assert (response.body, response.body_size) == (b'{"d": {}}' * 500, 4500)
    assert (response.withheld, response.body_sha256) == ("", "")


def test_an_encoded_body_that_passed_is_decoded(flow: Flow) -> None:
    sent = flow()
    sent.response.headers["content-encoding"] = "gzip"  # type: ignore[union-attr]
    streamed(sent, gzip.compress(b"{}"))

    response = completed(exchange_from_flow(sent), sent).response

    assert response is not None
    assert response.body == b"{}"


def test_of_a_large_body_size_and_digest_are_kept(flow: Flow) -> None:
    body = bytes(3 * MIB)
    sent = streamed(flow(), body)

    response = completed(exchange_from_flow(sent), sent).response

    assert response is not None
    assert response.body is None
    assert response.withheld == "larger than 1 MiB"
    assert response.body_size == len(body)
    assert response.body_sha256 == hashlib.sha256(body).hexdigest()


def test_memory_does_not_grow_with_the_body() -> None:
    passing, piece = Passing(MIB), bytes(MIB // 4)
    tracemalloc.start()
    for _ in range(100):
        passing(bytes(piece))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert passing.size == 25 * MIB
    assert peak < 2 * MIB


def test_a_body_that_was_not_streamed_is_left_alone(flow: Flow) -> None:
    sent = flow()
    exchange = exchange_from_flow(sent)

    assert completed(exchange, sent) is exchange
