"""What a URL addresses in an entity model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from inspector.core.edm.model import Function, Model, Type, plain
from inspector.core.url import Segment

RAW = frozenset({"$value", "$count"})


class Kind(Enum):
    """What stands at the end of a path."""

    ROOT = "the service document"
    METADATA = "$metadata"
    BATCH = "$batch"
    SET = "an entity set"
    RELATED = "entities that are reached from another"
    ENTITY = "an entity"
    LINKS = "links"
    PROPERTY = "a property"
    RAW = "a raw value"
    FUNCTION = "a function"
    ACTION = "an action"
    REFERENCE = "an earlier request of the batch"  # `$1`; its type is not known
    UNKNOWN = "nothing the model has"


ENTITIES = frozenset({Kind.SET, Kind.RELATED, Kind.ENTITY})


@dataclass(frozen=True, slots=True)
class Step:
    """One key in a path and the type whose entities it should name."""

    type: str  # full name
    key: str  # as written between the parentheses, decoded


@dataclass(frozen=True, slots=True)
class Address:
    """The end of a path, and what it went through."""

    kind: Kind
    entity_set: str | None = None  # the set it began with
    type: str | None = None  # full name of the type at the end, None when it has none
    function: Function | None = None
    steps: tuple[Step, ...] = ()
    unknown: Segment | None = None  # the first segment the model has not
    beneath: Step | None = None  # the entity that the last navigation went from
    way: str | None = None  # the name of that navigation


def resolve(
    segments: Sequence[Segment], model: Model, references: Mapping[str, str] = MappingProxyType({})
) -> Address:
    """Return what *segments*, those below the service's root, address in *model*.

    *references* are the Content-IDs of a batch's earlier operations, and the types of their
    entities, "" when not known: `$1/Tasks`.
    """
    if not segments:
        return Address(Kind.ROOT)
    first, *rest = segments
    special = {"$metadata": Kind.METADATA, "$batch": Kind.BATCH}.get(first.name)
    if special is not None:
        return Address(special)
    if first.name.startswith("$") and (first.name[1:] in references or first.name[1:].isdecimal()):
        return _referred(rest, model, references.get(first.name[1:]))
    found = model.sets.get(first.name)
    if found is None:
        function = model.functions_of(None).get(plain(first.name))
        if function is None:
            return Address(Kind.UNKNOWN, unknown=first)
        return Address(Kind.FUNCTION, function=function)
    return _Walk(model, first, found.type).along(rest)


def _referred(rest: Sequence[Segment], model: Model, type_name: str | None) -> Address:
    if not type_name:
        return Address(Kind.REFERENCE)
    walk = _Walk(model, None, type_name)
    walk.kind = Kind.ENTITY
    return walk.along(rest)


class _Walk:
    """Goes along a path, one segment after the other, and stands still at what is unknown."""

    def __init__(self, model: Model, first: Segment | None, type_name: str) -> None:
        self.model = model
        self.entity_set = first.name if first is not None else None
        self.type: str | None = type_name
        self.kind = Kind.SET
        self.function: Function | None = None
        self.steps: list[Step] = []
        self.unknown: Segment | None = None
        self.linking = False
        self.beneath: Step | None = None
        self.way: str | None = None
        if first is not None and first.key is not None:
            self.enter(first.key)

    def along(self, rest: Sequence[Segment]) -> Address:
        for segment in rest:
            self.go(segment)
        return self.end()

    def enter(self, key: str) -> None:
        assert self.type is not None
        self.steps.append(Step(self.type, key))
        self.kind = Kind.ENTITY

    def go(self, segment: Segment) -> None:
        if self.unknown is not None or self.kind is Kind.RAW:
            return
        known = self.special(segment) or self.member(segment)
        if not known:
            self.unknown = segment

    def special(self, segment: Segment) -> bool:
        name = segment.name
        if name in RAW:
            self.kind = Kind.RAW
        elif name == "$links" and self.kind is Kind.ENTITY:
            self.linking = True
        elif name in self.model.types:  # a type to narrow down to
            self.type = name
        else:
            return False
        return True

    def member(self, segment: Segment) -> bool:
        here = self.model.types.get(self.type or "")
        if here is None:
            return False
        return self.navigated(here, segment) or self.read(here, segment) or self.called(segment)

    def navigated(self, here: Type, segment: Segment) -> bool:
        way = here.navigation.get(segment.name)
        if way is None or self.kind is not Kind.ENTITY:
            return False
        self.beneath = self.steps[-1] if self.steps else Step(self.type or "", "")
        self.way = way.name
        self.type = way.type
        self.kind = Kind.RELATED if way.many else Kind.ENTITY
        if segment.key is not None:
            self.enter(segment.key)
        return True

    def read(self, here: Type, segment: Segment) -> bool:
        found = here.properties.get(segment.name)
        if found is None or self.kind not in {Kind.ENTITY, Kind.PROPERTY}:
            return False
        self.type, self.kind = found.type, Kind.PROPERTY
        return True

    def called(self, segment: Segment) -> bool:
        found = self.model.functions_of(self.type).get(plain(segment.name))
        if found is None or self.kind is not Kind.ENTITY:
            return False
        self.function, self.kind, self.type = found, Kind.ACTION, found.returns
        return True

    def end(self) -> Address:
        kind = Kind.LINKS if self.linking else self.kind
        if self.unknown is not None:
            kind = Kind.UNKNOWN
        return Address(
            kind,
            self.entity_set,
            self.type,
            self.function,
            tuple(self.steps),
            self.unknown,
            self.beneath,
            self.way,
        )
