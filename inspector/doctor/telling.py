"""What the doctor says, as text and as JSON; the user's name is not told, being part of a path."""

import json
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from inspector.core.clean import one_line
from inspector.doctor.remark import Remark, State

GLYPHS = {State.OK: "✔", State.WARNING: "▲", State.PROBLEM: "✖"}
COLOURS = {State.OK: "green", State.WARNING: "yellow", State.PROBLEM: "red"}
WIDTH = 16  # of a topic
COLUMNS = 80  # of what stands beside it
LONGEST = 1000  # characters of a line
Paint = Callable[[str, str], str]  # text and the name of a colour


def as_text(remark: Remark, paint: Paint, home: Path) -> str:
    """Return one remark, with what goes wrong and the remedy below it."""
    seen, consequence, remedy = _told(remark, home)
    first, *others = [*_wrapped(seen), *_wrapped(consequence)]
    if remedy:
        others.append(f"→ {remedy}")  # whole, since it may be a command to copy
    glyph = paint(GLYPHS[remark.state], COLOURS[remark.state])
    indent = " " * (WIDTH + 3)
    return "\n".join(
        [f"{glyph} {remark.topic:<{WIDTH}} {first}", *(indent + one for one in others)]
    )


def verdict(remarks: Iterable[Remark]) -> str:
    """Return how many things are wrong, as the last line."""
    counts = Counter(one.state for one in remarks)
    if not counts[State.WARNING] and not counts[State.PROBLEM]:
        return "everything is as it should be"
    return f"{_count(counts[State.PROBLEM], 'problem')}, {_count(counts[State.WARNING], 'warning')}"


def as_json(remarks: list[Remark], tool: dict[str, str], home: Path) -> str:
    """Return all remarks as one document; *tool* is our name and version."""
    counts = Counter(one.state for one in remarks)
    document: dict[str, Any] = {
        "schema": 1,
        "tool": tool,
        "summary": {state.value: counts[state] for state in State},
        "checks": [_document(one, home) for one in remarks],
    }
    return json.dumps(document, indent=1, ensure_ascii=False)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, COLUMNS, break_long_words=False, break_on_hyphens=False)


def _document(remark: Remark, home: Path) -> dict[str, str | None]:
    seen, consequence, remedy = _told(remark, home)
    return {
        "topic": remark.topic,
        "state": remark.state.value,
        "seen": seen,
        "consequence": consequence or None,
        "remedy": remedy or None,
    }


def _told(remark: Remark, home: Path) -> tuple[str, str, str]:
    def inert(text: str) -> str:
        return one_line(_homely(text, str(home)), LONGEST)

    return inert(remark.seen), inert(remark.consequence), inert(remark.remedy)


def _homely(text: str, home: str) -> str:
    if len(home) < 2:  # a container's `/`
        return text
    return re.sub(rf"{re.escape(home)}(?![\w.-])", "~", text)


def _count(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"
