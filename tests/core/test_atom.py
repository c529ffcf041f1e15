"""Atom entries in the layout of verbose JSON."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core import atom
from inspector.core.xml import read_xml

NAMESPACES = (
    f'xmlns="{atom.ATOM[1:-1]}" xmlns:d="{atom.DATA[1:-1]}" xmlns:m="{atom.META[1:-1]}"'
)  # fmt: skip


def read(inner: str, root: str = "entry") -> list[dict[str, Any]]:
    element, failure = read_xml(f"<{root} {NAMESPACES}>{inner}</{root}>".encode())
    assert element is not None, failure
    return atom.entries(element)


def properties(inner: str) -> str:
    return f'<content type="application/xml"><m:properties>{inner}</m:properties></content>'


def link(name: str, inner: str = "", kind: str = "", href: str = "x") -> str:
    return f'<link rel="{atom.RELATED}{name}" type="{kind}" href="{href}">{inner}</link>'


X = {"__metadata": {"uri": "x"}}
ENTRY = f"<entry>{properties('<d:Name>n</d:Name>')}</entry>"
N = {"Name": "n"}
FEED = "application/atom+xml;type=feed"


@pytest.mark.parametrize(
    ("inner", "found"),
    [
        pytest.param("", {}, id="nothing"),
        pytest.param("<title>t</title><author><name/></author>", {}, id="Atom's own"),
        pytest.param(properties("<d:Name>n</d:Name>"), N, id="a text"),
        pytest.param(properties('<d:Options m:type="Edm.Int32">1</d:Options>'), {"Options": "1"}, id="a number stays text"),
        pytest.param(properties('<d:Name m:null="true"/>'), {"Name": None}, id="null"),
        pytest.param(properties("<d:Name/>"), {"Name": ""}, id="an empty element"),
        pytest.param(properties("<d:Name> a &lt; b </d:Name>"), {"Name": " a < b "}, id="blanks and escapes"),
        pytest.param(properties("<d:Name><![CDATA[<a>]]></d:Name>"), {"Name": "<a>"}, id="CDATA"),
        pytest.param("<m:properties><d:Name>n</d:Name></m:properties>", N, id="beside the content, as media entries have it"),
        pytest.param(properties("<d:Slate><d:DefaultSlateAssetId>1</d:DefaultSlateAssetId></d:Slate>"), {"Slate": {"DefaultSlateAssetId": "1"}}, id="a complex value"),
        pytest.param(properties('<d:Tags m:type="Collection(Edm.String)"><d:element>a</d:element></d:Tags>'), {"Tags": ["a"]}, id="a collection"),
        pytest.param(properties('<d:Tags m:type="Collection(Edm.String)"/>'), {"Tags": []}, id="an empty collection"),
        pytest.param(properties("<d:Tags><d:element>a</d:element><d:element>b</d:element></d:Tags>"), {"Tags": ["a", "b"]}, id="a collection without type"),
        pytest.param(properties("<d:Rs><d:element><d:Name>n</d:Name></d:element></d:Rs>"), {"Rs": [N]}, id="a collection of complex values"),
        pytest.param(link("Asset"), {"Asset": X}, id="a link"),
        pytest.param(link("Assets", kind=FEED), {"Assets": [X]}, id="a link of many"),
        pytest.param(link("Assets", kind=FEED) * 3, {"Assets": [X] * 3}, id="many links"),
        pytest.param(link("Assets") * 3, {"Assets": [X] * 3}, id="many links that do not say so"),
        pytest.param(link("Asset", f"<m:inline>{ENTRY}</m:inline>"), {"Asset": N}, id="an inline entry"),
        pytest.param(link("Assets", f"<m:inline><feed>{ENTRY}{ENTRY}</feed></m:inline>"), {"Assets": [N, N]}, id="an inline feed"),
        pytest.param(link("Asset", "<m:inline/>"), {"Asset": None}, id="an inline nothing"),
        pytest.param(link("Assets", "<m:inline/>", FEED), {"Assets": []}, id="an inline nothing of many"),
        pytest.param('<link rel="edit" href="x"/><link/>', {}, id="links that relate to no entity"),
    ],
)  # fmt: skip
def test_an_entry(inner: str, found: dict[str, Any]) -> None:
    assert read(inner) == [found]


@pytest.mark.parametrize(
    ("root", "inner", "count"),
    [
        pytest.param("feed", ENTRY * 3, 3, id="a feed"),
        pytest.param("feed", "", 0, id="an empty feed"),
        pytest.param("entry", "", 1, id="an entry"),
        pytest.param("m:error", "<m:message/>", 0, id="an error"),
        pytest.param("d:State", "2", 0, id="a value"),
    ],
)
def test_the_entries_of_a_document(root: str, inner: str, count: int) -> None:
    assert len(read(inner, root)) == count


@pytest.mark.parametrize(
    ("document", "uri"),
    [
        pytest.param("<uri> a </uri>", "a", id="bare"),
        pytest.param("<d:uri xmlns:d='x'>a<!-- -->b</d:uri>", "ab", id="with a prefix and a comment"),
        pytest.param("<uri/>", "", id="empty"),
        pytest.param("<URI>a</URI>", None, id="upper case"),
        pytest.param("<entry><uri>a</uri></entry>", None, id="further in"),
    ],
)  # fmt: skip
def test_a_links_address(document: str, uri: str | None) -> None:
    root, _ = read_xml(document.encode())

    assert root is not None
    assert atom.linked(root) == uri


def nested(levels: int, opening: str, closing: str) -> str:
    return opening * levels + closing * levels


@pytest.mark.parametrize(
    "inner",
    [
        pytest.param(properties(nested(200, "<d:a>", "</d:a>")), id="complex values"),
        pytest.param(nested(60, f'<link rel="{atom.RELATED}a"><m:inline><entry>', "</entry></m:inline></link>"), id="inline entries"),
    ],
)  # fmt: skip
def test_depth_ends_somewhere(inner: str) -> None:
    value: Any = read(inner)[0]
    depth = 0
    while isinstance(value, dict) and value:
        value, depth = next(iter(value.values())), depth + 1

    assert 50 < depth <= atom.DEEPEST + 3


PIECES = st.sampled_from(
    ["<entry>", "</entry>", "<link/>", f'<link rel="{atom.RELATED}a">', "</link>", "<m:inline>",
     "</m:inline>", "<content>", "</content>", "<m:properties>", "</m:properties>", "<d:a>", "</d:a>",
     '<d:b m:null="TRUE"/>', "<feed>", "</feed>", "ü", "<d:element/>", '<d:c m:type="Collection("/>']
)  # fmt: skip


@given(st.lists(PIECES, max_size=25))
def test_nothing_raises(pieces: list[str]) -> None:
    root, _ = read_xml(f"<entry {NAMESPACES}>{''.join(pieces)}</entry>".encode())
    if root is not None:
        assert isinstance(atom.entries(root)[0], dict)
