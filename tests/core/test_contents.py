"""What bodies say of entities: instances and their roles, and links."""

import json
from typing import Any

import make
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.address import resolve
from inspector.core.contents import Contents, read_contents
from inspector.profiles.model import bundled_model

GUID = "0a1b2c3d-1500-80c3-8f4e-f1e5e6b3a001"
ASSET, JOB, POLICY = f"nb:cid:UUID:{GUID}", f"nb:jid:UUID:{GUID}", f"nb:pid:UUID:{GUID}"
URI = f"{make.ROOT}Assets('{ASSET}')"
VERBOSE_LINK = {"__metadata": {"uri": URI}}
ATOM = (
    '<entry xmlns="http://www.w3.org/2005/Atom" '
    'xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices" '
    'xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata">'
    '{links}<content type="application/xml"><m:properties>{properties}</m:properties></content></entry>'
)
REL = "http://schemas.microsoft.com/ado/2007/08/dataservices/related/"


def atom(properties: str = "", links: str = "") -> str:
    return ATOM.replace("{properties}", properties).replace("{links}", links)


def link(name: str, href: str = URI, kind: str = "application/atom+xml;type=feed") -> str:
    return f'<link rel="{REL}{name}" type="{kind}" href="{href}"/>'


def inline(name: str, *entries: str, kind: str = "application/atom+xml;type=feed") -> str:
    inner = "".join(entries)
    return f'<link rel="{REL}{name}" type="{kind}"><m:inline>{inner}</m:inline></link>'


def contents(method: str, url: str, body: Any, **changed: Any) -> Contents:
    request = make.request(method, url, body, **changed)
    model = bundled_model()
    return read_contents(request, resolve(request.target.segments, model), model)


def instances(found: Contents) -> list[str]:
    return [f"{one.pointer} {one.role} {one.type.name}".strip() for one in found.instances]


def links(found: Contents) -> list[tuple[str, str]]:
    return [(one.pointer, (one.wanted or "").rpartition(".")[2]) for one in found.links]


A, J = f"Assets('{ASSET}')", f"Jobs('{JOB}')"
CHANNEL = f"Channels('nb:chid:UUID:{GUID}')"


@pytest.mark.parametrize(
    ("method", "url", "headers", "found"),
    [
        pytest.param("POST", "Assets", {}, ["create Asset"], id="POST to a set"),
        pytest.param("POST", "Assets()", {}, ["create Asset"], id="POST to a set with parentheses"),
        pytest.param("POST", f"{A}/Files", {}, ["create AssetFile"], id="POST to a related set"),
        pytest.param("MERGE", A, {}, ["update Asset"], id="MERGE"),
        pytest.param("PATCH", A, {}, ["update Asset"], id="PATCH"),
        pytest.param("PUT", A, {}, ["update Asset"], id="PUT"),
        pytest.param("POST", A, {"X_HTTP_Method": "MERGE"}, ["update Asset"], id="a tunnelled MERGE"),
        pytest.param("POST", A, {"X_HTTP_Method": "PUT"}, ["update Asset"], id="a tunnelled PUT"),
        pytest.param("POST", f"{CHANNEL}/ShowSlate", {}, ["arguments ShowSlate"], id="an action's arguments"),
        pytest.param("GET", "Assets", {}, [], id="GET with a body"),
        pytest.param("DELETE", A, {}, [], id="DELETE with a body"),
        pytest.param("POST", A, {"X_HTTP_Method": "DELETE"}, [], id="a tunnelled DELETE"),
        pytest.param("MERGE", "Assets", {}, [], id="MERGE of a set"),
        pytest.param("POST", A, {}, [], id="POST to an entity"),
        pytest.param("POST", "Playlists", {}, [], id="a set there is not"),
        pytest.param("POST", f"{A}/Fils", {}, [], id="a way there is not"),
        pytest.param("POST", "$batch", {}, [], id="a batch"),
        pytest.param("POST", "CancelJob", {}, [], id="a function"),
    ],
)  # fmt: skip
def test_what_the_body_is_of(
    method: str, url: str, headers: dict[str, str], found: list[str]
) -> None:
    assert instances(contents(method, url, {"Name": "n"}, **headers)) == found


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(None, id="not recorded"),
        pytest.param(b"", id="empty"),
        pytest.param(b"   ", id="blanks"),
        pytest.param(b"{", id="unreadable JSON"),
        pytest.param(b"<entry", id="unreadable XML"),
        pytest.param(b"Name=x", id="a form"),
        pytest.param(b"[]", id="an empty list"),
        pytest.param(b'[{"Name": "n"}]', id="a list"),
        pytest.param(b'"text"', id="a text"),
        pytest.param(b"null", id="null"),
        pytest.param(b"\xff\xfe{\x00", id="half a character"),
        pytest.param(b'<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>', id="a feed"),
        pytest.param(b"<taskBody/>", id="other XML"),
        pytest.param(b"[" * 100_000, id="brackets"),
    ],
)
def test_other_bodies_say_nothing(body: bytes | None) -> None:
    assert contents("POST", "Assets", body) == Contents()


@pytest.mark.parametrize(
    ("body", "found"),
    [
        pytest.param({"InputMediaAssets": [VERBOSE_LINK]}, [("/InputMediaAssets/0/__metadata/uri", "Asset")], id="by __metadata"),
        pytest.param({"InputMediaAssets": {"results": [VERBOSE_LINK]}}, [("/InputMediaAssets/results/0/__metadata/uri", "Asset")], id="in results"),
        pytest.param({"InputMediaAssets@odata.bind": [URI, URI]}, [("/InputMediaAssets@odata.bind/0", "Asset"), ("/InputMediaAssets@odata.bind/1", "Asset")], id="by bind"),
        pytest.param({"InputMediaAssets@odata.bind": URI}, [("/InputMediaAssets@odata.bind", "Asset")], id="by bind, one"),
        pytest.param({"InputMediaAssets": {"__deferred": {"uri": URI}}}, [], id="a deferred one is no link"),
        pytest.param({"InputMediaAssets": []}, [], id="an empty list"),
        pytest.param({"InputMediaAssets": None}, [], id="null"),
        pytest.param({"InputMediaAssets": URI}, [], id="a bare text is ODA414's"),
        pytest.param({"InputMediaAssets@odata.bind": [1, None, {}]}, [], id="bound to no text"),
        pytest.param({"InputMediaAssets": [{"__metadata": {"type": "x"}}, {"__metadata": []}, {"__metadata": {"uri": 1}}]}, [], id="__metadata without an address"),
        pytest.param({"Assets@odata.bind": [URI]}, [], id="a way there is not is ODA410's"),
        pytest.param({"Name": json.dumps(VERBOSE_LINK)}, [], id="in a text"),
    ],
)  # fmt: skip
def test_links_of_json(body: dict[str, Any], found: list[tuple[str, str]]) -> None:
    assert links(contents("POST", "Jobs", body)) == found


@pytest.mark.parametrize(
    ("given", "found"),
    [
        pytest.param(link("InputMediaAssets"), [("/InputMediaAssets/0/__metadata/uri", "Asset")], id="one of a list"),
        pytest.param(link("InputMediaAssets") * 2, [("/InputMediaAssets/0/__metadata/uri", "Asset"), ("/InputMediaAssets/1/__metadata/uri", "Asset")], id="two of a list"),
        pytest.param(link("InputMediaAssets", kind="") * 3, [(f"/InputMediaAssets/{n}/__metadata/uri", "Asset") for n in range(3)], id="three, and none says that it is a list"),
        pytest.param(link("InputMediaAssets", kind="application/atom+xml; Type=Feed"), [("/InputMediaAssets/0/__metadata/uri", "Asset")], id="blanks and upper case"),
        pytest.param('<link rel="edit" href="x"/>', [], id="a link of Atom's own"),
        pytest.param("<link/>", [], id="a link without relation"),
    ],
)  # fmt: skip
def test_links_of_atom(given: str, found: list[tuple[str, str]]) -> None:
    body = atom("<d:Name>n</d:Name>", given)

    assert links(contents("POST", "Jobs", body, content_type="application/atom+xml")) == found


TASK_ATOM = atom("<d:Name>t</d:Name>")


@pytest.mark.parametrize(
    ("url", "body", "found"),
    [
        pytest.param("Jobs", {"Tasks": [{"Name": "t"}]}, ["create Job", "/Tasks/0 create Task"], id="a job's tasks"),
        pytest.param("Jobs", {"Tasks": {"results": [{"Name": "t"}]}}, ["create Job", "/Tasks/results/0 create Task"], id="in results"),
        pytest.param("Jobs", {"Tasks": [{"Name": "t", "OutputMediaAssets": [{"Name": "o"}]}]}, ["create Job", "/Tasks/0 create Task", "/Tasks/0/OutputMediaAssets/0 create Asset"], id="an asset of a task of a job"),
        pytest.param("Jobs", {"Tasks": [VERBOSE_LINK, {}, None, 1, "t"]}, ["create Job"], id="what is no entity"),
        pytest.param("IngestManifestAssets", {"Asset": {"Id": ASSET}}, ["create IngestManifestAsset", "/Asset key Asset"], id="an entity that is but its key"),
        pytest.param("IngestManifestAssets", {"Asset": {"Id": ASSET, "odata.type": "x"}}, ["create IngestManifestAsset", "/Asset key Asset"], id="its key and its type"),
        pytest.param("IngestManifestAssets", {"Asset": {"Id": ASSET, "Name": "n"}}, ["create IngestManifestAsset", "/Asset create Asset"], id="its key and more"),
        pytest.param("Channels", {"Input": {"AccessControl": {"IP": {"Allow": [{"Name": "n"}]}}}}, ["create Channel", "/Input value ChannelInput", "/Input/AccessControl value ChannelInputAccessControl", "/Input/AccessControl/IP value IPAccessControl", "/Input/AccessControl/IP/Allow/0 value IPRange"], id="complex values"),
        pytest.param("Jobs", {"JobNotificationSubscriptions": {"results": [{"TargetJobState": 2}]}}, ["create Job", "/JobNotificationSubscriptions/results/0 value JobNotificationSubscription"], id="a collection in results"),
        pytest.param("Jobs", atom("", inline("Tasks", "<feed>", TASK_ATOM, TASK_ATOM, "</feed>")), ["create Job", "/Tasks/0 create Task", "/Tasks/1 create Task"], id="Atom, an inline feed"),
        pytest.param("Jobs", atom("", inline("Tasks", TASK_ATOM, kind="")), ["create Job", "/Tasks create Task"], id="Atom, an inline entry"),
        pytest.param("Jobs", atom("", inline("Tasks", "<feed/>")), ["create Job"], id="Atom, an inline feed with nothing in it"),
        pytest.param("IngestManifestAssets", atom("", inline("Asset", kind="")), ["create IngestManifestAsset"], id="Atom, an inline nothing"),
    ],
)  # fmt: skip
def test_entities_in_entities(url: str, body: Any, found: list[str]) -> None:
    assert instances(contents("POST", url, body)) == found


def test_an_update_changes_what_is_in_it() -> None:
    found = contents("MERGE", J, {"Tasks": [{"Name": "t"}]})

    assert instances(found) == ["update Job", "/Tasks/0 update Task"]


@pytest.mark.parametrize(
    ("url", "body", "within"),
    [
        pytest.param("Assets", {"Name": "n"}, [()], id="at its own set"),
        pytest.param(f"{A}/Files", {"Name": "n"}, [("cid",)], id="beneath an asset"),
        pytest.param("Jobs", {"Tasks": [{"Name": "t", "OutputMediaAssets": [{"Name": "o"}]}]}, [(), ("jid",), ("jid", "tid")], id="in one another"),
        pytest.param("Assets", {"ParentAssets": [{"Name": "n", "ParentAssets": [{"Name": "m"}]}]}, [(), ("cid",), ("cid",)], id="each kind once"),
    ],
)  # fmt: skip
def test_what_an_entity_is_made_beneath(
    url: str, body: dict[str, Any], within: list[tuple[str, ...]]
) -> None:
    assert [one.within for one in contents("POST", url, body).instances] == within


@pytest.mark.parametrize(
    ("body", "kind", "found"),
    [
        pytest.param({"uri": URI}, "application/json;odata=verbose", ["/uri"], id="verbose"),
        pytest.param({"url": URI}, "application/json", ["/url"], id="light"),
        pytest.param(f'<uri xmlns="http://x">{URI}</uri>', "application/xml", ["/uri"], id="Atom"),
        pytest.param(f"<data:uri xmlns:data='http://x'> {URI} </data:uri>", "application/xml", ["/uri"], id="Atom, as PHP writes it"),
        pytest.param({"uri": 1}, "application/json;odata=verbose", [], id="no text"),
        pytest.param({"Id": ASSET}, "application/json;odata=verbose", [], id="an entity"),
        pytest.param("[]", "application/json", [], id="a list"),
        pytest.param(atom("<d:Name>n</d:Name>"), "application/atom+xml", [], id="an entry"),
    ],
)  # fmt: skip
def test_the_body_of_a_link(body: Any, kind: str, found: list[str]) -> None:
    read = contents("POST", f"{A}/$links/ContentKeys", body, content_type=kind)

    assert [(one.pointer, one.uri, one.way) for one in read.links] == [
        (pointer, URI, "ContentKeys") for pointer in found
    ]
    assert read.instances == ()


@pytest.mark.parametrize(
    ("name", "found"),
    [
        pytest.param("Name", "Name property", id="a property"),
        pytest.param("InputMediaAssets", "InputMediaAssets navigation", id="a way"),
        pytest.param("InputMediaAssets@odata.bind", "InputMediaAssets navigation bound", id="a way that is bound"),
        pytest.param("odata.type", "", id="light JSON's type"),
        pytest.param("odata.metadata", "", id="light JSON's metadata"),
        pytest.param("Priority@odata.type", "", id="a property's type"),
        pytest.param("Tasks@odata.navigationLinkUrl", "", id="a way's address"),
        pytest.param("Name@my.term", "", id="somebody's own annotation"),
        pytest.param("__metadata", "", id="verbose JSON's metadata"),
        pytest.param("#WindowsAzureMediaServices.Publish", "", id="an action"),
        pytest.param("name", "name unknown", id="lower case"),
        pytest.param("Nme", "Nme unknown", id="a slip"),
        pytest.param("Nme@odata.bind", "Nme unknown bound", id="a slip that is bound"),
        pytest.param("", " unknown", id="no name"),
    ],
)  # fmt: skip
def test_members(name: str, found: str) -> None:
    (root,) = contents("POST", "Jobs", {name: None}).instances

    assert [
        f"{one.name} {'property' if one.property else 'navigation' if one.navigation else 'unknown'}"
        f"{' bound' if one.bound else ''}"
        for one in root.members()
    ] == ([found] if found else [])


def test_a_members_pointer_is_escaped() -> None:
    (root,) = contents("POST", "Jobs", {"a/b~c": 1}).instances

    assert [one.pointer for one in root.members()] == ["/a~1b~0c"]


@pytest.mark.parametrize("name", ["duration", "DURATION", "Duration"])
def test_an_actions_arguments_ignore_case(name: str) -> None:
    (root,) = contents("POST", f"{CHANNEL}/ShowSlate", {name: "PT1M"}).instances

    assert [one.property is not None for one in root.members()] == [True]


NAMES = st.sampled_from(
    ["Name", "Tasks", "InputMediaAssets", "InputMediaAssets@odata.bind", "__metadata", "uri",
     "results", "@", "#", "Id", "JobNotificationSubscriptions", "\ud800"]
)  # fmt: skip
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=25,
)


@given(TREES)
def test_nothing_raises(tree: Any) -> None:
    for url in ("Jobs", "IngestManifestAssets", f"{A}/$links/ContentKeys"):
        found = contents("POST", url, json.dumps(tree))
        assert all(member.pointer for one in found.instances for member in one.members())


def test_a_large_body_is_read_once_through() -> None:
    many = 20_000
    found = contents("POST", "Jobs", {"InputMediaAssets@odata.bind": [URI] * many, "Tasks": [{"Name": "t"}] * many})  # fmt: skip

    assert (len(found.links), len(found.instances)) == (many, many + 1)


def test_a_large_entry_is_read_once_through() -> None:
    many = 20_000
    body = atom("<d:Name>n</d:Name>" * many, link("InputMediaAssets", kind="") * many)
    found = contents("POST", "Jobs", body, content_type="application/atom+xml")

    assert (len(found.links), len(found.instances)) == (many, 1)
