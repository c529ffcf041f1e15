"""Access policies and the locators that are made of them."""

from datetime import datetime, timedelta
from typing import Any

from inspector.standin.forms.bodies import Sent
from inspector.standin.hosts import STREAMING_HOST
from inspector.standin.laws.assets import container_of, container_uri
from inspector.standin.laws.keys import own_id
from inspector.standin.laws.law import Law, Work, named, require
from inspector.standin.places import One
from inspector.standin.refusal import Refusal, bad
from inspector.standin.schema import EntitySet, schema
from inspector.standin.store.rows import Entity
from inspector.standin.store.state import guid_of

LOCATORS_LIMIT = 5  # of one asset
_RIGHTS = ((1, "r"), (2, "w"), (4, "d"), (8, "l"))
SAS, STREAMING = 1, 2  # a Locator's Type
_LONGEST = 60 * 24 * 365 * 100  # minutes; a hundred years, as the tutorials' longest policy


class PolicyLaw(Law):
    """A policy without a duration makes the service fall over."""

    def check(self, work: Work, entity_set: EntitySet, sent: Sent) -> None:
        """Refuse a duration that is none."""
        minutes = sent.values.get("DurationInMinutes")
        if minutes is None:
            raise Refusal(500, "An error occurred while processing this request.")
        if not 0 < minutes <= _LONGEST:
            raise bad("The value of 'DurationInMinutes' is out of range.")


class LocatorLaw(Law):
    """A locator opens an asset for as long as its policy says; a SAS never changes."""

    put_replaces = False

    def check(self, work: Work, entity_set: EntitySet, sent: Sent) -> None:
        """Refuse a locator of nothing, and a sixth one."""
        values = sent.values
        if values.get("Type") not in {SAS, STREAMING}:
            raise bad("The value of 'Type' must be 1 (SAS) or 2 (OnDemandOrigin).")
        expiry = values.pop("ExpirationDateTime", None)
        if isinstance(expiry, datetime) and expiry.year > 1:  # .NET sends the year 1 for no date
            raise bad("The value of 'ExpirationDateTime' can be set by an update only.")
        asset = named(work, values, "AssetId", "Assets")
        values["AssetId"] = asset["Id"]
        values["AccessPolicyId"] = named(work, values, "AccessPolicyId", "AccessPolicies")["Id"]
        require(entity_set, sent)
        if values.get("Id") is not None:
            values["Id"] = own_id(values["Id"], "lid")
        if not work.state.storage.has(container_of(asset)):
            raise Refusal(409, "The asset's container does not exist.")
        others = work.state.linked(schema().sets["Assets"], asset, "Locators")
        if len(others) >= LOCATORS_LIMIT:
            raise Refusal(409, f"An asset cannot have more than {LOCATORS_LIMIT} locators.")

    def complete(self, work: Work, entity: Entity) -> None:
        """Make the path and the end of the locator."""
        policy = work.state.find("AccessPolicies", entity["AccessPolicyId"])
        asset = work.state.find("Assets", entity["AssetId"])
        assert policy is not None
        assert asset is not None
        begin = entity["StartTime"] or work.now
        entity["ExpirationDateTime"] = _expiry(begin, policy)
        guid = guid_of(entity["Id"])
        if entity["Type"] == STREAMING:
            base = f"http://{STREAMING_HOST}"
            entity.update(Path=f"{base}/{guid}/", BaseUri=base, ContentAccessComponent=guid)
            return
        container = container_of(asset)
        opened = (entity["StartTime"], entity["ExpirationDateTime"])
        rights = letters(policy["Permissions"])
        access = work.state.storage.signed(container, *opened, rights=rights, policy=guid)
        base = container_uri(asset["StorageAccountName"], container, work.call.storage)
        entity.update(Path=f"{base}?{access}", BaseUri=base, ContentAccessComponent=f"?{access}")

    def change(self, work: Work, one: One, values: dict[str, Any]) -> None:
        """Refuse any change of a SAS locator."""
        if one.entity["Type"] == SAS:
            raise bad("A SAS locator cannot be updated: delete it and create a new one.")
        if values.get("AssetId", one.entity["AssetId"]) != one.entity["AssetId"]:
            raise bad("The property 'AssetId' cannot be changed after the entity was created.")
        if "AccessPolicyId" in values and "ExpirationDateTime" not in values:
            policy = named(work, values, "AccessPolicyId", "AccessPolicies")
            begin = values.get("StartTime") or one.entity["StartTime"] or work.now
            values["ExpirationDateTime"] = _expiry(begin, policy)


def _expiry(begin: datetime, policy: Entity) -> datetime:
    try:
        return begin + timedelta(minutes=policy["DurationInMinutes"])
    except OverflowError:
        raise bad("The value of 'StartTime' is out of range.") from None


def letters(permissions: int) -> str:
    """Return the rights that a policy grants as letters of a SAS."""
    return "".join(letter for bit, letter in _RIGHTS if permissions & bit)
