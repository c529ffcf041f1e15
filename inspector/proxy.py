"""Start the proxy in a process of its own, and end it.

The child is `python -m inspector.proxy_child`, by subprocess and not by multiprocessing: nothing
of this process is imported into it, and its standard input is the control pipe. The settings go
down that pipe, and when this process ends, however it ends, the system closes it, and the child
ends too. It answers on its standard output, once: ready, or why not.
"""

import contextlib
import ipaddress
import json
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import msgspec

from inspector.capture.content import INSPECTION_LIMIT
from inspector.core.policy import Policy
from inspector.core.trust import NOTHING, Trust
from inspector.errors import CaptureError, ConfigError
from inspector.standin.settings import StandInSettings

START_LIMIT = 60.0  # seconds until a child that says nothing is given up
INCOMPLETE = 3  # a child's exit status: not all that it was to record is in the capture
STOP_LIMIT = 2.5  # seconds for the child to end by itself; all is to be over within 3
WORDS_KEPT = 200  # lines of the child's standard error
ERRORS = {"capture": CaptureError, "config": ConfigError}


@dataclass(frozen=True)
class ProxySettings:
    """What the child has to know."""

    capture: Path
    ca_dir: Path
    listen: tuple[str, int] = ("127.0.0.1", 8080)  # port 0: the system's choice
    mode: str = "regular"  # or "reverse:URL", "upstream:URL"
    allow_remote: bool = False
    stand_in: StandInSettings | None = None  # None: the real hosts answer
    profile: str | None = None  # None: by host
    policy: Policy = field(default_factory=Policy)
    trust: Trust = NOTHING  # how tokens are judged
    model: bytes = b""  # a $metadata document that takes the bundled model's place
    hosts: tuple[str, ...] = ()  # further hosts of the profile
    body_limit: int = INSPECTION_LIMIT  # bytes
    repair: bool = False  # mend requests on their way, where that is mechanical
    upstream_ca: Path | None = None  # trusted for servers in place of the usual authorities

    def pack(self) -> bytes:
        """Return the settings as one line."""
        return msgspec.json.encode(self, enc_hook=str) + b"\n"

    @classmethod
    def unpack(cls, line: bytes) -> Self:
        """Return the settings that `pack` made a line of."""
        return msgspec.json.decode(line, type=cls, dec_hook=_made)


def _made(kind: type[Any], text: str) -> object:
    return kind(text)  # a Path, the only type of the settings that JSON does not know


class RunningProxy:
    """A child that accepts connections."""

    def __init__(self, child: subprocess.Popen[bytes], ready: dict[str, Any], words: "Words"):
        self._child = child
        self._words = words
        self.listen: str = ready["listen"]
        self.capture = Path(ready["capture"])
        self.ca = Path(ready["ca"])
        self.credentials: str = ready["credentials"]  # of remote clients: "user:password"
        self.pid = child.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def alive(self) -> bool:
        """Tell whether the child still runs."""
        return self._child.poll() is None

    @property
    def last_words(self) -> str:
        """Return the end of what the child wrote on its standard error."""
        return self._words.text

    def wait(self, timeout: float | None = None) -> int | None:
        """Return the child's exit status once it has ended, None after *timeout* seconds."""
        try:
            return self._child.wait(timeout)
        except subprocess.TimeoutExpired:
            return None

    def call_when_ended(self, act: Callable[[], None]) -> None:
        """Call *act* from another thread once the child has ended, for whatever reason."""

        def watch() -> None:
            self._child.wait()
            act()

        threading.Thread(target=watch, name="proxy watch", daemon=True).start()

    def stop(self) -> int:
        """End the child, everything captured being on disk; return its exit status."""
        status = _end(self._child)
        self._words.finish()
        return status

    def shortfall(self) -> str:
        """Say what the capture of a child that was told to end may lack; "" when it is whole."""
        status = self.wait()
        if status == INCOMPLETE:
            return f"not everything was recorded{self._last_line()}"
        if status:
            return (
                "the proxy did not end in time and was stopped; the latest exchanges may be "
                "missing: look whether the disk keeps up"
            )
        return ""

    def obituary(self) -> str:
        """Say how a child that was not asked to has ended."""
        return f"the proxy has ended by itself (status {self._child.poll()}){self._last_line()}"

    def _last_line(self) -> str:
        self._words.finish()
        last = self.last_words.strip().splitlines()[-1:]
        return f": {last[0]}" if last else ""


class Words:
    """Reads what a child writes on its standard error, keeps the end, and passes it on."""

    def __init__(self, stream: IO[bytes], echo: Callable[[str], None] | None) -> None:
        self._stream = stream
        self._echo = echo
        self._lines: deque[str] = deque(maxlen=WORDS_KEPT)
        self._thread = threading.Thread(target=self._read, name="proxy words", daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with self._stream:
            for line in self._stream:
                text = line.decode("utf-8", "replace")
                self._lines.append(text)
                self._pass_on(text)

    def _pass_on(self, text: str) -> None:
        try:
            if self._echo is not None:
                self._echo(text)
        except (OSError, ValueError):  # nobody reads any more; the child must not wait for it
            self._echo = None

    @property
    def text(self) -> str:
        """Return the latest lines."""
        return "".join(self._lines)

    def finish(self) -> None:
        """Return when all has been read that the child wrote."""
        self._thread.join(STOP_LIMIT)


def start(settings: ProxySettings, echo: Callable[[str], None] | None = None) -> RunningProxy:
    """Start the child, and return once it accepts connections.

    *echo* gets each line that the child writes on its standard error. Raises ConfigError and
    CaptureError with what the child found wrong.
    """
    _check_reach(settings)
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "inspector.proxy_child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        process_group=0 if os.name == "posix" else None,  # Ctrl-C is this process' to obey
    )
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stderr is not None
    words = Words(child.stderr, echo)
    impatience = threading.Timer(START_LIMIT, child.kill)
    impatience.start()
    try:
        with contextlib.suppress(BrokenPipeError):  # it has died; its words say why
            child.stdin.write(settings.pack())
            child.stdin.flush()
        answer = child.stdout.readline()
    except BaseException:  # Ctrl-C while it starts
        _end(child)
        raise
    finally:
        impatience.cancel()
    return _started(child, answer, words)


def _check_reach(settings: ProxySettings) -> None:
    host = settings.listen[0]
    if is_own_machine(host):
        return
    if not settings.allow_remote:
        raise ConfigError(
            f"--listen {host}: others could use the proxy and read what it records; "
            "listen on 127.0.0.1, or add --allow-remote"
        )
    if settings.mode.startswith("reverse:"):
        raise ConfigError(
            f"--listen {host}: the clients of a reverse proxy cannot be asked for a password; "
            "listen on 127.0.0.1 and forward the port to it, or use --mode regular"
        )


def is_own_machine(host: str) -> bool:
    """Tell whether only programs on this machine can reach *host*."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _started(child: subprocess.Popen[bytes], answer: bytes, words: Words) -> RunningProxy:
    said: dict[str, Any] = json.loads(answer) if answer.endswith(b"\n") else {}
    if said.get("event") == "ready":
        return RunningProxy(child, said, words)
    status = _end(child)
    words.finish()
    if said.get("event") == "failed":
        raise ERRORS[said["kind"]](said["text"])
    last = words.text.strip().splitlines()[-1:] or ["it said nothing"]
    raise ConfigError(f"the proxy did not start (status {status}): {last[0]}")


def _end(child: subprocess.Popen[bytes]) -> int:
    if child.stdin is not None:
        with contextlib.suppress(OSError):
            child.stdin.close()
    try:
        status = child.wait(STOP_LIMIT)
    except subprocess.TimeoutExpired:
        child.kill()
        status = child.wait()
    if child.stdout is not None:
        child.stdout.close()
    return status
