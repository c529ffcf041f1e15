"""Real servers and proxies on loopback, and what is waited for."""

import json
import os
import shutil
import socket
import socketserver
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import pytest

from inspector.capture.store import CaptureReader, Event, Row
from inspector.core.exchange import Exchange
from inspector.proxy import ProxySettings, RunningProxy

needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="no curl")
needs_proc = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc")
DEADLINE = 30.0  # seconds; generous, since other tests may keep the machine busy


def wait_for(condition: Callable[[], Any], deadline: float = DEADLINE) -> Any:
    """Return what *condition* gives as soon as it is true; fail when it never is."""
    end = time.monotonic() + deadline
    while not (found := condition()):
        assert time.monotonic() < end, "what was waited for did not happen"
        time.sleep(0.02)
    return found


@dataclass
class Upstream:
    """A server that keeps each request's bytes, and answers by path."""

    port: int
    authority: Path | None = None  # the certificate that clients have to trust
    seen: list[bytes] = field(default_factory=list)
    answers: dict[str, bytes] = field(default_factory=dict)  # path → the whole response

    @property
    def url(self) -> str:
        """Return where it is."""
        return f"http{'s' if self.authority else ''}://localhost:{self.port}"

    def answer(self, path: str) -> bytes:
        """Return the response to a request for *path*."""
        return self.answers.get(path) or answer(json.dumps({"d": path}).encode())


def answer(body: bytes, *fields: str, status: str = "200 OK") -> bytes:
    """Return a response as bytes."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *fields]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Handler(socketserver.StreamRequestHandler):
    """Reads requests as bytes, whatever they hold."""

    def handle(self) -> None:
        upstream: Upstream = self.server.upstream  # type: ignore[attr-defined]
        while head := self._head():
            body = self._body(head)
            upstream.seen.append(head + body)
            path = head.split(b" ")[1].decode("latin-1")
            self.wfile.write(upstream.answer(path))
            self.wfile.flush()

    def _head(self) -> bytes:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = self.rfile.readline()
            if not line:
                return b""
            head += line
        return head

    def _body(self, head: bytes) -> bytes:
        fields = dict(
            line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:] if b":" in line
        )
        if b"transfer-encoding" in fields:
            body = b""
            while not body.endswith(b"0\r\n\r\n"):
                body += self.rfile.readline()
            return body
        return self.rfile.read(int(fields.get(b"content-length", b"0")))


class Server(socketserver.ThreadingTCPServer):
    """One thread a connection; quiet when a client leaves."""

    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def serve(authority: Path | None = None, context: ssl.SSLContext | None = None) -> Any:
    server = Server(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    upstream = Upstream(server.server_address[1], authority)
    server.upstream = upstream  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def proxies(proxy: RunningProxy) -> dict[str, str]:
    """Return what `requests` wants to know of a proxy."""
    return {"http": f"http://{proxy.listen}", "https": f"http://{proxy.listen}"}


def rows(capture: Path, count: int) -> list[Row]:
    """Return the first *count* rows of *capture* once they are there."""

    def found() -> list[Row]:
        with closing(CaptureReader(capture)) as reader:
            return reader.rows(1, count) if reader.last() >= count else []

    return wait_for(found) if count else found()


def recorded(capture: Path, number: int) -> Exchange:
    """Return one exchange of *capture*."""
    with closing(CaptureReader(capture)) as reader:
        return reader.annotated(number).exchange


def events(capture: Path) -> list[Event]:
    """Return what the proxy has remarked in *capture*."""
    with closing(CaptureReader(capture)) as reader:
        return list(reader.events())


def is_running(pid: int) -> bool:
    """Tell whether a process is there; one that nobody waits for is not."""
    try:
        os.kill(pid, 0)
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except ProcessLookupError:
        return False
    except FileNotFoundError:  # it has just ended, or there is no /proc
        return not Path("/proc/self").exists()


def memory(pid: int, which: str) -> float:
    """Return what `/proc` says of a process' memory, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith(which)]
    return int(line.split()[1]) / 1024


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Dump:
    """A stock mitmdump, and what it has logged."""

    process: subprocess.Popen[str]
    port: int
    lines: list[str] = field(default_factory=list)
    reader: threading.Thread | None = None

    @classmethod
    def start(cls, confdir: Path, *arguments: str) -> "Dump":
        port = free_port()
        command = [
            str(Path(sys.executable).with_name("mitmdump")),
            "--set", f"confdir={confdir}", "--listen-host", "127.0.0.1", "-p", str(port),
            "--set", "flow_detail=0", *arguments,
        ]  # fmt: skip
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        dump = cls(process, port)
        dump.reader = threading.Thread(target=dump._read, daemon=True)
        dump.reader.start()
        wait_for(lambda: any("listening at" in line for line in dump.lines))
        return dump

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as said:
            self.lines.extend(said)

    @property
    def said(self) -> str:
        """Return all that was logged."""
        return "".join(self.lines)

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(DEADLINE)
        if self.reader is not None:
            self.reader.join(DEADLINE)


class Command:
    """`inspector proxy --headless` as a user runs it."""

    def __init__(self, settings: ProxySettings, *more: str) -> None:
        line = [
            sys.executable, "-m", "inspector", "proxy", "--headless", "--listen", "127.0.0.1:0",
            "--capture", str(settings.capture), "--ca-dir", str(settings.ca_dir), *more,
        ]  # fmt: skip
        self.process = subprocess.Popen(
            line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.ready = json.loads(self.process.stdout.readline() or "{}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def end(self, number: int) -> tuple[int, str]:
        """Send a signal; return exit status and what was said on standard error."""
        self.process.send_signal(number)
        return self.outcome()

    def outcome(self) -> tuple[int, str]:
        """Return exit status and standard error once it has ended."""
        _, said = self.process.communicate(timeout=DEADLINE)
        return self.process.returncode, said
