"""What a path addresses: a set, an entity, a property, links, an action."""

import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote
from uuid import UUID

from inspector.core.edm.model import Function, Property, plain
from inspector.core.url import Segment
from inspector.standin.refusal import bad, missing
from inspector.standin.schema import EntitySet, Link, Schema, complex_type, is_complex, schema
from inspector.standin.store.rows import Entity
from inspector.standin.store.sources import Source, behind, whole
from inspector.standin.store.state import State

_KEY = re.compile(r"(?:\s*([A-Za-z]+)\s*=\s*)?(guid)?'((?:[^']|'')*)'\s*", re.DOTALL)


@dataclass(frozen=True)
class One:
    """One entity."""

    entity_set: EntitySet
    entity: Entity

    @property
    def key(self) -> str:
        """Return the entity's key."""
        return str(self.entity[self.entity_set.key])


@dataclass(frozen=True)
class Many:
    """A set of entities: a whole entity set, or what a navigation property leads to."""

    entity_set: EntitySet
    source: Source
    owner: One | None = None
    link: Link | None = None
    counted: bool = False  # `…/$count`


@dataclass(frozen=True)
class Value:
    """One property of an entity, or a member of a complex one; *raw* is `…/$value`."""

    one: One
    prop: Property
    value: Any
    raw: bool = False


@dataclass(frozen=True)
class Links:
    """The links of one navigation property, or the one link to *key*."""

    one: One
    link: Link
    key: str | None = None


@dataclass(frozen=True)
class Action:
    """An action bound to an entity."""

    one: One
    function: Function


Place = Many | One | Value | Links | Action


@dataclass(frozen=True)
class Places:
    """Finds what paths address, in the sets that one version of the API has."""

    schema: Schema
    state: State

    def resolve(self, segments: tuple[Segment, ...]) -> Place:
        """Follow a path from the service's root; raises Refusal where it leads nowhere."""
        first, *rest = segments
        entity_set = self.schema.sets.get(first.name)
        if entity_set is None:
            raise missing(first.name)
        place: Place = Many(entity_set, whole(entity_set.name))
        if first.key is not None:
            place = self.one(entity_set, first)
        while rest:
            place, rest = self.step(place, rest)
        return place

    def one(self, entity_set: EntitySet, segment: Segment) -> One:
        """Return the entity that a segment's key names; raises Refusal."""
        entity = self.state.find(entity_set, read_key(segment, entity_set))
        if entity is None:
            raise missing(entity_set.name)
        return One(entity_set, entity)

    def step(self, place: Place, rest: list[Segment]) -> tuple[Place, list[Segment]]:
        """Go one segment further, or two."""
        segment, rest = rest[0], rest[1:]
        if isinstance(place, Many) and segment.name == "$count" and not place.counted:
            return replace(place, counted=True), rest
        if isinstance(place, Value):
            return _inside(place, segment), rest
        if not isinstance(place, One):
            raise missing(segment.name)
        if segment.name == "$links":
            return self.links(place, rest)
        link = place.entity_set.links_by_name.get(segment.name)
        if link is not None:
            return self.navigated(place, link, segment), rest
        prop = place.entity_set.by_name.get(segment.name)
        if prop is not None and segment.key is None:
            return Value(place, prop, place.entity[prop.name]), rest
        function = place.entity_set.actions.get(plain(segment.name))
        if function is not None:
            return Action(place, function), rest
        raise missing(segment.name)

    def links(self, one: One, rest: list[Segment]) -> tuple[Links, list[Segment]]:
        link = one.entity_set.links_by_name.get(rest[0].name) if rest else None
        if link is None:
            raise missing(rest[0].name if rest else "$links")
        key = None if rest[0].key is None else read_key(rest[0], schema().sets[link.target])
        return Links(one, link, key), rest[1:]

    def navigated(self, one: One, link: Link, segment: Segment) -> Place:
        target = self.schema.sets.get(link.target)
        if target is None:
            raise missing(segment.name)
        if link.many and segment.key is None:
            source = behind(one.entity_set, one.entity, link)
            return Many(target, source, one, link)
        key = None if segment.key is None else read_key(segment, target)
        for entity in self.state.linked(one.entity_set, one.entity, link.name):
            if key in {None, entity[target.key]}:
                return One(target, entity)
        raise missing(segment.name)


def _inside(place: Value, segment: Segment) -> Value:
    if segment.name == "$value" and not place.raw and not is_complex(place.prop):
        return replace(place, raw=True)
    members = {one.name: one for one in complex_type(place.prop)}
    member = members.get(segment.name)
    if member is None or place.raw or place.prop.collection or segment.key is not None:
        raise missing(segment.name)
    inner = None if place.value is None else place.value.get(member.name)
    return Value(place.one, member, inner)


def read_key(segment: Segment, entity_set: EntitySet | None = None) -> str:
    """Return a key without its quotes; raises Refusal for another form than the set's."""
    found = _KEY.fullmatch(segment.key or "")
    guid = entity_set is not None and entity_set.key_property.type == "Edm.Guid"
    named = found[1] if found else None
    fits = found is not None and (entity_set is None or named in {None, entity_set.key})
    if found is None or not fits or bool(found[2]) != guid:
        form = "guid'…'" if guid else "a string in quotes"
        raise bad(f"Syntax error in the key of '{segment.name}': {form} is expected.")
    text = found[3].replace("''", "'")
    if not guid:
        return text
    try:
        return str(UUID(text))
    except ValueError:
        raise bad(f"Syntax error in the key of '{segment.name}': it is no guid.") from None


def entity_uri(root: str, entity_set: EntitySet, entity: Entity) -> str:
    """Return an entity's address as the service writes it, the key percent-encoded."""
    key = str(entity[entity_set.key])
    if entity_set.key_property.type == "Edm.Guid":
        return f"{root}{entity_set.name}(guid'{key}')"
    text = key.replace("'", "''")
    return f"{root}{entity_set.name}('{quote(text, safe=chr(39), errors='replace')}')"
