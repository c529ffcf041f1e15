"""New entities with everything the service sets by itself, and the assets' containers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inspector.standin.hosts import STORAGE_ACCOUNT
from inspector.standin.model import ENTITY_SETS, EntitySet
from inspector.standin.state import Entity, State, guid_of, new_id
from inspector.standin.storage import Container, container_uri

ASSETS, FILES = ENTITY_SETS["Assets"], ENTITY_SETS["Files"]


def make(entity_set: EntitySet, values: Mapping[str, Any], now: datetime) -> Entity:
    """Return a new entity: defaults, then *values*, then id and times."""
    entity = {
        prop.name: list[Any]() if prop.is_collection else prop.default
        for prop in entity_set.properties
    }
    writable = {
        name: value
        for name, value in values.items()
        if not entity_set.by_name[name].read_only and value is not None
    }
    entity.update(writable)
    if entity_set.id_kind and not (entity_set.client_sets_key and entity.get(entity_set.key)):
        entity[entity_set.key] = new_id(entity_set.id_kind)
    for name in ("Created", "LastModified"):
        if name in entity:
            entity[name] = now
    return entity


def make_asset(state: State, values: Mapping[str, Any], now: datetime) -> Entity:
    """Make an asset, and the container it has from the first moment on."""
    asset = make(ASSETS, values, now)
    container = container_of(asset)
    asset["Uri"] = container_uri(container)
    asset["StorageAccountName"] = asset["StorageAccountName"] or STORAGE_ACCOUNT
    state.insert(ASSETS, asset)
    state.storage.containers.setdefault(container, Container())
    return asset


def container_of(asset: Entity) -> str:
    """Return the name of an asset's container."""
    return f"asset-{guid_of(asset['Id'])}"


def remove_asset(state: State, asset: Entity, *, keep_container: bool) -> None:
    """Delete an asset with its files and locators, and its container unless it is kept."""
    for name in ("Files", "Locators"):
        link = ASSETS.links_by_name[name]
        for entity in state.linked(ASSETS, asset, link):
            state.remove(ENTITY_SETS[name], entity["Id"])
    state.remove(ASSETS, asset["Id"])
    if not keep_container:
        state.storage.containers.pop(container_of(asset), None)


def create_file_infos(state: State, asset: Entity, now: datetime) -> None:
    """Make an AssetFile for each blob that has none; a lone one is the primary file."""
    files = state.linked(ASSETS, asset, ASSETS.links_by_name["Files"])
    known = {file["Name"] for file in files}
    container = state.storage.containers.get(container_of(asset), Container())
    for name, blob in container.blobs.items():
        if name in known:
            continue
        values = {
            "Name": name,
            "ParentAssetId": asset["Id"],
            "ContentFileSize": len(blob.content),
            "MimeType": blob.content_type,
            "IsPrimary": not files and len(container.blobs) == 1,
        }
        state.insert(FILES, make(FILES, values, now))
