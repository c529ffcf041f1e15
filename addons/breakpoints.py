"""Lets messages wait that a screen wants to see first; none of them waits for ever.

What waits goes on when it is let go, when its time is up, and when its screen is gone.
"""

import asyncio
import contextlib
import time
from dataclasses import dataclass, field, replace

from mitmproxy import connection, http

from addons.annotate import Annotate, origin_of
from addons.by_hand import ByHand
from inspector.capture.flows import exchange_from_flow
from inspector.control.sendable import Answered, Refusal, Sent, bytewise
from inspector.control.server import Peer
from inspector.control.words import Held, Waiting
from inspector.core.exchange import Exchange
from inspector.core.filter import FilterError, Node, matches, parse
from inspector.core.redaction.memory import Memory

MOST = 100  # messages that wait at once; others pass
TOLD = 1000  # characters of a URL in a list, which goes over the channel as one line
SHORTEST, LONGEST = 1.0, 3600.0  # seconds
EDITED = 600.0  # seconds that one waits at least from when it is looked at, to be edited
TOO_LATE = "it has gone on already"
WHOLE = 16 * 1024 * 1024  # bytes; a larger body passes as it comes, unless a request's head fits


@dataclass(frozen=True)
class Wish:
    """What a screen wants to wait, and for how long."""

    node: Node
    timeout: float


@dataclass(eq=False)
class Pause:
    """A message that waits."""

    flow: http.HTTPFlow
    shown: Exchange  # without secrets
    peer: Peer
    since: float
    limit: asyncio.Timeout
    until: float
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def prolong(self, seconds: float) -> None:
        """Let it wait that long from now, if that is longer; raises Refusal when it is too late."""
        if self.limit.expired():
            raise Refusal(TOO_LATE)
        more = time.time() + seconds - self.until
        when = self.limit.when()
        if more > 0 and when is not None:
            self.until += more
            self.limit.reschedule(when + more)

    @property
    def which(self) -> str:
        """Return what a screen calls it by; a request and its answer are two."""
        return f"{self.flow.id}/{'answer' if self.shown.response else 'request'}"

    @property
    def held(self) -> Held:
        """Return what a list says of it."""
        request, response = self.shown.request, self.shown.response
        return Held(
            self.which,
            request.method,
            bytewise(request.url)[:TOLD],
            self.since,
            self.until,
            response.status if response else None,
        )


class Breakpoints:
    """Holds what fits the wish of a screen; *memory* puts secrets back into what was edited."""

    def __init__(self, annotate: Annotate, memory: Memory) -> None:
        self.annotate = annotate
        self.memory = memory
        self._by_hand = ByHand(annotate, memory)
        self._wishes: dict[Peer, Wish] = {}
        self._pauses: dict[str, Pause] = {}

    def wish(self, peer: Peer, text: str, timeout: float) -> None:
        """Let wait for *peer* what fits the filter *text*; raises Refusal."""
        if not text.strip():
            self.left(peer)
            return
        try:
            node = parse(text)
        except FilterError as error:
            raise Refusal(f"the filter: {error}") from error
        self._wishes[peer] = Wish(node, min(max(timeout, SHORTEST), LONGEST))

    def left(self, peer: Peer) -> None:
        """Let nothing wait for *peer* any more."""
        self._wishes.pop(peer, None)
        self.release_all(peer)

    def release_all(self, peer: Peer) -> None:
        """Let go of what waits for *peer*."""
        for pause in self._pauses.values():
            if pause.peer is peer:
                pause.over.set()

    def pause(self, which: str) -> Pause:
        """Return what waits; raises Refusal."""
        if which not in self._pauses:
            raise Refusal(TOO_LATE)
        return self._pauses[which]

    def look(self, which: str) -> Exchange:
        """Return what waits, which does not go on while it is edited; raises Refusal."""
        pause = self.pause(which)
        pause.prolong(EDITED)
        self._tell(pause.peer)
        return pause.shown

    def release(self, which: str, sent: Sent | None, answered: Answered | None) -> None:
        """Let one go, changed to *sent* or *answered* if one is given; raises Refusal."""
        pause = self.pause(which)
        if (answered if pause.shown.response is None else sent) is not None:
            raise Refusal("what waits is not what was edited")
        if sent is not None:
            self._by_hand.request(pause.flow, pause.shown, sent)
        if answered is not None:
            self._by_hand.answer(pause.flow, pause.shown, answered)
        pause.over.set()

    def kill(self, which: str) -> None:
        """Cut the connection of one that waits; raises Refusal."""
        pause = self.pause(which)
        if pause.flow.killable:
            pause.flow.kill()
        pause.over.set()

    def wants(self, flow: http.HTTPFlow) -> bool:
        """Tell whether a message has to be complete, since it may have to wait.

        Its body may decide that; of one that is larger than WHOLE only the head does.
        """
        if not self._wishes or flow.is_replay:
            return False
        size = (flow.response or flow.request).headers.get("content-length", "0")
        if size.isdecimal() and len(size) < 10 and int(size) <= WHOLE:
            return True
        return flow.response is None and self._wisher(self._shown(flow)) is not None

    async def request(self, flow: http.HTTPFlow) -> None:
        """Let a request wait that fits, unless it was sent on as it came."""
        if self._wishes and not (flow.response or flow.error or flow.request.stream):
            await self._let_wait(flow)

    async def response(self, flow: http.HTTPFlow) -> None:
        """Let an answer wait that fits, unless its request did, or it was sent on as it came."""
        if self._wishes and flow.error is None and not (flow.response and flow.response.stream):
            await self._let_wait(flow)

    def client_disconnected(self, client: connection.Client) -> None:
        """Let go of what nobody waits for any more."""
        for pause in self._pauses.values():
            if pause.flow.client_conn is client:
                pause.over.set()

    def done(self) -> None:
        """Let go of everything."""
        self._wishes.clear()
        for pause in self._pauses.values():
            pause.over.set()

    async def _let_wait(self, flow: http.HTTPFlow) -> None:
        if flow.is_replay or len(self._pauses) >= MOST:
            return
        shown = self._shown(flow)
        peer = self._wisher(shown)
        if peer is None:
            return
        if shown.response is not None and self._wisher(replace(shown, response=None)) is not None:
            return  # it has waited as a request
        now, seconds = time.time(), self._wishes[peer].timeout
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds) as limit:
                await self._wait(Pause(flow, shown, peer, now, limit, now + seconds))

    async def _wait(self, pause: Pause) -> None:
        self._pauses[pause.which] = pause
        self._tell(pause.peer)
        try:
            await pause.over.wait()
        finally:
            self._pauses.pop(pause.which, None)
            self._tell(pause.peer)

    def _shown(self, flow: http.HTTPFlow) -> Exchange:
        exchange = exchange_from_flow(flow, limit=self.annotate.body_limit)
        return self.annotate.redactor.take_in(exchange, origin_of(flow))

    def _wisher(self, shown: Exchange) -> Peer | None:
        """Return the screen that wants to see a message first, None when there is none."""
        annotated = self.annotate.inspector.foresee(shown)
        for peer, wish in self._wishes.items():
            if matches(wish.node, annotated):
                return peer
        return None

    def _tell(self, peer: Peer) -> None:
        held = tuple(pause.held for pause in self._pauses.values() if pause.peer is peer)
        peer.tell(Waiting(held))
