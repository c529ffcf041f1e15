"""Obeys the screens that watch the capture: sends requests anew, and lets messages wait."""

import asyncio
from pathlib import Path

from addons import replay
from addons.breakpoints import Breakpoints
from inspector.control.sendable import Answered, Refusal, Sent
from inspector.control.server import Peer, Server
from inspector.control.words import Command, Done, Hold, Kill, Look, Release, Replay, Welcome
from inspector.core.exchange import Exchange, Request
from inspector.core.redaction.memory import Irreplaceable, put_back


class Attend:
    """Listens to screens at *path*."""

    def __init__(self, path: Path, breakpoints: Breakpoints, welcome: Welcome) -> None:
        self.path = path
        self.breakpoints = breakpoints
        self._server = Server(path, self, welcome)
        self._sending: set[asyncio.Task[str]] = set()

    async def start(self) -> None:
        """Begin to listen."""
        await self._server.start()

    async def obey(self, command: Command, peer: Peer) -> Done:
        """Do what a screen asks; raises Refusal."""
        match command:
            case Replay(sent, of):
                return Done(exchange=await self._replay(sent, of))
            case Hold(text, timeout):
                self.breakpoints.wish(peer, text, timeout)
            case Look(which):
                return _look(self.breakpoints.look(which))
            case Release(""):
                self.breakpoints.release_all(peer)
            case Release(which, sent, answered):
                self.breakpoints.release(which, sent, answered)
            case Kill(which):
                self.breakpoints.kill(which)
        return Done()

    def left(self, peer: Peer) -> None:
        """Let go of what waits for a screen that is gone."""
        self.breakpoints.left(peer)

    async def done(self) -> None:
        """Stop to listen."""
        for sending in self._sending:
            sending.cancel()
        await self._server.close()

    async def _replay(self, sent: Sent, of: str) -> str:
        try:
            request = put_back(sent.request(), self.breakpoints.memory)
        except Irreplaceable as error:
            raise Refusal(str(error)) from error
        sending = asyncio.create_task(self._send(request, of))
        self._sending.add(sending)
        sending.add_done_callback(self._sending.discard)
        return await asyncio.shield(sending)  # a screen that leaves takes no request along

    async def _send(self, request: Request, of: str) -> str:
        try:
            flow = await replay.send(request, of)
        except TimeoutError as error:
            raise Refusal("no answer came in time") from error
        return flow.id


def _look(waits: Exchange) -> Done:
    """Return the answer that waits, or else the request; raises Refusal."""
    if waits.response is None:
        return Done(request=Sent.of(waits.request))
    return Done(answer=Answered.of(waits.response))
