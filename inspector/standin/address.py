"""What a path addresses: a set, an entity, a property, links, an action."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from inspector.core.url import Segment
from inspector.standin.model import ENTITY_SETS, EntitySet, Link, Property
from inspector.standin.refusal import bad, missing
from inspector.standin.state import Entity, State

_KEY = re.compile(r"(?:\s*[A-Za-z]+\s*=\s*)?'((?:[^']|'')*)'", re.DOTALL)


@dataclass(frozen=True)
class Many:
    """A set of entities: a whole entity set, or what a navigation property leads to."""

    entity_set: EntitySet
    owner: "One | None" = None
    link: Link | None = None
    counted: bool = False  # `…/$count`


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
class Value:
    """One property of an entity; *raw* is `…/$value`."""

    one: One
    prop: Property
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
    name: str


Place = Many | One | Value | Links | Action


def resolve(segments: tuple[Segment, ...], state: State) -> Place:
    """Follow a path from the service's root; raises Refusal where it leads nowhere."""
    first, *rest = segments
    entity_set = ENTITY_SETS.get(first.name)
    if entity_set is None:
        raise missing(first.name)
    place: Place = Many(entity_set)
    if first.key is not None:
        place = _one(state, entity_set, first)
    while rest:
        place, rest = _step(state, place, rest)
    return place


def _step(state: State, place: Place, rest: list[Segment]) -> tuple[Place, list[Segment]]:
    segment, rest = rest[0], rest[1:]
    if isinstance(place, Many) and segment.name == "$count" and not place.counted:
        return Many(place.entity_set, place.owner, place.link, counted=True), rest
    if isinstance(place, Value) and segment.name == "$value" and not place.raw:
        return Value(place.one, place.prop, raw=True), rest
    if not isinstance(place, One):
        raise missing(segment.name)
    if segment.name == "$links":
        return _links(place, rest)
    link = place.entity_set.links_by_name.get(segment.name)
    if link is not None:
        return _navigated(state, place, link, segment), rest
    prop = place.entity_set.by_name.get(segment.name)
    if prop is not None and segment.key is None:
        return Value(place, prop), rest
    if segment.name in place.entity_set.actions:
        return Action(place, segment.name), rest
    raise missing(segment.name)


def _links(one: One, rest: list[Segment]) -> tuple[Links, list[Segment]]:
    link = one.entity_set.links_by_name.get(rest[0].name) if rest else None
    if link is None:
        raise missing(rest[0].name if rest else "$links")
    key = None if rest[0].key is None else read_key(rest[0])
    return Links(one, link, key), rest[1:]


def _navigated(state: State, one: One, link: Link, segment: Segment) -> Place:
    target = ENTITY_SETS[link.target]
    if link.many and segment.key is None:
        return Many(target, one, link)
    for entity in state.linked(one.entity_set, one.entity, link):
        if not link.many or entity[target.key] == read_key(segment):
            return One(target, entity)
    raise missing(segment.name)


def _one(state: State, entity_set: EntitySet, segment: Segment) -> One:
    entity = state.find(entity_set, read_key(segment))
    if entity is None:
        raise missing(entity_set.name)
    return One(entity_set, entity)


def read_key(segment: Segment) -> str:
    """Return a string key without its quotes; raises Refusal for another form."""
    found = _KEY.fullmatch(segment.key or "")
    if found is None:
        raise bad(f"Syntax error in the key of '{segment.name}': a string in quotes is expected.")
    return found[1].replace("''", "'")


def entity_uri(root: str, entity_set: EntitySet, entity: Entity) -> str:
    """Return an entity's address as the service writes it, the key percent-encoded."""
    key = str(entity[entity_set.key]).replace("'", "''")
    return f"{root}{entity_set.name}('{quote(key, safe=chr(39), errors='replace')}')"
