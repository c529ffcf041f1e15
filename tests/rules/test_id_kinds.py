"""ODA415: whose id stands where."""

import json
from dataclasses import replace
from typing import Any

import make
import pytest
from batches import batch, operation
from entities import GUID, A, C, J, id_of, inspection

from inspector.core.severity import WARNING
from inspector.rules import id_kinds as rules


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
        pytest.param(f"Files?$filter=ParentAssetId eq '{id_of('cid')}'", b"", [], id="in a filter"),
        pytest.param(f"Files?$filter=Id eq '{id_of('CID').upper()}'", b"", [], id="in a filter, in upper case"),
        pytest.param(f"Assets?$filter=Name eq '{id_of('jid')}'", b"", [], id="in a filter, for a name"),
        pytest.param(f"Assets?$filter=AlternateId eq '{id_of('jid')}'", b"", [], id="in a filter, for an id of the client's"),
        pytest.param(f"Assets?$filter=Id ne '{id_of('jid')}'", b"", [], id="in a filter that matches all the same"),
        pytest.param(f"Assets?$filter=startswith(Id,'{id_of('jid')}')", b"", [], id="in a function"),
        pytest.param("Assets?$filter=Id eq null", b"", [], id="in a filter, null"),
        pytest.param("Assets?$filter=Id eq 'nb:cid:", b"", [], id="in a filter that cannot be read"),
        pytest.param(f"Files?$filter=ParentAssetId eq '{id_of('jid')}'", b"", ["$filter"], id="a job's for an asset's, in a filter"),
        pytest.param(f"Assets?$filter=Name eq 'x' and '{id_of('pid')}' eq Id", b"", ["$filter"], id="the other way round, in a filter"),
        pytest.param(f"Jobs?$filter=Id eq '{id_of('tid')}'", b"", ["$filter"], id="a task's for a job's, in a filter"),
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


def test_a_filter_by_another_kind_of_id_is_not_refused() -> None:
    it = inspection("GET", f"Files?$filter=ParentAssetId eq '{id_of('jid')}'")

    (place,) = rules.id_kind_mismatch.check(it)
    assert place.severity is WARNING
    assert place.note == "an id of a Job (jid) where one of an Asset or File (cid) belongs"
