"""Answers to GET: sets, entities, properties, links, counts, the service document."""

from collections.abc import Collection

from inspector.core.odata import Form
from inspector.core.versions import Version
from inspector.standin.address import Links, Many, One, Place, Value, entity_uri
from inspector.standin.atom import Atom
from inspector.standin.call import Answer, Call, plain
from inspector.standin.forms import Terms, agree, version_field
from inspector.standin.light import Light
from inspector.standin.model import ENTITY_SETS, EntitySet
from inspector.standin.query import Query, read_query
from inspector.standin.refusal import Refusal
from inspector.standin.state import Entity, State
from inspector.standin.values import to_text
from inspector.standin.verbose import Verbose
from inspector.standin.writing import Sheet, Writer


def writer(form: Form) -> Writer:
    """Return who writes *form*."""
    if form is Form.VERBOSE:
        return Verbose()
    return Light() if form is Form.LIGHT else Atom()


def read_service(call: Call) -> Answer:
    """Answer with the service document."""
    terms = agree(call.request)
    written = writer(terms.form).service(call.root, list(ENTITY_SETS))
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
    page, total = query.applied(entities(state, place))
    if place.counted:
        return plain(200, str(total), version_field((2, 0)))
    terms = agree(call.request)
    sheet = _sheet(call, place.entity_set, terms, query, many=True)
    count = total if query.counted else None
    return told(200, writer(terms.form).feed(sheet, page, count), sheet.version)


def entities(state: State, place: Many) -> Collection[Entity]:
    """Return the entities of a set or behind a navigation property."""
    if place.owner is None or place.link is None:
        return state.tables[place.entity_set.name].values()
    return state.linked(place.owner.entity_set, place.owner.entity, place.link)


def _value(call: Call, place: Value) -> Answer:
    query = read_query(call.request.target, place.one.entity_set, many=False)
    value = place.one.entity[place.prop.name]
    if place.raw:
        if value is None or place.prop.is_collection:
            raise Refusal(404, f"The property '{place.prop.name}' has no raw value.")
        return plain(200, to_text(value), version_field((1, 0)))
    terms = agree(call.request)
    sheet = _sheet(call, place.one.entity_set, terms, query)
    if not place.prop.is_collection and terms.form is not Form.LIGHT:
        sheet = Sheet(call.root, place.one.entity_set, (1, 0))
    return told(200, writer(terms.form).value(sheet, place.prop, value), sheet.version)


def _links(call: Call, place: Links, state: State) -> Answer:
    target = ENTITY_SETS[place.link.target]
    query = read_query(call.request.target, target, many=place.link.many)
    linked = state.linked(place.one.entity_set, place.one.entity, place.link)
    if place.key is not None or not place.link.many:
        linked = [e for e in linked if place.key in {None, e[target.key]}]
        if not linked:
            raise Refusal(404, f"Nothing is linked by '{place.link.name}'.")
    page, _ = query.applied(linked)
    many = place.link.many and place.key is None
    terms = agree(call.request)
    needed = terms.version(None, many=many)
    sheet = Sheet(call.root, target, needed, level=terms.level)
    uris = [entity_uri(call.root, target, entity) for entity in page]
    return told(200, writer(terms.form).links(sheet, uris, many=many), needed)
