import json

import make
import pytest

from inspector.core.comparing.shape import LONGEST, MOST, shape_of
from inspector.core.exchange import Request

ATOM = """<entry xmlns="http://www.w3.org/2005/Atom"
 xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices"
 xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata">
 <link rel="http://schemas.microsoft.com/ado/2007/08/dataservices/related/Files" href="x"/>
 <content type="application/xml"><m:properties>
  <d:Name>n</d:Name><d:Options m:type="Edm.Int32">0</d:Options><d:Uri m:null="true"/>
 </m:properties></content></entry>"""
ATOM_PLACES = {
    "/entry": {"element"},
    "/entry/link[related/Files]": {"text"},
    "/entry/content": {"element"},
    "/entry/content/properties": {"element"},
    "/entry/content/properties/Name": {"text"},
    "/entry/content/properties/Options": {"Edm.Int32"},
    "/entry/content/properties/Uri": {"null"},
}


def request(body: bytes | None, kind: str = make.VERBOSE) -> Request:
    return make.request("POST", "Jobs", body, Content_Type=kind)


@pytest.mark.parametrize(
    ("body", "kind", "places"),
    [
        pytest.param(b"", make.VERBOSE, {}, id="empty"),
        pytest.param(None, make.VERBOSE, None, id="not recorded"),
        pytest.param(b'{"Name": ', make.VERBOSE, None, id="broken JSON"),
        pytest.param(b"<a><b></a>", "application/xml", None, id="broken XML"),
        pytest.param(b'<!DOCTYPE a><a>x</a>', "application/xml", None, id="XML with a DTD"),
        pytest.param(b"\x00\x01film", "video/mp4", {}, id="no text at all"),
        pytest.param(b"3", make.VERBOSE, {}, id="a number"),
        pytest.param(b'{"A": 1, "B": true, "C": null, "D": "x"}', make.VERBOSE, {"/A": {"number"}, "/B": {"boolean"}, "/C": {"null"}, "/D": {"string"}}, id="scalars"),
        pytest.param(b'{"L": [{"__metadata": {}}, {"__metadata": null}]}', make.VERBOSE, {"/L": {"array"}, "/L/*/__metadata": {"object", "null"}}, id="a list's members are one place"),
        pytest.param(b'[[{"A": 1}], [[{"A": "x"}]]]', make.VERBOSE, {"/*/*/A": {"number"}, "/*/*/*/A": {"string"}}, id="lists in lists"),
        pytest.param(b'{"a/b~c": 1}', make.VERBOSE, {"/a~1b~0c": {"number"}}, id="a name that a pointer escapes"),
        pytest.param(b'\xef\xbb\xbf{"A": 1}', make.VERBOSE, {"/A": {"number"}}, id="a byte order mark"),
        pytest.param(ATOM.encode(), "application/atom+xml", ATOM_PLACES, id="Atom"),
        pytest.param(b"grant_type=client_credentials&&scope=&=x", "application/x-www-form-urlencoded", {"/grant_type": {"string"}, "/scope": {"string"}}, id="a form"),
        pytest.param(b"grant_type=x", "text/plain", {}, id="a form by another name"),
    ],
)  # fmt: skip
def test_a_body_has_places_and_types(
    body: bytes | None, kind: str, places: dict[str, set[str]] | None
) -> None:
    assert shape_of(request(body, kind)) == places


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(json.dumps({f"n{i}": i for i in range(50_000)}).encode(), id="wide"),
        pytest.param(json.dumps([{f"n{i}": {}} for i in range(50_000)]).encode(), id="long"),
        pytest.param(b'{"' + b"n" * 500_000 + b'": {"a": 1}}', id="a long name"),
        pytest.param(b'{"a":' * 200 + b"1" + b"}" * 200, id="deep"),
        pytest.param(b'{"a":' * 100_000 + b"1" + b"}" * 100_000, id="too deep"),
        pytest.param(b"<a>" * 200 + b"</a>" * 200, id="deep XML"),
        pytest.param(b'<a>' + b'<link rel="\xe2\x80\xae' + b"x" * 500_000 + b'"/></a>', id="a long relation"),
        pytest.param(b"&".join(b"n%d=1" % i for i in range(100_000)), id="a wide form"),
    ],
)  # fmt: skip
def test_hostile_bodies_have_few_and_short_places(body: bytes) -> None:
    places = shape_of(request(body, "application/x-www-form-urlencoded")) or {}

    assert len(places) <= MOST + 1
    assert max(map(len, places), default=0) <= LONGEST
    assert "\u202e" not in "".join(places)
