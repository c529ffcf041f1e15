"""The entities in an answer, whatever its form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inspector.core import atom
from inspector.core.exchange import Response
from inspector.core.xml import read_xml


@dataclass(frozen=True, slots=True)
class Answer:
    """Entities as verbose JSON has them; *listed* tells a list from one entity."""

    entities: tuple[Mapping[str, Any], ...]
    listed: bool


NOTHING = Answer((), listed=False)


def read_answer(response: Response) -> Answer:
    """Return the entities of a response; NOTHING for a value, an error or an unreadable body."""
    if not response.body or not 200 <= response.status < 300:
        return NOTHING
    if response.sniffed == "xml":
        return _from_xml(response.body)
    if response.sniffed != "json" or response.json.failure is not None:
        return NOTHING
    return _from_json(response.json.value)


def _from_xml(body: bytes) -> Answer:
    root, _ = read_xml(body)
    if root is None:
        return NOTHING
    return Answer(tuple(atom.entries(root)), listed=atom.is_feed(root))


def _from_json(value: Any) -> Answer:
    value = value.get("d", value) if isinstance(value, dict) else value
    if isinstance(value, dict):
        inner = value.get("results", value.get("value"))
        if not isinstance(inner, list):
            return Answer((value,), listed=False)
        value = inner
    if not isinstance(value, list):
        return NOTHING
    return Answer(tuple(one for one in value if isinstance(one, dict)), listed=True)
