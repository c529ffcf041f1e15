import json
from dataclasses import replace
from typing import Any

import make
import pytest
from batches import batch, operation

from inspector.core.inspection import Inspection
from inspector.profiles.model import bundled_model
from inspector.rules import addressing as rules

GUID = "0a1b2c3d-1500-80c3-8f4e-f1e5e6b3a001"


def id_of(kind: str) -> str:
    return f"nb:{kind}:UUID:{GUID}"


A, J, C = (f"{name}('{id_of(kind)}')" for name, kind in [("Assets", "cid"), ("Jobs", "jid"), ("Channels", "chid")])  # fmt: skip


def inspection(*args: Any, **changed: Any) -> Inspection:
    it = make.inspection(*args, **changed)
    return replace(it, facts=replace(it.facts, model=bundled_model()))


@pytest.mark.parametrize(
    ("url", "notes"),
    [
        pytest.param("Assets", [], id="a set"),
        pytest.param("Assets()", [], id="a set with parentheses"),
        pytest.param("/Assets", [], id="a doubled slash"),
        pytest.param("", [], id="the service document"),
        pytest.param("$metadata", [], id="metadata"),
        pytest.param("$batch", [], id="a batch"),
        pytest.param("$1/Tasks", [], id="within a batch"),
        pytest.param(A, [], id="an entity"),
        pytest.param("%2FFiles%28%27nb%3Acid%3AUUID%3A1%27%29", [], id="fully encoded"),
        pytest.param("Origins", [], id="what streaming end points were called"),
        pytest.param("CreateFileInfos?assetid='1'", [], id="a function"),
        pytest.param(f"{A}/Files", [], id="related entities"),
        pytest.param(f"{A}/Name/$value", [], id="a raw value"),
        pytest.param(f"{A}/WindowsAzureMediaServices.Publish", [], id="an action with its container"),
        pytest.param(f"{A}/Other.Namespace.Asset/Name", [], id="narrowed to a type of another namespace"),
        pytest.param("{{EntitySet}}", [], id="a template"),
        pytest.param("Assets('1", [], id="a key that is not closed is QRY509's"),
        pytest.param("assets", ["did you mean Assets?"], id="lower case"),
        pytest.param("AssetFiles", ["did you mean Files?"], id="a type's name"),
        pytest.param("Job('1')", ["did you mean Jobs?"], id="a singular"),
        pytest.param("StreamingEndPoints", ["did you mean StreamingEndpoints?"], id="one letter in another case"),
        pytest.param("CreateFileInfo?assetid='1'", ["did you mean CreateFileInfos?"], id="a function's name with a slip"),
        pytest.param("Playlists", [""], id="nothing like it"),
        pytest.param(f"{A}/Fils", ["did you mean Files?"], id="a slip further down"),
        pytest.param(f"{A}/locators", ["did you mean Locators?"], id="related entities in lower case"),
        pytest.param("Assets/Files", ["it wants the key of one entity before it"], id="on from a whole set"),
    ],
)  # fmt: skip
def test_entity_set_unknown(url: str, notes: list[str]) -> None:
    assert [e.note for e in rules.entity_set_unknown.check(inspection(url=url))] == notes


@pytest.mark.parametrize(
    ("method", "url", "found"),
    [
        pytest.param("GET", "Tasks", False, id="read tasks"),
        pytest.param("HEAD", "Assets", False, id="HEAD a set"),
        pytest.param("POST", "Assets", False, id="create"),
        pytest.param("MERGE", A, False, id="MERGE"),
        pytest.param("PATCH", C, False, id="PATCH"),
        pytest.param("DELETE", f"{A}?keepcontainer=true", False, id="delete with an option"),
        pytest.param("POST", f"{C}/Start", False, id="an action"),
        pytest.param("GET", "CancelJob?jobid='1'", False, id="a function"),
        pytest.param("POST", f"{A}/$links/ContentKeys", False, id="link"),
        pytest.param("DELETE", f"{A}/$links/ContentKeys('1')", False, id="unlink"),
        pytest.param("POST", "$1/Tasks", False, id="a task of a job of the batch"),
        pytest.param("POST", f"{J}/Tasks", False, id="into what is reached from an entity"),
        pytest.param("PUT", f"EncodingReservedUnitTypes(guid'{GUID}')", False, id="reserved units"),
        pytest.param("POST", "$batch", False, id="a batch"),
        pytest.param("GET", f"NotificationEndPoints('{id_of('nepid')}')/GetMonitoringSasUris", False, id="a call whose verb is not known"),
        pytest.param("PROPFIND", A, False, id="a verb nobody knows is QRY508's"),
        pytest.param("POST", "assets", False, id="a set there is not is QRY510's"),
        pytest.param("POST", "Tasks", True, id="create a task by itself"),
        pytest.param("POST", "MediaProcessors", True, id="create a processor"),
        pytest.param("MERGE", f"AccessPolicies('{id_of('pid')}')", True, id="change a policy"),
        pytest.param("PATCH", "Channels", True, id="change a set"),
        pytest.param("DELETE", "Assets", True, id="delete a set"),
        pytest.param("POST", A, True, id="create into an entity"),
        pytest.param("GET", f"{C}/Start", True, id="an action by GET"),
        pytest.param("POST", "CancelJob?jobid='1'", True, id="a function by POST"),
        pytest.param("GET", "$batch", True, id="a batch by GET"),
        pytest.param("POST", "$metadata", True, id="metadata by POST"),
    ],
)  # fmt: skip
def test_operation_unsupported(method: str, url: str, found: bool) -> None:
    assert bool(list(rules.operation_unsupported.check(inspection(method, url)))) is found


@pytest.mark.parametrize(
    ("tunnel", "found"),
    [
        pytest.param("MERGE", False, id="a tunnelled verb counts"),
        pytest.param("merge", False, id="one that is misspelt is QRY507's"),
        pytest.param("", False, id="an empty one too"),
    ],
)
def test_a_tunnelled_verb_is_the_verb(tunnel: str, found: bool) -> None:
    it = inspection("POST", A, X_HTTP_Method=tunnel)

    assert bool(list(rules.operation_unsupported.check(it))) is found


@pytest.mark.parametrize(
    ("url", "body", "places"),
    [
        pytest.param(A, b"", [], id="an asset's id for an asset"),
        pytest.param(f"Files('{id_of('cid')}')", b"", [], id="files have asset ids too"),
        pytest.param(f"Assets('nb%3Acid%3AUUID%3A{GUID}')", b"", [], id="encoded"),
        pytest.param("Filters('nb')", b"", [], id="a name for a key"),
        pytest.param(f"AssetFilters('{id_of('cid')}__%23%23%23__x')", b"", [], id="an asset filter"),
        pytest.param("Assets('1')", b"", [], id="no id of the service"),
        pytest.param("Locators", {"AssetId": id_of("cid"), "AccessPolicyId": id_of("pid")}, [], id="a body's ids"),
        pytest.param("Locators", {"Name": id_of("jid")}, [], id="an id in a name"),
        pytest.param("Locators", {"AssetId": None}, [], id="no id"),
        pytest.param(f"CancelJob?jobid='{id_of('jid')}'", b"", [], id="an argument"),
        pytest.param(f"Assets('{id_of('jid')}')", b"", [None], id="a job's id for an asset"),
        pytest.param(f"{J}/OutputMediaAssets('{id_of('tid')}')", b"", [None], id="further down"),
        pytest.param(f"{A}/$links/ContentKeys('{id_of('cid')}')", b"", [None], id="in a link"),
        pytest.param(f"CancelJob?jobid='{id_of('tid')}'", b"", ["jobid"], id="in an argument"),
        pytest.param("Locators", {"AssetId": id_of("pid"), "AccessPolicyId": id_of("cid")}, ["/AssetId", "/AccessPolicyId"], id="swapped in a body"),
    ],
)  # fmt: skip
def test_id_kind_mismatch(url: str, body: Any, places: list[str | None]) -> None:
    it = inspection("POST" if body else "GET", url, body)

    assert [e.pointer or e.query for e in rules.id_kind_mismatch.check(it)] == places


def link(uri: str) -> dict[str, Any]:
    return {"InputMediaAssets": [{"__metadata": {"uri": uri}}]}


AT = "/InputMediaAssets/0/__metadata/uri"
ROOT = make.ROOT


@pytest.mark.parametrize(
    ("url", "body", "notes"),
    [
        pytest.param("Jobs", link(f"{ROOT}{A}"), {}, id="an asset where an asset belongs"),
        pytest.param("Jobs", link(f"https://media.windows.net/API/{A}"), {}, id="at the old root"),
        pytest.param("Jobs", link(A), {}, id="relative"),
        pytest.param("Jobs", link(f"{ROOT}Assets('nb%3Acid%3AUUID%3A{GUID}')"), {}, id="encoded"),
        pytest.param("Jobs", link(f"{ROOT}{J}/OutputMediaAssets('{id_of('cid')}')"), {}, id="by way of a job"),
        pytest.param("Jobs", link("$1"), {}, id="an earlier operation"),
        pytest.param("Jobs", link("{{AssetUri}}"), {}, id="a variable"),
        pytest.param("Jobs", link(f"{ROOT}Assets('{{{{AssetId}}}}')"), {}, id="a variable for the key"),
        pytest.param("Jobs", link("https://elsewhere.test/whatever"), {}, id="nothing like the service"),
        pytest.param("Jobs", link("//[::1"), {}, id="no address"),
        pytest.param("Jobs", link(""), {}, id="empty"),
        pytest.param("Locators", {"Asset": {"Id": id_of("cid")}}, {}, id="an entity that is but its key"),
        pytest.param("Jobs", {"Tasks": [{"MediaProcessorId": id_of("mpid")}]}, {}, id="in a task of a job"),
        pytest.param(f"Assets(Id='{id_of('cid')}')", {}, {}, id="a key with its name"),
        pytest.param("Jobs", link(f"{ROOT}Files('{id_of('cid')}')"), {AT: "AssetFile where Asset belongs"}, id="a file where an asset belongs"),
        pytest.param("Jobs", link(f"{ROOT}Assets('{id_of('jid')}')"), {AT: "an id of a Job (jid) where one of an Asset or File (cid) belongs"}, id="a job's id in the link"),
        pytest.param("Jobs", link(f"{ROOT}Assets(Id='{id_of('jid')}')"), {AT: "an id of a Job (jid) where one of an Asset or File (cid) belongs"}, id="a job's id behind the key's name"),
        pytest.param("Jobs", link(f"{ROOT}Assets"), {AT: "a whole set where one entity belongs"}, id="a whole set"),
        pytest.param("Jobs", link(f"{ROOT}Asset('{id_of('cid')}')"), {AT: "Asset is no entity set: did you mean Assets?"}, id="a set there is not"),
        pytest.param("Jobs", {"InputMediaAssets@odata.bind": [A, J]}, {"/InputMediaAssets@odata.bind/1": "Job where Asset belongs"}, id="bound, the second of two"),
        pytest.param(f"{A}/$links/ContentKeys", {"uri": f"{ROOT}{A}"}, {"/uri": "Asset where ContentKey belongs"}, id="the body of a link"),
        pytest.param("Locators", {"Asset": {"Id": id_of("jid")}}, {"/Asset/Id": "an id of a Job (jid) where one of an Asset or File (cid) belongs"}, id="an entity that is but another's key"),
        pytest.param("Jobs", {"Tasks": [{"MediaProcessorId": id_of("jid")}]}, {"/Tasks/0/MediaProcessorId": "an id of a Job (jid) where one of a MediaProcessor (mpid) belongs"}, id="another's id in a task"),
        pytest.param("Channels", {"Slate": {"DefaultSlateAssetId": id_of("chid")}}, {"/Slate/DefaultSlateAssetId": "an id of a Channel (chid) where one of an Asset or File (cid) belongs"}, id="another's id in a complex value"),
        pytest.param(f"{C}/ShowSlate", {"assetId": id_of("chid")}, {"/assetId": "an id of a Channel (chid) where one of an Asset or File (cid) belongs"}, id="another's id in an argument"),
    ],
)  # fmt: skip
def test_ids_and_links_in_a_body(url: str, body: dict[str, Any], notes: dict[str, str]) -> None:
    it = inspection("POST", url, body)

    assert {e.pointer: e.note for e in rules.id_kind_mismatch.check(it)} == notes


@pytest.mark.parametrize(
    ("first", "uri", "found"),
    [
        pytest.param("Assets", "$made", 0, id="the asset that was made"),
        pytest.param("Playlists", "$made", 0, id="what nobody knows"),
        pytest.param("Assets", "$1", 0, id="one of another name"),
        pytest.param(f"{A}/$links/ContentKeys", "$made", 0, id="what makes a link makes no entity"),
        pytest.param(f"{C}/Start", "$made", 0, id="nor does an action"),
        pytest.param(f"{A}/Fils", "$made", 0, id="nor an address there is not"),
        pytest.param("Jobs", "$made", 1, id="a job where an asset belongs"),
    ],
)
def test_links_to_earlier_operations(first: str, uri: str, found: int) -> None:
    sent = batch(
        operation(
            f"POST {first} HTTP/1.1", "{}", Content_ID="made", Content_Type="application/json"
        ),
        operation("POST Jobs HTTP/1.1", json.dumps(link(uri)), Content_Type=make.VERBOSE),
    )
    _, job = replace(inspection(), exchange=sent).parts

    assert len(list(rules.id_kind_mismatch.check(job))) == found
