"""Write `.http` text: requests that an editor's REST client sends, and our reader reads back.

Responses stand in front, as comments: behind a request an editor would take them for its body.
"""

import base64
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO
from urllib.parse import quote

from inspector.capture.content import MIB
from inspector.capture.httpfile import ANSWER, FILLED_LIMIT, INCLUDE, STATUS_LINE, TEXT_LIMIT
from inspector.capture.spelling import Unwritable
from inspector.core.annotated import Annotated
from inspector.core.clean import one_line
from inspector.core.exchange import Exchange, Message, Request, Response
from inspector.core.retelling.call import TOKEN, octets

_ADDRESS = re.compile(r"(?:https?://|/|\{\{)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_UNSHOWN = re.compile(r"[\x00-\x08\n-\x1f\x7f-\x9f]")


class HttpFileWriter:
    """Writes blocks of `.http` text to *file*; *warn* is told when our reader will refuse it."""

    def __init__(self, file: BinaryIO, warn: Callable[[str], None]) -> None:
        self.file = file
        self._warn = warn
        self._left = TEXT_LIMIT  # bytes that the reader takes

    def add(self, annotated: Annotated) -> None:
        """Write one exchange; raises Unwritable when an editor could not read it."""
        block = octets("\n".join([*_block(annotated), "", ""]))
        self.file.write(block)
        if self._left >= 0 > self._left - len(block):
            self._warn(f"the .http text has over {TEXT_LIMIT // MIB} MiB, which no inspector reads")
        self._left -= len(block)

    def close(self) -> None:
        """Write nothing: the text has no end."""


def _block(annotated: Annotated) -> Iterator[str]:
    exchange = annotated.exchange
    request, response = exchange.request, exchange.response
    if TOKEN.fullmatch(request.method) is None or not _ADDRESS.match(request.url):
        raise Unwritable("the request is none of HTTP")
    yield f"### {annotated.index + 1} {one_line(annotated.operation)}".rstrip()
    for finding in annotated.findings:
        yield f"# found {finding.code} {finding.severity.label}: {one_line(finding.title)}"
    yield from _facts(exchange)
    if response is not None:
        yield from _answer(response)
    unwritten = _unwritten(request)
    if unwritten:
        yield f"# request-body: {unwritten}"
    yield f"{request.method} {_address(request.url)} {request.http_version}"
    yield from _fields(request)
    if request.body and not unwritten:
        yield from ("", request.body.decode())


def _facts(exchange: Exchange) -> Iterator[str]:
    at = None if exchange.started is None else _moment(exchange.started)
    if at is not None:
        yield f"# at: {at}"
    if exchange.duration is not None:
        yield f"# took: {round(exchange.duration * 1000, 6)}"
    if exchange.error:
        yield f"# error: {one_line(exchange.error, 1000)}"


def _moment(started: float) -> str | None:
    try:
        return datetime.fromtimestamp(started, UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError):  # a year beyond 9999
        return None


def _answer(response: Response) -> Iterator[str]:
    unwritten = _unwritten(response)
    if unwritten:
        yield f"# response-body: {unwritten}"
    status = f"{response.http_version} {response.status} {one_line(response.reason)}".rstrip()
    lines = [status, *_fields(response)]
    if response.body and not unwritten:
        lines += ["", *response.body.decode().split("\n")]
    yield from (f"{ANSWER} {line}" for line in lines)


def _fields(message: Message) -> Iterator[str]:
    for name, value in message.headers:
        line = f"{name}: {value}"
        if TOKEN.fullmatch(name) is None or name.startswith("#") or _UNSHOWN.search(value):
            yield f"# left out, since no line can hold it: {one_line(line)}"
        elif not _is_wrong_length(message, name, value):
            yield line


def _is_wrong_length(message: Message, name: str, value: str) -> bool:
    """Tell whether an editor had to wait for more, or would send less, than there is.

    The length of a body whose secrets are markers is another.
    """
    size = str(len(message.body or b""))
    return isinstance(message, Request) and name.lower() == "content-length" and value != size


def _address(url: str) -> str:
    return _UNSHOWN.sub(lambda found: quote(found[0]), url)


def _unwritten(message: Message) -> str:
    """Return what stands for a body that lines cannot hold; "" when they can."""
    if message.body is None:
        return "not recorded"
    return "" if _is_writable(message.body) else f"base64 {base64.b64encode(message.body).decode()}"


def _is_writable(body: bytes) -> bool:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return False
    if (
        text.endswith(("\n", "\r"))
        or INCLUDE.match(text)
        or ("{{" in text and len(text) > FILLED_LIMIT)
    ):
        return False
    if _CONTROL.search(text.replace("\r\n", "\n")):
        return False
    lines = text.split("\n")
    return not any(
        line.startswith("###") or STATUS_LINE.fullmatch(line.rstrip("\r")) for line in lines
    )
