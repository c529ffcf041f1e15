"""From a row of a survey to the exchanges behind it: as a filter that a person could have typed."""

from collections.abc import Hashable
from dataclasses import dataclass

LONGEST = 900  # characters; a filter may have 1,000


@dataclass(frozen=True)
class Drill:
    """A filter, and the row and cell of the survey that led to it."""

    filter: str
    row: Hashable
    cell: int = 0


def these(operation: str, code: str, *, broken: bool = True) -> str:
    """Return the filter for the calls of *operation* that break the rule *code*, or keep it."""
    sign = "" if broken else "-"
    called = f'op:"={_inert(operation)}"' if operation else ""
    found = f"{sign}code:{code}" if code.isascii() and code.isalnum() else ""
    return " ".join(filter(None, [called, found]))


def _inert(text: str) -> str:
    """Return *text* with a `?`, which stands for any character, for what cannot be typed."""
    cut = len(text) > LONGEST
    typed = "".join("?" if char in '"\\' or not char.isprintable() else char for char in text)
    return typed[:LONGEST] + "*" if cut else typed
