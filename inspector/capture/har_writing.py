"""Write HAR 1.2 as exchanges come, so that it is never held whole.

What HAR has no word for stands under names that begin with `_`, as HAR wants it.
"""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, BinaryIO

from inspector.capture import har_ours
from inspector.capture.har_body import as_sent
from inspector.core.annotated import Annotated
from inspector.core.exchange import Exchange, Message, Request, Response

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # where a time has to stand, and none is known
UNKNOWN = "x-unknown"
SCHEMA = 1
Tell = Callable[[Annotated], dict[str, Any]]


class HarWriter:
    """Writes to *file* as the program of *version*; *tell* gives what was found, as plain data."""

    def __init__(self, file: BinaryIO, version: str, tell: Tell, *, raw: bool = False) -> None:
        self.file = file
        self.tell = tell
        self.separator = "\n"
        log = {
            "version": "1.2",
            "creator": {"name": "ams-inspector", "version": version},
            har_ours.NAME: {"schema": SCHEMA, "redaction": "off" if raw else "on"},
            "entries": [],
        }
        self._write(json.dumps({"log": log}).removesuffix("]}}"))

    def add(self, annotated: Annotated) -> None:
        """Write one exchange and what was found in it."""
        ours = {**self.tell(annotated), "recording": har_ours.kept(annotated.exchange)}
        entry = {**har_entry(annotated.exchange), har_ours.NAME: ours}
        self._write(f"{self.separator}{json.dumps(entry)}")
        self.separator = ",\n"

    def close(self) -> None:
        """End the document."""
        self._write("\n]}}\n")

    def _write(self, text: str) -> None:
        self.file.write(text.encode("ascii"))


def har_entry(exchange: Exchange) -> dict[str, Any]:
    """Return *exchange* as HAR's `log.entries` have it."""
    took = round((exchange.duration or 0.0) * 1000, 3)
    entry = {
        "startedDateTime": _moment(exchange.started),
        "time": took,
        "request": _request(exchange.request),
        "response": _response(exchange.response, exchange.error),
        "cache": {},
        "timings": {"send": 0, "wait": took, "receive": 0},
    }
    return {**entry, "_error": exchange.error} if exchange.error else entry


def _moment(started: float | None) -> str:
    try:
        when = EPOCH if started is None else datetime.fromtimestamp(started, UTC)
    except (ValueError, OverflowError, OSError):  # a year beyond 9999
        when = EPOCH
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _request(request: Request) -> dict[str, Any]:
    options = request.target.options
    sent = {
        "method": request.method,
        "url": request.url,
        **_head(request, "Cookie"),
        "queryString": [{"name": option.name, "value": option.value} for option in options],
    }
    if not request.body:
        return sent
    text, encoding = _text(request, request.body)
    post = {"mimeType": request.headers.get("Content-Type") or UNKNOWN, "text": text}
    return {**sent, "postData": {**post, "_encoding": encoding} if encoding else post}


def _response(response: Response | None, error: str) -> dict[str, Any]:
    if response is None:
        empty = {"status": 0, "statusText": "", "redirectURL": "", **_head(Response(status=0), "")}
        found = {**empty, "content": {"size": 0, "mimeType": UNKNOWN}}
        return {**found, "_error": error} if error else found
    return {
        "status": response.status,
        "statusText": response.reason,
        **_head(response, "Set-Cookie"),
        "content": _content(response),
        "redirectURL": response.headers.get("Location") or "",
    }


def _head(message: Message, cookies: str) -> dict[str, Any]:
    pairs = [
        pair.partition("=")
        for value in message.headers.all(cookies)
        for pair in (value.split(";") if cookies == "Cookie" else [value.partition(";")[0]])
    ]
    return {
        "httpVersion": message.http_version,
        "headers": [{"name": name, "value": value} for name, value in message.headers],
        "cookies": [{"name": name.strip(), "value": value} for name, _, value in pairs],
        "headersSize": -1,  # not known
        "bodySize": -1 if message.body_size is None else message.body_size,
    }


def _content(response: Response) -> dict[str, Any]:
    media = response.headers.get("Content-Type") or UNKNOWN
    if response.body is None:
        return {"size": response.body_size or 0, "mimeType": media}
    text, encoding = _text(response, response.body)
    content = {"size": len(response.body), "mimeType": media, "text": text}
    return {**content, "encoding": encoding} if encoding else content


def _text(message: Message, body: bytes) -> tuple[str, str]:
    """Return *body* as text and its encoding: none where readers get the same bytes of the text."""
    try:
        text = body.decode()
        if as_sent(text, message.headers) == body:
            return text, ""
    except UnicodeDecodeError:
        pass
    return base64.b64encode(body).decode(), "base64"
