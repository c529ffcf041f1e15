"""`inspector export`: what comes out, for whom, and what never does."""

import base64
import gzip
import io
import json
import os
import pty
import subprocess
import sys
import zipfile
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import har12
import make
import pytest
from commandline import ELSEWHERE, GOOD, NAMELESS, ran

from inspector.cli.export import FORMS

export = partial(ran, "export")
each_form = pytest.mark.parametrize("form", FORMS)
CANARY = "C4nary/7+Qx9zRt2=Lm8wPv"
HOST = make.ROOT.split("/")[2]


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "calls.http"
    path.write_text(f"{GOOD}\n###\n{NAMELESS}\n###\n{ELSEWHERE}", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        pytest.param(["--to", "curl"],                                      0, id="all"),
        pytest.param(["--to", "curl", "--filter", "code:COR201"],           0, id="some"),
        pytest.param(["--to", "curl", "--filter", "host:example.com"],      0, id="of no service that is known"),
        pytest.param(["--to", "curl", "--filter", "status:>=400"],          3, id="none"),
        pytest.param(["--to", "curl", "--filter", "statsu:>=400"],          2, id="a field there is not"),
        pytest.param(["--to", "pdf"],                                       2, id="a form there is not"),
        pytest.param([],                                                    2, id="no form"),
        pytest.param(["--to", "bundle", "--unsafe-raw"],                    2, id="a raw bundle"),
        pytest.param(["--to", "har", "--preset", "strickt"],                2, id="a preset there is not"),
        pytest.param(["--to", "har", "--output", "/no/such/folder/x.har"],  2, id="a folder there is not"),
    ],
)  # fmt: skip
def test_the_exit_status_says_what_came_out(
    recording: Path, arguments: list[str], status: int
) -> None:
    done = export(recording, *arguments)

    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == (status > 0)
    assert bool(done.stdout) is (status == 0)


def test_a_filter_that_cannot_be_read_is_named(recording: Path) -> None:
    done = export(recording, "--to", "curl", "--filter", "statsu:1")

    said = "--filter: character 1 (statsu:1): there is no field statsu: (did you mean status:)"
    assert done.stderr == f"inspector: {said}\n"


def test_why_nothing_was_exported_is_told(recording: Path) -> None:
    done = export(recording, "--to", "har", "--filter", "status:500")

    assert done.stderr == "inspector: nothing exported: none of 3 exchanges passes --filter\n"


@each_form
def test_a_file_is_for_its_owner_only_and_replaces_another(
    form: str, recording: Path, tmp_path: Path
) -> None:
    file = tmp_path / "out"
    file.write_text("old")
    file.chmod(0o644)

    done = export(recording, "--to", form, "--output", file)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes() != b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["calls.http", "out"]


def test_a_file_stays_as_it_was_when_nothing_is_exported(recording: Path, tmp_path: Path) -> None:
    file = tmp_path / "out"
    file.write_text("old")

    export(recording, "--to", "har", "--filter", "status:500", "--output", file)

    assert file.read_text() == "old"


@pytest.mark.parametrize("form", ["flows", "curl", "http"])
@pytest.mark.parametrize("before", ["old", None], ids=["a file", "no file"])
def test_a_file_stays_as_it_was_when_nothing_fits_the_form(
    before: str | None, form: str, tmp_path: Path
) -> None:
    har, file = tmp_path / "odd.har", tmp_path / "out"
    entry = {
        "startedDateTime": "2026-01-31T12:00:00Z",
        "time": 1,
        "request": {"method": "GET", "url": "x:nowhere", "httpVersion": "HTTP/1.1", "headers": []},
        "response": {"status": 200, "statusText": "OK", "headers": [], "content": {"text": ""}},
    }
    har.write_text(json.dumps({"log": {"version": "1.2", "entries": [entry]}}))
    if before is not None:
        file.write_text(before)

    done = export(har, "--to", form, "--output", file)

    assert done.returncode == 3, done.stderr
    assert done.stderr.splitlines()[-1] == (
        "inspector: nothing exported: no exchange can be written in this form; --to har holds them all"
    )
    assert (file.read_text() if file.exists() else None) == before
    assert {path.name for path in tmp_path.iterdir()} <= {"odd.har", "out"}


def test_a_device_stays_a_device(recording: Path) -> None:
    done = export(recording, "--to", "har", "--output", "/dev/null")

    assert (done.returncode, Path("/dev/null").is_char_device()) == (0, True)


def test_a_recording_is_not_overwritten(recording: Path) -> None:
    before = recording.read_bytes()

    done = export(recording, "--to", "http", "--output", recording)

    assert (done.returncode, recording.read_bytes()) == (2, before)


def on_a_terminal(*arguments: str) -> tuple[int, bytes]:
    """Run `inspector export` with a terminal for its stdout."""
    ours, theirs = pty.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "inspector", "export", *arguments],
            stdout=theirs, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    finally:
        os.close(theirs)
        os.close(ours)
    return done.returncode, done.stderr


@pytest.mark.parametrize("form", ["flows", "bundle"])
def test_bytes_do_not_go_to_a_terminal(form: str, recording: Path) -> None:
    status, said = on_a_terminal(str(recording), "--to", form)

    assert status == 2
    assert said == f"inspector: --to {form}: is no text for a terminal; name a file by --output\n".encode()  # fmt: skip


def test_text_does_go_to_a_terminal(recording: Path) -> None:
    assert on_a_terminal(str(recording), "--to", "curl") == (0, b"")


@pytest.mark.parametrize("form", ["har", "http", "flows"])
def test_what_is_exported_is_read_again(form: str, recording: Path, tmp_path: Path) -> None:
    file = tmp_path / "again"
    export(recording, "--to", form, "--output", file)

    found = json.loads(ran("check", file, "--format", "json", "--fail-on", "never").stdout)

    assert [one["url"] for one in found["exchanges"]] == [f"{make.ROOT}Assets"] * 2 + ["https://example.com/"]  # fmt: skip
    assert found["summary"]["codes"] == {"COR201": 1}


def test_lines_are_those_of_check(recording: Path) -> None:
    lines = export(recording, "--to", "jsonl").stdout.splitlines()

    assert lines == ran("check", recording, "--format", "jsonl").stdout.splitlines()


def test_a_script_runs_in_a_plain_shell(recording: Path, tmp_path: Path) -> None:
    script = export(recording, "--to", "curl").stdout

    done = subprocess.run(["sh", "-n"], input=script, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert script.count("\ncurl '") == 3
    assert script.count("${AMS_TOKEN:?}") == 2


def test_a_bundle_tells_what_is_in_it_and_nothing_of_its_user(
    recording: Path, tmp_path: Path
) -> None:
    zipped = tmp_path / "b.zip"
    home = {"HOME": str(tmp_path), "USER": "joe-the-user", "SECRET_OF_MINE": "environment-value"}

    done = subprocess.run(
        [sys.executable, "-m", "inspector", "export", recording, "--to", "bundle",
         "--filter", "code:COR201", "--output", zipped],
        env={**os.environ, **home}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    with zipfile.ZipFile(zipped) as bundle:
        content = {name: bundle.read(name) for name in bundle.namelist()}
        days = {member.date_time for member in bundle.infolist()}
    assert list(content) == ["README.txt", "report.txt", "report.json", "traffic.har", "versions.json"]  # fmt: skip
    assert days == {(1980, 1, 1, 0, 0, 0)}
    assert b"1 of 3 exchanges of the recording, by the filter code:COR201" in content["README.txt"]
    assert har12.faults(json.loads(content["traffic.har"])) == []
    assert json.loads(content["report.json"])["exchanges"][0]["source"] == "calls.http:12"
    assert {"name", "version", "python", "system", "libraries"} == set(json.loads(content["versions.json"]))  # fmt: skip
    everything = b"\n".join(content.values()).decode()
    for word in (str(tmp_path), *home.values(), os.uname().nodename):
        assert word not in everything


def test_a_bundle_of_the_same_capture_is_the_same(recording: Path, tmp_path: Path) -> None:
    har = tmp_path / "t.har"
    export(recording, "--to", "har", "--output", har)  # secrets are markers from here on

    one, other = tmp_path / "1.zip", tmp_path / "2.zip"
    for zipped in (one, other):
        export(har, "--to", "bundle", "--output", zipped)

    assert one.read_bytes() == other.read_bytes()


def test_raw_exports_say_so(recording: Path) -> None:
    done = export(recording, "--to", "har", "--unsafe-raw")

    document = json.loads(done.stdout)
    assert make.token() in done.stdout
    assert document["log"]["_amsInspector"]["redaction"] == "off"
    assert done.stderr == "inspector: warning: --unsafe-raw: secrets are written as they were sent, where the recording has them\n"  # fmt: skip


def test_raw_says_when_there_was_nothing_raw(tmp_path: Path) -> None:
    from inspector.capture.store import CaptureWriter
    from inspector.core.annotated import Annotated

    capture = tmp_path / "c.amscap"
    with CaptureWriter(capture) as writer:
        writer.append(Annotated(make.exchange()))

    done = export(capture, "--to", "har", "--unsafe-raw")

    assert done.returncode == 0
    assert "--unsafe-raw: changed nothing, the recording has no secrets in it" in done.stderr


# --- canaries: kinds of secrets × places × spellings

E = quote(CANARY, safe="")
JWT = make.token(oid=CANARY)
SAS = f"https://acct.blob.core.windows.net/a?sv=1&sr=c&sig={E}&se=2026"
HEADERS = {
    "bearer": ("Authorization", f"Bearer {JWT}"),
    "opaque": ("Authorization", f"Bearer {CANARY}"),
    "storage key": ("Authorization", f"SharedKey acct:{CANARY}"),
    "basic": ("Authorization", f"Basic {base64.b64encode(CANARY.encode()).decode()}"),
    "proxy": ("Proxy-Authorization", f"Basic {CANARY}"),
    "cookie": ("Cookie", f"a=b; session={CANARY}"),
    "copy source": ("x-ms-copy-source", SAS),
    "subscription key": ("Ocp-Apim-Subscription-Key", CANARY),
    "client secret": ("x-client-secret", CANARY),
    "referer": ("Referer", f"https://x/?code={E}"),
    "any header": ("X-Note", f"client_secret={E}"),
}
URLS = {
    "SAS": SAS,
    "access token": f"{make.ROOT}Assets?access_token={E}",
    "name encoded": f"{make.ROOT}Assets?Client%5FSecret={E}",
    "user": f"https://user:{E}@{HOST}/api/",
    "key": f"{make.ROOT}Assets?key={E}",
    "fragment": f"{make.ROOT}cb#access_token={E}",
    "inside of another": f"https://x.test/?u={quote(SAS, safe='')}",
}
BODIES = {
    "password": ("application/json", json.dumps({"password": CANARY})),
    "content key": ("application/json", json.dumps({"EncryptedContentKey": CANARY})),
    "locator": ("application/json", json.dumps({"d": {"Path": SAS, "ContentAccessComponent": f"?sig={E}"}})),
    "JSON inside": ("application/json", json.dumps({"C": json.dumps({"client_secret": CANARY})})),
    "connection string": ("application/json", json.dumps({"c": f"AccountName=a;AccountKey={CANARY};X=1"})),
    "form": ("application/x-www-form-urlencoded", f"grant_type=x&client_secret={E}"),
    "XML": ("application/atom+xml", f"<a><ClientSecret>{CANARY}</ClientSecret></a>"),
    "attribute": ("application/xml", f'<a password="{CANARY}"/>'),
    "multipart": ("multipart/form-data; boundary=b", f'--b\r\nContent-Disposition: form-data; name="client_secret"\r\n\r\n{CANARY}\r\n--b--'),
    "batch": ("multipart/mixed; boundary=b", f"--b\r\nContent-Type: application/http\r\n\r\nGET https://x/ HTTP/1.1\r\nAuthorization: Bearer {CANARY}\r\n\r\n--b--"),
    "private key": ("text/plain", f"-----BEGIN PRIVATE KEY-----\n{CANARY}\n-----END PRIVATE KEY-----"),
    "binary": ("application/octet-stream", f"\x00\x01{CANARY}"),
}  # fmt: skip


def entry(url: str = f"{make.ROOT}Assets", **changed: Any) -> dict[str, Any]:
    """Return a HAR's entry."""
    request = {
        "method": "POST",
        "url": url,
        "httpVersion": "HTTP/1.1",
        "headers": [],
        "bodySize": -1,
    }
    response = {
        "status": 201,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "headers": [],
        "content": {"size": 0},
    }
    return {
        "startedDateTime": "2026-01-31T12:00:00Z", "time": 1,
        "request": {**request, **changed.get("request", {})},
        "response": {**response, **changed.get("response", {})},
    }  # fmt: skip


def with_body(media: str, text: str, *, encoded: bool, answered: bool) -> dict[str, Any]:
    headers = [{"name": "Content-Type", "value": media}]
    raw = text.encode()
    if encoded:
        headers.append({"name": "Content-Encoding", "value": "gzip"})
        raw = gzip.compress(raw)
    content = {"mimeType": media, "text": base64.b64encode(raw).decode(), "encoding": "base64"}
    if answered:
        return entry(response={"headers": headers, "content": {**content, "size": len(raw)}})
    return entry(request={"headers": headers, "postData": content})


def canaries() -> list[dict[str, Any]]:
    """Return an entry for each secret in each place, plain and compressed."""
    found = [
        entry(request={"headers": [{"name": name, "value": value}]})
        for name, value in HEADERS.values()
    ]
    found += [entry(url) for url in URLS.values()]
    found += [
        entry(response={"headers": [{"name": "Location", "value": url}]}) for url in URLS.values()
    ]
    for media, text in BODIES.values():
        for encoded in (False, True):
            for answered in (False, True):
                found.append(with_body(media, text, encoded=encoded, answered=answered))
    return found  # fmt: skip


def spelt() -> list[bytes]:
    """Return what would give the canary away."""
    coded = base64.b64encode(CANARY.encode()).decode().rstrip("=")[:-1]
    inner = [base64.b64encode(b"\0" * shift + CANARY.encode()).decode()[4:24] for shift in (1, 2)]
    words = [CANARY.strip("="), E, E.lower(), CANARY[8:20], coded, *inner, JWT.split(".")[1], CANARY.replace("/", "\\/")]  # fmt: skip
    return [word.encode() for word in words]


def opened(raw: bytes) -> bytes:
    """Return *raw* with what is in a zip, or in a body that is encoded, beside it."""
    whole = raw
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(raw)) as bundle:
            whole = b"".join(bundle.read(name) for name in bundle.namelist())
    found, at = [whole], whole.find(b"\x1f\x8b")
    while at >= 0:
        found.append(gzip.GzipFile(fileobj=io.BytesIO(whole[at:])).read1(1 << 20))
        at = whole.find(b"\x1f\x8b", at + 2)
    return b"\n".join(found)


def test_there_are_enough_canaries() -> None:
    assert len(canaries()) >= 60


@each_form
def test_no_canary_gets_out(form: str, tmp_path: Path) -> None:
    recording, file = tmp_path / "c.har", tmp_path / "out"
    log = {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries": canaries()}
    recording.write_text(json.dumps({"log": log}))

    done = export(recording, "--to", form, "--output", file)

    assert done.returncode == 0, done.stderr
    out = opened(file.read_bytes()) + done.stderr.encode()
    assert [word for word in spelt() if word in out] == []


@pytest.mark.parametrize("form", ["har", "http", "flows", "curl"])
def test_each_canary_would_be_seen(form: str, tmp_path: Path) -> None:
    recording, file = tmp_path / "c.har", tmp_path / "out"
    log = {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries": canaries()}
    recording.write_text(json.dumps({"log": log}))

    export(recording, "--to", form, "--output", file, "--unsafe-raw")

    assert CANARY.encode() in opened(file.read_bytes())
    assert E.encode() in file.read_bytes()
