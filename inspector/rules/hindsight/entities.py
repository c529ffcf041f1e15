"""What became of the entities that a failed request names, as earlier exchanges tell."""

from collections.abc import Iterator

from inspector.core.address import Kind
from inspector.core.annotated import Cause
from inspector.core.inspection import Inspection
from inspector.core.lives.touching import identity
from inspector.rules.hindsight.named import called, exchange, is_elsewhere, named_once, sentence

IN_BATCH = "POST $batch"


def deleted_before(it: Inspection) -> Iterator[Cause]:
    """Yield that an entity named was deleted by an earlier exchange."""
    for entity, place in named_once(it):
        known = it.history.ledger.get(entity)
        if known is not None and known.deleted is not None:
            along = known.deleted.operation.startswith("DELETE") and known.events[-1].way
            how = "deleted along with what it belongs to" if along else "deleted"
            what = called(known)
            why = f"{sentence(what)} was {how} before ({exchange(known.deleted)})."
            yield Cause("certain", why, None, (place.noting(exchange(known.deleted)),))


def deleted_in_change_set(it: Inspection) -> Iterator[Cause]:
    """Yield that an operation before it, in a change set that failed as a whole, deletes it."""
    for entity, place in named_once(it) if len(it.sharing) > 1 else ():
        for other in it.batched:
            address = other.address
            if other.request.verb != "DELETE" or address is None or address.kind is not Kind.ENTITY:
                continue
            if identity(address.steps[-1].key) == entity:
                why = f"Operation {other.part} of the same change set deletes it."
                yield Cause("likely", why, None, (place,))


def deleted_unanswered(it: Inspection) -> Iterator[Cause]:
    """Yield that an earlier request to delete an entity got no answer, and may have done it."""
    for entity, place in named_once(it):
        known = it.history.ledger.get(entity)
        lost = [e for e in known.events if e.act == "deleted" and e.status is None] if known else []
        if known is not None and known.deleted is None and lost:
            why = f"{sentence(called(known))} was deleted before ({exchange(lost[-1])}): the answer was lost, not the request."
            yield Cause("likely", why, None, (place.noting(exchange(lost[-1])),))


def never_created(it: Inspection) -> Iterator[Cause]:
    """Yield that the creation of an entity named was refused before."""
    for entity, place in named_once(it):
        known = it.history.ledger.get(entity)
        if known is None or known.created is not None or known.last("read", "listed", "changed"):
            continue
        refused = next((one for one in known.events if one.act == "created" and one.refused), None)
        if refused is not None:
            why = f"The {known.type or 'entity'} does not exist: its creation was refused ({exchange(refused)})."
            yield Cause("certain", why, None, (place.noting(exchange(refused)),))


def creation_failed_later(it: Inspection) -> Iterator[Cause]:
    """Yield that the operation which was to create an entity ended as failed."""
    for entity, place in named_once(it):
        for operation in it.history.ledger.linked(entity, "Operation"):
            known = it.history.ledger.get(entity)
            begun = known.created if known is not None else None
            if begun is None or operation.facts.get("State") != "Failed":
                continue
            if operation.created is None or operation.created.index != begun.index:
                continue
            said = ": ".join(
                str(operation.facts[name])
                for name in ("ErrorCode", "ErrorMessage")
                if operation.facts.get(name)
            )
            why = f"It was never made: the operation that was to create it failed ({said or 'Failed'})."
            last = operation.last("read", "listed")
            yield Cause("certain", why, "SES703", (place.noting(exchange(last) if last else ""),))


def seen_before(it: Inspection) -> Iterator[Cause]:
    """Yield that an entity was there not long ago, and nobody in this recording deleted it."""
    for entity, place in named_once(it):
        known = it.history.ledger.get(entity)
        last = known.last("created", "read", "changed", "listed") if known else None
        if known is None or last is None or known.deleted or is_elsewhere(it, known):
            continue
        gone = "another client has deleted it since"
        if last.act == "created" and last.operation.startswith(IN_BATCH):
            gone += ", or its change set was undone, as a whole, for an operation that failed"
        why = f"{sentence(called(known))} was there before ({exchange(last)}); {gone}."
        yield Cause("possible", why, None, (place.noting(exchange(last)),))


def refers_to_failed_operation(it: Inspection) -> Iterator[Cause]:
    """Yield that an operation of a batch refers to an earlier one that failed."""
    first = it.request.target.segments[0].name if it.request.target.segments else ""
    if it.part is None or not first.startswith("$"):
        return
    for other in it.siblings:
        answer = other.response
        if other.content_id != first[1:] or answer is None or len(other.sharing) > 1:
            continue  # where a change set failed as a whole, neither is why the other did
        if answer.status >= 400:
            why = f"It refers to {first}, and that operation of the batch failed itself ({other.request.operation}, {answer.status})."
            yield Cause("certain", why, None, (it.request.at_url(),))
