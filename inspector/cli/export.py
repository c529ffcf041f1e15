"""`inspector export`: recordings in another form, without their secrets."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import click

from inspector.cli import completing
from inspector.cli.complaining import complain
from inspector.cli.destination import destinations
from inspector.cli.filtering import counted_back, passing
from inspector.cli.judging import CLEAN, NOTHING_RECOGNISED, warn
from inspector.cli.options import judging
from inspector.cli.whole_file import whole_file
from inspector.errors import ConfigError

FORMS = ("har", "flows", "curl", "http", "jsonl", "bundle")
BINARY = {"flows", "bundle"}


@click.command("export")
@click.argument(
    "captures", nargs=-1, required=True, metavar="CAPTURE...", shell_complete=completing.files
)
@click.option(
    "--to",
    "form",
    required=True,
    type=click.Choice(FORMS),
    help="har, flows (mitmproxy's), curl (a shell script), http (an editor's requests), jsonl (a "
    "line an exchange, as check has it), or bundle (a zip for an issue).",
)
@click.option("--filter", "wanted", metavar="EXPR", help="Only these: 'status:>=400 op:Jobs'.")
@click.option("--unsafe-raw", is_flag=True, help="Leave secrets in, where the recording has any.")
@click.option(
    "--output", metavar="FILE", shell_complete=completing.files,
    help="Write there instead of to stdout; for its owner only, whole or not at all.",
)  # fmt: skip
@judging
def command(
    captures: tuple[str, ...],
    form: str,
    wanted: str | None,
    output: str | None,
    *,
    unsafe_raw: bool,
    **judged: Any,
) -> int:
    """Write recordings in another form: as a HAR, as commands of curl, as a bundle for an issue.

    CAPTURE is whatever `check` reads. Secrets are markers, or variables in commands, unless
    --unsafe-raw. The exit status is 0 when something was exported, 2 when a recording cannot be
    read or the output not be written, 3 when there was nothing to export.
    """
    from inspector.cli.exporting import Wish, exported
    from inspector.config.settings import settings_here

    ((_, file),) = destinations((form,), output, captures, FORMS)
    if form == "bundle" and unsafe_raw:
        raise ConfigError("--unsafe-raw: a bundle is for others to read; leave one of them out")
    chosen_by = f"by the filter {wanted}" if wanted else ""
    wish = Wish(form, counted_back(passing(wanted), captures).node, chosen_by, unsafe_raw)
    if unsafe_raw:
        warn("--unsafe-raw: secrets are written as they were sent, where the recording has them")
    told = exported(captures, settings_here(**judged), wish, lambda: _destination(form, file))
    if told.written:
        return CLEAN
    complain(f"inspector: nothing exported: {told.why_nothing}\n")
    return NOTHING_RECOGNISED


@contextmanager
def _destination(form: str, file: str | None) -> Iterator[BinaryIO]:
    if file is not None and file != "-":
        with whole_file(Path(file)) as there:
            yield there
        return
    if form in BINARY and sys.stdout.isatty():
        raise ConfigError(f"--to {form}: is no text for a terminal; name a file by --output")
    try:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise  # click ends by it
    except OSError as error:
        raise ConfigError(
            f"the export cannot be written ({error.strerror}); write it elsewhere by --output"
        ) from error
