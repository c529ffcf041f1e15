"""ODA: members and values held against the entity model."""

import json
from dataclasses import replace
from typing import Any

import make
import pytest
from batches import batch, operation

from inspector.core.inspection import Inspection
from inspector.core.rule import Rule
from inspector.core.severity import ERROR, NOTE, WARNING, Severity
from inspector.profiles.model import bundled_model
from inspector.rules import entities as rules

GUID = "0a1b2c3d-1500-80c3-8f4e-f1e5e6b3a001"
ATOM = (
    '<entry xmlns="http://www.w3.org/2005/Atom" xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices" '
    'xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata">{links}'
    '<content type="application/xml"><m:properties>{properties}</m:properties></content></entry>'
)  # fmt: skip
RELATED = "http://schemas.microsoft.com/ado/2007/08/dataservices/related/"


def id_of(kind: str) -> str:
    return f"nb:{kind}:UUID:{GUID}"


A, J, L, F, C = (
    f"{name}('{id_of(kind)}')"
    for name, kind in [("Assets", "cid"), ("Jobs", "jid"), ("Locators", "lid"), ("Files", "cid"), ("Channels", "chid")]
)  # fmt: skip
UNITS = f"EncodingReservedUnitTypes(guid'{GUID}')"
TASK = {"MediaProcessorId": id_of("mpid"), "TaskBody": "<taskBody/>", "Options": 0}


def inspection(method: str, url: str, body: Any, **changed: Any) -> Inspection:
    it = make.inspection(method, url, body, **changed)
    return replace(it, facts=replace(it.facts, model=bundled_model()))


def found(rule: Rule, it: Inspection) -> list[tuple[str | None, Severity]]:
    return [(place.pointer, place.severity or rule.severity) for place in rule.check(it)]


def pointers(rule: Rule, it: Inspection) -> list[str | None]:
    return [place.pointer for place in rule.check(it)]


def atom(properties: str, links: str = "") -> str:
    return ATOM.replace("{properties}", properties).replace("{links}", links)


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


LOCATOR = {"Type": 1, "AssetId": id_of("cid"), "AccessPolicyId": id_of("pid")}


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


YEAR_1 = "0001-01-01T00:00:00"
# What .NET's WCF Data Services client sends on a create: every property, set or not.
NET_ASSET = {
    "Id": None, "State": 0, "Created": YEAR_1, "LastModified": YEAR_1, "AlternateId": None, "Name": "n",
    "Options": 0, "FormatOption": 0, "Uri": None, "StorageAccountName": None,
}  # fmt: skip
NET_MERGED = {**NET_ASSET, "Id": id_of("cid"), "State": 1, "Created": "2015-04-22T16:05:31Z", "LastModified": "2015-04-22T16:05:31Z", "Uri": "https://s.blob.core.windows.net/a"}  # fmt: skip
COUNTS = {"PendingFilesCount": 0, "FinishedFilesCount": 0, "ErrorFilesCount": 0, "ErrorFilesDetails": None}  # fmt: skip


@pytest.mark.parametrize(
    ("method", "url", "body", "places"),
    [
        pytest.param("POST", "Assets", {"Name": "n"}, [], id="none sent"),
        pytest.param("POST", "Assets", NET_ASSET, [], id="a create of .NET"),
        pytest.param("POST", "Assets", {**NET_ASSET, "Created": "/Date(-62135596800000)/"}, [], id="a create of .NET in verbose JSON"),
        pytest.param("POST", "Assets", atom('<d:Id m:null="true"/><d:State m:type="Edm.Int32">0</d:State><d:Created m:type="Edm.DateTime">0001-01-01T00:00:00</d:Created><d:Name>n</d:Name>'), [], id="a create of .NET in Atom"),
        pytest.param("POST", "IngestManifests", {"Name": "m", "Statistics": COUNTS}, [], id="a complex value in which nothing is set"),
        pytest.param("POST", "IngestManifests", {"Name": "m", "Statistics": {"__metadata": {"type": "x"}, **COUNTS}}, [], id="the same in verbose JSON"),
        pytest.param("POST", "Jobs", {"Tasks": [{**TASK, "Progress": 0.0, "ErrorDetails": [], "HistoricalEvents": {"__metadata": {"type": "Collection(x)"}, "results": []}}]}, [], id="empty collections"),
        pytest.param("POST", "ContentKeys", {"Id": id_of("kid")}, [], id="an id that the client gives"),
        pytest.param("POST", "Locators", {"Id": id_of("lid"), **LOCATOR}, [], id="an id that the client may give"),
        pytest.param("MERGE", A, {"Id": id_of("cid"), "Name": "m"}, [], id="the key of the address again"),
        pytest.param("MERGE", A, {"Id": id_of("cid").upper(), "Name": "m"}, [], id="the key in upper case"),
        pytest.param("PUT", UNITS, {"AccountId": GUID, "CurrentReservedUnits": 1}, [], id="a GUID of the address again"),
        pytest.param("MERGE", A, {"State": "{{State}}"}, [], id="a variable"),
        pytest.param("POST", "IngestManifestAssets", {"Asset": {"Id": id_of("cid")}}, [], id="an entity that is but its key"),
        pytest.param("MERGE", A, None, [], id="not recorded"),
        pytest.param("MERGE", A, NET_MERGED, [(f"/{name}", NOTE) for name in ("State", "Created", "LastModified", "Uri")], id="a MERGE of .NET: the whole entity"),
        pytest.param("MERGE", A, {"State": 1}, [("/State", WARNING)], id="a state"),
        pytest.param("POST", "Assets", {"Name": "n", "Uri": "https://x"}, [("/Uri", WARNING)], id="an address"),
        pytest.param("POST", "Assets", {"Id": id_of("cid")}, [("/Id", WARNING)], id="an id that the service gives"),
        pytest.param("MERGE", A, {"Id": id_of("cid").replace("001", "002")}, [("/Id", WARNING)], id="another key than the address has"),
        pytest.param("PUT", UNITS, {"CurrentReservedUnits": 1, "MaxReservableUnits": 10}, [("/MaxReservableUnits", WARNING)], id="reserved units"),
        pytest.param("POST", "IngestManifests", {"Name": "m", "Statistics": {**COUNTS, "PendingFilesCount": 3}}, [("/Statistics", WARNING)], id="a complex value in which something is set"),
        pytest.param("POST", "Jobs", {"Tasks": [{**TASK, "State": 2}]}, [("/Tasks/0/State", WARNING)], id="in a task of a job"),
    ],
)  # fmt: skip
def test_read_only_property_sent(
    method: str, url: str, body: Any, places: list[tuple[str, Severity]]
) -> None:
    assert found(rules.read_only_property_sent, inspection(method, url, body)) == places


@pytest.mark.parametrize(
    ("method", "url", "body", "places"),
    [
        pytest.param("POST", "Assets", {"Name": "n", "Options": "0"}, [], id="a number as text"),
        pytest.param("POST", "Assets", {"Name": None, "Options": None}, [], id="null"),
        pytest.param("POST", "Assets", {"State": "Initialized", "Created": "now"}, [], id="what the service sets, it does not read"),
        pytest.param("POST", "Jobs", {"Tasks": [], "InputMediaAssets": {"results": []}}, [], id="lists of entities"),
        pytest.param("POST", "Jobs", {"Tasks": None, "InputMediaAssets@odata.bind": None}, [], id="no entities"),
        pytest.param("POST", "Jobs", {"Tasks": "{{Tasks}}", "InputMediaAssets@odata.bind": ["{{Uri}}"]}, [], id="variables for entities"),
        pytest.param("POST", "Jobs", {"InputMediaAssets": {"__deferred": {"uri": "x"}}}, [], id="a deferred one is ODA409's"),
        pytest.param("POST", f"{C}/ShowSlate", {"duration": "PT1M"}, [], id="an argument"),
        pytest.param("POST", "ContentKeyAuthorizationPolicyOptions", atom("<d:Name>o</d:Name><d:Restrictions/>"), [], id="Atom's empty element for a list"),
        pytest.param("POST", "AssetFilters", {"PresentationTimeRange": {"StartTimestamp": "0", "Timescale": "10000000"}}, [], id="Int64 as text"),
        pytest.param("POST", "Locators", {**LOCATOR, "StartTime": "4/22/2015 4:05:31 PM"}, [("/StartTime", WARNING)], id="a US date"),
        pytest.param("POST", "Locators", {**LOCATOR, "StartTime": "soon"}, [("/StartTime", ERROR)], id="no date"),
        pytest.param("POST", "Assets", {"Options": 3}, [("/Options", ERROR)], id="a sum where one value belongs"),
        pytest.param("POST", "Locators", {**LOCATOR, "Type": 0}, [("/Type", ERROR)], id="a value that is never sent"),
        pytest.param("POST", "Jobs", {"JobNotificationSubscriptions": {"results": [{"TargetJobState": "0"}]}}, [("/JobNotificationSubscriptions/results/0/TargetJobState", ERROR)], id="in a complex value"),
        pytest.param("POST", "Jobs", {"Tasks": [{**TASK, "TaskBody": "<task/>"}]}, [("/Tasks/0/TaskBody", ERROR)], id="in a task of a job"),
        pytest.param("POST", "Jobs", {"InputMediaAssets": "https://x", "Tasks": [1]}, [("/InputMediaAssets", ERROR), ("/Tasks", ERROR)], id="neither entity nor link"),
        pytest.param("POST", "Jobs", {"InputMediaAssets@odata.bind": [{}]}, [("/InputMediaAssets@odata.bind", ERROR)], id="bound to an entity"),
        pytest.param("POST", f"{C}/ShowSlate", {"duration": "1 min"}, [("/duration", ERROR)], id="an argument's value"),
        pytest.param("POST", "AccessPolicies", atom('<d:Permissions m:type="Edm.Int32">16</d:Permissions>'), [("/Permissions", ERROR)], id="in Atom"),
    ],
)  # fmt: skip
def test_value_invalid(
    method: str, url: str, body: Any, places: list[tuple[str, Severity]]
) -> None:
    assert found(rules.value_invalid, inspection(method, url, body)) == places


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        pytest.param("film.mp4", [], id="a dot"),
        pytest.param("film", [], id="no dot"),
        pytest.param("my film 1.mp4", [], id="blanks"),
        pytest.param("my-film_1.mp4", [], id="hyphens and underscores"),
        pytest.param("Überblick.mp4", [], id="letters of German"),
        pytest.param("映画\U0001f3ac.mp4", [], id="letters of Japanese, and a sign"),
        pytest.param("film{1}^~`|.mp4", [], id="characters that are not named"),
        pytest.param("", [], id="no name"),
        pytest.param(None, [], id="null"),
        pytest.param(5, [], id="a number is ODA414's"),
        pytest.param("{{Name}}.mp4", [], id="a variable"),
        pytest.param("<file name>", [], id="a gap to be filled in"),
        pytest.param("my.film.mp4", [("more than one dot", WARNING)], id="two dots"),
        pytest.param("a&b.mp4", [("reserved: &", ERROR)], id="an ampersand"),
        pytest.param("my%20film.mp4", [("reserved: %", ERROR)], id="an escape"),
        pytest.param("a/b+c.mp4", [("reserved: + /", ERROR)], id="a folder and a plus"),
        pytest.param("C:\\a.b.mp4", [("reserved: :", ERROR)], id="a drive"),
    ],
)
@pytest.mark.parametrize(
    ("method", "url"),
    [
        pytest.param("POST", "Files", id="create"),
        pytest.param("MERGE", F, id="update"),
        pytest.param("POST", f"{A}/Files", id="beneath an asset"),
        pytest.param("POST", "Assets", id="inside an asset"),
    ],
)
def test_reserved_characters_in_name(
    method: str, url: str, name: Any, seen: list[tuple[str, Severity]]
) -> None:
    inside = url == "Assets"
    body = {"Name": "a/b", "Files": [{"Name": name}]} if inside else {"Name": name}
    rule = rules.reserved_characters_in_name
    places = list(rule.check(inspection(method, url, body)))

    assert [(place.note, place.severity or rule.severity) for place in places] == seen
    assert all(place.pointer == ("/Files/0/Name" if inside else "/Name") for place in places)


@pytest.mark.parametrize("url", ["Assets", "Jobs", "IngestManifestFiles", "Channels"])
def test_other_names_may_have_any_characters(url: str) -> None:
    it = inspection("POST", url, {"Name": "a/b.c.d?"})

    assert pointers(rules.reserved_characters_in_name, it) == []
