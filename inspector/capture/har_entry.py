"""One entry of a HAR as an exchange, and what exporters are known to leave out."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from inspector.capture import har_body, har_ours
from inspector.capture.spelling import http_version, whole_url
from inspector.core.exchange import Exchange, Request, Response
from inspector.core.headers import Headers

Warn = Callable[[str], None]

NO_HEADERS_RECORDED = frozenset({
    "accept", "accept-charset", "accept-encoding", "api-version", "authorization",
    "client-request-id", "connection", "content-encoding", "content-length", "content-type",
    "cookie", "dataserviceversion", "date", "expect", "host", "if-match", "if-none-match",
    "location", "maxdataserviceversion", "prefer", "proxy-authorization", "request-id",
    "retry-after", "server", "set-cookie", "transfer-encoding", "user-agent",
    "x-ms-client-request-id", "x-ms-request-id", "x-ms-version",
})  # fmt: skip
# Chrome (and Edge) 130 and later write a "sanitized" HAR unless told otherwise.
SANITIZED_REQUEST = frozenset({"authorization", "cookie", "proxy-authorization"})
SANITIZED_RESPONSE = frozenset({"set-cookie"})
# Some exporters show headers as a program set them, without those added on sending.
LENGTH = frozenset({"content-length"})
_SECRET_HEADER = re.compile(rb'"name"\s*:\s*"(?:authorization|(?:set-)?cookie)"', re.IGNORECASE)
DAY_OF_MILLISECONDS = 1e11  # more than this is a time in milliseconds, not seconds


class Unusable(Exception):  # noqa: N818 - it says what the entry is
    """Carries the reason why an entry cannot be an exchange."""


class Sent(msgspec.Struct):
    """`entry.request`; whatever is not looked at costs nothing."""

    method: Any = None
    url: Any = None
    http_version: Any = msgspec.field(default=None, name="httpVersion")
    headers: Any = None
    post_data: Any = msgspec.field(default=None, name="postData")
    body_size: Any = msgspec.field(default=None, name="bodySize")


class Received(msgspec.Struct):
    """`entry.response`."""

    status: Any = None
    reason: Any = msgspec.field(default=None, name="statusText")
    http_version: Any = msgspec.field(default=None, name="httpVersion")
    headers: Any = None
    content: Any = None
    body_size: Any = msgspec.field(default=None, name="bodySize")
    error: Any = msgspec.field(default=None, name="_error")


class Entry(msgspec.Struct):
    """`log.entries[n]`."""

    request: Sent | None = None
    response: Received | None = None
    started: Any = msgspec.field(default=None, name="startedDateTime")
    time: Any = None
    error: Any = msgspec.field(default=None, name="_error")
    ours: Any = msgspec.field(default=None, name=har_ours.NAME)


class Exporter:
    """Who wrote the HAR, as far as it matters."""

    def __init__(self, head: bytes = b"") -> None:
        """Take the *head* of the file: what is dropped is dropped from every entry."""
        self.names: set[str] = set()
        self.shows_length = False
        self._drops_nothing = _SECRET_HEADER.search(head) is not None

    def learn(self, about: Any) -> None:
        """Take `log.creator` or `log.browser`."""
        name = about.get("name") if isinstance(about, dict) else None
        if isinstance(name, str):
            self.names.add(name.casefold())

    @property
    def sanitizes(self) -> bool:
        """Tell whether headers with secrets may have been dropped."""
        return "webinspector" in self.names and not self._drops_nothing

    @property
    def cuts_bodies(self) -> bool:
        """Tell whether it stops a body at a limit without saying so (Firefox: 1 MiB)."""
        return "firefox" in self.names


def entry_exchange(entry: Entry, at: str, exporter: Exporter, warn: Warn) -> Exchange:
    """Return *entry* as the exchange recorded *at*; raises Unusable."""
    if entry.request is None:
        raise Unusable("the entry has no request")
    response, error = None, ""
    if entry.response is not None:
        response = _response(entry.response, exporter, lambda what: warn(f"{at}: {what}"))
        if response is None:
            error = _error(entry.response, entry)
    exchange = Exchange(
        request=_request(entry.request, exporter, lambda what: warn(f"{at}: {what}")),
        response=response,
        id=at,
        started=_time(entry.started),
        duration=_duration(entry.time),
        error=error,
        source=at,
    )
    return exchange if entry.ours is None else _completed(exchange, entry.ours, warn)


def _completed(exchange: Exchange, ours: Any, warn: Warn) -> Exchange:
    try:
        return har_ours.restored(exchange, ours)
    except har_ours.Foreign as foreign:
        warn(f"{exchange.source}: {har_ours.NAME} is not as this program writes it: {foreign}")
        return exchange


def _request(sent: Sent, exporter: Exporter, warn: Warn) -> Request:
    if not isinstance(sent.url, str) or not sent.url.strip():
        raise Unusable("the request has no URL")
    fields = _fields(sent.headers)
    headers = _headers(fields)
    method = sent.method if isinstance(sent.method, str) and sent.method else "GET"
    unrecorded = SANITIZED_REQUEST if exporter.sanitizes else frozenset()
    body = har_body.of_request(sent.post_data, sent.body_size, method, headers, warn)
    if body.get("body") and "Content-Length" in headers:
        exporter.shows_length = True
    if not exporter.shows_length and "Content-Length" not in headers:
        unrecorded |= LENGTH
    return Request(
        method=method,
        url=whole_url(sent.url.strip(), headers.get("Host") or dict(fields).get(":authority")),
        headers=headers,
        unrecorded=unrecorded if fields else NO_HEADERS_RECORDED,
        http_version=http_version(str(sent.http_version)),
        **body,
    )


def _response(received: Received, exporter: Exporter, warn: Warn) -> Response | None:
    status = _status(received.status)
    if status is None:
        return None
    fields = _fields(received.headers)
    headers = _headers(fields)
    unrecorded = SANITIZED_RESPONSE if exporter.sanitizes else frozenset()
    body = har_body.of_response(received.content, received.body_size, headers, warn)
    if exporter.cuts_bodies:
        body = har_body.without_stump(body, received.content)
    return Response(
        status=status,
        reason=received.reason if isinstance(received.reason, str) else "",
        headers=headers,
        unrecorded=unrecorded if fields else NO_HEADERS_RECORDED,
        http_version=http_version(str(received.http_version)),
        **body,
    )


def _fields(headers: Any) -> list[tuple[str, str]]:
    if isinstance(headers, Mapping):  # name to value, or to values
        headers = [{"name": name, "value": value} for name, value in headers.items()]
    if not isinstance(headers, list):
        return []
    fields: list[tuple[str, str]] = []
    for header in headers:
        if not isinstance(header, dict):
            continue
        name, value = header.get("name"), header.get("value")
        if type(name) is str and name and type(value) is str and "\n" not in value:
            fields.append((name, value))
        elif name:
            fields.extend(_odd_field(str(name), value))
    return fields


def _odd_field(name: str, value: Any) -> Iterator[tuple[str, str]]:
    for one in value if isinstance(value, list) else ["" if value is None else value]:
        # Browsers join the values of a repeated field by line feeds.
        yield from ((name, line.strip("\r")) for line in str(one).split("\n"))


def _headers(fields: list[tuple[str, str]]) -> Headers:
    return Headers(field for field in fields if field[0][0] != ":")  # HTTP/2's pseudo-headers


def _status(value: Any) -> int | None:
    try:
        status = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return status if 100 <= status <= 999 else None  # 0 and -1 stand for "no response"


def _error(received: Received, entry: Entry) -> str:
    """Return why there is no response; "" when it was merely not recorded.

    mitmproxy writes status 0 for a request still under way, hand-made HARs for one whose answer
    nobody kept; neither has a time. Firefox gives a failed connection its time and no reason.
    """
    for said in (received.error, entry.error, received.reason):
        if isinstance(said, str) and said.strip():
            return said.strip()
    return "no response" if _duration(entry.time) else ""


def _time(value: Any) -> float | None:
    try:
        if isinstance(value, str):
            at = datetime.fromisoformat(value.strip())
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
        seconds = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    if not math.isfinite(seconds) or seconds <= 0:
        return None
    return seconds / 1000 if seconds > DAY_OF_MILLISECONDS else seconds


def _duration(value: Any) -> float | None:
    try:
        milliseconds = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return milliseconds / 1000 if math.isfinite(milliseconds) and milliseconds >= 0 else None
