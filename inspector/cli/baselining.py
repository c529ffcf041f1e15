"""What `check` and `run` do with a baseline."""

from typing import TYPE_CHECKING

from inspector.cli.complaining import complain
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


def check_flags(baseline: str | None, update: str | None, passing: str | None = None) -> None:
    """Raise ConfigError for flags that exclude each other: one judges, the other learns.

    A baseline is of a whole recording: it knows in how many of an operation's calls a finding was.
    """
    if passing is not None and update is not None:
        raise ConfigError(
            "--filter and --update-baseline: give one; a baseline is of the whole recording"
        )
    if baseline is not None and update is not None:
        raise ConfigError("--baseline and --update-baseline: give one; the latter writes the file")


def conclude(baseline: "Baseline", update: str | None, *, whole: bool) -> None:
    """Write the new baseline, or tell which entries of the old one say too much."""
    written = whole and update is not None
    for line in conclusion(baseline, update, whole=whole):
        if written:
            complain(f"inspector: {line}\n")
        else:
            warn(line)


def conclusion(baseline: "Baseline", update: str | None, *, whole: bool) -> list[str]:
    """Write the new baseline; return what is to be told of it, or of the old one.

    What was not recorded *whole* says nothing about what is left out.
    """
    if update is None:
        return _stale(baseline.stale()) if whole else []
    if not whole:
        return [f"{update}: is not written, since not everything was recorded"]
    from inspector.config.baseline import write_baseline
    from inspector.report.words import count

    entries = baseline.seen()
    write_baseline(update, entries)
    return [f"{update}: {count(len(entries), 'kind')} of finding written"]


def _stale(entries: "list[Entry]") -> list[str]:
    told = [
        f"baseline: {entry.code} in {entry.operation}: {entry.count} known, fewer are there;"
        " write the baseline anew by --update-baseline"
        for entry in entries[:SHOWN]
    ]
    if len(entries) > SHOWN:
        told.append(f"baseline: {len(entries) - SHOWN:,} more entries say more than is there")
    return told
