"""Each refusal that the service is known for: its status, and its body in the form asked for."""

import json
import re

import make
import pytest
from lxml import etree
from standin.caller import ENCODER, TASK_BODY, Caller, Told

JSON, ATOM = "application/json", "application/atom+xml"
LIGHT = "application/json;odata=minimalmetadata;streaming=true;charset=utf-8"
VERBOSE = "application/json;odata=verbose;charset=utf-8"
M = "{http://schemas.microsoft.com/ado/2007/08/dataservices/metadata}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
CHINA = "https://acct.restv2.chinaeast.media.chinacloudapi.cn/api/"
ENDPOINT = "StreamingEndpoints('nb:oid:UUID:5ba1c7f6-35f4-42d9-9d35-0f2d9a3e8a11')"
TEMPLATE = "JobTemplates('nb:jtid:UUID:7c2a3ef4-8dd4-4e2d-8bb0-2c8ba4c6b0de')"
NONE = "UUID:00000000-0000-0000-0000-000000000000"
POLICY = {"Name": "p", "DurationInMinutes": 60, "Permissions": 15}
TASK = {"MediaProcessorId": ENCODER, "TaskBody": TASK_BODY}
JOB = {"InputMediaAssets@odata.bind": [f"{make.ROOT}Assets('<asset>')"], "Tasks": [TASK]}
LOCATOR = {"AssetId": "<asset>", "AccessPolicyId": "<policy>", "Type": 2}
ENTRY = {"ParentIngestManifestId": "<manifest>"}
FILE = {**ENTRY, "ParentIngestManifestAssetId": "<entry>", "Name": "a.mp4"}
FAULT = "X_Stand_In_Fault"


@pytest.fixture(scope="module")
def world() -> tuple[Caller, dict[str, str]]:
    """Return a stand-in with something to refuse for, and the ids of what is there."""
    caller = Caller()

    def made(entity_set: str, status: int = 201, **body: object) -> str:
        told = caller.call("POST", entity_set, body)
        assert told.status == status, told.body
        return told.entity["Id"]

    asset, bare, full = (made("Assets", Name=name) for name in ("asset", "bare", "full"))
    for name in ("a.mp4", "b.mp4"):
        made("Files", Name=name, ParentAssetId=asset)
    primary = made("Assets", Name="primary")
    made("Files", Name="a.mp4", ParentAssetId=primary, IsPrimary=True)
    policy = made("AccessPolicies", **POLICY)
    locators = [made("Locators", AssetId=full, AccessPolicyId=policy, Type=1) for _ in range(5)]
    container = caller.locator({"Id": bare}).entity["BaseUri"]
    key = [("Authorization", "SharedKey amsstandin:eA==")]
    assert caller.send("DELETE", f"{container}?restype=container", key).status == 202
    first, second = (
        made("ContentKeys", Id=f"nb:kid:UUID:{n:08}-0000-0000-0000-000000000000", ContentKeyType=1)
        for n in (1, 2)
    )
    link = {"url": f"{make.ROOT}ContentKeys('{first}')"}
    assert caller.call("POST", f"Assets('{asset}')/$links/ContentKeys", link).status == 204
    manifest = made("IngestManifests", Name="m")
    archived = made("Assets", StorageAccountName="amsstandinarchive")
    entry = made("IngestManifestAssets", ParentIngestManifestId=manifest, Asset={"Id": asset})
    file = {"ParentIngestManifestId": manifest, "ParentIngestManifestAssetId": entry}
    made("IngestManifestFiles", Name="a.mp4", **file)
    for number in range(5):
        made("Channels", 202, Name=f"c{number}")
    ids = {"asset": asset, "bare": bare, "full": full, "primary": primary, "policy": policy}
    ids |= {"sas": locators[0], "first": first, "second": second, "manifest": manifest}
    return caller, {**ids, "archived": archived, "entry": entry}


def sent(world: tuple[Caller, dict[str, str]], accept: str, line: str, body: object, changed: dict) -> Told:  # fmt: skip
    """Send a call with ids in the place of names; the body is light JSON."""
    caller, ids = world
    text = re.sub(r"<(\w+)>", lambda found: ids.get(found[1], found[0]), json.dumps([line, body]))
    line, body = json.loads(text)
    method, _, path = line.partition(" ")
    return caller.call(method, path, body or b"", **{"Accept": accept, **changed})


def text_of(told: Told, accept: str) -> str:
    """Return a refusal's words once its form is found to be the one for *accept*."""
    kind = told.header("Content-Type")
    if accept == ATOM:
        root = etree.fromstring(told.body)
        assert kind.startswith("application/xml")
        assert [one.tag for one in root.iter()] == [f"{M}error", f"{M}code", f"{M}message"]
        assert (root[0].text, root[1].get(LANGUAGE)) == (None, "en-US")
        return root[1].text
    outer, wanted = ("odata.error", LIGHT) if accept == JSON else ("error", VERBOSE)
    text = told.json[outer]["message"]["value"]
    assert kind == wanted
    assert told.json == {outer: {"code": "", "message": {"lang": "en-US", "value": text}}}
    return text


@pytest.mark.parametrize(
    ("accept", "version"),
    [
        pytest.param(JSON, "3.0;", id="light"),
        pytest.param(make.VERBOSE, "1.0;", id="verbose"),
        pytest.param(ATOM, "1.0;", id="Atom"),
    ],
)
@pytest.mark.parametrize(
    ("status", "line", "body", "changed"),
    [
        pytest.param(400, "GET Assets", None, {"x_ms_version": None}, id="no version"),
        pytest.param(400, "GET Assets", None, {"x_ms_version": "2.20"}, id="a version that never was"),
        pytest.param(400, "POST Assets", {"Nmae": "a"}, {}, id="an unknown property"),
        pytest.param(400, "POST Assets", {"Options": 3}, {}, id="a bad value"),
        pytest.param(400, "POST Locators", {**LOCATOR, "Type": None}, {}, id="a missing value"),
        pytest.param(400, "GET Assets(1)", None, {}, id="a bad part of the URL"),
        pytest.param(400, "MERGE Assets('<asset>')", {"Options": 1}, {}, id="a change of what is written once"),
        pytest.param(400, "POST Jobs", JOB, {}, id="a job whose input has no primary file"),
        pytest.param(400, "MERGE Locators('<sas>')", {"StartTime": "2026-02-01T00:00:00Z"}, {}, id="a change of a SAS locator"),
        pytest.param(400, "MERGE AccessPolicies('<policy>')", {"Name": "q"}, {}, id="an update of what has none"),
        pytest.param(400, "POST Tasks", TASK, {}, id="a task on its own"),
        pytest.param(400, "GET Assets?$expand=Files", None, {}, id="$expand"),
        pytest.param(400, "GET Assets?$top=1&$top=2", None, {}, id="an option twice"),
        pytest.param(400, "GET CreateFileInfos?assetid=1", None, {}, id="an argument without quotes"),
        pytest.param(400, "GET Assets", None, {"DataServiceVersion": "4.0"}, id="a protocol too new"),
        pytest.param(400, "POST Assets", {"Name": "a"}, {"X_HTTP_Method": "merge"}, id="tunnelled in lower case"),
        pytest.param(403, "POST Assets", {"Name": "a"}, {FAULT: "disabled"}, id="a disabled account"),
        pytest.param(403, "POST Jobs", {**JOB, "Tasks": [{**TASK, "MediaProcessorId": f"nb:mpid:{NONE}"}]}, {}, id="a processor not available"),
        pytest.param(403, f"DELETE {TEMPLATE}", None, {}, id="the system's job template"),
        pytest.param(403, "POST Channels", {"Name": "c6"}, {}, id="a sixth channel"),
        pytest.param(404, f"MERGE Assets('nb:cid:{NONE}')", {"Name": "a"}, {}, id="an update of nothing"),
        pytest.param(404, f"DELETE Assets('nb:cid:{NONE}')", None, {}, id="nothing deleted"),
        pytest.param(404, "POST Assets('<asset>')/$links/ContentKeys", {"url": f"{make.ROOT}ContentKeys('nb:kid:{NONE}')"}, {}, id="a link to nothing"),
        pytest.param(404, f"GET Assets('nb:cid:{NONE}')", None, {}, id="nothing read"),
        pytest.param(404, "GET Nothing", None, {}, id="no such set"),
        pytest.param(404, "GET Filters", None, {"x_ms_version": "2.9"}, id="a set that came later"),
        pytest.param(404, "POST Assets", {"StorageAccountName": "other"}, {}, id="a storage account not attached"),
        pytest.param(409, "POST Files", {"Name": "a.mp4", "ParentAssetId": "<asset>"}, {}, id="a file's name twice"),
        pytest.param(409, "POST Files", {"Name": "b.mp4", "ParentAssetId": "<primary>", "IsPrimary": True}, {}, id="a second primary file"),
        pytest.param(409, "POST ContentKeys", {"Id": "<first>"}, {}, id="a key's id in use"),
        pytest.param(409, "POST Locators", {**LOCATOR, "Id": "<sas>"}, {}, id="a locator's id in use"),
        pytest.param(409, "POST IngestManifestFiles", FILE, {}, id="an ingest file's name twice"),
        pytest.param(409, "POST Assets('<asset>')/$links/ContentKeys", {"url": f"{make.ROOT}ContentKeys('<second>')"}, {}, id="a second storage key"),
        pytest.param(409, "POST Assets('<asset>')/$links/ContentKeys", {"url": f"{make.ROOT}ContentKeys('<first>')"}, {}, id="a key linked twice"),
        pytest.param(409, "POST Locators", {**LOCATOR, "AssetId": "<bare>"}, {}, id="an asset without its container"),
        pytest.param(409, "POST Locators", {**LOCATOR, "AssetId": "<full>"}, {}, id="a sixth locator"),
        pytest.param(409, "POST IngestManifestAssets", {**ENTRY, "Asset": {"Id": "<archived>"}}, {}, id="an asset of another storage account"),
        pytest.param(412, f"MERGE {CHINA}{ENDPOINT}", {"CdnEnabled": True}, {}, id="no CDN in the region"),
        pytest.param(415, "POST Assets", {"Name": "a"}, {"Content_Type": "text/plain"}, id="a body of text"),
        pytest.param(500, "POST AccessPolicies", {"Name": "p"}, {}, id="no duration"),
        pytest.param(503, "GET Assets", None, {FAULT: "throttle"}, id="throttled"),
    ],
)  # fmt: skip
def test_refusal(
    world: tuple, accept: str, version: str, status: int, line: str, body: object, changed: dict
) -> None:
    told = sent(world, accept, line, body, changed)

    assert told.status == status, told.body
    assert text_of(told, accept).strip()
    assert told.header("DataServiceVersion") == version
    assert told.header("Location") is None


@pytest.mark.parametrize("accept", [JSON, make.VERBOSE, ATOM])
@pytest.mark.parametrize(
    ("changed", "text"),
    [
        pytest.param({"Authorization": None}, "", id="no header"),
        pytest.param({"Authorization": "Basic eA=="}, "", id="another scheme"),
        pytest.param({"Authorization": "Bearer {{AccessToken}}"}, "", id="a placeholder"),
        pytest.param({"Authorization": f"Bearer {make.token()}"}, "", id="a bad signature"),
        pytest.param({"Authorization": "Bearer a=b&HMACSHA256=eA%3d%3d"}, "ACS", id="a token of ACS"),
        pytest.param({FAULT: "expired-token"}, "", id="expired"),
        pytest.param({FAULT: "no-role"}, "", id="no role on the account"),
    ],
)  # fmt: skip
def test_401_is_a_sentence(world: tuple, accept: str, changed: dict, text: str) -> None:
    told = sent(world, accept, "GET Assets", None, changed)

    assert told.status == 401
    assert told.header("Content-Type").startswith("text/plain")
    assert re.fullmatch(rb"[^<{\n]+", told.body)
    assert text.encode() in told.body


@pytest.mark.parametrize("accept", [JSON, make.VERBOSE, ATOM])
@pytest.mark.parametrize(
    ("line", "body", "changed", "text"),
    [
        pytest.param("POST Assets", {"Nmae": "a"}, {}, r"Parsing request content failed due to:.*property names.*defined by the type", id="an unknown property"),
        pytest.param("GET Assets", None, {FAULT: "throttle"}, r".*more than \d+ (seconds|requests)", id="throttled"),
    ],
)  # fmt: skip
def test_words(world: tuple, accept: str, line: str, body: object, changed: dict, text: str) -> None:  # fmt: skip
    assert re.match(text, text_of(sent(world, accept, line, body, changed), accept))
