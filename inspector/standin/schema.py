"""What the stand-in holds: the entity sets of the bundled model, as a version of the API has them.

Nothing is said here of any one set: keys, properties, verbs and ways come from the model, and how
two sets are tied follows from the names of their properties.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from inspector.core.edm.model import FIRST, Function, Model, Navigation, Property, Type, plain
from inspector.core.versions import Version
from inspector.profiles.model import bundled_model

CONTAINER = "WindowsAzureMediaServices"
NEVER = "0001-01-01T00:00:00"  # what a .NET client sends for a date it has not set
NEWEST: Version = (2, 19)


@dataclass(frozen=True, slots=True)
class Link:
    """A navigation property.

    *via* names the foreign key: on the target's side of a link to many, on this side of a link
    to one. Without it the links are kept one by one.
    """

    name: str
    target: str  # an entity set
    many: bool
    via: str = ""
    required: bool = False


@dataclass(frozen=True, eq=False)
class EntitySet:
    """One entity set and its entity type, as one version of the API has them."""

    name: str
    type: Type
    type_name: str  # in full
    verbs: frozenset[str]
    properties: tuple[Property, ...]
    links: tuple[Link, ...]
    actions: Mapping[str, Function]

    @property
    def key(self) -> str:
        """Return the name of the key property."""
        return self.type.key[0]

    @property
    def key_property(self) -> Property:
        """Return the key property."""
        return self.by_name[self.key]

    @cached_property
    def by_name(self) -> dict[str, Property]:
        """Return the properties by name."""
        return {prop.name: prop for prop in self.properties}

    @cached_property
    def links_by_name(self) -> dict[str, Link]:
        """Return the navigation properties by name."""
        return {link.name: link for link in self.links}

    @cached_property
    def needs_newest(self) -> bool:
        """Tell whether an entity can be expressed in protocol version 3.0 only."""
        return any(holds_collection(prop) for prop in self.properties)


@dataclass(frozen=True)
class Schema:
    """The entity sets and functions of one version of the API."""

    sets: Mapping[str, EntitySet]
    functions: Mapping[str, Function]


def schema() -> Schema:
    """Return what the newest version has, and older ones had."""
    return _schema(None)


def schema_of(version: Version) -> Schema:
    """Return what *version* of the API has."""
    return _schema(version)


def complex_type(prop: Property) -> tuple[Property, ...]:
    """Return the members of a complex property's type; none for a simple one."""
    found = bundled_model().types.get(prop.type)
    return () if found is None else tuple(found.properties.values())


def holds_collection(prop: Property) -> bool:
    """Tell whether a value of *prop* is a collection, or has one inside."""
    return prop.collection or any(holds_collection(one) for one in complex_type(prop))


@cache
def _schema(version: Version | None) -> Schema:
    model = bundled_model()
    sets = {
        name: _set(model, name, version)
        for name, one in model.sets.items()
        if _is_of(version, one.since, model.types[one.type].since, one.until)
    }
    functions = {
        one.name: one for one in model.functions_of(None).values() if _is_of(version, one.since)
    }
    return Schema(sets, functions)


def _is_of(
    version: Version | None,
    since: Version | None,
    whole: Version | None = None,
    until: Version | None = None,
) -> bool:
    if version is None:
        return True
    begin = max(since or FIRST, whole or FIRST)
    return begin <= version and (until is None or version < until)


def _set(model: Model, name: str, version: Version | None) -> EntitySet:
    declared = model.sets[name]
    entity = model.types[declared.type]
    ways = [way for way in entity.navigation.values() if _is_of(version, way.since)]
    actions = model.functions_of(declared.type)
    return EntitySet(
        name,
        entity,
        declared.type,
        declared.verbs or frozenset({"GET"}),
        tuple(one for one in entity.properties.values() if _is_of(version, one.since)),
        tuple(_link(model, entity, way) for way in ways),
        {key: one for key, one in actions.items() if _is_of(version, one.since)},
    )


def _link(model: Model, source: Type, way: Navigation) -> Link:
    target = next(one for one in model.sets.values() if one.type == way.type)
    held = model.types[way.type] if way.many else source
    base = source.name if way.many else way.name
    names = [f"{base}Id", f"Parent{base}Id", *([] if way.many else [f"{base}Name"])]
    via = next((name for name in names if name in held.properties), "")
    return Link(way.name, target.name, way.many, via, way.required)


def kind_of_edm(prop: Property) -> str:
    """Return what an answer calls the type of *prop*, its collection included."""
    return f"Collection({prop.type})" if prop.collection else prop.type


def is_complex(prop: Property) -> bool:
    """Tell whether *prop* holds complex values."""
    return prop.type in bundled_model().types


def short(type_name: str) -> str:
    """Return a type's name without its namespace."""
    return plain(type_name)
