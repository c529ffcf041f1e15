"""The form of a law: what is checked and done when an entity of a set is made, changed or deleted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inspector.standin.call import Call
from inspector.standin.forms.bodies import Sent
from inspector.standin.places import One
from inspector.standin.refusal import Refusal, bad
from inspector.standin.schema import EntitySet, Link
from inspector.standin.store.rows import Entity
from inspector.standin.store.state import State


@dataclass(frozen=True)
class Work:
    """A call that changes something, and what it changes."""

    call: Call
    state: State

    @property
    def now(self) -> datetime:
        """Return the moment the call came in."""
        return self.call.now


class Law:
    """What goes for every set that has no law of its own; each method raises Refusal."""

    created_status = 201
    deleted_status = 204
    put_replaces = True  # what a PUT does not say gets its default

    def check(self, work: Work, entity_set: EntitySet, sent: Sent) -> None:
        """Refuse what cannot be made; complete what was sent."""
        require(entity_set, sent)

    def complete(self, work: Work, entity: Entity) -> None:
        """Give a new entity what the service sets by itself; it is not kept yet."""

    def created(self, work: Work, one: One) -> str | None:
        """Do what follows from a new entity; return the id of the operation it began, if any."""
        return None

    def change(self, work: Work, one: One, values: dict[str, Any]) -> None:
        """Refuse a change, or complete its *values*; they are set afterwards."""

    def delete(self, work: Work, one: One) -> str | None:
        """Delete an entity; return the id of the operation that was begun, if any."""
        work.state.remove(one.entity_set, one.key)
        return None

    def link(self, work: Work, one: One, link: Link, target: Entity) -> None:
        """Refuse a link to *target*."""


def require(entity_set: EntitySet, sent: Sent) -> None:
    """Refuse an entity that lacks a property, or a link, that the model marks as required."""
    linked = {link.name for link, _ in (*sent.links, *sent.inside)}
    for prop in entity_set.properties:
        if prop.required == "true" and sent.values.get(prop.name) in (None, ""):
            raise bad(f"The property '{prop.name}' is required.")
    for link in entity_set.links:
        if link.required and link.name not in linked:
            raise bad(f"The link '{link.name}' is required.")


def none_named(name: str) -> Refusal:
    """Return a 404 for an entity that a property names, and that there is not."""
    return Refusal(404, f"The entity that '{name}' names does not exist.")


def named(work: Work, values: dict[str, Any], name: str, entity_set: str) -> Entity:
    """Return the entity whose key is the value of the property *name*; raises Refusal (400, 404)."""
    wanted = values.get(name)
    if not wanted:
        raise bad(f"The property '{name}' is required.")
    found = work.state.find(entity_set, str(wanted))
    if found is None:
        raise none_named(name)
    return found
