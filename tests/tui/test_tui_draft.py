"""A message in an editor, and what comes back."""

import sys
from dataclasses import replace
from pathlib import Path

import make
import pytest

from inspector.control.sendable import Refusal
from inspector.core.exchange import Request, Response
from inspector.core.headers import Headers
from inspector.tui import draft


def request(body: bytes = b"", *fields: tuple[str, str]) -> Request:
    headers = Headers(fields or [("Accept", "*/*")])
    return Request(method="POST", url=make.ROOT + "Jobs?a=b", headers=headers, body=body)


def response(body: bytes = b"", reason: str = "Bad Request") -> Response:
    headers = Headers([("Content-Type", "application/json")])
    return Response(status=400, reason=reason, headers=headers, body=body)


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(request(), id="no body"),
        pytest.param(request(b'{"Name": "n"}'), id="JSON"),
        pytest.param(request(b"two\nlines\n\n"), id="blank lines at the end"),
        pytest.param(request(b"# no comment\n\nPOST x"), id="what looks like a head"),
        pytest.param(request("ü€".encode()), id="letters"),
        pytest.param(request(b"\xff\x00"), id="bytes"),
        pytest.param(request(b"a\r\nb"), id="line ends that editors change"),
        pytest.param(request(b"", ("X", "gr\udcfc"), ("x", "2"), ("Empty", "")), id="odd headers"),
        pytest.param(response(b'{"odata.error": {}}'), id="an answer"),
        pytest.param(response(reason=""), id="an answer without a reason"),
        pytest.param(response(b"\xff\x00"), id="an answer of bytes"),
    ],
)
def test_what_was_not_changed_comes_back_as_it_was(one: Request | Response) -> None:
    text = draft.written(one)

    assert draft.read(text, one) == one
    if not text.endswith("\n"):
        assert draft.read(text + "\n", one) == one  # an editor ended the last line


def test_what_was_changed() -> None:
    one = request(b"{}", ("Accept", "*/*"), ("Authorization", "Bearer <redacted:jwt:0123456789ab>"))
    text = draft.written(one).replace("POST", "MERGE").replace("*/*", "a: b").replace("{}", "{1}")

    assert draft.read(text, one) == replace(
        one, method="MERGE", headers=one.headers.setting("Accept", "a: b"), body=b"{1}"
    )


def test_what_was_changed_of_an_answer() -> None:
    one = response(b"{}")
    text = draft.written(one).replace("400 Bad Request", "503 Busy").replace("{}", "{1}")

    assert draft.read(text, one) == replace(one, status=503, reason="Busy", body=b"{1}")


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_nothing_left_gives_it_up(text: str) -> None:
    assert draft.read(text, request()) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("POST\nA: b\n\n", "METHOD URL", id="no URL"),
        pytest.param("GET https://a/\nA b\n\n", "not a header: A b", id="no header"),
    ],
)
def test_what_cannot_be_read_is_told(text: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        draft.read(text, request())


@pytest.mark.parametrize("line", ["OK", "20", "2000 OK", "²00 OK"])
def test_an_answer_without_a_status_is_told(line: str) -> None:
    with pytest.raises(Refusal, match="STATUS REASON"):
        draft.read(f"{line}\nA: b\n\n", response())


def test_the_persons_editor_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "my editor.py"
    script.write_text(
        "import os, sys; path = sys.argv[1]; assert os.stat(path).st_mode & 0o777 == 0o600;"
        "text = open(path).read(); open(path, 'w').write(text.replace('old', 'new'))"
    )
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"'{sys.executable}' '{script}'")

    assert draft.edited("old") == "new"


@pytest.mark.parametrize(
    ("editor", "why"),
    [
        pytest.param("/nowhere/editor", "cannot be started", id="none"),
        pytest.param("false", "status 1", id="one that fails"),
        pytest.param("'", "cannot be started", id="a quote that is not closed"),
        pytest.param("rm", "No such file", id="one that takes the file away"),
    ],
)
def test_an_editor_that_does_not_work(
    editor: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", editor)

    with pytest.raises(Refusal, match=why):
        draft.edited("x")
