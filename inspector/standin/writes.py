"""Answers to POST, PUT, MERGE, PATCH and DELETE."""

from inspector.standin import jobs, laws
from inspector.standin.address import Action, Links, Many, One, Place, entity_uri
from inspector.standin.bodies import read_entity, read_link
from inspector.standin.call import Answer, Call
from inspector.standin.forms import agree, version_field
from inspector.standin.model import ENTITY_SETS
from inspector.standin.query import check_options
from inspector.standin.reads import entry
from inspector.standin.refusal import Refusal, bad
from inspector.standin.state import State

DONE = Answer(204, b"", (version_field((1, 0)),))


def write_place(call: Call, verb: str, place: Place, state: State) -> Answer:
    """Do what *verb* says to what is at *place*; nothing stays of a call that fails."""
    check_options(call.request.target)
    with state.transaction():
        match place:
            case Many(counted=False) if verb == "POST":
                return _create(call, place, state)
            case One() if verb != "POST":
                return _change(call, verb, place, state)
            case Links() if verb in {"POST", "DELETE", "PUT", "MERGE", "PATCH"}:
                return _link(call, verb, place, state)
            case Action() if verb == "POST":
                return _act(call, place, state)
    raise Refusal(405, f"The resource does not take {verb}.")


def _create(call: Call, place: Many, state: State) -> Answer:
    agree(call.request)
    of_new_job = place.owner is not None and place.owner.key in (call.new_jobs or ())
    if "POST" not in place.entity_set.verbs and not of_new_job:
        raise bad(f"Entities of '{place.entity_set.name}' cannot be created on their own.")
    sent = read_entity(call.request, place.entity_set)
    if place.owner is not None and place.link is not None and place.link.via:
        sent.values[place.link.via] = place.owner.key
    entity = laws.create(state, place.entity_set, sent, call.now)
    one = One(place.entity_set, entity)
    if place.owner is not None and place.link is not None and not place.link.via:
        state.connect(place.owner.entity_set, place.owner.key, place.link, one.key)
    if place.entity_set.name == "Jobs":
        _settle(call, one, state)
    made = entry(call, one, 201)
    return made.also(("Location", entity_uri(call.root, one.entity_set, entity)))


def _settle(call: Call, job: One, state: State) -> None:
    if call.new_jobs is None:
        jobs.settle(state, job.key, call.now)
    else:
        call.new_jobs.append(job.key)  # its tasks may still come, in the same change set


def _change(call: Call, verb: str, one: One, state: State) -> Answer:
    if verb not in one.entity_set.verbs:
        raise bad(f"Entities of '{one.entity_set.name}' do not take {verb}.")
    if verb == "DELETE":
        keep = (call.request.target.option("keepcontainer") or "").lower() == "true"
        laws.delete(state, one, keep_container=keep)
    else:
        sent = read_entity(call.request, one.entity_set)
        laws.update(state, one, sent, call.now, replace=verb == "PUT")
    return DONE


def _link(call: Call, verb: str, place: Links, state: State) -> Answer:
    if place.link.via:
        raise bad(f"The link '{place.link.name}' follows from '{place.link.via}'.")
    if verb == "POST" and place.key is None:
        laws.link_to(state, place.one, place.link, read_link(call.request))
        return DONE
    if verb != "DELETE" or place.key is None:
        raise Refusal(405, f"The links do not take {verb}.")
    target = ENTITY_SETS[place.link.target]
    linked = state.linked(place.one.entity_set, place.one.entity, place.link)
    if not any(entity[target.key] == place.key for entity in linked):
        raise Refusal(404, f"Nothing with this key is linked by '{place.link.name}'.")
    state.disconnect(place.one.entity_set, place.one.key, place.link, place.key)
    return DONE


def _act(call: Call, place: Action, state: State) -> Answer:
    headers = call.request.headers
    if "Content-Length" not in headers and "Transfer-Encoding" not in headers and not call.body:
        raise Refusal(411, "HTTP Error 411. The request must be chunked or have a content length.")
    state.change(place.one.entity_set, place.one.key, {"State": 1, "LastModified": call.now})
    return DONE
