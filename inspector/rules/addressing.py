"""QRY: a URL held against the service's entity model."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from inspector.core.address import Address, Kind
from inspector.core.edm.model import Model, plain
from inspector.core.evidence import Evidence
from inspector.core.exchange import TUNNEL
from inspector.core.inspection import Inspection
from inspector.core.keys import fault_of_segment
from inspector.core.lives.touching import identity
from inspector.core.placeholder import is_template
from inspector.core.rule import Rule, rule
from inspector.core.severity import ERROR, WARNING
from inspector.rules.sources import ERRORS, REFERENCE

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


RULES: tuple[Rule, ...] = (entity_set_unknown, operation_unsupported)
