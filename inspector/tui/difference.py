"""Two exchanges held against each other, as a sheet: below each other, or side by side."""

from collections.abc import Iterator
from itertools import zip_longest

from rich.cells import cell_len

from inspector.core.clean import one_line
from inspector.core.comparing.contrast import Contrast, Section
from inspector.core.comparing.structures import Change
from inspector.core.sheets.sheet import Sheet
from inspector.tui.wrapping import Wrapping

BESIDE = 110  # cells from which on there is room for two columns
BETWEEN = " │ "
LONGEST = 2000  # characters of a value
Cell = tuple[str, str]  # text, kind


def difference_sheet(contrast: Contrast, width: int) -> Sheet:
    """Return the differences for *width* cells."""
    sheet = Sheet()
    for section in contrast.sections:
        sheet.add(
            "title", f"{section.title.capitalize()}  {_count(section)}", ("section", section.title)
        )
        for change in section.changes:
            if width >= BESIDE:
                _beside(sheet, change, width)
            else:
                _below(sheet, change)
        if section.changes:
            sheet.add("plain")
    if not contrast.differs:
        sheet.add("good", "No difference but for what varies from call to call.")
    return sheet


def _count(section: Section) -> str:
    differ = sum(change.differs for change in section.changes)
    vary = sum(change.varies and change.old != change.new for change in section.changes)
    said = [f"{differ:,} differ" if differ != 1 else "1 differs"] if differ else []
    said += [f"{vary:,} vary" if vary != 1 else "1 varies"] if vary else []
    said += (
        ["equal" if not said and section.same == 1 else f"{section.same:,} equal"]
        if section.same
        else []
    )
    said += [one_line(section.note)] if section.note else []
    return ", ".join(said)


def _below(sheet: Sheet, change: Change) -> None:
    place = one_line(change.place, LONGEST)
    if change.old == change.new:
        sheet.add("plain", f"    {place}: {_text(change.new)}")
        return
    for sign, kind, value in (("-", "gone", change.old), ("+", "came", change.new)):
        if value is not None:
            sign, kind = ("~", "note") if change.varies else (sign, kind)  # noqa: PLW2901
            sheet.add(kind, f"  {sign} {place}: {_text(value)}")


def _beside(sheet: Sheet, change: Change, width: int) -> None:
    half = (width - len(BETWEEN)) // 2
    old, new = (
        _column(change, value, kind, half)
        for value, kind in ((change.old, "error"), (change.new, "good"))
    )
    for (left, left_kind), (right, right_kind) in zip_longest(old, new, fillvalue=("", "plain")):
        padded = left + " " * (half - cell_len(left))
        line = len(sheet.lines)
        start = len(padded) + len(BETWEEN)
        sheet.add("plain", f"{padded}{BETWEEN}{right}".rstrip())
        sheet.spans[line] = [
            (0, len(padded), left_kind),
            (len(padded), start, "sign"),
            (start, start + len(right), right_kind),
        ]


def _column(change: Change, value: str | None, kind: str, width: int) -> list[Cell]:
    """Return one side in lines of *width* cells."""
    place = one_line(change.place, LONGEST)
    if value is None:
        return [("", "plain")]
    sign = {"error": "-", "good": "+"}[kind]
    if change.old == change.new:
        sign, kind = " ", "plain"
    elif change.varies:
        sign, kind = "~", "note"
    return [(piece, kind) for piece in _pieces(f"{sign} {place}: {_text(value)}", width)]


def _pieces(text: str, width: int) -> Iterator[str]:
    wrapping = Wrapping([("", text)], width)
    for row in range(len(wrapping)):
        start, end = wrapping.piece(*wrapping.line_at(row))
        yield text[start:end]


def _text(value: str | None) -> str:
    return one_line(value or "", LONGEST)
