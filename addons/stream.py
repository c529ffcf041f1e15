"""Lets large bodies, and those of unknown length, through as they come.

mitmproxy otherwise holds a body back until it is complete, however large it is. A body that
turns out to be small is kept whole on the way, so that it is inspected like any other.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace

from mitmproxy import http
from mitmproxy.net.http.http1 import expected_http_body_size

from inspector.capture.content import INSPECTION_LIMIT, Decoded, decode, too_large
from inspector.core.exchange import Exchange, Message


class Passing:
    """A body on its way: passes each piece on unchanged, and keeps them up to a limit."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._digest = hashlib.sha256()
        self._pieces: list[bytes] = []

    def __call__(self, piece: bytes) -> bytes:
        """Return *piece*, as mitmproxy wants it of a `stream` attribute."""
        self.size += len(piece)
        self._digest.update(piece)
        if self.size <= self.limit:
            self._pieces.append(piece)
        else:
            self._pieces.clear()
        return piece

    @property
    def whole(self) -> bytes | None:
        """Return all that passed, None when it was more than the limit."""
        return b"".join(self._pieces) if self.size <= self.limit else None

    @property
    def sha256(self) -> str:
        """Return the digest of all that passed, in hexadecimal."""
        return self._digest.hexdigest()


def nothing(_: http.HTTPFlow) -> bool:
    """Return False."""
    return False


class Stream:
    """Sets each message with a large body, or one of unknown length, flowing.

    Of *limit* bytes at most a body is kept whole, as it came over the wire, to be inspected.
    *holds* tells which requests have to be complete, since another addon answers them itself or
    may change them; *holds_answer* which answers, since somebody wants to see them first.
    """

    def __init__(
        self,
        limit: int = INSPECTION_LIMIT,
        holds: Callable[[http.HTTPFlow], bool] = nothing,
        holds_answer: Callable[[http.HTTPFlow], bool] = nothing,
    ) -> None:
        self.limit = limit
        self.holds_answer = holds_answer
        self.holds = holds

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """Decide for a request."""
        if not self.holds(flow) and self._is_large(flow.request, None):
            flow.request.stream = Passing(self.limit)

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        """Decide for a response."""
        if flow.response is None or self.holds_answer(flow):
            return
        if self._is_large(flow.request, flow.response):
            flow.response.stream = Passing(self.limit)

    def _is_large(self, request: http.Request, response: http.Response | None) -> bool:
        if response is None and request.is_http2 and "content-length" not in request.headers:
            return True  # HTTP/2 tells by a frame, not by a header, whether a body follows
        try:
            size = expected_http_body_size(request, response)
        except ValueError:  # a malformed Content-Length; mitmproxy refuses it by itself
            return False
        return size is None or size < 0 or size > min(self.limit, INSPECTION_LIMIT)


def completed(exchange: Exchange, flow: http.HTTPFlow) -> Exchange:
    """Return *exchange* with the bodies that *flow* itself did not keep, since they passed."""
    request = _completed(exchange.request, flow.request)
    response = exchange.response
    if response is not None and flow.response is not None:
        response = _completed(response, flow.response)
    if request is exchange.request and response is exchange.response:
        return exchange
    return replace(exchange, request=request, response=response)


def _completed[M: Message](message: M, sent: http.Message) -> M:
    passing = sent.stream
    if sent.raw_content is not None or not isinstance(passing, Passing):
        return message
    whole = passing.whole
    if whole is None:
        decoded = Decoded(None, too_large(passing.limit))
    else:
        decoded = decode(whole, message.headers.joined("Content-Encoding"), passing.limit)
    return replace(
        message,
        body=decoded.body,
        withheld=decoded.withheld,
        body_size=passing.size,
        body_sha256=passing.sha256 if decoded.body is None else "",
    )


addons = [Stream()]
