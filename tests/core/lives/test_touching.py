"""What exchanges do to the service's entities."""

from typing import Any

import make
import pytest
from batches import answer, batch, change_set, operation

from inspector.core.exchange import Exchange
from inspector.core.inspection import Facts, Inspection
from inspector.core.lives.deed import MOST_FACTS
from inspector.core.lives.identity import identity, identity_of_address
from inspector.core.lives.touching import MOST_LISTED, MOST_MENTIONED, touches
from inspector.core.service import Service
from inspector.profiles.model import bundled_model

MODEL = bundled_model()
GUID = "0a1b2c3d-1500-80c3-8f4e-f1e5e6b3a00"


def id_of(kind: str, number: int = 1) -> str:
    return f"nb:{kind}:UUID:{GUID}{number}"


ASSET, FILE, JOB, POLICY = id_of("cid"), id_of("cid", 2), id_of("jid"), id_of("pid")
LOCATOR, KEY, CHANNEL = id_of("lid"), id_of("kid"), id_of("chid")
OPERATION, PROCESSOR, ADDED = id_of("opid"), id_of("mpid"), id_of("cid", 3)
A, J, L, C = f"Assets('{ASSET}')", f"Jobs('{JOB}')", f"Locators('{LOCATOR}')", f"Channels('{CHANNEL}')"  # fmt: skip


def inspection(exchange: Exchange) -> Inspection:
    return Inspection(exchange, Service.API, Facts(model=MODEL))


def done(exchange: Exchange) -> list[str]:
    """Return each touch as `act Type entity ← other by way`, refused ones with an exclamation mark."""
    return [
        f"{'!' if one.refused else ''}{f'{one.part}: ' if one.part else ''}{one.act} {one.type} "
        f"{one.entity}{f' ← {one.other}' if one.other else ''}{f' by {one.way}' if one.way else ''}"
        for one in touches(inspection(exchange))
    ]


def got(status: int, body: Any = b"", **fields: str) -> Any:
    return make.response(status, body, [(k.replace("_", "-"), v) for k, v in fields.items()])


ATOM = (
    '<entry xmlns="http://www.w3.org/2005/Atom" xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata" '
    'xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices"><content><m:properties>{}</m:properties></content></entry>'
)


@pytest.mark.parametrize(
    "answered",
    [
        pytest.param(got(201, {"d": {"Id": ASSET}}), id="verbose"),
        pytest.param(got(201, {"odata.metadata": "m", "Id": ASSET}), id="light"),
        pytest.param(got(201, ATOM.format(f"<d:Id>{ASSET}</d:Id>")), id="Atom"),
        pytest.param(got(201, Location=f"{make.ROOT}{A}"), id="Location only"),
        pytest.param(got(201, None, Location=f"{make.ROOT}Assets('{ASSET.replace(':', '%3A')}')"), id="Location, encoded, body not recorded"),
        pytest.param(got(201, {"d": {"Id": ASSET.upper().replace("NB:CID", "nb:cid")}}), id="upper case"),
    ],
)  # fmt: skip
def test_an_entity_is_created(answered: Any) -> None:
    assert done(make.exchange("POST", "Assets", {"Name": "n"}, answer=answered)) == [
        f"created Asset {ASSET}"
    ]


@pytest.mark.parametrize(
    ("url", "body", "answered", "found"),
    [
        pytest.param("Assets", {"Name": "n"}, None, ["created Asset "], id="no answer was recorded: it is believed"),
        pytest.param("Assets", {"Name": "n"}, got(400), ["!created Asset "], id="refused"),
        pytest.param("ContentKeys", {"Id": KEY}, None, [f"created ContentKey {KEY}"], id="an id of the client's"),
        pytest.param("ContentKeys", {"Id": KEY}, got(409), [f"!created ContentKey {KEY}"], id="an id of the client's, refused"),
        pytest.param("Filters", {"Name": "night"}, got(201), ["created Filter Filter('night')"], id="a name for a key"),
        pytest.param("Locators", {"AssetId": ASSET, "AccessPolicyId": POLICY}, got(201, {"Id": LOCATOR}), [f"created Locator {LOCATOR}", f"linked Asset {ASSET} ← {LOCATOR} by AssetId", f"linked AccessPolicy {POLICY} ← {LOCATOR} by AccessPolicyId"], id="ids in properties"),
        pytest.param("Jobs", {"InputMediaAssets@odata.bind": [f"{make.ROOT}{A}"]}, got(201, {"Id": JOB}), [f"created Job {JOB}", f"linked Asset {ASSET} ← {JOB} by InputMediaAssets"], id="a link"),
        pytest.param("Jobs", {"Tasks": [{"Name": "t", "MediaProcessorId": PROCESSOR}]}, got(201, {"Id": JOB}), [f"created Job {JOB}", f"linked MediaProcessor {PROCESSOR} ← {JOB} by MediaProcessorId", f"created Task  ← {JOB}"], id="a task inside"),
        pytest.param("IngestManifestAssets", {"Asset": {"Id": ASSET}}, got(201), ["created IngestManifestAsset ", f"linked Asset {ASSET} by Id"], id="an entity that is but its key"),
        pytest.param(f"{A}/Files", {"Name": "f"}, got(201, {"Id": FILE}), [f"created AssetFile {FILE}", f"linked Asset {ASSET} ← {FILE} by Files"], id="beneath another"),
        pytest.param("Channels", {"Name": "c"}, got(202, {"Id": CHANNEL}, operation_id=OPERATION), [f"created Channel {CHANNEL}", f"created Operation {OPERATION} ← {CHANNEL} by operation"], id="with an operation"),
        pytest.param("Playlists", {"Name": "n"}, got(404), [], id="a set there is not"),
        pytest.param("Jobs", b"[" * 100_000, got(400), ["!created Job "], id="brackets"),
        pytest.param("Jobs", {"InputMediaAssets@odata.bind": ["//[::1", "", "$1", f"{make.ROOT}Assets"]}, got(201, {"Id": JOB}), [f"created Job {JOB}"], id="links that name nothing"),
    ],
)  # fmt: skip
def test_what_a_create_does(url: str, body: Any, answered: Any, found: list[str]) -> None:
    assert done(make.exchange("POST", url, body, answer=answered)) == found


@pytest.mark.parametrize(
    ("method", "url", "body", "status", "found"),
    [
        pytest.param("MERGE", A, {"Name": "m"}, 204, [f"changed Asset {ASSET}"], id="MERGE"),
        pytest.param("PUT", f"ContentKeys('{KEY}')", {"AuthorizationPolicyId": id_of("ckpid")}, 204, [f"changed ContentKey {KEY}", f"linked ContentKeyAuthorizationPolicy {id_of('ckpid')} ← {KEY} by AuthorizationPolicyId"], id="PUT that names another"),
        pytest.param("MERGE", A, {"Name": "m"}, 404, [f"!changed Asset {ASSET}"], id="MERGE, refused"),
        pytest.param("MERGE", f"EncodingReservedUnitTypes(guid'{GUID}1')", {"CurrentReservedUnits": 1}, 204, [f"changed EncodingReservedUnitType EncodingReservedUnitType('{GUID}1')"], id="a GUID for a key"),
        pytest.param("DELETE", A, b"", 204, [f"deleted Asset {ASSET}"], id="DELETE"),
        pytest.param("DELETE", A, b"", 404, [f"!deleted Asset {ASSET}"], id="DELETE, refused"),
        pytest.param("POST", f"{A}/$links/ContentKeys", {"uri": f"{make.ROOT}ContentKeys('{KEY}')"}, 204, [f"linked Asset {ASSET} ← {KEY} by ContentKeys"], id="POST a link"),
        pytest.param("POST", f"{A}/$links/ContentKeys", {"uri": f"{make.ROOT}ContentKeys('{KEY}')"}, 409, [f"!linked Asset {ASSET} ← {KEY} by ContentKeys"], id="POST a link, refused"),
        pytest.param("DELETE", f"{A}/$links/ContentKeys('{KEY}')", b"", 204, [f"unlinked Asset {ASSET} ← {KEY} by ContentKeys"], id="DELETE a link"),
        pytest.param("GET", f"{A}/$links/ContentKeys", b"", 200, [], id="GET links"),
        pytest.param("GET", f"CancelJob?jobid='{JOB}'", b"", 204, [f"called  {JOB} by CancelJob"], id="a function"),
        pytest.param("GET", f"CancelJob?JobId='{JOB.replace(':', '%3A')}'", b"", 400, [f"!called  {JOB} by CancelJob"], id="a function, encoded, refused"),
        pytest.param("GET", "CancelJob?jobid=''", b"", 400, [], id="a function of nothing"),
        pytest.param("GET", "GetProtectionKeyId?contentKeyType=0", b"", 200, [], id="a function of no entity"),
        pytest.param("POST", f"{C}/Start", b"", 202, [f"called Channel {CHANNEL} by Start"], id="an action"),
        pytest.param("HEAD", A, b"", 200, [], id="HEAD"),
        pytest.param("GET", "", b"", 200, [], id="the service document"),
        pytest.param("GET", "$metadata", b"", 200, [], id="metadata"),
    ],
)  # fmt: skip
def test_what_other_calls_do(
    method: str, url: str, body: Any, status: int, found: list[str]
) -> None:
    assert done(make.exchange(method, url, body, answer=got(status))) == found


VALUE: dict[str, Any] = {"odata.metadata": "m", "value": 3}


@pytest.mark.parametrize(
    ("url", "body", "found", "facts"),
    [
        pytest.param(A, {"d": {"Id": ASSET, "Name": "n", "Options": 0}}, [f"read Asset {ASSET}"], {"Id": ASSET, "Name": "n", "Options": 0}, id="an entity"),
        pytest.param(A, ATOM.format("<d:State>1</d:State>"), [f"read Asset {ASSET}"], {"State": "1"}, id="an entity in Atom"),
        pytest.param(f"{J}/State", {"d": {"State": 3}}, [f"read Job {JOB}"], {"State": 3}, id="a property, verbose"),
        pytest.param(f"{J}/State", VALUE, [f"read Job {JOB}"], {"State": 3}, id="a property, light"),
        pytest.param(f"{J}/State/$value", "3", [f"read Job {JOB}"], {}, id="a raw value"),
        pytest.param(f"{C}/Input/KeyFrameInterval", VALUE, [f"read Channel {CHANNEL}"], {}, id="a property of a complex one"),
        pytest.param(f"{C}/Encoding/VideoStream/Name", {"d": {"Name": "v"}}, [f"read Channel {CHANNEL}"], {}, id="a property that the entity has as well"),
        pytest.param(f"{A}/Files('{FILE}')", {"d": {"Id": FILE}}, [f"read AssetFile {FILE}"], {"Id": FILE}, id="an entity by its key beneath another"),
        pytest.param(f"{L}/Asset", {"d": {"Id": ASSET, "Name": "n"}}, [f"read Asset {ASSET} ← {LOCATOR} by Asset"], {"Id": ASSET, "Name": "n"}, id="the one that a way leads to"),
        pytest.param(f"{L}/Asset", {"d": {}}, [], None, id="the one that a way leads to, its id not answered"),
        pytest.param(f"{L}/Asset/Name", {"d": {"Name": "n"}}, [f"read Locator {LOCATOR}"], {}, id="a property of what a way leads to"),
        pytest.param(A, None, [f"read Asset {ASSET}"], {}, id="the answer was not recorded"),
        pytest.param(A, "{", [f"read Asset {ASSET}"], {}, id="the answer cannot be read"),
        pytest.param("Assets/$count", "3", [], None, id="a count"),
    ],
)  # fmt: skip
def test_what_a_read_tells(url: str, body: Any, found: list[str], facts: Any) -> None:
    exchange = make.exchange("GET", url, answer=got(200, body))

    assert done(exchange) == found
    assert [one.facts for one in touches(inspection(exchange))] == (
        [] if facts is None else [facts]
    )


@pytest.mark.parametrize(
    ("url", "body", "found"),
    [
        pytest.param("Assets", {"d": {"results": [{"Id": ASSET}, {"Id": FILE}]}}, [f"listed Asset {ASSET}", f"listed Asset {FILE}"], id="a set, verbose"),
        pytest.param("Assets()", {"value": [{"Id": ASSET}]}, [f"listed Asset {ASSET}"], id="a set, light"),
        pytest.param("Assets", {"value": [{"Name": "n"}, {"Id": ""}, {"Id": 1}]}, [], id="entities whose ids were not asked for"),
        pytest.param("Filters", {"value": [{"Name": "night"}]}, ["listed Filter Filter('night')"], id="names for keys"),
        pytest.param("EncodingReservedUnitTypes", {"value": [{"AccountId": f"{GUID}1"}]}, [f"listed EncodingReservedUnitType EncodingReservedUnitType('{GUID}1')"], id="GUIDs for keys"),
        pytest.param("Assets", {"error": {}}, [], id="no list"),
    ],
)  # fmt: skip
def test_what_a_list_tells(url: str, body: Any, found: list[str]) -> None:
    told = done(make.exchange("GET", url, answer=got(200, body)))

    assert [one for one in told if not one.startswith("followed")] == found


@pytest.mark.parametrize(
    ("url", "entities", "whole"),
    [
        pytest.param("MediaProcessors", 2, True, id="a whole list"),
        pytest.param("MediaProcessors()", 0, True, id="an empty one"),
        pytest.param("MediaProcessors?$orderby=Name", 2, True, id="ordered"),
        pytest.param("MediaProcessors?$filter=Name%20eq%20'x'", 1, False, id="filtered"),
        pytest.param("MediaProcessors?$top=2", 2, False, id="the beginning"),
        pytest.param("MediaProcessors?$skip=2", 2, False, id="the rest"),
        pytest.param("MediaProcessors", 1000, False, id="as many as come at once"),
    ],
)  # fmt: skip
def test_only_a_whole_list_proves_that_something_is_not_there(
    url: str, entities: int, whole: bool
) -> None:
    body = {"value": [{"Id": f"nb:mpid:UUID:{n:08x}-0000-0000-0000-000000000000"} for n in range(entities)]}  # fmt: skip
    listed = [one for one in touches(inspection(make.exchange("GET", url, answer=got(200, body)))) if one.act == "followed"]  # fmt: skip

    assert [one.count for one in listed] == ([entities] if whole else [])


def test_a_list_beneath_an_entity_links_to_it() -> None:
    body = {"value": [{"Id": FILE}]}
    found = done(make.exchange("GET", f"{A}/Files", answer=got(200, body)))

    assert f"listed AssetFile {FILE} ← {ASSET} by Files" in found


def test_a_batchs_operations_do_what_they_do() -> None:
    create = operation("POST Assets HTTP/1.1", "{}", Content_ID="1")
    sent = batch(
        change_set(create, operation(f"DELETE {A} HTTP/1.1", Content_ID="2")),
        operation(f"GET {J} HTTP/1.1"),
        answered=answer(
            change_set(operation("HTTP/1.1 201 Created", f'{{"d":{{"Id":"{ADDED}"}}}}', Content_ID="1"), operation("HTTP/1.1 204 No Content", Content_ID="2")),
            operation("HTTP/1.1 404 Not Found"),
        ),
    )  # fmt: skip

    assert done(sent) == [
        f"1: created Asset {ADDED}", f"2: deleted Asset {ASSET}", f"!3: read Job {JOB}",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answered", "refused"),
    [
        pytest.param(None, [False, False], id="no answer was recorded: it is believed"),
        pytest.param(answer(), [False, False], id="an answer that tells nothing"),
        pytest.param(answer(status=400), [True, True], id="the batch was refused"),
        pytest.param(answer(operation("HTTP/1.1 400 No")), [True, True], id="one failure for the change set"),
        pytest.param(answer(change_set(operation("HTTP/1.1 204 No Content"), operation("HTTP/1.1 204 No Content"))), [False, False], id="done"),
    ],
)  # fmt: skip
def test_a_change_set_is_done_as_a_whole(answered: Any, refused: list[bool]) -> None:
    remove = operation(f"DELETE {A} HTTP/1.1")
    sent = batch(change_set(remove, remove), answered=answered)

    assert [one.refused for one in touches(inspection(sent))] == refused


def test_without_a_model_nothing_is_known() -> None:
    assert touches(Inspection(make.exchange("DELETE", A), Service.API)) == ()


def test_a_long_list_costs_no_more_than_a_short_one() -> None:
    body = {"value": [{"Id": f"nb:cid:UUID:{GUID[:-5]}{number:06}"} for number in range(5000)]}

    assert len(done(make.exchange("GET", "Assets", answer=got(200, body)))) == MOST_LISTED


def test_a_long_body_costs_no_more_than_a_short_one() -> None:
    body = {"InputMediaAssets@odata.bind": [A] * 5000, "Tasks": [{"Name": "t"}] * 5000}

    assert len(done(make.exchange("POST", "Jobs", body))) == 1 + 2 * MOST_MENTIONED


def test_facts_are_short() -> None:
    body = {"Name": "n" * 5000, "AlternateId": {"a": 1}, "Nme": "x"}
    (one,) = touches(inspection(make.exchange("POST", "Assets", body)))

    assert one.facts == {"Name": "n" * 200}
    assert len(one.facts) <= MOST_FACTS


@pytest.mark.parametrize(
    ("key", "called"),
    [
        pytest.param(f"'{ASSET}'", ASSET, id="an id"),
        pytest.param(f" '{ASSET}' ", ASSET, id="blanks"),
        pytest.param(f"'{ASSET.replace('cid:UUID', 'CID:uuid')}'", ASSET, id="its letters as the service writes them"),
        pytest.param(f"Id='{ASSET}'", ASSET, id="with the key's name"),
        pytest.param(f"'{ASSET}__###__night'", f"{ASSET}__###__night", id="an asset filter's"),
        pytest.param("'night'", "Asset('night')", id="a name"),
        pytest.param("'it''s'", "Asset('it's')", id="a quote inside"),
        pytest.param(f"guid'{GUID}1'", f"Asset('{GUID}1')", id="a GUID"),
        pytest.param("night", "Asset('night')", id="no quotes"),
        pytest.param("A='1',B='2'", "Asset('A='1',B='2')", id="two keys"),
        pytest.param("", "", id="nothing"),
    ],
)  # fmt: skip
def test_what_an_entity_is_called(key: str, called: str) -> None:
    assert identity(key, MODEL.type_of("Assets")) == called


@pytest.mark.parametrize(
    ("uri", "called"),
    [
        pytest.param(f"https://h.test/api/{A}", ASSET, id="an entity"),
        pytest.param(f"https://h.test/{A}", ASSET, id="without api"),
        pytest.param(A, ASSET, id="relative"),
        pytest.param(f"https://h.test/api/{A}/Files('{FILE}')", FILE, id="beneath another"),
        pytest.param("Filters('night')", "Filter('night')", id="a name"),
        pytest.param(f"https://h.test/api/{L}/Asset", None, id="the one that a way leads to"),
        pytest.param("https://h.test/api/Assets", None, id="a set"),
        pytest.param(f"https://h.test/api/{A}/Name", None, id="a property"),
        pytest.param(ASSET, None, id="an id"),
        pytest.param("$1", None, id="an earlier operation"),
        pytest.param("//[::1", None, id="no address"),
        pytest.param("", None, id="nothing"),
    ],
)  # fmt: skip
def test_whom_an_address_names(uri: str, called: str | None) -> None:
    assert identity_of_address(uri, MODEL) == called
