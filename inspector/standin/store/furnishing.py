"""What an account has from the beginning."""

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from inspector.standin.hosts import ARCHIVE_ACCOUNT, STORAGE_ACCOUNT, STREAMING_HOST
from inspector.standin.schema import schema
from inspector.standin.store.fresh import fresh

if TYPE_CHECKING:
    from inspector.standin.store.state import State

ENCODER = "nb:mpid:UUID:ff4df607-d419-42f0-bc17-a481b1331e56"  # the real Media Encoder Standard
ENDPOINT = "nb:oid:UUID:5ba1c7f6-35f4-42d9-9d35-0f2d9a3e8a11"
SYSTEM_TEMPLATE = "nb:jtid:UUID:7c2a3ef4-8dd4-4e2d-8bb0-2c8ba4c6b0de"
MOST_UNITS = 25  # reserved units of an account (the quotas page)
_OPENED = datetime(2017, 6, 1, tzinfo=UTC)
_PROCESSORS = (
    ("Media Encoder Standard", "Encodes to multiple bitrates", "1.1", ENCODER),
    ("Media Encoder Premium Workflow", "Encodes by a workflow", "2.1", ""),
    ("Azure Media Indexer", "Makes content searchable", "1.3.23", ""),
    ("Azure Media Indexer 2 Preview", "Makes content searchable", "2.0", ""),
    ("Azure Media Hyperlapse", "Speeds up and stabilizes", "1.0", ""),
    ("Azure Media Face Detector", "Finds faces", "1.0", ""),
    ("Azure Media Motion Detector", "Finds motion", "1.0", ""),
    ("Azure Media Video Thumbnails", "Summarizes", "1.0", ""),
    ("Azure Media OCR", "Reads text", "1.0", ""),
    ("Azure Media Redactor", "Blurs faces", "1.1", ""),
    ("Azure Media Content Moderator", "Finds adult content", "1.0", ""),
    ("Windows Azure Media Packager", "Packages and validates", "2.8.3", ""),
    ("Windows Azure Media Encryptor", "Encrypts assets", "2.8.3", ""),
    ("Storage Decryption", "Decrypts assets", "1.7", ""),
)


def furnish(state: "State") -> None:
    """Give a new account its processors, storage accounts, endpoint, units and template."""
    for name, description, version, key in _PROCESSORS:
        made_up = f"nb:mpid:UUID:{uuid.uuid5(uuid.NAMESPACE_DNS, name)}"
        about = {"Description": description, "Version": version, "Vendor": "Microsoft", "Sku": ""}
        state.insert("MediaProcessors", {"Id": key or made_up, "Name": name, **about})
    for name in (STORAGE_ACCOUNT, ARCHIVE_ACCOUNT):
        default = name == STORAGE_ACCOUNT
        account = {"Name": name, "IsDefault": default, "BytesUsed": 0}
        state.insert("StorageAccounts", account)
    _endpoint(state)
    units = {"ReservedUnitType": 0, "CurrentReservedUnits": 0, "MaxReservableUnits": MOST_UNITS}
    account_id = str(uuid.uuid5(uuid.NAMESPACE_DNS, "ams-inspector stand-in"))
    state.insert("EncodingReservedUnitTypes", {"AccountId": account_id, **units})
    body = '<?xml version="1.0" encoding="utf-8"?><jobTemplate></jobTemplate>'
    template = {"Name": "System", "JobTemplateBody": body, "TemplateType": 0}
    times = {"Created": _OPENED, "LastModified": _OPENED, "NumberofInputAssets": 0}
    state.insert("JobTemplates", {"Id": SYSTEM_TEMPLATE, **template, **times})


def _endpoint(state: "State") -> None:
    """Make the default streaming endpoint, which new accounts had, stopped."""
    endpoint = fresh(schema().sets["StreamingEndpoints"])
    about = {
        "Id": ENDPOINT,
        "Name": "default",
        "Description": "",
        "Created": _OPENED,
        "LastModified": _OPENED,
        "State": "Stopped",
        "HostName": STREAMING_HOST,
        "StreamingEndpointVersion": "2.0",
    }
    state.insert("StreamingEndpoints", {**endpoint, **about})
