"""JSON as the service read it: strict, lenient, or not at all."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from inspector.core.lenient import DEPTH_LIMIT, LenientReader, Unreadable

# A string that is not closed ends with the text: else each of its quotes would be tried anew.
_BRACKETS = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\Z|\\\Z)|[\[\]{}]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a body cannot be read, and where; line and column count from 1, 0 is unknown."""

    reason: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON body that was read, or the reason why it was not."""

    value: Any = None
    failure: Failure | None = None
    leniency: Failure | None = None  # what only the service's lenient reader lets pass

    def members(self) -> Iterator[tuple[str, str, Any]]:
        """Yield pointer, name and value of every member of every object, outermost first."""
        waiting: list[tuple[str, Any]] = [("", self.value)]
        while waiting:
            at, value = waiting.pop()
            if isinstance(value, dict):
                inner = [(f"{at}/{escaped(name)}", name, member) for name, member in value.items()]
                yield from inner
                waiting.extend((pointer, member) for pointer, _, member in reversed(inner))
            elif isinstance(value, list):
                inside = [(f"{at}/{place}", member) for place, member in enumerate(value)]
                waiting.extend(reversed(inside))

    def at(self, pointer: str) -> Any:
        """Return the value at an RFC 6901 pointer; raises LookupError when there is none."""
        value = self.value
        for step in pointer.split("/")[1:]:
            name = step.replace("~1", "/").replace("~0", "~")
            value = value[int(name)] if isinstance(value, list) else value[name]
        return value


def read_json(text: str) -> Document:
    """Read *text* as JSON, then as the service's lenient reader would; never raises."""
    text = text.removeprefix("\ufeff")
    if _too_deep(text):
        return Document(failure=Failure(f"nested deeper than {DEPTH_LIMIT} levels"))
    try:
        return Document(_STRICT.decode(text))
    except (ValueError, RecursionError):
        pass
    reader = LenientReader(text)
    try:
        value = reader.document()
    except Unreadable as unreadable:
        return Document(failure=_failure(text, *unreadable.args))
    except (ValueError, RecursionError) as error:  # an integer of over 4,300 digits
        return Document(failure=Failure(f"cannot be read ({type(error).__name__})"))
    return Document(value, leniency=_failure(text, *(reader.lenient or ("lenient", 0))))


def escaped(name: str) -> str:
    """Return a member's name as a step of a JSON pointer (RFC 6901 §3)."""
    return name.replace("~", "~0").replace("/", "~1")


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


_STRICT = json.JSONDecoder(parse_constant=_refuse)  # `json.loads` would make one for each text


def _too_deep(text: str) -> bool:
    if text.count("[") + text.count("{") <= DEPTH_LIMIT:
        return False
    depth = 0
    for token in _BRACKETS.finditer(text):
        if token[0] in "[{":
            depth += 1
            if depth > DEPTH_LIMIT:
                return True
        elif token[0] in "]}":
            depth -= 1
    return False


def _failure(text: str, reason: str, place: int) -> Failure:
    line = text.count("\n", 0, place) + 1
    return Failure(reason, line, place - (text.rfind("\n", 0, place) + 1) + 1)
