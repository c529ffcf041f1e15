"""What a URL addresses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.core.url import Segment, Target

HOST = "https://accountname.restv2.westus.media.azure.net"
ASSET = "nb:cid:UUID:2037a7a9-1500-80c3-9c2f-f1e5d9b2a001"


@pytest.mark.parametrize(
    ("path", "template"),
    [
        pytest.param("/api/Assets",                                      "Assets",                       id="a set"),
        pytest.param("/API/Assets",                                      "Assets",                       id="the root in capitals"),
        pytest.param("/Assets",                                          "Assets",                       id="the old root without api"),
        pytest.param("/api/",                                            "/",                            id="the root"),
        pytest.param("",                                                 "/",                            id="no path"),
        pytest.param("/api/Assets()",                                    "Assets",                       id="empty parentheses"),
        pytest.param("/api//Assets",                                     "Assets",                       id="a doubled slash"),
        pytest.param(f"/api/Assets('{ASSET}')/Files",                    "Assets('…')/Files",            id="below an entity"),
        pytest.param("/api/%2FFiles%28%27nb%3Acid%3AUUID%3A1%27%29",     "Files('…')",                   id="a whole segment encoded"),
        pytest.param("/api/Jobs('1')/OutputMediaAssets()",               "Jobs('…')/OutputMediaAssets",  id="navigation with parentheses"),
        pytest.param("/api/Assets('a')/$links/ContentKeys('b')",         "Assets('…')/$links/ContentKeys('…')", id="a link"),
        pytest.param("/api/Filters('a/b')",                              "Filters('…')",                 id="a slash inside a key"),
        pytest.param("/api/Filters('it''s/x')/y",                        "Filters('…')/y",               id="a doubled quote inside a key"),
        pytest.param("/api/AssetFilters('a__%23%23%23__b')",             "AssetFilters('…')",            id="number signs, encoded"),
        pytest.param("/api/AssetFilters('a__###__b')",                   "AssetFilters('…')",            id="number signs, raw: the rest is lost"),
        pytest.param(f"/api/Assets({ASSET})",                            "Assets('…')",                  id="a key without quotes"),
        pytest.param(f"/api/Assets('{ASSET}'",                           "Assets('…')",                  id="parentheses that do not match"),
        pytest.param("/api/EncodingReservedUnitTypes(guid'1')",          "EncodingReservedUnitTypes('…')", id="a GUID literal"),
        pytest.param(f"/api/{ASSET}",                                    "…",                            id="an id as a segment"),
        pytest.param("/api/CancelJob?jobid='1'",                         "CancelJob",                    id="a function"),
        pytest.param("/api/$metadata",                                   "$metadata",                    id="metadata"),
        pytest.param("/api/%24batch",                                    "$batch",                       id="batch, encoded"),
        pytest.param("/api/$1/Tasks",                                    "$1/Tasks",                     id="a reference inside a batch"),
        pytest.param("/api/Assets%0A%1B",                                "Assets\\n\\x1b",               id="control characters are inert"),
    ],
)  # fmt: skip
def test_the_template_leaves_out_keys(path: str, template: str) -> None:
    assert Target(HOST + path).template == template


@pytest.mark.parametrize(
    ("url", "host", "first"),
    [
        pytest.param("https://Media.Windows.NET./api/Jobs", "media.windows.net", "Jobs", id="host in capitals, with a dot"),
        pytest.param("https://h:8443/api/Jobs", "h", "Jobs", id="a port"),
        pytest.param("/api/Jobs", "", "Jobs", id="a path alone"),
        pytest.param("{{Root}}/Jobs", "", "Jobs", id="a root nobody filled in"),
        pytest.param("https://h:99999/api/Jobs", "", "Jobs", id="a port that does not exist"),
        pytest.param("https://[::1/api/Jobs", "", "Jobs", id="a bracket that is not closed"),
        pytest.param("Media.windows.net:443", "media.windows.net", None, id="what CONNECT names"),
        pytest.param("[::1]:443", "::1", None, id="what CONNECT names, by number"),
        pytest.param("", "", None, id="nothing"),
    ],
)  # fmt: skip
def test_any_url_is_taken_apart(url: str, host: str, first: str | None) -> None:
    target = Target(url)

    assert (target.host, target.entity_set) == (host, first)


@pytest.mark.parametrize(
    ("path", "segments"),
    [
        pytest.param("Assets('x')", (Segment("Assets", "'x'"),), id="quoted"),
        pytest.param("Assets(%20'x'%20)", (Segment("Assets", "'x'"),), id="blanks around a key"),
        pytest.param("Assets(x)", (Segment("Assets", "x"),), id="bare"),
        pytest.param("Assets(%20)", (Segment("Assets"),), id="only a blank"),
        pytest.param(
            "Assets('x%2Fy')/Files", (Segment("Assets", "'x/y'"), Segment("Files")), id="slash"
        ),
        pytest.param("Assets('x", (Segment("Assets('x"),), id="not closed"),
    ],
)
def test_a_segment_has_a_name_and_a_key(path: str, segments: tuple[Segment, ...]) -> None:
    assert Target(f"{HOST}/api/{path}").segments == segments


@pytest.mark.parametrize(
    ("url", "path", "query"),
    [
        pytest.param("/api/Assets?$filter=a%20eq%20'b'", True, True, id="escapes"),
        pytest.param("/api/Assets('nb%3acid')", True, True, id="a lower-case escape"),
        pytest.param("/api/Assets('é')", True, True, id="raw letters are no escape"),
        pytest.param("/api/Assets('50%')", False, True, id="a bare percent sign in the path"),
        pytest.param("/api/Assets('%E9')", False, True, id="Latin-1"),
        pytest.param("/api/Assets?$filter=a eq '5%'", True, False, id="a bare one in the query"),
        pytest.param("/api/Assets?a=%ZZ", True, False, id="no hexadecimal digits"),
    ],
)
def test_escapes_are_checked(url: str, path: bool, query: bool) -> None:
    target = Target(HOST + url)

    assert (target.path_decodes, target.query_decodes) == (path, query)


@pytest.mark.parametrize(
    ("query", "value", "number"),
    [
        pytest.param("$top=5", "5", 5, id="plain"),
        pytest.param("%24top=5", "5", 5, id="an encoded name"),
        pytest.param("$skip=1&$top=7", "7", 7, id="second of two"),
        pytest.param("$top=5&$top=6", "5", 5, id="the first of two"),
        pytest.param("$top=%2007", " 07", 7, id="blank and zero"),
        pytest.param("$top=-1", "-1", None, id="negative"),
        pytest.param("$top=all", "all", None, id="a word"),
        pytest.param("$top=²", "²", None, id="a digit that is none"),
        pytest.param("$top", "", None, id="no value"),
        pytest.param("$Top=5", None, None, id="another case is another name"),
        pytest.param("", None, None, id="absent"),
    ],
)
def test_options_are_decoded(query: str, value: str | None, number: int | None) -> None:
    target = Target(f"{HOST}/api/Assets?{query}")

    assert (target.option("$top"), target.number("$top")) == (value, number)


def test_an_absurdly_long_number_is_read_without_complaint() -> None:
    assert Target(f"{HOST}/api/Assets?$top={'9' * 100_000}").number("$top") == 10**18


def test_an_absurdly_deep_path_is_cut() -> None:
    target = Target(HOST + "/api" + "/a" * 10_000)

    assert len(target.segments) == 63
    assert len(target.template) <= 201


PIECES = st.sampled_from(["Assets", "(", ")", "'", "%27", "%", "/", "?", "$top", "=", "&", "#", "[", "@", ":", "9", "é", "²", "\udc80", "\n"])  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_no_url_is_refused(text: str) -> None:
    for url in (text, f"{HOST}/api/{text}", f"https://{text}"):
        target = Target(url)

        assert target.template
        assert target.number("$top") is None or target.number("$top") >= 0  # type: ignore[operator]
        assert all(option.raw is not None for option in target.options)
        assert isinstance(target.path_decodes and target.query_decodes, bool)
