"""What stands in the way of encrypting, publishing and deleting, as earlier exchanges tell.

Microsoft's pages name these conditions without the words in which the service refuses; so a cause
of this file is likely, and none is certain.
"""

from collections.abc import Iterator
from typing import Any

from inspector.core.annotated import Cause
from inspector.core.inspection import Inspection
from inspector.core.lives.known import Known
from inspector.rules.hindsight.named import called, exchange, named_once, root_of, sentence
from inspector.rules.hindsight.states import ON_DEMAND, state_of, target

READ, LIST = 1, 8  # permissions
STORAGE_ENCRYPTED = "1"  # an Asset.Options
STORAGE_KEY, ENVELOPE_KEY = "1", "4"  # a ContentKeyType
PLAYREADY, WIDEVINE = "1", "3"  # a KeyDeliveryType
OF_COMMON_KEYS = {PLAYREADY: "PlayReady", WIDEVINE: "Widevine"}
SLATES = frozenset({"ShowSlate", "HideSlate", "StartAdvertisement", "EndAdvertisement"})


def rights_unfit_for_streaming(it: Inspection) -> Iterator[Cause]:
    """Yield that a streaming locator was wanted for a policy that lists, or does not read."""
    root = root_of(it, "Locator")
    if root is None or str(root.value.get("Type")) != ON_DEMAND:
        return
    for entity, place in named_once(it):
        policy = it.history.ledger.get(entity)
        if policy is None or policy.type != "AccessPolicy":
            continue
        rights = _number(policy.facts.get("Permissions"))
        if rights & LIST:
            why = "has the right List, which does not go with a streaming locator"
        elif rights and not rights & READ:
            why = f"does not grant Read (its Permissions are {rights}), which a streaming locator needs"
        else:
            continue
        yield Cause("likely", f"{sentence(called(policy))} {why}.", None, (place,))


def _number(value: Any) -> int:
    text = str(value)
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def policy_still_linked(it: Inspection) -> Iterator[Cause]:
    """Yield that a policy is to be deleted that an asset, a key or a locator still has."""
    found = target(it)
    if found is None or it.request.verb != "DELETE":
        return
    policy, place = found
    for holder in _HOLDERS.get(policy.type, ()):
        for known in it.history.ledger.linked(policy.entity, holder):
            why = f"{sentence(called(known))} still has {called(policy)}; unlink it first."
            yield Cause("likely", why, None, (place,))
            return


_HOLDERS = {
    "AssetDeliveryPolicy": ("Asset",),
    "AccessPolicy": ("Locator",),
    "ContentKeyAuthorizationPolicy": ("ContentKey",),
    "ContentKeyAuthorizationPolicyOption": ("ContentKeyAuthorizationPolicy",),
    "ContentKey": ("Asset",),
}


def asset_of_running_program(it: Inspection) -> Iterator[Cause]:
    """Yield that an asset is to be deleted into which a program writes."""
    found = target(it)
    if found is None or found[0].type != "Asset" or it.request.verb != "DELETE":
        return
    for program in it.history.ledger.linked(found[0].entity, "Program"):
        state, event = state_of(program)
        if state and state != "Stopped":
            where = f" ({exchange(event)})" if event is not None else ""
            why = f"{sentence(called(program))} writes into the asset, and was {state}{where}; stop and delete it first."
            yield Cause("likely", why, None, (found[1],))


def delivery_of_other_key(it: Inspection) -> Iterator[Cause]:
    """Yield that an envelope key's address was asked of PlayReady or Widevine."""
    found = target(it)
    action = it.address.function if it.address is not None else None
    if found is None or action is None or action.name != "GetKeyDeliveryUrl":
        return
    kind = str(found[0].facts.get("ContentKeyType"))
    asked = _delivery_type(it)
    if kind == ENVELOPE_KEY and asked in OF_COMMON_KEYS:
        why = (
            f"The content key is one for envelope encryption (ContentKeyType 4), and "
            f"{OF_COMMON_KEYS[asked]} delivers keys for common encryption; ask with keyDeliveryType 2."
        )
        yield Cause("likely", why, None, (it.request.at_pointer("/keyDeliveryType", asked),))


def _delivery_type(it: Inspection) -> str:
    for _, name, value in it.request.members():
        if name.lower() == "keydeliverytype":
            return str(value)
    return ""


def slate_without_encoding(it: Inspection) -> Iterator[Cause]:
    """Yield that a slate or an advertisement was asked of a channel that does not encode."""
    found = target(it)
    action = it.address.function if it.address is not None else None
    if found is None or action is None or action.name not in SLATES:
        return
    channel = found[0]
    if channel.facts.get("EncodingType", channel.facts.get("EncoderType")) == "None":
        why = f"{sentence(called(channel))} does not encode (EncodingType None), and only one that does has slates and advertisements."
        yield Cause("likely", why, None, (found[1],))


def encrypted_without_key(it: Inspection) -> Iterator[Cause]:
    """Yield that an asset with storage encryption has no storage key, and is to be worked on."""
    if root_of(it, "Job") is None and root_of(it, "Locator") is None:
        return
    for entity, place in named_once(it):
        asset = it.history.ledger.get(entity)
        if asset is None or asset.type != "Asset" or asset.created is None:
            continue
        if str(asset.facts.get("Options")) == STORAGE_ENCRYPTED and not _has_storage_key(it, asset):
            why = f"{sentence(called(asset))} is to be encrypted (Options 1), and no storage key was linked to it."
            yield Cause("likely", why, None, (place,))


def _has_storage_key(it: Inspection, asset: Known) -> bool:
    keys = it.history.ledger.linked(asset.entity, "ContentKey")
    return any(str(key.facts.get("ContentKeyType", STORAGE_KEY)) == STORAGE_KEY for key in keys)
