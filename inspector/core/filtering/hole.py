"""What stands at the cursor of a filter that is being typed, and what might follow there."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from inspector.core.filtering.fields import FIELDS
from inspector.core.filtering.tildes import MEANINGS
from inspector.core.severity import Severity

_KEY = re.compile(r'([a-z]+)\[([^\[\]":]*)', re.DOTALL)
_FIELD = re.compile(r"([a-z]+)(?:\[([^\[\]]*)\])?:")
_VALUE = re.compile(r'\s*(?:>=|<=|=|>|<)?("?)(.*)', re.DOTALL)
_TO_QUOTE = re.compile(r'[\s()"]')
_SAID = {  # values that are the same in every capture
    "sev": ("none", *(level.label for level in Severity)),
    "has": ("finding", "token", "response", "error", "mark", "replay", "mend"),
    "since": ("10m", "1h", "1d"),
    "status": ("4xx", "5xx"),
    "ms": ("500",),
    "size": ("10k",),
}


@dataclass(frozen=True, slots=True)
class Hole:
    """A place to be filled, from *start* to the cursor, where *typed* stands.

    Without a field the name of one belongs there; without a key, in a field that has one, the key.
    """

    start: int
    typed: str
    field: str = ""
    key: str = ""
    is_key: bool = False


def hole(text: str, cursor: int) -> Hole:
    """Return what is to be completed left of the cursor."""
    start = _start(text[:cursor])
    word = text[start:cursor]
    found = _KEY.fullmatch(word)
    if found is not None and _is_keyed(found[1]):
        return Hole(start + found.start(2), found[2], found[1], is_key=True)
    found = _FIELD.match(word)
    if found is None or found[1] not in FIELDS:
        return Hole(start, word)
    comma = word.rfind(",") if FIELDS[found[1]].listable else -1
    value = _VALUE.match(word, max(found.end(), comma + 1))
    assert value is not None
    return Hole(start + value.start(1), value[2], found[1], found[2] or "")


def said(place: Hole) -> tuple[str, ...]:
    """Return what the language itself has for a place."""
    if not place.field:
        names = (f"{name}[" if about.keyed else f"{name}:" for name, about in FIELDS.items())
        signs = dict.fromkeys(sign.partition(" ")[0] for sign in MEANINGS)
        return tuple(names) + (tuple(signs) if place.typed.startswith("~") else ())
    return () if place.is_key else _SAID.get(place.field, ())


def fitting(place: Hole, offered: Iterable[str]) -> list[str]:
    """Return which of what is offered fits what is typed: beginnings first, then pieces."""
    low = place.typed.lower()
    distinct = [each for each in dict.fromkeys(offered) if each.lower() != low]
    if not place.field:
        return [each for each in distinct if low and each.startswith(low)]
    first = [each for each in distinct if each.lower().startswith(low)]
    return first + [each for each in distinct if low in each.lower() and each not in first]


def filled(text: str, cursor: int, place: Hole, with_: str) -> tuple[str, int]:
    """Return the text with a place filled, and where the cursor is then."""
    if place.is_key:
        with_ += "]:"
    elif place.field and _TO_QUOTE.search(with_):
        with_ = '"' + with_.replace('"', '\\"') + '"'
    behind = text[cursor:]
    if place.is_key:
        behind = behind.removeprefix("]:").removeprefix("]")
    elif with_.endswith('"') and behind.startswith('"'):
        behind = behind[1:]
    return f"{text[: place.start]}{with_}{behind}", place.start + len(with_)


def _is_keyed(name: str) -> bool:
    return name in FIELDS and FIELDS[name].keyed


def _start(text: str) -> int:
    """Return where the last word begins."""
    start, quoted = 0, False
    for place, char in enumerate(text):
        if char == '"' and text[place - 1 : place] != "\\":
            quoted = not quoted
        elif not quoted and (char.isspace() or (char in "(-!|&" and place == start)):
            start = place + 1
    return start
