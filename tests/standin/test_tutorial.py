"""The official REST tutorial by curl, step by step, from the token to the published locator."""

import base64
import json
import os
import re
import subprocess
import sys
import uuid
from typing import Any
from urllib.parse import quote

import make
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from standin.caller import ENCODER, TASK_BODY, Told
from wire import DEADLINE, needs_curl, wait_for

pytestmark = needs_curl

JSON, MIXED = "application/json", "multipart/mixed"
LIGHT = "application/json;odata=minimalmetadata;streaming=true;charset=utf-8"
LONG, BATCH = f"{make.VERBOSE};charset=utf-8", "multipart/mixed; boundary=batchresponse_"
KINDS = {JSON: LIGHT, make.VERBOSE: LONG, MIXED: BATCH}
PLAIN = {"DataServiceVersion": "1.0;NetFx", "MaxDataServiceVersion": "3.0;NetFx"}
WORDY = {"Accept": make.VERBOSE, "Content_Type": make.VERBOSE}
LOGIN = "grant_type=client_credentials&client_id=a&client_secret=s&resource=https%3A%2F%2Frest.media.azure.net"
FILM, BLOB = "BigBuckBunny.mp4", "<sas.BaseUri>/BigBuckBunny.mp4<sas.ContentAccessComponent>"
TASK = {"MediaProcessorId": ENCODER, "TaskBody": TASK_BODY.replace("<out", "\n<out")}
INPUT = {"Name": "j", "InputMediaAssets": [{"__metadata": {"uri": "<root>Assets('<asset>')"}}]}
TRACKS = [{"PropertyConditions": [{"Property": "Type", "Value": "audio", "Operator": "Equal"}]}]
RANGE = {"StartTimestamp": "0", "EndTimestamp": "9223372036854775807"}
KEY = "nb:kid:UUID:316d14d4-b603-4d90-b8db-0fede8aa48f8"
TASK_TEMPLATE = "nb:ttid:UUID:071370a3-e63e-4e81-a099-ad66bcac3789"
TEMPLATE = {"MediaProcessorId": ENCODER, "NumberofInputAssets": 1, "NumberofOutputAssets": 1}
TEMPLATES = TASK_BODY.replace("dy>", f'dy taskTemplateId="{TASK_TEMPLATE}">', 1)
PART = "--c\nContent-Type: application/http\nContent-Transfer-Encoding: binary\n\nPOST <root>{0} HTTP/1.1\n"
PART += "Content-ID: {1}\nContent-Type: {2}\nAccept: {2}\nDataServiceVersion: 3.0\n\n{3}\n\n"
SETTINGS, CLEAR = [{"Component": "Channel", "Level": "Normal"}], bytes(range(16))


def encrypted(known: dict) -> str:
    public = x509.load_der_x509_certificate(base64.b64decode(known["certificate"])).public_key()
    oaep = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)
    return base64.b64encode(public.encrypt(CLEAR, oaep)).decode()


# A step: what its answer is called from then on, the call and its status, what is sent; for GET
# what comes back, None for anything. `until` is GET over and over. `<name>` is a step's Id.
ASSET = ("asset", "201 POST Assets", {"Name": FILM, "Options": "0"})
FILE = ("file", "201 POST Files", {"Name": FILM, "ParentAssetId": "<asset>", "IsPrimary": "false"})
CHAPTERS = {
    "upload, encode, publish": [
        ("policy", "201 POST AccessPolicies", {"Name": "p", "DurationInMinutes": "26280000", "Permissions": "3"}),
        ("sas", "201 POST Locators", {"AccessPolicyId": "<policy>", "AssetId": "<asset>", "StartTime": "2015-02-18T16:45:53", "Type": 1}),
        ("", f"201 PUT {BLOB}", "film"), ("", f"200 GET {BLOB}", "film"),
        ("", "204 MERGE Files('<file>')", {"ContentFileSize": "4", "Id": "<file>"}), ("", "200 GET Files('<file>')", {"Name": FILM, "ContentFileSize": "4", "IsPrimary": False}),
        "204 DELETE Locators('<sas>')", f"403 GET {BLOB}",
        ("", "200 GET MediaProcessors()?$filter=Name%20eq%20'Media%20Encoder%20Standard'", [{"Id": ENCODER}]),
        ("job", "201 POST Jobs", {**INPUT, "Tasks": [TASK]}), ("", "until Jobs('<job>')/State", 3),
        ("", "200 GET Jobs('<job>')/Tasks", [{"State": 3, "Progress": 100.0, "ErrorDetails": []}]), "400 GET CancelJob?jobid='<job>'",
        ("output", "200 GET Jobs('<job>')/OutputMediaAssets()", [{"Name": "out", "State": 0}]), ("", "200 GET Assets('<output>')/Files?$filter=IsPrimary", [{"Name": "BigBuckBunny.ism"}]),
        ("stream", "201 POST Locators", {"AccessPolicyId": "<policy>", "AssetId": "<output>", "Type": 2}),
        ("", "200 GET Locators('<stream>')/Path", "<stream.BaseUri>/<stream.ContentAccessComponent>/"),
        "204 DELETE Assets('<asset>')", "404 GET Files('<file>')",
    ],
    "live": [
        ("channel", "202 POST Channels", {"Name": "c", "State": None, "Created": "0001-01-01T00:00:00", "Input": {"StreamingProtocol": "RTMP"}}),
        ("", "204 PATCH Channels('<channel>')", {"Description": "x"}), "202 POST Channels('<channel>')/Start",
        ("program", "202 POST Programs", {"Name": "p", "ChannelId": "<channel>", "AssetId": "<asset>", "ArchiveWindowLength": "PT8H"}),
        ("", "200 GET Channels('<channel>')/Programs", [{"State": "Stopped", "ArchiveWindowLength": "PT8H"}]),
        "202 POST Programs('<program>')/Start", "202 POST Programs('<program>')/Stop", "204 DELETE Programs('<program>')",
        "202 POST Channels('<channel>')/Stop", "202 DELETE Channels('<channel>')", "404 GET Channels('<channel>')",
        ("endpoint", "202 POST StreamingEndpoints", {"Name": "e", "CacheControl": {"MaxAge": "1800"}}),
        "202 POST StreamingEndpoints('<endpoint>')/Start", ("", "202 POST StreamingEndpoints('<endpoint>')/Scale", {"scaleUnits": 1}),
        ("", "200 GET StreamingEndpoints('<endpoint>')", {"State": "Running", "ScaleUnits": 1, "CacheControl": {"MaxAge": "1800"}}),
        "202 POST StreamingEndpoints('<endpoint>')/Stop", "202 DELETE StreamingEndpoints('<endpoint>')",
    ],
    "content keys": [
        ("print", "200 GET GetProtectionKeyId?contentKeyType=4", None), ("certificate", "200 GET GetProtectionKey?ProtectionKeyId='<print>'", None), ("cipher", encrypted, None),
        ("key", "201 POST ContentKeys", {"Id": KEY, "ContentKeyType": "4", "ProtectionKeyId": "<print>", "EncryptedContentKey": "<cipher>"}),
        ("", "200 GET RebindContentKey?id='<key>'&x509Certificate=''", base64.b64encode(CLEAR).decode()),
        ("", "204 POST Assets('<asset>')/$links/ContentKeys", {"uri": "<root>ContentKeys('<key>')"}),
        ("", "200 GET Assets('<asset>')/ContentKeys", [{"Id": "<key>", "ContentKeyType": 4}]),
        "204 DELETE Assets('<asset>')/$links/ContentKeys('<key>')", ("policy", "201 POST ContentKeyAuthorizationPolicies", {"Name": "open"}),
        ("option", "201 POST ContentKeyAuthorizationPolicyOptions", {"KeyDeliveryType": 2, "Restrictions": [{"Name": "open", "KeyRestrictionType": 0}]}),
        ("", "204 POST ContentKeyAuthorizationPolicies('<policy>')/$links/Options", {"uri": "<root>ContentKeyAuthorizationPolicyOptions('<option>')"}),
        ("", "204 PUT ContentKeys('<key>')", {"AuthorizationPolicyId": "<policy>"}), ("", "200 POST ContentKeys('<key>')/GetKeyDeliveryUrl", {"keyDeliveryType": "2"}), "204 DELETE ContentKeys('<key>')",
    ],
    "bulk ingest": [
        ("manifest", "201 POST IngestManifests", {"Name": "m"}),
        ("entry", "201 POST IngestManifestAssets", {"ParentIngestManifestId": "<manifest>", "Asset": {"Id": "<asset>"}}),
        ("", "201 POST IngestManifestFiles", {"Name": "b.wmv", "ParentIngestManifestId": "<manifest>", "ParentIngestManifestAssetId": "<entry>", "IsEncrypted": "true"}),
        ("", "200 GET IngestManifests('<manifest>')/Statistics", {"PendingFilesCount": 1}), ("", "201 PUT <manifest.BlobStorageUriForUpload>/b.wmv", "film"),
        ("", "200 GET IngestManifests('<manifest>')/Statistics", {"PendingFilesCount": 0, "FinishedFilesCount": 1}),
        ("", "200 GET Assets('<asset>')/Files?$filter=IsEncrypted", [{"Name": "b.wmv", "ContentFileSize": "4"}]), "204 DELETE IngestManifests('<manifest>')",
    ],
    "filters": [
        ("", "201 POST Filters", {"Name": "f", "PresentationTimeRange": RANGE, "Tracks": TRACKS}),
        ("", "204 PUT Filters('f')", {"PresentationTimeRange": RANGE}), ("", "200 GET Filters('f')", {"PresentationTimeRange": RANGE, "Tracks": []}),
        ("filter", "201 POST AssetFilters", {"Name": "f", "ParentAssetId": "<asset>", "Tracks": TRACKS}),
        ("", "204 PATCH AssetFilters('<filter>')", {"FirstQuality": {"Bitrate": 100000}}),
        ("", "200 GET Assets('<asset>')/AssetFilters", [{"Id": "<asset>__###__f", "Tracks": TRACKS, "FirstQuality": {"Bitrate": 100000}}]),
        "204 DELETE Filters('f')", "204 DELETE AssetFilters('<filter>')",
    ],
    "job templates": [
        ("template", "201 POST JobTemplates", {"Name": "t", "JobTemplateBody": f"<jobTemplate>{TEMPLATES}</jobTemplate>", "TaskTemplates": [{"Id": TASK_TEMPLATE, **TEMPLATE}]}),
        ("", "200 GET JobTemplates('<template>')/TaskTemplates", [TEMPLATE]),
        ("job", "201 POST Jobs", {**INPUT, "TemplateId": "<template>"}), ("", "until Jobs('<job>')/State", 3), "204 DELETE JobTemplates('<template>')",
    ],
    "the account": [
        ("units", "200 GET EncodingReservedUnitTypes", [{"MaxReservableUnits": 25}]), ("", "204 PUT EncodingReservedUnitTypes(guid'<units.AccountId>')", "{CurrentReservedUnits:1}"),
        ("", "204 MERGE EncodingReservedUnitTypes(guid'<units.AccountId>')", {"AccountId": None, "ReservedUnitType": 2}),
        ("", "200 GET EncodingReservedUnitTypes(guid'<units.AccountId>')", {"ReservedUnitType": 2, "CurrentReservedUnits": 1}),
        ("point", "201 POST NotificationEndPoints", {"Name": "n", "EndPointType": 1, "EndPointAddress": "queue"}), ("", "204 MERGE NotificationEndPoints('<point>')", {"Name": "other"}),
        ("config", "201 POST MonitoringConfigurations", {"NotificationEndPointId": "<point>", "Settings": SETTINGS}),
        ("", "200 GET MonitoringConfigurations", [{"Settings": SETTINGS}]), "204 DELETE MonitoringConfigurations('<config>')",
        "204 DELETE NotificationEndPoints('<point>')",
    ],
}  # fmt: skip


def curl(method: str, url: str, *fields: str, body: str | None = None) -> Told:
    line = ["curl", "-sSig", "-X", method, *(f"-H{field}" for field in fields)]
    data = [] if body is None else ["--data-binary", "@-"]
    sent, url = (body or "").encode(), url.replace("#", "%23")
    ran = subprocess.run([*line, *data, url], input=sent, capture_output=True, check=True)
    head, _, content = ran.stdout.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    return Told(int(first.split()[1]), [tuple(one.split(": ", 1)) for one in lines], content)


def called(service: dict, method: str, path: str, body: str | None = None, **form: str) -> Told:
    """Call the API, and check the header fields that each of its answers has."""
    usual = {"Content_Length": "0"} if body is None else {"Content_Type": JSON}
    own = {"Authorization": f"Bearer {service['token']}", "x_ms_client_request_id": str(uuid.uuid4())}  # fmt: skip
    fields = make.headers(**{**usual, **form}, **own)
    accept = str(fields.get("Accept"))
    told = curl(method, service["api"] + path, *(f"{n}: {v}" for n, v in fields), body=body)
    assert told.header("x-ms-client-request-id") == own["x_ms_client_request_id"]
    assert uuid.UUID(told.header("request-id")) == uuid.UUID(told.header("x-ms-request-id"))
    assert (told.header("Content-Type") or "").startswith(KINDS[accept] if told.body else "")
    batch = path == "$batch"
    newest = told.body and not batch and (accept == JSON or b'"Collection(' in told.body)
    lowest = "3.0;" if newest else "2.0;" if b'{"d":{"results"' in told.body else "1.0;"
    assert told.header("DataServiceVersion") == lowest
    uri = None
    if method == "POST" and told.status in {201, 202} and told.body and not batch:
        key = quote(told.entity.get("Id") or told.entity["Name"], safe="")
        uri = f"{service['api']}{path}('{key}')"
        about = told.entity.get("__metadata", {}).get("uri") or told.entity["odata.metadata"]
        assert about in {uri, f"{service['api']}$metadata#{path}/@Element"}
    assert told.header("Location") == uri
    none = told.status != 202 or path in {"Programs", "$batch"}
    assert (told.header("operation-id") is None) == none
    return told


def said(told: Told) -> Any:
    inner = {name: value for name, value in told.entity.items() if name != "odata.metadata"}
    return next(iter(inner.values())) if len(inner) == 1 else inner


def fits(seen: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return all(fits(seen[name], inner) for name, inner in wanted.items())
    if not isinstance(wanted, list):
        return wanted in {None, seen}
    seen = seen["results"] if isinstance(seen, dict) else seen
    return len(seen) == len(wanted) and all(map(fits, seen, wanted))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Any:
    line = [sys.executable, "-m", "inspector", "stand-in", "--listen", "127.0.0.1:0", "--pace", "50"]  # fmt: skip
    home = {**os.environ, "XDG_STATE_HOME": str(tmp_path_factory.mktemp("state"))}
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, env=home) as process:
        try:
            ready = json.loads(process.stdout.readline())
            token = curl("POST", ready["tokens"], body=LOGIN).json
            assert (token["token_type"], token["resource"]) == ("Bearer", make.AUDIENCE)
            assert int(token["expires_on"]) - int(token["not_before"]) == 3900
            yield {**ready, "token": token["access_token"]}
        finally:
            process.terminate()
            assert process.wait(DEADLINE) == 0


def filled(text: str, known: dict) -> str:
    """Return *text* with what is known in the place of `<name>` and `<name.Member>`."""

    def value(found: re.Match) -> str:
        entity = known.get(found[1], found[0])
        return entity if isinstance(entity, str) else entity[found[2] or "Id"]

    return re.sub(r"<(\w+)(?:\.(\w+))?>", value, text)


def taken(service: dict, known: dict, line: str, value: Any, form: dict) -> Any:
    """Take a step, and return what the answer told."""
    status, method, path = filled(line.replace("until", "200 GET"), known).split(" ", 2)
    wanted = filled(value if isinstance(value, str) else json.dumps(value), known)
    body = None if value is None or method == "GET" else wanted.replace("\\n", "\n")
    if "://" in path:
        own = [] if "sig=" in path else ["Authorization: SharedKey amsstandin:eA=="]
        told = curl(method, path, "x-ms-blob-type: BlockBlob", *own, body=body)
        assert told.status == int(status)
        assert body or value is None or told.body.decode() == wanted
        return None
    told = called(service, method, path, body, **form)
    assert told.status == int(status), told.body
    if line.startswith("until"):
        wait_for(lambda: said(called(service, method, path, **form)) == value)
    elif method == "GET" and value is not None:
        assert fits(said(told), wanted if isinstance(value, str) else json.loads(wanted))
    if operation := told.header("operation-id"):
        taken(service, known, f"until Operations('{operation}')/State", "Succeeded", form)
    answer = said(told) if told.body else None
    return answer[0] if isinstance(answer, list) else answer


def followed(service: dict, form: dict, *steps: Any) -> dict:
    known: dict = {"root": service["api"]}
    for one in steps:
        name, line, value = ("", one, None) if isinstance(one, str) else one
        known[name] = line(known) if callable(line) else taken(service, known, line, value, form)
    return known


@pytest.mark.parametrize("form", [PLAIN, WORDY], ids=["plain", "verbose"])
@pytest.mark.parametrize("steps", CHAPTERS.values(), ids=CHAPTERS)
def test_chapter(service: dict, steps: list, form: dict) -> None:
    followed(service, form, ASSET, FILE, *steps)


def test_a_job_by_batch(service: dict) -> None:
    job = {"Name": "j", "InputMediaAssets@odata.bind": ["<root>Assets('<asset>')"]}
    parts = PART.format("Jobs", 1, JSON, json.dumps(job))
    parts += PART.format("$1/Tasks", 2, make.VERBOSE, json.dumps(TASK))
    body = f"\n--b\nContent-Type: multipart/mixed; boundary=c\n\n{parts}--c--\n--b--\n"
    form = {**PLAIN, "Accept": MIXED, "Content_Type": "multipart/mixed; boundary=b"}
    known = followed(service, PLAIN, ASSET, FILE)
    told = called(service, "POST", "$batch", filled(body, known), **form)

    assert told.status == 202
    inside = rb"HTTP/1.1 201 Created\r\nContent-ID: (\d)\r\nContent-Type: (\S+)\r\nDataServiceVersion: 3.0;"
    assert re.findall(inside, told.body) == [(b"1", LIGHT.encode()), (b"2", LONG.encode())]
