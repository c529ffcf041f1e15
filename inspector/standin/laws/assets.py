"""Assets and their containers, files and filters."""

from datetime import datetime
from typing import Any

from inspector.standin.forms.bodies import Sent
from inspector.standin.hosts import BLOB_SUFFIX, STORAGE_ACCOUNT
from inspector.standin.laws.keys import check_key_link
from inspector.standin.laws.law import Law, Work, named, require
from inspector.standin.places import One
from inspector.standin.refusal import Refusal, bad
from inspector.standin.schema import EntitySet, Link, schema
from inspector.standin.store.fresh import fresh
from inspector.standin.store.rows import Entity
from inspector.standin.store.state import State, guid_of, new_id

_RESERVED = set("!*'();:@&=+$,/?%#[]\"")  # in the name of a file
_UNCHANGED = "unchanged"  # a name that a change does not speak of
_CONTENTS = ("Files", "Locators", "AssetFilters")  # what goes with an asset


class AssetLaw(Law):
    """An asset has a container from the first moment on."""

    def check(self, work: Work, entity_set: EntitySet, sent: Sent) -> None:
        """Refuse a storage account that is not attached."""
        super().check(work, entity_set, sent)
        name = sent.values.get("StorageAccountName")
        if name and work.state.find("StorageAccounts", name) is None:
            raise Refusal(404, f"The storage account '{name[:80]}' is not attached.")

    def complete(self, work: Work, entity: Entity) -> None:
        """Make the container."""
        furnish_asset(work.state, entity, work.call.storage)

    def link(self, work: Work, one: One, link: Link, target: Entity) -> None:
        """Refuse a key that does not go with those it has."""
        if link.name == "ContentKeys":
            check_key_link(work, one, link, target)

    def delete(self, work: Work, one: One) -> None:
        """Delete what is in it, and the container unless it is to be kept."""
        for name in _CONTENTS:
            for entity in work.state.linked(one.entity_set, one.entity, name):
                work.state.remove(name, entity["Id"])
        keep = (work.call.request.target.option("keepcontainer") or "").lower()
        if keep != "true":
            work.state.storage.drop(container_of(one.entity))
        work.state.remove("Assets", one.key)


class FileLaw(Law):
    """A file has a name that is unique in its asset; one of an asset's files is primary."""

    def check(self, work: Work, entity_set: EntitySet, sent: Sent) -> None:
        """Refuse a name that is none or there already, and a second primary file."""
        require(entity_set, sent)
        sent.values.setdefault("Name", None)
        asset = named(work, sent.values, "ParentAssetId", "Assets")
        sent.values["ParentAssetId"] = asset["Id"]
        _check_file(work.state, asset, None, sent.values)

    def change(self, work: Work, one: One, values: dict[str, Any]) -> None:
        """Hold the change against the asset's other files."""
        asset = work.state.find("Assets", one.entity["ParentAssetId"])
        if asset is not None:
            _check_file(work.state, asset, one.key, values)


class AssetFilterLaw(Law):
    """A filter's id is made of its asset's and its name."""

    def check(self, work: Work, entity_set: EntitySet, sent: Sent) -> None:
        """Refuse an asset that does not exist."""
        require(entity_set, sent)
        sent.values["ParentAssetId"] = named(work, sent.values, "ParentAssetId", "Assets")["Id"]

    def change(self, work: Work, one: One, values: dict[str, Any]) -> None:
        """Refuse another name, of which the id is made."""
        if values.get("Name", one.entity["Name"]) != one.entity["Name"]:
            raise bad("The property 'Name' cannot be changed after the entity was created.")

    def complete(self, work: Work, entity: Entity) -> None:
        """Make the id."""
        entity["Id"] = f"{entity['ParentAssetId']}__###__{entity['Name']}"


def _check_file(state: State, asset: Entity, own: str | None, values: dict[str, Any]) -> None:
    name = values.get("Name", _UNCHANGED)
    if not name:
        raise bad("The property 'Name' is required.")
    if name is not _UNCHANGED:
        if _RESERVED & set(name):
            raise bad("The value of 'Name' holds characters that are reserved.")
        if _others(state, asset, own, Name=name):
            raise Refusal(409, f"An AssetFile named '{name}' exists in the asset already.")
    if values.get("IsPrimary") and _others(state, asset, own, IsPrimary=1):
        raise Refusal(409, "The asset has a primary file already.")


def _others(state: State, asset: Entity, own: str | None, **values: Any) -> bool:
    files = state.where("Files", ParentAssetId=asset["Id"], **values)
    return any(file["Id"] != own for file in files)


def furnish_asset(state: State, asset: Entity, storage: str) -> None:
    """Give a new asset its container; *storage* is the blobs' root when it is not Azure's."""
    account = asset["StorageAccountName"] or STORAGE_ACCOUNT
    container = container_of(asset)
    asset["StorageAccountName"] = account
    asset["Uri"] = container_uri(account, container, storage)
    state.storage.make(container)


def make_asset(state: State, values: dict[str, Any], now: datetime, storage: str) -> Entity:
    """Make an asset that nobody asked for by itself: a job's output."""
    times = {"Created": now, "LastModified": now}
    asset = {**fresh(schema().sets["Assets"]), **values, **times, "Id": new_id("cid")}
    furnish_asset(state, asset, storage)
    state.insert("Assets", asset)
    return asset


def make_file(state: State, asset: Entity, values: dict[str, Any], now: datetime) -> Entity:
    """Make a file that nobody asked for by itself."""
    own = {"Id": new_id("cid"), "ParentAssetId": asset["Id"], "Created": now, "LastModified": now}
    file = {**fresh(schema().sets["Files"]), **values, **own}
    state.insert("Files", file)
    return file


def container_of(asset: Entity) -> str:
    """Return the name of an asset's container."""
    return f"asset-{guid_of(asset['Id'])}"


def container_uri(account: str, container: str, storage: str) -> str:
    """Return where a container is: at the account's host, or below the stand-in's own root."""
    if storage:
        return f"{storage}{account}/{container}"
    return f"https://{account}.{BLOB_SUFFIX}/{container}"


def create_file_infos(state: State, asset: Entity, now: datetime) -> None:
    """Make an AssetFile for each blob that has none; a lone one is the primary file."""
    files = state.linked(schema().sets["Assets"], asset, "Files")
    known = {file["Name"] for file in files}
    blobs = list(state.storage.listed(container_of(asset)))
    for blob in blobs:
        if blob.name not in known:
            about = {
                "Name": blob.name,
                "ContentFileSize": blob.size,
                "MimeType": blob.content_type,
                "IsPrimary": not files and len(blobs) == 1,
            }
            make_file(state, asset, about, now)
