"""What `check` and `run` do with a baseline."""

from typing import TYPE_CHECKING

import click

from inspector.cli.judging import warn
from inspector.errors import ConfigError

if TYPE_CHECKING:
    from inspector.config.settings import Settings
    from inspector.core.baseline import Baseline, Entry

SHOWN = 5  # stale entries


def baseline_for(chosen: "Settings", update: str | None) -> "Baseline":
    """Return the baseline to judge by; with *update*, the file to write, one that learns."""
    from inspector.config.baseline import read_baseline
    from inspector.core.baseline import Baseline

    if update is not None:
        return Baseline(learning=True)
    known = chosen.baseline
    return Baseline(read_baseline(known.value, known.place) if known else ())


def check_flags(baseline: str | None, update: str | None) -> None:
    """Raise ConfigError when both flags were typed: one judges, the other learns."""
    if baseline is not None and update is not None:
        raise ConfigError("--baseline and --update-baseline: give one; the latter writes the file")


def conclude(baseline: "Baseline", update: str | None, *, whole: bool) -> None:
    """Write the new baseline, or tell which entries of the old one say too much.

    What was not recorded *whole* says nothing about what is left out.
    """
    if not whole:
        if update is not None:
            warn(f"{update}: is not written, since not everything was recorded")
    elif update is None:
        _tell_stale(baseline.stale())
    else:
        from inspector.config.baseline import write_baseline
        from inspector.report.words import count

        entries = baseline.seen()
        write_baseline(update, entries)
        click.echo(
            f"inspector: {update}: {count(len(entries), 'kind')} of finding written", err=True
        )


def _tell_stale(entries: "list[Entry]") -> None:
    for entry in entries[:SHOWN]:
        warn(
            f"baseline: {entry.code} in {entry.operation}: {entry.count} known, fewer are there;"
            " write the baseline anew by --update-baseline"
        )
    if len(entries) > SHOWN:
        warn(f"baseline: {len(entries) - SHOWN:,} more entries say more than is there")
