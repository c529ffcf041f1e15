"""QRY: verbs, query options, paging."""

from typing import Any

import make
import pytest

from inspector.core.exchange import Exchange, Response
from inspector.core.rule import Rule
from inspector.rules import expressions, queries

TUNNEL = "X-HTTP-Method"
FULL: dict[str, Any] = {"d": {"results": [{}] * 1000}}
ORDERED = "Assets?$orderby=Created"


def fires(rule: Rule, *args: Any, **changed: Any) -> list[str]:
    return [evidence.seen for evidence in rule.check(make.inspection(*args, **changed))]


def page(body: Any = FULL, status: int = 200) -> Response:
    return make.response(status, body)


def atom(count: int, total: str = "") -> str:
    entries = "<entry><id>x</id></entry>" * count
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{total}{entries}</feed>'


@pytest.mark.parametrize(
    ("url", "answer", "found"),
    [
        pytest.param("Assets", page(), 1, id="verbose, in results"),
        pytest.param("Assets", page({"d": [{}] * 1000}), 1, id="verbose, a bare list"),
        pytest.param("Assets", page({"odata.metadata": "x", "value": [{}] * 1000}), 1, id="light"),
        pytest.param("Assets", page(atom(1000)), 1, id="Atom"),
        pytest.param("Assets?$top=1000", page(), 1, id="a thousand were asked for"),
        pytest.param("Assets?$skip=1000", page(), 1, id="the second page is full as well"),
        pytest.param("Assets?$inlinecount=allpages", page({"d": {"results": [{}] * 1000, "__count": "1001"}}), 1, id="one more exists"),
        pytest.param("Assets", page({"d": {"results": [{}] * 999}}), 0, id="999"),
        pytest.param("Assets", page({"d": {"results": [{}] * 1001}}), 0, id="1001: no page of the service"),
        pytest.param("Assets", page({"value": [{}] * 12}), 0, id="a dozen"),
        pytest.param("Assets", page(atom(999)), 0, id="Atom, 999"),
        pytest.param("Assets('1')", page({"d": {"Names": [{}] * 1000}}), 0, id="one entity with a long list"),
        pytest.param("Assets?$inlinecount=allpages", page({"d": {"results": [{}] * 1000, "__count": "1000"}}), 0, id="no more exist"),
        pytest.param("Assets?$inlinecount=allpages&$skip=1000", page({"odata.count": 2000, "value": [{}] * 1000}), 0, id="the last page, counted, light"),
        pytest.param("Assets", page(atom(1000, '<m:count xmlns:m="m">1000</m:count>')), 0, id="no more exist, Atom"),
        pytest.param("Assets?$top=5000", page(), 0, id="more were asked for: QRY502"),
        pytest.param("Assets", page(FULL, 500), 0, id="a failure"),
        pytest.param("Assets", page(None), 0, id="body not recorded"),
        pytest.param("Assets", page(b'{"d":{"results":[' + b"{}," * 1000), 0, id="body cut short"),
        pytest.param("Assets", None, 0, id="no response"),
    ],
)  # fmt: skip
def test_a_full_page_may_be_cut(url: str, answer: Response | None, found: int) -> None:
    assert len(fires(queries.result_may_be_cut, "GET", url, answer=answer)) == found


def later(url: str, *, started: float | None = make.NOON + 1, **changed: Any) -> Exchange:
    return make.exchange("GET", url, started=started, **changed)


@pytest.mark.parametrize(
    ("first", "others", "found"),
    [
        pytest.param("Assets", [later("Jobs?$skip=1000")], 1, id="another set is paged"),
        pytest.param("Assets", [later("Assets")], 1, id="the same page again"),
        pytest.param("Assets?$skip=1000", [later("Assets?$skip=1000")], 1, id="the same page again, by number"),
        pytest.param("Assets", [later("Assets?$skip=1000", User_Agent="other")], 1, id="another client"),
        pytest.param("Assets", [later("https://other.restv2.westus.media.azure.net/api/Assets?$skip=1000")], 1, id="another account"),
        pytest.param("Assets", [later("Assets?$skip=1000", started=make.NOON - 60)], 1, id="a page of an earlier round"),
        pytest.param("Assets", [later("Assets?$filter=State%20eq%200")], 1, id="another question"),
        pytest.param("Assets", [later("Assets?$skip=1000")], 0, id="the next page"),
        pytest.param("Assets", [later("Assets()?%24skip=1000&%24top=1000")], 0, id="the next page, written otherwise"),
        pytest.param("Assets?$skip=2000", [later("Assets?$skip=3000")], 0, id="the fourth page"),
        pytest.param("Assets", [later("Assets?$skip=500")], 0, id="advanced by another amount"),
        pytest.param("Assets", [later("Jobs"), later("Jobs"), later("Assets?$skip=1000")], 0, id="after other calls"),
        pytest.param(ORDERED, [later("Assets?$orderby=Created&$filter=Created%20gt%20datetime'2026-01-01'")], 0, id="by a filter that moves on"),
        pytest.param("Assets", [later("Assets?$skiptoken=x")], 0, id="by a token"),
        pytest.param("Assets", [later("Assets?$skip=1000", started=None)], 0, id="time not recorded"),
    ],
)  # fmt: skip
def test_the_next_page_settles_it(first: str, others: list[Exchange], found: int) -> None:
    seen = fires(queries.result_may_be_cut, "GET", first, answer=page(), after=others)

    assert len(seen) == found


def test_pages_fetched_side_by_side_settle_it() -> None:
    before = [later("Assets?$skip=1000")]

    assert not fires(queries.result_may_be_cut, "GET", "Assets", answer=page(), before=before)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        pytest.param("$top=1001",                        ["QRY502"], id="one too many"),
        pytest.param("%24top=5000",                      ["QRY502"], id="an encoded name"),
        pytest.param("$top=" + "9" * 5000,               ["QRY502"], id="absurdly many"),
        pytest.param("$skip=1000",                       ["QRY503"], id="skipping without order"),
        pytest.param("$skip=5&$top=2000",                ["QRY502", "QRY503"], id="both"),
        pytest.param("$expand=Tasks",                    ["QRY504"], id="$expand"),
        pytest.param("%24expand=Tasks",                  ["QRY504"], id="$expand, encoded"),
        pytest.param("$count=true",                      ["QRY504"], id="OData v4"),
        pytest.param("$Top=5",                           ["QRY504"], id="another case"),
        pytest.param("$where=1",                         ["QRY504"], id="made up"),
        pytest.param("$=1",                              ["QRY504"], id="a dollar sign alone"),
        pytest.param("$top=5&$top=5",                    ["QRY504"], id="twice the same"),
        pytest.param("$top=5&%24top=6",                  ["QRY504"], id="twice, once encoded"),
        pytest.param("",                                 [], id="nothing"),
        pytest.param("$top=1000",                        [], id="a thousand"),
        pytest.param("$top=0",                           [], id="none"),
        pytest.param("$top=many",                        ["QRY504"], id="no number"),
        pytest.param("top=5000",                         [], id="without a dollar sign it is no option"),
        pytest.param("$skip=0",                          [], id="nothing skipped"),
        pytest.param("$skip=5&$orderby=Id",              [], id="in order"),
        pytest.param("%24skip=5&%24orderby=Id",          [], id="in order, encoded"),
        pytest.param("$skiptoken=5",                     [], id="a token"),
        pytest.param("$filter=Name%20eq%20'$expand=x'",  [], id="inside a string"),
        pytest.param("$select=Id&$inlinecount=allpages", [], id="known options"),
        pytest.param("$format=json&$callback=f",         [], id="known since 5.x"),
        pytest.param("api-version=2.19",                 [], id="the service's own"),
        pytest.param("keepcontainer=true&keepcontainer=true", [], id="not OData's, twice"),
        pytest.param("&&$top=5&",                        [], id="stray ampersands"),
    ],
)  # fmt: skip
def test_query_options(query: str, codes: list[str]) -> None:
    rules = (queries.top_over_limit, queries.paging_unordered, expressions.query_option_unsupported)

    assert [rule.code for rule in rules if fires(rule, "GET", f"Assets?{query}")] == codes


def test_format_is_refused_on_batch() -> None:
    assert fires(expressions.query_option_unsupported, "POST", "$batch?$format=json") == ["json"]


@pytest.mark.parametrize(
    ("method", "tunnel", "codes"),
    [
        pytest.param("PATCH",   None,          ["QRY505"], id="PATCH"),
        pytest.param("POST",    "PATCH",       ["QRY505"], id="PATCH through POST"),
        pytest.param("GET",     "MERGE",       ["QRY506"], id="through GET"),
        pytest.param("GET",     "merge",       ["QRY506", "QRY507"], id="through GET, in lower case"),
        pytest.param("PUT",     "MERGE",       ["QRY507"], id="on PUT"),
        pytest.param("DELETE",  "DELETE",      ["QRY507"], id="on the verb itself"),
        pytest.param("POST",    "",            ["QRY507"], id="empty"),
        pytest.param("POST",    "GET",         ["QRY507"], id="a verb that needs no tunnel"),
        pytest.param("POST",    "Delete",      ["QRY507"], id="mixed case"),
        pytest.param("POST",    "MERGE,MERGE", ["QRY507"], id="two in one"),
        pytest.param("OPTIONS", None,          ["QRY508"], id="OPTIONS"),
        pytest.param("TRACE",   None,          ["QRY508"], id="TRACE"),
        pytest.param("get",     None,          ["QRY508"], id="lower case"),
        pytest.param("LIST",    None,          ["QRY508"], id="made up"),
        pytest.param("GET",     None,          [], id="GET"),
        pytest.param("POST",    None,          [], id="POST"),
        pytest.param("PUT",     None,          [], id="PUT"),
        pytest.param("DELETE",  None,          [], id="DELETE"),
        pytest.param("MERGE",   None,          [], id="MERGE"),
        pytest.param("HEAD",    None,          [], id="HEAD"),
        pytest.param("POST",    "MERGE",       [], id="MERGE through POST"),
        pytest.param("POST",    "DELETE",      [], id="DELETE through POST"),
        pytest.param("POST",    " PUT ",       [], id="blanks around"),
    ],
)  # fmt: skip
def test_verbs(method: str, tunnel: str | None, codes: list[str]) -> None:
    rules = (
        queries.patch_undocumented,
        queries.tunnelled_through_get,
        queries.tunnelling_invalid,
        queries.verb_unsupported,
    )
    changed = {"X-HTTP-Method": tunnel}

    assert [rule.code for rule in rules if fires(rule, method, "Assets('1')", **changed)] == codes


def test_a_tunnel_has_one_value() -> None:
    fields = [(TUNNEL, "MERGE"), (TUNNEL, "PUT")]

    assert fires(queries.tunnelling_invalid, "POST", fields=fields) == ["MERGE, PUT"]


@pytest.mark.parametrize(
    ("url", "accept", "found"),
    [
        pytest.param("$metadata",                  "application/json",               1, id="JSON"),
        pytest.param("$metadata?api-version=2.19", "application/json;odata=verbose", 1, id="verbose JSON"),
        pytest.param("%24metadata",                "text/json, application/json",    1, id="two kinds of JSON"),
        pytest.param("$metadata",                  "application/xml",                0, id="XML"),
        pytest.param("$metadata",                  "application/atom+xml,application/xml", 0, id="what the samples send"),
        pytest.param("$metadata",                  "application/json, */*;q=0.1",    0, id="anything, at a pinch"),
        pytest.param("$metadata",                  "application/json, application/xml", 0, id="either"),
        pytest.param("$metadata",                  "*/*",                            0, id="anything"),
        pytest.param("$metadata",                  None,                             0, id="no Accept"),
        pytest.param("$metadata",                  "",                               0, id="an empty Accept"),
        pytest.param("Assets",                     "application/json",               0, id="another address"),
        pytest.param("Assets/$metadata",           "application/json",               0, id="metadata of something else"),
    ],
)  # fmt: skip
def test_metadata_is_xml(url: str, accept: str | None, found: int) -> None:
    assert len(fires(queries.metadata_as_json, "GET", url, accept=accept)) == found


@pytest.mark.parametrize(
    ("method", "body", "tunnel", "found"),
    [
        pytest.param("GET",    b"{}", None,     1, id="GET"),
        pytest.param("DELETE", b"{}", None,     1, id="DELETE"),
        pytest.param("GET",    b" ",  None,     1, id="a blank"),
        pytest.param("POST",   b"{}", "DELETE", 1, id="DELETE through POST"),
        pytest.param("GET",    b"",   None,     0, id="empty"),
        pytest.param("GET",    None,  None,     0, id="not recorded"),
        pytest.param("DELETE", b"",   None,     0, id="DELETE, empty"),
        pytest.param("POST",   b"{}", None,     0, id="POST"),
        pytest.param("PUT",    b"{}", None,     0, id="PUT"),
        pytest.param("MERGE",  b"{}", None,     0, id="MERGE"),
        pytest.param("PATCH",  b"{}", None,     0, id="PATCH"),
        pytest.param("HEAD",   b"",   None,     0, id="HEAD"),
        pytest.param("POST",   b"{}", "MERGE",  0, id="MERGE through POST"),
        pytest.param("POST",   b"{}", "GET",    0, id="a tunnel that cannot be: QRY507"),
        pytest.param("GET",    b"{}", "MERGE",  0, id="MERGE through GET: QRY506"),
    ],
)  # fmt: skip
def test_get_has_no_body(method: str, body: bytes | None, tunnel: str | None, found: int) -> None:
    changed = {"X-HTTP-Method": tunnel}

    assert len(fires(queries.get_with_body, method, "Assets", body, **changed)) == found
