"""A real terminal with a shell in it, driven as a person does: tmux with a server of its own."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PATIENCE = 60.0  # seconds; the machine may be busy
PROMPT = "ready>"
needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not here")


class Terminal:
    """What is typed, and what is to be seen."""

    def __init__(self, socket: Path) -> None:
        self.socket = socket

    def tmux(self, *words: str) -> str:
        """Give tmux a command, and return what it says."""
        return subprocess.run(
            ["tmux", "-S", str(self.socket), "-f", os.devnull, *words],
            capture_output=True, text=True, check=True, timeout=PATIENCE,
        ).stdout  # fmt: skip

    def type(self, *keys: str) -> None:
        """Press keys: words are typed, `C-c` and `Enter` are keys."""
        self.tmux("send-keys", *keys)

    def enter(self, line: str) -> None:
        """Type a line as it is, and enter it."""
        self.tmux("send-keys", "-l", line)
        self.type("Enter")

    def shown(self) -> str:
        """Return what is on the screen."""
        return self.tmux("capture-pane", "-p").rstrip()

    def wait_for(self, text: str) -> str:
        """Return the screen once *text* is on it."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            screen = self.shown()
            if text in screen:
                return screen
            time.sleep(0.05)
        raise AssertionError(f"{text!r} is not to be seen:\n{self.shown()}")


@contextmanager
def terminal(folder: Path, columns: int = 100, lines: int = 30) -> Iterator[Terminal]:
    """Give a terminal with bash in *folder*; `inspector` and `python` are this environment's."""
    one = Terminal(folder / "tmux")
    script = folder / "bashrc"
    script.write_text(
        f"PS1='{PROMPT} '\ninspector() {{ '{sys.executable}' -m inspector \"$@\"; }}\n"
        f"python() {{ '{sys.executable}' \"$@\"; }}\n"
    )
    shell = f"exec bash --noprofile --rcfile '{script}' -i"
    one.tmux("new-session", "-d", "-x", str(columns), "-y", str(lines), "-c", str(folder), shell)
    try:
        one.wait_for(PROMPT)
        yield one
    finally:
        one.tmux("kill-server")
