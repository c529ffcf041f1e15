"""What is retold reaches a server as it was recorded: 200 hostile requests, real clients."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import hostile
import pytest
from wire import Upstream, needs_curl, serve

from inspector.core.exchange import Request
from inspector.core.retelling import curl, python, raw
from inspector.core.retelling.call import call_of
from inspector.core.retelling.holes import Names

NUMBER = 200


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    server = serve()
    yield server.upstream
    server.shutdown()
    server.server_close()


def parts(message: bytes) -> tuple[bytes, list[bytes], bytes]:
    """Return request line, fields and body; blanks before an empty value and chunks undone."""
    head, _, body = message.partition(b"\r\n\r\n")
    line, *fields = head.split(b"\r\n")
    if b"transfer-encoding: chunked" in head.lower():
        body = dechunked(body)
    return line, [field.rstrip(b" ") for field in fields], body


def dechunked(body: bytes) -> bytes:
    whole = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        whole, body = whole + rest[: int(size, 16)], rest[int(size, 16) + 2 :]
    return whole


def surroundings(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    return {**kept, "HOME": str(folder)}


def same(seen: bytes, request: Request) -> None:
    got, want = parts(seen), parts(raw.wire(request))
    if call_of(request).length == "counted":  # where it stands is the client's choice
        got, want = (got[0], sorted(got[1]), got[2]), (want[0], sorted(want[1]), want[2])
    assert got == want


@needs_curl
@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_curl_sends_what_was_recorded(shell: str, upstream: Upstream, tmp_path: Path) -> None:
    requests = hostile.requests(NUMBER, f"127.0.0.1:{upstream.port}")
    script = "\n".join(curl.retell(request, Names()) for request in requests)

    done = subprocess.run(
        [shell, "-e"], input=script.replace("\ncurl ", "\ncurl -sS ").encode(),
        capture_output=True, check=False, cwd=tmp_path, env=surroundings(tmp_path),
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, b"")
    assert len(upstream.seen) == NUMBER
    for seen, request in zip(upstream.seen, requests, strict=True):
        same(seen, request)
    assert list(tmp_path.iterdir()) == []  # nothing in a request was a command


def test_python_sends_what_was_recorded(upstream: Upstream, tmp_path: Path) -> None:
    requests = [
        request for request in hostile.requests(NUMBER, f"127.0.0.1:{upstream.port}")
        if call_of(request).target.isascii()
    ]  # fmt: skip
    programs = [python.retell(request, Names()) for request in requests]
    runner = "import sys\nfor program in eval(sys.stdin.read()): exec(program, {})\n"

    done = subprocess.run(
        [sys.executable, "-c", runner], input=repr(programs).encode(),
        capture_output=True, check=False, cwd=tmp_path, env=surroundings(tmp_path),
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, b"")
    for seen, request in zip(upstream.seen, requests, strict=True):
        same(seen, request)
    assert sum("import requests" in program for program in programs) > NUMBER // 20
