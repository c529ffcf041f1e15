"""QRY, ODA: a URL held against the service's entity model."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from inspector.core.address import Address, Kind, resolve
from inspector.core.contents import Link
from inspector.core.edm.model import Model, plain
from inspector.core.evidence import Evidence
from inspector.core.exchange import TUNNEL
from inspector.core.ids import kind_of_id
from inspector.core.inspection import Inspection
from inspector.core.keys import fault_of_segment, value_of_key
from inspector.core.lives.touching import identity
from inspector.core.placeholder import is_template
from inspector.core.rule import Rule, rule
from inspector.core.severity import ERROR, WARNING
from inspector.core.url import Target
from inspector.core.values import is_unknown
from inspector.rules.sources import ERRORS, REFERENCE

WHOSE = {
    "cid": "an Asset or File", "pid": "an AccessPolicy", "lid": "a Locator", "kid": "a ContentKey",
    "jtid": "a JobTemplate", "ttid": "a TaskTemplate", "jid": "a Job", "tid": "a Task",
    "mpid": "a MediaProcessor", "mid": "an IngestManifest", "maid": "an IngestManifestAsset",
    "mfid": "an IngestManifestFile", "chid": "a Channel", "pgid": "a Program",
    "oid": "a StreamingEndpoint", "opid": "an Operation", "nepid": "a NotificationEndPoint",
    "mcid": "a MonitoringConfiguration", "adpid": "an AssetDeliveryPolicy",
    "ckpid": "a ContentKeyAuthorizationPolicy", "ckpoid": "an authorization policy's option",
}  # fmt: skip
SAS = "1"  # a Locator.Type
READS = frozenset({"GET", "HEAD"})
UPDATES = frozenset({"PUT", "MERGE", "PATCH"})
KNOWN = READS | UPDATES | {"POST", "DELETE"}


@rule("QRY510", ERROR, source=REFERENCE)
def entity_set_unknown(it: Inspection) -> Iterator[Evidence]:
    """The address names no entity set, property or function that there is.

    Names are compared letter by letter, upper and lower case included; an asset's files are the
    set `Files`. The service answers 404. Further down the address it counts as a warning: the
    service's own document is lost, and the model that was rebuilt may lack a way.

    Correct the name; the service document at the root lists the sets.
    """
    address, model = it.address, it.facts.model
    if it.part is not None and address is not None and address.kind is Kind.REFERENCE:
        yield from _referred(it)
    if address is None or model is None or address.unknown is None:
        return
    here = model.types.get(address.type or "")
    unsure = address.entity_set is not None and (here is None or here.open)
    name = address.unknown.name
    if unsure or "." in name or fault_of_segment(address.unknown) or is_template(name):
        return
    names = list(_names(address, model))
    note = "it wants the key of one entity before it"
    if name not in names:
        note = nearest(name, names, _types_for(address, model))
    found = it.request.at_url().noting(note)
    yield found if address.entity_set is None else found.as_(WARNING)


def _referred(it: Inspection) -> Iterator[Evidence]:
    """Yield the address of a batch's operation that refers to no earlier operation."""
    name = it.request.target.segments[0].name
    earlier = (one.content_id for one in it.siblings if (one.part or 0) < (it.part or 0))
    if name[1:] not in set(earlier):
        yield it.request.at_url().noting(f"{name} is no Content-ID of an earlier operation")


def _names(address: Address, model: Model) -> Iterable[str]:
    """Return what could stand where *address* stops to be known."""
    here = model.types.get(address.type or "")
    if address.entity_set is None or here is None:
        return (*model.sets, *model.functions_of(None))
    return (*here.properties, *here.navigation, *model.functions_of(address.type))


def _types_for(address: Address, model: Model) -> Iterator[tuple[str, str]]:
    """Yield the names of types, which people write for the sets and ways that lead to them."""
    here = model.types.get(address.type or "")
    ways = here.navigation if address.entity_set is not None and here is not None else model.sets
    for name, one in ways.items():
        type_name = plain(one.type).casefold()
        yield from ((type_name, name), (f"{type_name}s", name))


def nearest(name: str, names: Iterable[str], also: Iterable[tuple[str, str]] = ()) -> str:
    """Return words for the one of *names* that is meant by *name*, "" when none is like it.

    *also* are other words for some of them, in lower case.
    """
    known = {one.casefold(): one for one in names}
    known |= dict(also)
    near = get_close_matches(name.casefold(), known, n=1)
    return f"did you mean {known[near[0]]}?" if near else ""


@rule("QRY511", ERROR, source=f"{REFERENCE} {ERRORS}")
def operation_unsupported(it: Inspection) -> Iterator[Evidence]:
    """What the address names does not take this verb.

    Not everything can be created, changed or deleted: tasks come with their job, an access
    policy is made anew, processors are only read. A set takes GET and POST, an entity GET, PUT,
    MERGE, PATCH and DELETE; functions are called by GET, actions by POST. The service answers
    400, 404 or 405.

    Send a verb that it takes, or address the entity by its key.
    """
    address, model, verb = it.address, it.facts.model, it.request.verb
    tunnelled = TUNNEL in it.request.headers  # one that cannot be obeyed is QRY507's
    if address is None or model is None or (tunnelled and verb == it.request.method):
        return
    locator = sas_locator(it)
    if locator:
        yield it.request.at_method().noting(locator)
        return
    taken = verbs_of(address, model)
    if taken is not None and verb in KNOWN and verb not in taken:
        words = ", ".join(sorted(taken - {"HEAD"})) or "nothing"
        yield it.request.at_method().noting(f"{address.kind.value} takes {words}")


def sas_locator(it: Inspection) -> str:
    """Return why the locator that is to be updated cannot be, "" when it can, or nobody knows."""
    address, model = it.address, it.facts.model
    if address is None or model is None or it.request.verb not in UPDATES or not address.steps:
        return ""
    here = model.types.get(address.type or "")
    done = it.response is not None and it.response.status < 300
    if done or address.kind is not Kind.ENTITY or here is None or here.name != "Locator":
        return ""
    known = it.history.ledger.get(identity(address.steps[-1].key, here))
    sent = [one.value.get("Type") for one in it.contents.instances[:1]]
    kind = known.facts.get("Type") if known is not None else None
    is_sas = str(kind if kind is not None else next(iter(sent), None)) == SAS
    return "a SAS locator cannot be updated" if is_sas else ""


def verbs_of(address: Address, model: Model) -> frozenset[str] | None:
    """Return the verbs that *address* takes; None when that is not known."""
    if address.kind in {Kind.METADATA, Kind.ROOT, Kind.RAW}:
        return READS
    if address.kind is Kind.BATCH:
        return frozenset({"POST"})
    if address.function is not None:
        return address.function.verbs
    if address.kind in {Kind.SET, Kind.ENTITY}:
        return entity_verbs(address, model)
    return None


def entity_verbs(address: Address, model: Model) -> frozenset[str] | None:
    """Return the verbs of a set, or of an entity in it; None when the model does not say."""
    of_type = (one.verbs for one in model.sets.values() if one.type == address.type)
    verbs = next(of_type, None)
    if verbs is None:
        return None
    mine = {"POST"} if address.kind is Kind.SET else UPDATES | {"DELETE"}
    return READS | (verbs & mine)


@rule(
    "ODA415",
    ERROR,
    source="https://learn.microsoft.com/rest/api/media/operations/identify-azure-media-services-entities",
)
def id_kind_mismatch(it: Inspection) -> Iterator[Evidence]:
    """An id stands where the id of another kind of entity belongs.

    The letters behind `nb:` say whose id it is: `cid` an asset or a file, `jid` a job, `mpid` a
    media processor. The service looks for an entity with that id and finds none: 404 or 400.

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


RULES: tuple[Rule, ...] = (entity_set_unknown, operation_unsupported, id_kind_mismatch)
