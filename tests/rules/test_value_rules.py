"""ODA: values held against the entity model."""

from typing import Any

import pytest
from entities import GUID, LOCATOR, TASK, UNITS, A, C, F, atom, found, id_of, inspection, pointers

from inspector.core.severity import ERROR, NOTE, WARNING, Severity
from inspector.rules import values as rules

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
