"""The stand-in as one ASGI application: the hosts of the service, each at its own desk."""

import asyncio
import logging
import uuid
from collections.abc import Callable, Mapping
from email.utils import format_datetime

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from inspector.core.exchange import CLIENT_REQUEST_ID, Request
from inspector.standin.api.api import answer_api
from inspector.standin.blobs.desk import answer_blob
from inspector.standin.call import Answer, Call, plain
from inspector.standin.clock import Clock
from inspector.standin.faults import Faults, UnknownFaultError
from inspector.standin.front import answer_front, is_own, moved
from inspector.standin.hosts import Desk, desk_of
from inspector.standin.store.state import State
from inspector.standin.tokens.login import answer_acs, answer_login
from inspector.standin.wire import aborting, authority, read_body, read_request, send_answer

logger = logging.getLogger(__name__)
SERVER = "ams-inspector-stand-in"
URL_LIMIT = 32 * 1024  # bytes; IIS took half of it by default


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
            body = await read_body(scope, receive)
            await self._serve(scope, receive, send, body)
        except ClientDisconnect:
            return
        except asyncio.CancelledError:  # the server ends, and waits no longer
            abort = aborting(scope)
            if abort is None:
                raise
            abort()

    async def _serve(self, scope: Scope, receive: Receive, send: Send, body: bytes | None) -> None:
        request = read_request(scope, body or b"")
        faults: Mapping[str, str] = {}
        try:
            if not (is_own(request.target.path) and desk_of(request.target.host) is Desk.HERE):
                faults = self.faults.befalling(request)
        except UnknownFaultError as error:
            refused = plain(400, f"X-Stand-In-Fault: {error}")
            answer = self._signed(self._call(request, {}), refused)
            await send_answer(scope, receive, send, answer, {})
            return
        if "latency" in faults:
            await asyncio.sleep(float(faults["latency"]))
        answer = Answer(0) if "drop" in faults else self.answer(request, body, faults)
        await send_answer(scope, receive, send, answer, faults)

    def answer(
        self, request: Request, body: bytes | None, faults: Mapping[str, str] | None = None
    ) -> Answer:
        """Return the answer to a call; *body* is None when it was too large to be read."""
        call = self._call(request, faults or {})
        if not authority(request.headers):
            answer = plain(400, "The Host header is missing or malformed.")
        elif body is None or len(request.url) > URL_LIMIT:
            answer = plain(413 if body is None else 414, "The request is too large.")
        else:
            answer = self._answered(call)
        return self._signed(call, answer)

    def _answered(self, call: Call) -> Answer:
        with self.state.lock:
            try:
                return self.desk(call)
            except Exception:
                logger.exception("The stand-in failed at %s.", call.request.operation)
                return plain(500, "The stand-in failed; its own messages tell why. This is a bug.")

    def _call(self, request: Request, faults: Mapping[str, str]) -> Call:
        base = f"{request.url.partition('://')[0]}://{authority(request.headers)}/"
        own = desk_of(request.target.host) is Desk.HERE
        storage = base if own else ""
        return Call(request, self.clock.now(), f"{base}api/", self.clock, faults, storage)

    def _signed(self, call: Call, answer: Answer) -> Answer:
        """Return an answer with what every answer has."""
        ids = str(uuid.uuid4())
        return answer.also(
            ("Server", SERVER),
            ("Date", format_datetime(call.now, usegmt=True)),
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


def _echo(call: Call) -> tuple[tuple[str, str], ...]:
    found = call.request.headers.first_of(*CLIENT_REQUEST_ID)
    if found is None or "no-echo" in call.faults:
        return ()
    return ((found[0], str(uuid.uuid4()) if "wrong-echo" in call.faults else found[1]),)
