"""Time filters over a large capture as the screen looks through it, and the memory they take.

python benchmarks/filtering.py [EXCHANGES]
"""

import json
import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from threading import Thread

from inspector.capture.store import CaptureWriter
from inspector.core.annotated import Annotated
from inspector.core.exchange import Exchange, Request, Response
from inspector.core.filter import parse
from inspector.core.headers import Headers
from inspector.tui.watch import Scan

PAGE = 50  # exchanges of a screen
ROOT = "https://a.example/api/"
SENT = Headers([("x-ms-version", "2.19"), *((f"x-header-{n}", f"value {n}") for n in range(9))])
BODY = json.dumps({"d": {"Id": "nb:jid:UUID:1", "Name": "y" * 900}}).encode()
FILTERS = (
    "status:>=400", "status:418", "op:jobs -code:COR*", "jobs", "text:nowhere",
    "header[x-ms-version]:2.9", "~b now.?here", "~d ^a.ex",
)  # fmt: skip


def main(count: int) -> None:
    """Write a capture, then look through it by each filter."""
    with tempfile.TemporaryDirectory() as folder:
        capture = Path(folder, "a.amscap")
        write(capture, count)
        print(f"{count:,} exchanges, {capture.stat().st_size / 1e6:,.0f} MB")
        for text in FILTERS:
            search(capture, text, count)


def write(path: Path, count: int) -> None:
    """Write *count* exchanges of four kinds."""
    kinds = [
        Exchange(
            request=Request(method=method, url=ROOT + path, headers=SENT, body=b""),
            response=Response(status=status, headers=SENT, body=BODY),
            started=1769860800.0, duration=0.04, redacted=True,
        )
        for method, path, status in (
            ("GET", "Assets", 200), ("POST", "Jobs", 201), ("GET", "Jobs", 404), ("GET", "Files", 200)
        )
    ]  # fmt: skip
    with CaptureWriter(path) as writer:
        for index in range(count):
            exchange = replace(kinds[index % 4], id=str(index))
            writer.append(
                Annotated(exchange, index, "media-services", "api", exchange.request.operation)
            )


def search(capture: Path, text: str, count: int) -> None:
    """Print when the first page is there, when everything is, and the memory at its height."""
    scan = Scan(capture, parse(text), goal=count)
    began, first = time.perf_counter(), None
    thread = Thread(target=scan.run)
    cpu = time.process_time()
    thread.start()
    while thread.is_alive():
        thread.join(0.005)
        scan.take()
        if first is None and len(scan.numbers) >= PAGE:
            first = time.perf_counter() - began
    scan.take()
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    page = "none" if first is None else f"{first * 1000:.0f} ms"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{text:26}{len(scan.numbers):10,} pass  first page {page:>8}  all {took:6.1f} s"
        f"  {cpu / count * 1e6:6.1f} µs of CPU each  {peak:5.0f} MB"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
