"""The proxy's end of the control channel; nothing that a peer does or leaves undone holds it up."""

import asyncio
import contextlib
from pathlib import Path
from typing import Protocol

import msgspec

from inspector.control import place
from inspector.control.sendable import Refusal
from inspector.control.words import (
    LONGEST,
    Command,
    Done,
    Refused,
    Report,
    Welcome,
    line,
    read_command,
)

MOST_PEERS = 16
MOST_AT_ONCE = 16  # commands of one peer that are not answered yet
UNREAD = 2 * LONGEST  # bytes; a peer that leaves more unread is let go


class Peer:
    """One connection."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self.tasks: set[asyncio.Task[None]] = set()

    def tell(self, report: Report) -> None:
        """Say something, without waiting for it to be read; raises Refusal when it is too long."""
        transport = self._writer.transport
        if transport.is_closing():
            return
        self._writer.write(line(report))
        if transport.get_write_buffer_size() > UNREAD:
            transport.abort()

    def end(self) -> None:
        """Close the connection, whatever is still unread."""
        self._writer.transport.abort()


class Master(Protocol):
    """Obeys."""

    async def obey(self, command: Command, peer: Peer) -> Done:
        """Do it; the number of what is returned is the server's to fill in. Raises Refusal."""

    def left(self, peer: Peer) -> None:
        """Take note that a peer is gone."""


class Server:
    """Listens at *path* while the proxy runs."""

    def __init__(self, path: Path, master: Master, welcome: Welcome) -> None:
        self.path = path
        self._master = master
        self._welcome = welcome
        self._peers: set[Peer] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Begin to listen."""
        self._server = await asyncio.start_unix_server(self._serve, self.path, limit=LONGEST)
        self.path.chmod(0o600)

    async def close(self) -> None:
        """Let go of everybody, and leave nothing behind."""
        if self._server is not None:
            self._server.close()
        for peer in list(self._peers):
            peer.end()
        place.remove(self.path)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = Peer(writer)
        if len(self._peers) >= MOST_PEERS or not place.is_own(writer.get_extra_info("socket")):
            peer.end()
            return
        self._peers.add(peer)
        try:
            peer.tell(self._welcome)
            await self._listen(reader, peer)
        finally:
            self._peers.discard(peer)
            for task in peer.tasks:
                task.cancel()
            self._master.left(peer)
            peer.end()

    async def _listen(self, reader: asyncio.StreamReader, peer: Peer) -> None:
        # A line that is too long is a ValueError.
        with contextlib.suppress(ConnectionError, ValueError):
            while (said := await reader.readline()).endswith(b"\n"):
                try:
                    command = read_command(said)
                except Refusal as refusal:
                    peer.tell(Refused(0, str(refusal)))
                    continue
                if len(peer.tasks) >= MOST_AT_ONCE:
                    peer.tell(Refused(command.id, "too many commands are still to be obeyed"))
                    continue
                task = asyncio.create_task(self._obey(command, peer))
                peer.tasks.add(task)
                task.add_done_callback(peer.tasks.discard)

    async def _obey(self, command: Command, peer: Peer) -> None:
        try:
            done = await self._master.obey(command, peer)
            peer.tell(msgspec.structs.replace(done, id=command.id))
        except Refusal as refusal:
            peer.tell(Refused(command.id, str(refusal)))
