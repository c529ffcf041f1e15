"""Verbose JSON as mitmproxy's own screens show it."""

import json
from typing import Any

import pytest
from mitmproxy import contentviews, http

from addons.contentview import VerboseJSON, unwrapped

VERBOSE = "application/json;odata=verbose"
LINKS = {"__metadata": {"uri": "https://x/"}, "Files": {"__deferred": {"uri": "https://x/"}}}


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        pytest.param({"d": {"Id": "1"}}, {"Id": "1"}, id="entity"),
        pytest.param({"d": {"Id": "1", **LINKS}}, {"Id": "1", "Files": "…"}, id="links"),
        pytest.param({"d": {"results": [{"Id": 1, **LINKS}]}}, [{"Id": 1, "Files": "…"}], id="set"),
        pytest.param(
            {"d": {"results": [], "__count": "7"}}, {"count": "7", "results": []}, id="counted"
        ),
        pytest.param({"d": [{"Id": 1}]}, [{"Id": 1}], id="set of OData 1"),
        pytest.param(
            {"d": {"Keys": {"__metadata": {}, "results": ["a"]}}}, {"Keys": ["a"]}, id="collection"
        ),
        pytest.param({"Name": "n"}, {"Name": "n"}, id="a request's entity"),
        pytest.param({"d": 1, "e": 2}, {"d": 1, "e": 2}, id="no wrapping"),
        pytest.param([1, None, "x"], [1, None, "x"], id="plain JSON"),
    ],
)
def test_unwrapping(body: Any, shown: Any) -> None:
    assert unwrapped(body) == shown


@pytest.mark.parametrize(
    ("content_type", "body", "chosen"),
    [
        pytest.param(VERBOSE, b"{}", True, id="verbose"),
        pytest.param(f"{VERBOSE};charset=utf-8", b"{}", True, id="with charset"),
        pytest.param("application/json", b"{}", False, id="plain"),
        pytest.param("application/json;odata=minimalmetadata", b"{}", False, id="light"),
        pytest.param(VERBOSE, b"", False, id="no body"),
        pytest.param("", b"{}", False, id="no type"),
    ],
)
def test_it_is_chosen_for_verbose_json_only(content_type: str, body: bytes, chosen: bool) -> None:
    message = http.Response.make(200, body, {"content-type": content_type})
    metadata = contentviews.Metadata(http_message=message)

    assert (VerboseJSON().render_priority(body, metadata) > 1) == chosen


def test_it_shows_json(caplog: pytest.LogCaptureFixture) -> None:
    shown = VerboseJSON().prettify(b'{"d":{"Name":"\xc3\xa4"}}', contentviews.Metadata())

    assert json.loads(shown) == {"Name": "ä"}
    assert "ä" in shown


@pytest.mark.parametrize("body", [b"", b"<html>", b"[" * 100_000])
def test_what_is_no_json_is_left_to_other_views(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        VerboseJSON().prettify(body, contentviews.Metadata())
