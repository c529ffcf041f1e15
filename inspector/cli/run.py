"""`inspector run -- COMMAND`: a command behind a private proxy, then the verdict."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TextIO

import click

from inspector.announced import Announced
from inspector.cli.baselining import baseline_for, check_flags, conclude
from inspector.cli.check import FORMATS, ReportMaker, write
from inspector.cli.destination import destinations, stream, writing
from inspector.cli.judging import CLEAN, FOUND, NOTHING_RECOGNISED, nothing_recognised
from inspector.cli.options import JUDGED, baselining, judging, reporting, standing_in
from inspector.cli.proxy import complain, settings_from
from inspector.errors import ConfigError

if TYPE_CHECKING:
    from inspector.core.baseline import Baseline
    from inspector.core.policy import Policy
    from inspector.report.document import Summary

PASSED_ON = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2")


@click.command("run", context_settings={"ignore_unknown_options": False})
@click.argument("child", nargs=-1, required=True, metavar="-- COMMAND...", type=click.UNPROCESSED)
@reporting(FORMATS, "error", "The least severity that makes the exit status 1.", by_settings=True)
@judging
@baselining
@click.option("--stand-in", is_flag=True, help="Let the stand-in answer for Media Services.")
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
@click.option(
    "--upstream-ca", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
    help="Authorities to trust for servers, in place of the usual ones (certifi's).",
)  # fmt: skip
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
    **options: Any,
) -> int:
    """Run COMMAND behind a proxy of its own, and judge what it sent.

    COMMAND gets the variables that clients read for a proxy and its authorities; its input, output
    and terminal are untouched. The verdict follows on stderr, reports go to files or stdout.

    The exit status is COMMAND's own when it fails; else 0, 1 or 3 as `inspector check` has it.
    """
    from inspector.config.settings import settings_here
    from inspector.proxy import start

    check_flags(baseline, update_baseline)
    given = {name: options[name] for name in JUDGED}
    chosen = settings_here(**given, fail_on=fail_on, baseline=baseline)
    known = baseline_for(chosen, update_baseline)
    wished = destinations(formats, output, (), FORMATS)
    with TemporaryDirectory(prefix="ams-inspector-") as folder:
        recording = (capture or Path(folder, "run.amscap")).absolute()
        settings = settings_from(
            capture=recording, ca_dir=Path(folder, "ca"), listen=("127.0.0.1", 0), **options
        )
        with start(replace(settings, policy=chosen.policy), echo=complain) as proxy:
            told = Announced(
                proxy.listen, proxy.ca, proxy.capture, settings.hosts, settings.profile
            )
            status = run_child(child, told, Path(folder), no_proxy)
        summary, failed = report(recording, chosen.policy, known, wished, verbose=verbose)
    conclude(known, update_baseline, whole=status == 0 and summary.recognised > 0)
    return verdict(status, summary, failed=failed, allow_empty=allow_empty)


def verdict(status: int, summary: "Summary", *, failed: bool, allow_empty: bool) -> int:
    """Return the exit status: the child's own when it failed, else what was found."""
    empty = summary.recognised == 0 and not allow_empty
    if empty:
        complain(f"{why_nothing(summary)}\n")
    if status:
        return status
    return NOTHING_RECOGNISED if empty else FOUND if failed else CLEAN


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
        status = process.wait()
    return status if status >= 0 else 128 - status


@contextmanager
def passing_on(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Pass signals on to the child while inside; a terminal's Ctrl-C reaches it by itself."""

    def forward(number: int, _: object) -> None:
        if number != signal.SIGINT or not sys.stdin.isatty():
            process.send_signal(number)

    names = ["SIGINT", *PASSED_ON]
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, forward) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def report(
    recording: Path,
    policy: "Policy",
    baseline: "Baseline",
    wished: list[tuple[str, str | None]],
    *,
    verbose: bool,
) -> tuple["Summary", bool]:
    """Write what was recorded to the wished reports; tell whether it fails the policy."""
    from inspector.capture.store import CaptureReader

    with writing() as files, CaptureReader(recording) as reader:
        maker = ReportMaker(policy, verbose=verbose)
        reports = [maker.report(name, _stream(name, file, files)) for name, file in wished]
        exchanges = (reader.annotated(number) for number in range(1, reader.last() + 1))
        return write(map(baseline.sift, exchanges), policy, reports)


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
