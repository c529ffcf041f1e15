"""Fixes that the rules' examples do not show, and what is told of a mended request."""

import make
import pytest

from inspector.core.evidence import Evidence
from inspector.core.exchange import Request
from inspector.core.headers import Headers
from inspector.core.mend import Mend
from inspector.core.repair import addresses, bodies, dialects, headers
from inspector.core.repair.fix import Fix
from inspector.core.repair.mending import mends

VERBOSE = make.VERBOSE
LINK = {"InputMediaAssets": [{"__metadata": {"uri": "https://a/Assets('1')"}}]}
BIND = {"InputMediaAssets@odata.bind": ["https://a/Assets('1')"]}
MIXED = LINK | {"OutputMediaAssets@odata.bind": []}


@pytest.mark.parametrize(
    ("fix", "before", "after"),
    [
        pytest.param(addresses.verb_in_capitals, make.request("get"), {"method": "GET"}, id="a verb"),
        pytest.param(addresses.as_merge, make.request("POST", X_HTTP_Method="PATCH"), {"X-HTTP-Method": "MERGE"}, id="PATCH in a tunnel"),
        pytest.param(addresses.tunnelled_by_post, make.request("GET", X_HTTP_Method="DELETE"), {"method": "POST", "Content-Length": "0"}, id="a tunnel without a body"),
        pytest.param(addresses.tunnelled_rightly, make.request("DELETE", X_HTTP_Method="DELETE"), {"X-HTTP-Method": None}, id="a tunnel that is none"),
        pytest.param(addresses.with_option("$top", "1000"), make.request(url=make.ROOT + "Assets?a=1&%24top=5000&b#f"), {"url": make.ROOT + "Assets?a=1&%24top=1000&b#f"}, id="an option in the middle"),
        pytest.param(addresses.encoded, make.request(url=make.ROOT + "Assets?$filter=Name eq 'ü%20'"), {"url": make.ROOT + "Assets?$filter=Name%20eq%20'%C3%BC%20'"}, id="raw letters, and escapes"),
        pytest.param(dialects.at_protocol_3, make.request("POST", body=LINK, Content_Type="application/json", DataServiceVersion="2.0", MaxDataServiceVersion="2.0"),
                     {"Content-Type": VERBOSE, "DataServiceVersion": "3.0", "MaxDataServiceVersion": "3.0"}, id="verbose stays verbose"),
        pytest.param(dialects.read_as_light, make.request("POST", body=BIND, Content_Type=VERBOSE, DataServiceVersion="1.0"),
                     {"Content-Type": "application/json", "DataServiceVersion": "3.0"}, id="light, at 3.0"),
        pytest.param(dialects.typed_by_body, make.request("POST", body=BIND), {"Content-Type": "application/json"}, id="a light body"),
        pytest.param(dialects.typed_by_body, make.request("POST", body="<entry/>"), {"Content-Type": "application/atom+xml"}, id="XML"),
        pytest.param(dialects.asks_for_a_known_form, make.request(url=make.ROOT + "$metadata", Accept="text/csv"), {"Accept": None}, id="the model"),
        pytest.param(bodies.without_body, make.request("GET", body="{}", Content_Type="application/json"), {"body": b"", "Content-Type": None}, id="no body"),
        pytest.param(bodies.strictly, make.request("POST", body="{a: 'ü'}", Content_Type="application/json"), {"body": b'{"a": "\\u00fc"}'}, id="strict JSON"),
    ],
)  # fmt: skip
def test_fixes(fix: Fix, before: Request, after: dict[str, object]) -> None:
    mended = fix(before, ())
    changed: dict[str, object] = {
        mend.header or mend.spot: mend.after
        for mend in mends(before, mended, "X")
        if mend.spot != "body"
    }
    body = {"body": mended.body} if mended.body != before.body else {}

    assert changed | body == after


@pytest.mark.parametrize(
    ("fix", "request_"),
    [
        pytest.param(dialects.read_as_verbose, make.request("POST", body=MIXED), id="words of both dialects, verbose"),
        pytest.param(dialects.read_as_light, make.request("POST", body=MIXED), id="words of both dialects, light"),
        pytest.param(dialects.typed_by_body, make.request("POST", body="a=1"), id="a form"),
        pytest.param(dialects.link_as_read, make.request("POST", body={"@odata.id": "x"}), id="a link of OData v4"),
        pytest.param(addresses.encoded, make.request(url=make.ROOT + "Assets('{id}')?a=b c"), id="a template"),
        pytest.param(addresses.tunnelled_rightly, make.request("POST", X_HTTP_Method="GET"), id="no verb for a tunnel"),
        pytest.param(bodies.strictly, make.request("POST", body="{a"), id="unreadable JSON"),
        pytest.param(bodies.without_members, make.request("POST", body={"a": 1}), id="no place named"),
    ],
)  # fmt: skip
def test_what_only_a_person_can_mend_stays_as_it_is(fix: Fix, request_: Request) -> None:
    assert fix(request_, ()) is request_


def test_members_are_left_out_by_their_places() -> None:
    body = {"Id": "1", "a/b": {"__deferred": {}}, "c": [{"d": 1, "e": 2}], "f": 3}
    places = [
        Evidence("request", pointer=at) for at in ("/Id", "/a~1b/__deferred", "/c/0/d", "/none")
    ]

    mended = bodies.without_members(make.request("MERGE", body=body), places)

    assert mended.json.value == {"c": [{"e": 2}], "f": 3}


def test_a_header_that_always_says_the_same_is_sent_once_where_it_first_stood() -> None:
    fields = [("A", "1"), ("Host", "h"), ("X-MS-Version", "2.19"), ("host", "h"), ("B", "2")]
    request = Request(method="GET", url=make.ROOT, headers=Headers(fields), body=b"")
    places = [Evidence("request", header="Host")]

    assert headers.said_once(request, places).headers.fields == (
        ("A", "1"),
        ("Host", "h"),
        ("X-MS-Version", "2.19"),
        ("B", "2"),
    )


def test_what_was_changed_is_told() -> None:
    before = make.request("POST", body="{a: 1}", fields=[("Accept", "a"), ("accept", "b")])
    after = make.request("MERGE", make.ROOT + "Jobs", fields=[("Accept", "c"), ("New", "n")])

    assert list(mends(before, after, "X1")) == [
        Mend("X1", "method", before="POST", after="MERGE"),
        Mend("X1", "url", before=make.ROOT + "Assets", after=make.ROOT + "Jobs"),
        Mend("X1", "header", "Accept", "a, b", "c"),
        Mend("X1", "header", "New", None, "n"),
        Mend("X1", "body", before="{a: 1}", after=None),
    ]
