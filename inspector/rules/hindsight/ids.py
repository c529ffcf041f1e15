"""What is wrong with an id, as earlier exchanges tell."""

from collections.abc import Iterator

from inspector.core.annotated import Cause
from inspector.core.evidence import Evidence
from inspector.core.ids import canonical
from inspector.core.inspection import Inspection
from inspector.core.lives.touching import identity
from inspector.rules.hindsight.named import (
    called,
    exchange,
    is_elsewhere,
    named_once,
    one,
    sentence,
)

MOST_SLIPS = 2  # characters in which an id may differ from the one that is meant
MADE_BY_CLIENTS = frozenset({"kid", "ttid"})  # kinds of ids that the client chooses
PRINTED = frozenset({"mpid"})  # ids that the documents print, and clients copy
MOST_OF_AN_ID = 24  # characters of an id that was cut short


def of_another_account(it: Inspection) -> Iterator[Cause]:
    """Yield that an entity named was found at another account's host only."""
    host = it.request.target.host
    for entity, place in (*named_once(it), *_own_id(it)):
        known = it.history.ledger.get(entity)
        if known is not None and is_elsewhere(it, known):
            there = ", ".join(sorted(known.hosts))
            why = f"{sentence(called(known))} belongs to another account: it was found at {there}, and is asked for at {host}."
            yield Cause("certain", why, None, (place.noting(there),))


def _own_id(it: Inspection) -> Iterator[tuple[str, Evidence]]:
    """Yield the id that the client gives what is to be created."""
    for instance in it.contents.instances[:1]:
        sent = instance.value.get("Id") if instance.role == "create" else None
        if isinstance(sent, str) and sent:
            yield identity(sent), it.request.at_pointer("/Id", sent)


def of_another_type(it: Inspection) -> Iterator[Cause]:
    """Yield that an id in the address is that of another type, which shares the id's kind."""
    model, address = it.facts.model, it.address
    for step in address.steps if model is not None and address is not None else ():
        wanted = model.types.get(step.type) if model is not None else None
        known = it.history.ledger.get(identity(step.key, wanted))
        if wanted is not None and known is not None and known.type and known.type != wanted.name:
            why = f"The id is that of {one(known.type)}, and {one(wanted.name)} is asked for."
            yield Cause("certain", why, "ODA415", (it.request.at_url(),))


def mistyped_id(it: Inspection) -> Iterator[Cause]:
    """Yield that an id is no whole one, or nearly another that was seen before."""
    for entity, place in named_once(it):
        if it.history.ledger.get(entity) is not None:
            continue
        if not canonical(entity) and "%" in entity:
            yield Cause("certain", "The id is percent-encoded twice.", None, (place,))
        elif canonical(entity) and not entity.rpartition(":")[2].strip("0-"):
            why = "The id is all zeros: nothing was put there, or what made the entity failed."
            yield Cause("certain", why, None, (place,))
        else:
            yield from _nearly(it, entity, place)


def _nearly(it: Inspection, entity: str, place: Evidence) -> Iterator[Cause]:
    kind = entity.partition(":UUID:")[0]
    for known in it.history.ledger.all():
        other = known.entity
        if not other.startswith(f"{kind}:UUID:") or other == entity or not entity.startswith("nb:"):
            continue
        cut = len(entity) >= MOST_OF_AN_ID and other.startswith(entity)
        slips = sum(1 for a, b in zip(entity, other, strict=False) if a != b)
        if cut or (len(entity) == len(other) and slips <= MOST_SLIPS):
            how = "cut short" if cut else f"mistyped in {slips} of its digits"
            why = f"The id is {how}: {called(known)} is {other}."
            yield Cause("certain", why, None, (place.noting(other),))
            return


def never_seen(it: Inspection) -> Iterator[Cause]:
    """Yield that, of the entities named, one occurs in no earlier exchange while others do."""
    named = list(named_once(it))
    known = [entity for entity, _ in named if it.history.ledger.get(entity)]
    for entity, place in named if known else ():
        kind = entity.partition(":")[2].partition(":")[0]
        if entity in known or not canonical(entity) or kind in PRINTED:
            continue
        why = f"No exchange of this recording made or saw {entity}; nothing tells that it exists."
        yield Cause("likely" if kind in MADE_BY_CLIENTS else "possible", why, None, (place,))


def id_in_use(it: Inspection) -> Iterator[Cause]:
    """Yield that an entity with the id sent was created before."""
    root = it.contents.instances[0] if it.contents.instances else None
    if root is None or root.role != "create" or len(root.type.key) != 1:
        return
    sent = root.value.get(root.type.key[0])
    known = it.history.ledger.get(identity(sent, root.type)) if isinstance(sent, str) else None
    if (
        known is not None
        and known.deleted is None
        and (known.created or known.last("read", "listed"))
    ):
        event = known.created or known.last("read", "listed")
        assert event is not None
        why = f"The {root.type.name}'s {root.type.key[0]} is in use already ({exchange(event)})."
        place = it.request.at_pointer(f"/{root.type.key[0]}", sent)
        yield Cause("certain", why, None, (place.noting(exchange(event)),))
