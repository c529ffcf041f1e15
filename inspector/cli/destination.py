"""Where reports go: stdout or files, and what is said when they cannot be written."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

import click

from inspector.errors import ConfigError

Paint = Callable[[str, str], str]


@contextmanager
def writing() -> Iterator[ExitStack]:
    """Give a stack that closes the reports' files; raise ConfigError when one cannot be written."""
    try:
        with ExitStack() as files:
            yield files
            sys.stdout.flush()
    except BrokenPipeError:
        raise  # click ends by it
    except OSError as error:
        # What is left in the buffer would be tried once more at the interpreter's end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise ConfigError(
            f"the report cannot be written ({error.strerror}); write it elsewhere by --output"
        ) from error


def destinations(
    formats: tuple[str, ...],
    output: str | None,
    captures: tuple[str, ...],
    known: tuple[str, ...],
) -> list[tuple[str, str | None]]:
    """Return each report's format, one of *known*, and its file; None is stdout.

    *formats* are FORMAT or FORMAT=FILE as typed. Raises ConfigError when two reports would share
    an output, or one would overwrite one of *captures*.
    """
    named = [one.partition("=") for one in formats or ("text",)]
    chosen = [(name, file or None) for name, _, file in named]
    for name, _ in chosen:
        if name not in known:
            raise ConfigError(f"--format: {name!r} is none of {', '.join(known)}")
    loose = [name for name, file in chosen if file is None]
    if len(loose) > 1:
        raise ConfigError(
            f"--format: {' and '.join(loose)} cannot share one output; name FORMAT=FILE"
        )
    if output and not loose:
        raise ConfigError("--output: every --format names its own file; leave one of them out")
    found = [(name, file or output) for name, file in chosen]
    files = [os.path.abspath(file) for _, file in found if file is not None]  # noqa: PTH100
    twice = next((file for file in files if files.count(file) > 1), None)
    if twice is not None:
        raise ConfigError(f"{twice}: two reports would be written there; name a file for each")
    for _, file in found:
        if file is not None and any(_same(file, capture) for capture in captures):
            raise ConfigError(f"{file}: is to be read, and would be overwritten; name another file")
    return found


def _same(file: str, capture: str) -> bool:
    return os.path.exists(file) and os.path.exists(capture) and os.path.samefile(file, capture)  # noqa: PTH110, PTH121


def stream(file: str | None, files: ExitStack) -> TextIO:
    """Return where a report is written; *files* closes it."""
    if file is None or file == "-":
        return sys.stdout
    try:
        return files.enter_context(
            Path(file).open("w", encoding="utf-8", errors="backslashreplace")
        )
    except OSError as error:
        raise ConfigError(
            f"{file}: cannot be written ({error.strerror}); name another file"
        ) from error


def paint_for(stream: TextIO) -> Paint:
    """Return what colours text on *stream*: nothing but for a terminal that may have colours."""
    from inspector.report.text import plain

    return _paint if stream.isatty() and not os.environ.get("NO_COLOR") else plain


def _paint(text: str, colour: str) -> str:
    return click.style(text, bold=True) if colour == "bold" else click.style(text, fg=colour)
