"""Compare the proxy, recording and all rules included, with plain `mitmdump -q`, in one run.

    python benchmarks/proxy.py [--rounds 5] [--seconds 3] [--connections 16] [--size 1000]

All stand before the same server in reverse mode and take turns; ratios are of the same round.
A load generator and a server in Python share the machine with them, so that only ratios count.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import make

import addons.annotate
from inspector.proxy import ProxySettings, start

HOST = "account.restv2.westus.media.azure.net"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Contender:
    """A proxy that is being measured."""

    name: str
    port: int
    pid: int
    end: Callable[[], object]


@dataclass
class Round:
    """What one contender did in one round."""

    throughput: float  # requests a second
    cpu: float  # milliseconds of the proxy's time per request
    p50: float  # milliseconds
    p99: float


@dataclass
class Answer:
    """When a request went out and its answer was there; *id* is the client's request id."""

    id: str
    begun: float  # of the steady clock, in seconds
    ended: float


def main() -> None:
    """Measure and print."""
    arguments = read_arguments()
    port = free_port()
    server = multiprocessing.Process(target=serve, args=(port, arguments.size), daemon=True)
    server.start()
    with tempfile.TemporaryDirectory() as folder:
        wait_for_port(port)
        contenders = contenders_before(port, Path(folder))
        try:
            rounds = measure(contenders, arguments)
        finally:
            for contender in contenders:
                contender.end()
    server.terminate()
    report(rounds, arguments)


def read_arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--size", type=int, default=1000, help="of a response's body, in bytes")
    return parser.parse_args()


def contenders_before(port: int, folder: Path) -> list[Contender]:
    """Start the proxies, each in front of the same server."""
    mode = f"reverse:http://127.0.0.1:{port}"
    settings = ProxySettings(
        capture=folder / "bench.amscap",
        ca_dir=folder / "ca",
        listen=("127.0.0.1", 0),
        mode=mode,
        profile="media-services",
    )
    ours = start(settings)
    script = ["-s", addons.annotate.__file__, "--set", "inspector_profile=media-services"]
    return [
        mitmdump("mitmdump -q", folder / "plain", mode, []),
        mitmdump("mitmdump -q -s annotate.py", folder / "script", mode, script),
        Contender("inspector proxy", int(ours.listen.rpartition(":")[2]), ours.pid, ours.stop),
    ]


def mitmdump(name: str, confdir: Path, mode: str, more: list[str]) -> Contender:
    """Start a stock mitmdump."""
    port = free_port()
    command = [
        str(Path(sys.executable).with_name("mitmdump")), "-q", "--mode", mode,
        "--listen-host", "127.0.0.1", "-p", str(port), "--set", f"confdir={confdir}", *more,
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def end() -> None:
        process.terminate()
        process.wait()

    wait_for_port(port)
    return Contender(name, port, process.pid, end)


def measure(contenders: list[Contender], arguments: argparse.Namespace) -> dict[str, list[Round]]:
    """Let the contenders take turns, after a round that does not count."""
    rounds: dict[str, list[Round]] = {contender.name: [] for contender in contenders}
    for number in range(arguments.rounds + 1):
        order = contenders if number % 2 else contenders[::-1]
        for contender in order:
            seconds = arguments.seconds if number else 1.0
            before = cpu(contender.pid)
            answers = asyncio.run(load(contender.port, seconds, arguments.connections))
            waits = [answer.ended - answer.begun for answer in answers]
            spent = cpu(contender.pid) - before
            if number:
                rounds[contender.name].append(
                    Round(
                        len(waits) / seconds,
                        1000 * spent / len(waits),
                        1000 * statistics.median(waits),
                        1000 * statistics.quantiles(waits, n=100)[98],
                    )
                )
    return rounds


def report(rounds: dict[str, list[Round]], arguments: argparse.Namespace) -> None:
    """Print medians, extremes and ratios."""
    print(f"{arguments.size} bytes of JSON, {arguments.connections} kept connections,", end=" ")
    print(f"{arguments.rounds} rounds of {arguments.seconds:g} s each, medians (min-max)")
    first = next(iter(rounds.values()))
    for name, mine in rounds.items():
        speed = [one.throughput for one in mine]
        ratio = statistics.median(
            a.throughput / b.throughput for a, b in zip(mine, first, strict=True)
        )
        cost = statistics.median(a.cpu / b.cpu for a, b in zip(mine, first, strict=True))
        print(
            f"{name:28} {statistics.median(speed):6.0f}/s ({min(speed):.0f}-{max(speed):.0f})"
            f"  x{ratio:.2f}  CPU {statistics.median(r.cpu for r in mine):.2f} ms x{cost:.2f}"
            f"  p50 {statistics.median(r.p50 for r in mine):.1f} ms"
            f"  p99 {statistics.median(r.p99 for r in mine):.1f} ms"
        )


async def load(port: int, seconds: float, connections: int) -> list[Answer]:
    """Send requests on all connections, one after the other each; return the answers."""
    answers: list[Answer] = []
    end = time.perf_counter() + seconds
    await asyncio.gather(*(ask(port, end, answers, number) for number in range(connections)))
    return answers


async def ask(port: int, end: float, answers: list[Answer], number: int) -> None:
    """Send requests on one connection until *end*."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    template = request()
    count = 0
    while (begun := time.perf_counter()) < end:
        count += 1
        unique = f"{number:08x}-4f89-41d3-9a0c-{count:012x}"
        writer.write(template.replace(b"3f2504e0-4f89-41d3-9a0c-0305e82c3301", unique.encode()))
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        await reader.readexactly(length)
        answers.append(Answer(unique, begun, time.perf_counter()))
    writer.close()


def request() -> bytes:
    """Return a request without fault, whose token is good now."""
    now = int(time.time())
    token = make.token(iat=now - 600, nbf=now - 600, exp=now + 3000)
    sent = make.request("POST", "Assets", {"Name": "n" * 900}, authorization=f"Bearer {token}")
    body = sent.body or b""
    fields = [
        f"Host: {HOST}",
        *(f"{n}: {v}" for n, v in sent.headers),
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(["POST /api/Assets HTTP/1.1", *fields, "", ""]).encode() + body


def serve(port: int, size: int) -> None:
    """Answer every request alike."""
    asyncio.run(_serve(port, size))


async def _serve(port: int, size: int) -> None:
    body = json.dumps({"value": ["v" * (size - 14)]}).encode()
    head = (
        f"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        "DataServiceVersion: 3.0;\r\nrequest-id: b1d5c1a0-4f89-41d3-9a0c-0305e82c3301\r\n"
        "x-ms-client-request-id:%b\r\n\r\n"
    ).encode()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                asked = await reader.readuntil(b"\r\n\r\n")
                length = asked.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
                await reader.readexactly(int(length or 0))
                sent = asked.lower().partition(b"x-ms-client-request-id:")[2].split(b"\r\n")[0]
                writer.write(head % sent + body)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", port)
    await server.serve_forever()


def cpu(pid: int) -> float:
    """Return the seconds of processor time a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for_port(port: int) -> None:
    """Return once connections are accepted."""
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("nothing listens")


if __name__ == "__main__":
    main()
