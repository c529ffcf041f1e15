"""Messages as they go over the control channel, and what can be sent on.

Each character of their texts is a byte, since headers need not be UTF-8.
"""

import re
from typing import Self

import msgspec

from inspector.core.clean import one_line
from inspector.core.exchange import Message, Request, Response
from inspector.core.headers import Headers

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")  # RFC 9110 §5.6.2
_UNSENDABLE = re.compile(r"[\0\r\n]|[^\0-\xff]")
NO_URL = "the URL is not one of http or https, or has blanks in it"
_URL = re.compile(r"https?://[^/?#\s]+[^\s]*")


class Refusal(Exception):  # noqa: N818 - it says what came of a command
    """Says in a line why a command was not obeyed."""


Fields = tuple[tuple[str, str], ...]


class Sent(msgspec.Struct, frozen=True):
    """A request."""

    method: str
    url: str
    headers: Fields
    body: bytes

    @classmethod
    def of(cls, request: Request) -> Self:
        """Return *request*; raises Refusal when not all of it was recorded."""
        body = _body(request, "request")
        if request.method == "CONNECT":
            raise Refusal("it opened a tunnel; there is no request that could be sent")
        if request.target.scheme not in {"http", "https"}:
            raise Refusal(NO_URL)
        return cls(request.method, bytewise(request.url), _fields(request), body)

    def request(self) -> Request:
        """Return it as a request of our model; raises Refusal when it is none."""
        if not _TOKEN.fullmatch(self.method) or _UNSENDABLE.search(self.method + self.url):
            raise Refusal("the method or the URL has characters that cannot be sent")
        if not _URL.fullmatch(self.url):
            raise Refusal(NO_URL)
        headers = _headers(self.headers)
        return Request(method=self.method, url=textwise(self.url), headers=headers, body=self.body)


def require_same_origin(given: Request, waits: Request) -> None:
    """Raise Refusal when *given*, in the place of what waits, would go to another host."""
    if given.target.origin != waits.target.origin:
        raise Refusal("it cannot be sent to another host; let it go, and replay it there")


class Answered(msgspec.Struct, frozen=True):
    """An answer."""

    status: int
    reason: str
    headers: Fields
    body: bytes

    @classmethod
    def of(cls, response: Response) -> Self:
        """Return *response*; raises Refusal when its body has passed already."""
        body = _body(response, "answer")
        return cls(response.status, bytewise(response.reason), _fields(response), body)

    def response(self) -> Response:
        """Return it as an answer of our model; raises Refusal when it is none."""
        if not 200 <= self.status <= 599:
            raise Refusal(f"a status is a number from 200 to 599, not {self.status}")
        if _UNSENDABLE.search(self.reason):
            raise Refusal("the reason has characters that cannot be sent")
        headers, reason = _headers(self.headers), textwise(self.reason)
        return Response(status=self.status, reason=reason, headers=headers, body=self.body)


def _body(message: Message, name: str) -> bytes:
    if message.body is None:
        why = one_line(message.withheld) or "not recorded"
        raise Refusal(f"the {name}'s body is not in the capture: {why}")
    return message.body


def _fields(message: Message) -> Fields:
    return tuple((bytewise(name), bytewise(value)) for name, value in message.headers)


def _headers(fields: Fields) -> Headers:
    if any(_UNSENDABLE.search(value) for _, value in fields):
        raise Refusal("a header has characters that cannot be sent")
    if not all(_TOKEN.fullmatch(name) for name, _ in fields):
        raise Refusal("a header's name has characters that cannot be sent")
    return Headers((textwise(name), textwise(value)) for name, value in fields)


def bytewise(text: str) -> str:
    """Return text of our model with a character for each byte."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("latin-1")


def textwise(text: str) -> str:
    """Return text of our model of what `bytewise` returned."""
    return text if text.isascii() else text.encode("latin-1").decode("utf-8", "surrogateescape")
