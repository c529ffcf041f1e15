"""What stands around an asset or a key when a request failed, as earlier exchanges tell."""

from collections.abc import Iterator

from inspector.core.annotated import Cause
from inspector.core.inspection import Inspection
from inspector.core.lives.touching import identity
from inspector.core.url import Target
from inspector.rules.hindsight.named import named_once, root_of
from inspector.rules.hindsight.states import ON_DEMAND, target


def published_already(it: Inspection) -> Iterator[Cause]:
    """Yield that delivery policies were to change on an asset that has a streaming locator."""
    address = it.address
    if address is None or address.way != "DeliveryPolicies" or address.beneath is None:
        return
    asset = identity(address.beneath.key)
    for locator in it.history.ledger.linked(asset, "Locator"):
        if str(locator.facts.get("Type")) == ON_DEMAND:
            why = (
                "The asset has a streaming locator; its delivery policies can change only while "
                "it has none."
            )
            yield Cause("likely", why, None, (it.request.at_url(),))
            return


def key_without_policy(it: Inspection) -> Iterator[Cause]:
    """Yield that the address of a key was asked for that has no authorization policy."""
    found = target(it)
    action = it.address.function if it.address is not None else None
    if found is None or action is None or action.name != "GetKeyDeliveryUrl":
        return
    known = found[0]
    if known.last("created", "read", "listed") and not known.facts.get("AuthorizationPolicyId"):
        why = "The content key has no authorization policy (AuthorizationPolicyId is not set)."
        yield Cause("likely", why, None, (found[1],))


def other_protection_key(it: Inspection) -> Iterator[Cause]:
    """Yield that a key was encrypted for another certificate than the service had named."""
    root = root_of(it, "ContentKey")
    sent = root.value.get("ProtectionKeyId") if root is not None else None
    if root is None or not isinstance(sent, str):
        return
    for seen in reversed(it.history):
        if seen.value is None or not seen.path.lower().endswith("/getprotectionkeyid"):
            continue
        asked = Target(seen.url).option("contentKeyType")
        if seen.host != it.request.target.host or asked != str(root.value.get("ContentKeyType")):
            continue
        if seen.value.strip().casefold() != sent.strip().casefold():
            why = (
                "The key was encrypted for another certificate than the service named: "
                f"GetProtectionKeyId answered {seen.value} (exchange {seen.index + 1})."
            )
            place = it.request.at_pointer("/ProtectionKeyId", sent)
            yield Cause("likely", why, None, (place,))
        return


def storage_account_unknown(it: Inspection) -> Iterator[Cause]:
    """Yield that the storage account that is named was not among those of the account."""
    root = root_of(it)
    name = root.value.get("StorageAccountName") if root is not None else None
    if not isinstance(name, str) or not name:
        return
    listed = [one.facts.get("Name") for one in it.history.ledger.of_type("StorageAccount")]
    if name in listed:
        return
    why = f"The storage account {name} is not attached to the Media Services account"
    whole = it.history.ledger.listed_whole("StorageAccount", it.request.target.host)
    if whole and any(listed):
        why += f": it was not among the {len(listed)} that were listed"
    place = it.request.at_pointer("/StorageAccountName", name)
    yield Cause("certain" if whole and any(listed) else "likely", f"{why}.", None, (place,))


def container_deleted(it: Inspection) -> Iterator[Cause]:
    """Yield that the container of an asset was deleted in the storage account."""
    for entity, place in named_once(it):
        guid = entity.rpartition(":")[2]
        for seen in it.history if entity.startswith("nb:cid:") else ():
            gone = seen.verb == "DELETE" and ".blob." in seen.host and guid in seen.path.lower()
            if gone and "restype=container" in seen.url:
                why = (
                    "The asset's container in the storage account is gone "
                    f"(exchange {seen.index + 1} deleted it)."
                )
                yield Cause("certain", why, None, (place,))
