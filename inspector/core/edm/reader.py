"""A `$metadata` document (CSDL v1 to v3) → an entity model."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from inspector.core.edm.heirs import Declared, inherit
from inspector.core.edm.model import Demand, EntitySet, Function, Model, Navigation, Property, Type
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
LIMIT = 50_000  # types and members, inherited ones counted again for each heir; sets, functions
_KINDS = ("EntityType", "ComplexType")


def read_model(document: bytes) -> tuple[Model | None, Failure | None]:
    """Read a `$metadata` document, or say why it is none; never raises.

    A document too large is refused as a whole: with half a model, everything in the other half
    would count as unknown.
    """
    root, failure = read_xml(document)
    if root is None:
        return None, failure
    schemas = list(root.iter(*_tags("Schema")))
    if not schemas:
        return None, Failure("no CSDL schema of OData v1 to v3 in it")
    reader = _Reader.of(schemas)
    types = inherit(dict(reader.types()), LIMIT)
    containers = [one for schema in schemas for one in _all(schema, "EntityContainer")]
    sets = [it for one in containers for it in _all(one, "EntitySet")]
    functions = [it for one in containers for it in _all(one, "FunctionImport")]
    if types is None or len(sets) + len(functions) > LIMIT:
        return None, Failure(f"more than {LIMIT} types and members, or sets and functions")
    by_name = {one.name: one for one in map(reader.entity_set, sets)}
    return Model(by_name, types, tuple(map(reader.function, functions))), None


Ends = Mapping[tuple[str, str], tuple[str, bool]]  # association and role → type, many


@dataclass(frozen=True)
class _Reader:
    """Reads elements, names being full: a schema's alias is written out."""

    schemas: Sequence[etree._Element]
    aliases: Mapping[str, str]
    ends: Ends

    @classmethod
    def of(cls, schemas: Sequence[etree._Element]) -> "_Reader":
        aliases = {
            alias: schema.get("Namespace", "")
            for schema in schemas
            if (alias := schema.get("Alias"))
        }
        alone = cls(schemas, aliases, {})
        return cls(schemas, aliases, dict(alone.associations()))

    def full(self, name: str) -> str:
        space, dot, rest = name.rpartition(".")
        return f"{self.aliases.get(space, space)}{dot}{rest}"

    def associations(self) -> Iterator[tuple[tuple[str, str], tuple[str, bool]]]:
        for schema in self.schemas:
            for association in _all(schema, "Association"):
                name = f"{schema.get('Namespace', '')}.{association.get('Name', '')}"
                for end in _all(association, "End"):
                    many = end.get("Multiplicity") == "*"
                    target = self.full(end.get("Type", ""))
                    yield (name, end.get("Role", "")), (target, many)

    def types(self) -> Iterator[tuple[str, Declared]]:
        for schema in self.schemas:
            for element in _all(schema, *_KINDS):
                name = element.get("Name")
                if name:
                    base = self.full(element.get("BaseType", ""))
                    yield f"{schema.get('Namespace', '')}.{name}", (self.type(element, name), base)

    def type(self, element: etree._Element, name: str) -> Type:
        properties = [self.property(one) for one in _all(element, "Property")]
        navigation = [self.navigation(one) for one in _all(element, "NavigationProperty")]
        keys = (ref for key in _all(element, "Key") for ref in _all(key, "PropertyRef"))
        return Type(
            name,
            tuple(one.get("Name", "") for one in keys),
            {one.name: one for one in properties},
            {one.name: one for one in navigation},
            _since(element),
            _ours(element, "IdKind"),
            element.get("OpenType") == "true",
        )

    def property(self, element: etree._Element) -> Property:
        written = element.get("Type", "Edm.String")
        collection = written.startswith("Collection(") and written.endswith(")")
        length = element.get("MaxLength", "")
        return Property(
            name=element.get("Name", ""),
            type=self.full(written[len("Collection(") : -1] if collection else written),
            collection=collection,
            nullable=element.get("Nullable", "true") != "false",
            max_length=int(length) if len(length) < 10 and _is_digits(length) else None,
            read_only=_ours(element, "ReadOnly") == "true",
            required=_demand(element),
            write_once=_ours(element, "WriteOnce") == "true",
            since=_since(element),
            values=_values(element),
            flags=_ours(element, "Flags") == "true",
            id_kind=_ours(element, "IdKind"),
            also_written=tuple((_ours(element, "AlsoWritten") or "").split()),
            never=frozenset((_ours(element, "Never") or "").split()),
            least=_ours(element, "Least"),
            most=_ours(element, "Most"),
            pattern=_ours(element, "Pattern"),
            holds=_ours(element, "Holds"),
        )

    def navigation(self, element: etree._Element) -> Navigation:
        role = (self.full(element.get("Relationship", "")), element.get("ToRole", ""))
        target, many = self.ends.get(role, ("", False))
        required = _demand(element) == "true"
        return Navigation(element.get("Name", ""), target, many, required, _since(element))

    def entity_set(self, element: etree._Element) -> EntitySet:
        verbs = _ours(element, "Verbs")
        return EntitySet(
            element.get("Name", ""),
            self.full(element.get("EntityType", "")),
            None if verbs is None else frozenset(verbs.split()),
            _since(element),
            read_number(_ours(element, "Until") or ""),
        )

    def function(self, element: etree._Element) -> Function:
        parameters = [self.property(one) for one in _all(element, "Parameter")]
        bound = element.get("IsBindable") == "true" and bool(parameters)
        side_effects = element.get("IsSideEffecting", "true") != "false"
        # MC-CSDL §2.1.29: what has no side effects is a function, and is called by GET
        verb = element.get(f"{{{METADATA}}}HttpMethod") or ("POST" if side_effects else "GET")
        return Function(
            name=element.get("Name", ""),
            verbs=frozenset((_ours(element, "Verbs") or verb).split()),
            parameters={one.name: one for one in (parameters[1:] if bound else parameters)},
            bound_to=parameters[0].type if bound else None,
            returns=element.get("ReturnType"),
            side_effects=side_effects,
            since=_since(element),
            deprecated=_ours(element, "Deprecated") == "true",
        )


def _tags(*names: str) -> Iterator[str]:
    return (f"{{{namespace}}}{name}" for name in names for namespace in EDM)


def _all(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    return element.iterchildren(*_tags(*names))


def _ours(element: etree._Element, name: str) -> str | None:
    return element.get(f"{{{OURS}}}{name}")


def _is_digits(text: str) -> bool:
    return text.isdecimal() and text.isascii()


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
