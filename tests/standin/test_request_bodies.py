"""How bodies are read, by Content-Type and DataServiceVersion."""

import json

import make
import pytest
from standin.caller import ENCODER, TASK_BODY, Caller

TASKS = [{"MediaProcessorId": ENCODER, "TaskBody": TASK_BODY}]
ATOM_NAMES = (
    'xmlns="http://www.w3.org/2005/Atom" '
    'xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices" '
    'xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"'
)
RELATED = "http://schemas.microsoft.com/ado/2007/08/dataservices/related"


@pytest.mark.parametrize(
    ("kind", "version", "by", "status"),
    [
        pytest.param(make.VERBOSE, "3.0", "__metadata", 201, id="__metadata in verbose"),
        pytest.param("application/json; charset=utf-8; odata=verbose", "3.0", "__metadata", 201, id="charset before"),
        pytest.param(make.VERBOSE, "1.0;NetFx", "__metadata", 201, id="__metadata in verbose at 1.0"),
        pytest.param("application/json", "1.0;NetFx", "__metadata", 201, id="__metadata in plain JSON at 1.0"),
        pytest.param("application/json", "3.0", "__metadata", 400, id="__metadata in plain JSON at 3.0"),
        pytest.param("application/json", None, "__metadata", 400, id="__metadata in plain JSON, no version"),
        pytest.param("application/json;odata=minimalmetadata", "1.0", "__metadata", 400, id="__metadata in light"),
        pytest.param("application/json", "3.0", "@odata.bind", 201, id="bind in plain JSON"),
        pytest.param("application/json", None, "@odata.bind", 201, id="bind, no version"),
        pytest.param(make.VERBOSE, "3.0", "@odata.bind", 400, id="bind in verbose"),
        pytest.param("application/json", "1.0", "@odata.bind", 400, id="bind in plain JSON at 1.0"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("accept", ["application/json", make.VERBOSE])
def test_links_of_a_job(
    service: Caller, kind: str, version: str | None, by: str, status: int, accept: str
) -> None:
    uri = f"{make.ROOT}Assets('{service.film()['Id'].replace(':', '%3A')}')"
    link = (
        {"InputMediaAssets": [{"__metadata": {"uri": uri}}]}
        if by == "__metadata"
        else {"InputMediaAssets@odata.bind": [uri]}
    )
    body = {"Name": "j", **link, "Tasks": TASKS}

    told = service.call(
        "POST", "Jobs", body, Content_Type=kind, DataServiceVersion=version, Accept=accept
    )

    assert told.status == status
    if status == 400:
        assert (
            "Make sure to only use property names that are defined by the type"
            in told.body.decode()
        )


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        pytest.param('{"Name":"a"}', "application/json", 201, id="JSON"),
        pytest.param('\ufeff{"Name":"a"}', "application/json", 201, id="a byte order mark"),
        pytest.param("{'Name':'a'}", "application/json", 201, id="single quotes"),
        pytest.param("{Name:'a'}", "application/json", 201, id="bare names"),
        pytest.param('{"Name":"a\r\nb"}', make.VERBOSE, 201, id="a raw line break"),
        pytest.param('{"Name":"a","Options":"0"}', make.VERBOSE, 201, id="a number in a string"),
        pytest.param('{"__metadata":{"type":"x"},"Name":"a"}', make.VERBOSE, 201, id="a type"),
        pytest.param('{"odata.type":"x","Name":"a"}', "application/json", 201, id="an annotation"),
        pytest.param('{"Id":null,"Created":"0001-01-01T00:00:00","Name":"a"}', make.VERBOSE, 201, id="a .NET client's nulls"),
        pytest.param('{"Name":"a",}', "application/json", 400, id="a trailing comma"),
        pytest.param('{"Name":\u00a0"a"}', "application/json", 400, id="a no-break space"),
        pytest.param('{"Nmae":"a"}', "application/json", 400, id="a slip in a name"),
        pytest.param('["a"]', "application/json", 400, id="a list"),
        pytest.param("", "application/json", 400, id="nothing"),
        pytest.param('{"Options":"many"}', "application/json", 400, id="no number"),
        pytest.param('{"Options":3}', "application/json", 400, id="a sum of options"),
        pytest.param('{"Name":"a"}', "text/plain", 415, id="a type nobody reads"),
        pytest.param('{"Name":"a"}', None, 415, id="no type"),
        pytest.param("<entry/>", "application/json", 400, id="XML said to be JSON"),
    ],
)  # fmt: skip
def test_assets(service: Caller, body: str, kind: str | None, status: int) -> None:
    assert service.call("POST", "Assets", body, Content_Type=kind).status == status


def test_atom_entry_with_link_and_inline_tasks(service: Caller) -> None:
    uri = f"{make.ROOT}Assets('{service.film()['Id']}')"
    task = (
        f'<entry><content type="application/xml"><m:properties><d:MediaProcessorId>{ENCODER}'
        f"</d:MediaProcessorId><d:TaskBody>{TASK_BODY.replace('<', '&lt;')}</d:TaskBody>"
        "</m:properties></content></entry>"
    )
    body = (
        f"<entry {ATOM_NAMES}>"
        f'<link rel="{RELATED}/InputMediaAssets" href="{uri}"/>'
        f'<link rel="{RELATED}/Tasks"><m:inline><feed>{task}</feed></m:inline></link>'
        "<content><m:properties><d:Name>from Atom</d:Name>"
        '<d:Priority m:type="Edm.Int32">3</d:Priority><d:TemplateId m:null="true"/>'
        "</m:properties></content></entry>"
    )

    told = service.call("POST", "Jobs", body, Content_Type="application/atom+xml;type=entry")

    assert told.status == 201, told.body
    assert (told.entity["Name"], told.entity["Priority"]) == ("from Atom", 3)
    job = f"Jobs('{told.entity['Id']}')"
    assert len(service.call("GET", f"{job}/Tasks").json["value"]) == 1
    assert len(service.call("GET", f"{job}/InputMediaAssets()").json["value"]) == 1


def test_atom_with_a_document_type_is_refused(service: Caller) -> None:
    body = "<!DOCTYPE entry [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><entry>&x;</entry>"

    assert service.call("POST", "Assets", body, Content_Type="application/atom+xml").status == 400


@pytest.mark.parametrize(
    ("kind", "version", "name", "status"),
    [
        pytest.param("application/json", "1.0;NetFx", "uri", 204, id="uri in plain JSON at 1.0"),
        pytest.param(make.VERBOSE, "3.0", "uri", 204, id="uri in verbose"),
        pytest.param("application/json", "3.0", "url", 204, id="url in light"),
        pytest.param("application/json", "3.0", "uri", 400, id="uri in light"),
        pytest.param(make.VERBOSE, "3.0", "url", 400, id="url in verbose"),
    ],
)
def test_link_bodies(service: Caller, kind: str, version: str, name: str, status: int) -> None:
    asset = service.asset()
    key = service.made(
        "ContentKeys",
        {"Id": "nb:kid:UUID:11111111-2222-3333-4444-555555555555", "ContentKeyType": 1},
    )
    links = f"Assets('{asset['Id']}')/$links/ContentKeys"
    body = json.dumps({name: f"{make.ROOT}ContentKeys('{key['Id']}')"})

    told = service.call("POST", links, body, Content_Type=kind, DataServiceVersion=version)

    assert told.status == status
    linked = service.call("GET", links).json["value"]
    assert len(linked) == (status == 204)
    if linked:
        assert service.call("DELETE", f"{links}('{key['Id']}')").status == 204
        assert service.call("GET", links).json["value"] == []


def test_link_body_in_xml(service: Caller) -> None:
    asset = service.asset()
    service.made("ContentKeys", {"Id": "nb:kid:UUID:11111111-2222-3333-4444-555555555555"})
    body = (
        '<data:uri xmlns:data="http://schemas.microsoft.com/ado/2007/08/dataservices">'
        f"{make.ROOT}ContentKeys('nb%3Akid%3AUUID%3A11111111-2222-3333-4444-555555555555')</data:uri>"
    )
    links = f"Assets('{asset['Id']}')/$links/ContentKeys"

    assert service.call("POST", links, body, Content_Type="application/xml").status == 204
