"""Sends requests anew through the proxy, each as an exchange of its own."""

import asyncio
from urllib.parse import urlsplit

from mitmproxy import connection, ctx, http
from mitmproxy.addons.clientplayback import ReplayHandler

from addons.findings import REPLAY_OF
from inspector.core.exchange import Request

PATIENCE = 150.0  # seconds for an answer; the service itself gives up before
NO_CLIENT = ("127.0.0.1", 0)


async def send(request: Request, of: str) -> http.HTTPFlow:
    """Send *request*, its secrets in it; return once it was answered, or could not be.

    Raises TimeoutError.
    """
    flow = flow_of(request)
    flow.is_replay = "request"
    flow.metadata[REPLAY_OF] = of
    async with asyncio.timeout(PATIENCE):
        await ReplayHandler(flow, ctx.options).replay()
    return flow


def flow_of(request: Request) -> http.HTTPFlow:
    """Return *request* as a flow that nobody has asked for."""
    client = connection.Client(peername=NO_CLIENT, sockname=NO_CLIENT)
    flow = http.HTTPFlow(client, connection.Server(address=None))
    target, body = request.target, request.body or b""
    host = target.host
    port = target.parts.port or {"http": 80, "https": 443}[target.scheme]
    flow.request = http.Request(
        host,
        port,
        request.method.encode(),
        target.scheme.encode(),
        b"",
        path_of(request.url),
        b"HTTP/1.1",
        http.Headers(fields_of(request, body)),
        body,
        None,
        0.0,
        None,
    )
    return flow


def path_of(url: str) -> bytes:
    """Return what of *url* stands in a request line."""
    parts = urlsplit(url)
    path = parts.path or "/"
    return raw(f"{path}?{parts.query}" if parts.query or url.endswith("?") else path)


def fields_of(request: Request, body: bytes) -> list[tuple[bytes, bytes]]:
    """Return the header fields, in step with a body that is neither encoded nor chunked."""
    headers = request.headers.without("Transfer-Encoding").without("Content-Encoding")
    if "Host" not in headers:  # HTTP/2 has `:authority` instead
        headers = type(headers)([("Host", request.target.parts.netloc), *headers])
    if body or "Content-Length" in headers:
        headers = headers.setting("Content-Length", str(len(body)))
    return [(raw(name), raw(value)) for name, value in headers]


def raw(text: str) -> bytes:
    """Return text of our model as it came over the wire."""
    return text.encode("utf-8", "surrogateescape")
