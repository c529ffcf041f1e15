"""Two texts held against each other line by line."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from inspector.core.comparing.structures import Change
from inspector.core.exchange import Message

AROUND = 2  # equal lines shown before and after a change
MOST_LINES = 2000  # that are compared, of what is between the equal beginning and end
_BETWEEN_TAGS = re.compile(r">\s*<")


def lines_of(message: Message) -> list[str]:
    """Return the lines of a body; XML, which often is a single line, tag by tag."""
    text = message.text
    if message.sniffed == "xml":
        text = _BETWEEN_TAGS.sub(">\n<", text)
    return text.splitlines()


def texts(old: Sequence[str], new: Sequence[str]) -> tuple[list[Change], str]:
    """Return the lines that differ, with some around them, and a note on what was not compared."""
    begin = _alike(old, new)
    end = _alike(old[begin:][::-1], new[begin:][::-1])
    was, now = old[begin : len(old) - end], new[begin : len(new) - end]
    note = ""
    if max(len(was), len(now)) > MOST_LINES:
        note = f"of {len(old):,} and {len(new):,} lines, the first {MOST_LINES:,} that differ"
        was, now, end = was[:MOST_LINES], now[:MOST_LINES], 0
    low = max(0, begin - AROUND)
    after = min(end, AROUND)
    head, tail = list(old[low:begin]), list(old[len(old) - end : len(old) - end + after])
    return list(_changes([*head, *was, *tail], [*head, *now, *tail], low)), note


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many lines are equal from the beginning."""
    return next(
        (at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b),
        min(len(old), len(new)),
    )


def _changes(old: Sequence[str], new: Sequence[str], before: int) -> Iterator[Change]:
    matcher = SequenceMatcher(None, old, new)
    for group in matcher.get_grouped_opcodes(AROUND):
        for kind, first, end, start, stop in group:
            if kind == "equal":
                for at in range(first, end):
                    yield Change(_place(before + at), old[at], old[at])
                continue
            for step in range(max(end - first, stop - start)):
                was = old[first + step] if first + step < end else None
                now = new[start + step] if start + step < stop else None
                at = first + step if was is not None else start + step
                yield Change(_place(before + at), was, now)


def _place(line: int) -> str:
    return f"line {line + 1}"
