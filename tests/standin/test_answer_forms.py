"""Which form an answer has, by what the client asks for."""

import make
import pytest
from lxml import etree
from standin.caller import Caller

LIGHT = "application/json;odata=minimalmetadata;streaming=true;charset=utf-8"
VERBOSE = "application/json;odata=verbose;charset=utf-8"
ENTRY = "application/atom+xml;type=entry;charset=utf-8"
FEED = "application/atom+xml;type=feed;charset=utf-8"
ERROR = "application/xml;charset=utf-8"


@pytest.mark.parametrize(
    ("accept", "most", "kind", "version"),
    [
        pytest.param("application/json", "3.0", LIGHT, "3.0;", id="plain JSON at 3.0"),
        pytest.param("application/json", None, LIGHT, "3.0;", id="plain JSON, no maximum"),
        pytest.param("application/json", "2.0", VERBOSE, "2.0;", id="plain JSON below 3.0"),
        pytest.param("application/json;", "3.0;NetFx", LIGHT, "3.0;", id="dangling semicolon"),
        pytest.param("Application/JSON; ODATA=Verbose", "3.0", VERBOSE, "2.0;", id="shouted"),
        pytest.param(make.VERBOSE, "3.0", VERBOSE, "2.0;", id="verbose"),
        pytest.param("application/json;odata=minimalmetadata", "3.0", LIGHT, "3.0;", id="minimal"),
        pytest.param("application/atom+xml,application/xml", "3.0", FEED, "2.0;", id="Atom"),
        pytest.param(f"{make.VERBOSE};q=0.5, application/atom+xml", "3.0", FEED, "2.0;", id="weights"),
        pytest.param("*/*", "3.0", FEED, "2.0;", id="anything"),
        pytest.param(None, "3.0", FEED, "2.0;", id="no Accept"),
    ],
)  # fmt: skip
def test_form_of_a_list(
    service: Caller, accept: str | None, most: str | None, kind: str, version: str
) -> None:
    service.asset()

    told = service.call("GET", "Assets", Accept=accept, MaxDataServiceVersion=most)

    assert told.status == 200
    assert (told.header("Content-Type"), told.header("DataServiceVersion")) == (kind, version)


@pytest.mark.parametrize(
    ("entity_set", "accept", "kind", "version"),
    [
        pytest.param("Assets", "application/json", LIGHT, "3.0;", id="light asset"),
        pytest.param("Assets", make.VERBOSE, VERBOSE, "1.0;", id="verbose asset"),
        pytest.param("Assets", "application/atom+xml", ENTRY, "1.0;", id="Atom asset"),
        pytest.param("Jobs", make.VERBOSE, VERBOSE, "3.0;", id="verbose job, with collections"),
    ],
)
def test_form_of_an_entity(
    service: Caller, entity_set: str, accept: str, kind: str, version: str
) -> None:
    asset = service.asset()
    one = asset if entity_set == "Assets" else service.made("Jobs", service.job(asset))

    told = service.call("GET", f"{entity_set}('{one['Id']}')", Accept=accept)

    assert (told.header("Content-Type"), told.header("DataServiceVersion")) == (kind, version)


def test_verbose_entity_holds_metadata_links_and_ajax_dates(service: Caller) -> None:
    asset = service.asset()

    told = service.call("GET", f"Assets('{asset['Id']}')", Accept=make.VERBOSE)

    entity = told.json["d"]
    assert entity["__metadata"]["type"].endswith(".Asset")
    assert entity["Files"]["__deferred"]["uri"] == entity["__metadata"]["uri"] + "/Files"
    assert b'"Created":"\\/Date(1769860800000)\\/"' in told.body
    assert service.call("GET", entity["__metadata"]["uri"]).entity["Id"] == asset["Id"]


def test_verbose_job_holds_iso_dates(service: Caller) -> None:
    job = service.made("Jobs", service.job(service.asset()))

    told = service.call("GET", f"Jobs('{job['Id']}')", Accept=make.VERBOSE)

    assert told.entity["Created"] == "2026-01-31T12:00:00Z"
    assert told.entity["JobNotificationSubscriptions"]["results"] == []


def test_whole_numbers_of_64_bits_are_strings(service: Caller) -> None:
    asset = service.asset()
    file = {"Name": "a.mp4", "ParentAssetId": asset["Id"], "ContentFileSize": "9007199254740993"}

    assert service.made("Files", file)["ContentFileSize"] == "9007199254740993"
    assert service.made("Files", {**file, "Name": "b"}, Accept=make.VERBOSE)[
        "ContentFileSize"
    ] == "9007199254740993"  # fmt: skip


def test_atom_entry_can_be_read(service: Caller) -> None:
    asset = service.asset("R&D <draft>")

    told = service.call("GET", f"Assets('{asset['Id']}')", Accept="application/atom+xml")

    names = {"d": "http://schemas.microsoft.com/ado/2007/08/dataservices"}
    assert etree.fromstring(told.body).findtext(".//d:Name", namespaces=names) == "R&D <draft>"


@pytest.mark.parametrize(
    ("accept", "kind", "start"),
    [
        pytest.param("application/json", LIGHT, b'{"odata.error":{"code":""', id="light"),
        pytest.param(make.VERBOSE, VERBOSE, b'{"error":{"code":"","message":{"lang":"en-US"', id="verbose"),
        pytest.param("application/atom+xml", ERROR, b"<?xml", id="Atom"),
        pytest.param("image/png", ERROR, b"<?xml", id="nothing the service has"),
    ],
)  # fmt: skip
def test_form_of_an_error(service: Caller, accept: str, kind: str, start: bytes) -> None:
    told = service.call("GET", "Assets('nb:cid:UUID:none')", Accept=accept)

    assert told.status == 404
    assert told.header("Content-Type") == kind
    assert told.body.startswith(start)


@pytest.mark.parametrize(
    ("path", "accept", "body"),
    [
        pytest.param("State", make.VERBOSE, b'{"d":{"State":0}}', id="verbose"),
        pytest.param("State/$value", make.VERBOSE, b"0", id="raw"),
        pytest.param("Tasks/$count", make.VERBOSE, b"1", id="count"),
    ],
)
def test_parts_of_a_job(service: Caller, path: str, accept: str, body: bytes) -> None:
    job = service.made("Jobs", service.job(service.asset()))

    assert service.call("GET", f"Jobs('{job['Id']}')/{path}", Accept=accept).body == body


def test_service_document_lists_the_sets(service: Caller) -> None:
    assert "Files" in service.call("GET", make.ROOT, Accept=make.VERBOSE).entity["EntitySets"]
    assert {"name": "Jobs", "url": "Jobs"} in service.call("GET", make.ROOT).json["value"]
    assert b'<collection href="Assets">' in service.call("GET", make.ROOT, Accept=None).body


def test_metadata_needs_no_version(service: Caller) -> None:
    told = service.call("GET", "$metadata", x_ms_version=None)

    assert told.status == 200
    root = etree.fromstring(told.body)
    assert root.xpath("//*[local-name()='EntitySet']/@Name")[:2] == ["Assets", "Files"]


def test_answers_say_who_they_are_from_and_to(service: Caller) -> None:
    told = service.call("GET", x_ms_client_request_id="abc", Client_Request_Id=None)

    assert told.header("Server") == "ams-inspector-stand-in"
    assert told.header("x-ms-client-request-id") == "abc"
    assert told.header("request-id") == told.header("x-ms-request-id") != None  # noqa: E711
    assert told.header("Date") == "Sat, 31 Jan 2026 12:00:00 GMT"
    assert ("DataServiceVersion", "3.0;") in told.fields


def test_head_has_the_length_and_no_body(service: Caller) -> None:
    told = service.call("HEAD", "Assets")

    assert (told.status, told.body) == (200, b"")
    assert told.header("Content-Length") == str(len(service.call("GET", "Assets").body))


def test_the_maximum_is_the_services_where_the_client_names_none(service: Caller) -> None:
    told = service.call("GET", DataServiceVersion="1.0;NetFx", MaxDataServiceVersion=None)

    assert told.header("Content-Type") == LIGHT
