"""A recording under way with somebody at its control channel, and the screen on it."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import make
from driving import driven
from textual.pilot import Pilot

from inspector.capture.store import CaptureWriter
from inspector.control import place
from inspector.control.sendable import Refusal
from inspector.control.server import Peer, Server
from inspector.control.words import FACT, Command, Done, Look, Replay, Waiting, Welcome
from inspector.core.annotated import Annotated
from inspector.core.exchange import Exchange, Response
from inspector.profiles.catalogue import fix_of
from inspector.tui.app import InspectorApp


@dataclass
class Attended:
    """Stands for the proxy: records what it is asked to send, and remembers all commands."""

    writer: CaptureWriter
    why_not: str = ""  # what it refuses everything with
    waits: Done = field(default_factory=Done)  # what a look at it shows
    answers: asyncio.Event = field(default_factory=asyncio.Event)  # what is sent, once it is set
    asked: list[Command] = field(default_factory=list)
    peers: list[Peer] = field(default_factory=list)

    async def obey(self, command: Command, peer: Peer) -> Done:
        self.asked.append(command)
        self.peers = [*self.peers, peer]
        if self.why_not:
            raise Refusal(self.why_not)
        if isinstance(command, Replay):
            await self.answers.wait()
            return Done(exchange=self.record(command))
        if isinstance(command, Look):
            return self.waits
        return Done()

    def record(self, replay: Replay) -> str:
        identity = f"again-{len(self.asked)}"
        response = Response(status=201, reason="Created", body=b'{"d": {"Id": "new"}}')
        exchange = Exchange(
            request=replay.request.request(), response=response, id=identity,
            started=make.NOON, replay_of=replay.of, redacted=True,
        )  # fmt: skip
        self.writer.append(
            Annotated(exchange, 0, "media-services", "api", exchange.request.operation)
        )
        return identity

    def tell(self, waiting: Waiting) -> None:
        self.peers[-1].tell(waiting)

    def left(self, peer: Peer) -> None:
        self.peers = [one for one in self.peers if one is not peer]


@asynccontextmanager
async def attended(
    path: Path, exchanges: Iterable[Annotated], size: tuple[int, int], **facts: str
) -> AsyncIterator[tuple[InspectorApp, Pilot[None], Attended]]:
    """Open the screen on a capture that is being recorded."""
    socket = place.make()
    assert socket is not None
    with CaptureWriter(
        path, facts={"listen": "127.0.0.1:8080", FACT: str(socket), **facts}
    ) as writer:
        for one in exchanges:
            writer.append(replace(one, exchange=replace(one.exchange, redacted=True)))
        writer.flush()
        proxy = Attended(writer)
        proxy.answers.set()
        server = Server(socket, proxy, Welcome("127.0.0.1:8080", 1))
        await server.start()
        try:
            async with driven(path, size, fix_of=fix_of) as (app, pilot):
                yield app, pilot, proxy
        finally:
            await server.close()
