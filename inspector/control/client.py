"""A screen's end of the control channel."""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Self

from inspector.control import place
from inspector.control.sendable import Refusal
from inspector.control.words import (
    LONGEST,
    PROTOCOL,
    Command,
    Done,
    Refused,
    Waiting,
    Welcome,
    line,
    numbered,
    read_report,
)

PATIENCE = 5.0  # seconds for the proxy to greet
ENDED = "the proxy has ended"


def check(path: Path) -> None:
    """Raise Refusal when there is nothing at *path* to connect with."""
    if not place.HAS_SOCKETS:
        raise Refusal("this system has no sockets that a screen could reach the proxy by")
    place.check(path)


class Channel:
    """Asks the proxy; *heard* gets what it says of itself."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        heard: Callable[[Waiting], None],
    ) -> None:
        self._reader, self._writer = reader, writer
        self._heard = heard
        self._next = 0
        self._asked: dict[int, asyncio.Future[Done]] = {}
        self._is_open = True
        self._task = asyncio.create_task(self._listen())

    @classmethod
    async def open(cls, path: Path, heard: Callable[[Waiting], None]) -> Self:
        """Connect with the proxy at *path*; raises Refusal."""
        check(path)
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await asyncio.open_unix_connection(path, limit=LONGEST)
                await _greeted(reader, writer)
        except (OSError, ValueError) as error:  # TimeoutError is an OSError
            raise Refusal("the proxy does not answer; it may have ended") from error
        return cls(reader, writer, heard)

    @property
    def is_open(self) -> bool:
        """Tell whether the proxy still listens."""
        return self._is_open

    async def ask(self, command: Command) -> Done:
        """Have *command* obeyed; raises Refusal."""
        if not self.is_open:
            raise Refusal(ENDED)
        self._next += 1
        number = self._next
        answer: asyncio.Future[Done] = asyncio.get_running_loop().create_future()
        self._asked[number] = answer
        try:
            self._writer.write(line(numbered(command, number)))
            with contextlib.suppress(ConnectionError):  # whoever listens will notice
                await self._writer.drain()
            return await answer
        finally:
            self._asked.pop(number, None)

    async def close(self) -> None:
        """Let go; what waits for this screen goes on."""
        await _dropped(self._writer)
        await self._task

    async def _listen(self) -> None:
        try:
            # A line that is too long is a ValueError.
            with contextlib.suppress(ConnectionError, ValueError, Refusal):
                while (said := await self._reader.readline()).endswith(b"\n"):
                    self._hear(said)
        finally:
            self._is_open = False
            self._writer.transport.abort()
            for answer in self._asked.values():
                if not answer.done():
                    answer.set_exception(Refusal(ENDED))
            self._heard(Waiting(()))

    def _hear(self, said: bytes) -> None:
        report = read_report(said)
        match report:
            case Done(number) if number in self._asked:
                self._asked[number].set_result(report)
            case Refused(number, why) if number in self._asked:
                self._asked[number].set_exception(Refusal(why))
            case Waiting():
                self._heard(report)


async def _greeted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Wait for the proxy's first words; raises Refusal, the connection being closed then."""
    try:
        said = await reader.readline()
        if not said:
            raise Refusal("the proxy speaks with as many screens as it can; close one")
        greeting = read_report(said)
        if not isinstance(greeting, Welcome) or greeting.protocol != PROTOCOL:
            raise Refusal("the proxy is of another version")
    except BaseException:
        await _dropped(writer)
        raise


async def _dropped(writer: asyncio.StreamWriter) -> None:
    """End a connection, whatever is still under way."""
    writer.transport.abort()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
