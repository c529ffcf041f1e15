"""`multipart/mixed` bodies and the HTTP messages in their parts (RFC 2046 §5.1, RFC 9112 §2).

A `$batch` is such a body: operations as `application/http` parts, change sets as parts that are
multipart themselves. Clients write them by hand, so bare line feeds, a missing end and headers
that are none are let pass and told as *problem*. All offsets count bytes of the whole body.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from inspector.core.headers import Headers
from inspector.core.media import MediaType, read_media_type

MOST_PARTS = 2000  # of one body, inner ones included; the rest stays one piece
DEEPEST = 4  # a change set in a batch is the second level, and OData knows no third
MOST_LINES = 500  # of header fields of one part
LONGEST_BOUNDARY = 200  # characters; the standard allows 70
_FIELD = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]{1,256})[ \t]*:(.*)", re.DOTALL)
_LINE = re.compile(rb"[^\n]*\n?")
# Blanks that should be encoded are met in a query; only the version tells that a URL has them.
_REQUEST = re.compile(
    r"([!#$%&'*+\-.^_`|~0-9A-Za-z]{1,64}) +"
    r"(?:(\S+)|(\S.*\S)(?= +HTTP/))(?: +(HTTP/\d(?:\.\d)?))?"
)
_STATUS = re.compile(r"(HTTP/\d(?:\.\d)?) +(\d{3})(?: +(.*))?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Inner:
    """The HTTP message in an `application/http` part."""

    start_line: str
    headers: Headers
    body: bytes
    start: int  # where the start line is
    body_start: int

    @property
    def asked(self) -> tuple[str, str] | None:
        """Return method and URL, as sent; None when the start line is no request's."""
        found = None if self.answered else _REQUEST.fullmatch(self.start_line)
        return (found[1], found[2] or found[3]) if found else None

    @property
    def answered(self) -> tuple[int, str] | None:
        """Return status and reason; None when the start line is no response's."""
        found = _STATUS.fullmatch(self.start_line)
        return (int(found[2]), found[3] or "") if found else None

    @property
    def http_version(self) -> str:
        """Return the version that the start line names, "" for none."""
        found = _STATUS.fullmatch(self.start_line)
        if found:
            return found[1]
        found = _REQUEST.fullmatch(self.start_line)
        return (found[4] or "") if found else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One part: its own headers and what they say it is, a message, more parts, or bytes."""

    headers: Headers
    body: bytes
    start: int  # where its headers are
    body_start: int
    inner: Inner | None = None  # of `application/http`
    parts: tuple["Part", ...] = ()  # of a nested multipart
    number: int | None = None  # of an operation, from 1 in the order of the whole body
    problem: str = ""

    @property
    def content_id(self) -> str | None:
        """Return `Content-ID`, which clients write among either's headers."""
        inside = self.inner.headers.get("Content-ID") if self.inner else None
        return inside or self.headers.get("Content-ID")


@dataclass(frozen=True, kw_only=True, slots=True)
class Multipart:
    """A body taken apart; *rest* is where what was not taken apart begins."""

    parts: tuple[Part, ...] = ()
    rest: int | None = None
    problem: str = ""  # why there are no parts, or what is wrong with how they end

    def operations(self) -> Iterator[Part]:
        """Yield the parts that hold an HTTP message, those of change sets included."""
        waiting = list(reversed(self.parts))
        while waiting:
            part = waiting.pop()
            if part.inner is not None:
                yield part
            waiting.extend(reversed(part.parts))


def read_multipart(body: bytes, media: MediaType | None) -> Multipart:
    """Take *body* apart by the boundary its media type names; raises nothing."""
    return _Reading(body).read(media, 0, len(body), 1)


class _Reading:
    """Counts parts and operations over all levels of one body."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.parts = 0
        self.operations = 0

    def read(self, media: MediaType | None, start: int, end: int, depth: int) -> Multipart:
        boundary = media.parameter("boundary") if media is not None else None
        if not boundary:
            return Multipart(problem="its Content-Type names no boundary")
        if len(boundary) > LONGEST_BOUNDARY:
            return Multipart(problem=f"its boundary is longer than {LONGEST_BOUNDARY} characters")
        parts: list[Part] = []
        problem = f"its boundary {boundary!r} does not occur in it"
        for first, last, closed in self._pieces(boundary, start, end):
            if self.parts >= MOST_PARTS:
                problem = f"it has more than {MOST_PARTS:,} parts"
                return Multipart(parts=tuple(parts), rest=first, problem=problem)
            self.parts += 1
            parts.append(self._part(first, last, depth))
            problem = "" if closed else "it does not end with its closing boundary"
        return Multipart(parts=tuple(parts), problem=problem)

    def _pieces(self, boundary: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
        """Yield where each part begins and ends, and whether a boundary ended it."""
        mark = re.escape(b"--" + boundary.encode("utf-8", "replace"))
        # The line break before a boundary is the boundary's; the one behind may be the next one's.
        delimiter = re.compile(rb"(?:(?<![^\n])|\r?\n)" + mark + rb"(--)?[ \t]{0,64}(?=\r?\n|\Z)")
        first: int | None = None
        for found in delimiter.finditer(self.body, start, end):
            if first is not None:
                yield first, max(first, found.start()), True
            if found[1]:
                return
            first = min(end, _after_break(self.body, found.end()))
        if first is not None:
            yield first, end, False

    def _part(self, start: int, end: int, depth: int) -> Part:
        headers, at, problem = self._fields(start, end)
        part = Part(
            headers=headers, body=self.body[at:end], start=start, body_start=at, problem=problem
        )
        media = read_media_type(headers.get("Content-Type") or "")
        if media is None:
            return part
        if media.essence == "application/http":
            self.operations += 1
            return replace(part, inner=self._inner(at, end), number=self.operations)
        if not media.essence.startswith("multipart/"):
            return part
        if depth >= DEEPEST:
            return replace(part, problem=f"it is nested more than {DEEPEST} deep")
        nested = self.read(media, at, end, depth + 1)
        return replace(part, parts=nested.parts, problem=problem or nested.problem)

    def _inner(self, start: int, end: int) -> Inner:
        while start < end and self.body[start : start + 1] in {b"\r", b"\n"}:
            start += 1  # RFC 9112 §2.2: empty lines before a start line are to be ignored
        line = _LINE.match(self.body, start, end)
        after = line.end() if line else end
        headers, at, _ = self._fields(after, end)
        return Inner(
            start_line=self.body[start:after].decode("utf-8", "replace").strip(),
            headers=headers,
            body=_trimmed(self.body[at:end], headers.get("Content-Length")),
            start=start,
            body_start=at,
        )

    def _fields(self, start: int, end: int) -> tuple[Headers, int, str]:
        """Return header fields, where the body begins, and what was wrong with a line."""
        fields: list[tuple[str, str]] = []
        problem = ""
        for _ in range(MOST_LINES):
            if start >= end:
                break
            line = _LINE.match(self.body, start, end)
            assert line is not None
            text, start = line[0].rstrip(b"\r\n"), line.end()
            if not text:
                return Headers(fields), start, problem
            found = _FIELD.fullmatch(text)
            if found:
                fields.append((found[1].decode(), _value(found[2])))
            elif fields and text[:1] in {b" ", b"\t"}:
                name, value = fields.pop()
                fields.append((name, f"{value} {_value(text)}"))
            else:
                problem = problem or f"a header line cannot be read: {_value(text[:80])!r}"
        return Headers(fields), start, problem


def _value(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").strip(" \t")


def _after_break(body: bytes, at: int) -> int:
    if body[at : at + 2] == b"\r\n":
        return at + 2
    return at + 1 if body[at : at + 1] == b"\n" else at


def _trimmed(body: bytes, declared: str | None) -> bytes:
    """Return a body without the line breaks that clients put before the next boundary."""
    length = int(declared) if declared and declared.isascii() and declared[:10].isdigit() else None
    if length is not None and length < len(body) and not body[length:].strip():
        return body[:length]
    return body if body.strip() else b""
