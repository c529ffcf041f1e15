"""Tell what an exchange did to the service's entities."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from inspector.core.address import Address, Kind, Step, resolve
from inspector.core.answer import Answer, read_answer
from inspector.core.contents import UPDATES, Instance, Member
from inspector.core.edm import Model, Type
from inspector.core.ids import canonical
from inspector.core.inspection import Inspection
from inspector.core.keys import value_of_key
from inspector.core.touch import Act, Touch
from inspector.core.url import Target

MOST_LISTED = 100  # entities of one list
MOST_MENTIONED = 200  # entities that one body names; a job has 100 assets at most
MOST_FACTS = 24  # members of one entity
LONGEST_FACT = 200  # characters
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
    return tuple(_Touching(it, model, address).all())


def identity(key: str, type_: Type | None = None) -> str:
    """Return how an entity is called: its id, or type and key where it has none."""
    text = value_of_key(key)
    known = canonical(text)
    if known is not None or text.startswith("nb:"):
        return known or text
    return f"{type_.name if type_ else ''}('{text}')"


def identity_of_address(uri: str, model: Model) -> str | None:
    """Return which entity an address names; None when it names none."""
    address = resolve(Target(uri).segments, model)
    if address.kind is not Kind.ENTITY or not address.steps or _goes_on(address):
        return None
    step = address.steps[-1]
    return identity(step.key, model.types.get(step.type))


class _Touching:
    """One exchange, and the questions it is asked."""

    def __init__(self, it: Inspection, model: Model, address: Address) -> None:
        self.it = it
        self.model = model
        self.address = address
        self.type = model.types.get(address.type or "")
        self.refused = _is_refused(it)

    def all(self) -> Iterator[Touch]:
        verb, kind = self.it.request.verb, self.address.kind
        if kind is Kind.FUNCTION:
            yield from self.function()
        elif kind is Kind.LINKS:
            yield from self.links(verb)
        elif kind is Kind.ACTION and self.address.function is not None:
            yield from self.on_the_last("called", way=self.address.function.name)
        elif verb == "POST" and kind in {Kind.SET, Kind.RELATED}:
            yield from self.created()
        elif verb in UPDATES:
            yield from self.changed()
        elif verb == "DELETE" and kind is Kind.ENTITY:
            yield from self.on_the_last("deleted")
        elif verb == "GET":
            yield from self.read()

    def touch(self, entity: str, act: Act, type_: Type | None, **more: Any) -> Touch:
        name = type_.name if type_ is not None else ""
        more.setdefault("refused", self.refused)
        return Touch(entity, act, name, part=self.it.part, **more)

    def step(self, step: Step) -> tuple[str, Type | None]:
        type_ = self.model.types.get(step.type)
        return identity(step.key, type_) if step.key else "", type_

    def on_the_last(self, act: Act, way: str = "") -> Iterator[Touch]:
        """Yield what was done to the entity that the address ends at, and the operation begun."""
        if self.address.steps:
            entity, type_ = self.step(self.address.steps[-1])
            yield self.touch(entity, act, type_, way=way)
            yield from self.begun(entity)

    def begun(self, entity: str) -> Iterator[Touch]:
        response = self.it.response
        named = response.headers.get(OPERATION_ID) if response is not None else None
        if named and not self.refused:
            type_ = self.model.type_of("Operations")
            yield self.touch(
                canonical(named) or named.strip(), "created", type_, other=entity, way=OPERATION
            )

    def function(self) -> Iterator[Touch]:
        called = self.address.function
        if called is None:
            return
        kinds = {one.name.lower(): one.id_kind for one in called.parameters.values()}
        for option in self.it.request.target.options:
            named = canonical(option.value) if kinds.get(option.name.lower()) else None
            if named is not None:
                yield self.touch(named, "called", None, way=called.name)

    def links(self, verb: str) -> Iterator[Touch]:
        if self.address.beneath is None:
            return
        left, type_ = self.step(self.address.beneath)
        way = self.address.way or ""
        if verb == "DELETE" and len(self.address.steps) > 1:
            right, _ = self.step(self.address.steps[-1])
            yield self.touch(left, "unlinked", type_, other=right, way=way)
        for link in self.it.contents.links:
            linked = identity_of_address(link.uri, self.model)
            if linked:
                yield self.touch(left, "linked", type_, other=linked, way=way)

    def created(self) -> Iterator[Touch]:
        answered, sent = self.answered(), self.root()
        entity = self.called(answered) or self.located() or self.called(sent)
        facts = _facts(sent, self.type) | _facts(answered, self.type)
        yield self.touch(entity, "created", self.type, facts=facts)
        if self.address.beneath is not None and self.address.beneath.key:
            above, type_ = self.step(self.address.beneath)
            yield self.touch(above, "linked", type_, other=entity, way=self.address.way or "")
        yield from self.mentioned(entity)
        yield from self.inline(entity)
        yield from self.begun(entity)

    def changed(self) -> Iterator[Touch]:
        if not self.address.steps:
            return
        entity, type_ = self.step(self.address.steps[-1])
        yield self.touch(entity, "changed", type_, facts=_facts(self.root(), type_))
        yield from self.mentioned(entity)
        yield from self.begun(entity)

    def read(self) -> Iterator[Touch]:
        if self.address.kind in {Kind.SET, Kind.RELATED}:
            yield from self.listed()
        elif self.address.kind in {Kind.ENTITY, Kind.PROPERTY, Kind.RAW} and self.address.steps:
            entity, type_ = self.step(self.address.steps[-1])
            seen = self.answered()
            if not _goes_on(self.address):
                facts = _facts(self.valued(seen), type_)
                yield self.touch(entity, "read", type_, facts=facts)
            elif self.address.kind is Kind.ENTITY:
                yield from self.followed(seen, entity)
            else:
                yield self.touch(entity, "read", type_)

    def followed(self, seen: Mapping[str, Any], start: str) -> Iterator[Touch]:
        entity = self.called(seen)
        if entity:
            facts = _facts(seen, self.type)
            yield self.touch(
                entity, "read", self.type, other=start, way=self.address.way or "", facts=facts
            )

    def listed(self) -> Iterator[Touch]:
        beneath = self.address.beneath
        answer, above = self.answer(), None
        if beneath is not None and beneath.key:
            above, type_ = self.step(beneath)
            count = len(answer.entities) if answer.listed and not self.narrowed() else None
            yield self.touch(above, "read", type_, way=self.address.way or "", count=count)
        for one in answer.entities[:MOST_LISTED]:
            entity = self.called(one)
            if entity:
                facts = _facts(one, self.type)
                way = self.address.way or ""
                yield self.touch(entity, "listed", self.type, other=above, way=way, facts=facts)

    def narrowed(self) -> bool:
        """Tell whether options of the query may have left entities out of a list."""
        narrowing = {"$filter", "$top", "$skip"}
        return any(option.name in narrowing for option in self.it.request.target.options)

    def mentioned(self, by: str) -> Iterator[Touch]:
        """Return the entities that the body names, by id or link, as linked to the one it is of."""
        return islice(self.all_mentioned(by), MOST_MENTIONED)

    def all_mentioned(self, by: str) -> Iterator[Touch]:
        for instance in self.it.contents.instances:
            for member in instance.members():
                named = _named(member, instance)
                if named is not None and named != by:
                    yield self.touch(named, "linked", None, other=by, way=member.name)
        for link in self.it.contents.links:
            linked = identity_of_address(link.uri, self.model)
            if linked:
                wanted = self.model.types.get(link.wanted or "")
                yield self.touch(linked, "linked", wanted, other=by, way=link.way)

    def inline(self, by: str) -> Iterator[Touch]:
        made = (one for one in self.it.contents.instances[1:] if one.role == "create")
        for instance in islice(made, MOST_MENTIONED):
            facts = _facts(instance.value, instance.type)
            yield self.touch("", "created", instance.type, other=by, facts=facts)

    def answer(self) -> Answer:
        response = self.it.response
        return Answer((), listed=False) if response is None else read_answer(response)

    def answered(self) -> Mapping[str, Any]:
        answer = self.answer()
        return answer.entities[0] if answer.entities and not answer.listed else {}

    def root(self) -> Mapping[str, Any]:
        instances = self.it.contents.instances
        return instances[0].value if instances else {}

    def called(self, entity: Mapping[str, Any]) -> str:
        """Return how the entity with these members is called, "" without its key."""
        keys = self.type.key if self.type is not None else ()
        key = entity.get(keys[0]) if len(keys) == 1 else None
        return identity(key, self.type) if isinstance(key, str) and key else ""

    def located(self) -> str:
        response = self.it.response
        place = response.headers.get("Location") if response is not None else None
        named = identity_of_address(place, self.model) if place and not self.refused else None
        return named or ""

    def valued(self, seen: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a property's value under its name, which light JSON leaves out.

        Nothing for what is no property of the entity itself, but of a complex one.
        """
        if self.address.kind is not Kind.PROPERTY:
            return seen
        *_, owner, named = self.it.request.target.segments
        if owner.key is None:
            return {}
        return {named.name: seen["value"]} if "value" in seen else seen


def _goes_on(address: Address) -> bool:
    """Tell whether a way leads on from the last key, `Locators('…')/Asset`: its end has no name."""
    return address.beneath is not None and address.beneath is address.steps[-1]


def _is_refused(it: Inspection) -> bool:
    """Tell whether the service did not do it; a recording without answers is believed."""
    if it.response is not None:
        return it.response.status >= 300
    if it.undone:
        return True
    whole = it.outer.response if it.outer is not None else None
    return bool(it.exchange.error) or (whole is not None and whole.status >= 300)


def _named(member: Member, instance: Instance) -> str | None:
    known, value = member.property, member.value
    own = instance.role == "key"
    if isinstance(value, str) and (own or (known is not None and known.id_kind)):
        return canonical(value)
    return None


def _facts(members: Mapping[str, Any], type_: Type | None) -> dict[str, Any]:
    """Return the short and plain ones of *members* that the type has."""
    found: dict[str, Any] = {}
    if type_ is None:
        return found
    for name, value in _plain(members.items()):
        if name in type_.properties and len(found) < MOST_FACTS:
            found[name] = value
    return found


def _plain(members: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    for name, value in members:
        if isinstance(value, str):
            yield name, value[:LONGEST_FACT]
        elif value is None or isinstance(value, bool | int | float):
            yield name, value
