"""The parts of a `multipart/mixed` body, and the HTTP messages in them."""

import re
from dataclasses import dataclass
from itertools import islice, pairwise

from inspector.core.headers import Headers
from inspector.core.media import MediaType, read_media_type
from inspector.standin.refusal import bad

PARTS_LIMIT = 1000
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_EMPTY_LINE = re.compile(rb"(?:\A|\n)\r?\n")
_LINE_END = re.compile(rb"\A\r?\n")
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
    mark = re.compile(
        rb"(?:^|\r?\n)--" + re.escape(boundary.encode()) + rb"(--)?[ \t]*(?=\r?\n|\Z)"
    )
    marks = list(islice(mark.finditer(body), PARTS_LIMIT + 2))
    if len(marks) > PARTS_LIMIT + 1:
        raise bad(f"The batch request has more than {PARTS_LIMIT} parts.")
    if not marks or marks[-1][1] is None:
        raise bad("The batch request does not end with its closing boundary.")
    return [
        Part(*_split(_LINE_END.sub(b"", body[one.end() : other.start()], count=1)))
        for one, other in pairwise(marks)
    ]


def read_operation(part: Part) -> Operation:
    """Read the request in a part; raises Refusal (400)."""
    if part.media is None or part.media.essence != "application/http":
        raise bad("Each operation of a batch must be a part of type 'application/http'.")
    start, _, rest = part.content.lstrip(b"\r\n").partition(b"\n")
    line = _LINE.fullmatch(start.decode("utf-8", "replace").strip())
    if line is None:
        raise bad("An operation of the batch does not begin with a request line.")
    headers, body = _split(rest)
    content_id = headers.get("Content-ID") or part.headers.get("Content-ID")
    return Operation(line[1], line[2], headers, body.rstrip(b"\r\n"), content_id)


def _split(text: bytes) -> tuple[Headers, bytes]:
    """Return the header fields before the first empty line, and what follows it."""
    end = _EMPTY_LINE.search(text)
    head, body = (text, b"") if end is None else (text[: end.start()], text[end.end() :])
    fields = []
    for line in head.split(b"\n") if head.strip() else ():
        name, colon, value = line.decode("latin-1").partition(":")
        if not (colon and _NAME.fullmatch(name.rstrip(" \t"))):
            raise bad("A part of the batch has a header line that cannot be read.")
        fields.append((name.rstrip(" \t"), value.strip(" \t\r")))
    return Headers(fields), body
