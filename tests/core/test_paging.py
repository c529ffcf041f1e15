"""How many entities are asked for, and how many an answer holds."""

from typing import Any

import make
import pytest

from inspector.core.paging import fills_a_page, listed, page, total

ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:m="http://x/metadata">{}</feed>'


@pytest.mark.parametrize(
    ("body", "full"),
    [
        pytest.param({"d": {"results": [{}] * 1000}}, True, id="verbose"),
        pytest.param({"d": [{}] * 1000}, True, id="verbose of version 1"),
        pytest.param({"value": [{}] * 1000}, True, id="light"),
        pytest.param([{}] * 1000, False, id="a bare list is no form of OData"),
        pytest.param(ATOM.format("<entry/>" * 1000), True, id="Atom"),
        pytest.param(ATOM.format("<a:entry xml:base='x'></a:entry>" * 1000), True, id="Atom with a prefix"),
        pytest.param({"d": {"results": [{}] * 999}}, False, id="one less"),
        pytest.param({"d": {"results": [{"a": {}}] * 500}}, False, id="a thousand objects in 500 entities"),
        pytest.param({"d": {"Files": [{}] * 1000}}, False, id="a list inside an entity"),
        pytest.param(ATOM.format("<entry/>" * 1001), False, id="Atom, one more"),
        pytest.param(ATOM.format("<entryset/>" * 1000), False, id="Atom, another element"),
        pytest.param("{" * 2000, False, id="JSON that cannot be read"),
        pytest.param("a,{}" * 2000, False, id="text"),
        pytest.param(b"", False, id="empty"),
        pytest.param(None, False, id="not recorded"),
    ],
)  # fmt: skip
def test_a_full_page(body: Any, full: bool) -> None:
    if isinstance(body, list):
        body = str(body)

    assert fills_a_page(make.response(200, body)) is full


ENTRY = '<entry xmlns="http://www.w3.org/2005/Atom">{}</entry>'


@pytest.mark.parametrize(
    ("status", "body", "count"),
    [
        pytest.param(200, {"d": {"results": [{}, {}]}}, 2, id="verbose"),
        pytest.param(200, {"d": [{}]}, 1, id="verbose of version 1"),
        pytest.param(200, {"value": [{}] * 3}, 3, id="light"),
        pytest.param(200, {"value": []}, 0, id="an empty list"),
        pytest.param(200, ATOM.format("<entry/><entry></entry>"), 2, id="Atom"),
        pytest.param(200, "\ufeff<?xml version='1.0'?>\r\n" + ATOM.format("<entry/>"), 1, id="Atom, with mark and declaration"),
        pytest.param(200, "<feed/>", 0, id="an empty feed"),
        pytest.param(200, ATOM.replace("feed", "a:feed").format("<a:entry/>"), 1, id="Atom with a prefix"),
        pytest.param(200, {"d": {"Name": "n"}}, None, id="one entity"),
        pytest.param(200, {"value": 5}, None, id="a value"),
        pytest.param(200, ENTRY.format(""), None, id="one entry"),
        pytest.param(200, ENTRY.format("<link><inline><feed><entry/></feed></inline></link>"), None, id="one entry, with a list inside"),
        pytest.param(200, "<feedback/>", None, id="another document"),
        pytest.param(200, "{", None, id="cut short"),
        pytest.param(200, b"", None, id="empty"),
        pytest.param(200, None, None, id="not recorded"),
        pytest.param(404, {"value": [{}]}, None, id="refused"),
    ],
)  # fmt: skip
def test_how_many_are_listed(status: int, body: Any, count: int | None) -> None:
    assert listed(make.response(status, body)) == count


@pytest.mark.parametrize(
    ("body", "count"),
    [
        pytest.param({"d": {"__count": "1500", "results": []}}, 1500, id="verbose"),
        pytest.param({"odata.count": "1500", "value": []}, 1500, id="light"),
        pytest.param({"odata.count": 1500, "value": []}, 1500, id="light, as a number"),
        pytest.param(ATOM.format("<m:count>1500</m:count>"), 1500, id="Atom"),
        pytest.param(ATOM.format("<m:count xmlns:m='y'> 1500 </m:count>"), 1500, id="Atom, spaced"),
        pytest.param({"d": {"results": []}}, None, id="not asked for"),
        pytest.param({"d": [{}]}, None, id="no envelope for it"),
        pytest.param({"d": {"__count": "many"}}, None, id="no number"),
        pytest.param({"d": {"__count": None}}, None, id="null"),
        pytest.param({"d": {"__count": -1}}, None, id="negative"),
        pytest.param("[]", None, id="a list"),
        pytest.param("{", None, id="cut short"),
        pytest.param(ATOM.format("<discount>5</discount>"), None, id="Atom, another element"),
        pytest.param(None, None, id="not recorded"),
    ],
)
def test_the_total(body: Any, count: int | None) -> None:
    assert total(make.response(200, body)) == count


@pytest.mark.parametrize(
    ("query", "skip", "limit", "sized"),
    [
        pytest.param("", 0, 1000, False, id="the first page"),
        pytest.param("$skip=1000", 1000, 1000, False, id="the second"),
        pytest.param("$top=20&$skip=40", 40, 20, True, id="small pages"),
        pytest.param("$top=5000", 0, 1000, False, id="more than the service gives"),
        pytest.param("$top=1000", 0, 1000, True, id="as much as it gives"),
        pytest.param("$skip=-1&$top=x", 0, 1000, False, id="no numbers"),
    ],
)
def test_page_asked_for(query: str, skip: int, limit: int, sized: bool) -> None:
    found = page(make.request(url=f"Assets?{query}"))

    assert (found.skip, found.limit, found.sized) == (skip, limit, sized)


@pytest.mark.parametrize(
    ("url", "same"),
    [
        pytest.param("Assets?$skip=1000", True, id="another part"),
        pytest.param("/Assets()?$top=5", True, id="written otherwise"),
        pytest.param("Assets?$inlinecount=allpages", True, id="with the count"),
        pytest.param("Jobs", False, id="another list"),
        pytest.param("Assets?$filter=State%20eq%200", False, id="another filter"),
        pytest.param("Assets?$orderby=Id", False, id="another order"),
        pytest.param("https://other.restv2.westus.media.azure.net/api/Assets", False, id="another account"),
    ],
)  # fmt: skip
def test_pages_of_one_list(url: str, same: bool) -> None:
    assert (page(make.request(url=url)).of == page(make.request()).of) is same
