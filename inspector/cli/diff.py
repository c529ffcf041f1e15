"""`inspector diff`: what is different between two recordings of one client."""

from typing import TYPE_CHECKING, Any, TextIO

import click

from inspector.cli.complaining import complain
from inspector.cli.destination import destinations, paint_for, stream, writing
from inspector.cli.judging import (
    CLEAN,
    FOUND,
    NOTHING_RECOGNISED,
    annotated_from,
    nothing_recognised,
)
from inspector.cli.options import judging, reporting
from inspector.cli.progress import Watch, watching
from inspector.errors import ConfigError

if TYPE_CHECKING:
    from inspector.config.settings import Settings
    from inspector.core.comparing.comparison import Comparison
    from inspector.core.comparing.tallies import Tallies
    from inspector.report.document import Summary

FORMATS = ("text", "json", "markdown", "html")


@click.command("diff")
@click.argument("old")
@click.argument("new")
@reporting(FORMATS, "note", "The least severity of a gained finding that makes the exit status 1.")
@judging
@click.option("--allow-empty", is_flag=True, help="Go on when nothing was recognised.")
def command(
    old: str,
    new: str,
    formats: tuple[str, ...],
    output: str | None,
    *,
    allow_empty: bool,
    **judged: Any,
) -> int:
    """Compare two recordings of one client: calls, statuses, headers, properties, findings.

    OLD and NEW are whatever `check` reads; - is standard input. What differs from call to call
    (ids, dates, tokens, lengths) is no difference. The exit status is 0 when no finding was
    gained at or above --fail-on, 1 when one was, 2 when a recording cannot be read, 3 when one
    of them has no exchange of a known service.
    """
    from inspector.config.settings import settings_here

    if old == new == "-":
        raise ConfigError("OLD and NEW: standard input can be one of them only; name a file")
    chosen = settings_here(**judged)
    wished = destinations(formats, output, (old, new), FORMATS)
    with writing() as files:
        outputs = [(name, stream(file, files)) for name, file in wished]
        with watching((old, new)) as watch:
            comparison, summaries = compared(old, new, chosen, watch)
        for name, to in outputs:
            _write(name, to, comparison, summaries)
    for recording, summary in zip((old, new), summaries, strict=True):
        if summary.recognised == 0 and not allow_empty:
            complain(f"{nothing_recognised(summary, recording)}\n")
            return NOTHING_RECOGNISED
    failed = any(chosen.policy.fails_on(defect.finding) for defect in comparison.gained)
    return FOUND if failed else CLEAN


def compared(
    old: str, new: str, chosen: "Settings", watch: Watch
) -> tuple["Comparison", tuple["Summary", "Summary"]]:
    """Return what is different between two recordings, and how much was in them."""
    from inspector.core.comparing.compare import compare

    was, before = tallied(old, chosen, watch)
    now, after = tallied(new, chosen, watch)
    return compare(was, now), (before, after)


def tallied(capture: str, chosen: "Settings", watch: Watch) -> tuple["Tallies", "Summary"]:
    """Count what is in one recording."""
    from inspector.core.comparing.tallies import Tallies
    from inspector.report.document import Summary

    tallies, summary = Tallies(), Summary()
    for annotated in annotated_from((capture,), chosen, watch):
        summary.add(annotated)
        tallies.add(annotated)
    return tallies, summary


def _write(
    name: str, to: TextIO, comparison: "Comparison", summaries: tuple["Summary", "Summary"]
) -> None:
    from inspector.report.diff import html, json, markdown, text

    if name == "text":
        text.write(to, comparison, *summaries, paint_for(to))
    else:
        writers = {"json": json.write, "markdown": markdown.write, "html": html.write}
        writers[name](to, comparison, *summaries)
