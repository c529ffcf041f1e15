"""Obeys the screens that watch the capture: each may send requests anew."""

import asyncio
from pathlib import Path

from addons import replay
from inspector.control.server import Peer, Server
from inspector.control.words import Command, Refusal, Replay, Sent, Welcome
from inspector.core.exchange import Request
from inspector.core.redaction.memory import Irreplaceable, Memory, put_back


class Attend:
    """Listens at *path*; *memory* knows what the markers in a request stand for."""

    def __init__(self, path: Path, memory: Memory, welcome: Welcome) -> None:
        self.memory = memory
        self.path = path
        self._server = Server(path, self, welcome)
        self._sending: set[asyncio.Task[str]] = set()

    async def start(self) -> None:
        """Begin to listen."""
        await self._server.start()

    async def obey(self, command: Command, peer: Peer) -> str:
        """Do what a screen asks; raises Refusal."""
        match command:
            case Replay(sent, of):
                return await self._replay(sent, of)
        raise Refusal(f"{peer} asked for what is not known")

    async def _replay(self, sent: Sent, of: str) -> str:
        request = self._whole(sent)
        sending = asyncio.create_task(self._send(request, of))
        self._sending.add(sending)
        sending.add_done_callback(self._sending.discard)
        return await asyncio.shield(sending)  # a screen that leaves takes no request along

    def _whole(self, sent: Sent) -> Request:
        """Return the request with its secrets; raises Refusal."""
        try:
            return put_back(sent.request(), self.memory)
        except Irreplaceable as error:
            raise Refusal(str(error)) from error

    async def _send(self, request: Request, of: str) -> str:
        try:
            flow = await replay.send(request, of)
        except TimeoutError as error:
            raise Refusal("no answer came in time") from error
        return flow.id

    def left(self, peer: Peer) -> None:
        """Let go of what waits for a screen that is gone."""

    async def done(self) -> None:
        """Stop to listen."""
        for sending in self._sending:
            sending.cancel()
        await self._server.close()
