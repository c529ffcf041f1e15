from typing import Any

import pytest

from inspector.core.edm.model import Property
from inspector.profiles.model import bundled_model

NAMESPACE = "Microsoft.Cloud.Media.Vod.Rest.Data.Models"
# The service document of 2015, what came later (filters, monitoring), and what went (origins).
SETS = {
    "AccessPolicies", "Locators", "ContentKeys",
    "ContentKeyAuthorizationPolicyOptions", "ContentKeyAuthorizationPolicies", "Files",
    "Assets", "AssetDeliveryPolicies", "IngestManifestFiles",
    "IngestManifestAssets", "IngestManifests", "StorageAccounts",
    "Tasks", "NotificationEndPoints", "Jobs",
    "TaskTemplates", "JobTemplates", "MediaProcessors",
    "EncodingReservedUnitTypes", "Operations", "StreamingEndpoints",
    "Channels", "Programs", "Filters",
    "AssetFilters", "MonitoringConfigurations", "Origins",
}  # fmt: skip


def property_of(path: str) -> Property:
    entity_set, name = path.split(".")
    found = bundled_model().type_of(entity_set)
    assert found is not None
    return found.properties[name]


def test_every_entity_set_is_there() -> None:
    assert set(bundled_model().sets) == SETS


def test_every_type_that_is_named_exists() -> None:
    model = bundled_model()
    named = {
        used.type
        for one in model.types.values()
        for used in [*one.properties.values(), *one.navigation.values()]
        if not used.type.startswith("Edm.")
    }
    named |= {one.type for one in model.sets.values()}
    named |= {one.bound_to for one in model.functions if one.bound_to}

    assert named - set(model.types) == set()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("Assets.Name", {"type": "Edm.String", "max_length": 512}, id="a length"),
        pytest.param("Assets.Options", {"required": "", "write_once": True}, id="demanded, and yet not needed"),
        pytest.param("Assets.State", {"read_only": True, "values": {"0": "Initialized", "1": "Published", "2": "Deleted"}}, id="values"),
        pytest.param("Assets.Uri", {"read_only": True, "since": (2, 2)}, id="a version"),
        pytest.param("Files.ContentFileSize", {"type": "Edm.Int64"}, id="a large number"),
        pytest.param("Files.ParentAssetId", {"required": "true", "id_kind": "cid"}, id="an id of another entity"),
        pytest.param("AccessPolicies.DurationInMinutes", {"type": "Edm.Double", "required": "true"}, id="answered 500 without"),
        pytest.param("AccessPolicies.Permissions", {"flags": True}, id="flags"),
        pytest.param("Jobs.JobNotificationSubscriptions", {"type": f"{NAMESPACE}.JobNotificationSubscription", "collection": True, "since": (2, 1)}, id="a collection"),
        pytest.param("Channels.Input", {"type": f"{NAMESPACE}.ChannelInput", "collection": False}, id="a complex value"),
        pytest.param("Programs.ArchiveWindowLength", {"type": "Edm.Time", "required": "true"}, id="a duration"),
        pytest.param("EncodingReservedUnitTypes.AccountId", {"type": "Edm.Guid", "nullable": False}, id="a GUID as key"),
        pytest.param("StreamingEndpoints.CdnProvider", {"since": (2, 15)}, id="a late property"),
    ],
)  # fmt: skip
def test_properties(path: str, expected: dict[str, Any]) -> None:
    found = property_of(path)

    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("entity_set", "verbs"),
    [
        pytest.param("Tasks", "GET", id="tasks come with their job"),
        pytest.param("MediaProcessors", "GET", id="processors"),
        pytest.param("AccessPolicies", "GET POST DELETE", id="policies cannot be updated"),
        pytest.param("JobTemplates", "GET POST DELETE", id="nor job templates"),
        pytest.param("EncodingReservedUnitTypes", "GET MERGE PATCH PUT", id="units are not created"),
        pytest.param("Assets", "GET POST MERGE PATCH PUT DELETE", id="assets"),
    ],
)  # fmt: skip
def test_verbs(entity_set: str, verbs: str) -> None:
    assert bundled_model().sets[entity_set].verbs == frozenset(verbs.split())


def test_functions_are_called_by_get_and_actions_by_post() -> None:
    model = bundled_model()
    functions = model.functions_of(None)
    actions = model.functions_of(f"{NAMESPACE}.Channel")

    assert {one.verbs for one in functions.values()} == {frozenset({"GET"})}
    assert sorted(functions) == [
        "CancelJob", "CreateFileInfos", "GetProtectionKey", "GetProtectionKeyId", "RebindContentKey",
    ]  # fmt: skip
    assert functions["CancelJob"].parameters["jobid"].id_kind == "jid"
    assert {one.verbs for one in actions.values()} == {frozenset({"POST"})}
    assert set(actions) >= {"Start", "Stop", "Reset", "ShowSlate"}
    assert list(actions["ShowSlate"].parameters) == ["duration", "assetId"]


def test_functions_say_what_they_cannot_do_without() -> None:
    demanded = {
        one.name: [f"{it.name} {it.required}".strip() for it in one.parameters.values()]
        for one in bundled_model().functions
        if one.parameters
    }

    assert demanded == {
        "CancelJob": ["jobid true"],
        "CreateFileInfos": ["assetid true"],
        "GetProtectionKeyId": ["contentKeyType true"],
        "GetProtectionKey": ["ProtectionKeyId true"],
        "RebindContentKey": ["id true", "x509Certificate documented"],
        "GetKeyDeliveryUrl": ["keyDeliveryType documented"],
        "GetMonitoringSasUris": ["monitoringStartDate documented", "monitoringEndDate documented"],
        "StartAdvertisement": ["duration documented", "cueId documented", "showSlate"],
        "EndAdvertisement": ["cueId documented"],
        "ShowSlate": ["duration documented", "assetId"],
        "Scale": ["ReservedUnits documented"],  # the last of two: origins and endpoints
    }


@pytest.mark.parametrize(
    ("kind", "types"),
    [
        pytest.param("cid", ["Asset", "AssetFile"], id="assets and files"),
        pytest.param("oid", ["StreamingEndpoint", "Origin"], id="endpoints, and what they were"),
        pytest.param("jid", ["Job"], id="jobs"),
        pytest.param("ncid", [], id="a slip of the reference"),
    ],
)
def test_types_of_an_id(kind: str, types: list[str]) -> None:
    assert bundled_model().types_of_kind(kind) == tuple(f"{NAMESPACE}.{name}" for name in types)


def test_origins_are_not_judged_as_streaming_endpoints() -> None:
    origin = bundled_model().type_of("Origins")

    assert origin is not None
    assert (origin.open, origin.since) == (True, (2, 2))
    assert [one.name for one in bundled_model().types.values() if one.open] == ["Origin"]
