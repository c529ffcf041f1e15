"""`inspector run` with a terminal: it is COMMAND's alone, and so are the keys."""

import shutil
import sys
from pathlib import Path

import pytest
from terminal import Terminal, needs_tmux, terminal

pytestmark = needs_tmux
FULL_SCREEN = """
import curses, signal

def main(screen):
    count = 0
    def interrupted(*_):
        nonlocal count
        count += 1
    signal.signal(signal.SIGINT, interrupted)
    screen.timeout(50)
    while True:
        screen.erase()
        screen.addstr(2, 5, f"drawn {screen.getmaxyx()}, interrupted {count} times")
        key = screen.getch()
        if key == ord("q"):
            return

curses.wrapper(main)
"""
COUNTING = """
import signal, sys, time
count = 0
def interrupted(*_):
    global count
    count += 1
    print(f"interrupted {count} times", flush=True)
signal.signal(signal.SIGINT, interrupted)
print("counting on", flush=True)
end = time.monotonic() + 3
while time.monotonic() < end or not count:
    time.sleep(0.05)
print(f"ended after {count}", flush=True)
"""
RUN = "inspector run --stand-in --allow-empty --"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "full.py").write_text(FULL_SCREEN)
    (tmp_path / "counting.py").write_text(COUNTING)
    (tmp_path / "text").write_text("".join(f"line {number}\n" for number in range(500)))
    return tmp_path


def modes(one: Terminal, mark: str) -> str:
    """Return the terminal's modes, as `stty` tells them."""
    one.enter(f"clear; stty -g; echo {mark}$((1))")
    return next(line for line in one.wait_for(f"{mark}1").splitlines() if line.count(":") > 10)


def test_a_full_screen_program_has_the_terminal_and_its_keys(folder: Path) -> None:
    with terminal(folder) as one:
        before = modes(one, "before")
        one.enter(f"clear; {RUN} {sys.executable} full.py; echo status $?")
        one.wait_for("drawn (30, 100), interrupted 0 times")
        one.type("C-c")
        one.wait_for("interrupted 1 times")

        one.type("C-z")
        one.wait_for("Stopped")
        one.enter("clear; fg; echo ended $?")
        one.wait_for("drawn (30, 100), interrupted 1 times")
        one.type("q")
        screen = one.wait_for("ended 0")
        assert "drawn" not in screen
        assert "0 exchanges" in screen
        assert modes(one, "after") == before


@pytest.mark.parametrize(
    ("program", "there", "leave"),
    [
        pytest.param("vim -u NONE -i NONE text", "line 0", [":q!", "Enter"], id="vim"),
        pytest.param("less text", "line 0", ["q"], id="less"),
    ],
)
def test_programs_of_everyday(folder: Path, program: str, there: str, leave: list[str]) -> None:
    if shutil.which(program.split()[0]) is None:
        pytest.skip(f"{program.split()[0]} is not here")
    with terminal(folder) as one:
        before = modes(one, "before")
        one.enter(f"clear; {RUN} {program}; echo status $?")
        one.wait_for(there)
        one.type("G")
        one.wait_for("line 499")
        one.type(*leave)

        assert "line 499" not in one.wait_for("status 0")
        assert modes(one, "after") == before


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(f"{RUN} {sys.executable} counting.py", id="the terminal is its input"),
        pytest.param(f"true | {RUN} {sys.executable} counting.py", id="a pipe is its input"),
    ],
)  # fmt: skip
def test_an_interrupt_is_had_once(folder: Path, line: str) -> None:
    with terminal(folder) as one:
        one.enter(f"clear; {line}; echo status ${{PIPESTATUS[*]}}")
        one.wait_for("counting on")
        one.type("C-c")

        screen = one.wait_for("status ")
        assert "ended after 1" in screen
        assert "Traceback" not in screen


def test_a_command_that_does_not_catch_the_interrupt(folder: Path) -> None:
    with terminal(folder) as one:
        one.enter(f"clear; {RUN} sh -c 'echo star\"\"ted; exec sleep 1000'; echo status $?")
        one.wait_for("started")
        one.type("C-c")

        assert "0 exchanges" in one.wait_for("status 130")
