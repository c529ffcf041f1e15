"""`.http` text, as people write it."""

import pytest

from inspector.capture.httpfile import examples, read
from inspector.core.exchange import Exchange
from inspector.errors import CaptureError


def only(text: str) -> Exchange:
    (exchange,) = read(text, "a.http")
    return exchange


@pytest.mark.parametrize(
    ("line", "method", "url", "version"),
    [
        pytest.param("GET https://a/b",               "GET",   "https://a/b",  "HTTP/1.1", id="method and URL"),
        pytest.param("MERGE https://a/b HTTP/1.0",    "MERGE", "https://a/b",  "HTTP/1.0", id="with a version"),
        pytest.param("GET https://a/b HTTP/2",        "GET",   "https://a/b",  "HTTP/2",   id="HTTP/2"),
        pytest.param("https://a/b",                   "GET",   "https://a/b",  "HTTP/1.1", id="no method"),
        pytest.param("get https://a/b",               "get",   "https://a/b",  "HTTP/1.1", id="as written"),
        pytest.param("GET   https://a/b?$filter=A eq 'x y'", "GET", "https://a/b?$filter=A eq 'x y'", "HTTP/1.1", id="blanks in the query"),
        pytest.param("GET {{root}}/b",                "GET",   "{{root}}/b",   "HTTP/1.1", id="an unknown variable"),
        pytest.param("GET https://a/b\n  ?$top=3\n\t&$skip=1", "GET", "https://a/b?$top=3&$skip=1", "HTTP/1.1", id="query on lines of its own"),
        pytest.param("GET /b\nHost: a",               "GET",   "https://a/b",  "HTTP/1.1", id="path and Host"),
        pytest.param("GET /b",                        "GET",   "/b",           "HTTP/1.1", id="a path alone"),
    ],
)  # fmt: skip
def test_request_lines(line: str, method: str, url: str, version: str) -> None:
    request = only(line).request

    assert (request.method, request.url, request.http_version) == (method, url, version)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        pytest.param("A: 1\nB: 2",               [("A", "1"), ("B", "2")],  id="two"),
        pytest.param("A: 1\nA: 2",               [("A", "1"), ("A", "2")],  id="repeated"),
        pytest.param("a:1",                      [("a", "1")],              id="no blank"),
        pytest.param("A:  1  ",                  [("A", "1")],              id="padded"),
        pytest.param("A: b:c",                   [("A", "b:c")],            id="colon in the value"),
        pytest.param("A:",                       [("A", "")],               id="empty"),
        pytest.param("A: 1\n  2",                [("A", "1 2")],            id="folded"),
        pytest.param("A: 1\n  https://b/",       [("A", "1 https://b/")],   id="a folded URL"),
        pytest.param("A: 1\n    B-C: 2\n\tD:3", [("A", "1"), ("B-C", "2"), ("D", "3")], id="indented, as guides print them"),
        pytest.param("A: 1\n# no\n// no\nB: 2",  [("A", "1"), ("B", "2")],  id="comments between"),
        pytest.param("A: {{x}}",                 [("A", "{{x}}")],          id="unknown variable"),
        pytest.param("",                         [],                        id="none"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_headers(text: str, fields: list[tuple[str, str]], end: str) -> None:
    exchange = only(f"GET https://a/\n{text}\n".replace("\n", end))

    assert list(exchange.request.headers) == fields


@pytest.mark.parametrize(
    ("text", "body"),
    [
        pytest.param("",                        b"",                  id="none"),
        pytest.param("\n",                      b"",                  id="a blank line only"),
        pytest.param('\n{"a": 1}',              b'{"a": 1}',          id="one line"),
        pytest.param('\n{"a": 1}\n',            b'{"a": 1}',          id="a line feed behind"),
        pytest.param('\n{"a": 1}\n\n\n###',     b'{"a": 1}',          id="blank lines behind"),
        pytest.param("\na\n\nb\n",              b"a\n\nb",            id="blank lines within"),
        pytest.param("\na\r\nb\r\n",            b"a\r\nb",            id="its own line ends"),
        pytest.param("\n  a",                   b"  a",               id="indented"),
        pytest.param("\n# a\n// b",             b"# a\n// b",         id="no comments in a body"),
        pytest.param("\n\u00e4\udcff",          b"\xc3\xa4\xff",      id="bytes that are no UTF-8"),
        pytest.param("\n\ud800",                b"\xed\xa0\x80",      id="a lone surrogate"),
        pytest.param("\n<entry/>",              b"<entry/>",          id="XML is no include"),
        pytest.param("\n< ./body.json",         None,                 id="a file"),
        pytest.param("\n<@utf8 body.json",      None,                 id="a file with variables"),
    ],
)  # fmt: skip
def test_bodies(text: str, body: bytes | None) -> None:
    request = next(read(f"POST https://a/\nA: 1\n{text}", "a.http")).request

    assert request.body == body
    assert request.withheld == ("" if body is not None else "a file that is not read")


def test_a_recorded_response() -> None:
    text = "POST https://a/\nA: 1\n\n{}\n\nHTTP/1.1 201 Created\nLocation: x\n\n{1}\n\nHTTP/1.1 2"
    response = only(text.replace("\n", "\r\n")).response

    assert response is not None
    assert (response.status, response.reason, response.http_version) == (201, "Created", "HTTP/1.1")
    assert (list(response.headers), response.body) == (
        [("Location", "x")],
        b"{1}\r\n\r\nHTTP/1.1 2",
    )


def test_a_response_right_behind_the_headers() -> None:
    exchange = only("GET https://a/\nA: 1\nHTTP/2 204")

    assert exchange.response is not None
    assert (exchange.response.status, exchange.response.reason) == (204, "")
    assert (exchange.response.body, exchange.request.body) == (b"", b"")


def test_a_batch_response_is_one_response() -> None:
    text = "POST https://a/$batch\n\n\nHTTP/1.1 202 OK\n\n--b\n\nHTTP/1.1 201 Created\n\n--b--\n"
    response = only(text).response

    assert response is not None
    assert (response.status, response.body) == (202, b"--b\n\nHTTP/1.1 201 Created\n\n--b--")


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        pytest.param("# at: 2026-01-31T12:00:00Z",        "started",  1769860800.0, id="a time"),
        pytest.param("// at: 2026-01-31T13:00:00.5+01:00", "started", 1769860800.5, id="elsewhere"),
        pytest.param("# at: 2026-01-31 12:00:00",         "started",  1769860800.0, id="UTC is meant"),
        pytest.param("# took: 41.5",                      "duration", 0.0415,       id="how long"),
        pytest.param("# error: refused",                  "error",    "refused",    id="no answer"),
        pytest.param("# at noon",                         "started",  None,         id="a mere comment"),
        pytest.param("# @name login",                     "error",    "",           id="an editor's comment"),
    ],
)  # fmt: skip
def test_what_a_recording_would_say(line: str, field: str, value: object) -> None:
    assert getattr(only(f"{line}\n\nGET https://a/"), field) == value


def test_without_a_response_there_is_no_error_either() -> None:
    exchange = only("GET https://a/")

    assert (exchange.response, exchange.error, exchange.redacted) == (None, "", False)


def test_variables() -> None:
    text = (
        "@host = a.example\n@root=https://{{host}}/api\n###\nPOST {{root}}/Jobs\nX: {{ host }}\n\n"
        "{{host}} {{none}}\n### next\n@host = b\nGET {{root}}\nX: {{host}}"
    )
    first, second = read(text, "a.http")

    assert first.request.url == "https://a.example/api/Jobs"
    assert first.request.headers.get("X") == "a.example"
    assert first.request.body == b"a.example {{none}}"
    assert (second.request.url, second.request.headers.get("X")) == ("https://a.example/api", "b")


def test_sources_tell_the_line() -> None:
    text = "\ufeff# first\nGET https://a/\n\n###\n\n\nGET https://b/\n### only a title\n###\n"

    assert [exchange.source for exchange in read(text, "a.http")] == ["a.http:2", "a.http:7"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("###\nfetch it",                         "a.http:2: not a request line",  id="no request line"),
        pytest.param("GET",                                   "a.http:1: not a request line",  id="no URL"),
        pytest.param('GET https://a/\n{"a"}',                 "a.http:2: not a header",        id="no blank line"),
        pytest.param("GET https://a/\n\n\nHTTP/1.1 200\nx",   "a.http:5: not a header",        id="in the response"),
        pytest.param("# at: noon\nGET https://a/",            "a.http:1: `at:` takes an ISO",  id="no time"),
        pytest.param("\n# took: long\nGET https://a/",        "a.http:2: `took:` takes a num", id="no number"),
        pytest.param("# took: nan\nGET https://a/",           "a.http:1: `took:` takes a num", id="not a number"),
        pytest.param("# took: -1\nGET https://a/",            "a.http:1: `took:` takes a num", id="before it began"),
        pytest.param("\n".join(["@a=x", *["@a={{a}}{{a}}"] * 30, "GET https://{{a}}"]), "a.http:23: larger than", id="doubling"),
    ],
)  # fmt: skip
def test_errors_name_the_line(text: str, says: str) -> None:
    with pytest.raises(CaptureError) as caught:
        list(read(text, "a.http"))

    assert str(caught.value).startswith(says)


def test_examples() -> None:
    text = """@root = https://a/api
### bad: first the token, then the job
GET {{root}}/1

###
GET {{root}}/2

### good: Alone
GET {{root}}/3
### Bad: nothing yet
"""
    found = examples(text)

    assert [(example.kind, example.title) for example in found] == [
        ("bad", "first the token, then the job"),
        ("good", "Alone"),
        ("bad", "nothing yet"),
    ]
    assert [[e.request.url[-1] for e in example.exchanges] for example in found] == [
        ["1", "2"], ["3"], [],
    ]  # fmt: skip


def test_what_stands_before_the_first_example_is_none() -> None:
    assert examples("GET https://a/\n### other\nGET https://b/") == []


@pytest.mark.parametrize(
    ("text", "records"),
    [
        pytest.param("POST https://a.example/", False, id="not written"),
        pytest.param("POST https://a.example/\nContent-Length: 0", True, id="written"),
    ],
)
def test_a_length_that_is_not_written_may_be_sent(text: str, records: bool) -> None:
    (exchange,) = read(text, "a.http")

    assert exchange.request.records("Content-Length") is records
