"""A program in a terminal of its own, and when it painted what."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import time
from bisect import bisect_right
from itertools import accumulate
from pathlib import Path
from threading import Thread
from typing import NamedTuple

PATIENCE = 60.0  # seconds
LONGEST = 10.0
COLUMNS, LINES = 160, 48
MARKUP = re.compile(rb"\x1b\[[\d;]*m")
# The number of an exchange and its time; the cursor's line is the bold one.
ROW = re.compile(rb"\x1b\[([\d;]*)m *(\d+) (?:\x1b\[[\d;]*m)*\d\d:\d\d:\d\d ")


class Painted(NamedTuple):
    """A line of the list that was painted."""

    at: float  # of the steady clock, which all processes share
    number: int
    is_cursor: bool


class Pane:
    """Runs *command*, takes all that it writes at once, and remembers when."""

    def __init__(self, command: list[str], home: Path) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        homes = {"HOME": str(home), "XDG_STATE_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
        kind = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        unsized = {k: v for k, v in os.environ.items() if k not in {"COLUMNS", "LINES"}}
        self.begun = time.perf_counter()
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            env={**unsized, **homes, **kind},
        )  # fmt: skip
        os.close(slave)
        self.said: list[tuple[float, bytes]] = []
        self._thread = Thread(target=self._hear, daemon=True)
        self._thread.start()

    def _hear(self) -> None:
        while True:
            try:
                heard = os.read(self._master, 1 << 16)
            except OSError:  # the other side is gone
                return
            self.said.append((time.perf_counter(), heard))

    def type_(self, keys: bytes) -> float:
        """Type *keys*; return when."""
        now = time.perf_counter()
        os.write(self._master, keys)
        return now

    def text(self, since: float) -> bytes:
        """Return what was written since then, without colours."""
        return MARKUP.sub(b"", b"".join(heard for at, heard in self.said[:] if at >= since))

    def rows(self, since: float) -> list[Painted]:
        """Return the lines of the list that were painted since then."""
        said = [(at, heard) for at, heard in self.said[:] if at >= since]
        ends = list(accumulate(len(heard) for _, heard in said))
        found = ROW.finditer(b"".join(heard for _, heard in said))
        return [
            Painted(
                said[bisect_right(ends, it.end() - 1)][0], int(it[2]), it[1].split(b";")[0] == b"1"
            )
            for it in found
        ]

    def wait_for(self, text: bytes, since: float = 0.0) -> float:
        """Return when *text* was written."""
        end = time.perf_counter() + PATIENCE
        while time.perf_counter() < end:
            if text in self.text(since):
                return self.said[-1][0]
            time.sleep(0.005)
        raise SystemExit(f"{text!r} is not painted: {self.text(since)[-2000:]!r}")

    def settle(self, since: float, quiet: float) -> tuple[float, float]:
        """Wait until nothing was written for *quiet* seconds; return when it first and last was.

        Both are seconds after *since*; 0 when nothing was. Waits no longer than LONGEST.
        """
        last = since
        while time.perf_counter() < min(last + quiet, since + LONGEST):
            time.sleep(0.005)
            last = max(last, self.said[-1][0])
        moments = [at - since for at, _ in self.said if at >= since]
        return (moments[0], moments[-1]) if moments else (0.0, 0.0)

    def memory(self) -> float:
        """Return the resident memory, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def end(self) -> None:
        """Leave by the key, and wait for the end."""
        self.type_(b"\x1b")
        time.sleep(0.2)
        self.type_(b"q")
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._thread.join(5)
        os.close(self._master)
