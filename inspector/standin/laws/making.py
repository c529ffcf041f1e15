"""Entities made, changed, linked and deleted, each by its set's law."""

from dataclasses import dataclass
from typing import Any

from inspector.core.url import Target
from inspector.standin.call import referred
from inspector.standin.forms.bodies import Sent
from inspector.standin.forms.reading import merged
from inspector.standin.laws.law import Work
from inspector.standin.laws.registry import law_of
from inspector.standin.places import One, Places
from inspector.standin.refusal import Refusal, bad
from inspector.standin.schema import EntitySet, Link, schema
from inspector.standin.store.fresh import default, fresh
from inspector.standin.store.rows import Entity
from inspector.standin.store.state import new_id

_INNER = {"Tasks", "TaskTemplates"}  # are created with what they belong to


@dataclass(frozen=True)
class Made:
    """A new entity, and the operation that is still at work on it, if any."""

    one: One
    operation: str | None


def create(work: Work, entity_set: EntitySet, sent: Sent) -> Made:
    """Make an entity of what was sent, with its links and the entities inside it."""
    law, state = law_of(entity_set.name), work.state
    law.check(work, entity_set, sent)
    entity = _entity(entity_set, sent.values, work)
    law.complete(work, entity)
    key = entity[entity_set.key]
    if state.find(entity_set, key) is not None:
        raise Refusal(409, f"An entity with the key '{key}' exists already.")
    state.insert(entity_set, entity)
    one = One(entity_set, entity)
    _tie(work, one, sent)
    operation = law.created(work, one)
    return Made(One(entity_set, state.find(entity_set, key) or entity), operation)


def _entity(entity_set: EntitySet, values: dict[str, Any], work: Work) -> Entity:
    """Return a new entity: defaults, then *values*, then key and times."""
    whole = schema().sets[entity_set.name]
    given = {name: value for name, value in values.items() if value is not None}
    entity = {**fresh(whole), **given}
    kind = whole.type.id_kind
    if kind and entity[whole.key] is None:
        entity[whole.key] = new_id(kind)
    for name in ("Created", "LastModified"):
        if name in entity:
            entity[name] = work.now
    return entity


def _tie(work: Work, one: One, sent: Sent) -> None:
    for link, uri in sent.links:
        link_to(work, one, link, uri)
    for link, inside in sent.inside:
        target = work.call.schema.sets[link.target]
        if "POST" not in target.verbs and target.name not in _INNER:
            raise bad(f"Entities of '{target.name}' cannot be created.")
        if link.via and link.many:
            inside.values.setdefault(link.via, one.key)
        made = create(work, target, inside).one
        if not link.via:
            work.state.connect(one.entity_set, one.key, link, made.key)
        elif not link.many:
            work.state.change(one.entity_set, one.key, {link.via: made.key})


def link_to(work: Work, one: One, link: Link, uri: str) -> None:
    """Link an entity to the one *uri* addresses; raises Refusal (400, 404, 409)."""
    segments = Target(referred(uri, work.call.references) or uri).segments
    place = Places(work.call.schema, work.state).resolve(segments) if segments else None
    if not isinstance(place, One) or place.entity_set.name != link.target:
        raise bad(f"The link '{link.name}' must lead to an entity of '{link.target}'.")
    if link.via:
        raise bad(f"The link '{link.name}' cannot be set; it follows from '{link.via}'.")
    law_of(one.entity_set.name).link(work, one, link, place.entity)
    work.state.connect(one.entity_set, one.key, link, place.key)


def update(work: Work, one: One, sent: Sent, *, replace: bool) -> None:
    """Change an entity; *replace* gives what was not sent its default (PUT)."""
    law = law_of(one.entity_set.name)
    if sent.inside:
        raise bad("An update cannot create other entities: link them instead.")
    values = {
        name: default(one.entity_set.by_name[name]) if value is None else value
        for name, value in sent.values.items()
        if _is_open(one, name, value)
    }
    if replace and law.put_replaces:
        values = {**_defaults(one.entity_set), **values}
    else:
        values = {name: merged(one.entity[name], value) for name, value in values.items()}
    law.change(work, one, values)
    stamped = {"LastModified": work.now} if "LastModified" in one.entity else {}
    work.state.change(one.entity_set, one.key, {**values, **stamped})
    for link, uri in sent.links:
        link_to(work, one, link, uri)


def _is_open(one: One, name: str, value: Any) -> bool:
    """Tell whether a property can change; raises Refusal for one that was to and cannot."""
    prop = one.entity_set.by_name[name]
    if prop.read_only or name == one.entity_set.key:
        return False
    if prop.write_once:
        if value is not None and value != one.entity[name]:
            raise bad(f"The property '{name}' cannot be changed after the entity was created.")
        return False
    return True


def _defaults(entity_set: EntitySet) -> dict[str, Any]:
    return {
        prop.name: default(prop)
        for prop in entity_set.properties
        if not (prop.read_only or prop.write_once or prop.required or prop.name == entity_set.key)
    }
