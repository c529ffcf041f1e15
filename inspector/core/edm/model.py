"""An entity model: what a service's `$metadata` (CSDL v3) says, and what CSDL has no word for.

Sources: MC-CSDL §2.1; what the attributes of our own mean is explained in the bundled model.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from inspector.core.versions import Version

FIRST: Version = (2, 0)
Demand = Literal["", "true", "documented"]


@dataclass(frozen=True, slots=True)
class Property:
    """A property of an entity or complex type, or a parameter of a function."""

    name: str
    type: str  # "Edm.String", or a complex type's full name; a collection's is its member's
    collection: bool = False
    nullable: bool = True
    max_length: int | None = None  # characters
    read_only: bool = False
    required: Demand = ""
    write_once: bool = False
    since: Version | None = None  # None: as old as its type
    values: Mapping[str, str] | None = None  # value as text → name; None: not enumerated
    flags: bool = False  # values may be added up
    id_kind: str | None = None  # the letters of an id: `cid`
    also_written: tuple[str, ...] = ()  # other spellings that the service's documents print
    never: frozenset[str] = frozenset()  # values there are, yet not in a request
    least: str | None = None  # inclusive; a number, for Edm.Time an ISO duration
    most: str | None = None
    pattern: str | None = None  # the whole text matches it; in linear time
    holds: str | None = None  # what the text is in itself: `json`, or `xml:` and its root


@dataclass(frozen=True, slots=True)
class Navigation:
    """A way from an entity to others."""

    name: str
    type: str  # the target's full name
    many: bool
    required: bool = False
    since: Version | None = None


@dataclass(frozen=True)
class Type:
    """An entity type, or a complex type: that has no key and no navigation."""

    name: str  # without namespace
    key: tuple[str, ...]
    properties: Mapping[str, Property]  # those of its base types included
    navigation: Mapping[str, Navigation]
    since: Version | None = None
    id_kind: str | None = None
    open: bool = False  # entities may have properties that are not declared

    def property_written(self, name: str) -> Property | None:
        """Return the property called *name*, in the model or by a slip of the documents."""
        found = self.properties.get(name)
        if found is not None:
            return found
        return next((one for one in self.properties.values() if name in one.also_written), None)


@dataclass(frozen=True, slots=True)
class EntitySet:
    """A set of entities; None of *verbs* means that the model does not say."""

    name: str
    type: str
    verbs: frozenset[str] | None = None
    since: Version | None = None
    until: Version | None = None  # the version that had it no longer


@dataclass(frozen=True, slots=True)
class Function:
    """A function import or action; *bound_to* is the full name of the type it belongs to."""

    name: str
    verbs: frozenset[str]
    parameters: Mapping[str, Property]
    bound_to: str | None = None
    returns: str | None = None
    side_effects: bool = True
    since: Version | None = None
    deprecated: bool = False

    def parameter(self, name: str) -> Property | None:
        """Return a parameter by its name, upper and lower case being the same."""
        wanted = name.lower()
        return next((one for one in self.parameters.values() if one.name.lower() == wanted), None)


@dataclass(frozen=True)
class Model:
    """Everything a `$metadata` document declares, by name; types by full name."""

    sets: Mapping[str, EntitySet]
    types: Mapping[str, Type]
    functions: tuple[Function, ...]

    def type_of(self, entity_set: str) -> Type | None:
        """Return the type of the entities in a set; None when there is no such set."""
        found = self.sets.get(entity_set)
        return None if found is None else self.types.get(found.type)

    def functions_of(self, type_name: str | None) -> dict[str, Function]:
        """Return the actions bound to a type by name, or with None what is bound to none."""
        return {one.name: one for one in self.functions if one.bound_to == type_name}

    def types_of_kind(self, id_kind: str) -> tuple[str, ...]:
        """Return the full names of the types whose ids are of a kind: `cid` is two types'."""
        return tuple(name for name, one in self.types.items() if one.id_kind == id_kind)


def plain(name: str) -> str:
    """Return a full name without its namespace."""
    return name.rpartition(".")[2]
