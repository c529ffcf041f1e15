"""Time the screen on a large capture: first paint, keys, filters, and the memory it takes.

    python benchmarks/screen_large.py [--capture FILE] [--exchanges 1000000] [--keys 300]

A real `inspector open` in a terminal of 160x48; without FILE a capture is written first. A key's
time ends with the last that it made the screen write; what ends later than 0.15 s after the
former write belongs to another cause, such as the second's look at the capture.
"""

import argparse
import random
import re
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import filtering
import proxy
from pane import LONGEST, PATIENCE, Pane

from inspector.capture.store import CaptureReader
from inspector.core.filter import parse

# What the command imports anyway, and then the command itself.
BEGIN = (
    "import inspector.cli.outside, inspector.tui.app; from inspector.cli import main; "
    "print('IMPORTED', flush=True); main()"
)
QUIET = 0.15  # seconds
PAUSE = 0.15  # seconds between two keys; a person's
KEYS = {
    "j": b"j", "k": b"k", "ctrl+f": b"\x06", "ctrl+b": b"\x02", "G, and g": b"Gg", "n": b"n",
    "N": b"N", "enter, and back": b"\rq", "tab": b"\t", "-": b"-",
}  # fmt: skip
REPEATS = 6
FILTERS = ("status:>=400", "sev:error", "op:jobs -code:COR*", "method:POST", "text:encode")
ROWS = 5  # of a first page
WINDOW = 1000  # exchanges
CALM = 0.35  # seconds; the spinner turns more often, the caret blinks less often
SEED = 7


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--capture", type=Path)
    parser.add_argument("--exchanges", type=int, default=1_000_000)
    parser.add_argument("--keys", type=int, default=300)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        home = Path(folder)
        capture = asked.capture or home / "large.amscap"
        if asked.capture is None:
            filtering.write(capture, asked.exchanges)
        with CaptureReader(capture) as reader:
            print(f"{reader.last():,} exchanges, {capture.stat().st_size / 1e6:,.0f} MB")
        begin(capture, home)
        pane = opened(capture, home)
        try:
            keys(pane)
            filters(pane, capture)
            wander(pane, asked.keys)
        finally:
            pane.end()


def opened(capture: Path, home: Path) -> Pane:
    """Return a screen on *capture* that is at rest."""
    pane = Pane([sys.executable, "-c", BEGIN, "open", str(capture)], home)
    pane.wait_for(b"exchanges")
    pane.settle(time.perf_counter(), 1.0)
    return pane


def begin(capture: Path, home: Path) -> None:
    """Print how long it takes until the first rows are painted."""
    imports, paints = [], []
    for _ in range(REPEATS):
        pane = opened(capture, home)
        imported = next(at for at, heard in pane.said if b"IMPORTED" in heard)
        imports.append(imported - pane.begun)
        paints.append(pane.rows(imported)[0].at - imported)
        pane.end()
    print(f"imports {spread(imports)}, then until rows are painted {spread(paints)}")


def keys(pane: Pane) -> None:
    """Print how long each key takes."""
    print(f"{'key':18}{'first write':>24}{'at rest':>24}{'CPU':>10}")
    for name, typed in KEYS.items():
        first, last = list[float](), list[float]()
        cpu = proxy.cpu(pane.process.pid)
        for _ in range(REPEATS):
            for each in typed.decode():
                began, ended = pane.settle(pane.type_(each.encode()), QUIET)
                first.append(began)
                last.append(ended)
                time.sleep(PAUSE)
        cpu = 1000 * (proxy.cpu(pane.process.pid) - cpu) / len(last)
        print(f"{name:18}{spread(first):>24}{spread(last):>24}{cpu:7.0f} ms")


def filters(pane: Pane, capture: Path) -> None:
    """Print when the first page of each filter is there after it was pasted, and the count."""
    for text in FILTERS:
        expected = first_passing(capture, text)
        if not expected:
            print(f"{text:24} passes none")
            continue
        pane.type_(b"g/")
        pane.settle(time.perf_counter(), CALM)
        pasted = pane.type_(b"\x1b[200~" + text.encode() + b"\x1b[201~")
        page = first_page(pane, pasted, expected)
        _, ended = pane.settle(pasted, CALM)
        counts = set(re.findall(rb"[\d,]+ of [\d,]+", pane.text(pasted)))
        print(f"{text:24} first page {1000 * (page - pasted):4.0f} ms", end="  ")
        done = (
            f"all after {ended:.1f} s" if ended < LONGEST - CALM else f"goes on after {ended:.0f} s"
        )
        print(f"{done}, {len(counts)} counts shown on the way")
        pane.type_(b"\r")
        pane.settle(time.perf_counter(), CALM)
    pane.type_(b"\x1b")
    pane.settle(time.perf_counter(), CALM)


def first_passing(capture: Path, text: str) -> list[int]:
    """Return the first exchanges that pass a filter."""
    node, found, last = parse(text), list[int](), 0
    with CaptureReader(capture) as reader:
        while len(found) < ROWS and last < reader.last():
            found += reader.passing(node, last + 1, last + WINDOW)
            last += WINDOW
    return found[:ROWS]


def first_page(pane: Pane, since: float, numbers: list[int]) -> float:
    """Return when lines of these exchanges were painted, one under the other."""
    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end:
        rows = pane.rows(since)
        for start in range(len(rows) - len(numbers) + 1):
            page = rows[start : start + len(numbers)]
            if [row.number for row in page] == numbers:
                return page[-1].at
        time.sleep(0.02)
    raise SystemExit(f"{numbers} are not painted")


def wander(pane: Pane, count: int) -> None:
    """Print the memory while *count* keys are pressed at random."""
    chosen = random.Random(SEED)
    memory = [pane.memory()]
    for number in range(count):
        for each in chosen.choice([*KEYS.values()]).decode():
            pane.type_(each.encode())
            time.sleep(PAUSE)
        if (number + 1) % (count // 6) == 0:
            memory.append(pane.memory())
    print(f"memory before and while {count} keys: {', '.join(f'{it:.0f}' for it in memory)} MB")


def spread(figures: Sequence[float]) -> str:
    """Return the median and the extremes, in milliseconds."""
    one, least, most = (1000 * f for f in (statistics.median(figures), min(figures), max(figures)))
    return f"{one:.0f} ms ({least:.0f}-{most:.0f})"


if __name__ == "__main__":
    main()
