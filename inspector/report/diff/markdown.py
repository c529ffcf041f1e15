"""The comparison as Markdown, for a pull request or a wiki.

Text from the wire stands in code spans only. There neither Markdown nor HTML means anything, and
no name is a mention; a table would still see its pipes, so there are none.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from inspector.core.clean import one_line
from inspector.core.comparing.comparison import Comparison, Defect, Difference, Operation
from inspector.core.comparing.widespread import split
from inspector.report.diff import words
from inspector.report.document import Summary

LIMITS_SHOWN = 20
_TICKS = re.compile("`+")


def write(stream: TextIO, comparison: Comparison, old: Summary, new: Summary) -> None:
    """Write a page: the verdict, findings, operations."""
    stream.write(f"# Comparison\n\n**{words.verdict(comparison).capitalize()}.**")
    stream.write(f" {words.compared(old, new)}.\n")
    for title, groups in words.sections(comparison):
        _section(stream, title, (line for group in groups for line in _rule(group)))
    spread, operations = split(comparison)
    lines = [f"- {_difference(words.NOUNS[one.kind], one.difference)}" for one in spread]
    _section(stream, "In most operations", lines)
    differing = [operation for operation in operations if operation.differs]
    _section(stream, "Operations", (line for each in differing for line in _operation(each)))
    _section(stream, "Limits", _limits(comparison.limits))


def _section(stream: TextIO, title: str, lines: Iterable[str]) -> None:
    """Write a section; one without lines is left out."""
    for number, line in enumerate(lines):
        head = "" if number else f"\n## {title}\n\n"
        stream.write(f"{head}{line}\n")


def _limits(limits: Sequence[str]) -> Iterator[str]:
    yield from (f"- {code(limit)}" for limit in limits[:LIMITS_SHOWN])
    if len(limits) > LIMITS_SHOWN:
        yield f"- {len(limits) - LIMITS_SHOWN:,} more of this kind"


def code(text: str) -> str:
    """Return *text* as a code span on one line, whatever is in it."""
    shown = one_line(text) or " "
    longest = max((len(run) for run in _TICKS.findall(shown)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {shown} {fence}" if longest else f"{fence}{shown}{fence}"


def _rule(defects: list[Defect]) -> Iterator[str]:
    finding = defects[0].finding
    yield f"- **{finding.severity.label} {finding.code}** {finding.title}"
    for defect in defects[: words.SHOWN]:
        evidence = "; ".join(words.evidence(defect, code))
        yield f"  - {code(defect.operation)} {words.times(defect)}: {evidence}"
    if more := words.further(defects, "operations"):
        yield f"  - {more}"


def _operation(operation: Operation) -> Iterator[str]:
    pair = operation.calls
    state = "new: " if not pair.old else "gone: " if not pair.new else ""
    yield f"- {state}{code(operation.operation)} {words.calls(operation)}"
    if operation.statuses_changed:
        yield f"  - status {words.statuses(operation)}"
    for noun, differences, more in words.shown(operation):
        for difference in differences:
            yield f"  - {_difference(noun, difference)}"
        if more:
            yield f"  - {more}"
    for change, noun, names in words.answers(operation, code):
        yield f"  - {noun} {change}: {names}"


def _difference(noun: str, difference: Difference) -> str:
    values, shares = words.values(difference, code), words.shares(difference)
    value = f": {values}" if values else ""
    share = f" ({shares})" if shares else ""
    return f"{noun} {difference.change}: {code(difference.name)}{value}{share}"
