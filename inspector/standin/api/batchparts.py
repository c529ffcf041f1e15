"""The parts of a `multipart/mixed` body, and the HTTP messages in them."""

import re
from dataclasses import dataclass

from inspector.core.headers import Headers
from inspector.core.media import MediaType, read_media_type
from inspector.standin.refusal import bad

PARTS_LIMIT = 1000
_FIELD = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[ \t]*:[ \t]*(.*?)[ \t]*")
_LINE = re.compile(r"([A-Z]{1,20}) (\S{1,8192}) HTTP/1\.[01]")


@dataclass(frozen=True)
class Part:
    """A part: its own header fields and what follows them."""

    headers: Headers
    content: bytes

    @property
    def media(self) -> MediaType | None:
        """Return the part's type."""
        return read_media_type(self.headers.get("Content-Type") or "")


@dataclass(frozen=True)
class Operation:
    """The request inside a part; *content_id* may stand among either's header fields."""

    method: str
    url: str
    headers: Headers
    body: bytes
    content_id: str | None


def read_parts(body: bytes, media: MediaType | None) -> list[Part]:
    """Take a multipart body apart; raises Refusal (400)."""
    boundary = media.parameter("boundary") if media is not None and media.is_multipart else None
    if not boundary or len(boundary) > 200:
        raise bad("The batch request needs 'multipart/mixed' with a boundary as its Content-Type.")
    mark = b"--" + boundary.encode("utf-8", "replace")
    pieces = (b"\n" + body.replace(b"\r\n", b"\n")).split(b"\n" + mark)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise bad("The batch request does not end with its closing boundary.")
    if len(pieces) > PARTS_LIMIT:
        raise bad(f"The batch request has more than {PARTS_LIMIT} parts.")
    return [Part(*_split(piece.lstrip(b" \t").removeprefix(b"\n"))) for piece in pieces[1:-1]]


def read_operation(part: Part) -> Operation:
    """Read the request in a part; raises Refusal (400)."""
    if part.media is None or part.media.essence != "application/http":
        raise bad("Each operation of a batch must be a part of type 'application/http'.")
    start, _, rest = part.content.lstrip(b"\n").partition(b"\n")
    line = _LINE.fullmatch(start.decode("utf-8", "replace").strip())
    if line is None:
        raise bad("An operation of the batch does not begin with a request line.")
    headers, body = _split(rest)
    content_id = headers.get("Content-ID") or part.headers.get("Content-ID")
    return Operation(line[1], line[2], headers, body.rstrip(b"\n"), content_id)


def _split(text: bytes) -> tuple[Headers, bytes]:
    if text.startswith(b"\n"):
        return Headers(), text[1:]
    head, _, body = text.partition(b"\n\n")
    fields = []
    for line in head.split(b"\n"):
        found = _FIELD.fullmatch(line.decode("latin-1"))
        if found is not None:
            fields.append((found[1], found[2]))
        elif line.strip():
            raise bad("A part of the batch has a header line that cannot be read.")
    return Headers(fields), body
