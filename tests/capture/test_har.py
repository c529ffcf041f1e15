"""HARs as exporters really write them."""

import base64
import gzip
import io
import json
from typing import Any

import pytest

from inspector.capture import har
from inspector.capture.headed import Headed
from inspector.core.exchange import Exchange, Response
from inspector.errors import CaptureError


def entry(request: Any = None, response: Any = None, **changed: Any) -> dict[str, Any]:
    """Return an entry; `...` drops a member."""
    sent = {
        "method": "GET",
        "url": "https://a.example/api/Assets",
        "httpVersion": "HTTP/1.1",
        "headers": [{"name": "Accept", "value": "application/json"}],
        "bodySize": 0,
    }
    received = {
        "status": 200,
        "statusText": "OK",
        "httpVersion": "HTTP/1.1",
        "headers": [{"name": "Content-Type", "value": "application/json"}],
        "content": {"size": 2, "mimeType": "application/json", "text": "{}"},
        "bodySize": 2,
    }
    whole = {
        "startedDateTime": "2026-01-31T12:00:00.000Z",
        "time": 41.5,
        "request": {**sent, **request} if isinstance(request, dict) else sent,
        "response": {**received, **response} if isinstance(response, dict) else received,
        "timings": {"send": 0, "wait": 41, "receive": 0.5},
        **changed,
    }
    for part in (whole, whole["request"], whole["response"]):
        if isinstance(part, dict):
            for name in [name for name, value in part.items() if value is ...]:
                del part[name]
    return whole


def text(*entries: Any, creator: str = "Fiddler", **more: Any) -> str:
    log = {"version": "1.2", "creator": {"name": creator, "version": "1"}, **more}
    return json.dumps({"log": {**log, "entries": list(entries)}})


def read(raw: bytes | str, warnings: list[str] | None = None) -> list[Exchange]:
    raw = raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw
    warn = pytest.fail if warnings is None else warnings.append
    return list(har.read(io.BytesIO(raw), "a.har", warn))


def only(raw: bytes | str) -> Exchange:
    (exchange,) = read(raw)
    return exchange


def answered(**response: Any) -> Response:
    got = only(text(entry(response=response))).response
    assert got is not None
    return got


def test_an_entry() -> None:
    exchange = only(text(entry()))

    assert exchange.request.method == "GET"
    assert exchange.request.url == "https://a.example/api/Assets"
    assert list(exchange.request.headers) == [("Accept", "application/json")]
    assert exchange.request.body == b""
    assert exchange.response is not None
    assert (exchange.response.status, exchange.response.reason) == (200, "OK")
    assert (exchange.response.body, exchange.response.body_size) == (b"{}", 2)
    assert (exchange.started, exchange.duration, exchange.error) == (1769860800.0, 0.0415, "")
    assert exchange.source == exchange.id == "a.har#/log/entries/0"
    assert exchange.redacted is False


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("\ufeff" + text(entry()),                            id="byte order mark"),
        pytest.param(" \r\n\t" + text(entry()),                           id="leading blanks"),
        pytest.param(json.dumps(json.loads(text(entry())), indent=2),     id="indented"),
        pytest.param(json.dumps(json.loads(text(entry())), separators=(",", ":")), id="dense"),
        pytest.param(text(entry()) + "\n\n",                              id="trailing blanks"),
        pytest.param(text(entry(), pages=[{"id": "]}[{\"\\"}]),           id="brackets in a string"),
        pytest.param('{"a": [1, {"b": "]"}], "log"' + text(entry())[6:],  id="members before log"),
        pytest.param('{"log": {"entries": ' + json.dumps([entry()]) + "}", id="ends after the entries"),
        pytest.param(text(entry(pageref="p", cache={}, _initiator={"stack": [[[]]]})), id="extensions"),
        pytest.param(text(entry(serverIPAddress="::1", connection="8")),  id="optional members"),
    ],
)  # fmt: skip
def test_forms_of_the_file(raw: str) -> None:
    assert only(raw).request.url == "https://a.example/api/Assets"


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        pytest.param({"headers": {"Accept": "a", "X": ["1", "2"]}}, {"headers": [("Accept", "a"), ("X", "1"), ("X", "2")]}, id="headers as an object"),
        pytest.param({"headers": [{"name": "X", "value": "1\n2"}]}, {"headers": [("X", "1"), ("X", "2")]}, id="repeated, joined by line feeds"),
        pytest.param({"headers": [{"name": ":authority", "value": "a"}, {"name": "x", "value": "1"}]}, {"headers": [("x", "1")]}, id="pseudo-headers"),
        pytest.param({"headers": [{"name": "X"}, {"name": "Y", "value": None}, {"name": "Z", "value": 5}]}, {"headers": [("X", ""), ("Y", ""), ("Z", "5")]}, id="odd values"),
        pytest.param({"headers": [{"value": "1"}, 7, None, {"name": ""}]}, {"headers": []}, id="headers without names"),
        pytest.param({"headers": ...},                              {"headers": [], "records": False}, id="headers not recorded"),
        pytest.param({"headers": []},                               {"headers": [], "records": False}, id="no headers at all"),
        pytest.param({"url": "/api", "headers": [{"name": "Host", "value": "b"}]}, {"url": "https://b/api"}, id="a path and Host"),
        pytest.param({"url": "/api", "headers": [{"name": ":authority", "value": "b:80"}]}, {"url": "http://b:80/api"}, id="a path and :authority"),
        pytest.param({"url": "//b/api", "headers": [{"name": "Host", "value": "b"}]}, {"url": "https://b/api"}, id="without a scheme"),
        pytest.param({"url": "/api"},                               {"url": "/api"},              id="a path alone"),
        pytest.param({"url": " https://b/ "},                       {"url": "https://b/"},        id="padded"),
        pytest.param({"method": ...},                               {"method": "GET"},            id="no method"),
        pytest.param({"method": "MERGE"},                           {"method": "MERGE"},          id="a rare method"),
        pytest.param({"httpVersion": "h2"},                         {"http_version": "HTTP/2"},   id="h2"),
        pytest.param({"httpVersion": "http/2.0"},                   {"http_version": "HTTP/2"},   id="http/2.0"),
        pytest.param({"httpVersion": "h3-29"},                      {"http_version": "HTTP/3"},   id="h3-29"),
        pytest.param({"httpVersion": "HTTP/1.0"},                   {"http_version": "HTTP/1.0"}, id="1.0"),
        pytest.param({"httpVersion": "unknown"},                    {"http_version": "HTTP/1.1"}, id="unknown"),
        pytest.param({"httpVersion": None},                         {"http_version": "HTTP/1.1"}, id="null"),
    ],
)  # fmt: skip
def test_requests(request_: dict[str, Any], expected: dict[str, Any]) -> None:
    request = only(text(entry(request=request_))).request

    seen = {
        "headers": list(request.headers),
        "url": request.url,
        "method": request.method,
        "http_version": request.http_version,
        "records": request.records("Authorization"),
    }
    assert {name: seen[name] for name in expected} == expected


LENGTH_9 = [{"name": "content-length", "value": "9"}]
LENGTH_0 = [{"name": "Content-Length", "value": "0"}]
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("request_", "body"),
    [
        pytest.param({"method": "GET"},                                            b"",      id="GET"),
        pytest.param({"method": "GET", "bodySize": ...},                           b"",      id="GET, size not given"),
        pytest.param({"method": "POST", "bodySize": 0},                            b"",      id="POST of nothing"),
        pytest.param({"method": "POST", "bodySize": -1, "headers": LENGTH_0},      b"",      id="POST of length 0"),
        pytest.param({"method": "POST", "bodySize": -1},                           None,     id="POST, size not known"),
        pytest.param({"method": "POST", "bodySize": ...},                          None,     id="POST, size not given"),
        pytest.param({"method": "POST", "bodySize": 9},                            None,     id="POST, body left out"),
        pytest.param({"method": "POST", "bodySize": 0, "headers": LENGTH_9},       None,     id="POST, size wrong"),
        pytest.param({"method": "GET", "headers": LENGTH_9},                       None,     id="GET with a body left out"),
        pytest.param({"method": "MERGE", "postData": {"text": "{}"}},              b"{}",    id="text"),
        pytest.param({"method": "POST", "postData": {"text": "", "mimeType": ""}}, b"",      id="empty text"),
        pytest.param({"method": "POST", "bodySize": 9, "postData": {"text": ""}},  None,     id="empty text of nine bytes"),
        pytest.param({"method": "POST", "bodySize": 9, "postData": {"mimeType": "a/b"}}, None, id="text left out"),
        pytest.param({"method": "POST", "postData": None, "bodySize": 9},          None,     id="null"),
        pytest.param({"method": "POST", "postData": {"text": "e30=", "encoding": "base64"}}, b"{}", id="base64"),
        pytest.param({"method": "POST", "postData": {"text": "e30=", "_encoding": "base64"}}, b"{}", id="base64, as an extension"),
        pytest.param({"method": "POST", "postData": {"text": "\u00e4"}},           b"\xc3\xa4", id="UTF-8"),
        pytest.param({"method": "POST", "postData": {"mimeType": FORM, "params": [{"name": "a b", "value": "1&2"}, {"name": "c"}]}}, b"a+b=1%262&c=", id="a form's fields"),
        pytest.param({"method": "POST", "postData": {"mimeType": "multipart/form-data", "params": [{"name": "a"}]}}, None, id="a form's parts"),
        pytest.param({"method": "POST", "postData": {"mimeType": FORM, "params": []}, "bodySize": 9}, None, id="fields left out"),
    ],
)  # fmt: skip
def test_request_bodies(request_: dict[str, Any], body: bytes | None) -> None:
    assert only(text(entry(request=request_))).request.body == body


JSON_LATIN = [{"name": "Content-Type", "value": "text/plain; charset=iso-8859-1"}]
GZIPPED = [{"name": "Content-Encoding", "value": "gzip"}]


@pytest.mark.parametrize(
    ("response", "body", "size"),
    [
        pytest.param({},                                                     b"{}",  2,    id="text"),
        pytest.param({"content": {"size": 0}, "bodySize": 0},                b"",    0,    id="nothing"),
        pytest.param({"content": {"size": 9}, "bodySize": 5},                None,   9,    id="left out"),
        pytest.param({"content": {"size": 9, "text": ""}},                   None,   9,    id="left out, as an empty text"),
        pytest.param({"content": {"size": -1}, "bodySize": -1},              None,   None, id="size not known"),
        pytest.param({"content": ..., "bodySize": ...},                      None,   None, id="no content"),
        pytest.param({"content": ..., "bodySize": 0},                        b"",    0,    id="no content, none sent"),
        pytest.param({"content": None, "bodySize": 7},                       None,   7,    id="null"),
        pytest.param({"content": {"size": 0}, "headers": LENGTH_9, "bodySize": -1}, None, 9, id="size 0, yet a length"),
        pytest.param({"content": {"text": "/w==", "encoding": "base64"}, "bodySize": 1}, b"\xff", 1, id="base64"),
        pytest.param({"content": {"text": "e3\n0=\r\n", "encoding": "BASE64"}}, b"{}", 2,  id="base64 in lines"),
        pytest.param({"headers": GZIPPED, "bodySize": 30},                   b"{}",  30,   id="decoded by the browser"),
        pytest.param({"headers": GZIPPED, "bodySize": -1},                   b"{}",  None, id="decoded, size not known"),
        pytest.param({"headers": GZIPPED, "bodySize": 30, "content": {"encoding": "base64", "text": base64.b64encode(gzip.compress(b"{}")).decode()}}, b"{}", 30, id="still encoded"),
        pytest.param({"headers": JSON_LATIN, "bodySize": 1, "content": {"text": "\u00e4"}}, b"\xe4", 1, id="in its charset"),
        pytest.param({"headers": JSON_LATIN, "content": {"text": "\u20ac"}, "bodySize": 3}, b"\xe2\x82\xac", 3, id="not in its charset"),
        pytest.param({"content": {"text": "\ud800"}, "bodySize": 3},         b"\xed\xa0\x80", 3, id="a lone surrogate"),
    ],
)  # fmt: skip
def test_response_bodies(response: dict[str, Any], body: bytes | None, size: int | None) -> None:
    got = answered(**response)

    assert (got.body, got.body_size) == (body, size)


def test_bad_base64_is_told() -> None:
    warnings: list[str] = []
    (exchange,) = read(
        text(entry(response={"content": {"text": "???", "encoding": "base64"}})), warnings
    )

    assert warnings == ["a.har#/log/entries/0: a body's base64 cannot be decoded"]
    assert exchange.response is not None
    assert exchange.response.body is None
    assert exchange.response.withheld == "base64 that cannot be decoded"


def test_a_large_body_is_withheld() -> None:
    got = answered(content={"size": 9 << 20, "text": "x" * (9 << 20)}, bodySize=9 << 20)

    assert (got.body, got.body_size, got.withheld) == (None, 9 << 20, "larger than 8 MiB")


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        pytest.param({"response": {"status": 0}},                                     "no response", id="status 0"),
        pytest.param({"response": {"status": 0, "statusText": ""}},                   "no response", id="no text either"),
        pytest.param({"response": {"status": 0, "_error": "net::ERR_FAILED"}},        "net::ERR_FAILED", id="Chrome's"),
        pytest.param({"response": {"status": -1}, "_error": "refused"},               "refused",     id="the entry's"),
        pytest.param({"response": {"status": 0, "statusText": "timed out"}},          "timed out",   id="as reason"),
        pytest.param({"response": {"status": None}},                                  "no response", id="null"),
        pytest.param({"response": ...},                                               "",            id="no response member"),
    ],
)  # fmt: skip
def test_without_a_response(changed: dict[str, Any], error: str) -> None:
    response = changed.pop("response")
    if response is ...:
        made = entry(response=..., **changed)
        made.pop("response")
    else:
        response.setdefault("statusText", "")
        made = entry(response=response, **changed)

    exchange = only(text(made))

    assert (exchange.response, exchange.error) == (None, error)


@pytest.mark.parametrize(
    ("value", "started"),
    [
        pytest.param("2026-01-31T12:00:00Z",              1769860800.0,   id="UTC"),
        pytest.param("2026-01-31T13:00:00.25+01:00",      1769860800.25,  id="elsewhere"),
        pytest.param("2026-01-31T12:00:00.1234567+00:00", 1769860800.123456, id="seven digits"),
        pytest.param("2026-01-31T12:00:00",               1769860800.0,   id="no zone"),
        pytest.param(1769860800000,                       1769860800.0,   id="milliseconds"),
        pytest.param(1769860800.5,                        1769860800.5,   id="seconds"),
        pytest.param("yesterday",                         None,           id="no time"),
        pytest.param("",                                  None,           id="empty"),
        pytest.param(None,                                None,           id="null"),
        pytest.param({},                                  None,           id="an object"),
        pytest.param(...,                                 None,           id="missing"),
    ],
)  # fmt: skip
def test_start(value: Any, started: float | None) -> None:
    assert only(text(entry(startedDateTime=value))).started == started


@pytest.mark.parametrize(
    ("value", "duration"),
    [(41.5, 0.0415), (0, 0.0), (-1, None), ("12", 0.012), (None, None), (..., None), ([], None)],
)
def test_duration(value: Any, duration: float | None) -> None:
    assert only(text(entry(time=value))).duration == duration


@pytest.mark.parametrize("status", ["200", 200, 200.0])
def test_spellings_of_a_status(status: Any) -> None:
    assert answered(status=status).status == 200


@pytest.mark.parametrize(
    ("creator", "records"),
    [
        pytest.param("WebInspector",        False, id="Chrome may have dropped it"),
        pytest.param("Firefox",             True,  id="Firefox"),
        pytest.param("WebKit Web Inspector", True, id="Safari"),
        pytest.param("Fiddler",             True,  id="Fiddler"),
        pytest.param("Proxyman",            True,  id="Proxyman"),
        pytest.param("Charles Proxy",       True,  id="Charles"),
        pytest.param("HTTP Toolkit",        True,  id="HTTP Toolkit"),
        pytest.param("Playwright",          True,  id="Playwright"),
        pytest.param("mitmproxy",           True,  id="mitmproxy"),
    ],
)  # fmt: skip
def test_headers_that_an_exporter_drops(creator: str, records: bool) -> None:
    exchange = only(text(entry(), creator=creator))

    assert exchange.request.lacks("Authorization") is records
    assert exchange.request.lacks("Cookie") is records
    assert exchange.request.lacks("x-ms-version")
    assert exchange.response is not None
    assert exchange.response.lacks("Set-Cookie") is records
    assert exchange.response.lacks("request-id")


@pytest.mark.parametrize("kept", ["Authorization", "cookie"])
def test_an_exporter_that_kept_one_secret_dropped_none(kept: str) -> None:
    bare = entry()
    bearing = entry({"headers": [{"name": kept, "value": "x"}]})
    raw = text(bare, bearing, creator="WebInspector").encode()

    first, _ = har.read(Headed(io.BytesIO(raw)), "a.har", pytest.fail)

    assert first.request.lacks("Authorization")


def test_firefox_stops_bodies_at_a_limit() -> None:
    cut = entry(response={"content": {"size": 2_000_000, "text": '{"a": '}})
    response = only(text(cut, creator="Firefox")).response

    assert response is not None
    assert (response.body, response.withheld) == (None, "cut off by the recorder")
    assert answered(content={"size": 2_000_000, "text": "{}"}).body == b"{}"


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        pytest.param({"response": {}},                         "the entry has no request",    id="no request"),
        pytest.param({"request": None},                        "the entry has no request",    id="null"),
        pytest.param({"request": []},                          "not an entry: Expected",      id="a list"),
        pytest.param(7,                                        "not an entry: Expected",      id="a number"),
        pytest.param({"request": {"method": "GET"}},           "the request has no URL",      id="no URL"),
        pytest.param({"request": {"method": "GET", "url": 5}}, "the request has no URL",      id="a number as URL"),
    ],
)  # fmt: skip
def test_an_unusable_entry_costs_only_itself(bad: Any, says: str) -> None:
    warnings: list[str] = []

    found = read(text(entry(), bad, entry()), warnings)

    assert [exchange.id for exchange in found] == ["a.har#/log/entries/0", "a.har#/log/entries/2"]
    (warning,) = warnings
    assert warning.startswith(f"a.har#/log/entries/1: {says}")
    assert warning.endswith("; left out")


def test_bytes_that_are_no_utf8_cost_nothing() -> None:
    raw = text(entry(request={"headers": [{"name": "X", "value": "@"}]})).encode()

    exchange = only(raw.replace(b"@", b"\xff"))

    assert exchange.request.headers.get("X") == "\udcff"


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        pytest.param("",                        "a.har: the file is cut off here",           id="nothing"),
        pytest.param("[]",                      "a.har: the file is no JSON",                id="a list"),
        pytest.param("{}",                      "a.har: JSON, but no HAR",                   id="an empty object"),
        pytest.param('{"log": {}}',             "a.har: JSON, but no HAR",                   id="an empty log"),
        pytest.param('{"log": {"entries": 5}}', "a.har: the file is no JSON",                id="a number of entries"),
        pytest.param('{"log": 5}',              "a.har: the file is no JSON",                id="a number as log"),
        pytest.param('{"a": "log"}',            "a.har: JSON, but no HAR",                   id="another JSON"),
        pytest.param('{"log": {"entries": [',   "a.har: the file is cut off here",           id="cut off before an entry"),
        pytest.param("{" * 50_000,              "a.har: the file is no JSON",                id="brackets"),
        pytest.param('{"log": ' + "[" * 50_000, "a.har: the file is no JSON",                id="deep"),
        pytest.param('{"log": {"pages": ' + "[" * 50_000, "a.har: the file is no JSON",      id="deep pages"),
    ],
)  # fmt: skip
def test_what_is_no_har(raw: str, says: str) -> None:
    with pytest.raises(CaptureError) as caught:
        read(raw)

    assert str(caught.value).startswith(says)


def test_a_har_that_is_cut_off_gives_what_it_has() -> None:
    whole = text(*[entry()] * 10)
    exchanges = har.read(io.BytesIO(whole[: len(whole) * 3 // 4].encode()), "a.har", pytest.fail)

    assert [next(exchanges).id[-1] for _ in range(7)] == list("0123456")
    with pytest.raises(CaptureError, match=r"^a\.har#/log/entries/7: the file is cut off here$"):
        next(exchanges)


@pytest.mark.parametrize(
    "value", [pytest.param(depth, id=f"{depth} deep") for depth in (200, 3000, 9000)]
)
def test_deep_entries_never_raise(value: int) -> None:
    deep = "[" * value + "]" * value
    raw = text(entry(request={"headers": [{"name": "X", "value": "@"}]})).replace('"@"', deep)
    warnings: list[str] = []

    found = read(raw, warnings)

    assert len(found) + len(warnings) == 1


def test_an_entry_beyond_reason_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(har, "ENTRY_LIMIT", 10_000)
    large = entry(response={"content": {"text": 'x\\"]}{[' * 500_000}})
    warnings: list[str] = []

    found = read(text(entry(), large, entry(), large, large, entry()), warnings)

    assert [exchange.id[-1] for exchange in found] == ["0", "2", "5"]
    assert all("the entry is larger than" in warning for warning in warnings)


BODY = {"method": "POST", "postData": {"mimeType": "application/json", "text": "{}"}, "bodySize": 2}
LENGTH = {"headers": [{"name": "content-length", "value": "2"}]}
ACTION = {"method": "POST"}


@pytest.mark.parametrize(
    ("before", "records"),
    [
        pytest.param([], False, id="nothing shows it"),
        pytest.param([BODY], False, id="a body without its length"),
        pytest.param([BODY, BODY | LENGTH], True, id="a body with its length"),
        pytest.param([LENGTH], False, id="a length without a body"),
    ],
)
def test_lengths_that_an_exporter_leaves_out(before: list[dict[str, Any]], records: bool) -> None:
    *_, last = read(text(*[entry(one) for one in before], entry(ACTION)))

    assert last.request.records("Content-Length") is records


@pytest.mark.parametrize("chunk", [64, 1024 * 1024], ids=["read piece by piece", "read at once"])
@pytest.mark.parametrize("indent", [None, 1], ids=["in one line", "indented"])
def test_entries_know_their_lines(
    monkeypatch: pytest.MonkeyPatch, chunk: int, indent: int | None
) -> None:
    monkeypatch.setattr("inspector.capture.jsonstream.CHUNK", chunk)
    entries = [entry(request={"url": f"https://a.example/{n}"}, comment="a\nb") for n in range(9)]
    raw = json.dumps(json.loads(text(*entries, pages=[{"id": "p"}])), indent=indent)

    lines = [exchange.line for exchange in read(raw)]

    written = raw.split("\n")
    if indent is None:
        assert lines == [1] * 9
    else:
        assert [written[line - 1] for line in lines if line] == ["   {"] * 9
        assert all("startedDateTime" in written[line] for line in lines if line)
        assert lines == sorted(set(lines), key=lambda line: line or 0)
