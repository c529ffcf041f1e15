"""The stand-in as one ASGI application: the hosts of the service, each at its own desk."""

import asyncio
import re
import uuid
from collections.abc import Callable, Mapping
from email.utils import format_datetime
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.requests import Request as AsgiRequest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from inspector.core.exchange import CLIENT_REQUEST_ID, Request
from inspector.core.headers import Headers
from inspector.standin.api.api import answer_api
from inspector.standin.blobs.desk import answer_blob
from inspector.standin.call import Answer, Call, plain
from inspector.standin.clock import Clock
from inspector.standin.faults import Faults, UnknownFaultError
from inspector.standin.front import answer_front, is_own, moved
from inspector.standin.hosts import Desk, desk_of
from inspector.standin.store.state import State
from inspector.standin.tokens.login import answer_acs, answer_login

SERVER = "ams-inspector-stand-in"
ABORT = "ams-inspector.abort"  # a server's extension: a function that closes the connection
BODY_LIMIT = 64 * 1024 * 1024  # bytes
URL_LIMIT = 32 * 1024  # bytes; IIS took half of it by default
_AUTHORITY = re.compile(r"[A-Za-z0-9._-]{1,253}(?::\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::\d{1,5})?")


class StandIn:
    """Dispatches by `Host`; a call by another host gets all desks by path."""

    def __init__(
        self,
        state: State | None = None,
        clock: Clock | Callable[[], float] | None = None,
        faults: Faults | None = None,
    ) -> None:
        """Make a stand-in of a state, a clock (or what reads one), and a plan of faults."""
        self.state = state or State()
        self.clock = clock if isinstance(clock, Clock) else Clock(clock) if clock else Clock()
        self.faults = faults or Faults()

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
        request = _request(scope, body or b"")
        try:
            faults = {} if is_own(request.target.path) else self.faults.befalling(request)
        except UnknownFaultError as error:
            await _send(scope, receive, send, plain(400, f"X-Stand-In-Fault: {error}"), {})
            return
        if "latency" in faults:
            await asyncio.sleep(float(faults["latency"]))
        answer = Answer(0) if "drop" in faults else self.answer(request, body, faults)
        await _send(scope, receive, send, answer, faults)

    def answer(
        self, request: Request, body: bytes | None, faults: Mapping[str, str] | None = None
    ) -> Answer:
        """Return the answer to a call; *body* is None when it was too large to be read."""
        now = self.clock.now()
        authority = _authority(request.headers)
        base = f"{request.url.partition('://')[0]}://{authority}/"
        own = desk_of(request.target.host) is Desk.HERE
        call = Call(
            request,
            now,
            f"{base}api/",
            self.clock,
            faults or {},
            storage=base if own else "",
        )
        if not authority:
            answer = plain(400, "The Host header is missing or malformed.")
        elif body is None or len(request.url) > URL_LIMIT:
            answer = plain(413 if body is None else 414, "The request is too large.")
        else:
            with self.state.lock:
                answer = self.desk(call)
        ids = str(uuid.uuid4())
        return answer.also(
            ("Server", SERVER),
            ("Date", format_datetime(now, usegmt=True)),
            ("request-id", ids),
            ("x-ms-request-id", ids),
            *_echo(call),
        )

    def desk(self, call: Call) -> Answer:
        """Return what the desk that *call* came to answers."""
        match desk_of(call.request.target.host):
            case Desk.OLD_ROOT:
                return moved(call)
            case Desk.API:
                return answer_api(call, self.state)
            case Desk.LOGIN:
                return answer_login(call, self.state)
            case Desk.ACS:
                return answer_acs(call, self.state)
            case Desk.BLOB:
                return answer_blob(call, self.state)
        return answer_front(call, self.state, self.faults)


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


async def _send(
    scope: Scope, receive: Receive, send: Send, answer: Answer, faults: Mapping[str, str]
) -> None:
    abort = scope.get("extensions", {}).get(ABORT)
    if {"drop", "drop-after"} & faults.keys():
        await _abort(abort, receive)
        return
    bodiless = answer.status in {204, 304}
    cut = "truncate" in faults and not bodiless and len(answer.body) > 1
    body = answer.body[: len(answer.body) // 2] if cut else answer.body
    said = answer.body if abort else body  # where nobody can hang up, the length has to fit
    length = () if bodiless else (("Content-Length", str(len(said))),)
    response = Response(b"" if bodiless or scope["method"] == "HEAD" else body)
    response.status_code = answer.status
    # Starlette would write the names in lower case, which the service did not.
    response.raw_headers = [
        (name.encode("latin-1"), value.encode("latin-1", "replace"))
        for name, value in (*answer.fields, *length)
    ]
    if not (cut and abort):
        await response(scope, receive, send)
        return
    head = {"type": "http.response.start", "status": answer.status}
    await send({**head, "headers": response.raw_headers})
    await send({"type": "http.response.body", "body": body, "more_body": True})
    await _abort(abort, receive)


async def _abort(abort: Callable[[], None] | None, receive: Receive) -> None:
    """Close the connection; where the server offers no way, leave the call without an answer."""
    if abort is not None:
        abort()
        while (await receive())["type"] != "http.disconnect":
            pass


def _echo(call: Call) -> tuple[tuple[str, str], ...]:
    found = call.request.headers.first_of(*CLIENT_REQUEST_ID)
    if found is None or "no-echo" in call.faults:
        return ()
    return ((found[0], str(uuid.uuid4()) if "wrong-echo" in call.faults else found[1]),)


def _authority(headers: Headers) -> str:
    host = headers.get("Host") or ""
    return host if _AUTHORITY.fullmatch(host) else ""


def _request(scope: Mapping[str, Any], body: bytes) -> Request:
    fields = scope["headers"]
    headers = Headers((n.decode("latin-1"), v.decode("latin-1")) for n, v in fields)
    url = f"{str(scope['scheme']).lower()}://{_authority(headers)}{_path(scope)}"
    version = f"HTTP/{scope.get('http_version', '1.1')}"
    return Request(
        method=str(scope["method"]), url=url, headers=headers, body=body, http_version=version
    )


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
