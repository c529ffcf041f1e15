"""A program of the person's that gets the terminal for a while, and a file to look at."""

import contextlib
import os
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported

from inspector.control.sendable import Refusal

KEYS = ("SIGINT", "SIGQUIT")  # what ctrl+c and ctrl+\ send


def lent[T](app: App[Any], use: Callable[[], T], program: str) -> T:
    """Return what *use* gives while it has the terminal; *program* is what needs it, in words.

    Raises Refusal. Textual does not take the terminal back when something is raised meanwhile.
    """
    lending = app.suspend()
    try:
        lending.__enter__()
    except SuspendNotSupported as error:
        raise Refusal(f"this terminal cannot be lent to {program}") from error
    try:
        return use()
    finally:
        lending.__exit__(None, None, None)
        app.refresh(layout=True)


@contextmanager
def file_of(content: bytes, suffix: str, mode: int = 0o600) -> Iterator[Path]:
    """Give a file with *content* that nobody else can read, and that is gone afterwards.

    Raises Refusal when it cannot be written, or is not there any more when it is read.
    """
    try:
        descriptor, name = tempfile.mkstemp(prefix="ams-inspector-", suffix=suffix)
    except OSError as error:
        raise Refusal(
            f"no file can be written in {tempfile.gettempdir()}: {error.strerror}"
        ) from error
    path = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        path.chmod(mode)
        yield path
    except OSError as error:
        raise Refusal(f"{path}: {error.strerror}") from error
    finally:
        with contextlib.suppress(OSError):
            path.unlink()


def run(what: str, variables: Sequence[str], default: str, path: Path) -> None:
    """Run the program that the first of *variables* names on a file, and wait for it.

    *what* it is stands in words to the person. Raises Refusal when it cannot be run, or fails.
    """
    program = next((os.environ[name] for name in variables if os.environ.get(name)), default)
    try:
        with _keys_left_to_it():
            status = subprocess.run([*shlex.split(program), str(path)], check=False).returncode  # noqa: S603
    except (OSError, ValueError) as error:
        raise Refusal(f"the {what} {program!r} cannot be started; set {variables[-1]}") from error
    if status < 0:
        raise Refusal(f"the {what} was ended by signal {-status}")
    if status:
        raise Refusal(f"the {what} ended with status {status}")


@contextmanager
def _keys_left_to_it() -> Iterator[None]:
    """Let the program alone obey ctrl+c, which the terminal tells all of its foreground.

    `less` stops a search by it, and lives on. To ignore the signal would be inherited.
    """
    numbers = [getattr(signal, name) for name in KEYS if hasattr(signal, name)]
    before = {number: signal.signal(number, lambda *_: None) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
