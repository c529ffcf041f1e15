"""ODA: ids, held against the kind of entity whose id belongs there."""

from collections.abc import Iterator, Mapping

from inspector.core.address import Address, Kind, resolve
from inspector.core.contents import Link
from inspector.core.edm.model import Model
from inspector.core.evidence import Evidence
from inspector.core.ids import kind_of_id
from inspector.core.inspection import Inspection
from inspector.core.keys import value_of_key
from inspector.core.rule import Rule, rule
from inspector.core.severity import ERROR, WARNING
from inspector.core.url import Target
from inspector.core.values import is_unknown
from inspector.rules.addressing import nearest
from inspector.rules.expressions import judgements

WHOSE = {
    "cid": "an Asset or File", "pid": "an AccessPolicy", "lid": "a Locator", "kid": "a ContentKey",
    "jtid": "a JobTemplate", "ttid": "a TaskTemplate", "jid": "a Job", "tid": "a Task",
    "mpid": "a MediaProcessor", "mid": "an IngestManifest", "maid": "an IngestManifestAsset",
    "mfid": "an IngestManifestFile", "chid": "a Channel", "pgid": "a Program",
    "oid": "a StreamingEndpoint", "opid": "an Operation", "nepid": "a NotificationEndPoint",
    "mcid": "a MonitoringConfiguration", "adpid": "an AssetDeliveryPolicy",
    "ckpid": "a ContentKeyAuthorizationPolicy", "ckpoid": "an authorization policy's option",
}  # fmt: skip


@rule(
    "ODA415",
    ERROR,
    source="https://learn.microsoft.com/rest/api/media/operations/identify-azure-media-services-entities",
)
def id_kind_mismatch(it: Inspection) -> Iterator[Evidence]:
    """An id stands where the id of another kind of entity belongs.

    The letters behind `nb:` say whose id it is: `cid` an asset or a file, `jid` a job, `mpid` a
    media processor. The service looks for an entity with that id and finds none: 404 or 400. A
    `$filter` matches nothing, which is not refused, and counts as a warning.

    Send the id of the entity that is meant.
    """
    address, model = it.address, it.facts.model
    if address is None or model is None:
        return
    for step in address.steps:
        wanted = model.types[step.type].id_kind if step.type in model.types else None
        note = mismatch(value_of_key(step.key), wanted)
        if note:
            yield it.request.at_url().noting(note)
    for name, note in mistaken_arguments(it, address):
        yield it.request.at_query(name).noting(note)
    yield from mistaken_comparisons(it)
    yield from mistaken_properties(it)
    yield from mistaken_links(it, model)


def mistaken_arguments(it: Inspection, address: Address) -> Iterator[tuple[str, str]]:
    """Yield the function's arguments that hold an id of another kind, and what is wrong."""
    if address.function is None:
        return
    wanted = {one.name.lower(): one.id_kind for one in address.function.parameters.values()}
    for option in it.request.target.options:
        note = mismatch(option.value, wanted.get(option.name.lower()))
        if note:
            yield option.name, note


def mistaken_comparisons(it: Inspection) -> Iterator[Evidence]:
    """Yield the options that hold a property against an id of another kind."""
    for name, judgement in judgements(it):
        for one in judgement.equated:
            note = mismatch(one.text, one.id_kind)
            if note:
                yield it.request.at_query(name).noting(note).as_(WARNING)


def mistaken_properties(it: Inspection) -> Iterator[Evidence]:
    """Yield the members of the body that hold an id of another kind."""
    for instance in it.contents.instances:
        for member in instance.members():
            if not isinstance(member.value, str) or member.property is None:
                continue
            own = instance.role != "value" and member.name in instance.type.key
            wanted = member.property.id_kind or (instance.type.id_kind if own else None)
            note = mismatch(member.value, wanted)
            if note:
                yield it.request.at_pointer(member.pointer, member.value).noting(note)


def mistaken_links(it: Inspection, model: Model) -> Iterator[Evidence]:
    """Yield the body's links that lead to another kind of entity than belongs there."""
    for link in it.contents.links:
        note = fault_of_link(link, model, it.references)
        if note:
            yield it.request.at_pointer(link.pointer, link.uri).noting(note)


def fault_of_link(link: Link, model: Model, references: Mapping[str, str]) -> str:
    """Return what is wrong with what *link* leads to, "" when nothing is, or nobody knows."""
    there = resolve(Target(link.uri).segments, model, references)
    if is_unknown(link.uri) or there.kind in {Kind.REFERENCE, Kind.ROOT}:
        return ""
    if there.kind is Kind.UNKNOWN and there.unknown is not None:
        meant = "" if there.entity_set else nearest(there.unknown.name, model.sets)
        return f"{there.unknown.name} is no entity set: {meant}" if meant else ""
    for step in there.steps:
        type_ = model.types.get(step.type)
        note = mismatch(value_of_key(step.key), type_.id_kind if type_ else None)
        if note:
            return note
    wanted, got = model.types.get(link.wanted or ""), model.types.get(there.type or "")
    if wanted is not None and got is not None and got is not wanted:
        return f"{got.name} where {wanted.name} belongs"
    return "a whole set where one entity belongs" if there.kind is Kind.SET else ""


def mismatch(text: str, wanted: str | None) -> str:
    """Return what is wrong with the kind of an id, "" when nothing is, or it is no such id."""
    found = kind_of_id(text)
    if wanted is None or found is None or found == wanted:
        return ""
    return f"an id of {_whose(found)} where one of {_whose(wanted)} belongs"


def _whose(kind: str) -> str:
    """Return whose ids have the letters *kind*: `a Job (jid)`."""
    names = WHOSE.get(kind)
    return f"{names} ({kind})" if names else f"the kind {kind}"


RULES: tuple[Rule, ...] = (id_kind_mismatch,)
