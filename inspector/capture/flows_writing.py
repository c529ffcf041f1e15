"""Write mitmproxy's flow files.

Recordings have bodies without their content encoding, flows with it: it is put on again, and its
bytes are others than those that were sent.
"""

import re
from collections.abc import Callable
from typing import BinaryIO
from uuid import UUID

from mitmproxy import flow, http, io
from mitmproxy.connection import Client, Server
from mitmproxy.net import encoding
from mitmproxy.net.http import url as addresses

from inspector.capture.content import UNENCODED
from inspector.capture.spelling import Unwritable
from inspector.core.annotated import Annotated
from inspector.core.exchange import Exchange, Message, Request, Response
from inspector.core.retelling.call import octets

Mark = Callable[[http.HTTPFlow, Annotated], None]
_ADDRESS = re.compile(r"(?:(https?)://)?(?:[^/?#]*@)?([^/?#]+)(.*)", re.IGNORECASE | re.DOTALL)
_SPELT = {"HTTP/2": b"HTTP/2.0"}


class FlowsWriter:
    """Writes flows to *file*; *mark* puts what was found on each."""

    def __init__(self, file: BinaryIO, mark: Mark) -> None:
        self._writer = io.FlowWriter(file)
        self._mark = mark

    def add(self, annotated: Annotated) -> None:
        """Write one exchange; raises Unwritable when it is none of HTTP."""
        made = flow_from_exchange(annotated.exchange)
        made.id = _id(annotated)
        self._mark(made, annotated)
        self._writer.add(made)

    def close(self) -> None:
        """Write nothing: a flow file has no end."""


def flow_from_exchange(exchange: Exchange) -> http.HTTPFlow:
    """Return *exchange* as a flow; raises Unwritable."""
    started = exchange.started or 0.0
    ended = started + (exchange.duration or 0.0)
    nobody = ("127.0.0.1", 0)  # who asked is not recorded
    made = http.HTTPFlow(
        Client(peername=nobody, sockname=nobody, timestamp_start=started), Server(address=None)
    )
    made.timestamp_created = started
    made.request = _request(exchange.request, started)
    if exchange.response is not None:
        made.response = _response(exchange.response, started, ended)
    if exchange.error:
        made.error = flow.Error(exchange.error, ended)
    return made


def _id(annotated: Annotated) -> str:
    """Return the id of the flow that it was, else one made of its number."""
    try:
        return str(UUID(annotated.exchange.id))
    except ValueError:
        return str(UUID(int=annotated.index + 1))


def _request(request: Request, started: float) -> http.Request:
    tunnels = request.method == "CONNECT"
    found = _ADDRESS.fullmatch(request.url)
    if found is None or not (found[1] or tunnels):
        raise Unwritable("the address is none of HTTP")
    scheme = (found[1] or "").lower()
    try:
        host, port = addresses.parse_authority(found[2], check=True)
    except ValueError as error:
        raise Unwritable("the address has no host") from error
    path = found[3] if found[3].startswith("/") else f"/{found[3]}"
    named = "Host" not in request.headers and request.http_version >= "HTTP/2"
    return http.Request(
        host=host,
        port=port or addresses.default_port(scheme) or 443,
        method=octets(request.method),
        scheme=octets(scheme),
        authority=octets(found[2]) if tunnels or named else b"",
        path=b"" if tunnels else octets(path),
        http_version=_version(request),
        headers=_headers(request),
        content=_raw(request),
        trailers=None,
        timestamp_start=started,
        timestamp_end=started,
    )


def _response(response: Response, started: float, ended: float) -> http.Response:
    return http.Response(
        http_version=_version(response),
        status_code=response.status,
        reason=octets(response.reason),
        headers=_headers(response),
        content=_raw(response),
        trailers=None,
        timestamp_start=started,
        timestamp_end=ended,
    )


def _version(message: Message) -> bytes:
    return _SPELT.get(message.http_version) or octets(message.http_version)


def _headers(message: Message) -> http.Headers:
    return http.Headers([(octets(name), octets(value)) for name, value in message.headers])


def _raw(message: Message) -> bytes | None:
    """Return the body with its content encoding; None when it was not recorded."""
    raw = message.body
    codings = (message.headers.joined("Content-Encoding") or "").lower().split(",")
    for coding in map(str.strip, codings if raw else ()):
        if coding not in UNENCODED:
            raw = encoding.encode(raw, coding.removeprefix("x-"))
            assert isinstance(raw, bytes)
    return raw
