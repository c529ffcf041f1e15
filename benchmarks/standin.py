"""Time the stand-in through uvicorn: calls a second on one core, and what 100,000 assets cost.

python benchmarks/standin.py [ASSETS]

The server runs in a process of its own; on Linux it is bound to one core, the client to another.
Each figure of a pair is taken in turns in the same run.
"""

import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlencode

from inspector.standin.schema import schema
from inspector.standin.store.fresh import fresh
from inspector.standin.store.state import State

FEW = 1000
ROUNDS = 7
CALLS = 40  # of a kind in a round
SPEED = 2.0  # seconds for each figure of calls a second
BEGUN = datetime(2020, 1, 1, tzinfo=UTC)
FORM = {"grant_type": "client_credentials", "client_id": "a", "client_secret": "b"}
FORM["resource"] = "https://rest.media.azure.net"


def main(many: int) -> None:
    """Fill two stand-ins, and time the same calls at both."""
    with tempfile.TemporaryDirectory() as folder:
        files = {count: fill(Path(folder, f"{count}.state"), count) for count in (FEW, many)}
        with server(files[FEW]) as few, server(files[many]) as lots:
            speed(few)
            print(f"\n{'per call':42}{FEW:>10,} {many:>12,}   ratio")
            for name, path in paths().items():
                compare(name, few, lots, path)


def fill(file: Path, count: int) -> Path:
    """Make a state of *count* assets."""
    state, base = State(file), fresh(schema().sets["Assets"])
    rows = (
        {
            **base,
            "Id": key(number),
            "Name": f"asset-{number % 997:03}-{number:06}",
            "Created": BEGUN + timedelta(seconds=number),
            "Options": number % 3,
        }
        for number in range(count)
    )
    state.insert_many("Assets", rows)
    state.close()
    return file


def key(number: int) -> str:
    return f"nb:cid:UUID:00000000-0000-0000-0000-{number:012}"


def paths() -> dict[str, str]:
    """Return what is asked for, each by a name."""
    filters = {
        "filter, an index finds one": "Name eq 'asset-500-000500'",
        "filter, all pass, page of 20": "startswith(Name,'asset-')&$top=20",
        "filter, a third passes, page of 20": "Options eq 2&$top=20",
        "filter, a text inside the name": "substringof('-500-',Name)&$top=1",
        "filter, none passes": "Created lt datetime'2019-01-01T00:00:00'",
        "filter, lower case": "tolower(Name) eq 'asset-007-000007'",
    }
    found = {"by key": f"Assets('{key(777)}')", "page of 20": "Assets?$top=20"}
    for name, text in filters.items():
        condition, _, rest = text.partition("&")
        found[name] = f"Assets?$filter={quote(condition)}{'&' + rest if rest else ''}"
    return found | {"ordered, page of 20": "Assets?$orderby=Name&$top=20"}


class Client:
    """One connection that stays open."""

    def __init__(self, address: str) -> None:
        self.connection = http.client.HTTPConnection(address)
        token = json.loads(self.send("POST", "/x/oauth2/token", urlencode(FORM), {}))
        self.fields = {
            "Authorization": f"Bearer {token['access_token']}",
            "x-ms-version": "2.19",
            "Accept": "application/json",
            "Content-Type": "application/json",
        }

    def send(self, method: str, path: str, body: str, fields: dict[str, str]) -> bytes:
        self.connection.request(method, path, body or None, fields)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise SystemExit(f"{method} {path}: {answer.status} {content[:200]!r}")
        return content

    def get(self, path: str) -> bytes:
        return self.send("GET", f"/api/{path}", "", self.fields)

    def create(self) -> bytes:
        return self.send("POST", "/api/Assets", '{"Name":"a"}', self.fields)


@contextmanager
def server(state: Path) -> Iterator[Client]:
    """Run a stand-in while inside."""
    command = [sys.executable, "-m", "inspector", "stand-in", "--listen", "127.0.0.1:0"]
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {1})
        command = ["taskset", "-c", "0", *command]
    child = subprocess.Popen([*command, "--state", state], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        yield Client(json.loads(child.stdout.readline())["listen"])
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait()


def speed(client: Client) -> None:
    """Print calls a second."""
    calls: dict[str, Callable[[], bytes]] = {
        "GET by key": lambda: client.get(f"Assets('{key(5)}')"),
        "GET a page of 20": lambda: client.get("Assets?$top=20"),
        "POST": client.create,
    }
    for name, call in calls.items():
        count, began = 0, time.perf_counter()
        while time.perf_counter() - began < SPEED:
            call()
            count += 1
        print(f"{name:42}{count / (time.perf_counter() - began):10,.0f} a second")


def compare(name: str, few: Client, many: Client, path: str) -> None:
    """Print the median time of one call at both, and their ratio."""
    took: dict[Client, list[float]] = {few: [], many: []}
    for _ in range(ROUNDS):
        for client, times in took.items():
            began = time.perf_counter()
            for _ in range(CALLS):
                client.get(path)
            times.append((time.perf_counter() - began) / CALLS * 1000)
    first, second = (statistics.median(times) for times in took.values())
    print(f"{name:42}{first:7.2f} ms {second:9.2f} ms   {second / first:.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
