"""`inspector check`: judge recordings, and say so by the exit status."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO

import click

from inspector.cli.options import judging
from inspector.core.clean import one_line
from inspector.errors import ConfigError

if TYPE_CHECKING:
    from inspector.config import Settings
    from inspector.core.annotated import Annotated
    from inspector.report.document import Summary

FORMATS = ("text", "json", "jsonl")
CLEAN, FOUND, NOTHING_RECOGNISED = 0, 1, 3


class Report(Protocol):
    """What every format has: exchanges are added one by one, the summary ends it."""

    def add(self, annotated: "Annotated") -> None: ...
    def close(self, summary: "Summary") -> None: ...


@click.command("check")
@click.argument("captures", nargs=-1, required=True, metavar="CAPTURE...")
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="FORMAT[=FILE]",
    help=f"{', '.join(FORMATS)}; several times for several reports. Default: text.",
)
@click.option("--output", metavar="FILE", help="Write the report there instead of to stdout.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note", "never"]),
    default="error",
    show_default=True,
    help="The least severity that makes the exit status 1.",
)
@judging
@click.option("--allow-empty", is_flag=True, help="Exit 0 when nothing was recognised.")
@click.option("-v", "--verbose", is_flag=True, help="In text, show exchanges without findings too.")
def command(
    captures: tuple[str, ...],
    formats: tuple[str, ...],
    output: str | None,
    *,
    allow_empty: bool,
    verbose: bool,
    **judged: Any,
) -> int:
    """Judge recordings: our captures, HAR, mitmproxy flow files, .http text, folders of them.

    A recording is recognised by its content; - is standard input. The exit status is 0 when
    nothing was found at or above --fail-on, 1 when something was, 2 when a recording cannot be
    read, 3 when no exchange of a known service was in it.
    """
    from inspector.config import settings

    chosen = settings(**judged)
    destinations = _destinations(formats, output, captures)
    try:
        with ExitStack() as files:
            reports = [
                _report(name, _stream(file, files), verbose=verbose) for name, file in destinations
            ]
            summary, failed = judge(captures, chosen, reports)
            sys.stdout.flush()
    except BrokenPipeError:
        raise  # click ends by it
    except OSError as error:
        # What is left in the buffer would be tried once more at the interpreter's end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise ConfigError(
            f"the report cannot be written ({error.strerror}); write it elsewhere by --output"
        ) from error
    if summary.recognised == 0 and not allow_empty:
        click.echo(_nothing(summary), err=True)
        return NOTHING_RECOGNISED
    return FOUND if failed else CLEAN


def judge(
    captures: tuple[str, ...], chosen: "Settings", reports: list[Report]
) -> tuple["Summary", bool]:
    """Write every exchange of *captures* to *reports*; tell whether one fails the policy."""
    from inspector.report.document import Summary

    summary, failed = Summary(), False
    for annotated in annotated_from(captures, chosen):
        summary.add(annotated)
        failed = failed or chosen.policy.fails(annotated)
        for report in reports:
            report.add(annotated)
    for report in reports:
        report.close(summary)
    return summary, failed


def annotated_from(captures: tuple[str, ...], chosen: "Settings") -> Iterator["Annotated"]:
    """Yield the exchanges of *captures* in order, without secrets, with their findings."""
    from inspector.capture.opening import open_capture
    from inspector.config import inspector_for, new_redactor
    from inspector.core.engine import annotate_all

    inspector, redactor = inspector_for(chosen), new_redactor()
    exchanges = (
        redactor.take_in(exchange)
        for capture in captures
        for exchange in open_capture("-" if capture == "-" else Path(capture), warn=_warn)
    )
    yield from annotate_all(inspector, exchanges)


def _warn(text: str) -> None:
    click.echo(f"inspector: warning: {one_line(text, 400)}", err=True)


def _destinations(
    formats: tuple[str, ...], output: str | None, captures: tuple[str, ...]
) -> list[tuple[str, str | None]]:
    named = [one.partition("=") for one in formats or ("text",)]
    chosen = [(name, file or None) for name, _, file in named]
    for name, _ in chosen:
        if name not in FORMATS:
            raise ConfigError(f"--format: {name!r} is none of {', '.join(FORMATS)}")
    loose = [name for name, file in chosen if file is None]
    if len(loose) > 1:
        raise ConfigError(
            f"--format: {' and '.join(loose)} cannot share one output; name FORMAT=FILE"
        )
    if output and not loose:
        raise ConfigError("--output: every --format names its own file; leave one of them out")
    found = [(name, file or output) for name, file in chosen]
    for _, file in found:
        if file is not None and any(_same(file, capture) for capture in captures):
            raise ConfigError(f"{file}: is to be read, and would be overwritten; name another file")
    return found


def _same(file: str, capture: str) -> bool:
    return os.path.exists(file) and os.path.exists(capture) and os.path.samefile(file, capture)  # noqa: PTH110, PTH121


def _stream(file: str | None, files: ExitStack) -> TextIO:
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


def _report(name: str, stream: TextIO, *, verbose: bool) -> Report:
    from inspector.report import json, jsonl, text

    if name == "text":
        colourful = stream.isatty() and not os.environ.get("NO_COLOR")
        return text.Report(stream, _paint if colourful else text.plain, everything=verbose)
    return json.Report(stream) if name == "json" else jsonl.Report(stream)


def _paint(text: str, colour: str) -> str:
    return click.style(text, bold=True) if colour == "bold" else click.style(text, fg=colour)


def _nothing(summary: "Summary") -> str:
    if summary.exchanges == 0:
        return "inspector: nothing recognised: the recording holds no exchange at all"
    return (
        f"inspector: nothing recognised: none of {summary.exchanges} exchanges went to a host of a"
        " known service; for a test host name --profile media-services, or pass --allow-empty"
    )
