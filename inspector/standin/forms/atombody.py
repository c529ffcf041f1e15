"""Atom bodies, turned into what verbose JSON would say."""

from typing import Any

from lxml import etree

from inspector.core.xml import read_xml
from inspector.standin.forms.atom import ATOM, RELATED, D, M
from inspector.standin.refusal import Refusal, bad

_DEPTH = 8  # of entries inside entries
_MALFORMED = "Error processing request stream. "


def read_atom_entry(body: bytes) -> dict[str, Any]:
    """Return an `<entry>` as properties and links; raises Refusal for anything else."""
    root = _root(body)
    if root.tag != f"{{{ATOM}}}entry":
        raise bad(f"{_MALFORMED}The root element must be an Atom entry.")
    return _entry(root, 0)


def read_atom_link(body: bytes) -> str:
    """Return what `<uri>` holds; raises Refusal for anything else."""
    root = _root(body)
    if etree.QName(root).localname != "uri" or not root.text:
        raise bad(f"{_MALFORMED}The root element must be 'uri'.")
    return root.text.strip()


def _root(body: bytes) -> etree._Element:
    root, failure = read_xml(body)
    if root is None:
        reason = failure.reason if failure else "no element"
        raise bad(f"{_MALFORMED}The body cannot be read as XML: {reason}.")
    return root


def _entry(entry: etree._Element, depth: int) -> dict[str, Any]:
    if depth > _DEPTH:
        raise bad(f"{_MALFORMED}Entries are nested too deep.")
    found: dict[str, Any] = {}
    for link in entry.findall(f"{{{ATOM}}}link"):
        rel = link.get("rel") or ""
        if rel.startswith(RELATED):
            found.setdefault(rel.removeprefix(RELATED), []).extend(_linked(link, depth))
    properties = entry.find(f"{{{ATOM}}}content/{{{M}}}properties")
    for element in properties if properties is not None else ():
        found[_local(element)] = _value(element)
    return found


def _linked(link: etree._Element, depth: int) -> list[dict[str, Any]]:
    inline = link.find(f"{{{M}}}inline")
    if inline is None:
        return [{"__metadata": {"uri": link.get("href") or ""}}]
    entries = [
        *inline.findall(f"{{{ATOM}}}entry"),
        *inline.findall(f"{{{ATOM}}}feed/{{{ATOM}}}entry"),
    ]
    return [_entry(entry, depth + 1) for entry in entries]


def _value(element: etree._Element) -> Any:
    if element.get(f"{{{M}}}null") == "true":
        return None
    members = element.findall(f"{{{D}}}element")
    if members:
        return [_value(member) for member in members]
    inside = [inner for inner in element if isinstance(inner.tag, str)]
    if inside:
        return {_local(inner): _value(inner) for inner in inside}
    kind = element.get(f"{{{M}}}type") or ""
    if kind.startswith(("Collection(", "Bag(")):
        return []
    return element.text or ""


def _local(element: etree._Element) -> str:
    if not isinstance(element.tag, str):
        raise Refusal(400, f"{_MALFORMED}Only elements may stand among properties.")
    return etree.QName(element).localname
