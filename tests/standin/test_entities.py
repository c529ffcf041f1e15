"""Creating, changing and deleting: what the service insists on."""

import make
import pytest
from standin.caller import Caller


def test_location_of_a_new_entity_leads_to_it(service: Caller) -> None:
    told = service.call("POST", "Assets", {"Name": "a"})

    location = told.header("Location")
    assert location == f"{make.ROOT}Assets('{told.entity['Id'].replace(':', '%3A')}')"
    assert service.call("GET", location).entity["Name"] == "a"


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("Assets('{}')", id="plain"),
        pytest.param("/Assets('{}')", id="a doubled slash"),
        pytest.param("Assets(Id='{}')", id="a named key"),
        pytest.param("%2FAssets%28%27{}%27%29", id="all encoded, with a leading slash"),
        pytest.param("Assets()?$filter=Id%20eq%20'{}'", id="empty parentheses"),
        pytest.param("Files()", id="another set's empty parentheses"),
    ],
)
def test_addresses(service: Caller, path: str) -> None:
    key = service.asset()["Id"].replace(":", "%3a")

    assert service.call("GET", path.format(key)).status == 200


@pytest.mark.parametrize(
    ("method", "tunnelled", "status"),
    [
        pytest.param("MERGE", None, 204, id="MERGE"),
        pytest.param("PATCH", None, 204, id="PATCH"),
        pytest.param("POST", "MERGE", 204, id="MERGE through POST"),
        pytest.param("POST", "PATCH", 204, id="PATCH through POST"),
    ],
)
def test_partial_updates(service: Caller, method: str, tunnelled: str | None, status: int) -> None:
    asset = service.asset("before")
    path = f"Assets('{asset['Id']}')"
    service.now += 60

    told = service.call(method, path, {"AlternateId": "x"}, X_HTTP_Method=tunnelled)

    assert (told.status, told.body, told.header("Content-Length")) == (status, b"", None)
    after = service.call("GET", path).entity
    assert (after["Name"], after["AlternateId"]) == ("before", "x")
    assert (after["Created"], after["LastModified"]) == (asset["Created"], "2026-01-31T12:01:00Z")


def test_put_gives_what_is_not_sent_its_default(service: Caller) -> None:
    asset = service.made("Assets", {"Name": "a", "AlternateId": "x"})
    path = f"Assets('{asset['Id']}')"

    assert service.call("PUT", path, {"Name": "b"}).status == 204

    after = service.call("GET", path).entity
    assert (after["Name"], after["AlternateId"], after["Uri"]) == ("b", None, asset["Uri"])


def test_what_the_service_sets_is_not_the_clients(service: Caller) -> None:
    asset = service.made("Assets", {"Id": "mine", "State": 2, "Name": "a"})

    assert asset["Id"].startswith("nb:cid:UUID:")
    assert asset["State"] == 0


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        pytest.param({}, 201, id="a good policy"),
        pytest.param({"DurationInMinutes": "300", "Permissions": "2"}, 201, id="numbers in strings"),
        pytest.param({"DurationInMinutes": None}, 500, id="no duration"),
        pytest.param({"DurationInMinutes": -1}, 400, id="a negative duration"),
        pytest.param({"DurationInMinutes": 1e300}, 400, id="an endless duration"),
    ],
)  # fmt: skip
def test_access_policies(service: Caller, changed: dict, status: int) -> None:
    body = {"Name": "p", "DurationInMinutes": 60, "Permissions": 1, **changed}

    assert service.call("POST", "AccessPolicies", body).status == status


def test_access_policies_are_never_changed(service: Caller) -> None:
    policy = service.made("AccessPolicies", {"Name": "p", "DurationInMinutes": 1})

    assert service.call("MERGE", f"AccessPolicies('{policy['Id']}')", {"Name": "q"}).status == 400


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        pytest.param({}, 201, id="another file"),
        pytest.param({"Name": "a.mp4"}, 409, id="a name twice"),
        pytest.param({"IsPrimary": "true"}, 409, id="a second primary file"),
        pytest.param({"ParentAssetId": "nb:cid:UUID:none"}, 404, id="no such asset"),
        pytest.param({"ParentAssetId": None}, 400, id="no asset"),
        pytest.param({"Name": "a%20b.mp4"}, 400, id="reserved characters"),
    ],
)
def test_files(service: Caller, changed: dict, status: int) -> None:
    asset = service.asset()
    first = {"Name": "a.mp4", "ParentAssetId": asset["Id"], "IsPrimary": True}
    service.made("Files", first)

    told = service.call("POST", "Files", {**first, "Name": "b.mp4", "IsPrimary": False, **changed})

    assert told.status == status
    files = service.call("GET", f"Assets('{asset['Id']}')/Files").json["value"]
    assert len(files) == (2 if status == 201 else 1)


def test_a_sixth_locator_is_refused(service: Caller) -> None:
    asset = service.asset()

    assert [service.locator(asset).status for _ in range(6)] == [201] * 5 + [409]


@pytest.mark.parametrize(
    ("kind", "start", "status"),
    [
        pytest.param(1, "https://amsstandin.blob.core.windows.net/asset-", 400, id="SAS"),
        pytest.param(2, "http://amsstandin.streaming.mediaservices.windows.net/", 204, id="streaming"),
    ],
)  # fmt: skip
def test_locators(service: Caller, kind: int, start: str, status: int) -> None:
    locator = service.locator(service.asset(), kind=kind).entity

    assert locator["Path"].startswith(start)
    assert locator["ExpirationDateTime"] == "2026-01-31T13:00:00Z"
    path = f"Locators('{locator['Id']}')"
    assert service.call("MERGE", path, {"StartTime": "2026-02-01T00:00:00Z"}).status == status
    assert service.call("GET", f"{path}/Asset").entity["Name"] == "holiday"


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        pytest.param({"Type": 0}, 400, id="type 0"),
        pytest.param({"Type": None}, 400, id="no type"),
        pytest.param({"AssetId": "nb:cid:UUID:none"}, 404, id="no such asset"),
        pytest.param({"AccessPolicyId": None}, 400, id="no policy"),
        pytest.param({"AccessPolicyId": "nb:pid:UUID:none"}, 404, id="no such policy"),
        pytest.param({"ExpirationDateTime": "2026-02-01"}, 400, id="an expiry of its own"),
        pytest.param({"Id": "mine"}, 400, id="an id of another form"),
        pytest.param(
            {"Id": "nb:lid:UUID:11111111-2222-3333-4444-555555555555"}, 201, id="an id of its own"
        ),
    ],
)
def test_locator_bodies(service: Caller, changed: dict, status: int) -> None:
    policy = service.made("AccessPolicies", {"Name": "p", "DurationInMinutes": 60})
    good = {"AssetId": service.asset()["Id"], "AccessPolicyId": policy["Id"], "Type": 1}

    assert service.call("POST", "Locators", {**good, **changed}).status == status


def test_an_id_in_use_is_refused(service: Caller) -> None:
    key = {"Id": "nb:kid:UUID:11111111-2222-3333-4444-555555555555"}

    assert [service.call("POST", "ContentKeys", key).status for _ in range(2)] == [201, 409]


def test_deleting_an_asset_takes_what_is_in_it(service: Caller) -> None:
    asset = service.asset()
    service.made("Files", {"Name": "a", "ParentAssetId": asset["Id"]})
    service.locator(asset)
    path = f"Assets('{asset['Id']}')"

    assert [service.call("DELETE", path).status for _ in range(2)] == [204, 404]
    assert service.call("GET", "Files").json["value"] == []
    assert service.call("GET", "Locators").json["value"] == []
    assert service.state.storage.containers() == []


def test_keepcontainer_keeps_the_container(service: Caller) -> None:
    asset = service.asset()

    service.call("DELETE", f"Assets('{asset['Id']}')?keepcontainer=true")

    assert len(service.state.storage.containers()) == 1


def test_a_refused_call_leaves_nothing_behind(service: Caller) -> None:
    body = service.job(service.asset(), JobNotificationSubscriptions=[])
    body["Tasks"].append({**body["Tasks"][0], "MediaProcessorId": "nb:mpid:UUID:none"})

    assert service.call("POST", "Jobs", body).status == 400
    assert service.call("GET", "Jobs").json["value"] == []
    assert service.call("GET", "Tasks").json["value"] == []
    assert len(service.call("GET", "Assets").json["value"]) == 1


def test_an_action_of_http_2_needs_none(service: Caller) -> None:
    path = f"{make.ROOT}Assets('{service.asset()['Id']}')/Publish"

    told = service.send("POST", path, list(make.headers(Authorization=f"Bearer {service.token}")), version="2")  # fmt: skip

    assert told.status == 204


def test_an_action_needs_a_length(service: Caller) -> None:
    path = f"Assets('{service.asset()['Id']}')/Publish"

    assert service.call("POST", path).status == 411
    assert service.call("POST", path, Content_Length="0").status == 204
    assert service.call("GET", path).status == 405
