"""The entity model, as rows: properties, links, keys and verbs of every entity set.

Rebuilt from the published entity reference; the service's own `$metadata` is not to be had.
"""

from dataclasses import dataclass, field
from functools import cached_property

NAMESPACE = "Microsoft.Cloud.Media.Vod.Rest.Data.Models"
CONTAINER = "WindowsAzureMediaServices"
NEVER = "0001-01-01T00:00:00"  # what a .NET client sends for a date it has not set


@dataclass(frozen=True, slots=True)
class Property:
    """One property; *kind* is its Edm type, or a complex type in a collection."""

    name: str
    kind: str = "Edm.String"
    default: object = None
    required: bool = False
    read_only: bool = False  # what a client sends for it is passed over

    @property
    def is_collection(self) -> bool:
        """Tell whether it holds complex values."""
        return self.kind.startswith("Collection(")

    @property
    def member(self) -> str:
        """Return the complex type of a collection's members."""
        return self.kind.removeprefix("Collection(").rstrip(")")


@dataclass(frozen=True, slots=True)
class Link:
    """A navigation property.

    *via* names the foreign key: on the target's side of a link to many, on this side of a link
    to one. Without it the links are kept one by one.
    """

    name: str
    target: str
    many: bool = True
    via: str = ""


@dataclass(frozen=True)
class EntitySet:
    """One entity set and its entity type."""

    name: str
    type: str
    id_kind: str  # of `nb:cid:UUID:…`; "" for keys of another form
    properties: tuple[Property, ...]
    links: tuple[Link, ...] = ()
    verbs: frozenset[str] = frozenset({"GET", "POST", "DELETE"})
    key: str = "Id"
    client_sets_key: bool = False
    actions: tuple[str, ...] = field(default=())

    @cached_property
    def by_name(self) -> dict[str, Property]:
        """Return the properties by name."""
        return {prop.name: prop for prop in self.properties}

    @cached_property
    def links_by_name(self) -> dict[str, Link]:
        """Return the navigation properties by name."""
        return {link.name: link for link in self.links}

    @property
    def type_name(self) -> str:
        """Return the entity type's full name."""
        return f"{NAMESPACE}.{self.type}"

    @cached_property
    def has_collections(self) -> bool:
        """Tell whether an entity can be expressed in protocol version 3.0 only."""
        return any(prop.is_collection for prop in self.properties)


def _key(name: str = "Id") -> Property:
    return Property(name, read_only=True)


def _text(*names: str) -> tuple[Property, ...]:
    return tuple(Property(name) for name in names)


def _given(kind: str, *names: str) -> tuple[Property, ...]:
    return tuple(Property(name, kind, read_only=True) for name in names)


_TIMES = _given("Edm.DateTime", "Created", "LastModified")
_READ = frozenset({"GET"})
_UPDATE = frozenset({"GET", "POST", "DELETE", "MERGE", "PATCH", "PUT"})
_NO_PUT = _UPDATE - {"PUT"}

_SETS = (
    EntitySet(
        "Assets",
        "Asset",
        "cid",
        (
            _key(),
            Property("State", "Edm.Int32", 0, read_only=True),
            *_TIMES,
            *_text("AlternateId", "Name"),
            Property("Options", "Edm.Int32", 0),
            Property("FormatOption", "Edm.Int32", 0),
            Property("Uri", read_only=True),
            Property("StorageAccountName"),
        ),
        (
            Link("Locators", "Locators", via="AssetId"),
            Link("ContentKeys", "ContentKeys"),
            Link("Files", "Files", via="ParentAssetId"),
            Link("ParentAssets", "Assets"),
            Link("StorageAccount", "StorageAccounts", many=False, via="StorageAccountName"),
        ),
        _UPDATE,
        actions=("Publish",),
    ),
    EntitySet(
        "Files",
        "AssetFile",
        "cid",
        (
            _key(),
            Property("Name", required=True),
            Property("ContentFileSize", "Edm.Int64", 0),
            Property("ParentAssetId", required=True),
            *_text("EncryptionVersion", "EncryptionScheme"),
            Property("IsEncrypted", "Edm.Boolean", False),
            *_text("EncryptionKeyId", "InitializationVector"),
            Property("IsPrimary", "Edm.Boolean", False),
            *_TIMES,
            *_text("MimeType", "ContentChecksum"),
            Property("Options", "Edm.Int32", 0),
        ),
        (),
        _UPDATE,
    ),
    EntitySet(
        "AccessPolicies",
        "AccessPolicy",
        "pid",
        (
            _key(),
            *_TIMES,
            Property("Name"),
            Property("DurationInMinutes", "Edm.Double", required=True),
            Property("Permissions", "Edm.Int32", 0),
        ),
    ),
    EntitySet(
        "Locators",
        "Locator",
        "lid",
        (
            Property("Id"),
            Property("ExpirationDateTime", "Edm.DateTime"),
            Property("Type", "Edm.Int32", required=True),
            *_given("Edm.String", "Path", "BaseUri", "ContentAccessComponent"),
            *_text("AccessPolicyId", "AssetId"),
            Property("StartTime", "Edm.DateTime"),
            Property("Name"),
        ),
        (
            Link("AccessPolicy", "AccessPolicies", many=False, via="AccessPolicyId"),
            Link("Asset", "Assets", many=False, via="AssetId"),
        ),
        _NO_PUT,
        client_sets_key=True,
    ),
    EntitySet(
        "ContentKeys",
        "ContentKey",
        "kid",
        (
            Property("Id", required=True),
            *_TIMES,
            Property("ContentKeyType", "Edm.Int32", 0),
            *_text("EncryptedContentKey", "Name", "ProtectionKeyId"),
            Property("ProtectionKeyType", "Edm.Int32", 0),
            *_text("Checksum", "AuthorizationPolicyId"),
        ),
        (),
        _UPDATE,
        client_sets_key=True,
    ),
    EntitySet(
        "StorageAccounts",
        "StorageAccount",
        "",
        (
            _key("Name"),
            *_given("Edm.Boolean", "IsDefault"),
            *_given("Edm.Int64", "BytesUsed"),
        ),
        (),
        _READ,
        key="Name",
    ),
    EntitySet(
        "Tasks",
        "Task",
        "tid",
        (
            _key(),
            Property("Configuration"),
            *_given("Edm.DateTime", "EndTime"),
            Property("ErrorDetails", "Collection(ErrorDetail)", read_only=True),
            Property("HistoricalEvents", "Collection(TaskHistoricalEvent)", read_only=True),
            Property("MediaProcessorId", required=True),
            Property("Name"),
            *_given("Edm.String", "PerfMessage"),
            Property("Priority", "Edm.Int32", 0),
            Property("Progress", "Edm.Double", 0.0, read_only=True),
            Property("RunningDuration", "Edm.Double", 0.0, read_only=True),
            *_given("Edm.DateTime", "StartTime"),
            Property("State", "Edm.Int32", 0, read_only=True),
            Property("TaskBody", required=True),
            Property("Options", "Edm.Int32", 0),
            *_text("EncryptionKeyId", "EncryptionScheme", "EncryptionVersion"),
            Property("InitializationVector"),
            Property("TaskNotificationSubscriptions", "Collection(TaskNotificationSubscription)"),
        ),
        (Link("InputMediaAssets", "Assets"), Link("OutputMediaAssets", "Assets")),
        _READ,
    ),
    EntitySet(
        "Jobs",
        "Job",
        "jid",
        (
            _key(),
            Property("Name"),
            *_TIMES,
            *_given("Edm.DateTime", "EndTime"),
            Property("Priority", "Edm.Int32", 0),
            Property("RunningDuration", "Edm.Double", 0.0, read_only=True),
            *_given("Edm.DateTime", "StartTime"),
            Property("State", "Edm.Int32", 0, read_only=True),
            Property("TemplateId"),
            Property("JobNotificationSubscriptions", "Collection(JobNotificationSubscription)"),
        ),
        (
            Link("Tasks", "Tasks"),
            Link("OutputMediaAssets", "Assets"),
            Link("InputMediaAssets", "Assets"),
        ),
        _NO_PUT,
    ),
    EntitySet(
        "MediaProcessors",
        "MediaProcessor",
        "mpid",
        (_key(), *_given("Edm.String", "Description", "Name", "Sku", "Vendor", "Version")),
        (),
        _READ,
    ),
    EntitySet(
        "NotificationEndPoints",
        "NotificationEndPoint",
        "nepid",
        (
            _key(),
            Property("Name", required=True),
            *_given("Edm.DateTime", "Created"),
            Property("EndPointType", "Edm.Int32", required=True),
            Property("EndPointAddress", required=True),
        ),
        (),
        _NO_PUT,
    ),
)

ENTITY_SETS = {entity_set.name: entity_set for entity_set in _SETS}

COMPLEX: dict[str, tuple[Property, ...]] = {
    "ErrorDetail": _text("Code", "Message"),
    "TaskHistoricalEvent": (*_text("Code", "Message"), Property("TimeStamp", "Edm.DateTime")),
    "JobNotificationSubscription": (
        Property("NotificationEndPointId"),
        Property("TargetJobState", "Edm.Int32", 0),
    ),
    "TaskNotificationSubscription": (
        Property("NotificationEndPointId"),
        Property("TargetTaskState", "Edm.Int32", 0),
        Property("IncludeTaskProgress", "Edm.Boolean", False),
    ),
}

# Function imports, all of them called by GET.
FUNCTIONS = {"CreateFileInfos": "assetid", "CancelJob": "jobid"}
