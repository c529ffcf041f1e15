"""What a request's body says of entities: instances of the model's types, and links.

Verbose JSON, light JSON and Atom are read alike; the places in an Atom entry are written as the
same entity's places in JSON, `/Tasks/0/Name`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from inspector.core import atom
from inspector.core.address import Address, Kind
from inspector.core.edm.model import Model, Navigation, Property, Type
from inspector.core.exchange import Request
from inspector.core.reading import escaped
from inspector.core.xml import read_xml

UPDATES = frozenset({"PUT", "MERGE", "PATCH"})
BOUND = "odata.bind"
# `create`: an entity that is to be made; `update`: one that is to be changed; `key`: one that is
# named by nothing but its key; `value`: a complex value; `arguments`: those of an action.
Role = Literal["create", "update", "key", "value", "arguments"]


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an instance; neither *property* nor *navigation*: its type has none."""

    pointer: str
    name: str  # of the property, without an annotation's `@odata.bind`
    value: Any
    property: Property | None = None
    navigation: Navigation | None = None
    bound: bool = False  # by `@odata.bind`


@dataclass(frozen=True)
class Instance:
    """An object of the body, and the type whose members it should have."""

    pointer: str
    role: Role
    type: Type
    value: Mapping[str, Any]
    within: tuple[str, ...] = ()  # id kinds of the entities it is made beneath

    def members(self) -> tuple[Member, ...]:
        """Return its members but those that are OData's own."""
        return self._members

    @cached_property
    def _members(self) -> tuple[Member, ...]:
        return tuple(self._read())

    def _read(self) -> Iterator[Member]:
        for written, value in self.value.items():
            name, at, annotation = written.partition("@")
            if written.startswith(("__", "odata.", "#")) or (at and annotation != BOUND):
                continue
            pointer = f"{self.pointer}/{escaped(written)}"
            known = self._property(name)
            way = self.type.navigation.get(name) if known is None else None
            yield Member(pointer, name, value, known, way, bool(at))

    def _property(self, name: str) -> Property | None:
        if self.role != "arguments":
            return self.type.property_written(name)
        wanted = name.lower()
        declared = self.type.properties.values()
        return next((one for one in declared if one.name.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Link:
    """An address in the body that should name an entity of the type *wanted* (full name)."""

    pointer: str
    uri: str
    wanted: str | None
    way: str


@dataclass(frozen=True, slots=True)
class Contents:
    """All a body says of entities, outermost first."""

    instances: tuple[Instance, ...] = ()
    links: tuple[Link, ...] = ()


NOTHING = Contents()


def read_contents(request: Request, address: Address, model: Model) -> Contents:
    """Return what the body of *request* says of the entities of *model*; never raises."""
    verb = request.verb
    if not request.body or verb not in UPDATES | {"POST"}:
        return NOTHING
    tree = body_tree(request)
    reading = _Reading(model, creating=verb == "POST")
    if address.kind is Kind.LINKS:
        reading.link_body(tree, address)
    elif isinstance(tree, dict):
        root = _root(verb, address, model)
        if root is not None:
            role, type_ = root
            above = model.types.get(address.beneath.type) if address.beneath else None
            reading.add("", role, type_, tree, _beneath(above))
            reading.go_through()
    return Contents(tuple(reading.instances), tuple(reading.links))


def body_tree(request: Request) -> Any:
    """Return the body as JSON values, an Atom entry in the layout of verbose JSON, or None."""
    if request.sniffed == "json" and request.json.failure is None:
        return request.json.value
    root = read_xml(request.body or b"")[0] if request.sniffed == "xml" else None
    if root is None:
        return None
    uri = atom.linked(root)
    if uri is not None:
        return {"uri": uri}
    found = atom.entries(root)
    return found[0] if found and not atom.is_feed(root) else None


def _root(verb: str, address: Address, model: Model) -> tuple[Role, Type] | None:
    if address.kind is Kind.ACTION and address.function is not None:
        called = address.function
        return "arguments", Type(called.name, (), called.parameters, {}, called.since)
    here = model.types.get(address.type or "")
    if here is None:
        return None
    if verb == "POST" and address.kind in {Kind.SET, Kind.RELATED}:
        return "create", here
    return ("update", here) if verb in UPDATES and address.kind is Kind.ENTITY else None


@dataclass
class _Reading:
    """Goes through a body by its types, without recursion."""

    model: Model
    creating: bool
    instances: list[Instance] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def add(
        self, pointer: str, role: Role, type_: Type, value: Any, within: tuple[str, ...] = ()
    ) -> None:
        self.instances.append(Instance(pointer, role, type_, value, within))

    def go_through(self) -> None:
        for instance in self.instances:  # which grows meanwhile
            if instance.role == "key":
                continue
            for member in instance.members():
                if member.navigation is not None:
                    self.related(member, member.navigation, instance)
                elif member.property is not None:
                    self.complex(member, member.property)

    def complex(self, member: Member, known: Property) -> None:
        inner = self.model.types.get(known.type)
        if inner is None:
            return
        for pointer, value in each(member.pointer, member.value):
            if isinstance(value, dict):
                self.add(pointer, "value", inner, value)

    def related(self, member: Member, way: Navigation, parent: Instance) -> None:
        for pointer, value in each(member.pointer, member.value):
            if member.bound or isinstance(value, str):
                if isinstance(value, str) and member.bound:
                    self.links.append(Link(pointer, value, way.type, way.name))
            elif isinstance(value, dict):
                self.entity(pointer, value, way, parent)

    def entity(
        self, pointer: str, value: dict[str, Any], way: Navigation, parent: Instance
    ) -> None:
        metadata = value.get("__metadata")
        uri = metadata.get("uri") if isinstance(metadata, dict) else None
        inner = self.model.types.get(way.type)
        own = [name for name in value if not name.startswith(("__", "odata."))]
        if isinstance(uri, str):
            self.links.append(Link(f"{pointer}/__metadata/uri", uri, way.type, way.name))
        elif inner is not None and own:
            by_key = set(own) <= set(inner.key)
            role: Role = "key" if by_key else "create" if self.creating else "update"
            self.add(pointer, role, inner, value, _beneath(parent.type, parent.within))

    def link_body(self, tree: Any, address: Address) -> None:
        for name in ("uri", "url"):
            uri = tree.get(name) if isinstance(tree, dict) else None
            if isinstance(uri, str):
                self.links.append(Link(f"/{name}", uri, address.type, address.way or ""))


def _beneath(above: Type | None, further: tuple[str, ...] = ()) -> tuple[str, ...]:
    kind = above.id_kind if above is not None else None
    return further if kind is None or kind in further else (*further, kind)


def each(pointer: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield pointer and value of the members of a list, verbose or plain, or of the one value."""
    if isinstance(value, dict) and isinstance(value.get("results"), list):
        pointer, value = f"{pointer}/results", value["results"]
    if isinstance(value, list):
        yield from ((f"{pointer}/{place}", one) for place, one in enumerate(value))
    else:
        yield pointer, value
