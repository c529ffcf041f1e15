"""COMMAND of `inspector run`: its environment, the signals that it is passed, its end."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import NoReturn

from inspector.announced import Announced
from inspector.errors import ConfigError

type Handler = Callable[[int, FrameType | None], object] | signal.Handlers

PASSED_ON = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2")
TYPED = ("SIGINT", "SIGQUIT")  # a terminal sends them to all that run in its foreground
STOPPED_BY = ("SIGTSTP", "SIGTTIN", "SIGTTOU")  # the terminal; not by SIGSTOP, which is someone's
ENDING = ("SIGTERM", "SIGHUP")


def run_child(child: tuple[str, ...], proxy: Announced, folder: Path, no_proxy: str) -> int:
    """Run *child* to its end; return its exit status, 128 + n when signal n ended it."""
    from inspector.passage import Passage

    passage = Passage(proxy.listen, proxy.ca, folder, no_proxy)
    env = {**passage.environment(os.environ), **proxy.environment()}
    try:
        process = subprocess.Popen(child, env=env)  # noqa: S603 - the user's own command
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigError(
            f"{child[0]}: cannot be run: {reason}; name a program behind `--`"
        ) from error
    with passing_on(process):
        status = waited_for(process)
    return status if status >= 0 else 128 - status


def waited_for(process: subprocess.Popen[bytes]) -> int:
    """Return how a child ended, as `Popen.wait` does; stop when it is stopped by its terminal.

    Ctrl-Z reaches child and parent alike. Were the parent to stop at once, the shell would write
    while a full-screen child is still about to put the terminal in order.
    """
    if os.name != "posix":
        return process.wait()
    while process.returncode is None:
        _, status = os.waitpid(process.pid, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            process.returncode = os.waitstatus_to_exitcode(status)
        elif signal.Signals(os.WSTOPSIG(status)).name in STOPPED_BY:
            with handling(("SIGTSTP",), signal.SIG_DFL):
                signal.raise_signal(signal.SIGTSTP)  # returns when a shell says `fg` or `bg`
            os.kill(process.pid, signal.SIGCONT)
    return process.returncode


@contextmanager
def passing_on(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Pass signals on to the child while inside, but for those that it has had by itself."""

    def forward(number: int, _: object) -> None:
        typed = signal.Signals(number).name in TYPED and in_foreground()
        if not typed and process.returncode is None:
            os.kill(process.pid, number)  # not by Popen, which would look whether it has ended

    with handling(PASSED_ON, forward), handling(("SIGTSTP",), lambda *_: None):
        yield


@contextmanager
def ending_in_order() -> Iterator[None]:
    """End by a signal as by an error while inside: the proxy is stopped, its folder removed."""

    def end(number: int, _: object) -> NoReturn:
        sys.exit(128 + number)

    with handling(ENDING, end):
        yield


@contextmanager
def private_folder() -> Iterator[str]:
    """Give a folder for this user alone that is gone afterwards, whatever signal comes when."""
    wanted = {getattr(signal, name) for name in (*ENDING, "SIGINT") if hasattr(signal, name)}
    blocks = hasattr(signal, "pthread_sigmask")
    before = signal.pthread_sigmask(signal.SIG_BLOCK, wanted) if blocks else set()
    try:  # between the folder's making and its being known nothing may come
        folder = TemporaryDirectory(prefix="ams-inspector-")
    finally:
        if blocks:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
    with folder as name:
        yield name


def in_foreground() -> bool:
    """Tell whether a terminal has this process in its foreground, and with it the child."""
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:  # there is none
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:  # it is being closed
        return False
    finally:
        os.close(terminal)


@contextmanager
def handling(names: tuple[str, ...], handler: Handler) -> Iterator[None]:
    """Let *handler* take the signals *names* while inside, as far as the system has them."""
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, one in before.items():
            signal.signal(number, one)
