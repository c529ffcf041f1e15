"""Atom: `<entry>`, `<feed>`, `m:properties`."""

from collections.abc import Sequence
from typing import Any, override

from lxml import etree

from inspector.core.edm.model import Property
from inspector.standin.forms.values import legal, namespaces, to_text
from inspector.standin.forms.writing import Sheet, Writer
from inspector.standin.moments import iso
from inspector.standin.schema import CONTAINER, NEVER, complex_type
from inspector.standin.store.rows import Entity

ATOM = "http://www.w3.org/2005/Atom"
APP = "http://www.w3.org/2007/app"
D = "http://schemas.microsoft.com/ado/2007/08/dataservices"
M = f"{D}/metadata"
RELATED = f"{D}/related/"
SCHEME = f"{D}/scheme"
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_NAMES = namespaces(ATOM, d=D, m=M)
_XML = "application/xml;charset=utf-8"


class Atom(Writer):
    """Writes Atom, and plain XML for what is no entity."""

    @override
    def entry(self, sheet: Sheet, entity: Entity) -> tuple[bytes, str]:
        """Write one entity."""
        root = etree.Element(f"{{{ATOM}}}entry", nsmap=_NAMES)
        root.set(XML_BASE, sheet.root)
        _fill(root, sheet, entity)
        return _bytes(root), "application/atom+xml;type=entry;charset=utf-8"

    @override
    def feed(
        self, sheet: Sheet, entities: Sequence[Entity], count: int | None
    ) -> tuple[bytes, str]:
        """Write a page of a set."""
        name = sheet.entity_set.name
        root = etree.Element(f"{{{ATOM}}}feed", nsmap=_NAMES)
        root.set(XML_BASE, sheet.root)
        if count is not None:
            _child(root, M, "count", str(count))
        _child(root, ATOM, "id", sheet.root + name)
        _child(root, ATOM, "title", name, type="text")
        _child(root, ATOM, "updated", _updated(entities[0] if entities else {}))
        _child(root, ATOM, "link", rel="self", title=name, href=name)
        for entity in entities:
            _fill(etree.SubElement(root, f"{{{ATOM}}}entry"), sheet, entity)
        return _bytes(root), "application/atom+xml;type=feed;charset=utf-8"

    @override
    def value(self, sheet: Sheet, prop: Property, value: Any) -> tuple[bytes, str]:
        """Write one property."""
        root = etree.Element(f"{{{D}}}{prop.name}", nsmap=namespaces(D, m=M))
        _set(root, prop, value)
        return _bytes(root), _XML

    @override
    def links(self, sheet: Sheet, uris: Sequence[str], *, many: bool) -> tuple[bytes, str]:
        """Write the addresses that links lead to."""
        root = etree.Element(f"{{{D}}}{'links' if many else 'uri'}", nsmap=namespaces(D))
        if not many:
            root.text = uris[0]
        for uri in uris if many else ():
            _child(root, D, "uri", uri)
        return _bytes(root), _XML

    @override
    def service(self, root: str, names: Sequence[str]) -> tuple[bytes, str]:
        """Write the service document."""
        top = etree.Element(f"{{{APP}}}service", nsmap=namespaces(APP, atom=ATOM))
        top.set(XML_BASE, root)
        space = etree.SubElement(top, f"{{{APP}}}workspace")
        _child(space, ATOM, "title", "Default")
        for name in names:
            collection = etree.SubElement(space, f"{{{APP}}}collection", href=name)
            _child(collection, ATOM, "title", name)
        return _bytes(top), "application/atomsvc+xml;charset=utf-8"

    @override
    def error(self, text: str) -> tuple[bytes, str]:
        """Write why the call was refused."""
        root = etree.Element(f"{{{M}}}error", nsmap={"m": M})
        _child(root, M, "code")
        told = _child(root, M, "message", text)
        told.set("{http://www.w3.org/XML/1998/namespace}lang", "en-US")
        return _bytes(root), _XML


def _fill(entry: etree._Element, sheet: Sheet, entity: Entity) -> None:
    uri = sheet.uri(entity)
    kind = sheet.entity_set.type.name
    _child(entry, ATOM, "id", uri)
    _child(entry, ATOM, "category", term=sheet.entity_set.type_name, scheme=SCHEME)
    _child(entry, ATOM, "link", rel="edit", title=kind, href=uri.removeprefix(sheet.root))
    for link in sheet.links:
        form = f"application/atom+xml;type={'feed' if link.many else 'entry'}"
        href = f"{uri.removeprefix(sheet.root)}/{link.name}"
        named = {"rel": RELATED + link.name, "type": form, "title": link.name, "href": href}
        _child(entry, ATOM, "link", **named)
    _child(entry, ATOM, "title")
    _child(entry, ATOM, "updated", _updated(entity))
    _child(_child(entry, ATOM, "author"), ATOM, "name")
    for name in sheet.entity_set.actions:
        about = {"metadata": f"{sheet.root}$metadata#{CONTAINER}.{name}", "title": name}
        _child(entry, M, "action", **about, target=f"{uri}/{name}")
    content = _child(entry, ATOM, "content", type="application/xml")
    inside = _child(content, M, "properties")
    for prop in sheet.properties:
        _set(_child(inside, D, prop.name), prop, entity[prop.name])


def _set(element: etree._Element, prop: Property, value: Any) -> None:
    if prop.collection:
        element.set(f"{{{M}}}type", f"Collection({prop.type})")
        for one in value or ():
            _fill_value(_child(element, D, "element"), prop, one)
        return
    if prop.type != "Edm.String":
        element.set(f"{{{M}}}type", prop.type)
    if value is None:
        element.set(f"{{{M}}}null", "true")
    else:
        _fill_value(element, prop, value)


def _fill_value(element: etree._Element, prop: Property, value: Any) -> None:
    if isinstance(value, dict):
        for inner in complex_type(prop):
            _set(_child(element, D, inner.name), inner, value.get(inner.name))
    else:
        element.text = legal(to_text(value))


def _child(
    parent: etree._Element, space: str, name: str, text: str = "", **attributes: str
) -> etree._Element:
    child = etree.SubElement(parent, f"{{{space}}}{name}", attributes)
    if text:
        child.text = legal(text)
    return child


def _updated(entity: Entity) -> str:
    changed = entity.get("LastModified") or entity.get("Created")
    return iso(changed) if changed else f"{NEVER}Z"


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")
