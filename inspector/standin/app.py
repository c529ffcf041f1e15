"""The stand-in as one ASGI application: the hosts of the service, each at its own desk."""

import re
import time
import uuid
from collections.abc import Callable, Mapping
from email.utils import format_datetime
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.requests import Request as AsgiRequest
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from inspector.core.exchange import CLIENT_REQUEST_ID, Request
from inspector.core.headers import Headers
from inspector.standin.api import answer_api
from inspector.standin.blob import answer_blob
from inspector.standin.call import Answer, Call, plain
from inspector.standin.front import answer_front, moved
from inspector.standin.hosts import Desk, desk_of
from inspector.standin.login import answer_acs, answer_login
from inspector.standin.state import State
from inspector.standin.values import moment

SERVER = "ams-inspector-stand-in"
BODY_LIMIT = 64 * 1024 * 1024  # bytes
URL_LIMIT = 32 * 1024  # bytes; IIS took half of it by default
_AUTHORITY = re.compile(r"[A-Za-z0-9._-]{1,253}(?::\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::\d{1,5})?")


def application(state: State | None = None, clock: Callable[[], float] = time.time) -> ASGIApp:
    """Return the stand-in; *clock* gives seconds since the epoch and may be a test's own."""
    return StandIn(state or State(), clock)


class StandIn:
    """Dispatches by `Host`; a call by another host gets the API and the tokens by path."""

    def __init__(self, state: State, clock: Callable[[], float]) -> None:
        self.state = state
        self.clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call, as ASGI has it; there is nothing to do at start and end."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        if scope["type"] != "http":
            return
        try:
            body = await _body(AsgiRequest(scope, receive))
        except ClientDisconnect:
            return
        answer = self.answer(scope, body)
        bodiless = answer.status in {204, 304}
        length = () if bodiless else (("Content-Length", str(len(answer.body))),)
        response = Response(b"" if bodiless or scope["method"] == "HEAD" else answer.body)
        response.status_code = answer.status
        # Starlette would write the names in lower case, which the service did not.
        response.raw_headers = [
            (name.encode("latin-1"), value.encode("latin-1", "replace"))
            for name, value in (*answer.fields, *length)
        ]
        await response(scope, receive, send)

    def answer(self, scope: Scope, body: bytes | None) -> Answer:
        """Return the answer to a call; *body* is None when it was too large to be read."""
        now = moment(self.clock())
        request = _request(scope, body or b"")
        root = f"{request.url.partition('://')[0]}://{_authority(request.headers)}/api/"
        call = Call(request, now, root)
        if not _authority(request.headers):
            answer = plain(400, "The Host header is missing or malformed.")
        elif body is None or len(request.url) > URL_LIMIT:
            answer = plain(413 if body is None else 414, "The request is too large.")
        else:
            answer = self.desk(call)
        echo = request.headers.first_of(*CLIENT_REQUEST_ID)
        echoed = ((echo[0], echo[1]),) if echo else ()
        own = str(uuid.uuid4())
        return answer.also(
            ("Server", SERVER),
            ("Date", format_datetime(now, usegmt=True)),
            ("request-id", own),
            ("x-ms-request-id", own),
            *echoed,
        )

    def desk(self, call: Call) -> Answer:
        """Return what the desk that *call* came to answers."""
        match desk_of(call.request.target.host):
            case Desk.OLD_ROOT:
                return moved(call)
            case Desk.API:
                return answer_api(call, self.state)
            case Desk.LOGIN:
                return answer_login(call)
            case Desk.ACS:
                return answer_acs(call)
            case Desk.BLOB:
                return answer_blob(call, self.state)
        return answer_front(call, self.state)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _body(request: AsgiRequest) -> bytes | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)


def _authority(headers: Headers) -> str:
    host = headers.get("Host") or ""
    return host if _AUTHORITY.fullmatch(host) else ""


def _request(scope: Mapping[str, Any], body: bytes) -> Request:
    fields = scope["headers"]
    headers = Headers((n.decode("latin-1"), v.decode("latin-1")) for n, v in fields)
    url = f"{str(scope['scheme']).lower()}://{_authority(headers)}{_path(scope)}"
    return Request(method=str(scope["method"]), url=url, headers=headers, body=body)


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
