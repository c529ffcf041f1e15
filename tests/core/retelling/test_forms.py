"""Secrets are variables, what was not recorded is told, and nothing harms a terminal."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import hostile
import make
import pytest
from wire import Upstream, needs_curl, serve

from inspector.core.clean import clean
from inspector.core.exchange import Request
from inspector.core.headers import Headers
from inspector.core.redaction.redact import Redactor
from inspector.core.retelling import curl
from inspector.core.retelling.call import Untellable
from inspector.core.retelling.forms import FORMS
from inspector.core.retelling.holes import Names

SECRET = "hunter2hunter2"
each_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


def request(**changed: Any) -> Request:
    return replace(make.request("POST", "Jobs", b"{}"), **changed)


def told(form: str, **changed: Any) -> str:
    return FORMS[form].retell(request(**changed), Names())


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    server = serve()
    yield server.upstream
    server.shutdown()
    server.server_close()


@each_form
def test_nothing_a_terminal_obeys_is_in_any_form(form: Any) -> None:
    calls = hostile.requests(200, "media.example.test")
    texts = []
    for call in calls:
        try:
            texts.append(form.retell(call, Names()))
        except Untellable as untellable:
            texts.append(str(untellable))

    assert [text for text in texts if clean(text, len(text)) != text] == []
    assert len(texts) == 200


def secretive(url: str) -> Request:
    body = f'{{"password": "{SECRET}", "n": "\x01"}}'.encode()
    raw = Request(
        method="POST",
        url=f"{url}/a?sig={SECRET}sig",
        headers=Headers([("Authorization", f"Bearer {make.token()}"), ("Content-Type", "application/json"), ("Content-Length", "43")]),
        body=body,
    )  # fmt: skip
    return Redactor(make.KEY).take_in(make.Exchange(request=raw)).request


def run(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["sh"], input=script.encode(), capture_output=True, check=False, cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **variables},
    )  # fmt: skip


@needs_curl
def test_a_command_works_once_its_variables_are_set(upstream: Upstream, tmp_path: Path) -> None:
    script = curl.retell(secretive(upstream.url), Names())

    done = run(script, tmp_path, AMS_TOKEN="T", AMS_SIG="S", AMS_PASSWORD="P")

    assert done.returncode == 0, done.stderr
    (seen,) = upstream.seen
    assert seen.startswith(b"POST /a?sig=S HTTP/1.1\r\n")
    assert b"Authorization: Bearer T\r\n" in seen
    assert b"Content-Length: 27\r\n" in seen
    assert seen.endswith(b'\r\n\r\n{"password": "P", "n": "\x01"}')


@needs_curl
@pytest.mark.parametrize("unset", ["AMS_TOKEN", "AMS_SIG", "AMS_PASSWORD"])
def test_a_command_sends_nothing_while_a_variable_is_not_set(
    unset: str, upstream: Upstream, tmp_path: Path
) -> None:
    variables = {"AMS_TOKEN": "T", "AMS_SIG": "S", "AMS_PASSWORD": "P"}
    del variables[unset]

    done = run(curl.retell(secretive(upstream.url), Names()), tmp_path, **variables)

    assert done.returncode != 0
    assert unset in done.stderr.decode()
    assert upstream.seen == []


def test_each_variable_is_told_with_its_marker() -> None:
    text = curl.retell(secretive("https://media.example.test"), Names())

    assert text.startswith("# AMS_SIG: what was %3Credacted:sig:")
    assert ", percent-encoded\n# AMS_TOKEN: what was <redacted:jwt:" in text
    assert SECRET not in text
    assert make.token() not in text


def test_names_are_the_same_in_all_of_a_file_and_none_but_ours() -> None:
    names = Names()

    first = names.pieces(b"<redacted:path:0123456789ab><redacted:jwt:000000000000>")
    second = names.pieces(b"<redacted:jwt:111111111111><redacted:path:0123456789ab>")

    assert [piece.name for piece in first if not isinstance(piece, bytes)] == [
        "AMS_PATH",
        "AMS_TOKEN",
    ]
    assert [piece.name for piece in second if not isinstance(piece, bytes)] == [
        "AMS_TOKEN_2",
        "AMS_PATH",
    ]


@needs_curl
def test_a_body_that_was_not_recorded_is_asked_for(upstream: Upstream, tmp_path: Path) -> None:
    (tmp_path / "body").write_bytes(b"@\x00")
    script = curl.retell(
        request(url=f"{upstream.url}/a", body=None, withheld="streamed"), Names()
    ).replace("Bearer ", "Bearer x")

    refused = run(script, tmp_path)
    done = run(script, tmp_path, AMS_BODY="body")

    assert "AMS_BODY: the name of a file with the body, which is not here: streamed" in script
    assert (refused.returncode != 0, done.returncode) == (True, 0)
    assert [seen.partition(b"\r\n\r\n")[2] for seen in upstream.seen] == [b"@\x00"]


@pytest.mark.parametrize(
    ("changed", "remark"),
    [
        pytest.param({"headers": Headers([("X\n-A", "1")])}, "no client sends such a header: X\\n-A", id="a name that breaks the line"),
        pytest.param({"headers": Headers([("X", "1\r\nY: 2")])}, "no client sends such a header: X",  id="a value that breaks the line"),
        pytest.param({"headers": Headers([("Content-Length", "9")])}, "Content-Length was 9, the recorded body has 2", id="another length"),
        pytest.param({"headers": Headers([("Content-Encoding", "gzip")])}, "was sent with Content-Encoding gzip", id="an encoded body"),
        pytest.param({"headers": Headers(), "unrecorded": frozenset({"authorization"})}, "leaves Authorization out", id="no Authorization kept"),
        pytest.param({"url": "https://a.test/x y\n"}, "percent-encoded", id="blanks in the address"),
    ],
)  # fmt: skip
@each_form
def test_what_is_not_sent_as_recorded_is_told(
    form: Any, changed: dict[str, Any], remark: str
) -> None:
    text = form.retell(request(**changed), Names())

    if form.title != "raw HTTP":
        assert remark in text
    assert "\nY: 2" not in text


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"url": "/api/Assets"}, id="no host"),
        pytest.param({"url": "file:///etc/passwd"}, id="a file"),
        pytest.param({"url": "https://"}, id="nothing behind the scheme"),
        pytest.param({"url": "{{Root}}/Assets"}, id="a template"),
        pytest.param({"method": "GET /x"}, id="a method with a blank"),
        pytest.param({"method": ""}, id="no method"),
    ],
)
@each_form
def test_what_no_client_can_send_is_said_to_be_so(form: Any, changed: dict[str, Any]) -> None:
    with pytest.raises(Untellable):
        form.retell(request(**changed), Names())


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        pytest.param({"method": "GET", "body": b""}, [], id="GET"),
        pytest.param({"method": "HEAD", "body": b""}, ["--head"], id="HEAD"),
        pytest.param({"method": "MERGE"}, ["--request MERGE", "--data-raw '{}'"], id="MERGE"),
        pytest.param({"body": b"", "headers": Headers([("Content-Length", "0")])}, ["--request POST", "'Content-Length: 0'"], id="POST of nothing"),
        pytest.param({"body": b"", "unrecorded": frozenset({"content-length"})}, ["--data-raw ''"], id="POST of nothing, length not recorded"),
        pytest.param({"body": b"@x"}, ["--data-raw '@x'"], id="a body like a file's name"),
        pytest.param({"headers": Headers([("X", "")])}, ["'X;'"], id="an empty header"),
        pytest.param({"http_version": "HTTP/1.0"}, ["--http1.0"], id="HTTP/1.0"),
        pytest.param({"url": "https://a.test/x/../y[1]"}, ["--path-as-is", "--globoff"], id="dots and brackets"),
    ],
)  # fmt: skip
def test_curls_options(changed: dict[str, Any], words: list[str]) -> None:
    text = told("curl", **changed)

    assert [word for word in words if word not in text] == []
    assert ("--data" in text) is any("--data" in word for word in words) or changed.get(
        "body"
    ) is None
