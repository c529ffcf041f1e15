"""The control channel: every command is answered, and no peer can hold up the proxy."""

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import make
import pytest
from msgspec.structs import replace

from inspector.control import place, server
from inspector.control.client import Channel
from inspector.control.sendable import Refusal, Sent
from inspector.control.server import Peer, Server
from inspector.control.words import (
    LONGEST,
    Command,
    Done,
    Held,
    Kill,
    Replay,
    Waiting,
    Welcome,
    read_report,
)
from inspector.core.exchange import Request
from inspector.core.headers import Headers

pytestmark = pytest.mark.skipif(not place.HAS_SOCKETS, reason="no Unix sockets")
SENT = Sent("GET", make.ROOT, (("Accept", "*/*"),), b"")


class Master:
    """Obeys replays, slowly for the exchange `slow`, and refuses everything else."""

    def __init__(self) -> None:
        self.peers: list[Peer] = []
        self.gone = 0
        self.shown: Sent | None = None

    async def obey(self, command: Command, peer: Peer) -> Done:
        self.peers.append(peer)
        if not isinstance(command, Replay):
            raise Refusal("only replays")
        await asyncio.sleep(30 if command.of == "slow" else 0)
        return Done(exchange=f"again-{command.of}", request=self.shown)

    def left(self, peer: Peer) -> None:
        self.gone += 1


@asynccontextmanager
async def serving() -> AsyncIterator[tuple[Path, Master]]:
    path = place.make()
    assert path is not None
    master = Master()
    one = Server(path, master, Welcome("127.0.0.1:1", 1))
    await one.start()
    try:
        yield path, master
    finally:
        await one.close()


@asynccontextmanager
async def raw(path: Path) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_unix_connection(path)
    await reader.readline()
    yield reader, writer
    writer.transport.abort()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110 - the other end tells nobody
            await asyncio.sleep(0.01)


def silent(_: Waiting) -> None:
    pass


async def test_every_command_is_answered() -> None:
    async with serving() as (path, _):
        channel = await Channel.open(path, silent)

        assert (await channel.ask(Replay(SENT, "1"))).exchange == "again-1"
        with pytest.raises(Refusal, match="only replays"):
            await channel.ask(Kill("1"))
        both = await asyncio.gather(*(channel.ask(Replay(SENT, str(n))) for n in range(5)))
        assert [done.exchange for done in both] == [f"again-{n}" for n in range(5)]
        await channel.close()


async def test_it_is_its_owners_alone_and_gone_afterwards() -> None:
    async with serving() as (path, _):
        assert path.lstat().st_mode & 0o777 == 0o600
        assert path.parent.lstat().st_mode & 0o777 == 0o700
        assert len(os.fsencode(path)) <= place.LONGEST
        place.check(path)

    assert not path.parent.exists()
    with pytest.raises(Refusal, match="ended"):
        await Channel.open(path, silent)


async def test_a_long_temporary_folder_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    long = tmp_path / ("x" * 120)
    long.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(long))
    async with serving() as (path, _):
        assert long not in path.parents


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda path: path.parent.chmod(0o755), id="a folder that others enter"),
        pytest.param(lambda path: (path.unlink(), path.write_text("")), id="a file"),
        pytest.param(lambda path: path.rename(path.with_name("other")), id="nothing there"),
        pytest.param(
            lambda path: (path.rename(path.with_name("o")), path.symlink_to(path.with_name("o"))),
            id="a link",
        ),
    ],
)
async def test_a_path_out_of_a_strangers_capture_is_not_trusted(spoil: object) -> None:
    async with serving() as (path, _):
        spoil(path)  # type: ignore[operator]

        with pytest.raises(Refusal):
            await Channel.open(path, silent)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(b"\n", id="an empty line"),
        pytest.param(b"GET / HTTP/1.1\n", id="HTTP"),
        pytest.param(b'{"do": "format"}\n', id="an unknown command"),
        pytest.param(b'{"do": "kill", "which": 1}\n', id="a wrong type"),
        pytest.param(b"[" * 100_000 + b"\n", id="deep"),
        pytest.param(b"\xff\xfe\n", id="no UTF-8"),
    ],
)
async def test_what_is_no_command_is_refused(said: bytes) -> None:
    async with serving() as (path, _), raw(path) as (reader, writer):
        writer.write(said + b'{"do": "kill", "which": "a", "id": 7}\n')

        first, second = [read_report(await reader.readline()) for _ in range(2)]

    assert (first.__class__.__name__, getattr(first, "id", None)) == ("Refused", 0)
    assert getattr(second, "id", None) == 7


async def test_an_endless_line_ends_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "LONGEST", 1000)
    async with serving() as (path, master), raw(path) as (reader, writer):
        writer.write(b"x" * 4000)
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
        channel = await Channel.open(path, silent)
        assert (await channel.ask(Replay(SENT, "2"))).exchange == "again-2"
        await channel.close()

    assert master.gone >= 1


async def test_what_is_too_large_is_refused_and_the_connection_stays() -> None:
    large = replace(SENT, body=b"x" * LONGEST)
    async with serving() as (path, master):
        channel = await Channel.open(path, silent)
        with pytest.raises(Refusal, match=r"too large .* 10.7 MiB, where 8 are the most"):
            await channel.ask(Replay(large, "1"))
        assert master.peers == []

        master.shown = large
        with pytest.raises(Refusal, match="too large"):
            await channel.ask(Replay(SENT, "2"))
        master.shown = None
        assert (await channel.ask(Replay(SENT, "3"))).exchange == "again-3"
        assert master.gone == 0
        await channel.close()


async def test_who_does_not_read_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "UNREAD", 100_000)
    async with serving() as (path, master), raw(path) as (_, writer):
        writer.write(b'{"do": "kill", "which": "a"}\n')
        await until(lambda: master.peers)
        held = Held("a", "POST", "x" * 50_000, 0.0, 1.0)
        for _ in range(100):
            master.peers[0].tell(Waiting((held,)))
        await until(lambda: master.gone)


async def test_there_is_an_end_to_peers_and_to_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MOST_PEERS", 2)
    monkeypatch.setattr(server, "MOST_AT_ONCE", 1)
    async with serving() as (path, _):
        first, second = [await Channel.open(path, silent) for _ in range(2)]
        with pytest.raises(Refusal, match="close one"):
            await Channel.open(path, silent)
        slow = asyncio.create_task(first.ask(Replay(SENT, "slow")))
        await asyncio.sleep(0)
        with pytest.raises(Refusal, match="too many"):
            await first.ask(Replay(SENT, "1"))
        assert (await second.ask(Replay(SENT, "1"))).exchange == "again-1"
        slow.cancel()
        await first.close()
        await second.close()


async def test_when_the_proxy_ends_what_was_asked_is_answered() -> None:
    async with serving() as (path, _):
        channel = await Channel.open(path, silent)
        asked = asyncio.create_task(channel.ask(Replay(SENT, "slow")))
        await asyncio.sleep(0.05)

    with pytest.raises(Refusal, match="ended"):
        await asked
    with pytest.raises(Refusal, match="ended"):
        await channel.ask(Replay(SENT, "1"))
    await channel.close()


@pytest.fixture
def own(tmp_path: Path) -> Path:
    tmp_path.chmod(0o700)
    return tmp_path / "s"


async def test_another_version_is_told_from_silence(own: Path) -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b'{"said": "welcome", "listen": "", "pid": 1, "protocol": 99}\n')

        await writer.drain()
        writer.close()

    other = await asyncio.start_unix_server(greet, own)
    async with other:
        with pytest.raises(Refusal, match="another version"):
            await Channel.open(own, silent)


def test_a_socket_of_this_process_is_own() -> None:
    one, other = socket.socketpair(socket.AF_UNIX)
    with one, other:
        assert place.is_own(one)


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(Request(method="GET", url=make.ROOT, body=b""), id="plain"),
        pytest.param(Request(method="POST", url=make.ROOT, body=bytes(range(256)),
                             headers=Headers([("X", "gr\udcfc\udcdf"), ("x", "ü€")])), id="bytes"),
    ],
)  # fmt: skip
def test_a_request_goes_over_it_as_it_is(request_: Request) -> None:
    assert Sent.of(request_).request() == request_


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(Sent("GET", "ftp://a/", (), b""), id="another scheme"),
        pytest.param(Sent("GET", "https://a/ b", (), b""), id="a blank in the URL"),
        pytest.param(Sent("GET", "https:///x", (), b""), id="no host"),
        pytest.param(Sent("GET /", "https://a/", (), b""), id="a blank in the method"),
        pytest.param(Sent("GET", "https://a/", (("A", "b\r\nC: d"),), b""), id="a line break"),
        pytest.param(Sent("GET", "https://a/", (("A b", "c"),), b""), id="a blank in a name"),
        pytest.param(Sent("GET", "https://a/", (("A", "€"),), b""), id="no byte"),
    ],
)
def test_what_cannot_be_sent_is_refused(sent: Sent) -> None:
    with pytest.raises(Refusal):
        sent.request()


def test_a_body_that_was_not_recorded_cannot_be_sent() -> None:
    one = Request(method="PUT", url=make.ROOT, body=None, withheld="larger than 1 MiB")

    with pytest.raises(Refusal, match="larger than 1 MiB"):
        Sent.of(one)
