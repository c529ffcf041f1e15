"""What the service insists on when something is created, changed or deleted."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from inspector.core.url import Target
from inspector.standin.address import One, resolve
from inspector.standin.assets import container_of, make, make_asset, remove_asset
from inspector.standin.bodies import Sent
from inspector.standin.hosts import STREAMING_HOST
from inspector.standin.model import ENTITY_SETS, EntitySet, Link
from inspector.standin.refusal import Refusal, bad, missing
from inspector.standin.state import Entity, State, guid_of
from inspector.standin.storage import container_uri

LOCATORS_LIMIT = 5  # of one asset
SAS, STREAMING = 1, 2  # Locator.Type
_RESERVED = set("!*'();:@&=+$,/?%#[]\"")
_LENGTH = 1_000_000  # characters
_LENGTHS = {"Name": 4000, "AlternateId": 4000, "Configuration": 100_000}
_OPTIONS = {0, 1, 2, 4}


def create(state: State, entity_set: EntitySet, sent: Sent, now: datetime) -> Entity:
    """Make an entity of what was sent, with its links and the entities inside it."""
    if "POST" not in entity_set.verbs and entity_set.name != "Tasks":
        raise bad(f"Entities of '{entity_set.name}' cannot be created.")
    _check_values(entity_set, sent.values)
    _MAKERS.get(entity_set.name, _check_required)(state, entity_set, sent.values, now)
    if entity_set.name == "Assets":
        entity = make_asset(state, sent.values, now)
    else:
        entity = make(entity_set, sent.values, now)
        if entity_set.name == "Locators":
            _locate(state, entity, now)
        if state.find(entity_set, entity[entity_set.key]) is not None:
            raise Refusal(409, f"An entity with the key '{entity[entity_set.key]}' exists already.")
        state.insert(entity_set, entity)
    _tie(state, One(entity_set, entity), sent, now)
    return entity


def _tie(state: State, one: One, sent: Sent, now: datetime) -> None:
    for link, uri in sent.links:
        link_to(state, one, link, uri)
    for link, inside in sent.inside:
        target = ENTITY_SETS[link.target]
        if link.via and link.many:
            inside.values.setdefault(link.via, one.key)
        made = create(state, target, inside, now)
        if not link.via:
            state.connect(one.entity_set, one.key, link, made[target.key])
        elif not link.many:
            state.change(one.entity_set, one.key, {link.via: made[target.key]})


def link_to(state: State, one: One, link: Link, uri: str) -> None:
    """Link an entity to the one *uri* addresses; raises Refusal (400, 404)."""
    segments = Target(uri).segments
    place = resolve(segments, state) if segments else None
    if not isinstance(place, One) or place.entity_set.name != link.target:
        raise bad(f"The link '{link.name}' must lead to an entity of '{link.target}'.")
    if link.via:
        raise bad(f"The link '{link.name}' cannot be set; it follows from '{link.via}'.")
    state.connect(one.entity_set, one.key, link, place.key)


def update(state: State, one: One, sent: Sent, now: datetime, *, replace: bool) -> None:
    """Change an entity; *replace* gives what was not sent its default (PUT)."""
    if one.entity_set.name == "Locators" and one.entity["Type"] == SAS:
        raise bad("A SAS locator cannot be updated: delete it and create a new one.")
    _check_values(one.entity_set, sent.values)
    _check_files(state, one, sent.values)
    sent_values = {
        name: value
        for name, value in sent.values.items()
        if not one.entity_set.by_name[name].read_only and name != one.entity_set.key
    }
    kept = {
        prop.name: prop.default
        for prop in one.entity_set.properties
        if replace and not (prop.read_only or prop.required or prop.name == one.entity_set.key)
    }
    stamped = {"LastModified": now} if "LastModified" in one.entity else {}
    state.change(one.entity_set, one.key, {**kept, **sent_values, **stamped})
    for link, uri in sent.links:
        link_to(state, one, link, uri)


def delete(state: State, one: One, *, keep_container: bool) -> None:
    """Delete an entity with what belongs to it."""
    if one.entity_set.name == "Assets":
        remove_asset(state, one.entity, keep_container=keep_container)
        return
    for link in one.entity_set.links:
        if one.entity_set.name == "Jobs" and link.name == "Tasks":
            for task in state.linked(one.entity_set, one.entity, link):
                state.remove(ENTITY_SETS["Tasks"], task["Id"])
    state.remove(one.entity_set, one.key)


def _check_required(
    _state: State, entity_set: EntitySet, values: dict[str, Any], _now: datetime
) -> None:
    for prop in entity_set.properties:
        if prop.required and values.get(prop.name) is None:
            raise bad(f"The property '{prop.name}' is required.")


def _check_values(entity_set: EntitySet, values: dict[str, Any]) -> None:
    for name, value in values.items():
        most = _LENGTHS.get(name, _LENGTH)
        if isinstance(value, str) and len(value) > most:
            raise bad(f"The value of '{name}' is longer than {most} characters.")
    options = values.get("Options")
    if entity_set.name == "Assets" and options is not None and options not in _OPTIONS:
        raise bad("The value of 'Options' must be one of 0, 1, 2, 4.")
    for subscription in values.get("JobNotificationSubscriptions") or ():
        if subscription["TargetJobState"] not in {1, 2}:
            raise bad("The value of 'TargetJobState' must not be 0.")


def _check_policy(_state: State, _set: EntitySet, values: dict[str, Any], _now: datetime) -> None:
    # The service did not check for it, and fell over.
    if values.get("DurationInMinutes") is None:
        raise Refusal(500, "An error occurred while processing this request.")
    if values["DurationInMinutes"] <= 0 or values["DurationInMinutes"] > 60 * 24 * 365 * 100:
        raise bad("The value of 'DurationInMinutes' is out of range.")


def _check_file(state: State, entity_set: EntitySet, values: dict[str, Any], now: datetime) -> None:
    _check_required(state, entity_set, values, now)
    asset = state.find(ENTITY_SETS["Assets"], values["ParentAssetId"])
    if asset is None:
        raise missing("Assets")
    _check_files(state, One(entity_set, {"Id": None, "ParentAssetId": asset["Id"]}), values)


def _check_files(state: State, one: One, values: dict[str, Any]) -> None:
    if one.entity_set.name != "Files":
        return
    name = values.get("Name")
    if name is not None and (_RESERVED & set(name) or len(name) > 260):
        raise bad("The value of 'Name' holds characters that are reserved, or is too long.")
    assets = ENTITY_SETS["Assets"]
    asset = state.find(assets, one.entity["ParentAssetId"])
    siblings = state.linked(assets, asset, assets.links_by_name["Files"]) if asset else []
    others = [file for file in siblings if file["Id"] != one.entity["Id"]]
    if any(file["Name"] == name for file in others):
        raise Refusal(409, f"An AssetFile named '{name}' exists in the asset already.")
    if values.get("IsPrimary") and any(file["IsPrimary"] for file in others):
        raise Refusal(409, "The asset has a primary file already.")


def _check_locator(state: State, _set: EntitySet, values: dict[str, Any], _now: datetime) -> None:
    if values.get("Type") not in {SAS, STREAMING}:
        raise bad("The value of 'Type' must be 1 (SAS) or 2 (OnDemandOrigin).")
    if "ExpirationDateTime" in values:
        raise bad("The value of 'ExpirationDateTime' can be set by an update only.")
    assets = ENTITY_SETS["Assets"]
    asset = state.find(assets, values.get("AssetId") or "")
    if asset is None:
        raise missing("Assets")
    if state.find(ENTITY_SETS["AccessPolicies"], values.get("AccessPolicyId") or "") is None:
        raise missing("AccessPolicies")
    if container_of(asset) not in state.storage.containers:
        raise Refusal(409, "The asset's container does not exist.")
    if len(state.linked(assets, asset, assets.links_by_name["Locators"])) >= LOCATORS_LIMIT:
        raise Refusal(409, f"An asset cannot have more than {LOCATORS_LIMIT} locators.")
    given = values.get("Id")
    if given is not None and not given.startswith("nb:lid:UUID:"):
        raise bad("The value of 'Id' must be of the form 'nb:lid:UUID:<guid>'.")


def _check_task(state: State, entity_set: EntitySet, values: dict[str, Any], now: datetime) -> None:
    _check_required(state, entity_set, values, now)
    if state.find(ENTITY_SETS["MediaProcessors"], values["MediaProcessorId"]) is None:
        raise bad("The value of 'MediaProcessorId' names no media processor of this account.")


_MAKERS: dict[str, Callable[[State, EntitySet, dict[str, Any], datetime], None]] = {
    "AccessPolicies": _check_policy,
    "Files": _check_file,
    "Locators": _check_locator,
    "Tasks": _check_task,
}


def _locate(state: State, locator: Entity, now: datetime) -> None:
    policy = state.tables["AccessPolicies"][locator["AccessPolicyId"]]
    try:
        begin = locator["StartTime"] or now
        locator["ExpirationDateTime"] = begin + timedelta(minutes=policy["DurationInMinutes"])
    except OverflowError:
        raise bad("The value of 'StartTime' is out of range.") from None
    if locator["Type"] == STREAMING:
        access = guid_of(locator["Id"])
        base, path = f"http://{STREAMING_HOST}", f"http://{STREAMING_HOST}/{access}/"
    else:
        container = container_of(state.tables["Assets"][locator["AssetId"]])
        opened = (locator["StartTime"], locator["ExpirationDateTime"])
        access = "?" + state.storage.signed(container, policy["Permissions"], *opened)
        base, path = container_uri(container), container_uri(container) + access
    locator.update(Path=path, BaseUri=base, ContentAccessComponent=access)
