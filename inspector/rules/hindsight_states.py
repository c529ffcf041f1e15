"""What state things were in when a request failed, as earlier exchanges tell."""

from collections.abc import Iterator
from typing import Any

from inspector.core.annotated import Cause
from inspector.core.evidence import Evidence
from inspector.core.inspection import Inspection
from inspector.core.ledger import Known
from inspector.core.touching import OPERATION, identity
from inspector.rules.explanations import THROTTLED
from inspector.rules.hindsight_entities import called, exchange, named_entities

SAS = "1"  # a Locator.Type
ON_DEMAND = "2"
LIST = 8  # a permission
BURST = 20  # exchanges in BURST_TIME that are worth telling
BURST_TIME = 10.0  # seconds
LIVE = frozenset({"Channel", "Program", "StreamingEndpoint"})
WRITES = frozenset({"POST", "PUT", "MERGE", "PATCH", "DELETE"})


def target(it: Inspection) -> tuple[Known, Evidence] | None:
    """Return what is known of the entity in the address."""
    model, steps = it.facts.model, it.address.steps if it.address is not None else ()
    if model is None or not steps:
        return None
    known = it.history.ledger.get(identity(steps[-1].key, model.types.get(steps[-1].type)))
    return None if known is None else (known, it.request.at_url())


def sas_locator_updated(it: Inspection) -> Iterator[Cause]:
    """Yield that the locator to be updated is a SAS locator."""
    found = target(it)
    if found is None or it.request.verb not in {"PUT", "MERGE", "PATCH"}:
        return
    known, place = found
    if known.type == "Locator" and str(known.facts.get("Type")) == SAS:
        event = known.created or known.last("read", "listed")
        where = f" ({exchange(event)})" if event else ""
        why = f"It is a SAS locator{where}, and those cannot be updated; delete it and create another."
        yield Cause("certain", why, None, (place,))


def write_once_changed(it: Inspection) -> Iterator[Cause]:
    """Yield that a property was changed that cannot change once the entity is there."""
    found = target(it)
    root = it.contents.instances[0] if it.contents.instances else None
    if found is None or root is None or root.role != "update":
        return
    for member in root.members():
        if member.property is None or not member.property.write_once:
            continue
        known = found[0].facts.get(member.property.name, member.value)
        if str(known) != str(member.value):
            why = f"`{member.name}` cannot change once the entity is there: it was {known}."
            place = it.request.at_pointer(member.pointer, member.value)
            yield Cause("certain", why, "ODA413", (place,))


def wrong_state(it: Inspection) -> Iterator[Cause]:
    """Yield that a live entity was not in the state that the call needs."""
    found = target(it)
    if found is None or found[0].type not in LIVE:
        return
    known, place = found
    state = known.facts.get("State")
    action = it.address.function.name if it.address is not None and it.address.function else ""
    wanted = _wanted(it.request.verb, action, known.type)
    if isinstance(state, str) and wanted and state not in wanted:
        last = known.last("read", "listed", "created")
        where = f" ({exchange(last)})" if last else ""
        doing = action or {"DELETE": "be deleted"}.get(it.request.verb, "be changed")
        why = (
            f"{called(known)[0].upper()}{called(known)[1:]} was {state}{where}; to "
            f"{doing[0].lower()}{doing[1:]} it has to be {' or '.join(sorted(wanted))}."
        )
        yield Cause("likely", why, None, (place,))


def _wanted(verb: str, action: str, type_name: str) -> frozenset[str]:
    if action == "Start":
        return frozenset({"Stopped"})
    if action in {"Stop", "StartAdvertisement", "EndAdvertisement", "ShowSlate", "HideSlate"}:
        return frozenset({"Running"})
    if verb == "DELETE" or (verb in {"PUT", "MERGE", "PATCH"} and type_name != "StreamingEndpoint"):
        return frozenset({"Stopped"})
    return frozenset()


def operation_under_way(it: Inspection) -> Iterator[Cause]:
    """Yield that an operation on the same entity had not ended."""
    found = target(it)
    if found is None or it.request.verb not in WRITES:
        return
    known, place = found
    for operation in it.history.ledger.linked(known.entity, "Operation"):
        begun = operation.created
        if begun is not None and operation.facts.get("State", "InProgress") == "InProgress":
            why = f"An operation on {called(known)} was still under way ({exchange(begun)})."
            yield Cause("likely", why, None, (place.noting(f"{OPERATION} {operation.entity}"),))


def list_right_on_origin(it: Inspection) -> Iterator[Cause]:
    """Yield that a streaming locator was wanted for a policy with the right to list."""
    root = it.contents.instances[0] if it.contents.instances else None
    if root is None or root.type.name != "Locator" or str(root.value.get("Type")) != ON_DEMAND:
        return
    for entity, place in named_entities(it):
        known = it.history.ledger.get(entity)
        rights = _number(known.facts.get("Permissions")) if known is not None else 0
        if known is not None and known.type == "AccessPolicy" and rights & LIST:
            why = (
                "The access policy has the right List, which does not go with a streaming locator."
            )
            yield Cause("likely", why, None, (place,))


def _number(value: Any) -> int:
    text = str(value)
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def writes_are_refused(it: Inspection) -> Iterator[Cause]:
    """Yield that the account answers reads and refuses writes: it is disabled."""
    host = it.request.target.host
    if it.request.verb not in WRITES:
        return
    seen = [one for one in it.history if one.host == host and one.status is not None]
    reads = [one for one in seen if one.verb == "GET" and (one.status or 0) < 300]
    writes = [one for one in seen if one.verb in WRITES]
    refused = [one for one in writes if one.status == 403]
    if reads and refused and len(refused) == len(writes):
        why = (
            "The account is disabled, which leaves only GET: reads are answered "
            f"(exchange {reads[-1].index + 1}), and all {len(refused) + 1} writes were refused."
        )
        yield Cause("likely", why, None, (it.request.at_method(),))


def burst(it: Inspection) -> Iterator[Cause]:
    """Yield how many requests came shortly before one that was refused for load."""
    now, host = it.exchange.started, it.request.target.host
    if now is None:
        return
    close = [
        s
        for s in it.history
        if s.started is not None and s.host == host and 0 <= now - s.started <= BURST_TIME
    ]
    if len(close) >= BURST:
        place = it.request.at_url().noting(
            f"{len(close)} requests in the {BURST_TIME:.0f} s before"
        )
        yield Cause("certain", THROTTLED, "RSP604", (place,))
