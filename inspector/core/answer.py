"""The entities in an answer, whatever its form."""

from collections.abc import Iterator, Mapping
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
    pointers: tuple[str, ...] = ()  # to each of *entities*; in Atom by their number: `/0`

    def placed(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield each entity behind the pointer to it."""
        yield from zip(self.pointers, self.entities, strict=True)


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


def read_value(response: Response) -> str | None:
    """Return the text that a function answered with; None when the answer is no single text."""
    if not response.body or not 200 <= response.status < 300:
        return None
    if response.sniffed == "xml":
        root, _ = read_xml(response.body)
        return root.text if root is not None and len(root) == 0 else None
    value = response.json.value if response.sniffed == "json" else None
    value = value.get("d", value) if isinstance(value, dict) else value
    if isinstance(value, dict):
        named = [one for name, one in value.items() if not name.startswith(("odata.", "__"))]
        value = named[0] if len(named) == 1 else None
    return value if isinstance(value, str) else None


def _from_xml(body: bytes) -> Answer:
    root, _ = read_xml(body)
    if root is None:
        return NOTHING
    found = tuple(atom.entries(root))
    if not atom.is_feed(root):
        return Answer(found, listed=False, pointers=("",) * len(found))
    return Answer(found, listed=True, pointers=tuple(f"/{place}" for place in range(len(found))))


def _from_json(value: Any) -> Answer:
    pointer = ""
    if isinstance(value, dict) and "d" in value:
        pointer, value = "/d", value["d"]
    if isinstance(value, dict):
        name = "results" if "results" in value else "value"
        inner = value.get(name)
        if not isinstance(inner, list):
            return Answer((value,), listed=False, pointers=(pointer,))
        pointer, value = f"{pointer}/{name}", inner
    if not isinstance(value, list):
        return NOTHING
    placed = [(f"{pointer}/{place}", one) for place, one in enumerate(value)]
    kept = [(at, one) for at, one in placed if isinstance(one, dict)]
    return Answer(tuple(one for _, one in kept), listed=True, pointers=tuple(at for at, _ in kept))
