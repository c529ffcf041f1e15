"""Exchanges of all kinds, as annotated ones, for writers of recordings."""

import gzip
from dataclasses import replace

import hostile
import make

from inspector.core.annotated import Annotated
from inspector.core.exchange import Exchange, Request, Response
from inspector.core.headers import Headers
from inspector.core.reading import Failure

BODIES = {
    "none": b"",
    "JSON": b'{"Name": "\xc3\xa9"}',
    "ends in a line feed": b"a\n",
    "binary": bytes(range(256)),
    "a batch": b"--b\r\nContent-Type: application/http\r\n\r\nGET /x HTTP/1.1\r\n\r\n--b--",
    "like a block": b"a\n### b\nGET https://x.test/",
    "like a response": b"a\nHTTP/1.1 200 OK\n\nb",
    "like a file": b"< /etc/passwd",
    "like a comment": b"# at: x\n// y\n@a = b",
    "a template": b"{{a}}",
    "a blank line first": b"\n\na",
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "Latin-1": "é".encode("latin-1"),
    "zero-width": "a\u200d\u202eb".encode(),
    "an escape": b"\x1b]0;x\x07",
}


def exchanges() -> dict[str, Exchange]:
    """Return exchanges, taken in, by what is special about them."""
    found = {f"body: {name}": _with(body) for name, body in BODIES.items()}
    latin = Headers([("Content-Type", "text/plain; charset=iso-8859-1")])
    whole = make.exchange("POST", "Jobs", b"{}", answer=make.response(201, b'{"d": 1}', [("Set-Cookie", "a=b; Path=/"), ("Location", "https://x.test/?code=abcdefgh12345678")]))  # fmt: skip
    found |= {
        "whole": replace(whole, started=1769860800.123456, duration=0.0415),
        "no answer": replace(make.exchange(), error="connection refused", duration=1.5),
        "answer not recorded": make.exchange(),
        "no times": make.exchange(started=None),
        "declared Latin-1": replace(whole, request=replace(whole.request, headers=latin, body=b"\xe9")),
        "body not recorded": replace(whole, request=replace(whole.request, body=None, body_size=7, withheld="streamed", body_sha256="ab")),
        "body could not be read": replace(whole, response=replace(whole.response or make.response(), body=None, withheld="cannot be read", unreadable=Failure("no JSON", 3, 4))),
        "headers not recorded": replace(whole, request=replace(whole.request, unrecorded=frozenset({"authorization", "cookie"}))),
        "HTTP/2": replace(whole, request=replace(whole.request, http_version="HTTP/2")),
        "bytes in a header": replace(whole, request=replace(whole.request, headers=Headers([("X", "\udcff"), ("x", "é"), ("Host", "accountname.restv2.westus.media.azure.net")]))),
        "gzip": replace(whole, response=Response(status=200, headers=Headers([("Content-Encoding", "gzip")]), body=b"abc", body_size=len(gzip.compress(b"abc")))),
        "a storage key": make.exchange(fields=[("Authorization", "SharedKey acct:0123456789abcdef0123")]),
        "a batch with tokens": make.exchange("POST", "$batch", BODIES["a batch"].replace(b"\r\n\r\n--b--", f"\r\nAuthorization: Bearer {make.token()}\r\n\r\n--b--".encode()), content_type="multipart/mixed; boundary=b"),
    }  # fmt: skip
    return found


def hostile_ones(number: int = 50) -> list[Exchange]:
    """Return exchanges with hostile requests and an answer of the same bytes."""
    return [
        Exchange(
            request=request,
            response=Response(status=400, reason="Bad", headers=request.headers, body=request.body),
            started=make.NOON,
            redacted=True,
        )
        for request in hostile.requests(number, "media.example.test")
    ]


def annotated(exchange: Exchange, index: int = 0) -> Annotated:
    return Annotated(exchange, index, operation=exchange.request.operation)


def _with(body: bytes) -> Exchange:
    sent = Request(
        method="POST",
        url=make.ROOT + "Files",
        headers=Headers([("Host", "accountname.restv2.westus.media.azure.net"), ("Content-Length", str(len(body)))]),
        body=body,
        body_size=len(body),
    )  # fmt: skip
    answer = Response(status=200, reason="OK", body=body, body_size=len(body))
    return Exchange(request=sent, response=answer, id="e", started=make.NOON, duration=0.25, redacted=True)  # fmt: skip
