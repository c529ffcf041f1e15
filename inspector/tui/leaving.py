"""Ends the screen when it does not end by itself, and with its terminal.

A hang-up signals the session that the terminal controls. A screen of another session, or with
SIGHUP ignored, hears nothing: to read gives nothing at once, again and again, which Textual's
input thread takes for a quiet keyboard, and it waits for ever to write.
"""

import os
import select
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from textual.app import App

GRACE = 1.5  # seconds for the screen to end by itself
LOOKS_EVERY = 1.0  # seconds between two looks at whether there is a terminal
SIGNALS = ("SIGTERM", "SIGHUP")  # ask the screen to end


def give_up_after(seconds: float, status: int) -> None:
    """Leave with *status* when the screen has not ended by itself in time."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(status)

    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, leave)
        signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)


@contextmanager
def leaving() -> Iterator[None]:
    """Let what runs in here hear of it (SIGHUP) when its terminal is gone, and end if it does not.

    Nobody is given up on any more once it is left, and signals go where they went before.
    """
    left = threading.Event()
    with _handlers_kept():
        if _can_be_watched():
            signal.signal(signal.SIGALRM, _gone)
            threading.Thread(target=_watch, args=(left,), daemon=True, name="terminal").start()
        try:
            yield
        finally:
            if hasattr(signal, "setitimer"):
                signal.setitimer(signal.ITIMER_REAL, 0)
            left.set()


def read_no_more(app: App[Any]) -> None:
    """End the thread that reads keys: Python waits for it, and an app that was made to leave did not."""
    over = getattr(app._driver, "exit_event", None)  # noqa: SLF001
    if over is not None:
        over.set()


def is_gone(terminal: int) -> bool:
    """Tell whether nobody is at the other end of a terminal any more."""
    look = select.poll()
    look.register(terminal, 0)  # a hang-up is told unasked
    return any(told & select.POLLHUP for _, told in look.poll(0))


@contextmanager
def _handlers_kept() -> Iterator[None]:
    """Put handlers back afterwards: an event loop that ends leaves the system's own behind."""
    numbers = [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _can_be_watched() -> bool:
    # Not `isatty()`: a terminal that was hung up meanwhile is none any more.
    return hasattr(select, "poll") and sys.__stdin__ is not None


def _watch(left: threading.Event) -> None:
    assert sys.__stdin__ is not None
    terminal = sys.__stdin__.fileno()
    while not left.wait(LOOKS_EVERY):
        if is_gone(terminal):
            os.kill(os.getpid(), signal.SIGHUP)
            while not left.wait(GRACE):  # an event loop that waits to write hears of no signal
                os.kill(os.getpid(), signal.SIGALRM)


def _gone(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + signal.SIGHUP)
