"""Sends requests anew through the proxy, each as an exchange of its own."""

import asyncio

from mitmproxy import connection, ctx, http
from mitmproxy.addons.clientplayback import ReplayHandler
from mitmproxy.proxy.mode_specs import ProxyMode

from addons.findings import REPLAY_OF
from addons.outgoing import fields_of, path_of
from inspector.core.exchange import Request
from inspector.core.headers import Headers

PATIENCE = 150.0  # seconds for an answer; the service itself gives up before
NO_CLIENT = ("127.0.0.1", 0)


async def send(request: Request, of: str) -> http.HTTPFlow:
    """Send *request*, its secrets in it; return once it was answered, or could not be.

    Raises TimeoutError.
    """
    flow = flow_of(request, ProxyMode.parse(ctx.options.mode[0]))
    flow.is_replay = "request"
    flow.metadata[REPLAY_OF] = of
    async with asyncio.timeout(PATIENCE):
        await ReplayHandler(flow, ctx.options).replay()
    return flow


def flow_of(request: Request, mode: ProxyMode) -> http.HTTPFlow:
    """Return *request* as a flow that nobody has asked for, in a proxy's *mode*."""
    client = connection.Client(peername=NO_CLIENT, sockname=NO_CLIENT, proxy_mode=mode)
    flow = http.HTTPFlow(client, connection.Server(address=None))
    target, body = request.target, request.body or b""
    headers = request.headers
    if "Host" not in headers:  # HTTP/2 has `:authority` instead
        headers = Headers([("Host", target.parts.netloc), *headers])
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
        fields_of(headers.framing(body)),
        body,
        None,
        0.0,
        None,
    )
    return flow
