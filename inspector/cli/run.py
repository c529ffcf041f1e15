"""`inspector run -- COMMAND`: a command behind a private proxy, then the verdict."""

import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from inspector.announced import Announced
from inspector.cli.baselining import baseline_for, check_flags, conclude
from inspector.cli.check import FORMATS, STREAMED, ReportMaker, write
from inspector.cli.child import ending_in_order, private_folder, run_child
from inspector.cli.complaining import complain
from inspector.cli.destination import destinations, stream, writing
from inspector.cli.filtering import Passing, counted_back, nothing_passes, passing
from inspector.cli.judging import CLEAN, FOUND, NOTHING_RECOGNISED, nothing_recognised, warn
from inspector.cli.options import (
    JUDGED,
    baselining,
    filtering,
    judging,
    repairing,
    reporting,
    standing_in,
)
from inspector.cli.progress import Watch, counting
from inspector.cli.proxy import require_clean_end, settings_from
from inspector.cli.relaying import passed_over, relaying
from inspector.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.capture.store import CaptureReader
    from inspector.core.annotated import Annotated
    from inspector.core.baseline import Baseline
    from inspector.core.policy import Policy
    from inspector.proxy import ProxySettings
    from inspector.report.document import Summary


@click.command("run", context_settings={"ignore_unknown_options": False})
@click.argument("child", nargs=-1, required=True, metavar="-- COMMAND...", type=click.UNPROCESSED)
@reporting(FORMATS, "error", "The least severity that makes the exit status 1.", by_settings=True)
@judging
@repairing
@baselining
@filtering
@relaying
@standing_in
@click.option("--allow-empty", is_flag=True, help="Exit 0 when nothing was recognised.")
@click.option("-v", "--verbose", is_flag=True, help="In text, show each exchange.")
@click.option(
    "--capture", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Keep the recording there; by default it is gone afterwards.",
)  # fmt: skip
@click.option(
    "--no-proxy", default="", metavar="HOSTS", help="Hosts that COMMAND reaches directly: a,b."
)
def command(
    child: tuple[str, ...],
    formats: tuple[str, ...],
    output: str | None,
    *,
    allow_empty: bool,
    verbose: bool,
    no_proxy: str,
    capture: Path | None,
    fail_on: str | None,
    baseline: str | None,
    update_baseline: str | None,
    passing_filter: str | None,
    **options: Any,
) -> int:
    """Run COMMAND behind a proxy of its own, and judge what it sent.

    COMMAND gets the variables that clients read for a proxy and its authorities; its input, output
    and terminal are untouched. The verdict follows on stderr, reports go to files or stdout.

    The exit status is COMMAND's own when it fails; else 0, 1 or 3 as `inspector check` has it.
    """
    from inspector.config.settings import settings_here

    check_flags(baseline, update_baseline, passing_filter)
    check_way(options["mode"], stand_in=options["stand_in"])
    passes = passing(passing_filter)
    given = {name: options[name] for name in JUDGED}
    chosen = settings_here(**given, fail_on=fail_on, baseline=baseline)
    known = baseline_for(chosen, update_baseline)
    wished = destinations(formats, output, (), FORMATS)
    with ending_in_order(), private_folder() as folder:
        recording = (capture or Path(folder, "run.amscap")).absolute()
        settings = settings_from(
            capture=recording, ca_dir=Path(folder, "ca"), listen=("127.0.0.1", 0), **options
        )
        whole = replace(settings, policy=chosen.policy)
        status = recorded(child, whole, Path(folder), no_proxy)
        passes = counted_back(passes, (str(recording),))
        summary, failed = report(recording, chosen.policy, known, passes, wished, verbose=verbose)
    conclude(known, update_baseline, whole=status == 0 and passes.whole.recognised > 0)
    return verdict(status, summary, passes, failed=failed, allow_empty=allow_empty)


def check_way(mode: str, *, stand_in: bool) -> None:
    """Raise UsageError for a mode that COMMAND's variables do not lead to.

    Tell of another proxy in the environment, whose place ours takes.
    """
    if mode.startswith("reverse:"):
        raise click.UsageError(
            "--mode reverse: is for `inspector proxy`; COMMAND is led to a proxy by variables"
        )
    outer = passed_over()
    if outer and mode == "regular" and not stand_in:
        warn(f"{outer} is not used; --mode upstream:URL sends what COMMAND sends on to it")


def recorded(child: tuple[str, ...], settings: "ProxySettings", folder: Path, no_proxy: str) -> int:
    """Run *child* behind a proxy; return its exit status once all it sent is on disk.

    Raises ConfigError when the proxy ended before it: what was sent then was seen by nobody.
    """
    from inspector.proxy import start

    with start(settings, echo=complain) as proxy:
        told = Announced(proxy.listen, proxy.ca, proxy.capture, settings.hosts, settings.profile)
        status = run_child(child, told, folder, no_proxy)
        if not proxy.alive:
            raise ConfigError(f"{proxy.obituary()}, before COMMAND did; run it again")
    require_clean_end(proxy)
    return status


def verdict(
    status: int, summary: "Summary", passes: Passing, *, failed: bool, allow_empty: bool
) -> int:
    """Return the exit status: the child's own when it failed, else what was found."""
    empty = passes.leaves_nothing(summary) and not allow_empty
    if empty:
        complain(f"{nothing_passes(passes) or why_nothing(passes.whole)}\n")
    if status:
        return status
    return NOTHING_RECOGNISED if empty else FOUND if failed else CLEAN


def report(
    recording: Path,
    policy: "Policy",
    baseline: "Baseline",
    passes: Passing,
    wished: list[tuple[str, str | None]],
    *,
    verbose: bool,
) -> tuple["Summary", bool]:
    """Write what was recorded to the wished reports; tell whether it fails the policy."""
    from inspector.capture.store import CaptureReader

    with (
        writing() as files,
        CaptureReader(recording) as reader,
        counting(reader.last(), shown=not _writes_meanwhile(wished, verbose=verbose)) as watch,
    ):
        maker = ReportMaker(policy, verbose=verbose)
        reports = [maker.report(name, _stream(name, file, files)) for name, file in wished]
        exchanges = watch.over(_told(reader, watch))
        return write(filter(passes, map(baseline.sift, exchanges)), policy, reports)


def _told(reader: "CaptureReader", watch: Watch) -> "Iterator[Annotated]":
    for number in range(1, reader.last() + 1):
        watch.read(1)
        yield reader.annotated(number)


def _writes_meanwhile(wished: list[tuple[str, str | None]], *, verbose: bool) -> bool:
    """Tell whether a report would be written into the line that says how far it is."""
    here = {name for name, file in wished if file is None}
    return (verbose and "text" in here) or (bool(here & STREAMED) and sys.stdout.isatty())


def _stream(name: str, file: str | None, files: ExitStack) -> TextIO:
    return sys.stderr if name == "text" and file is None else stream(file, files)


def why_nothing(summary: "Summary") -> str:
    """Return why nothing was recognised, and what to do."""
    if summary.exchanges:
        return nothing_recognised(summary)
    return (
        "inspector: nothing recognised: COMMAND sent nothing through the proxy. Most likely it ignores "
        "HTTPS_PROXY (Node before 24 does), reaches this machine directly (Go does, whatever it is "
        "told), or made no call; `inspector proxy --mode reverse:URL` needs no proxy settings"
    )
