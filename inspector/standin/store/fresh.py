"""A new entity, before anything was said of it."""

from typing import Any

from inspector.core.edm.model import Property
from inspector.standin.schema import EntitySet
from inspector.standin.store.rows import Entity

_ZEROS: dict[str, Any] = {
    "Edm.Int16": 0,
    "Edm.Int32": 0,
    "Edm.Int64": 0,
    "Edm.Double": 0.0,
    "Edm.Boolean": False,
}


def default(prop: Property) -> Any:
    """Return what *prop* is until somebody gives it a value: as .NET's types begin."""
    return [] if prop.collection else _ZEROS.get(prop.type)


def fresh(entity_set: EntitySet) -> Entity:
    """Return an entity of which nothing is known yet, its key included."""
    return {one.name: default(one) for one in entity_set.properties}
