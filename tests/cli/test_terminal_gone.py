"""Commands with a screen whose terminal is closed, or that are ended before there is a screen."""

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PATIENCE = 60.0  # seconds; the machine may be busy
GONE = 128 + signal.SIGHUP
each_recording_screen = pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["demo"], id="demo"),
        pytest.param(["proxy", "--listen", "127.0.0.1:0", "--stand-in"], id="proxy"),
    ],
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder for what is temporary."""
    (tmp_path / "t").mkdir()
    return tmp_path / "t"


@contextmanager
def in_a_terminal(
    arguments: list[str], folder: Path
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run a command in a terminal of another session, so that no signal says when it is closed."""
    ours, theirs = pty.openpty()
    env = {**os.environ, "TERM": "xterm-256color", "TMPDIR": str(folder)}
    env |= {"XDG_STATE_HOME": str(folder.parent), "XDG_RUNTIME_DIR": ""}
    process = subprocess.Popen(
        [sys.executable, "-m", "inspector", *arguments],
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, env=env,
    )  # fmt: skip
    os.close(theirs)
    try:
        yield process, ours
    finally:
        process.kill()
        process.wait()


def wait_for(text: bytes, terminal: int) -> None:
    seen, deadline = b"", time.monotonic() + PATIENCE
    while text not in seen:
        assert time.monotonic() < deadline, seen[-2000:]
        if select.select([terminal], [], [], 1.0)[0]:
            seen += os.read(terminal, 65536)


@each_recording_screen
def test_the_status_says_that_the_terminal_is_gone(arguments: list[str], folder: Path) -> None:
    with in_a_terminal(arguments, folder) as (process, terminal):
        wait_for(b"recording", terminal)
        os.close(terminal)

        assert process.wait(PATIENCE) == GONE
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["TERM", "HUP"])
def test_nothing_is_left_when_it_ends_before_there_is_a_screen(
    number: signal.Signals, folder: Path
) -> None:
    with in_a_terminal(["demo"], folder) as (process, terminal):
        deadline = time.monotonic() + PATIENCE
        while not (own := list(folder.iterdir())) and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(number)

        assert process.wait(PATIENCE) == 128 + number
        os.close(terminal)
    assert [path for path in own if path.exists()] == []


def test_what_went_wrong_is_the_status_though_nobody_can_be_told(folder: Path) -> None:
    with in_a_terminal(["check", str(folder / "none.har")], folder) as (process, terminal):
        os.close(terminal)

        assert process.wait(PATIENCE) == 2
