"""What a client has to be given so that it sends a recorded request again, byte for byte."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from inspector.core.clean import one_line
from inspector.core.exchange import Request
from inspector.core.placeholder import MARKER

Length = Literal[
    "given",  # as a field, where it was sent
    "counted",  # by the client, which writes `Content-Length` itself
    "none",  # there is no `Content-Length`
]
BODILESS = frozenset({"GET", "HEAD", "DELETE", "OPTIONS", "TRACE"})  # usually
UNENCODED = frozenset({"", "identity"})
TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")  # RFC 9110 §5.6.2
_URL = re.compile(r"((https?)://(?:[^/?#\\]*@)?([^/?#\\@]+))([^#]*).*", re.IGNORECASE | re.DOTALL)
_BREAKS = re.compile(r"[\x00\r\n]")
_BLANK = re.compile(r"[\x00-\x20\x7f]")


class Untellable(ValueError):  # noqa: N818 - it says what the request is
    """Says why there is nothing that could be sent."""


@dataclass(frozen=True)
class Call:
    """A request as it is to be sent; no text in it breaks a line.

    *fields* lacks what cannot be sent, which *remarks* tell. *missing* says why a body that was
    sent is not here.
    """

    method: str
    url: str  # without blanks and control characters
    scheme: str  # in lower case
    origin: str  # scheme, user, host and port
    authority: str  # host and port
    target: str  # path and query; with its `/`
    fields: tuple[tuple[str, bytes], ...]
    body: bytes
    length: Length
    http_version: str
    missing: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def chunked(self) -> bool:
        """Tell whether the body is sent in chunks."""
        return any(_is_chunked(name, value) for name, value in self.fields)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all fields, in lower case."""
        return tuple(name.lower() for name, _ in self.fields)

    def lacks(self, name: str) -> bool:
        """Tell whether no field has this name."""
        return name.lower() not in self.names


def call_of(request: Request) -> Call:
    """Return what has to be sent; raises Untellable."""
    url = _BLANK.sub(lambda found: f"%{ord(found[0]):02X}", request.url)
    found = _URL.fullmatch(url)
    if found is None:
        raise Untellable(f"{one_line(request.url)!r} is no http address with a host")
    if TOKEN.fullmatch(request.method) is None:
        raise Untellable(f"{one_line(request.method)!r} is no method")
    missing = _missing(request)
    return Call(
        method=request.method,
        url=url,
        scheme=found[2].lower(),
        origin=found[1],
        authority=found[3],
        target=found[4] if found[4].startswith("/") else f"/{found[4]}",
        fields=tuple(_fields(request)),
        body=request.body or b"",
        length=_length(request),
        http_version=request.http_version,
        missing=missing,
        remarks=tuple(one_line(remark, 400) for remark in _remarks(request, missing)),
    )


def octets(text: str) -> bytes:
    """Return what *text* was on the wire; readers keep bytes that are no UTF-8 as surrogates."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _fields(request: Request) -> Iterator[tuple[str, bytes]]:
    for name, value in request.headers:
        if _is_sent(name, value, request):
            yield name, octets(value)


def _missing(request: Request) -> str:
    if request.body is not None:
        return ""
    told = any(name in request.headers for name in ("Content-Length", "Transfer-Encoding"))
    if not (request.has_body or request.withheld or told) and request.method in BODILESS:
        return ""
    return request.withheld or "not recorded"


def _length(request: Request) -> Length:
    if _sends_chunks(request):
        return "none"
    if _is_length_right(request):
        return "given"
    told = "Content-Length" in request.headers
    expected = request.method not in BODILESS and not request.records("Content-Length")
    return "counted" if request.body or _missing(request) or told or expected else "none"


def _sends_chunks(request: Request) -> bool:
    return any(_is_chunked(name, octets(value)) for name, value in request.headers)


def _is_chunked(name: str, value: bytes) -> bool:
    return name.lower() == "transfer-encoding" and value.lower().rstrip().endswith(b"chunked")


def _is_length_right(request: Request) -> bool:
    body = request.body
    told = [value.strip() for value in request.headers.all("Content-Length")]
    return body is not None and told == [str(len(body))] and not _has_holes(body)


def _has_holes(body: bytes) -> bool:
    return b"redacted:" in body and MARKER.search(body.decode("latin-1")) is not None


def _is_sent(name: str, value: str, request: Request) -> bool:
    if TOKEN.fullmatch(name) is None or _BREAKS.search(value):
        return False
    if name.lower() == "content-length":
        return _is_length_right(request) and not _sends_chunks(request)
    return name.lower() != "content-encoding" or not _is_decoded(request)


def _is_decoded(request: Request) -> bool:
    codings = (request.headers.joined("Content-Encoding") or "").lower().split(",")
    return bool(request.body) and any(coding.strip() not in UNENCODED for coding in codings)


def _remarks(request: Request, missing: str) -> Iterator[str]:
    if _BLANK.search(request.url):
        yield "the address was recorded with blanks or control characters; they are percent-encoded"
    for name, value in request.headers:
        if TOKEN.fullmatch(name) is None or _BREAKS.search(value):
            yield f"left out, since no client sends such a header: {one_line(name, 60)}"
    if _is_decoded(request):
        coding = request.headers.joined("Content-Encoding")
        yield f"the body was sent with Content-Encoding {coding}; the recording has it without"
    elif not missing and not _has_holes(request.body or b"") and not _is_length_right(request):
        for told in request.headers.all("Content-Length")[:1]:
            yield f"Content-Length was {told}, the recorded body has {len(request.body or b'')}"
    if "Authorization" not in request.headers and not request.records("Authorization"):
        yield "the recording leaves Authorization out"
