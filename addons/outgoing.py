"""Requests of our model as mitmproxy sends them, and what a client sent before it was changed."""

import copy
from urllib.parse import urlsplit

from mitmproxy import http

from inspector.core.exchange import Exchange, Request
from inspector.core.headers import Headers
from inspector.core.mend import Mend
from inspector.core.silence import HEADER

SENT = "inspector_sent"  # the state of the request as its client sent it; in a flow's metadata
MENDS = "inspector_mends"  # what was changed, as plain data


def raw(text: str) -> bytes:
    """Return text of our model as it came over the wire."""
    return text.encode("utf-8", "surrogateescape")


def path_of(url: str) -> bytes:
    """Return what of *url* stands in a request line."""
    parts = urlsplit(url)
    path = parts.path or "/"
    return raw(f"{path}?{parts.query}" if parts.query or url.endswith("?") else path)


def fields_of(headers: Headers) -> http.Headers:
    """Return header fields as they are sent."""
    return http.Headers([(raw(name), raw(value)) for name, value in headers])


def framed(headers: Headers, body: bytes) -> Headers:
    """Return *headers* in step with a body that is neither encoded nor chunked."""
    headers = headers.without("Transfer-Encoding").without("Content-Encoding")
    if body or "Content-Length" in headers:
        headers = headers.setting("Content-Length", str(len(body)))
    return headers


def change(flow: http.HTTPFlow, before: Request, after: Request, mends: list[Mend]) -> None:
    """Send *after* in place of *before*, the request of *flow*; what was sent stays known."""
    request = flow.request
    flow.metadata.setdefault(SENT, request.get_state())
    plain = [[it.code, it.spot, it.header, it.before, it.after] for it in mends]
    flow.metadata[MENDS] = [*flow.metadata.get(MENDS, ()), *plain]
    request.data.method = raw(after.method)
    # What was taken out on its way stands in both, since a client sent it.
    headers, kept = after.headers.without(HEADER), before.headers.without(HEADER)
    if after.url != before.url:
        request.data.path = path_of(after.url)
    if after.body != before.body:
        headers = framed(headers, after.body or b"")
        request.data.content = after.body or b""
    if headers != kept:
        request.data.headers = fields_of(headers)


def as_sent(flow: http.HTTPFlow) -> http.HTTPFlow:
    """Return *flow* with the request that its client sent."""
    if SENT not in flow.metadata:
        return flow
    shown = copy.copy(flow)
    shown.request = http.Request.from_state(dict(flow.metadata[SENT]))
    return shown


def mends_of(flow: http.HTTPFlow) -> tuple[Mend, ...]:
    """Return what was changed in the request of *flow*."""
    return tuple(Mend(*plain) for plain in flow.metadata.get(MENDS, ()))


def redacted_mends(steps: list[tuple[str, Exchange]], first: Exchange) -> list[Mend]:
    """Return what changed from *first* over *steps*, all of them without secrets."""
    from inspector.core.repair.mending import mends

    found: list[Mend] = []
    for code, exchange in steps:
        found += mends(first.request, exchange.request, code)
        first = exchange
    return found
