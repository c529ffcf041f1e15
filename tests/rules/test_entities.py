"""ODA: members held against the entity model."""

import json
from dataclasses import replace
from typing import Any

import pytest
from batches import batch, operation
from entities import LOCATOR, RELATED, TASK, A, C, L, atom, found, id_of, inspection, pointers

from inspector.core.severity import ERROR, WARNING, Severity
from inspector.rules import entities as rules


@pytest.mark.parametrize(
    ("method", "url", "body", "places"),
    [
        pytest.param("POST", "Assets", {"Name": "n", "Options": 0}, [], id="properties there are"),
        pytest.param("POST", "Assets", {}, [], id="nothing"),
        pytest.param("POST", "Jobs", {"InputMediaAssets": [], "Tasks": []}, [], id="ways there are"),
        pytest.param("POST", "Jobs", {"InputMediaAssets@odata.bind": []}, [], id="a way that is bound"),
        pytest.param("POST", "Assets", {"__metadata": {"type": "x"}, "Name": "n"}, [], id="verbose JSON's own"),
        pytest.param("POST", "Assets", {"odata.type": "x", "Name@odata.type": "Edm.String", "Name": "n"}, [], id="light JSON's own"),
        pytest.param("POST", "AssetDeliveryPolicies", {"Crated": None}, [], id="a slip that the documents print"),
        pytest.param("POST", "Channels", {"EncoderType": "None", "Slate": {"InsertOnAdMarker": True}}, [], id="a slip of a sample"),
        pytest.param("POST", f"{C}/ShowSlate", {"DURATION": "PT1M", "assetid": id_of("cid")}, [], id="arguments, shouted"),
        pytest.param("POST", "Origins", {"Whatever": 1}, [], id="a type whose properties are not all known"),
        pytest.param("POST", "Playlists", {"Whatever": 1}, [], id="a set there is not is QRY510's"),
        pytest.param("GET", "Assets", {"Whatever": 1}, [], id="the body of a GET is QRY515's"),
        pytest.param("POST", "Tasks", {"Configuration": json.dumps({"Whatever": 1})}, [], id="inside a text"),
        pytest.param("POST", "Assets", '[{"Whatever": 1}]', [], id="a list"),
        pytest.param("POST", "Assets", None, [], id="not recorded"),
        pytest.param("POST", "Assets", '{"Whatever": ', [], id="unreadable"),
        pytest.param("POST", "Assets", {"name": "n"}, ["/name"], id="lower case"),
        pytest.param("MERGE", A, {"Nme": "n"}, ["/Nme"], id="in an update"),
        pytest.param("POST", "Jobs", {"Tasks": [{}, {"Proccessor": 1}]}, ["/Tasks/1/Proccessor"], id="in a task of a job"),
        pytest.param("POST", "Jobs", {"Tasks": {"results": [{"Proccessor": 1}]}}, ["/Tasks/results/0/Proccessor"], id="in results"),
        pytest.param("POST", "Channels", {"Input": {"AccessControl": {"Ip": {}}}}, ["/Input/AccessControl/Ip"], id="in a complex value"),
        pytest.param("POST", "Jobs", {"Assets@odata.bind": []}, ["/Assets@odata.bind"], id="a way there is not"),
        pytest.param("POST", f"{C}/ShowSlate", {"length": "PT1M"}, ["/length"], id="an argument there is not"),
        pytest.param("POST", "Assets", atom("<d:Nme>n</d:Nme>"), ["/Nme"], id="in Atom"),
        pytest.param("POST", "Jobs", atom("", f'<link rel="{RELATED}Inputs" href="x"/>'), ["/Inputs"], id="a link in Atom"),
    ],
)  # fmt: skip
def test_unknown_property(method: str, url: str, body: Any, places: list[str]) -> None:
    assert pointers(rules.unknown_property, inspection(method, url, body)) == places


@pytest.mark.parametrize(
    ("name", "note"),
    [
        pytest.param("name", "did you mean Name?", id="another case"),
        pytest.param("Nmae", "did you mean Name?", id="letters swapped"),
        pytest.param("Whatever", "Asset has no such property", id="nothing like it"),
    ],
)
def test_what_may_be_meant(name: str, note: str) -> None:
    (place,) = rules.unknown_property.check(inspection("POST", "Assets", {name: 1}))

    assert place.note == note


@pytest.mark.parametrize(
    ("method", "url", "body", "version", "seen"),
    [
        pytest.param("GET", "Filters", b"", "2.11", [], id="a set as old as the version"),
        pytest.param("GET", "Filters", b"", "2.19", [], id="a newer version"),
        pytest.param("GET", "Assets", b"", "2.0", [], id="a set of the first version"),
        pytest.param("GET", "Filters", b"", None, [], id="no version is HDR103's"),
        pytest.param("GET", "Filters", b"", "2.99", [], id="no such version is HDR104's"),
        pytest.param("GET", "Origins", b"", "2.6", [], id="the origins, in their time"),
        pytest.param("POST", "StreamingEndpoints", {"Name": "n", "CdnEnabled": True}, "2.9", [], id="a property as old as the version"),
        pytest.param("POST", "Assets", {"Whatever": 1}, "2.0", [], id="a property there is not is ODA410's"),
        pytest.param("GET", "Filters", b"", "2.9", [("Filter", WARNING)], id="2.9 is older than 2.11"),
        pytest.param("GET", "Origins", b"", "2.7", [("Origins", WARNING)], id="the origins, after their time"),
        pytest.param("GET", f"{A}/AssetFilters", b"", "2.2", [("AssetFilter", WARNING)], id="reached from an older set"),
        pytest.param("POST", "StreamingEndpoints", {"CdnEnabled": True}, "2.8", [("CdnEnabled", ERROR)], id="a newer property"),
        pytest.param("MERGE", A, {"DeliveryPolicies": []}, "2.2", [("DeliveryPolicies", ERROR)], id="a newer way"),
    ],
)  # fmt: skip
def test_property_newer_than_version(
    method: str, url: str, body: Any, version: str | None, seen: list[tuple[str, Severity]]
) -> None:
    it = inspection(method, url, body, x_ms_version=version)
    places = list(rules.property_newer_than_version.check(it))

    assert [(place.note.split()[0], place.severity or ERROR) for place in places] == seen


@pytest.mark.parametrize(
    ("version", "inner", "found"),
    [
        pytest.param("2.9", {}, 1, id="the batch's version"),
        pytest.param("2.19", {}, 0, id="a newer one of the batch"),
        pytest.param("2.9", {"x_ms_version": "2.19"}, 0, id="the operation's own"),
        pytest.param(None, {}, 0, id="none"),
    ],
)
def test_the_version_in_a_batch(version: str | None, inner: dict[str, str], found: int) -> None:
    exchange = batch(operation("GET Filters HTTP/1.1", **inner), x_ms_version=version)
    usual = inspection("GET", "Assets", b"")
    (part,) = replace(usual, exchange=exchange).parts

    assert len(list(rules.property_newer_than_version.check(part))) == found


def without(name: str, whole: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {key: value for key, value in {**whole, **more}.items() if key != name}


@pytest.mark.parametrize(
    ("method", "url", "body", "places"),
    [
        pytest.param("POST", "Locators", LOCATOR, [], id="all there"),
        pytest.param("POST", "Assets", {"Name": "n"}, [], id="an asset with but a name"),
        pytest.param("POST", "Locators", without("AssetId", LOCATOR, Asset={"__metadata": {"uri": A}}), [], id="a link instead"),
        pytest.param("POST", "Locators", {**LOCATOR, "AssetId": None, "Asset": {"__metadata": {"uri": A}}}, [], id="null, and a link behind it"),
        pytest.param("POST", "Locators", without("AssetId", LOCATOR, **{"Asset@odata.bind": A}), [], id="bound instead"),
        pytest.param("POST", f"{A}/Locators", without("AssetId", LOCATOR), [], id="beneath an asset"),
        pytest.param("POST", f"{A}/Files", {"Name": "f"}, [], id="a file beneath an asset"),
        pytest.param("POST", "Files", {"Name": "f", "Asset": {"__metadata": {"uri": A}}}, [], id="a file that links to its parent"),
        pytest.param("POST", "Assets", {"Name": "n", "Options": 0, "Files": [{"Name": "f"}]}, [], id="a file inside an asset"),
        pytest.param("POST", "Jobs", {"Name": "j", "Tasks": [TASK]}, [], id="a task inside a job"),
        pytest.param("MERGE", L, {"StartTime": None}, [], id="an update"),
        pytest.param("POST", L, {"StartTime": None}, [], id="not a create"),
        pytest.param("POST", "IngestManifestAssets", {"ParentIngestManifestId": id_of("mid"), "Asset": {"Id": id_of("cid")}}, [], id="an asset that is but its key"),
        pytest.param("POST", "IngestManifests", {"Name": "m", "IngestManifestAssets": [{"Asset": {"Id": id_of("cid")}, "IngestManifestFiles": [{"Name": "f"}]}]}, [], id="all of a manifest in one"),
        pytest.param("POST", "Locators", None, [], id="not recorded"),
        pytest.param("POST", "AccessPolicies", {"Name": "p", "DurationInMinutes": "300"}, [], id="as text"),
        pytest.param("POST", "AccessPolicies", {"Name": "p", "DurationInMinutes": "{{Minutes}}"}, [], id="as a variable"),
        pytest.param("POST", "AccessPolicies", {"Name": "p", "Permissions": 1}, [("/DurationInMinutes", ERROR)], id="a policy without duration"),
        pytest.param("POST", "AccessPolicies", {"Name": "p", "DurationInMinutes": None}, [("/DurationInMinutes", ERROR)], id="a policy whose duration is null"),
        pytest.param("POST", "Locators", without("AssetId", LOCATOR, Asset=None), [("/AssetId", ERROR)], id="a link that is null"),
        pytest.param("POST", "Files", {"Name": "f"}, [("/ParentAssetId", ERROR)], id="a file of no asset"),
        pytest.param("POST", "Jobs", {"Name": "j", "Tasks": [without("MediaProcessorId", TASK)]}, [("/Tasks/0/MediaProcessorId", ERROR)], id="a task without processor"),
        pytest.param("POST", "IngestManifestAssets", {"ParentIngestManifestId": id_of("mid")}, [("/Asset", ERROR)], id="a way that is demanded"),
        pytest.param("POST", "Files", {"ParentAssetId": id_of("cid")}, [("/Name", WARNING)], id="demanded, and nobody knows how strictly"),
        pytest.param("POST", "AccessPolicies", atom("<d:Name>p</d:Name>"), [("/DurationInMinutes", ERROR)], id="in Atom"),
    ],
)  # fmt: skip
def test_required_property_missing(
    method: str, url: str, body: Any, places: list[tuple[str, Severity]]
) -> None:
    assert found(rules.required_property_missing, inspection(method, url, body)) == places
