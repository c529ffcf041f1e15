"""Bulk ingest: a manifest, the assets that are to be filled, the files that are to come."""

from inspector.standin.forms.bodies import Sent
from inspector.standin.hosts import STORAGE_ACCOUNT
from inspector.standin.laws.assets import container_of, container_uri, make_file
from inspector.standin.laws.law import Law, Work, named, require
from inspector.standin.places import One
from inspector.standin.refusal import Refusal
from inspector.standin.schema import EntitySet, Link, schema
from inspector.standin.store.rows import Entity
from inspector.standin.store.state import State, guid_of

INACTIVE, ACTIVATING, ACTIVE = range(3)
PENDING, FINISHED, ERROR = range(3)
PREFIX = "manifest-"  # of the containers that files are uploaded to


class ManifestLaw(Law):
    """A manifest has a container for all its files."""

    def check(self, work: Work, entity_set: EntitySet, sent: Sent) -> None:
        """Refuse a storage account that is not attached."""
        require(entity_set, sent)
        name = sent.values.get("StorageAccountName")
        if name and work.state.find("StorageAccounts", name) is None:
            raise Refusal(404, f"The storage account '{name[:80]}' is not attached.")

    def complete(self, work: Work, entity: Entity) -> None:
        """Make the container."""
        account = entity["StorageAccountName"] or STORAGE_ACCOUNT
        container = f"{PREFIX}{guid_of(entity['Id'])}"
        entity["StorageAccountName"] = account
        entity["BlobStorageUriForUpload"] = container_uri(account, container, work.call.storage)
        entity["Statistics"] = _counted([])
        work.state.storage.make(container)

    def delete(self, work: Work, one: One) -> None:
        """Delete its assets' and files' entries, and the container."""
        for inner in work.state.linked(one.entity_set, one.entity, "IngestManifestAssets"):
            _delete_asset(work, inner)
        work.state.storage.drop(f"{PREFIX}{guid_of(one.key)}")
        work.state.remove(one.entity_set, one.key)


class ManifestAssetLaw(Law):
    """An entry for an asset that is in the manifest's storage account."""

    def check(self, work: Work, entity_set: EntitySet, sent: Sent) -> None:
        """Refuse an entry of no manifest."""
        require(entity_set, sent)
        manifest = named(work, sent.values, "ParentIngestManifestId", "IngestManifests")
        sent.values["ParentIngestManifestId"] = manifest["Id"]

    def link(self, work: Work, one: One, link: Link, target: Entity) -> None:
        """Refuse an asset of another storage account."""
        manifest = work.state.find("IngestManifests", one.entity["ParentIngestManifestId"])
        account = None if manifest is None else manifest["StorageAccountName"]
        if link.name == "Asset" and target["StorageAccountName"] != account:
            raise Refusal(409, "The asset is in another storage account than its manifest.")

    def created(self, work: Work, one: One) -> None:
        """Count it in."""
        tally(work, one.entity["ParentIngestManifestId"])

    def delete(self, work: Work, one: One) -> None:
        """Delete its files' entries as well."""
        _delete_asset(work, one.entity)


class ManifestFileLaw(Law):
    """An entry for a file that is to be uploaded."""

    def check(self, work: Work, entity_set: EntitySet, sent: Sent) -> None:
        """Refuse an entry of nothing, and a name that the manifest has already."""
        require(entity_set, sent)
        manifest = named(work, sent.values, "ParentIngestManifestId", "IngestManifests")
        asset = named(work, sent.values, "ParentIngestManifestAssetId", "IngestManifestAssets")
        sent.values["ParentIngestManifestId"] = manifest["Id"]
        sent.values["ParentIngestManifestAssetId"] = asset["Id"]
        for other in files_of(work.state, manifest["Id"]):
            if other["Name"] == sent.values["Name"]:
                raise Refusal(409, "The manifest has a file of that name already.")

    def created(self, work: Work, one: One) -> None:
        """Count it in."""
        tally(work, one.entity["ParentIngestManifestId"])

    def delete(self, work: Work, one: One) -> None:
        """Count it out."""
        super().delete(work, one)
        tally(work, one.entity["ParentIngestManifestId"])


def _delete_asset(work: Work, entry: Entity) -> None:
    state = work.state
    entries = schema().sets["IngestManifestAssets"]
    for file in state.linked(entries, entry, "IngestManifestFiles"):
        state.remove("IngestManifestFiles", file["Id"])
    state.remove(entries, entry["Id"])
    tally(work, entry["ParentIngestManifestId"])


def files_of(state: State, manifest: str) -> list[Entity]:
    """Return the files of a manifest, whatever asset they are for."""
    manifests, entries = schema().sets["IngestManifests"], schema().sets["IngestManifestAssets"]
    assets = state.linked(manifests, {"Id": manifest}, "IngestManifestAssets")
    return [file for one in assets for file in state.linked(entries, one, "IngestManifestFiles")]


def tally(work: Work, manifest: str) -> None:
    """Bring a manifest's state and statistics up to date."""
    state = work.state
    files = files_of(state, manifest)
    how = ACTIVE if files else INACTIVE
    values = {"State": how, "Statistics": _counted(files), "LastModified": work.now}
    state.change("IngestManifests", manifest, values)


def _counted(files: list[Entity]) -> dict[str, object]:
    states = [file["State"] for file in files]
    return {
        "PendingFilesCount": states.count(PENDING),
        "FinishedFilesCount": states.count(FINISHED),
        "ErrorFilesCount": states.count(ERROR),
        "ErrorFilesDetails": "",
    }


def take(work: Work, container: str, name: str) -> None:
    """Move an uploaded file from a manifest's container into the asset that it is for."""
    manifest = f"nb:mid:UUID:{container.removeprefix(PREFIX)}"
    state, blob = work.state, work.state.storage.get(container, name)
    for file in files_of(state, manifest):
        if file["Name"] != name or file["State"] != PENDING or blob is None:
            continue
        entries = schema().sets["IngestManifestAssets"]
        entry = {"Id": file["ParentIngestManifestAssetId"]}
        for asset in state.linked(entries, entry, "Asset"):
            state.storage.put(container_of(asset), name, blob)
            state.storage.remove(container, name)
            about = {name: file[name] for name in ("Name", "IsPrimary", *_ENCRYPTION)}
            size = {"ContentFileSize": len(blob.content), "MimeType": file["MimeType"]}
            make_file(state, asset, {**about, **size}, work.now)
            done = {"State": FINISHED, "LastModified": work.now}
            state.change("IngestManifestFiles", file["Id"], done)
            tally(work, manifest)


_ENCRYPTION = (
    "IsEncrypted",
    "EncryptionScheme",
    "EncryptionVersion",
    "EncryptionKeyId",
    "InitializationVector",
)
