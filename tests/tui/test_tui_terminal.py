"""The screen in a real terminal: how it begins and how it ends."""

import contextlib
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
from driving import NARROW, driven, press, screen, until

from inspector.tui.app import run
from inspector.tui.leaving import leaving
from inspector.tui.outside import Outside

LEFT = b"\x1b[?1049l"  # leaves the alternate screen
SHOWN = b"session.amscap"
PATIENCE = 60.0  # seconds
SCRIPT = """
import sys
from pathlib import Path
from inspector.tui.app import run
from inspector.tui.outside import Outside
def explain(code): {explain}
sys.exit(run(Path(sys.argv[1]), Outside(explain)))
"""


# A test runner's own idea of the terminal's size, which would count more than the terminal's.
UNSIZED = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}


class Terminal:
    """A program in a terminal of its own."""

    def __init__(self, capture: Path, explain: str, **environment: str) -> None:
        self.master, slave = pty.openpty()
        os.set_blocking(self.master, False)
        subprocess.run(["stty", "rows", "24", "cols", "120"], stdin=slave, check=True)
        self.process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT.format(explain=explain), str(capture)],
            stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            env={**UNSIZED, "TERM": "xterm-256color", **environment},
        )  # fmt: skip
        os.close(slave)
        self.said = b""

    def hear(self) -> None:
        """Take what was written to the terminal."""
        if select.select([self.master], [], [], 0.05)[0]:
            try:
                self.said += os.read(self.master, 65536)
            except OSError:  # the other side is gone
                time.sleep(0.05)

    def wait_for(self, text: bytes) -> None:
        deadline = time.monotonic() + PATIENCE
        while text not in self.said:
            assert time.monotonic() < deadline, self.said[-2000:]
            assert self.process.poll() is None or text in self.said, self.said[-2000:]
            self.hear()

    def type_(self, keys: bytes) -> None:
        os.write(self.master, keys)

    def end(self) -> int:
        """Wait for the program, and take its last words."""
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < deadline, self.said[-2000:]
            self.hear()
        self.hear()
        return self.process.returncode


@contextmanager
def terminal(capture: Path, explain: str = "raise LookupError", **env: str) -> Iterator[Terminal]:
    one = Terminal(capture, explain, **env)
    try:
        one.wait_for(SHOWN)
        yield one
    finally:
        one.process.kill()
        one.process.wait()
        os.close(one.master)


def test_q_ends_it(told: Path) -> None:
    with terminal(told) as one:
        one.type_(b"q")

        assert one.end() == 0
        assert LEFT in one.said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["TERM", "HUP"])
def test_a_signal_leaves_the_terminal_as_it_was(number: signal.Signals, told: Path) -> None:
    with terminal(told) as one:
        one.process.send_signal(number)

        assert one.end() == 128 + number
        assert LEFT in one.said


def test_a_bug_ends_with_a_traceback_and_a_status(told: Path) -> None:
    with terminal(told, explain="raise ZeroDivisionError(code)") as one:
        one.type_(b"jje")

        assert one.end() == 1
        assert LEFT in one.said
        assert b"ZeroDivisionError" in one.said


def test_no_colour_when_none_is_wanted(told: Path) -> None:
    with terminal(told, NO_COLOR="1") as one:
        one.type_(b"q")
        one.end()

        grey = {(r, r) for r in range(256)}
        colours = [part.split(b"m")[0].split(b";") for part in one.said.split(b"\x1b[")]
        for parts in (p for p in colours if b"2" in p and p[0] in {b"38", b"48"}):
            at = parts.index(b"2")
            red, green, blue = (int(value) for value in parts[at + 1 : at + 4])
            assert (red, green) in grey
            assert green == blue


def test_a_capture_that_is_not_there_is_the_callers_business(tmp_path: Path) -> None:
    from inspector.errors import CaptureError

    with pytest.raises(CaptureError):
        run(tmp_path / "none.amscap", Outside(str))


@pytest.mark.parametrize("size", [NARROW, (60, 15), (160, 48)], ids=str)
async def test_nothing_sticks_out(size: tuple[int, int], told: Path) -> None:
    async with driven(told, size) as (app, pilot):
        for keys in ([], ["j", "j", "enter"], ["tab"], ["q", "/"], ["enter", "-"]):
            await press(pilot, *keys)
            lines = screen(app)
            assert {len(line) for line in lines} == {size[0]}
            assert len(lines) == size[1]
            assert "help" in lines[-1] or "off / on" in lines[-1] or size[0] < 80


async def test_who_leaves_a_recording_is_asked_when_it_would_end(told: Path) -> None:
    async with driven(told, asks=True) as (app, pilot):
        app.browser.feed.facts["state"] = "recording"
        await pilot.press("q")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        await pilot.press("n")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        await pilot.press("q", "y")
        await until(pilot, lambda: not app.is_running)


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        pytest.param(b"/status:400", b"1 of 12", id="a filter"),
        pytest.param(b"jj/status:400", b"1 of 12", id="moves, then a filter"),
        pytest.param(b"/status:400\rje", b"ODA401", id="a filter, and on in the list"),
        pytest.param(b"jj\r\t/encode", b"1 of 1  n N", id="a search in a message"),
        pytest.param(b"/tatus:400" + b"\x1b[D" * 9 + b"s", b"1 of 12", id="typed, and mended"),
    ],
)
def test_a_chunk_of_keys_is_obeyed_key_by_key(keys: bytes, says: bytes, told: Path) -> None:
    with terminal(told) as one:
        one.type_(keys)
        one.wait_for(says)


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(b"\xe4", id="a letter in Latin-1"),
        pytest.param(b"\xc3", id="half of a letter"),
        pytest.param(b"\xff\xfe\x00", id="the beginning of UTF-16"),
        pytest.param(
            b"\x1b[M\x20\xa0\x30", id="a click far to the right, as old terminals tell it"
        ),
    ],
)
def test_bytes_that_are_no_text_end_nothing(typed: bytes, told: Path) -> None:
    with terminal(told) as one:
        one.type_(typed)
        one.type_(b"\x1b[200~\x1b[201~/status:400")
        one.wait_for(b"1 of 12")


def test_a_key_may_come_in_two_parts_where_the_line_is_slow(told: Path) -> None:
    with terminal(told, ESCDELAY="60000") as one:
        one.type_(b"\x1b")
        time.sleep(0.3)  # longer than is waited where nothing says so
        one.type_(b"[F")  # the key End
        one.wait_for(b"#12")


@pytest.mark.parametrize(
    ("program", "says"),
    [
        pytest.param("false", b"ended with status 1", id="one that fails"),
        pytest.param("/nowhere/pager", b"cannot be started", id="one that is not there"),
        pytest.param("sh -c 'kill -INT $$'", b"ended by signal 2", id="one that ctrl+c ends"),
        pytest.param(
            # The terminal tells the screen too; `less` lives on.
            "sh -c 'kill -INT $PPID; sleep 0.5; exit 7'",
            b"ended with status 7",
            id="ctrl+c in it",
        ),
    ],
)
def test_the_screen_comes_back_from_a_pager_that_does_not_work(
    program: str, says: bytes, told: Path
) -> None:
    with terminal(told, PAGER=program) as one:
        one.type_(b"\r\tv")
        one.wait_for(says)
        one.type_(b"qqq")

        assert one.end() == 0


@contextmanager
def left_behind(
    capture: Path, keys: bytes, until: bytes, explain: str = "raise LookupError", **env: str
) -> Iterator[Terminal]:
    """Give a screen whose terminal is closed once *keys* have led to *until*."""
    one = Terminal(capture, explain, **env)
    try:
        one.wait_for(SHOWN)
        one.type_(keys)
        one.wait_for(until)
        os.close(one.master)
        yield one
    finally:
        one.process.kill()
        one.process.wait()


def test_it_ends_when_its_terminal_is_gone(told: Path) -> None:
    with left_behind(told, b"", SHOWN) as one:
        with contextlib.suppress(ProcessLookupError):
            os.kill(one.process.pid, signal.SIGHUP)

        assert one.process.wait(PATIENCE) == 128 + signal.SIGHUP


@pytest.mark.parametrize(
    ("keys", "until"),
    [
        pytest.param(b"",       SHOWN,    id="in the list"),
        pytest.param(b"\r\tv", b"PAGING", id="lent to a pager that stays"),
    ],
)  # fmt: skip
def test_it_ends_when_no_signal_says_that_its_terminal_is_gone(
    keys: bytes, until: bytes, told: Path, tmp_path: Path
) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho PAGING\nexec sleep 60\n")
    pager.chmod(0o700)
    with left_behind(told, keys, until, PAGER=str(pager)) as one:
        assert one.process.wait(PATIENCE / 2) == 128 + signal.SIGHUP


def test_it_ends_when_its_terminal_was_gone_before_it_began(told: Path) -> None:
    one = Terminal(told, "raise LookupError")
    os.close(one.master)
    try:
        assert one.process.wait(PATIENCE / 2) == 128 + signal.SIGHUP
    finally:
        one.process.kill()
        one.process.wait()


def test_signals_go_where_they_went_before_once_it_is_left() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with leaving():
            signal.signal(signal.SIGHUP, signal.SIG_DFL)  # as an event loop that is closed does

        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_it_ends_with_its_terminal_though_nothing_takes_what_it_writes(told: Path) -> None:
    # Textual's queue of what is to be written holds 30, and the thread that takes from it dies.
    busy = (
        "import os, time; from textual._context import active_app; os.write(2, b'BUSY'); "
        "time.sleep(1); [active_app.get()._driver.write('x') for _ in range(99)]"
    )
    with left_behind(told, b"jje", b"BUSY", busy) as one:
        assert one.process.wait(PATIENCE / 2) == 128 + signal.SIGHUP
