"""`inspector check`: judge recordings, and say so by the exit status."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TextIO

import click

from inspector.cli import completing
from inspector.cli.baselining import baseline_for, check_flags, conclude
from inspector.cli.complaining import complain
from inspector.cli.destination import destinations, paint_for, stream, writing
from inspector.cli.filtering import counted_back, nothing_passes, passing
from inspector.cli.judging import (
    CLEAN,
    FOUND,
    NOTHING_RECOGNISED,
    annotated_from,
    nothing_recognised,
    warn,
)
from inspector.cli.options import baselining, filtering, judging, reporting
from inspector.cli.progress import watching

if TYPE_CHECKING:
    from inspector.core.annotated import Annotated
    from inspector.core.policy import Policy
    from inspector.report.document import Summary

FORMATS = ("text", "json", "jsonl", "markdown", "sarif", "junit", "github", "html")

STREAMED = frozenset({"json", "jsonl"})  # written while the exchanges come


class Report(Protocol):
    """What every format has: exchanges are added one by one, the summary ends it."""

    def add(self, annotated: "Annotated") -> None: ...
    def close(self, summary: "Summary") -> None: ...


@click.command("check")
@click.argument(
    "captures", nargs=-1, required=True, metavar="CAPTURE...", shell_complete=completing.files
)
@reporting(FORMATS, "error", "The least severity that makes the exit status 1.", by_settings=True)
@judging
@baselining
@filtering
@click.option("--allow-empty", is_flag=True, help="Exit 0 when nothing was recognised.")
@click.option("-v", "--verbose", is_flag=True, help="In text, show each exchange.")
def command(
    captures: tuple[str, ...],
    formats: tuple[str, ...],
    output: str | None,
    *,
    allow_empty: bool,
    verbose: bool,
    update_baseline: str | None,
    passing_filter: str | None,
    **judged: Any,
) -> int:
    """Judge recordings: our captures, HAR, mitmproxy flow files, .http text, folders of them.

    A recording is recognised by its content; - is standard input. The exit status is 0 when
    nothing was found at or above --fail-on, 1 when something was, 2 when a recording cannot be
    read, 3 when no exchange of a known service was in it.
    """
    from inspector.config.settings import settings_here

    check_flags(judged["baseline"], update_baseline, passing_filter)
    passes = counted_back(passing(passing_filter), captures)
    chosen = settings_here(**judged)
    baseline = baseline_for(chosen, update_baseline)
    wished = destinations(formats, output, captures, FORMATS)
    streams = STREAMED | {"text"} if verbose else STREAMED
    beside = not any(file is None and name in streams for name, file in wished)
    with writing() as files, watching(captures, beside=beside) as watch:
        made = ReportMaker(chosen.policy, verbose=verbose)
        reports = [made.report(name, stream(file, files)) for name, file in wished]
        found = map(baseline.sift, annotated_from(captures, chosen, watch))
        summary, failed = write(filter(passes, found), chosen.policy, reports)
    conclude(baseline, update_baseline, whole=passes.whole.recognised > 0)
    if passes.leaves_nothing(summary) and not allow_empty:
        complain(f"{nothing_passes(passes) or nothing_recognised(passes.whole)}\n")
        return NOTHING_RECOGNISED
    return FOUND if failed else CLEAN


def write(
    exchanges: "Iterable[Annotated]", policy: "Policy", reports: list[Report]
) -> tuple["Summary", bool]:
    """Write *exchanges* to *reports*; tell whether one fails the policy."""
    from inspector.core.silence import OperationIgnores
    from inspector.report.document import Summary

    summary, failed, ignores = Summary(), False, OperationIgnores(policy.operation_ignores)
    for annotated in exchanges:
        summary.add(annotated)
        ignores.see(annotated.operation, (finding.silence for finding in annotated.suppressed))
        failed = failed or policy.fails(annotated)
        for report in reports:
            report.add(annotated)
    for report in reports:
        report.close(summary)
    if summary.left_out:
        left = f"{summary.left_out:,} findings are of kinds beyond the limit of a report"
        warn(f"{left}; --format jsonl has every finding")
    for operation, word in ignores.unused():
        warn(f'per-operation-ignore "{operation}": {word} silences nothing; take it out')
    return summary, failed


@dataclass(frozen=True)
class ReportMaker:
    """Makes reports of any format."""

    policy: "Policy"
    verbose: bool = False

    def report(self, name: str, to: TextIO) -> Report:
        """Return a report of the format *name* that is written to *to*."""
        from inspector.core.scorecard import demands
        from inspector.profiles.catalogue import all_rules
        from inspector.report import github, html, json, jsonl, junit, markdown, sarif, text

        wanted = demands(all_rules(), self.policy)
        forms: dict[str, Callable[[TextIO], Report]] = {
            "text": lambda to: text.Report(
                to, paint_for(to), everything=self.verbose, demands=wanted
            ),
            "json": lambda to: json.Report(to, wanted),
            "jsonl": jsonl.Report,
            "markdown": lambda to: markdown.Report(to, wanted),
            "sarif": lambda to: sarif.Report(to, all_rules()),
            "junit": lambda to: junit.Report(to, self.policy.fails_on),
            "github": github.Report,
            "html": lambda to: html.Report(to, all_rules(), self.policy.fail_on, wanted),
        }
        return forms[name](to)
