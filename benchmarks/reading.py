"""Time reading and keeping, each beside what it is measured against, in one run.

python benchmarks/reading.py [EXCHANGES]
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from mitmproxy import http
from mitmproxy import io as mitmio
from mitmproxy.test import tflow

from inspector.capture.opening import open_capture
from inspector.capture.store import CaptureReader, CaptureWriter
from inspector.core.annotated import Annotated
from inspector.core.exchange import Exchange, Request

ROUNDS = 3
URL = "https://a.example/api/Jobs"
SENT = [(f"x-header-{n}", f"value number {n}") for n in range(10)]
BODY = json.dumps({"Name": "x" * 500})
ANSWER = json.dumps({"d": {"Id": "nb:jid:UUID:1", "Name": "y" * 900}})


def main(count: int) -> None:
    """Write the files, then time each way to read them."""
    with tempfile.TemporaryDirectory() as folder:
        har, flows, kept = (Path(folder, name) for name in ("a.har", "a.flow", "a.amscap"))
        write_har(har, count)
        write_flows(flows, count // 10)
        write_capture(kept, count)
        report("HAR: json.load", lambda: len(json.loads(har.read_bytes())["log"]["entries"]))
        report("HAR: exchanges", lambda: exchanges(har))
        report("flows: mitmproxy's reader", lambda: flows_alone(flows))
        report("flows: exchanges", lambda: exchanges(flows))
        report("capture: exchanges", lambda: exchanges(kept))
        report("capture: 128 rows", lambda: 128 * rows(kept))


def report(name: str, read: Callable[[], int]) -> None:
    """Print microseconds of CPU per exchange: median, least, most."""
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        number = read()
        took.append((time.process_time() - began) / number * 1e6)
    low, middle, high = min(took), statistics.median(took), max(took)
    print(f"{name:28}{middle:9.1f} µs  ({low:.1f}–{high:.1f})  {1e6 / middle:9,.0f}/s")


def exchanges(path: Path) -> int:
    return sum(1 for _ in open_capture(path, warn=print))


def flows_alone(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in mitmio.FlowReader(file).stream())


def rows(path: Path) -> int:
    with CaptureReader(path) as reader:
        last = reader.last()
        for first in range(1, last, max(1, last // 100)):
            reader.rows(first, first + 127)
    return 100


def write_har(path: Path, count: int) -> None:
    headers = [{"name": name, "value": value} for name, value in SENT]
    request = {"method": "POST", "url": URL, "httpVersion": "HTTP/1.1", "headers": headers}
    response = {"status": 201, "headers": headers, "content": {"size": 930, "text": ANSWER}}
    entry = {
        "startedDateTime": "2026-01-31T12:00:00.000Z",
        "time": 41.5,
        "request": {**request, "postData": {"mimeType": "application/json", "text": BODY}},
        "response": response,
    }
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": [entry] * count}}))


def write_flows(path: Path, count: int) -> None:
    flow = tflow.tflow(resp=True)
    flow.request = http.Request.make("POST", URL, BODY, dict(SENT))
    flow.request.timestamp_end = flow.request.timestamp_start + 1
    with path.open("wb") as file:
        writer = mitmio.FlowWriter(file)
        for _ in range(count):
            writer.add(flow)


def write_capture(path: Path, count: int) -> None:
    request = Request(method="POST", url=URL, body=BODY.encode())
    exchange = Exchange(request=request, redacted=True)
    appending, began = 0.0, time.process_time()
    with CaptureWriter(path) as writer:
        for index in range(count):
            annotated = Annotated(replace(exchange, id=str(index)), index)
            before = time.thread_time()
            writer.append(annotated)
            appending += time.thread_time() - before
    whole = (time.process_time() - began) / count * 1e6
    print(f"{'capture: append':28}{appending / count * 1e6:9.1f} µs of the caller's thread")
    print(f"{'capture: append and write':28}{whole:9.1f} µs of CPU")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
