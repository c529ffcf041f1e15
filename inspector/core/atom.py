"""Atom entries in the layout of verbose JSON, so that one reading serves both.

Properties are text, `m:null` is None, links become `{"__metadata": {"uri": …}}`, inline entries
entities (MS-ODATA §2.2.6.2; ODataLib's ATOM reader).
"""

from collections.abc import Iterator
from typing import Any

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
DATA = "{http://schemas.microsoft.com/ado/2007/08/dataservices}"
META = "{http://schemas.microsoft.com/ado/2007/08/dataservices/metadata}"
RELATED = "http://schemas.microsoft.com/ado/2007/08/dataservices/related/"
DEEPEST = 64  # complex values in one another; lxml reads 256 levels


def is_feed(root: etree._Element) -> bool:
    """Tell whether *root* holds a list of entities."""
    return root.tag == f"{ATOM}feed"


def entries(root: etree._Element) -> list[dict[str, Any]]:
    """Return the entities of a feed, or the one of an entry; none for any other document."""
    if root.tag == f"{ATOM}entry":
        return [entity(root)]
    return [entity(entry) for entry in root.findall(f"{ATOM}entry")]


def entity(entry: etree._Element, depth: int = 0) -> dict[str, Any]:
    """Return one entry's properties and links."""
    found: dict[str, Any] = {}
    for link in entry.findall(f"{ATOM}link"):
        name = link.get("rel", "").partition(RELATED)[2]
        if name:
            _add_link(found, name, link, depth)
    for properties in _properties(entry):
        found.update(_members(properties, depth))
    return found


def linked(root: etree._Element) -> str | None:
    """Return the address in a `uri` element, the body of a `$links` request."""
    if etree.QName(root).localname != "uri":
        return None
    return "".join(str(text) for text in root.itertext()).strip()


def _properties(entry: etree._Element) -> Iterator[etree._Element]:
    yield from entry.findall(f"{META}properties")
    for content in entry.findall(f"{ATOM}content"):
        yield from content.findall(f"{META}properties")


def _add_link(found: dict[str, Any], name: str, link: etree._Element, depth: int) -> None:
    inline = link.find(f"{META}inline")
    many = "type=feed" in link.get("type", "").replace(" ", "").lower()
    if inline is not None and depth < DEEPEST:
        many = many or inline.find(f"{ATOM}feed") is not None
        inner = [*inline.findall(f"{ATOM}entry"), *inline.findall(f"{ATOM}feed/{ATOM}entry")]
        entities: list[Any] = [entity(entry, depth + 1) for entry in inner]
    else:
        entities = [{"__metadata": {"uri": link.get("href", "")}}]
    before = found.get(name)
    if isinstance(before, list):
        before.extend(entities)
    elif before is not None:  # a second link of the same name
        found[name] = [before, *entities]
    else:
        found[name] = entities if many else next(iter(entities), None)


def _members(parent: etree._Element, depth: int) -> dict[str, Any]:
    return {
        etree.QName(child).localname: _value(child, depth)
        for child in parent.iterchildren(etree.Element)
    }


def _value(element: etree._Element, depth: int) -> Any:
    if element.get(f"{META}null", "").lower() == "true":
        return None
    children = list(element.iterchildren(etree.Element))
    collection = element.get(f"{META}type", "").startswith("Collection(")
    if depth >= DEEPEST or not (children or collection):
        return "".join(str(text) for text in element.itertext())
    if collection or all(child.tag == f"{DATA}element" for child in children):
        return [_value(child, depth + 1) for child in children]
    return _members(element, depth + 1)
