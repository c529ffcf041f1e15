"""An entity model: what a service's `$metadata` (CSDL v3) says, and what CSDL has no word for.

Sources: MC-CSDL §2.1; attributes of the namespace of ours are explained in the model itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from inspector.core.reading import Failure
from inspector.core.versions import Version, read_number
from inspector.core.xml import read_xml

EDM = (
    "http://schemas.microsoft.com/ado/2006/04/edm",
    "http://schemas.microsoft.com/ado/2007/05/edm",
    "http://schemas.microsoft.com/ado/2008/09/edm",
    "http://schemas.microsoft.com/ado/2009/11/edm",
)
METADATA = "http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"
OURS = "urn:ams-inspector:model:1"
FIRST: Version = (2, 0)
Demand = Literal["", "true", "documented"]


@dataclass(frozen=True, slots=True)
class Property:
    """A property of an entity or complex type."""

    name: str
    type: str  # "Edm.String", or a complex type's full name; a collection's is its member's
    collection: bool = False
    nullable: bool = True
    max_length: int | None = None  # characters
    read_only: bool = False
    required: Demand = ""
    write_once: bool = False
    since: Version | None = None  # None: as old as its type
    values: Mapping[str, str] | None = None  # value as text → name; None: not enumerated
    flags: bool = False  # values may be added up
    id_kind: str | None = None  # the letters of an id: `cid`
    also_written: tuple[str, ...] = ()  # other spellings, in the documents' own samples
    never: frozenset[str] = frozenset()  # values that exist and are refused in a request
    least: str | None = None  # the smallest value, as written
    most: str | None = None
    pattern: str | None = None  # a regular expression that the whole text matches
    holds: str | None = None  # what a text is itself: `xml:taskBody`, `json`


@dataclass(frozen=True, slots=True)
class Navigation:
    """A way from an entity to others."""

    name: str
    type: str  # the target's full name
    many: bool
    required: bool = False
    since: Version | None = None


@dataclass(frozen=True)
class Type:
    """An entity type, or a complex type: that has no key and no navigation."""

    name: str  # without namespace
    key: tuple[str, ...]
    properties: Mapping[str, Property]
    navigation: Mapping[str, Navigation]
    since: Version | None = None
    id_kind: str | None = None
    open: bool = False  # members that are not declared are fine


@dataclass(frozen=True, slots=True)
class EntitySet:
    """A set of entities; None of *verbs* means that the model does not say."""

    name: str
    type: str
    verbs: frozenset[str] | None = None
    since: Version | None = None
    until: Version | None = None  # the version that had it no longer


@dataclass(frozen=True, slots=True)
class Function:
    """A function import or action; *bound_to* is the full name of the type it belongs to."""

    name: str
    verbs: frozenset[str]
    parameters: Mapping[str, Property]
    bound_to: str | None = None
    returns: str | None = None
    side_effects: bool = True
    since: Version | None = None
    deprecated: bool = False


@dataclass(frozen=True)
class Model:
    """Everything a `$metadata` document declares, by name; types by full name."""

    sets: Mapping[str, EntitySet]
    types: Mapping[str, Type]
    functions: tuple[Function, ...]

    def type_of(self, entity_set: str) -> Type | None:
        """Return the type of the entities in a set; None when there is no such set."""
        found = self.sets.get(entity_set)
        return None if found is None else self.types.get(found.type)

    def functions_of(self, type_name: str | None) -> dict[str, Function]:
        """Return the actions bound to a type by name, or with None what is bound to none."""
        return {one.name: one for one in self.functions if one.bound_to == type_name}


def read_model(document: bytes) -> tuple[Model | None, Failure | None]:
    """Read a `$metadata` document, or say why it is none; never raises."""
    root, failure = read_xml(document)
    if root is None:
        return None, failure
    schemas = list(_all(root, "Schema"))
    if not schemas:
        return None, Failure("no CSDL schema of OData v1 to v3 in it")
    ends = {name: end for schema in schemas for name, end in _associations(schema)}
    types = {
        f"{schema.get('Namespace', '')}.{name}": _type(element, name, ends)
        for schema in schemas
        for kind in ("EntityType", "ComplexType")
        for element in _all(schema, kind)
        if (name := element.get("Name"))
    }
    sets = (_entity_set(element) for element in _all(root, "EntitySet"))
    functions = tuple(_function(element) for element in _all(root, "FunctionImport"))
    return Model({one.name: one for one in sets}, types, functions), None


Ends = Mapping[tuple[str, str], tuple[str, bool]]  # association and role → type, many


def _associations(schema: etree._Element) -> Iterator[tuple[tuple[str, str], tuple[str, bool]]]:
    for association in _all(schema, "Association"):
        name = f"{schema.get('Namespace', '')}.{association.get('Name', '')}"
        for end in _all(association, "End"):
            many = end.get("Multiplicity") == "*"
            yield (name, end.get("Role", "")), (end.get("Type", ""), many)


def _type(element: etree._Element, name: str, ends: Ends) -> Type:
    properties = [_property(one) for one in _all(element, "Property")]
    navigation = [_navigation(one, ends) for one in _all(element, "NavigationProperty")]
    return Type(
        name,
        tuple(one.get("Name", "") for one in _all(element, "PropertyRef")),
        {one.name: one for one in properties},
        {one.name: one for one in navigation},
        _since(element),
        _ours(element, "IdKind"),
    )


def _property(element: etree._Element) -> Property:
    written = element.get("Type", "Edm.String")
    collection = written.startswith("Collection(") and written.endswith(")")
    length = element.get("MaxLength", "")
    return Property(
        name=element.get("Name", ""),
        type=written[len("Collection(") : -1] if collection else written,
        collection=collection,
        nullable=element.get("Nullable", "true") != "false",
        max_length=int(length) if length.isdecimal() and length.isascii() else None,
        read_only=_ours(element, "ReadOnly") == "true",
        required=_demand(element),
        write_once=_ours(element, "WriteOnce") == "true",
        since=_since(element),
        values=_values(element),
        flags=_ours(element, "Flags") == "true",
        id_kind=_ours(element, "IdKind"),
    )


def _navigation(element: etree._Element, ends: Ends) -> Navigation:
    role = (element.get("Relationship", ""), element.get("ToRole", ""))
    target, many = ends.get(role, ("", False))
    required = _demand(element) == "true"
    return Navigation(element.get("Name", ""), target, many, required, _since(element))


def _entity_set(element: etree._Element) -> EntitySet:
    verbs = _ours(element, "Verbs")
    return EntitySet(
        element.get("Name", ""),
        element.get("EntityType", ""),
        None if verbs is None else frozenset(verbs.split()),
        _since(element),
        read_number(_ours(element, "Until") or ""),
    )


def _function(element: etree._Element) -> Function:
    parameters = [_property(one) for one in _all(element, "Parameter")]
    bound = element.get("IsBindable") == "true" and bool(parameters)
    verb = element.get(f"{{{METADATA}}}HttpMethod") or "POST"
    return Function(
        name=element.get("Name", ""),
        verbs=frozenset((_ours(element, "Verbs") or verb).split()),
        parameters={one.name: one for one in (parameters[1:] if bound else parameters)},
        bound_to=parameters[0].type if bound else None,
        returns=element.get("ReturnType"),
        side_effects=element.get("IsSideEffecting", "true") != "false",
        since=_since(element),
        deprecated=_ours(element, "Deprecated") == "true",
    )


def _all(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return element.iter(*(f"{{{namespace}}}{name}" for namespace in EDM))


def _ours(element: etree._Element, name: str) -> str | None:
    return element.get(f"{{{OURS}}}{name}")


def _since(element: etree._Element) -> Version | None:
    return read_number(_ours(element, "Since") or "")


def _demand(element: etree._Element) -> Demand:
    said = _ours(element, "Required")
    return "true" if said == "true" else "documented" if said == "documented" else ""


def _values(element: etree._Element) -> dict[str, str] | None:
    said = _ours(element, "Values")
    if said is None:
        return None
    pairs = (word.partition("=") for word in said.split())
    return {value: name or value for value, _, name in pairs}
