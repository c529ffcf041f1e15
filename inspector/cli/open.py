"""`inspector open`: the screen on recordings, live or finished."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inspector.cli import completing
from inspector.cli.child import ending_in_order, private_folder
from inspector.cli.options import settling
from inspector.cli.terminal import require_terminal
from inspector.errors import CaptureError

if TYPE_CHECKING:
    from inspector.config.settings import Settings

SQLITE = b"SQLite format 3\x00"


@click.command("open")
@click.argument(
    "captures", nargs=-1, required=True, metavar="CAPTURE...", shell_complete=completing.files
)
@click.option("--profile", metavar="NAME", help="Take every exchange for this service's.")
@settling
def command(captures: tuple[str, ...], profile: str | None, settings_file: str | None) -> int:
    """Look through recordings on the screen.

    A capture of ours is shown as it is, and followed while it is being recorded. HAR, mitmproxy
    flow files, .http text and folders are read first, and judged as `check` does; so is a capture
    when --profile or --settings says how.
    """
    require_terminal("open", "`inspector check` writes a report instead")
    as_recorded = profile is None and settings_file is None
    if as_recorded and len(captures) == 1 and is_ours(Path(captures[0])):
        return show(Path(captures[0]))
    from inspector.config.settings import settings_here

    with read_in(captures, settings_here(settings_file, profile=profile)) as capture:
        return show(capture, title=_title(captures), lasting=False, settings_file=settings_file)


def show(
    capture: Path, title: str = "", *, lasting: bool = True, settings_file: str | None = None
) -> int:
    """Show one capture of ours until the person leaves; return the exit status.

    *lasting* tells whether the file outlives the screen.
    """
    from inspector.cli.outside import outside
    from inspector.tui.app import run

    return run(capture, outside(settings_file), title=title, lasting=lasting)


def is_ours(path: Path) -> bool:
    """Tell whether *path* is an SQLite file: no other form of recording is one."""
    try:
        with path.open("rb") as file:
            return file.read(len(SQLITE)) == SQLITE
    except OSError:  # whoever reads it says what is wrong
        return False


@contextmanager
def read_in(captures: tuple[str, ...], chosen: "Settings") -> Iterator[Path]:
    """Read and judge *captures* into one of ours, which is removed at the end."""
    from inspector.capture.store import CaptureWriter
    from inspector.cli.judging import annotated_from
    from inspector.cli.progress import watching

    with ending_in_order(), private_folder() as folder:
        path = Path(folder) / "read.amscap"
        with CaptureWriter(path) as writer, watching(captures) as watch:
            for annotated in annotated_from(captures, chosen, watch):
                writer.append(annotated)
        if watch.exchanges == 0:
            raise CaptureError(f"{_title(captures)}: holds no exchange; there is nothing to show")
        yield path


def _title(captures: tuple[str, ...]) -> str:
    more = f" +{len(captures) - 1}" if len(captures) > 1 else ""
    return Path(captures[0]).name + more
