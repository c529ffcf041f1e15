"""Compare a headless proxy at full speed with and without the screen on its capture, in one run.

    python benchmarks/screen.py [--rounds 7] [--seconds 3] [--connections 16] [--size 1000]

A real `inspector proxy --headless`, and a real `inspector open` in a terminal of 160x48 that
follows what comes in, with the cursor on an earlier exchange. Rounds with and without it take
turns; ratios are of the same round. An answer's delay ends when its row, or a later one, was
written to the terminal. At last a person stands in the midst of the list while it grows.
"""

import argparse
import asyncio
import json
import multiprocessing
import statistics
import subprocess
import sys
import time
from bisect import bisect_left
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

import proxy
from pane import Pane
from proxy import Answer

from inspector.capture.store import CaptureReader

REQUEST_ID = "x-ms-client-request-id"
SOON = 1.0  # seconds in which everything is written and painted
CALM = 0.4  # seconds without a change of the screen


@dataclass
class Live:
    """The proxy that is measured, and those who send it requests."""

    port: int
    pid: int
    capture: Path
    home: Path
    pool: ProcessPoolExecutor
    seconds: float
    connections: int

    def load(self, seconds: float) -> list[Answer]:
        """Send requests at full speed, from another process."""
        return self.pool.submit(load, self.port, seconds, self.connections).result()

    def screen(self) -> Pane:
        """Return a screen that follows, its cursor on exchange #3."""
        pane = Pane([sys.executable, "-m", "inspector", "open", str(self.capture)], self.home)
        pane.wait_for(b"recording")
        pane.settle(time.perf_counter(), CALM)
        pane.type_(b"gjjF")
        pane.wait_for(b"Following.")
        pane.settle(time.perf_counter(), CALM)
        return pane


@dataclass
class Round:
    """What was seen in one round."""

    throughput: float  # requests a second
    cpu: float  # milliseconds of the proxy's time per request
    lost: int  # answers that are not in the capture


@dataclass
class Seen(Round):
    """What was seen in one round with the screen."""

    delays: list[float]  # milliseconds from an answer's end
    painted: float  # the share of the rows that were in sight themselves, not only a later one
    counted: bool  # whether the screen counts as many exchanges as were sent
    stayed: bool  # whether the cursor is where it was put
    busy: float  # the share of a core that the screen took


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--size", type=int, default=1000, help="of a response's body, in bytes")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder, recording(asked, Path(folder)) as live:
        live.load(1.0)  # does not count
        time.sleep(SOON)
        rounds = [pair(live, number) for number in range(asked.rounds)]
        report(rounds)
        stand(live)


@contextmanager
def recording(asked: argparse.Namespace, home: Path) -> Iterator[Live]:
    """Start a server, the proxy before it, and who sends requests."""
    port = proxy.free_port()
    server = multiprocessing.Process(target=proxy.serve, args=(port, asked.size), daemon=True)
    server.start()
    proxy.wait_for_port(port)
    capture = home / "live.amscap"
    command = [
        sys.executable, "-m", "inspector", "proxy", "--headless", "--listen", "127.0.0.1:0",
        "--mode", f"reverse:http://127.0.0.1:{port}", "--profile", "media-services",
        "--capture", str(capture), "--ca-dir", str(home / "ca"),
    ]  # fmt: skip
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE) as child,
        ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool,
    ):
        try:
            assert child.stdout is not None
            ready = json.loads(child.stdout.readline())
            listen = int(ready["listen"].rpartition(":")[2])
            yield Live(
                listen, ready["proxy_pid"], capture, home, pool, asked.seconds, asked.connections
            )
        finally:
            child.terminate()
            server.terminate()


def load(port: int, seconds: float, connections: int) -> list[Answer]:
    """Send requests; the entry of another process."""
    return asyncio.run(proxy.load(port, seconds, connections))


def pair(live: Live, number: int) -> tuple[Round, Seen]:
    """Do a round without the screen and one with it, every other time in the other order."""
    if number % 2:
        seen = watched(live)
        return alone(live), seen
    return alone(live), watched(live)


def alone(live: Live) -> Round:
    """Send requests for a while."""
    before, cpu = recorded(live), proxy.cpu(live.pid)
    answers = live.load(live.seconds)
    cpu = proxy.cpu(live.pid) - cpu
    time.sleep(SOON)
    lost = len(answers) - (recorded(live) - before)
    return Round(len(answers) / live.seconds, 1000 * cpu / len(answers), lost)


def watched(live: Live) -> Seen:
    """Send requests for a while with the screen attached."""
    pane = live.screen()
    try:
        before, cpu, busy = recorded(live), proxy.cpu(live.pid), proxy.cpu(pane.process.pid)
        begun = time.perf_counter()
        answers = live.load(live.seconds)
        cpu, busy = proxy.cpu(live.pid) - cpu, proxy.cpu(pane.process.pid) - busy
        time.sleep(SOON)
        total = recorded(live)
        delays, painted = delays_of(pane, answers, numbers(live.capture, before), begun)
        return Seen(
            len(answers) / live.seconds,
            1000 * cpu / len(answers),
            len(answers) - (total - before),
            delays,
            painted,
            f"{total:,} exchanges".encode() in pane.text(begun),
            cursor_after(pane, b"j") == 4,
            busy / live.seconds,
        )
    finally:
        pane.end()


def recorded(live: Live) -> int:
    """Return how many exchanges the capture holds."""
    with CaptureReader(live.capture) as reader:
        return reader.tally().exchanges


def numbers(capture: Path, after: int) -> dict[str, int]:
    """Return the numbers of the exchanges recorded since, by the client's request id."""
    with CaptureReader(capture) as reader:
        return {
            str(reader.annotated(n).exchange.request.headers.get(REQUEST_ID)): n
            for n in range(after + 1, reader.last() + 1)
        }


def delays_of(
    pane: Pane, answers: list[Answer], known: dict[str, int], since: float
) -> tuple[list[float], float]:
    """Return each answer's delay in ms, and the share of rows that were painted themselves."""
    rows = pane.rows(since)
    newest = list(accumulate((row.number for row in rows), max))
    in_sight = {row.number for row in rows}
    delays = []
    for answer in answers:
        at = bisect_left(newest, known[answer.id])
        delays.append(1000 * (rows[at].at - answer.ended) if at < len(rows) else float("inf"))
    return delays, sum(n in in_sight for n in known.values()) / len(known)


def cursor_after(pane: Pane, key: bytes) -> int:
    """Type *key*; return the number of the exchange that the cursor is on then, 0 for none."""
    typed = pane.type_(key)
    pane.settle(typed, CALM)
    return next((row.number for row in reversed(pane.rows(typed)) if row.is_cursor), 0)


def stand(live: Live) -> None:
    """Print whether a person who stands in the midst of the list is left there."""
    pane = live.screen()
    try:
        pane.type_(b"G")
        pane.settle(time.perf_counter(), CALM)
        pane.type_(b"k" * 9)
        pane.settle(time.perf_counter(), CALM)
        before = cursor_after(pane, b"k")
        begun = time.perf_counter()
        answers = live.load(live.seconds)
        pane.settle(time.perf_counter(), CALM)
        moved = {row.number for row in pane.rows(begun)}
        after = cursor_after(pane, b"j")
        print(
            f"standing on #{before} while {len(answers):,} came in: {len(moved)} rows painted anew,"
            f" the cursor is on #{after - 1}"
        )
    finally:
        pane.end()


def report(rounds: list[tuple[Round, Seen]]) -> None:
    """Print medians, extremes and ratios."""
    bare, seen = [one for one, _ in rounds], [one for _, one in rounds]
    for name, mine in (("without", bare), ("with the screen", seen)):
        print(f"{name:18}{spread([one.throughput for one in mine], '.0f')} requests a second")
    ratios = [b.throughput / a.throughput for a, b in rounds]
    print(f"{'throughput':18}x{spread(ratios, '.3f')}")
    print(f"{'CPU of the proxy':18}x{spread([b.cpu / a.cpu for a, b in rounds], '.3f')}")
    print(f"{'CPU of the screen':18} {spread([one.busy for one in seen], '.2f')} of a core")
    delays = sorted(delay for one in seen for delay in one.delays)
    shares = statistics.quantiles(delays, n=100)
    print(
        f"{'answer to row':18}p50 {shares[49]:.0f} ms  p95 {shares[94]:.0f} ms"
        f"  p99 {shares[98]:.0f} ms  max {delays[-1]:.0f} ms"
        f"  ({sum(delay <= 250 for delay in delays) / len(delays):.2%} within 250 ms)"
    )
    print(f"{'rows in sight':18}{spread([one.painted for one in seen], '.2f')} of all")
    lost = sum(one.lost for one in [*bare, *seen])
    print(f"{'not recorded':18}{lost} of all answers; not counted on the screen:", end=" ")
    print(f"{sum(not one.counted for one in seen)} of {len(seen)} rounds;", end=" ")
    print(f"cursor moved: {sum(not one.stayed for one in seen)} of {len(seen)}")


def spread(figures: list[float], form: str) -> str:
    """Return the median and the extremes."""
    return f"{statistics.median(figures):{form}} ({min(figures):{form}}-{max(figures):{form}})"


if __name__ == "__main__":
    main()
