"""Read `.http` text: requests as people write them for an editor's REST client.

Blocks begin with `###`. In front of the request line stand comments (`#`, `//`), of which
`# at:`, `# took:` (milliseconds) and `# error:` say what a recording would, and variables
(`@name = value`). Behind the request a response may stand; it begins with `HTTP/1.1 200 OK`. Or
it stands in front, its lines behind `#<`, where editors take it for a comment; bodies that no
lines can hold are `# request-body:` and `# response-body:`, `base64 …` or `not recorded`.
"""

import base64
import binascii
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, cast

from inspector.capture.content import MIB, keep
from inspector.capture.spelling import whole_url
from inspector.core.exchange import Exchange, Request, Response
from inspector.core.headers import Headers
from inspector.errors import CaptureError

TEXT_LIMIT = 8 * MIB  # bytes of a file
FILLED_LIMIT = 4 * MIB  # characters of a message once its variables are replaced
A_FILE = "a file that is not read"
UNWRITTEN = frozenset({"content-length"})  # the editor's client adds it as it sends
_FACT = re.compile(r"(?:#+|//)\s*(at|took|error):\s*(.*)")
_BODY = re.compile(r"# (request|response)-body: (?:not recorded|base64 ([A-Za-z0-9+/=]*))")
ANSWER = "#<"  # begins a line of a response that stands in front of its request
_VARIABLE = re.compile(r"@([\w.-]+)\s*=\s*(.*)")
_USED = re.compile(r"\{\{\s*([\w.-]+)\s*\}\}")
STATUS_LINE = re.compile(r"(HTTP/\d(?:\.\d)?)[ \t]+(\d{3})(?:[ \t]+(.*))?")
_METHOD = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[ \t]+(\S.*)")
_VERSION = re.compile(r"[ \t]+(HTTP/\d(?:\.\d)?)$")
_QUERY_LINE = re.compile(r"[ \t]+[?&]")
_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9-]*:(?!//)")
INCLUDE = re.compile(r"<(?:@\S*)?[ \t]+\S")
_EXAMPLE = re.compile(r"(bad|good):\s*(.*)", re.IGNORECASE)


@dataclass(frozen=True)
class Example:
    """The exchanges that show a rule; of a bad one the last breaks it."""

    kind: Literal["bad", "good"]
    title: str
    exchanges: tuple[Exchange, ...]


@dataclass(frozen=True)
class Block:
    """The lines between one `###` and the next."""

    title: str
    first: int  # the number of its first line, from 1
    lines: list[str]


@dataclass
class Draft:
    """An exchange while its block is read."""

    line: int = 0  # of the request line
    start: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    received: list[str] | None = None
    received_at: int = 0  # the number of the response's first line
    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)  # those that lines cannot hold


def read(text: str, source: str) -> Iterator[Exchange]:
    """Yield the exchanges of *text*; *source* is what they and errors call the file.

    A request without a response has none, and no error either. Raises CaptureError.
    """
    reader = _Reader(source)
    for block in _blocks(text):
        exchange = reader.exchange(block)
        if exchange is not None:
            yield exchange


def examples(text: str, source: str = "examples") -> list[Example]:
    """Return the examples in *text*: each begins with a block titled `bad:` or `good:`."""
    reader = _Reader(source)
    found: list[tuple[str, str, list[Exchange]]] = []
    for block in _blocks(text):
        titled = _EXAMPLE.fullmatch(block.title)
        if titled:
            found.append((titled[1].lower(), titled[2], []))
        exchange = reader.exchange(block)
        if exchange is not None and found:
            found[-1][2].append(exchange)
    return [
        Example(cast("Literal['bad', 'good']", kind), title, tuple(exchanges))
        for kind, title, exchanges in found
    ]


def _blocks(text: str) -> Iterator[Block]:
    title, first, lines = "", 1, list[str]()
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if line.startswith("###"):
            yield Block(title, first, lines)
            title, first, lines = line.lstrip("#").strip(), number + 1, []
        else:
            lines.append(line)
    yield Block(title, first, lines)


class _Reader:
    """Reads blocks one after the other; knows the variables so far."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.variables: dict[str, str] = {}

    def exchange(self, block: Block) -> Exchange | None:
        """Return the block's exchange, None when it holds only comments and variables."""
        draft = self._draft(block)
        if draft is None:
            return None
        at = f"{self.source}:{draft.line}"
        response = None if draft.received is None else self._response(draft)
        return Exchange(
            request=self._request(draft), response=response, id=at, source=at, **draft.facts
        )

    def _draft(self, block: Block) -> Draft | None:
        draft = Draft()
        for number, line in enumerate(block.lines, block.first):
            shown = line.strip()
            if line.startswith(ANSWER):
                draft.received = [*(draft.received or []), line[len(ANSWER) :].removeprefix(" ")]
                draft.received_at = draft.received_at or number
            elif found := _BODY.fullmatch(shown):
                draft.bodies[found[1]] = self._unwritten(found[2], number)
            elif found := _FACT.fullmatch(shown):
                draft.facts.update(self._fact(found[1], found[2], number))
            elif found := _VARIABLE.fullmatch(shown):
                self.variables[found[1]] = self._filled(found[2], number)
            elif shown and not shown.startswith(("#", "//")):
                draft.line, draft.start = number, line
                draft.sent = block.lines[number - block.first + 1 :]
                break
        else:
            return None
        for place, line in enumerate(draft.sent):
            if STATUS_LINE.fullmatch(line.rstrip("\r")):
                draft.sent, draft.received = draft.sent[:place], draft.sent[place:]
                draft.received_at = draft.line + 1 + place
                break
        return draft

    def _request(self, draft: Draft) -> Request:
        line = draft.start.strip()
        sent = draft.sent
        while sent and _QUERY_LINE.match(sent[0]):
            line, sent = line + sent[0].strip(), sent[1:]
        version = _VERSION.search(line)
        if version:
            line = line[: version.start()]
        method, url = self._start(line, draft.line)
        headers, body = self._parts(sent, draft.line + 1 + len(draft.sent) - len(sent))
        return Request(
            method=method,
            url=whole_url(self._filled(url, draft.line), headers.get("Host")),
            headers=headers,
            unrecorded=frozenset() if "Content-Length" in headers else UNWRITTEN,
            http_version=version[1] if version else "HTTP/1.1",
            **{**body, **draft.bodies.get("request", {})},
        )

    def _start(self, line: str, number: int) -> tuple[str, str]:
        found = _METHOD.fullmatch(line)
        method, url = (found[1], found[2]) if found else ("GET", line)
        if url.startswith(("http://", "https://", "/", "{{")):
            return method, url
        raise self._error(number, "not a request line; it is METHOD URL")

    def _response(self, draft: Draft) -> Response:
        lines = draft.received or []
        found = STATUS_LINE.fullmatch(lines[0].rstrip("\r"))
        if found is None:
            raise self._error(draft.received_at, "not a status line; it is HTTP/1.1 200 OK")
        headers, body = self._parts(lines[1:], draft.received_at + 1)
        return Response(
            status=int(found[2]),
            reason=(found[3] or "").strip(),
            headers=headers,
            http_version=found[1],
            **{**body, **draft.bodies.get("response", {})},
        )

    def _parts(self, lines: list[str], first: int) -> tuple[Headers, dict[str, Any]]:
        fields: list[tuple[str, str]] = []
        for place, line in enumerate(lines):
            shown = line.strip()
            if not shown:
                return Headers(fields), self._body(lines[place + 1 :], first + place)
            if shown.startswith(("#", "//")):
                continue
            name, colon, value = shown.partition(":")
            # Folded values (RFC 9112 §5.2) are rare; Microsoft's guides indent whole headers.
            if line[0] in " \t" and fields and not _FIELD.match(shown):
                fields[-1] = (fields[-1][0], f"{fields[-1][1]} {shown}")
            elif not colon:
                raise self._error(first + place, "not a header; a blank line comes before a body")
            else:
                fields.append((name.strip(), self._filled(value.strip(), first + place)))
        return Headers(fields), keep(b"")

    def _body(self, lines: list[str], number: int) -> dict[str, Any]:
        text = "\n".join(lines).rstrip("\r\n")
        if INCLUDE.match(text):
            return {"body": None, "withheld": A_FILE}
        filled = self._filled(text, number)
        try:
            return keep(filled.encode("utf-8", "surrogateescape"))
        except UnicodeEncodeError:
            return keep(filled.encode("utf-8", "surrogatepass"))

    def _unwritten(self, encoded: str | None, number: int) -> dict[str, Any]:
        if encoded is None:
            return {"body": None, "body_size": None}
        try:
            return keep(base64.b64decode(encoded, validate=True))
        except binascii.Error as error:
            raise self._error(number, "base64 that cannot be decoded") from error

    def _fact(self, name: str, value: str, number: int) -> dict[str, Any]:
        try:
            if name == "at":
                at = datetime.fromisoformat(value.strip())
                at = at if at.tzinfo else at.replace(tzinfo=UTC)
                return {"started": at.timestamp()}
            if name == "took":
                return {"duration": _milliseconds(value)}
        except (ValueError, OverflowError) as error:
            what = "an ISO 8601 time" if name == "at" else "a number of milliseconds"
            raise self._error(number, f"`{name}:` takes {what}") from error
        return {"error": value.strip()}

    def _filled(self, text: str, number: int) -> str:
        if "{{" not in text:
            return text
        size = len(text)

        def value(found: re.Match[str]) -> str:
            nonlocal size
            filled = self.variables.get(found[1], found[0])
            size += len(filled)
            if size > FILLED_LIMIT:
                raise self._error(number, "larger than 4 MiB once its variables are replaced")
            return filled

        return _USED.sub(value, text)

    def _error(self, number: int, what: str) -> CaptureError:
        return CaptureError(f"{self.source}:{number}: {what}")


def _milliseconds(value: str) -> float:
    number = float(value)
    if not 0 <= number < math.inf:
        raise ValueError(value)
    return number / 1000
