"""Answers to POST, PUT, MERGE, PATCH and DELETE."""

from inspector.standin.api.reads import entry
from inspector.standin.call import Answer
from inspector.standin.forms.bodies import read_entity, read_link
from inspector.standin.forms.terms import agree, version_field
from inspector.standin.laws.law import Work
from inspector.standin.laws.making import create, link_to, update
from inspector.standin.laws.registry import law_of
from inspector.standin.places import Links, Many, One, Place, entity_uri
from inspector.standin.query.options import check_options
from inspector.standin.refusal import Refusal, bad
from inspector.standin.schema import schema

DONE = Answer(204, b"", (version_field((1, 0)),))
OPERATION_ID = "operation-id"


def write_place(work: Work, verb: str, place: Place) -> Answer:
    """Do what *verb* says to what is at *place*; nothing stays of a call that fails."""
    check_options(work.call.request.target)
    with work.state.transaction():
        match place:
            case Many(counted=False) if verb == "POST":
                return _create(work, place)
            case One() if verb != "POST":
                return _change(work, verb, place)
            case Links() if verb in {"POST", "DELETE", "PUT", "MERGE", "PATCH"}:
                return _link(work, verb, place)
    raise Refusal(405, f"The resource does not take {verb}.")


def begun(status: int, operation: str | None) -> Answer:
    """Return that something was begun; *operation* is asked for by its id."""
    fields = (version_field((1, 0)),)
    return Answer(status, b"", fields).also(*_operation(operation))


def _operation(operation: str | None) -> tuple[tuple[str, str], ...]:
    return ((OPERATION_ID, operation),) if operation else ()


def _create(work: Work, place: Many) -> Answer:
    call, entity_set = work.call, place.entity_set
    agree(call.request)
    of_new_job = place.owner is not None and place.owner.key in (call.new_jobs or ())
    if "POST" not in entity_set.verbs and not of_new_job:
        raise bad(f"Entities of '{entity_set.name}' cannot be created on their own.")
    sent = read_entity(call.request, entity_set, call.schema)
    if place.owner is not None and place.link is not None and place.link.via:
        sent.values[place.link.via] = place.owner.key
    made = create(work, entity_set, sent)
    if place.owner is not None and place.link is not None and not place.link.via:
        work.state.connect(place.owner.entity_set, place.owner.key, place.link, made.one.key)
    told = entry(call, made.one, law_of(entity_set.name).created_status)
    location = ("Location", entity_uri(call.root, entity_set, made.one.entity))
    return told.also(location, *_operation(made.operation))


def _change(work: Work, verb: str, one: One) -> Answer:
    if verb not in one.entity_set.verbs:
        raise bad(f"Entities of '{one.entity_set.name}' do not take {verb}.")
    law = law_of(one.entity_set.name)
    if verb == "DELETE":
        operation = law.delete(work, one)
        return begun(law.deleted_status, operation)
    sent = read_entity(work.call.request, one.entity_set, work.call.schema)
    update(work, one, sent, replace=verb == "PUT")
    return DONE


def _link(work: Work, verb: str, place: Links) -> Answer:
    if place.link.via:
        raise bad(f"The link '{place.link.name}' follows from '{place.link.via}'.")
    fixed = place.one.entity_set.name in {"Jobs", "Tasks"}
    if fixed and place.one.key not in (work.call.new_jobs or ()):
        raise bad("The links of a job cannot be changed after it was created.")
    if verb == "POST" and place.key is None:
        link_to(work, place.one, place.link, read_link(work.call.request))
        return DONE
    if verb != "DELETE" or place.key is None:
        raise Refusal(405, f"The links do not take {verb}.")
    target = schema().sets[place.link.target]
    linked = work.state.linked(place.one.entity_set, place.one.entity, place.link.name)
    if not any(entity[target.key] == place.key for entity in linked):
        raise Refusal(404, f"Nothing with this key is linked by '{place.link.name}'.")
    work.state.disconnect(place.one.entity_set, place.one.key, place.link, place.key)
    return DONE
