"""Read mitmproxy's flows: live ones, and those in a flow file."""

import math
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from inspector.capture.content import INSPECTION_LIMIT, MIB, RECORDED_LIMIT, keep_encoded
from inspector.capture.headed import Headed
from inspector.capture.spelling import http_version
from inspector.core.caller import Caller
from inspector.core.clean import one_line
from inspector.core.exchange import Exchange, Request, Response
from inspector.core.headers import Headers
from inspector.errors import CaptureError

if TYPE_CHECKING:
    from mitmproxy import http

FLOW_LIMIT = 48 * MIB  # of one flow
LENGTH_DIGITS = 12  # what mitmproxy reads
TAKEN_OUT = "inspector-taken-out"  # in a flow's metadata: place, name, value of each field
CALLER = "inspector-caller"  # of a flow's metadata, which are kept in flow files
STREAMED: dict[str, Any] = {"body": None, "withheld": "streamed"}


class Unusable(Exception):  # noqa: N818 - it says what the flow is
    """Carries the reason why a flow cannot be an exchange."""


def exchange_from_flow(
    flow: "http.HTTPFlow", source: str = "", limit: int = INSPECTION_LIMIT
) -> Exchange:
    """Return *flow* as an exchange with its secrets in it; changes nothing of the flow.

    Bodies of over *limit* bytes, once decoded, are withheld.
    """
    request, response = flow.request, flow.response
    began = _seconds(request.timestamp_start)
    ended = _seconds(response.timestamp_end if response else None)
    if flow.error:
        ended = _seconds(flow.error.timestamp)
    return Exchange(
        request=Request(
            method=_text(request.data.method),
            url=request.pretty_url,  # by the Host header; rerouting changes only the host,
            headers=_sent(flow),
            http_version=http_version(_text(request.data.http_version)),
            **_body(request, limit),
        ),
        response=None
        if response is None
        else Response(
            status=response.status_code,
            reason=_text(response.data.reason),
            headers=_headers(response.headers),
            http_version=http_version(_text(response.data.http_version)),
            **_body(response, limit),
        ),
        id=flow.id,
        started=began,
        duration=max(0.0, ended - began) if began is not None and ended is not None else None,
        error=flow.error.msg if flow.error else "",
        source=source,
        caller=_caller(flow.metadata.get(CALLER)),
    )


def read(file: BinaryIO | Headed, source: str, warn: Callable[[str], None]) -> Iterator[Exchange]:
    """Yield the exchanges in a flow file.

    What is not HTTP, and flows that are damaged, are left out with a warning. Raises
    CaptureError where the file is cut off.
    """
    others = 0
    for number, frame in enumerate(_frames(file, source)):
        at = f"{source}#{number}"
        if frame is None:
            warn(f"{at}: the flow is larger than {FLOW_LIMIT // MIB} MiB; left out")
            continue
        try:
            exchange = _exchange(frame, at)
        except Unusable as unusable:
            warn(f"{at}: {unusable}; left out")
            continue
        if exchange is None:
            others += 1
        else:
            yield exchange
    if others:
        warn(f"{source}: {others} flows that are no HTTP exchange (WebSocket, TCP, …) left out")


def _exchange(frame: bytes, at: str) -> Exchange | None:
    from mitmproxy import exceptions, http, io

    try:
        (flow,) = io.FlowReader(BytesIO(frame)).stream()
        if not isinstance(flow, http.HTTPFlow) or flow.websocket is not None:
            return None
        return exchange_from_flow(flow, at, RECORDED_LIMIT)
    except exceptions.FlowReadException as error:
        raise Unusable(f"damaged: {_one_line(error)}") from error
    except (MemoryError, RecursionError) as error:
        raise Unusable("damaged: lengths or depths beyond reason") from error
    except Exception as error:
        raise Unusable(f"damaged: {type(error).__name__}: {_one_line(error)}") from error


def _frames(file: BinaryIO | Headed, source: str) -> Iterator[bytes | None]:
    """Yield the file's tnetstrings, None for one that is too large to be read."""
    number = 0
    while prefix := file.read(1):
        while len(prefix) <= LENGTH_DIGITS and prefix[-1:].isdigit():
            prefix += file.read(1) or b"?"
        if not prefix[:-1].isdigit() or not prefix.endswith(b":"):
            raise CaptureError(f"{source}#{number}: not a flow from here on")
        length = int(prefix[:-1]) + 1  # with the byte that tells the type
        frame = file.read(min(length, FLOW_LIMIT))
        missing = length - len(frame)
        if length > FLOW_LIMIT:
            while missing and (skipped := len(file.read(min(missing, MIB)))):
                missing -= skipped
        if missing:
            raise CaptureError(f"{source}#{number}: the file is cut off here")
        yield prefix + frame if length <= FLOW_LIMIT else None
        number += 1


def _one_line(error: Exception) -> str:
    return one_line(str(error)) or type(error).__name__


def _sent(flow: "http.HTTPFlow") -> Headers:
    """Return the request's fields as the client sent them, those that the proxy took out too."""
    fields = list(_headers(flow.request.headers).fields)
    taken = flow.metadata.get(TAKEN_OUT, ())
    for one in taken if isinstance(taken, list | tuple) else ():
        match one:  # a flow file may come from a stranger
            case [int(place), str(name), str(value)]:
                fields.insert(place, (name, value))
    return Headers(fields)


def _headers(headers: "http.Headers") -> Headers:
    return Headers((_text(name), _text(value)) for name, value in headers.fields)


def _body(message: "http.Message", limit: int) -> dict[str, Any]:
    raw = message.raw_content
    if raw is None:
        return STREAMED
    return keep_encoded(raw, message.headers.get("content-encoding"), limit)


def _caller(packed: object) -> Caller | None:
    return Caller.unpack(packed) if isinstance(packed, str) else None


def _seconds(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")
