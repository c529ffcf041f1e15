"""What state things were in when a request failed, as earlier exchanges tell."""

from collections.abc import Iterator

from inspector.core.annotated import Cause
from inspector.core.evidence import Evidence
from inspector.core.history import Trace
from inspector.core.inspection import Inspection
from inspector.core.lives.known import Event, Known
from inspector.core.lives.touching import OPERATION, identity
from inspector.rules.explanations import THROTTLED, UNAVAILABLE
from inspector.rules.hindsight.named import called, exchange, sentence

SAS = "1"  # a Locator.Type
ON_DEMAND = "2"
BURST = 20  # exchanges in BURST_TIME that are worth telling
CALM = 5  # exchanges in BURST_TIME that nobody would throttle
SLOW = 20.0  # seconds of one call; the service throttles those that took long before
BURST_TIME = 10.0  # seconds
AFTER = {"Start": "Running", "Stop": "Stopped"}  # the state that an action leads to
JOB_STATES = {"0": "Queued", "1": "Scheduled", "2": "Processing", "3": "Finished", "4": "Error"}
JOB_STATES |= {"5": "Canceled", "6": "Canceling"}
ENDED = frozenset({"Finished", "Error", "Canceled"})
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
    """Yield that an entity was not in the state that the call needs."""
    found = target(it)
    if found is None:
        return
    known, place = found
    action = it.address.function.name if it.address is not None and it.address.function else ""
    wanted = _wanted(it.request.verb, action, known.type)
    state, event = state_of(known)
    if state and wanted and state not in wanted:
        why = (
            f"{sentence(called(known))} was {state}{_told(event)}; to {_doing(it, action)} it has "
            f"to be {' or '.join(sorted(wanted))}."
        )
        yield Cause("likely", why, None, (place,))
    elif known.type == "Program" and action == "Start":
        yield from _channel_stands(it, known, place)


def _wanted(verb: str, action: str, type_name: str) -> frozenset[str]:
    if type_name == "Job":
        return ENDED if verb == "DELETE" else frozenset()
    if type_name not in LIVE:
        return frozenset()
    if action == "Start":
        return frozenset({"Stopped"})
    if action in {"Stop", "StartAdvertisement", "EndAdvertisement", "ShowSlate", "HideSlate"}:
        return frozenset({"Running"})
    if verb == "DELETE" or (verb in {"PUT", "MERGE", "PATCH"} and type_name != "StreamingEndpoint"):
        return frozenset({"Stopped"})
    return frozenset()


def _doing(it: Inspection, action: str) -> str:
    if action:
        return f"{action[0].lower()}{action[1:]}"
    return "be deleted" if it.request.verb == "DELETE" else "be changed"


def _told(event: Event | None) -> str:
    return f" ({exchange(event)})" if event is not None else ""


def state_of(known: Known) -> tuple[str, Event | None]:
    """Return the state something was last in, "" for none known, and the exchange that tells.

    What was started or stopped since counts as running or stopped.
    """
    last = known.last("read", "listed", "created")
    action = known.last("called")
    if action is not None and action.way in AFTER and (last is None or action.index >= last.index):
        return AFTER[action.way], action
    state = known.facts.get("State")
    if known.type == "Job":
        return JOB_STATES.get(str(state), ""), last
    return (state if isinstance(state, str) else ""), last


def _channel_stands(it: Inspection, known: Known, place: Evidence) -> Iterator[Cause]:
    channel_id = known.facts.get("ChannelId")
    channel = it.history.ledger.get(identity(channel_id)) if isinstance(channel_id, str) else None
    state, event = state_of(channel) if channel is not None else ("", None)
    if state and state != "Running":
        why = f"The program's channel has to be Running, and was {state}{_told(event)}."
        yield Cause("likely", why, None, (place,))


def still_has_programs(it: Inspection) -> Iterator[Cause]:
    """Yield that a channel that is to be deleted has programs."""
    found = target(it)
    if found is None or it.request.verb != "DELETE" or found[0].type != "Channel":
        return
    programs = it.history.ledger.linked(found[0].entity, "Program")
    if programs:
        why = f"The channel still has a program: {called(programs[0])}. Delete its programs first."
        yield Cause("likely", why, None, (found[1],))


def default_endpoint_deleted(it: Inspection) -> Iterator[Cause]:
    """Yield that the account's default streaming endpoint was to be deleted."""
    found = target(it)
    if found is None or it.request.verb != "DELETE" or found[0].type != "StreamingEndpoint":
        return
    if str(found[0].facts.get("Name")).lower() == "default":
        why = "It is the default streaming endpoint of the account, which cannot be deleted."
        yield Cause("certain", why, None, (found[1],))


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
    """Yield what came shortly before a request that was refused for load."""
    now, host, response = it.exchange.started, it.request.target.host, it.response
    if now is None or response is None or not len(it.history):
        return
    seen = [s for s in it.history if s.host == host and s.started is not None]
    close = [s for s in seen if 0 <= now - (s.started or 0) <= BURST_TIME]
    slow = [s for s in seen if s.operation == it.request.operation and _took(s) > SLOW]
    place = it.request.at_url().noting(f"{len(close)} requests in the {BURST_TIME:.0f} s before")
    if len(close) >= BURST:
        yield Cause("certain", THROTTLED, "RSP604", (place,))
    elif slow:
        note = f"exchange {slow[-1].index + 1}, the same call, took {_took(slow[-1]):.0f} s"
        yield Cause("likely", THROTTLED, "RSP604", (place.noting(note),))
    elif len(close) < CALM and not response.headers.get("Retry-After"):
        yield Cause("likely", UNAVAILABLE, None, (place,))


def _took(seen: Trace) -> float:
    return 0.0 if seen.ended is None or seen.started is None else seen.ended - seen.started
