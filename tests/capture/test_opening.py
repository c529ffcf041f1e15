"""Whatever holds exchanges is told by its content, and read as far as it goes."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from mitmproxy import io as mitmio
from mitmproxy.test import tflow

from inspector.capture import opening
from inspector.capture.opening import kind_of, open_capture
from inspector.capture.store import CaptureWriter
from inspector.core.annotated import Annotated
from inspector.core.exchange import Exchange, Request
from inspector.errors import CaptureError

ENTRY = {"request": {"method": "GET", "url": "https://a/api/Assets", "bodySize": 0}}


def har(entries: int = 3) -> bytes:
    return json.dumps({"log": {"version": "1.2", "entries": [ENTRY] * entries}}).encode()


def flows(count: int = 3) -> bytes:
    file = io.BytesIO()
    for _ in range(count):
        mitmio.FlowWriter(file).add(tflow.tflow(resp=True))
    return file.getvalue()


def http(count: int = 3) -> bytes:
    return b"\n###\n".join([b"GET https://a/\n"] * count)


def capture(path: Path, count: int = 3) -> Path:
    with CaptureWriter(path) as writer:
        for n in range(count):
            request = Request(method="GET", url="https://a/")
            writer.append(Annotated(Exchange(request=request, id=str(n), redacted=True), n))
    return path


@pytest.fixture(params=["capture", "har", "flows", "http"])
def known(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    path = tmp_path / "recording.txt"  # no suffix says what it is
    if request.param == "capture":
        return "capture", capture(path)
    path.write_bytes({"har": har, "flows": flows, "http": http}[request.param]())
    return request.param, path


def test_content_tells_the_kind(known: tuple[str, Path]) -> None:
    kind, path = known

    assert kind_of(path) == kind
    assert len(list(open_capture(path, warn=pytest.fail))) == 3


def test_sources_name_the_file(known: tuple[str, Path]) -> None:
    _, path = known

    sources = [exchange.source for exchange in open_capture(path, warn=pytest.fail)]

    assert all(source.startswith(str(path)) for source in sources)
    assert len(set(sources)) == 3


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        pytest.param(b"\xef\xbb\xbf \n" + har(),                       "har",   id="HAR with a mark"),
        pytest.param(b'{"log": {"pages": [' + b'{"id": "page_1 of many"},' * 50_000,        "har",   id="HAR, entries far off"),
        pytest.param(b'{"log": {"version"',                            "har",   id="HAR, cut off early"),
        pytest.param(b"### a\n# b\nGET https://a/",                    "http",  id="a title"),
        pytest.param(b"@root = https://a\n\nGET {{root}}/x",           "http",  id="a variable"),
        pytest.param(b"{{root}}/Assets",                               "http",  id="a variable as URL"),
        pytest.param(b"\xef\xbb\xbfPOST /api HTTP/1.1\r\nHost: a\r\n", "http",  id="as on the wire"),
        pytest.param(b"\r\n\r\nhttps://a/\r\n",                        "http",  id="a URL alone"),
        pytest.param(flows(1)[:20],                                    "flows", id="flows, cut off early"),
    ],
)  # fmt: skip
def test_kinds(tmp_path: Path, raw: bytes, kind: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(raw)

    assert kind_of(path) == kind


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        pytest.param(b"",                             "is empty",                  id="empty"),
        pytest.param(b" \n\n",                        "is empty",                  id="blank"),
        pytest.param(b'{"name": "package"}',          "JSON, but no HAR",          id="other JSON"),
        pytest.param(b"{" * 100_000,                  "not a capture",             id="brackets"),
        pytest.param(b"[1, 2]",                       "not a capture, a HAR",      id="a list"),
        pytest.param(b"# Title\n\nSome words.\n",     "not a capture, a HAR",      id="Markdown"),
        pytest.param(b"### Title\n\nSome words.\n",   "not a capture, a HAR",      id="Markdown, third level"),
        pytest.param(os.urandom(5000) + b"\0",        "not a capture, a HAR",      id="random bytes"),
        pytest.param(b"\0GET https://a/",             "not a capture, a HAR",      id="binary"),
        pytest.param(b"\x1f\x8b\x08\0\0\0",           "not a capture, a HAR",      id="gzip"),
        pytest.param(b"SQLite format 3\0" + b"x" * 90, "not a capture|damaged|cannot be read", id="half a database"),
        pytest.param(har()[:40],                      "cut off",                   id="HAR without an entry"),
        pytest.param(har(0)[:-2],                     "cut off|no HAR",            id="HAR that does not end"),
        pytest.param(flows(1)[:-1],                   "cut off here",              id="half a flow"),
        pytest.param(b"GET https://a/\nno header\n",  ":2: not a header",          id="bad .http"),
    ],
)  # fmt: skip
def test_nothing_to_be_read(tmp_path: Path, raw: bytes, says: str) -> None:
    path = tmp_path / "recording.har"
    path.write_bytes(raw)
    if raw == har(0)[:-2]:
        assert list(open_capture(path, warn=pytest.fail)) == []
        return

    with pytest.raises(CaptureError, match=says) as caught:
        list(open_capture(path, warn=pytest.fail))

    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(har()[:-60],                              id="HAR"),
        pytest.param(flows()[:-60],                            id="flows"),
        pytest.param(flows() + b"xyz",                         id="flows and more"),
        pytest.param(http(2) + b"\n###\nGET https://a/\n?",    id=".http"),
    ],
)  # fmt: skip
def test_a_good_prefix_is_read_with_a_warning(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "cut"
    path.write_bytes(raw)
    warnings: list[str] = []

    found = list(open_capture(path, warn=warnings.append))

    assert len(found) in {2, 3}
    (warning,) = warnings
    assert warning.endswith(f"; what comes before it was read ({len(found)} exchanges)")


def test_a_large_header_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"GET https://a/\nX: " + b"x" * (1 << 20))

    (exchange,) = open_capture(path, warn=pytest.fail)

    assert len(exchange.request.headers.get("X") or "") == 1 << 20


def test_large_text_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "TEXT_LIMIT", 1 << 20)
    path = tmp_path / "large"
    path.write_bytes(b"GET https://a/\n\n" + b"x" * (1 << 20))

    with pytest.raises(CaptureError, match=r"\.http text of over 1 MiB"):
        list(open_capture(path, warn=pytest.fail))


def test_a_missing_file(tmp_path: Path) -> None:
    for read in (kind_of, lambda path: list(open_capture(path, warn=pytest.fail))):
        with pytest.raises(CaptureError, match=r"none\.har: cannot be read: No such file"):
            read(tmp_path / "none.har")


def test_a_folder(tmp_path: Path) -> None:
    capture(tmp_path / "a.amscap")
    (tmp_path / "b.har").write_bytes(har())
    (tmp_path / "c").write_bytes(flows())
    (tmp_path / "d.http").write_bytes(http())
    (tmp_path / "e.json").write_text("{}")
    (tmp_path / ".hidden").write_text("?")
    (tmp_path / "f").mkdir()
    warnings: list[str] = []

    found = list(open_capture(tmp_path, warn=warnings.append))

    assert [Path(e.source.partition("#")[0]).name[0] for e in found] == [*"aaabbbcccddd"]
    assert warnings == [f"{tmp_path / 'e.json'}: JSON, but no HAR: it has no log.entries; skipped"]


@pytest.mark.parametrize("names", [[], ["a.txt", "b.json"]], ids=["empty", "of other things"])
def test_a_folder_without_captures(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / name).write_text("?")
    warnings: list[str] = []

    with pytest.raises(CaptureError, match="a folder without a capture, a HAR"):
        list(open_capture(tmp_path, warn=warnings.append))

    assert len(warnings) == len(names)


@pytest.mark.parametrize("raw", [har(), flows(), http()], ids=["HAR", "flows", ".http"])
def test_standard_input(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))

    found = list(open_capture("-", warn=pytest.fail))

    assert len(found) == 3
    assert found[0].source.startswith("standard input")


def test_a_capture_is_not_read_from_a_pipe(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    raw = capture(tmp_path / "a").read_bytes()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))

    with pytest.raises(CaptureError, match="standard input: a capture cannot be read from a pipe"):
        list(open_capture("-", warn=pytest.fail))


@pytest.mark.parametrize(
    ("kind", "loaded"), [("har", "False"), ("http", "False"), ("flows", "True")]
)
def test_mitmproxy_is_loaded_for_flow_files_alone(tmp_path: Path, kind: str, loaded: str) -> None:
    path = tmp_path / "x"
    path.write_bytes({"har": har, "flows": flows, "http": http}[kind]())
    code = (
        "import sys, pathlib; from inspector.capture.opening import open_capture; "
        "list(open_capture(pathlib.Path(sys.argv[1]), warn=print)); "
        "print('mitmproxy' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True)

    assert (done.stdout, done.stderr) == (f"{loaded}\n", "")
