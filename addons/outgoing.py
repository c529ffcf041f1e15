"""Messages of our model as mitmproxy sends them, and what came before it was changed."""

import copy
from urllib.parse import urlsplit

from mitmproxy import http

from inspector.core.exchange import Exchange, Request, Response
from inspector.core.headers import Headers
from inspector.core.mend import Mend
from inspector.core.silence import HEADER

SENT = "inspector_sent"  # the state of the request as its client sent it; in a flow's metadata
GOT = "inspector_got"  # likewise of the answer as its server sent it
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


def change(flow: http.HTTPFlow, before: Request, after: Request, mends: list[Mend]) -> None:
    """Send *after* in place of *before*, the request of *flow*; what was sent stays known."""
    request = flow.request
    flow.metadata.setdefault(SENT, request.get_state())
    _note(flow, mends)
    request.data.method = raw(after.method)
    # What was taken out on its way stands in both, since a client sent it.
    headers, kept = after.headers.without(HEADER), before.headers.without(HEADER)
    if after.url != before.url:
        request.data.path = path_of(after.url)
    if after.body != before.body:
        headers = headers.framing(after.body or b"")
        request.data.content = after.body or b""
    if headers != kept:
        request.data.headers = fields_of(headers)


def change_answer(
    flow: http.HTTPFlow, before: Response, after: Response, mends: list[Mend]
) -> None:
    """Give the client *after* in place of *before*, the answer of *flow*; that stays known."""
    response = flow.response
    if response is None:
        raise LookupError(flow.id)
    flow.metadata.setdefault(GOT, response.get_state())
    _note(flow, mends)
    headers = after.headers
    response.data.status_code, response.data.reason = after.status, raw(after.reason)
    if after.body != before.body:
        headers = headers.framing(after.body or b"")
        response.data.content = after.body or b""
    if headers != before.headers:
        response.data.headers = fields_of(headers)


def as_it_came(flow: http.HTTPFlow) -> http.HTTPFlow:
    """Return *flow* with the request that its client sent, and the answer of its server."""
    if SENT not in flow.metadata and GOT not in flow.metadata:
        return flow
    shown = copy.copy(flow)
    if SENT in flow.metadata:
        shown.request = http.Request.from_state(dict(flow.metadata[SENT]))
    if GOT in flow.metadata:
        shown.response = http.Response.from_state(dict(flow.metadata[GOT]))
    return shown


def _note(flow: http.HTTPFlow, mends: list[Mend]) -> None:
    plain = [[it.code, it.spot, it.header, it.before, it.after, it.side] for it in mends]
    flow.metadata[MENDS] = [*flow.metadata.get(MENDS, ()), *plain]


def mends_of(flow: http.HTTPFlow) -> tuple[Mend, ...]:
    """Return what was changed in the messages of *flow*."""
    return tuple(Mend(*plain) for plain in flow.metadata.get(MENDS, ()))


def redacted_mends(steps: list[tuple[str, Exchange]], first: Exchange) -> list[Mend]:
    """Return what changed from *first* over *steps*, all of them without secrets."""
    from inspector.core.repair.mending import mends

    found: list[Mend] = []
    for code, exchange in steps:
        found += mends(first.request, exchange.request, code)
        first = exchange
    return found
