"""Tell what an exchange did to the service's entities."""

from collections.abc import Iterator
from itertools import islice

from inspector.core.address import Kind
from inspector.core.contents import UPDATES, Instance, Member
from inspector.core.ids import canonical
from inspector.core.inspection import Inspection
from inspector.core.lives.deed import Deed, facts_of
from inspector.core.lives.identity import identity, identity_of_address
from inspector.core.lives.reads import MOST_LISTED, read
from inspector.core.lives.touch import Act, Touch

__all__ = ["MOST_LISTED", "OPERATION", "OPERATION_ID", "identity", "identity_of_address", "touches"]

MOST_MENTIONED = 200  # entities that one body names; a job has 100 assets at most
OPERATION_ID = "operation-id"  # the header that names a long-running operation
OPERATION = "operation"  # the way from an entity to the operation that was begun on it


def touches(it: Inspection) -> tuple[Touch, ...]:
    """Return what the exchange of *it* did, the operations of its batch included."""
    if not it.told:
        it.told.append(_told(it))
    return it.told[0]


def _told(it: Inspection) -> tuple[Touch, ...]:
    model = it.facts.model
    if model is None:
        return ()
    if it.part is None and it.request.target.is_batch:
        return tuple(touch for part in it.parts for touch in touches(part))
    address = it.address
    if address is None or address.kind is Kind.UNKNOWN:
        return ()
    return tuple(_done(Deed(it, model, address)))


def _done(deed: Deed) -> Iterator[Touch]:
    verb, kind = deed.it.request.verb, deed.address.kind
    if kind is Kind.FUNCTION:
        yield from _function(deed)
    elif kind is Kind.LINKS:
        yield from _links(deed, verb)
    elif kind is Kind.ACTION and deed.address.function is not None:
        yield from _on_the_last(deed, "called", deed.address.function.name)
    elif verb == "POST" and kind in {Kind.SET, Kind.RELATED}:
        yield from _created(deed)
    elif verb in UPDATES:
        yield from _changed(deed)
    elif verb == "DELETE" and kind is Kind.ENTITY:
        yield from _on_the_last(deed, "deleted")
    elif verb == "GET":
        yield from read(deed)


def _function(deed: Deed) -> Iterator[Touch]:
    called = deed.address.function
    if called is None:
        return
    kinds = {one.name.lower(): one.id_kind for one in called.parameters.values()}
    for option in deed.it.request.target.options:
        named = canonical(option.value) if kinds.get(option.name.lower()) else None
        if named is not None:
            yield deed.touch(named, "called", None, way=called.name)


def _links(deed: Deed, verb: str) -> Iterator[Touch]:
    if deed.address.beneath is None:
        return
    left, type_ = deed.step(deed.address.beneath)
    way = deed.address.way or ""
    if verb == "DELETE" and len(deed.address.steps) > 1:
        right, _ = deed.step(deed.address.steps[-1])
        yield deed.touch(left, "unlinked", type_, other=right, way=way)
    for link in deed.it.contents.links:
        linked = identity_of_address(link.uri, deed.model)
        if linked:
            yield deed.touch(left, "linked", type_, other=linked, way=way)


def _on_the_last(deed: Deed, act: Act, way: str = "") -> Iterator[Touch]:
    """Yield what was done to the entity that the address ends at, and the operation begun."""
    if deed.address.steps:
        entity, type_ = deed.step(deed.address.steps[-1])
        yield deed.touch(entity, act, type_, way=way)
        yield from _begun(deed, entity)


def _begun(deed: Deed, entity: str) -> Iterator[Touch]:
    response = deed.it.response
    named = response.headers.get(OPERATION_ID) if response is not None else None
    if named and not deed.refused:
        type_ = deed.model.type_of("Operations")
        operation = canonical(named) or named.strip()
        yield deed.touch(operation, "created", type_, other=entity, way=OPERATION)


def _created(deed: Deed) -> Iterator[Touch]:
    answered, sent = deed.answered(), deed.sent()
    entity = deed.called(answered) or deed.located() or deed.called(sent)
    facts = facts_of(sent, deed.type) | facts_of(answered, deed.type)
    yield deed.touch(entity, "created", deed.type, facts=facts)
    if deed.address.beneath is not None:
        above, type_ = deed.step(deed.address.beneath)
        if above:
            yield deed.touch(above, "linked", type_, other=entity, way=deed.address.way or "")
    yield from islice(_mentioned(deed, entity), MOST_MENTIONED)
    yield from islice(_inline(deed, entity), MOST_MENTIONED)
    yield from _begun(deed, entity)


def _changed(deed: Deed) -> Iterator[Touch]:
    if not deed.address.steps:
        return
    entity, type_ = deed.step(deed.address.steps[-1])
    yield deed.touch(entity, "changed", type_, facts=facts_of(deed.sent(), type_))
    yield from islice(_mentioned(deed, entity), MOST_MENTIONED)
    yield from _begun(deed, entity)


def _mentioned(deed: Deed, by: str) -> Iterator[Touch]:
    """Yield the entities that the body names, by id or link, as linked to the one it is of."""
    for instance in deed.it.contents.instances:
        for member in instance.members():
            named = _named(member, instance)
            if named is not None and named != by:
                yield deed.touch(named, "linked", deed.type_of_id(named), other=by, way=member.name)
    for link in deed.it.contents.links:
        linked = identity_of_address(link.uri, deed.model)
        if linked:
            wanted = deed.model.types.get(link.wanted or "")
            yield deed.touch(linked, "linked", wanted, other=by, way=link.way)


def _named(member: Member, instance: Instance) -> str | None:
    known, value = member.property, member.value
    by_key = instance.role == "key" or (known is not None and known.id_kind)
    return canonical(value) if isinstance(value, str) and by_key else None


def _inline(deed: Deed, by: str) -> Iterator[Touch]:
    """Yield the entities that are made along with the one that the body is of."""
    for instance in deed.it.contents.instances[1:]:
        if instance.role == "create":
            facts = facts_of(instance.value, instance.type)
            yield deed.touch("", "created", instance.type, other=by, facts=facts)
