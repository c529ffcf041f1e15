"""A message in an editor, and what comes back."""

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import make
import pytest

from inspector.control.sendable import Refusal, require_same_origin
from inspector.core.exchange import Request, Response
from inspector.core.headers import Headers
from inspector.tui import draft
from inspector.tui.changes import as_sent


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
        pytest.param("sh -c 'kill -9 $$'", "ended by signal 9", id="one that is killed"),
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


def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *lines: str) -> Path:
    """Let an editor do one of *lines* to `text` each time, the last one ever after."""
    script, log = tmp_path / "editor.py", tmp_path / "given"
    script.write_text(
        "import pathlib, sys; path, log = map(pathlib.Path, (sys.argv[1], sys.argv[2]))\n"
        "text = path.read_text(); given = log.read_text() if log.exists() else ''\n"
        "log.write_text(given + text + '<end>')\n"
        f"steps = {lines!r}; done = given.count('<end>')\n"
        "scope = {'text': text}; exec(steps[min(done, len(steps) - 1)], scope)\n"
        "path.write_text(scope['text'])\n"
    )
    start = tmp_path / "editor.sh"
    start.write_text(f"exec '{sys.executable}' '{script}' \"$1\" '{log}'\n")
    monkeypatch.setenv("VISUAL", f"sh '{start}'")
    return log


BREAKS = "text = text.replace('Accept: */*', 'Accept */*').replace('{}', '{1}')"


def test_a_draft_that_cannot_be_sent_comes_back_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = editor(tmp_path, monkeypatch, BREAKS, "text = text.replace('Accept */*', 'Accept: a')")
    one = request(b"{}")

    assert draft.changed(one) == replace(
        one, headers=one.headers.setting("Accept", "a"), body=b"{1}"
    )
    first, second, _ = given.read_text().split("<end>")
    assert "cannot be sent" not in first
    assert second.startswith("# This cannot be sent: not a header: Accept */*; a blank line")
    assert second.endswith("\nAccept */*\n\n{1}")


@pytest.mark.parametrize(
    ("one", "step", "why"),
    [
        pytest.param(request(), "text = 'no request at all'", "METHOD URL|http or https", id="no request"),
        pytest.param(request(), "text = text.replace('https:', 'ftp:')", "http or https", id="another scheme"),
        pytest.param(request(), BREAKS, "not a header", id="no header"),
        pytest.param(response(), "text = text.replace('400', '101')", "from 200 to 599", id="no answer"),
    ],
)  # fmt: skip
def test_a_draft_that_is_left_as_it_cannot_be_sent_is_refused(
    one: Request | Response, step: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = editor(tmp_path, monkeypatch, step)

    with pytest.raises(Refusal, match=why):
        draft.changed(one)
    assert given.read_text().count("<end>") == 2


def test_a_draft_that_cannot_be_sent_can_be_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, BREAKS, "text = ''")

    assert draft.changed(request()) is None


def test_an_editor_may_write_a_byte_order_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "text = '\ufeff' + text.replace('{}', '{1}')")

    assert draft.changed(request(b"{}")) == request(b"{1}")


def test_a_draft_of_what_waits_for_another_host_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, back = "https://other.test/", make.ROOT
    given = editor(
        tmp_path,
        monkeypatch,
        f"text = text.replace({back!r}, {there!r})",
        f"text = text.replace({there!r}, {back!r}).replace('{{}}', '{{1}}')",
    )
    waits = request(b"{}")

    assert draft.changed(waits, partial(require_same_origin, waits=waits)) == request(b"{1}")
    assert "# This cannot be sent: it cannot be sent to another host" in given.read_text()


MARKED = b"client_secret=<redacted:client-secret:0123456789ab>"


@pytest.mark.parametrize(
    ("one", "fields"),
    [
        pytest.param(request(), [("Accept", "*/*")], id="no body"),
        pytest.param(request(b"{1}", ("Content-Length", "2")), [("Content-Length", "3")], id="a longer body"),
        pytest.param(request(b"", ("Content-Length", "2")), [("Content-Length", "0")], id="a body that was taken out"),
        pytest.param(request(b"{}", ("Content-Length", "2")), [("Content-Length", "2")], id="as it was"),
        pytest.param(request(b"{}", ("Accept", "a")), [("Accept", "a"), ("Content-Length", "2")], id="no length"),
        pytest.param(request(b"{}", ("Transfer-Encoding", "chunked")), [("Content-Length", "2")], id="chunked before"),
        pytest.param(request(b"{}", ("content-encoding", "gzip"), ("Content-Length", "20")), [("Content-Length", "2")], id="encoded before"),
        pytest.param(request(MARKED, ("Content-Length", "77")), [("Content-Length", "77")], id="of unknown length until secrets are back"),
    ],
)  # fmt: skip
def test_a_proposal_shows_what_will_be_sent(one: Request, fields: list[tuple[str, str]]) -> None:
    sent = as_sent(replace(one, http_version="HTTP/2"))

    assert (sent.http_version, list(sent.headers), sent.body) == ("HTTP/1.1", fields, one.body)
