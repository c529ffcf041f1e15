"""The comparison for people at a terminal."""

from collections.abc import Iterator
from typing import TextIO

from inspector.core.clean import one_line
from inspector.core.comparing.comparison import Comparison, Defect, Difference, Operation
from inspector.core.comparing.widespread import split
from inspector.report.diff import words
from inspector.report.document import Summary
from inspector.report.text import COLOURS, GLYPHS, Paint, plain

LIMITS_SHOWN = 5
WIDTH = 80  # columns
VALUE_LIMIT = 80  # characters
SIGNS = {"gained": ("+", "green"), "lost": ("-", "red")}
OTHERWISE = ("~", "yellow")


def write(
    stream: TextIO, comparison: Comparison, old: Summary, new: Summary, paint: Paint = plain
) -> None:
    """Write what is different, the findings behind the operations, and a summary."""
    stream.writelines(line + "\n" for line in _lines(comparison, paint))
    stream.write(f"{words.compared(old, new)}\n{words.verdict(comparison)}\n")


def _lines(comparison: Comparison, paint: Paint) -> Iterator[str]:
    spread, operations = split(comparison)
    if spread:
        yield paint("In most operations", "bold")
    for each in spread:
        yield f"  {_difference(words.NOUNS[each.kind], each.difference, paint)}"
    differing = [operation for operation in operations if operation.differs]
    for operation in differing:
        yield from _operation(operation, paint)
    if spread or differing:
        yield ""
    for title, groups in words.sections(comparison):
        yield paint(title, "bold")
        for group in groups:
            yield from _rule(group, paint)
        yield ""
    for limit in comparison.limits[:LIMITS_SHOWN]:
        yield f"limit: {one_line(limit, 400)}"
    if len(comparison.limits) > LIMITS_SHOWN:
        yield f"limit: {len(comparison.limits) - LIMITS_SHOWN:,} more of this kind"


def _operation(operation: Operation, paint: Paint) -> Iterator[str]:
    pair = operation.calls
    sign, colour = (
        SIGNS["gained"] if not pair.old else SIGNS["lost"] if not pair.new else (" ", "bold")
    )
    name = paint(one_line(operation.operation, 300), "bold")
    yield f"{paint(sign, colour)} {name}  {words.calls(operation)}"
    if operation.statuses_changed:
        yield f"    status {words.statuses(operation)}"
    for noun, differences, more in words.shown(operation):
        for difference in differences:
            yield f"  {_difference(noun, difference, paint)}"
        if more:
            yield f"    {more}"
    for change, noun, names in words.answers(operation, _quote):
        sign, colour = SIGNS.get(change, OTHERWISE)
        often = f"  ({change})" if change not in SIGNS else ""
        yield f"  {paint(sign, colour)} {noun} {names}{often}"


def _difference(noun: str, difference: Difference, paint: Paint) -> str:
    sign, colour = SIGNS.get(difference.change, OTHERWISE)
    values, shares = words.values(difference, _quote), words.shares(difference)
    value = f": {values}" if values else ""
    share = f"  ({shares})" if shares else ""
    return f"{paint(sign, colour)} {noun} {_quote(difference.name)}{value}{share}"


def _rule(defects: list[Defect], paint: Paint) -> Iterator[str]:
    finding = defects[0].finding
    glyph = paint(GLYPHS[finding.severity], COLOURS[finding.severity])
    yield f"  {glyph} {finding.code} {one_line(finding.title)}"
    for defect in defects[: words.SHOWN]:
        head = f"      {one_line(defect.operation, 300)}  {words.times(defect)}"
        evidence = words.evidence(defect, _quote)
        together = f"{head}  {'; '.join(evidence)}"
        if len(together) <= WIDTH:
            yield together
        else:
            yield head
            yield from (f"        {piece}" for piece in evidence)
    if more := words.further(defects, "operations"):
        yield f"      {more}"


def _quote(text: str) -> str:
    return one_line(text, VALUE_LIMIT)
