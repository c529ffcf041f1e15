"""What became of the entities that a failed request names, as earlier exchanges tell."""

from collections.abc import Iterator
from itertools import chain

from inspector.core.address import Kind
from inspector.core.annotated import Cause, Likelihood
from inspector.core.evidence import Evidence
from inspector.core.inspection import Inspection
from inspector.core.ledger import Event, Known
from inspector.core.touching import identity, identity_of_address

MOST_LOCATORS = 5  # of one asset (the quotas page)
NAMED_ONCE = {"Channel": None, "StreamingEndpoint": None, "Filter": None, "Program": None}
STORAGE_ENCRYPTION = 1  # a ContentKeyType


def exchange(event: Event) -> str:
    """Return which exchange did it, in words."""
    return f"exchange {event.index + 1}, {event.operation}"


def called(known: Known) -> str:
    """Return an entity's kind and name in words: `the asset "holiday"`."""
    name = known.facts.get("Name")
    kind = known.type or "entity"
    return f'the {kind} "{name}"' if isinstance(name, str) and name else f"the {kind}"


def named_entities(it: Inspection) -> Iterator[tuple[str, Evidence]]:
    """Yield the entities that the address and the body name, and where."""
    model, address = it.facts.model, it.address
    if model is None or address is None:
        return
    for step in address.steps:
        yield identity(step.key, model.types.get(step.type)), it.request.at_url()
    for option in it.request.target.options if address.function is not None else ():
        yield identity(option.value), it.request.at_query(option.name)
    for instance in it.contents.instances:
        for member in instance.members():
            known = member.property
            by_key = instance.role == "key" and member.name in instance.type.key
            if isinstance(member.value, str) and (by_key or (known is not None and known.id_kind)):
                place = it.request.at_pointer(member.pointer, member.value)
                yield identity(member.value), place
    for link in it.contents.links:
        linked = identity_of_address(link.uri, model)
        if linked:
            yield linked, it.request.at_pointer(link.pointer, link.uri)


def deleted_before(it: Inspection) -> Iterator[Cause]:
    """Yield that an entity named was deleted by an earlier exchange."""
    for entity, place in _once(it):
        known = it.history.ledger.get(entity)
        if known is not None and known.deleted is not None:
            along = known.deleted.operation.startswith("DELETE") and known.events[-1].way
            how = "deleted along with what it belongs to" if along else "deleted"
            what = called(known)
            why = f"{what[0].upper()}{what[1:]} was {how} before ({exchange(known.deleted)})."
            yield Cause("certain", why, None, (place.noting(exchange(known.deleted)),))


def _once(it: Inspection) -> Iterator[tuple[str, Evidence]]:
    seen: set[str] = set()
    for entity, place in named_entities(it):
        if entity not in seen:
            seen.add(entity)
            yield entity, place


def never_created(it: Inspection) -> Iterator[Cause]:
    """Yield that the creation of an entity named was refused before."""
    for entity, place in _once(it):
        known = it.history.ledger.get(entity)
        if known is None or known.created is not None or known.last("read", "listed", "changed"):
            continue
        refused = next((one for one in known.events if one.act == "created" and one.refused), None)
        if refused is not None:
            why = f"The {known.type or 'entity'} does not exist: its creation was refused ({exchange(refused)})."
            yield Cause("certain", why, None, (place.noting(exchange(refused)),))


def seen_before(it: Inspection) -> Iterator[Cause]:
    """Yield that an entity was there not long ago, and nobody in this recording deleted it."""
    for entity, place in _once(it):
        known = it.history.ledger.get(entity)
        last = known.last("created", "read", "changed", "listed") if known else None
        if known is None or last is None or known.deleted or _is_elsewhere(it, known):
            continue
        why = (
            f"{called(known)[0].upper()}{called(known)[1:]} was there before ({exchange(last)}); "
            "another client has deleted it since."
        )
        yield Cause("possible", why, None, (place.noting(exchange(last)),))


def of_another_account(it: Inspection) -> Iterator[Cause]:
    """Yield that an entity named was found at another account's host only."""
    host = it.request.target.host
    for entity, place in _once(it):
        known = it.history.ledger.get(entity)
        if known is not None and _is_elsewhere(it, known):
            there = ", ".join(sorted(known.hosts))
            why = f"{called(known)[0].upper()}{called(known)[1:]} belongs to another account: it was found at {there}, and is asked for at {host}."
            yield Cause("certain", why, None, (place.noting(there),))


def _is_elsewhere(it: Inspection, known: Known) -> bool:
    accounts = {_account(host) for host in known.hosts}
    mine = _account(it.request.target.host)
    return bool(accounts) and "" not in accounts and mine != "" and mine not in accounts


def _account(host: str) -> str:
    """Return the account in a host's name; "" where the name tells none, as the old root's."""
    return host.partition(".")[0] if ".restv2." in host else ""


def refers_to_failed_operation(it: Inspection) -> Iterator[Cause]:
    """Yield that an operation of a batch refers to an earlier one that failed."""
    first = it.request.target.segments[0].name if it.request.target.segments else ""
    if it.part is None or not first.startswith("$"):
        return
    for other in it.siblings:
        answer = other.response
        if other.content_id == first[1:] and answer is not None and answer.status >= 400:
            why = f"It refers to {first}, and that operation of the batch failed itself ({other.request.operation}, {answer.status})."
            yield Cause("certain", why, None, (it.request.at_url(),))


def id_in_use(it: Inspection) -> Iterator[Cause]:
    """Yield that an entity with the id sent was created before."""
    root = it.contents.instances[0] if it.contents.instances else None
    if root is None or root.role != "create" or len(root.type.key) != 1:
        return
    sent = root.value.get(root.type.key[0])
    known = it.history.ledger.get(identity(sent, root.type)) if isinstance(sent, str) else None
    if (
        known is not None
        and known.deleted is None
        and (known.created or known.last("read", "listed"))
    ):
        event = known.created or known.last("read", "listed")
        assert event is not None
        why = f"The {root.type.name}'s {root.type.key[0]} is in use already ({exchange(event)})."
        place = it.request.at_pointer(f"/{root.type.key[0]}", sent)
        yield Cause("certain", why, None, (place.noting(exchange(event)),))


def name_in_use(it: Inspection) -> Iterator[Cause]:
    """Yield that there is an entity of the same name already where names are unique."""
    root = it.contents.instances[0] if it.contents.instances else None
    name = root.value.get("Name") if root is not None and root.role == "create" else None
    if root is None or not isinstance(name, str) or not name:
        return
    place = it.request.at_pointer("/Name", name)
    for known in _of_same_kind(it, root.type.name):
        if (
            known.facts.get("Name") == name
            and known.deleted is None
            and not _is_elsewhere(it, known)
        ):
            event = known.created or known.events[0] if known.events or known.created else None
            where = f" ({exchange(event)})" if event else ""
            why = f'There is {_article(root.type.name)} named "{name}" already{where}.'
            yield Cause("certain", why, None, (place,))
            return
    if root.type.name == "AssetFile":
        yield from _made_by_function(it, place)


def _article(type_name: str) -> str:
    return f"{'an' if type_name[0] in 'AEIO' else 'a'} {type_name}"


def _of_same_kind(it: Inspection, type_name: str) -> Iterator[Known]:
    ledger = it.history.ledger
    if type_name in {"AssetFile", "IngestManifestFile", "AssetFilter"}:
        for parent in _parents(it):
            yield from ledger.linked(parent, type_name)
    elif type_name in NAMED_ONCE:
        yield from ledger.of_type(type_name)


def _parents(it: Inspection) -> Iterator[str]:
    """Yield what the entity to be created belongs to: by its address, or an id in its body."""
    for entity, _ in _once(it):
        yield entity


def _made_by_function(it: Inspection, place: Evidence) -> Iterator[Cause]:
    for parent in _parents(it):
        known = it.history.ledger.get(parent)
        made = (
            [e for e in known.events if e.way == "CreateFileInfos" and not e.refused]
            if known
            else []
        )
        if made:
            why = f"CreateFileInfos has made the asset's files already ({exchange(made[-1])})."
            yield Cause("certain", why, None, (place.noting(exchange(made[-1])),))


def second_primary_file(it: Inspection) -> Iterator[Cause]:
    """Yield that the asset has another file marked as primary."""
    root = it.contents.instances[0] if it.contents.instances else None
    if root is None or root.type.name != "AssetFile":
        return
    if str(root.value.get("IsPrimary", "")).lower() != "true":
        return
    own = {entity for entity, _ in _once(it)}
    parents = chain.from_iterable(_assets_of(it, entity) for entity in own)
    for parent in dict.fromkeys(parents):
        for known in it.history.ledger.linked(parent, "AssetFile"):
            primary = str(known.facts.get("IsPrimary", "")).lower() == "true"
            if primary and known.entity not in own:
                why = f"{called(known)[0].upper()}{called(known)[1:]} is the asset's primary file already."
                place = it.request.at_pointer("/IsPrimary", root.value.get("IsPrimary"))
                yield Cause("certain", why, None, (place,))


def _assets_of(it: Inspection, entity: str) -> Iterator[str]:
    yield entity
    known = it.history.ledger.get(entity)
    for other in known.links if known is not None else ():
        there = it.history.ledger.get(other)
        if there is not None and there.type == "Asset":
            yield other


def linked_already(it: Inspection) -> Iterator[Cause]:
    """Yield that a link exists, or that the asset has a storage key already."""
    if it.address is None or it.address.kind is not Kind.LINKS or it.request.verb != "POST":
        return
    ledger = it.history.ledger
    (left, _), *_rest = [*_once(it), ("", it.request.at_url())]
    for right, place in list(_once(it))[1:]:
        known, other = ledger.get(left), ledger.get(right)
        if known is not None and right in known.links:
            yield Cause("certain", "The two are linked already.", None, (place,))
        elif other is not None and _is_storage_key(other):
            for key in ledger.linked(left, "ContentKey"):
                if _is_storage_key(key):
                    yield Cause(
                        "certain", "The asset has a storage encryption key already.", None, (place,)
                    )
                    break


def _is_storage_key(known: Known) -> bool:
    return str(known.facts.get("ContentKeyType")) == str(STORAGE_ENCRYPTION)


def too_many_locators(it: Inspection) -> Iterator[Cause]:
    """Yield that the asset has as many locators as it may have."""
    root = it.contents.instances[0] if it.contents.instances else None
    if root is None or root.type.name != "Locator" or root.role != "create":
        return
    for entity, place in _once(it):
        known = it.history.ledger.get(entity)
        if known is None or known.type in {"AccessPolicy", "Locator"}:
            continue
        living = it.history.ledger.linked(entity, "Locator")
        if len(living) >= MOST_LOCATORS:
            why = f"The asset has {len(living)} locators already, and may have {MOST_LOCATORS}."
            yield Cause(_sure(living), why, "SES705", (place,))


def _sure(living: list[Known]) -> Likelihood:
    return (
        "certain" if all(one.created or one.last("read", "listed") for one in living) else "likely"
    )
