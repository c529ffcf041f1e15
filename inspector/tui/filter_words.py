"""What is said beside a filter and under it."""

from inspector.core.clean import one_line
from inspector.core.filter import FilterError

SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
LABEL = 8  # cells before the filter


def counted(passed: int, total: int, progress: float | None, turn: int) -> str:
    """Return how many pass, and how far the search is while it lasts."""
    said = f"{passed:,} of {total:,}"
    return said if progress is None else f"{SPINNER[turn % len(SPINNER)]} {progress:.0%}  {said}"


def marked(error: FilterError, room: int) -> str:
    """Return what is wrong, its place underlined by carets; *room* is what is right of the label."""
    said = one_line(str(error))
    carets = "^" * max(1, min(error.end, room) - error.start)
    line = f"{' ' * (LABEL + error.start)}{carets} {said}"
    if len(line) <= LABEL + room:
        return line
    before = f"{said} "  # there is more room left of the place
    if len(before) <= LABEL + error.start < LABEL + room:
        return f"{before:>{LABEL + error.start}}{carets}"
    return f" {said}"
