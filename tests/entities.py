"""Ids and bodies of the service's entities, and inspections that know its model."""

from dataclasses import replace
from typing import Any

import make

from inspector.core.inspection import Inspection
from inspector.core.rule import Rule
from inspector.core.severity import Severity
from inspector.profiles.model import bundled_model

GUID = "0a1b2c3d-1500-80c3-8f4e-f1e5e6b3a001"
ATOM = (
    '<entry xmlns="http://www.w3.org/2005/Atom" xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices" '
    'xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata">{links}'
    '<content type="application/xml"><m:properties>{properties}</m:properties></content></entry>'
)  # fmt: skip
RELATED = "http://schemas.microsoft.com/ado/2007/08/dataservices/related/"


def id_of(kind: str) -> str:
    return f"nb:{kind}:UUID:{GUID}"


A, J, L, F, C = (
    f"{name}('{id_of(kind)}')"
    for name, kind in [("Assets", "cid"), ("Jobs", "jid"), ("Locators", "lid"), ("Files", "cid"), ("Channels", "chid")]
)  # fmt: skip
UNITS = f"EncodingReservedUnitTypes(guid'{GUID}')"
TASK = {"MediaProcessorId": id_of("mpid"), "TaskBody": "<taskBody/>", "Options": 0}
LOCATOR = {"Type": 1, "AssetId": id_of("cid"), "AccessPolicyId": id_of("pid")}


def inspection(*args: Any, **changed: Any) -> Inspection:
    """Return what make.inspection does, with the bundled model."""
    it = make.inspection(*args, **changed)
    return replace(it, facts=replace(it.facts, model=bundled_model()))


def found(rule: Rule, it: Inspection) -> list[tuple[str | None, Severity]]:
    return [(place.pointer, place.severity or rule.severity) for place in rule.check(it)]


def pointers(rule: Rule, it: Inspection) -> list[str | None]:
    return [place.pointer for place in rule.check(it)]


def atom(properties: str, links: str = "") -> str:
    return ATOM.replace("{properties}", properties).replace("{links}", links)
