"""Calls as ASGI brings them, and answers as it takes them back."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request as AsgiRequest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from inspector.core.exchange import Request
from inspector.core.headers import Headers
from inspector.standin.call import Answer

ABORT = "ams-inspector.abort"  # a server's extension: a function that closes the connection
BODY_LIMIT = 64 * 1024 * 1024  # bytes
BODILESS = frozenset({204, 304})
BROKEN_OFF = frozenset({"drop", "drop-after"})  # faults
_AUTHORITY = re.compile(r"[A-Za-z0-9._-]{1,253}(?::\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::\d{1,5})?")


async def read_body(scope: Scope, receive: Receive) -> bytes | None:
    """Return the body of a call, None for one that is too large; raises ClientDisconnect."""
    body = bytearray()
    async for chunk in AsgiRequest(scope, receive).stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)


def read_request(scope: Mapping[str, Any], body: bytes) -> Request:
    """Return a call as the core's request."""
    fields = scope["headers"]
    headers = Headers((n.decode("latin-1"), v.decode("latin-1")) for n, v in fields)
    url = f"{str(scope['scheme']).lower()}://{authority(headers)}{_path(scope)}"
    version = f"HTTP/{scope.get('http_version', '1.1')}"
    return Request(
        method=str(scope["method"]), url=url, headers=headers, body=body, http_version=version
    )


def authority(headers: Headers) -> str:
    """Return the host that a call names, with its port; "" for none that could be one."""
    host = headers.get("Host") or ""
    return host if _AUTHORITY.fullmatch(host) else ""


def _path(scope: Mapping[str, Any]) -> str:
    # mitmproxy's own ASGI addon gives the whole target as `raw_path`, a string; the standard
    # says bytes, without the query.
    raw = scope.get("raw_path")
    if isinstance(raw, str):
        return raw if raw.startswith("/") else "/"
    path = raw.decode("latin-1") if isinstance(raw, bytes) else str(scope["path"])
    query = scope.get("query_string") or b""
    text = query.decode("latin-1") if isinstance(query, bytes) else ""
    whole = f"{path}?{text}" if text else path
    return whole if whole.startswith("/") else "/"


async def send_answer(
    scope: Scope, receive: Receive, send: Send, answer: Answer, faults: Mapping[str, str]
) -> None:
    """Send an answer, or as much of it as the faults let through."""
    abort = aborting(scope)
    if BROKEN_OFF & faults.keys():
        await _hang_up(abort, receive)
        return
    bodiless = answer.status in BODILESS
    cut = "truncate" in faults and not bodiless and len(answer.body) > 1
    body = answer.body[: len(answer.body) // 2] if cut else answer.body
    response = _response(answer, b"" if scope["method"] == "HEAD" else body)
    if cut and abort is None:  # where nobody can hang up, the length has to fit
        response = _response(Answer(answer.status, body, answer.fields), body)
    if not cut or abort is None:
        await response(scope, receive, send)
        return
    head = {"type": "http.response.start", "status": answer.status}
    await send({**head, "headers": response.raw_headers})
    await send({"type": "http.response.body", "body": body, "more_body": True})
    await _hang_up(abort, receive)


def _response(answer: Answer, body: bytes) -> Response:
    bodiless = answer.status in BODILESS
    length = () if bodiless else (("Content-Length", str(len(answer.body))),)
    response = Response(b"" if bodiless else body)
    response.status_code = answer.status
    # Starlette would write the names in lower case, which the service did not.
    response.raw_headers = [
        (name.encode("latin-1"), value.encode("latin-1", "replace"))
        for name, value in (*answer.fields, *length)
    ]
    return response


def aborting(scope: Scope) -> Callable[[], None] | None:
    """Return what closes a call's connection, None where the server offers no way."""
    found: Callable[[], None] | None = scope.get("extensions", {}).get(ABORT)
    return found


async def _hang_up(abort: Callable[[], None] | None, receive: Receive) -> None:
    """Close the connection; where the server offers no way, leave the call without an answer."""
    if abort is not None:
        abort()
        while (await receive())["type"] != "http.disconnect":
            pass
