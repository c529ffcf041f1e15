"""Where entities are looked for: a whole set, or behind a navigation property; as parts of SQL."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from inspector.standin.schema import EntitySet, Link, schema
from inspector.standin.store.rows import Entity
from inspector.standin.store.tables import quoted

# What is left of an asset that was deleted while a job names it; its row has a negative number,
# which every index knows. Source: mspnp/gridwich.
GONE: Mapping[str, Any] = {"State": 2, "Name": "Nonexistent Asset", "Uri": None}
_PENDING = (
    'NOT EXISTS (SELECT 1 FROM "IngestManifestFiles" f WHERE f."ParentIngestManifestAssetId" = '
    't."Id") OR EXISTS (SELECT 1 FROM "IngestManifestFiles" f WHERE '
    'f."ParentIngestManifestAssetId" = t."Id" AND f."State" = 0)'
)


@dataclass(frozen=True, slots=True)
class Source:
    """Entities of the set *name*; the table's alias is `t`."""

    name: str
    tables: str
    condition: str
    values: tuple[Any, ...]
    order: str
    is_whole: bool = False  # every row of the table, but for traces of what is gone


@lru_cache(maxsize=64)
def whole(name: str) -> Source:
    """Return a whole entity set."""
    return Source(name, f"{quoted(name)} t", 't."$n" > 0', (), 't."$n"', is_whole=True)


def behind(entity_set: EntitySet, entity: Entity, link: Link) -> Source:
    """Return what *link* of an entity leads to."""
    table, key = quoted(link.target), schema().sets[link.target].key
    if not link.via:
        tables = f'"$links" l CROSS JOIN {table} t ON t.{quoted(key)} = l.target'
        way = f"{entity_set.name}.{link.name}"
        values = (way, entity[entity_set.key])
        return Source(link.target, tables, "l.way = ? AND l.source = ?", values, "l.n")
    wanted = entity[entity_set.key] if link.many else entity.get(link.via)
    column = link.via if link.many else key
    condition = f"t.{quoted(column)} = ?"
    if link.name == "PendingIngestManifestAssets":
        condition = f"{condition} AND ({_PENDING})"
    return Source(link.target, f"{table} t", condition, (wanted,), 't."$n"')
