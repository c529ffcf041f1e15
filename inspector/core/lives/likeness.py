"""Entities that are created again and again with the same values; bounded."""

import math
from collections import OrderedDict
from typing import Any

from inspector.core.lives.touch import Touch

ALIKE = {"AccessPolicy": ("Permissions", "DurationInMinutes")}  # what makes entities alike
MOST = 500  # likenesses; the longest unused is forgotten first
Likeness = tuple[str, ...]  # the account's host, the type, and values as text


def likeness(touch: Touch, host: str) -> Likeness | None:
    """Return what the entity that *touch* created has in common with others; None for others.

    Numbers are compared as numbers, be they written as text.
    """
    names = ALIKE.get(touch.type) if touch.act == "created" and not touch.refused else None
    if names is None or not all(name in touch.facts for name in names):
        return None
    return host, touch.type, *(_plain(touch.facts[name]) for name in names)


def _plain(value: Any) -> str:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return str(value)
    return f"{number:.15g}" if math.isfinite(number) else str(value)


class Tally:
    """How many entities of each likeness were created."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._counts: OrderedDict[Likeness, int] = OrderedDict()

    def of(self, one: Likeness) -> int:
        """Return how many are like *one*."""
        return self._counts.get(one, 0)

    def add(self, one: Likeness | None) -> None:
        """Count one more, if it is any."""
        if one is None:
            return
        self._counts[one] = self.of(one) + 1
        self._counts.move_to_end(one)
        if len(self._counts) > self._most:
            self._counts.popitem(last=False)
