"""What is written as `.http` text reads back, and an editor finds just the requests in it."""

import io
import re
from dataclasses import replace

import make
import pytest
import recordings
from recordings import annotated

from inspector.capture import httpfile
from inspector.capture.httpfile_writing import HttpFileWriter
from inspector.capture.spelling import Unwritable
from inspector.core.clean import clean
from inspector.core.exchange import Exchange
from inspector.core.headers import Headers
from inspector.errors import CaptureError

EXCHANGES = recordings.exchanges()


def written(*exchanges: Exchange) -> str:
    file, warnings = io.BytesIO(), list[str]()
    writer = HttpFileWriter(file, warnings.append)
    for index, exchange in enumerate(exchanges):
        writer.add(annotated(exchange, index))
    writer.close()
    assert warnings == []
    return file.getvalue().decode("utf-8", "surrogateescape")


def told(exchange: Exchange) -> object:
    """Return what text keeps of an exchange."""
    request, response = exchange.request, exchange.response
    answer = (
        None
        if response is None
        else (response.status, response.reason, response.headers, response.body)
    )
    return (
        request.method, request.url, request.headers, request.body, request.http_version, answer,
        exchange.started, exchange.duration, exchange.error,
    )  # fmt: skip


@pytest.mark.parametrize("was", EXCHANGES.values(), ids=EXCHANGES)
def test_an_exchange_reads_back(was: Exchange) -> None:
    (found,) = httpfile.read(written(was), "t.http")

    assert told(found) == told(was)


def test_hostile_exchanges_read_back_but_for_what_no_line_can_hold() -> None:
    exchanges = recordings.hostile_ones(200)

    found = list(httpfile.read(written(*exchanges), "t.http"))

    for one, was in zip(found, exchanges, strict=True):
        assert (one.request.method, one.request.body) == (was.request.method, was.request.body)
        assert one.request.url == was.request.url
        assert one.response is not None
        assert was.response is not None
        assert one.response.body == was.response.body
        kept = [
            field
            for field in was.request.headers
            if not re.search("[\x00-\x08\n-\x1f\x7f-\x9f]", field[1])
        ]
        assert list(one.request.headers) == kept


def test_no_control_byte_is_in_the_text() -> None:
    text = written(*EXCHANGES.values(), *recordings.hostile_ones(200)).replace("\r\n", "\n")

    assert re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f]", text) == []
    assert clean("\x1b") not in text or "left out" in text


def requests_an_editor_finds(text: str) -> list[str]:
    """Return request lines as VS Code's and JetBrains' clients find them: the first line of a
    block that is no comment, and nothing but a body behind the blank line."""
    blocks = re.split(r"^###.*\n", text, flags=re.MULTILINE)
    starts = []
    for block in blocks:
        lines = [line for line in block.split("\n") if line and not line.startswith(("#", "//"))]
        starts += lines[:1]
    return starts


def test_an_editor_finds_the_requests_and_no_response() -> None:
    text = written(*EXCHANGES.values())
    sent = [f"{one.request.method} {one.request.url} {one.request.http_version}" for one in EXCHANGES.values()]  # fmt: skip

    assert requests_an_editor_finds(text) == sent
    assert not re.search(r"^HTTP/", text, flags=re.MULTILINE)


def test_a_length_that_a_marker_made_wrong_is_left_out() -> None:
    exchange = make.exchange("POST", "Jobs", b"{}", content_length="500")

    text = written(exchange)

    assert "ontent-length" not in text
    assert "content-type: application/json;odata=verbose" in text.lower()


@pytest.mark.parametrize(
    "changed", [{"url": "chrome-extension://x/y"}, {"method": "A B"}, {"method": ""}]
)
def test_what_no_editor_can_send_is_refused(changed: dict[str, str]) -> None:
    exchange = make.exchange()

    with pytest.raises(Unwritable):
        written(replace(exchange, request=replace(exchange.request, **changed)))


def test_a_header_that_no_line_can_hold_is_told() -> None:
    exchange = make.exchange()
    headers = Headers([("#X", "1"), ("Y", "a\nb"), ("Z", "\x1b[m"), ("A", "1")])

    text = written(replace(exchange, request=replace(exchange.request, headers=headers)))
    (found,) = httpfile.read(text, "t.http")

    assert found.request.headers == Headers([("A", "1")])
    assert text.count("# left out, since no line can hold it:") == 3


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("#< 200 OK\nGET https://x.test/\n", 1, id="no status line"),
        pytest.param("# a\n#< HTTP/1.1 200 OK\n#< what\nGET https://x.test/\n", 3, id="no header"),
        pytest.param("# request-body: base64 a\nGET https://x.test/\n", 1, id="no base64"),
    ],
)
def test_a_fault_in_front_of_a_request_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(CaptureError, match=rf"^t\.http:{line}: "):
        list(httpfile.read(text, "t.http"))


def test_comments_that_only_look_like_ours_stay_comments() -> None:
    (found,) = httpfile.read("# request-body: the asset\n# response-body:\nPOST https://x.test/\n\na", "t.http")  # fmt: skip

    assert (found.request.body, found.response) == (b"a", None)
