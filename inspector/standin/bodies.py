"""What a client sent: an entity with its links, one link, an action's parameters.

JSON is read as the service did (inspector.core.odata): `__metadata` means something in verbose
JSON only, `…@odata.bind` in light JSON only; each is an unknown property in the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from inspector.core.exchange import Request
from inspector.core.odata import Form, reads_body_as
from inspector.standin.atombody import read_atom_entry, read_atom_link
from inspector.standin.model import ENTITY_SETS, EntitySet, Link
from inspector.standin.refusal import UNDECLARED, Refusal, bad
from inspector.standin.values import read

BIND = "@odata.bind"


@dataclass
class Sent:
    """An entity as sent: values of the properties given, links to others, others inside it."""

    values: dict[str, Any] = field(default_factory=dict)
    links: list[tuple[Link, str]] = field(default_factory=list)  # and the address linked to
    inside: list[tuple[Link, "Sent"]] = field(default_factory=list)


def read_entity(request: Request, entity_set: EntitySet) -> Sent:
    """Read the body as an entity of *entity_set*; raises Refusal (400, 415)."""
    form = _form(request)
    if form is Form.ATOM:
        return _sent(read_atom_entry(request.body or b""), entity_set, Form.ATOM)
    return _sent(_object(request), entity_set, form)


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


def _form(request: Request) -> Form:
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


def _sent(value: dict[str, Any], entity_set: EntitySet, form: Form) -> Sent:
    sent = Sent()
    for name, inner in value.items():
        if form is Form.VERBOSE and name == "__metadata":
            continue
        if form is Form.LIGHT and (name.startswith("odata.") or "@odata." in name):
            sent.links.extend(_bound(name, inner, entity_set))
            continue
        prop, link = entity_set.by_name.get(name), entity_set.links_by_name.get(name)
        if prop is not None:
            sent.values[name] = read(prop, inner)
        elif link is not None:
            _navigation(sent, link, inner, form)
        else:
            raise bad(UNDECLARED)
    return sent


def _bound(name: str, value: Any, entity_set: EntitySet) -> Iterator[tuple[Link, str]]:
    link = entity_set.links_by_name.get(name.removesuffix(BIND))
    if not name.endswith(BIND):
        return  # an annotation; it says nothing new
    uris = value if isinstance(value, list) else [value]
    if link is None or not all(isinstance(uri, str) for uri in uris):
        raise bad(UNDECLARED)
    yield from ((link, uri) for uri in uris)


def _navigation(sent: Sent, link: Link, value: Any, form: Form) -> None:
    if value is None or (isinstance(value, dict) and "__deferred" in value):
        return
    if isinstance(value, dict) and isinstance(value.get("results"), list):
        value = value["results"]
    target = ENTITY_SETS[link.target]
    for one in value if isinstance(value, list) else [value]:
        if not isinstance(one, dict):
            raise bad(UNDECLARED)
        about = one.get("__metadata")
        uri = about.get("uri") if isinstance(about, dict) else None
        if form is not Form.LIGHT and isinstance(uri, str) and len(one) == 1:
            sent.links.append((link, uri))
        else:
            sent.inside.append((link, _sent(one, target, form)))
