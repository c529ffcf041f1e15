"""Whatever is sent, the stand-in answers, and never with an accident."""

import json

import make
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from standin.caller import Caller

SERVICE = Caller()
ASSET = SERVICE.asset()["Id"]
JOB = SERVICE.made("Jobs", SERVICE.job({"Id": ASSET}))["Id"]
HOSTS = (
    "accountname.restv2.westus.media.azure.net",
    "media.windows.net",
    "login.microsoftonline.com",
    "amsstandin.blob.core.windows.net",
    "wamsprodglobal001acs.accesscontrol.windows.net",
    "127.0.0.1:8080",
    "bad host\x01",
    "",
)
PIECES = (
    "api", "Assets", "Jobs", "Files", "Tasks", "Locators", "AccessPolicies", "$links", "$count",
    "$value", "$batch", "$metadata", "$1", "State", "InputMediaAssets", "Publish", "CancelJob",
    "CreateFileInfos", "MediaProcessors()", f"Assets('{ASSET}')", f"Jobs('{JOB}')", "Assets('",
    "%", "%00", "%2F", "''", "(", ")", "Assets(1)", "oauth2", "token", "v2", "OAuth2-13",
    "Assets%28%27x%27%29", "discovery", "keys", "..", "é", "asset-1",
)  # fmt: skip
QUERIES = (
    "$filter=Name eq 'x'", "$filter=not not not", "$filter=((((((", "$filter=Created gt datetime'x'",
    "$filter=indexof(Name,'a') gt 1", "$top=1", "$top=-1", "$top=99999999999999999999", "$skip=x",
    "$orderby=Name desc", "$select=Name,Files", "$inlinecount=allpages", "$format=json", "a=%ff",
    "$expand=Files", "comp=list", "comp=block&blockid=eA==", "comp=blocklist", "sig=x&se=y&sp=rwdl",
    f"assetid='{ASSET}'", f"jobid='{JOB}'", "assetid=''''", "api-version=2.19", "keepcontainer=true",
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from([ASSET, "/Date(99999999999999)/", "2026-01-01", "9999-12-31T23:59:59Z"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["__metadata", "uri", "results", "Name"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
NAMES = (
    "Id", "Name", "Options", "DurationInMinutes", "Permissions", "Type", "AssetId", "Tasks", "Files",
    "AccessPolicyId", "StartTime", "ParentAssetId", "IsPrimary", "InputMediaAssets", "TaskBody",
    "InputMediaAssets@odata.bind", "__metadata", "odata.type", "JobNotificationSubscriptions", "url",
    "MediaProcessorId", "uri", "ContentFileSize", "é",
)  # fmt: skip
ENTITIES = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=5).map(
    lambda value: json.dumps(value).encode("utf-8", "replace")
)
ENTRY = (
    b'<entry xmlns="http://www.w3.org/2005/Atom" '
    b'xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices" '
    b'xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata">'
    b'<link rel="http://schemas.microsoft.com/ado/2007/08/dataservices/related/Files" href="x"/>'
    b"<content><m:properties><d:Name>x<!-- c --></d:Name>%s</m:properties></content></entry>"
)
BODIES = (
    ENTITIES
    | st.binary(max_size=60)
    | st.sampled_from([b"<d:Options m:null='true'/>", b"<d:Name><x/></d:Name>"]).map(ENTRY.__mod__)
    | st.sampled_from(
        [
            b"{" * 500,
            b"[" * 500,
            b"<!DOCTYPE a [<!ENTITY b 'c'>]><entry>&b;</entry>",
            b"--b\r\n\r\n--b--",
        ]
    )
)
KINDS = (
    "application/json", "application/json;odata=verbose", "application/atom+xml", "text/plain", "",
    "multipart/mixed; boundary=b", "application/x-www-form-urlencoded", "\xff", "a/b;charset=nonsense",
)  # fmt: skip
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "Accept": st.sampled_from([*KINDS, "*/*", "application/json;q=x, application/xml;q=0.1"]),
        "Content_Type": st.sampled_from(KINDS),
        "DataServiceVersion": st.sampled_from(["1.0;NetFx", "3.0", "4.0", "x"]),
        "MaxDataServiceVersion": st.sampled_from(["1.0", "3.0", "9.9", ""]),
        "X_HTTP_Method": st.sampled_from(["MERGE", "DELETE", "get", ""]),
        "Authorization": st.sampled_from(["", "Bearer", "Bearer a.b.c", "Bearer \xff.\xff.\xff"]),
        "Range": st.sampled_from(["bytes=0-", "bytes=9-1", "bytes=x"]),
    },
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    method=st.sampled_from(
        ["GET", "POST", "PUT", "MERGE", "PATCH", "DELETE", "HEAD", "OPTIONS", "X"]
    ),
    host=st.sampled_from(HOSTS),
    pieces=st.lists(st.sampled_from(PIECES), max_size=4),
    query=st.lists(st.sampled_from(QUERIES), max_size=3),
    fields=FIELDS,
    body=BODIES,
)
def test_every_call_is_answered(method, host, pieces, query, fields, body) -> None:
    url = f"https://{host}/{'/'.join(pieces)}?{'&'.join(query)}"

    told = SERVICE.call(method, url, body, **fields)

    assert told.status < 500 or told.status in {501, 507} or b"processing this request" in told.body
    assert told.header("Server") == "ams-inspector-stand-in"


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    entity_set=st.sampled_from(
        ["Assets", "Files", "AccessPolicies", "Locators", "Jobs", "ContentKeys"]
    ),
    body=ENTITIES,
    kind=st.sampled_from(KINDS[:2]),
)
def test_every_entity_is_created_or_refused(entity_set: str, body: bytes, kind: str) -> None:
    told = SERVICE.call("POST", make.ROOT + entity_set, body, Content_Type=kind, Accept=kind)

    expected = {201, 400, 404, 409} | ({500} if entity_set == "AccessPolicies" else set())
    assert told.status in expected, told.body
    assert SERVICE.call("GET", entity_set).status == 200
    assert SERVICE.call("GET", entity_set, Accept="application/xml").status == 200


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="NameCrtd eqandornot()',.0123456789<>'-", max_size=60))
def test_every_filter_is_answered(text: str) -> None:
    from urllib.parse import quote

    assert SERVICE.call("GET", f"Assets?$filter={quote(text)}").status in {200, 400}


BATCH = (
    "--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n"
    "--c\r\nContent-Type: application/http\r\nContent-ID: 1\r\n\r\n"
    f"POST {make.ROOT}Jobs HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{{}}\r\n"
    "--c\r\nContent-Type: application/http\r\n\r\nPOST $1/Tasks HTTP/1.1\r\n\r\n{}\r\n--c--\r\n"
    "--b\r\nContent-Type: application/http\r\n\r\nGET Assets HTTP/1.1\r\n\r\n\r\n--b--\r\n"
).encode()
SCRAPS = st.sampled_from(
    [b"", b"\r\n", b"\0", b"\xff", b"https://[::1", b"--c", b"--b--", b"$1", b":"]
)


@settings(max_examples=200, deadline=None)
@given(cut=st.integers(0, len(BATCH)), length=st.integers(0, 30), scrap=SCRAPS)
def test_every_mutilated_batch_is_answered(cut: int, length: int, scrap: bytes) -> None:
    body = BATCH[:cut] + scrap + BATCH[cut + length :]

    told = SERVICE.call("POST", "$batch", body, Content_Type="multipart/mixed; boundary=b")

    assert told.status in {202, 400}
    assert b"HTTP/1.1 5" not in told.body.replace(b"HTTP/1.1 501", b"")
