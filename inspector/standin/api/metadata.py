"""`$metadata`: the bundled document, as one version of the API has it."""

from functools import lru_cache
from importlib import resources

from lxml import etree

from inspector.core.edm.reader import OURS
from inspector.core.versions import Version, read_number
from inspector.core.xml import read_xml
from inspector.standin.schema import schema_of

_REBUILT = (
    " REBUILT by ams-inspector from the published entity reference and the SDKs; the service's own "
    "document is lost. The attributes of urn:ams-inspector:model:1 are not the service's. "
)


@lru_cache(maxsize=32)
def metadata(version: Version) -> bytes:
    """Return the document, without the sets and members that *version* has not."""
    document = resources.files("inspector.profiles") / "media_services.edmx"
    root, failure = read_xml(document.read_bytes())
    if root is None:
        raise ValueError(f"media_services.edmx: {failure}")
    for element in list(root.iter()):
        since = read_number(str(element.get(f"{{{OURS}}}Since") or ""))
        until = read_number(str(element.get(f"{{{OURS}}}Until") or ""))
        if (since is not None and since > version) or (until is not None and until <= version):
            _drop(element)
    _drop_loose_ends(root, set(schema_of(version).sets))
    root.addprevious(etree.Comment(_REBUILT))  # inside, it would trip readers that expect elements
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="utf-8")


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _drop_loose_ends(root: etree._Element, sets: set[str]) -> None:
    """Drop sets of types that are not there, associations of theirs, actions bound to them."""
    for one in list(root.iter("{*}EntitySet")):
        if one.get("Name") not in sets:
            _drop(one)
    types = {
        f"{_namespace(one)}.{one.get('Name')}"
        for one in root.iter("{*}EntityType", "{*}ComplexType")
    }
    kept = {one.get("Relationship") for one in root.iter("{*}NavigationProperty")}
    for one in list(root.iter("{*}AssociationSet")):
        ends = {end.get("EntitySet") for end in one.iterchildren("{*}End")}
        if not ends <= sets or one.get("Association") not in kept:
            _drop(one)
    for one in list(root.iter("{*}Association")):
        if f"{_namespace(one)}.{one.get('Name')}" not in kept:
            _drop(one)
    for one in list(root.iter("{*}FunctionImport")):
        bound = next((p.get("Type") for p in one.iterchildren("{*}Parameter")), None)
        if one.get("IsBindable") == "true" and bound not in types:
            _drop(one)


def _namespace(element: etree._Element) -> str:
    parent = element.getparent()
    return "" if parent is None else parent.get("Namespace", "")
