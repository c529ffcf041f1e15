"""What is there already that a request collides with, as earlier exchanges tell."""

from collections.abc import Iterator
from itertools import chain

from inspector.core.address import Kind
from inspector.core.annotated import Cause, Likelihood
from inspector.core.evidence import Evidence
from inspector.core.history import trace
from inspector.core.inspection import Inspection
from inspector.core.lives.known import Event, Known
from inspector.rules.hindsight.named import (
    called,
    exchange,
    is_elsewhere,
    named_once,
    one,
    root_of,
    sentence,
)

MOST_LOCATORS = 5  # of one asset (the quotas page)
NAMED_ONCE = frozenset({"Channel", "StreamingEndpoint", "Filter", "Program"})
STORAGE_ENCRYPTION = 1  # a ContentKeyType


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
            and not is_elsewhere(it, known)
        ):
            event = known.created or known.events[0] if known.events or known.created else None
            where = f" ({exchange(event)})" if event else ""
            why = f'There is {one(root.type.name)} named "{name}" already{where}.'
            yield Cause("certain", why, None, (place,))
            return
    if root.type.name == "AssetFile":
        yield from _made_by_function(it, place)


def _of_same_kind(it: Inspection, type_name: str) -> Iterator[Known]:
    ledger = it.history.ledger
    if type_name in {"AssetFile", "IngestManifestFile", "AssetFilter"}:
        for parent in _parents(it):
            yield from ledger.linked(parent, type_name)
    elif type_name in NAMED_ONCE:
        yield from ledger.of_type(type_name)


def _parents(it: Inspection) -> Iterator[str]:
    """Yield what the entity to be created belongs to: by its address, or an id in its body."""
    for entity, _ in named_once(it):
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
    own = {entity for entity, _ in named_once(it)}
    parents = chain.from_iterable(_assets_of(it, entity) for entity in own)
    for parent in dict.fromkeys(parents):
        for known in it.history.ledger.linked(parent, "AssetFile"):
            primary = str(known.facts.get("IsPrimary", "")).lower() == "true"
            if primary and known.entity not in own:
                why = f"{sentence(called(known))} is the asset's primary file already."
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
    (left, _), *_rest = [*named_once(it), ("", it.request.at_url())]
    for right, place in list(named_once(it))[1:]:
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
    if root_of(it, "Locator") is None:
        return
    for entity, place in named_once(it):
        known = it.history.ledger.get(entity)
        if known is None or not entity.startswith("nb:cid:"):
            continue
        living = it.history.ledger.linked(entity, "Locator")
        lost = unanswered(known)
        if len(living) >= MOST_LOCATORS:
            why = f"The asset has {len(living)} locators already, and may have {MOST_LOCATORS}."
            yield Cause(_sure(living), why, "SES705", (place,))
        elif len(living) + len(lost) >= MOST_LOCATORS:
            why = (
                f"The asset has {len(living)} locators, and {len(lost)} more whose creation got no "
                f"answer ({exchange(lost[-1])}) and may have been done; it may have {MOST_LOCATORS}."
            )
            yield Cause("likely", why, "SES705", (place,))


def unanswered(asset: Known) -> list[Event]:
    """Return the attempts to create a locator of *asset* that got no answer."""
    linked = (one for one in asset.events if one.act == "linked" and one.way == "AssetId")
    return [one for one in linked if one.status is None]


def got_through_before(it: Inspection) -> Iterator[Cause]:
    """Yield that the same request was sent before, and done, though its answer was lost."""
    now = trace(it.exchange, -1)
    for seen in reversed(it.history.with_url(now.url)):
        if seen.repeats(now) and seen.status is None and it.request.verb == "POST":
            why = (
                f"The same request was sent before (exchange {seen.index + 1}) and got no answer: "
                "it did get through, and made what is there already."
            )
            yield Cause("certain", why, None, (it.request.at_method(),))
            return


def unlinked_before(it: Inspection) -> Iterator[Cause]:
    """Yield that the link that is to be removed was removed before."""
    address = it.address
    if address is None or address.kind is not Kind.LINKS or it.request.verb != "DELETE":
        return
    (left, _), *others = [*named_once(it), ("", it.request.at_url())]
    known = it.history.ledger.get(left)
    for right, place in others if known is not None else ():
        gone = (
            [e for e in known.events if e.act == "unlinked" and e.other == right] if known else []
        )
        if known is not None and gone and right not in known.links:
            why = f"The link was removed before ({exchange(gone[-1])})."
            yield Cause("certain", why, None, (place,))


def other_storage_account(it: Inspection) -> Iterator[Cause]:
    """Yield that an asset and the manifest it is put into are in different storage accounts."""
    if root_of(it, "IngestManifestAsset") is None:
        return
    places = {}
    for entity, _ in named_once(it):
        known = it.history.ledger.get(entity)
        account = known.facts.get("StorageAccountName") if known is not None else None
        if known is not None and isinstance(account, str) and account:
            places[known.type] = account
    asset, manifest = places.get("Asset"), places.get("IngestManifest")
    if asset and manifest and asset != manifest:
        why = f"The asset is in the storage account {asset}, its manifest in {manifest}: both must be in one."
        yield Cause("certain", why, None, (it.request.at_pointer("/ParentIngestManifestId"),))


def _sure(living: list[Known]) -> Likelihood:
    return (
        "certain" if all(one.created or one.last("read", "listed") for one in living) else "likely"
    )
