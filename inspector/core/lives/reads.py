"""Tell which entities a GET has read."""

from collections.abc import Iterator, Mapping
from typing import Any

from inspector.core.address import Kind
from inspector.core.lives.deed import Deed, facts_of
from inspector.core.lives.identity import goes_on
from inspector.core.lives.touch import Touch
from inspector.core.paging import PAGE

MOST_LISTED = 100  # entities of one list
NARROWING = frozenset({"$filter", "$top", "$skip"})


def read(deed: Deed) -> Iterator[Touch]:
    """Yield the entity that was read, or those of a list."""
    address = deed.address
    if address.kind in {Kind.SET, Kind.RELATED}:
        yield from _listed(deed)
    elif address.kind in {Kind.ENTITY, Kind.PROPERTY, Kind.RAW} and address.steps:
        entity, type_ = deed.step(address.steps[-1])
        if not goes_on(address):
            facts = facts_of(_valued(deed, deed.answered()), type_)
            yield deed.touch(entity, "read", type_, facts=facts)
        elif address.kind is Kind.ENTITY:
            yield from _followed(deed, entity)
        else:
            yield deed.touch(entity, "read", type_)


def _followed(deed: Deed, start: str) -> Iterator[Touch]:
    seen = deed.answered()
    entity = deed.called(seen)
    if entity:
        facts, way = facts_of(seen, deed.type), deed.address.way or ""
        yield deed.touch(entity, "read", deed.type, other=start, way=way, facts=facts)


def _listed(deed: Deed) -> Iterator[Touch]:
    beneath, way = deed.address.beneath, deed.address.way or ""
    answer, above = deed.answer(), None
    if beneath is not None and beneath.key:
        above, type_ = deed.step(beneath)
        count = len(answer.entities) if answer.listed and not _is_narrowed(deed) else None
        yield deed.touch(above, "followed", type_, way=way, count=count)
    elif answer.listed and len(answer.entities) < PAGE and not _is_narrowed(deed):
        yield deed.touch("", "followed", deed.type, count=len(answer.entities))
    for one in answer.entities[:MOST_LISTED]:
        entity = deed.called(one)
        if entity:
            facts = facts_of(one, deed.type)
            yield deed.touch(entity, "listed", deed.type, other=above, way=way, facts=facts)


def _is_narrowed(deed: Deed) -> bool:
    """Tell whether options of the query may have left entities out of a list."""
    return any(option.name in NARROWING for option in deed.it.request.target.options)


def _valued(deed: Deed, seen: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a property's value under its name, which light JSON leaves out.

    Nothing for what is no property of the entity itself, but of a complex one.
    """
    if deed.address.kind is not Kind.PROPERTY:
        return seen
    *_, owner, named = deed.it.request.target.segments
    if owner.key is None:
        return {}
    return {named.name: seen["value"]} if "value" in seen else seen
