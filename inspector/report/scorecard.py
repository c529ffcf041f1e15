"""The scorecard of required headers, for people and for programs."""

from collections.abc import Callable, Iterator
from typing import Any

from inspector.core.clean import clean, one_line
from inspector.core.scorecard import Cell, Line, Scorecard
from inspector.core.severity import Severity
from inspector.report.inert import code
from inspector.report.words import count

LEGEND = "✓ sent, ✖ ▲ ● never (error, warning, note), ~ sometimes, ? not recorded, · not demanded"
SHARES = "2/69: missing in 2 of 69 calls"
ROWS = 20  # of the text, and below ten times as many of the table
WIDE = 56  # characters of an operation
Tint = Callable[[str, Severity | None], str]  # paints a sign in a severity's colour


def as_text(card: Scorecard, tint: Tint) -> Iterator[str]:
    """Yield lines for a terminal of 80 cells: one when all is well, none when nothing is known."""
    lines = card.lines
    if not lines:
        return
    if card.is_met:
        yield f"all required headers were sent by {count(len(lines), 'operation')}"
        return
    lacking = [line for line in lines if line.severity]
    shown = [(_called(line), line) for line in lacking[:ROWS]]
    wide = max((len(called) for called, _ in shown), default=0)
    numbers = "".join(f" {number:>2}" for number in range(1, len(card.demands) + 1))
    title = "required headers"
    yield f"{title:<{wide + 2}}{numbers}"
    for called, line in shown:
        signs = "".join(f" {_aligned(cell, tint)}" for cell in line.cells)
        yield f"  {called:<{max(wide, len(title) - 2)}}{signs}"
    yield from (f"  {said}" for said in rest(card, len(lacking), len(shown)))
    named = [f"{number} {demand.header}" for number, demand in enumerate(card.demands, 1)]
    yield from _wrapped(named)
    yield f"  {LEGEND}"


def as_markdown(card: Scorecard) -> Iterator[str]:
    """Yield the lines of a table, or one that says that all is well."""
    lines = card.lines
    if not lines:
        return
    if card.is_met:
        yield f"All required headers were sent by {count(len(lines), 'operation')}."
        return
    lacking = [line for line in lines if line.severity]
    heads = "".join(f" {code(demand.header)} |" for demand in card.demands)
    yield f"| operation | calls |{heads}"
    yield f"|---|---:|{':-:|' * len(card.demands)}"
    shown = lacking[: ROWS * 10]
    for line in shown:
        signs = "".join(f" {cell.sign}{share(cell)} |" for cell in line.cells)
        yield f"| {code(line.operation)} | {line.calls:,} |{signs}"
    yield ""
    yield "; ".join([*rest(card, len(lacking), len(shown)), LEGEND, SHARES])


def as_json(card: Scorecard) -> dict[str, Any]:
    """Return every operation; a cell says how many calls sent the header, and what that comes to."""
    return {
        "headers": [{"header": demand.header, "code": demand.code} for demand in card.demands],
        "operations": [
            {
                "operation": clean(line.operation),
                "calls": line.calls,
                "headers": [_cell(cell) for cell in line.cells],
            }
            for line in card.lines
        ],
        "calls_left_out": card.left_out,
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "verdict": cell.verdict,
        "sent": cell.sent,
        "missing": cell.missing,
        "not_recorded": cell.unrecorded,
        "severity": None if cell.severity is None else cell.severity.label,
    }


def _called(line: Line) -> str:
    times = f" ×{line.calls:,}" if line.calls > 1 else ""
    return one_line(line.operation, WIDE - len(times)) + times


def _aligned(cell: Cell, tint: Tint) -> str:
    shown = cell.sign
    return " " * (2 - len(shown)) + tint(shown, cell.severity)


def share(cell: Cell) -> str:
    return f" {cell.missing:,}/{cell.sent + cell.missing:,}" if cell.verdict == "sometimes" else ""


def rest(card: Scorecard, lacking: int, shown: int) -> Iterator[str]:
    """Say in words which operations are not in the table."""
    if lacking > shown:
        yield count(lacking - shown, "more operation") + " without some of them"
    met = len(card.lines) - lacking
    if met:
        yield count(met, "operation") + " sent all that they had to"
    if card.left_out:
        yield count(card.left_out, "call") + " of further operations"


def _wrapped(pieces: list[str]) -> Iterator[str]:
    line = ""
    for piece in pieces:
        if line and len(line) + len(piece) > 76:
            yield line
            line = ""
        line += f"  {piece}"
    yield line
