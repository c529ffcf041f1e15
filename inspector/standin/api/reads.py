"""Answers to GET: sets, entities, properties, links, counts, the service document."""

from datetime import datetime

from inspector.core.odata import Form
from inspector.core.versions import Version
from inspector.standin.call import Answer, Call, plain
from inspector.standin.forms.atom import Atom
from inspector.standin.forms.light import Light
from inspector.standin.forms.terms import Terms, agree, version_field
from inspector.standin.forms.values import to_text
from inspector.standin.forms.verbose import Verbose
from inspector.standin.forms.writing import Sheet, Writer
from inspector.standin.places import Links, Many, One, Place, Value, entity_uri
from inspector.standin.query.options import PAGE, Query, check_options, read_query
from inspector.standin.query.pages import page, total
from inspector.standin.refusal import Refusal
from inspector.standin.schema import EntitySet, holds_collection, schema
from inspector.standin.store.fresh import fresh
from inspector.standin.store.rows import Entity
from inspector.standin.store.sources import behind
from inspector.standin.store.state import State, new_id


def writer(form: Form) -> Writer:
    """Return who writes *form*."""
    if form is Form.VERBOSE:
        return Verbose()
    return Light() if form is Form.LIGHT else Atom()


def read_service(call: Call) -> Answer:
    """Answer with the service document."""
    terms = agree(call.request)
    written = writer(terms.form).service(call.root, list(call.schema.sets))
    return told(200, written, terms.version(None))


def read_place(call: Call, place: Place, state: State) -> Answer:
    """Answer with what is at *place*."""
    if isinstance(place, Many):
        return _many(call, place, state)
    if isinstance(place, One):
        query = read_query(call.request.target, place.entity_set, many=False)
        return entry(call, place, 200, query)
    if isinstance(place, Value):
        return _value(call, place)
    if isinstance(place, Links):
        return _links(call, place, state)
    raise Refusal(405, "An action is called by POST.")


def told(status: int, written: tuple[bytes, str], version: Version) -> Answer:
    """Return what a writer wrote as an answer."""
    body, kind = written
    return Answer(status, body, (("Content-Type", kind), version_field(version)))


def entry(call: Call, one: One, status: int, query: Query | None = None) -> Answer:
    """Answer with one entity."""
    terms = agree(call.request)
    sheet = _sheet(call, one.entity_set, terms, query or Query())
    return told(status, writer(terms.form).entry(sheet, one.entity), sheet.version)


def _sheet(
    call: Call, entity_set: EntitySet, terms: Terms, query: Query, *, many: bool = False
) -> Sheet:
    version = terms.version(entity_set, many=many)
    return Sheet(call.root, entity_set, version, query.select, terms.level)


def _many(call: Call, place: Many, state: State) -> Answer:
    query = read_query(call.request.target, place.entity_set, many=True)
    if place.counted:
        return plain(200, str(total(state, place.source, query)), version_field((2, 0)))
    terms = agree(call.request)
    sheet = _sheet(call, place.entity_set, terms, query, many=True)
    count = total(state, place.source, query) if query.counted else None
    found = page(state, place.source, query)
    if "full-page" in call.faults:
        top = PAGE if query.top is None else min(query.top, PAGE)
        left = max(0, PAGE + 1 - query.skip - len(found))  # the set ends after one more entity
        found += _filling(place.entity_set, min(top - len(found), left), call.now)
        count = None if count is None else max(count, PAGE + 1)
    return told(200, writer(terms.form).feed(sheet, found, count), sheet.version)


def _filling(entity_set: EntitySet, number: int, now: datetime) -> list[Entity]:
    """Return entities that fill a page, and are nowhere else."""
    kind = entity_set.type.id_kind
    base = fresh(schema().sets[entity_set.name])
    times: Entity = {name: now for name in ("Created", "LastModified") if name in base}
    return [
        {
            **base,
            **times,
            **({"Name": f"filler {count}"} if "Name" in base else {}),
            entity_set.key: new_id(kind) if kind else f"filler {count}",
        }
        for count in range(number)
    ]


def _value(call: Call, place: Value) -> Answer:
    check_options(call.request.target)
    if place.raw:
        if place.value is None or place.prop.collection:
            raise Refusal(404, f"The property '{place.prop.name}' has no raw value.")
        return plain(200, to_text(place.value), version_field((1, 0)))
    terms = agree(call.request)
    sheet = _sheet(call, place.one.entity_set, terms, Query())
    if not holds_collection(place.prop) and terms.form is not Form.LIGHT:
        sheet = Sheet(call.root, place.one.entity_set, (1, 0))
    return told(200, writer(terms.form).value(sheet, place.prop, place.value), sheet.version)


def _links(call: Call, place: Links, state: State) -> Answer:
    target = schema().sets[place.link.target]
    query = read_query(call.request.target, target, many=place.link.many)
    one = place.one
    if place.key is None:
        linked = page(state, behind(one.entity_set, one.entity, place.link), query)
    else:
        linked = state.linked(one.entity_set, one.entity, place.link.name)
    if place.key is not None or not place.link.many:
        linked = [e for e in linked if place.key in {None, e[target.key]}]
        if not linked:
            raise Refusal(404, f"Nothing is linked by '{place.link.name}'.")
    many = place.link.many and place.key is None
    terms = agree(call.request)
    needed = terms.version(None, many=many)
    owner, link = place.one.entity_set, place.link.name
    sheet = Sheet(call.root, owner, needed, level=terms.level, link=link)
    uris = [entity_uri(call.root, target, entity) for entity in linked]
    return told(200, writer(terms.form).links(sheet, uris, many=many), needed)
