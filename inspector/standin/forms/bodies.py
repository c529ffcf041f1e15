"""What a client sent: an entity with its links, one link, an action's parameters.

JSON is read as the service did (inspector.core.odata): `__metadata` means something in verbose
JSON only, `…@odata.bind` in light JSON only; each is an unknown property in the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from inspector.core.edm.model import Function, Property
from inspector.core.exchange import Request
from inspector.core.odata import Form, reads_body_as
from inspector.standin.forms.atombody import read_atom_entry, read_atom_link
from inspector.standin.forms.reading import read
from inspector.standin.refusal import UNDECLARED, Refusal, bad
from inspector.standin.schema import EntitySet, Link, Schema

LIMIT = 1024 * 1024  # bytes; the longest Configuration has 100,000 characters
BIND = "@odata.bind"


@dataclass
class Sent:
    """An entity as sent: values of the properties given, links to others, others inside it."""

    values: dict[str, Any] = field(default_factory=dict)
    links: list[tuple[Link, str]] = field(default_factory=list)  # and the address linked to
    inside: list[tuple[Link, "Sent"]] = field(default_factory=list)


def read_entity(request: Request, entity_set: EntitySet, schema: Schema) -> Sent:
    """Read the body as an entity of *entity_set*; raises Refusal (400, 415)."""
    form = _form(request)
    if form is Form.ATOM:
        return _Reader(schema, form).sent(read_atom_entry(request.body or b""), entity_set)
    return _Reader(schema, form).sent(_object(request), entity_set)


def read_link(request: Request) -> str:
    """Read the body of a `$links` call: the address to link to; raises Refusal."""
    form = _form(request)
    if form is Form.ATOM:
        return read_atom_link(request.body or b"")
    name = "uri" if form is Form.VERBOSE else "url"
    sent = _object(request)
    uri = sent.get(name)
    if not isinstance(uri, str) or len(sent) > 1:
        raise bad(UNDECLARED)
    return uri


def read_arguments(request: Request, function: Function) -> dict[str, Any]:
    """Read the body as an action's arguments, by the parameters' names; raises Refusal."""
    found: dict[str, Any] = {}
    if len(request.body or b"") > LIMIT:
        raise Refusal(413, f"The arguments are larger than {LIMIT // 1024} KiB.")
    for name, value in (_object(request) if request.body else {}).items():
        parameter = function.parameter(name)
        if parameter is None:
            raise bad(f"The action '{function.name}' has no parameter '{name[:80]}'.")
        found[parameter.name] = read(parameter, value)
    return found


def _form(request: Request) -> Form:
    if len(request.body or b"") > LIMIT:
        raise Refusal(413, f"The body of an entity is larger than {LIMIT // 1024} KiB.")
    form = reads_body_as(request)
    if form is None or form is Form.OTHER:
        sent = request.headers.get("Content-Type") or ""
        raise Refusal(
            415,
            "A supported MIME type could not be found that matches the content type of the "
            f"request: '{sent[:80]}'.",
        )
    return form


def _object(request: Request) -> dict[str, Any]:
    document = request.json
    if not request.body or document.failure is not None:
        failure = document.failure
        where = (
            f" {failure.reason}, line {failure.line}, column {failure.column}." if failure else ""
        )
        raise bad(f"Error processing request stream. The body cannot be read as JSON.{where}")
    if not isinstance(document.value, dict):
        raise bad(
            "Error processing request stream. The request should be a valid top-level "
            "resource object."
        )
    return document.value


@dataclass(frozen=True)
class _Reader:
    schema: Schema
    form: Form

    def sent(self, value: dict[str, Any], entity_set: EntitySet) -> Sent:
        """Return what an object says of an entity."""
        sent = Sent()
        for name, inner in value.items():
            if self.form is Form.VERBOSE and name == "__metadata":
                continue
            if self.form is Form.LIGHT and _is_annotation(name):
                sent.links.extend(_bound(name, inner, entity_set))
                continue
            prop = _property(entity_set, name)
            link = entity_set.links_by_name.get(name)
            if prop is not None:
                if not prop.read_only:
                    sent.values[prop.name] = read(prop, self.bare(inner))
            elif link is not None:
                self.navigated(sent, link, inner)
            else:
                raise bad(UNDECLARED)
        return sent

    def bare(self, value: Any) -> Any:
        """Return a complex value without what only the form has in it."""
        if isinstance(value, list):
            return [self.bare(one) for one in value]
        if not isinstance(value, dict):
            return value
        return {name: self.bare(one) for name, one in value.items() if not self.is_formal(name)}

    def is_formal(self, name: str) -> bool:
        """Tell whether a member of a complex value is none of its properties."""
        if self.form is Form.VERBOSE:
            return name == "__metadata"
        return self.form is Form.LIGHT and _is_annotation(name)

    def navigated(self, sent: Sent, link: Link, value: Any) -> None:
        """Take the entities that stand inside another, or the links to them."""
        if value is None or (isinstance(value, dict) and "__deferred" in value):
            return
        if isinstance(value, dict) and isinstance(value.get("results"), list):
            value = value["results"]
        for one in value if isinstance(value, list) else [value]:
            if not isinstance(one, dict):
                raise bad(UNDECLARED)
            uri = self.uri(one, link)
            if uri is not None:
                sent.links.append((link, uri))
            else:
                sent.inside.append((link, self.sent(one, self.schema.sets[link.target])))

    def uri(self, value: dict[str, Any], link: Link) -> str | None:
        """Return the address of an entity that is only named; None for one to be made."""
        about = value.get("__metadata")
        uri = about.get("uri") if isinstance(about, dict) else None
        if self.form is not Form.LIGHT and isinstance(uri, str) and len(value) == 1:
            return uri
        # `"Asset": {"Id": "nb:cid:…"}`, as the reference's sample of an IngestManifestAsset has it
        key = value.get(self.schema.sets[link.target].key)
        if not link.many and isinstance(key, str):
            quoted = key.replace("'", "''")
            return f"{link.target}('{quote(quoted, safe='')}')"
        return None


def _is_annotation(name: str) -> bool:
    return name.startswith("odata.") or "@odata." in name


def _property(entity_set: EntitySet, name: str) -> Property | None:
    """Return the property called *name*, or so by a slip of the documents."""
    found = entity_set.by_name.get(name)
    if found is None and name not in entity_set.type.properties:
        written = entity_set.type.property_written(name)
        found = entity_set.by_name.get(written.name) if written is not None else None
    return found


def _bound(name: str, value: Any, entity_set: EntitySet) -> Iterator[tuple[Link, str]]:
    link = entity_set.links_by_name.get(name.removesuffix(BIND))
    if not name.endswith(BIND):
        return  # an annotation; it says nothing new
    uris = value if isinstance(value, list) else [value]
    if link is None or not all(isinstance(uri, str) for uri in uris):
        raise bad(UNDECLARED)
    yield from ((link, uri) for uri in uris)
