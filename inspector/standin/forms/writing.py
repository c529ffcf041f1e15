"""What every form of answer is written from, and who writes it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from inspector.core.edm.model import Property
from inspector.core.versions import Version
from inspector.standin.places import entity_uri
from inspector.standin.schema import EntitySet, Link
from inspector.standin.store.rows import Entity


@dataclass(frozen=True)
class Sheet:
    """Entities of one set, about to be written."""

    root: str
    entity_set: EntitySet
    version: Version
    select: tuple[str, ...] | None = None
    level: str = "minimalmetadata"  # of light JSON
    link: str = ""  # the navigation property whose links are written; the set is its owner's

    @property
    def properties(self) -> list[Property]:
        """Return the properties to be shown."""
        shown = self.entity_set.properties
        return [p for p in shown if self.select is None or p.name in self.select]

    @property
    def links(self) -> list[Link]:
        """Return the navigation properties to be shown."""
        shown = self.entity_set.links
        return [link for link in shown if self.select is None or link.name in self.select]

    def uri(self, entity: Entity) -> str:
        """Return an entity's address."""
        return entity_uri(self.root, self.entity_set, entity)


class Writer(Protocol):
    """Writes answers in one form; each method returns a body and its content type."""

    def entry(self, sheet: Sheet, entity: Entity) -> tuple[bytes, str]:
        """Write one entity."""

    def feed(
        self, sheet: Sheet, entities: Sequence[Entity], count: int | None
    ) -> tuple[bytes, str]:
        """Write a page of a set; *count* only when it was asked for."""

    def value(self, sheet: Sheet, prop: Property, value: Any) -> tuple[bytes, str]:
        """Write one property, or what a function returned."""

    def links(self, sheet: Sheet, uris: Sequence[str], *, many: bool) -> tuple[bytes, str]:
        """Write the addresses that links lead to."""

    def service(self, root: str, names: Sequence[str]) -> tuple[bytes, str]:
        """Write the service document."""

    def error(self, text: str) -> tuple[bytes, str]:
        """Write why the call was refused."""


def dumped(value: Any) -> bytes:
    """Return JSON as the service writes it: no blanks, Unicode as is."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def message(text: str) -> dict[str, Any]:
    """Return the inside of an error in JSON; the service left `code` empty."""
    return {"code": "", "message": {"lang": "en-US", "value": text}}
