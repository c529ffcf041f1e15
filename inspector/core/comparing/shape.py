"""What a body is made of: the places of its members, and what types they have there."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus

from lxml import etree

from inspector.core.clean import one_line
from inspector.core.exchange import Message
from inspector.core.xml import read_xml

MOST = 400  # places of one body
LONGEST = 200  # characters of a place; what is below a longer one is left out
FORM = "application/x-www-form-urlencoded"
_METADATA = "{http://schemas.microsoft.com/ado/2007/08/dataservices/metadata}"
_JSON_TYPES = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}

Shape = dict[str, set[str]]  # types by place: {"/Tasks/*/Name": {"string"}}


def shape_of(message: Message) -> Shape | None:
    """Return what the body of *message* is made of; None when that is not known.

    A place in JSON is a pointer with `*` for positions in lists, in XML a path of local names
    (`/entry/content/properties/Name`), in a form a field's name. A body that is neither, and an
    empty one, has no places. Of a body of more than MOST places MOST + 1 are returned.
    """
    if message.body is None:
        return None
    if message.sniffed == "json":
        return None if message.json.failure else _gathered(_json(message.json.value))
    if message.sniffed == "xml":
        root, _ = read_xml(message.body)
        return None if root is None else _gathered(_xml(root))
    if message.content_type is not None and message.content_type.essence == FORM:
        return _gathered(_form(message.text))
    return {}


def _gathered(places: Iterator[tuple[str, str]]) -> Shape:
    found: Shape = {}
    for place, kind in places:
        found.setdefault(place, set()).add(kind)
        if len(found) > MOST:
            break
    return found


def _json(root: Any) -> Iterator[tuple[str, str]]:
    waiting = [("", root)]
    while waiting:
        at, value = waiting.pop()
        if isinstance(value, list):
            waiting.extend((f"{at}/*", item) for item in value if isinstance(item, (dict, list)))
            continue
        for name, member in value.items() if isinstance(value, dict) else ():
            place = _below(at, name.replace("~", "~0").replace("/", "~1"))
            yield place, _JSON_TYPES.get(type(member), "number")
            if isinstance(member, (dict, list)) and len(place) < LONGEST:
                waiting.append((place, member))


def _xml(root: etree._Element) -> Iterator[tuple[str, str]]:
    waiting = [("", root)]
    while waiting:
        at, element = waiting.pop()
        place = _below(at, _step(element))
        yield place, _xml_type(element)
        if len(place) < LONGEST:
            waiting.extend((place, child) for child in element)


def _step(element: etree._Element) -> str:
    """Return the element's local name; of an Atom link what it relates to as well."""
    name = etree.QName(element).localname
    relation = element.get("rel") if name == "link" else None
    return f"{name}[{relation.rpartition('/dataservices/')[2]}]" if relation else name


def _xml_type(element: etree._Element) -> str:
    if element.get(f"{_METADATA}null") == "true":
        return "null"
    declared = element.get(f"{_METADATA}type")
    return one_line(declared, LONGEST) if declared else "element" if len(element) else "text"


def _form(text: str) -> Iterator[tuple[str, str]]:
    for piece in text.split("&"):
        name = unquote_plus(piece.partition("=")[0])
        if name:
            yield _below("", name), "string"


def _below(at: str, step: str) -> str:
    return one_line(f"{at}/{step[:LONGEST]}", LONGEST)
