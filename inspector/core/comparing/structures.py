"""Two JSON values held against each other by their structure."""

import json
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

LONGEST = 2000  # characters of a value
MOST = 2000  # changes
ALIGNED = 500  # items of a list; longer ones are compared place by place
ID = "Id"  # by which an entity in a list is told from others


@dataclass(frozen=True, slots=True)
class Change:
    """What was at one place, and what is there now; None: nothing.

    *place* is a pointer, a header's name, or the number of a line. Of a text some lines around
    a change are given as well: they are equal. *varies* marks what differs from call to call.
    """

    place: str
    old: str | None
    new: str | None
    varies: bool = False

    @property
    def differs(self) -> bool:
        """Tell whether it says anything of the two exchanges."""
        return self.old != self.new and not self.varies


def structures(old: Any, new: Any) -> Iterator[Change]:
    """Yield the places at which two JSON values differ, in their order, MOST at most."""
    waiting: list[tuple[str, Any, Any]] = [("", old, new)]
    found = 0
    while waiting and found < MOST:
        at, was, now = waiting.pop()
        if isinstance(was, dict) and isinstance(now, dict):
            waiting.extend(reversed(list(_members(at, was, now))))
        elif isinstance(was, list) and isinstance(now, list):
            waiting.extend(reversed(list(_items(at, was, now))))
        elif not _equal(was, now):
            found += 1
            yield Change(at or "/", _shown(was), _shown(now))


class Absent:
    """Stands where there is no value, which is something else than null."""


ABSENT = Absent()


def as_json(value: Any) -> str:
    """Return a value as JSON on one line."""
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (RecursionError, ValueError):  # deeper than the encoder goes
        return "…"


def _shown(value: Any) -> str | None:
    return None if value is ABSENT else as_json(value)[:LONGEST]


def _equal(was: Any, now: Any) -> bool:
    # 1 and true, 1 and 1.0 are equal to Python, and not to JSON.
    return type(was) is type(now) and bool(was == now)


def _members(at: str, was: dict[str, Any], now: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for name in dict.fromkeys([*was, *now]):
        step = str(name).replace("~", "~0").replace("/", "~1")
        yield f"{at}/{step}", was.get(name, ABSENT), now.get(name, ABSENT)


def _items(at: str, was: list[Any], now: list[Any]) -> Iterator[tuple[str, Any, Any]]:
    if max(len(was), len(now)) > ALIGNED:
        yield from _paired(at, was, now, 0, 0)
        return
    keys = [_key(item) for item in was], [_key(item) for item in now]
    for _, first, end, start, stop in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        yield from _paired(at, was[first:end], now[start:stop], first, start)


def _paired(
    at: str, was: Sequence[Any], now: Sequence[Any], first: int, start: int
) -> Iterator[tuple[str, Any, Any]]:
    for step in range(max(len(was), len(now))):
        old = was[step] if step < len(was) else ABSENT
        new = now[step] if step < len(now) else ABSENT
        place = first + step if old is not ABSENT else start + step
        yield f"{at}/{place}", old, new


def _key(item: Any) -> Hashable:
    """Return by what an item is known again: an entity by its id, others by what they are."""
    known = item.get(ID) if isinstance(item, dict) else None
    return (ID, known) if isinstance(known, str) else as_json(item)
