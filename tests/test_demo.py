"""The demo, and clients nobody here wrote, by real host names through proxy and stand-in."""

import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from wire import needs_curl

from inspector.capture.store import CaptureReader
from inspector.cli import demo
from inspector.proxy import RunningProxy, start

PATIENCE = 120  # seconds; the machine may be busy
AMSPY = """
import json, sys, amspy
token = json.loads(amspy.get_access_token("acct", "k+e/y=").text)["access_token"]
made = amspy.create_media_asset(token, "from 2016")
asset = made.json()["d"]["Id"]
listed = amspy.list_media_asset(token).json()["d"]["results"]
one = amspy.list_media_asset(token, asset)
file = amspy.create_media_assetfile(token, asset, "film.mp4")
update = amspy.update_media_assetfile(token, asset, file.json()["d"]["Id"], 4, "film.mp4")
policy = amspy.create_asset_accesspolicy(token, "p", "300", "2").json()["d"]["Id"]
locator = amspy.create_sas_locator(token, asset, policy).json()["d"]
upload = locator["BaseUri"] + "/film.mp4" + locator["ContentAccessComponent"]
put = amspy.upload_block_blob(token, upload, b"film", 4)
processor = amspy.list_media_processor(token).json()["d"]["results"][0]["Id"]
job = amspy.encode_mezzanine_asset(token, processor, asset, "out", "{}")
gone = amspy.delete_media_asset(token, asset)
answers = [made, one, file, update, put, job, gone]
print(json.dumps({"names": [a["Name"] for a in listed], "statuses": [a.status_code for a in answers]}))
"""


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningProxy]:
    folder = tmp_path_factory.mktemp("demo")
    with start(demo.settings(folder, folder / "clients.amscap")) as running:
        yield running


def environment(proxy: RunningProxy) -> dict[str, str]:
    """Return what makes a client go through *proxy* and trust it."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("proxy")}
    ca, url = str(proxy.ca), f"http://{proxy.listen}"
    return {**kept, "HTTPS_PROXY": url, "REQUESTS_CA_BUNDLE": ca, "CURL_CA_BUNDLE": ca}


def output(proxy: RunningProxy, *command: str) -> str:
    done = subprocess.run(
        command,
        env=environment(proxy),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def operations(proxy: RunningProxy, wanted: int) -> list[tuple[str, str, int | None]]:
    """Return host, operation and status of what was recorded, once *wanted* rows are there."""
    deadline = time.monotonic() + PATIENCE
    with CaptureReader(proxy.capture) as reader:
        while reader.last() < wanted and time.monotonic() < deadline:
            time.sleep(0.05)
        rows = reader.rows(1, reader.last())
    return [(row.host, row.operation, row.status) for row in rows]


def test_amspy_works_unmodified(proxy: RunningProxy) -> None:
    with CaptureReader(proxy.capture) as reader:
        before = reader.last()

    told = json.loads(output(proxy, sys.executable, "-c", AMSPY))

    assert told == {"names": ["from 2016"], "statuses": [201, 200, 201, 204, 201, 201, 204]}
    seen = operations(proxy, before + 22)[before:]
    cluster = "wamsbayclus001rest-hs.cloudapp.net"
    assert seen[1:3] == [
        ("media.windows.net", "POST Assets", 301),
        (cluster, "POST Assets", 201),
    ]
    assert (cluster, "DELETE Assets('…')", 204) in seen
    assert {status for _, _, status in seen} == {200, 201, 204, 301}


@needs_curl
def test_curl_gets_a_token_and_a_list(proxy: RunningProxy) -> None:
    form = "grant_type=client_credentials&client_id=a&client_secret=b&resource=https://rest.media.azure.net"
    login = "https://login.microsoftonline.com/contoso.com/oauth2/token"
    token = json.loads(output(proxy, "curl", "-sS", "-d", form, login))["access_token"]

    listed = output(
        proxy, "curl", "-sS", "-H", f"Authorization: Bearer {token}", "-H", "x-ms-version: 2.19",
        "-H", "Accept: application/json",
        "https://curls.restv2.westeurope.media.azure.net/api/MediaProcessors",
    )  # fmt: skip

    assert "Media Encoder Standard" in listed


def test_the_story_ends_when_the_proxy_does(tmp_path: Path) -> None:
    said: list[str] = []
    with start(demo.settings(tmp_path, tmp_path / "x.amscap")) as proxy:
        story = demo.Story(proxy, said.append, pace=0.01, calm=0.01)
        teller = threading.Thread(target=story.tell)
        teller.start()
        deadline = time.monotonic() + PATIENCE
        while len(said) < 10 and time.monotonic() < deadline:
            time.sleep(0.01)
        story.end()
        teller.join(PATIENCE)
    story.check()

    assert len(said) >= 10
    assert not teller.is_alive()


@pytest.mark.skipif(sys.platform == "win32", reason="has no pseudo-terminals")
def test_the_screen_shows_the_story_and_is_left(tmp_path: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    set_size(theirs)
    child = subprocess.Popen(
        [sys.executable, "-m", "inspector", "demo"],
        env={**os.environ, "TERM": "xterm-256color", "XDG_STATE_HOME": str(tmp_path)},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = read_until(ours, b"AccessPolicies")
    os.write(ours, b"q")
    shown += read_until(ours, b"recorded in")
    assert child.wait(PATIENCE) == 0, shown[-2000:]
    os.close(ours)

    (capture,) = tmp_path.rglob("*.amscap")
    with CaptureReader(capture) as reader:
        assert reader.facts()["state"] == "finished"
        assert reader.last() >= 5


@pytest.mark.parametrize("elsewhere", ["stdin", "stdout", "stderr"])
def test_the_screen_wants_a_terminal(elsewhere: str, tmp_path: Path) -> None:
    main, other = os.openpty()
    with (tmp_path / "told").open("w+b") as file:
        streams = {**dict.fromkeys(("stdin", "stdout", "stderr"), other), elsewhere: file.fileno()}
        done = subprocess.run(
            [sys.executable, "-m", "inspector", "demo"], timeout=PATIENCE, check=False, **streams
        )
        file.seek(0)
        said = file.read() if elsewhere == "stderr" else os.read(main, 1000)
    os.close(main)
    os.close(other)

    assert done.returncode == 2
    assert said.decode().split("\n")[0].rstrip("\r") == (
        "inspector: demo: needs a terminal on stdin, stdout and stderr; --headless does without"
    )


def set_size(terminal: int) -> None:
    import fcntl
    import struct
    import termios

    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 120, 0, 0))


def read_until(terminal: int, wanted: bytes) -> bytes:
    """Return what the terminal shows until *wanted* is there, or the other end is closed."""
    seen, deadline = b"", time.monotonic() + PATIENCE
    while wanted not in seen and time.monotonic() < deadline:
        ready, _, _ = select.select([terminal], [], [], 1.0)
        try:
            part = os.read(terminal, 65536) if ready else None
        except OSError:  # Linux: the other end is closed
            break
        if part == b"":
            break
        seen += part or b""
    return seen


def test_headless_prints_what_was_found_and_ends(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "inspector", "demo", "--headless"],
        env={**os.environ, "TMPDIR": str(tmp_path), "HTTPS_PROXY": "http://127.0.0.1:9"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    for expected in ("ODA401", "ODA402", "HDR103", "RSP602", "COR204", "QRY502", "ODA405"):
        assert expected in done.stdout
    assert "exchanges, " in done.stdout.splitlines()[-1]
    assert "not-a-real-secret" not in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Return the codes found in the call after each word of the story."""
    folder, said = tmp_path_factory.mktemp("story"), list[str]()
    with start(demo.settings(folder, folder / "x.amscap")) as proxy:
        story = demo.Story(proxy, said.append, pace=0.0, calm=None)
        story.tell()
    story.check()
    with CaptureReader(folder / "x.amscap") as reader:
        found = [
            {finding.code for finding in reader.annotated(row.n).findings}
            for row in reader.rows(1, reader.last())
        ]
    return dict(zip(said, found, strict=True))


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        pytest.param(words, set(codes.split()), id=words)
        for words, codes in {
            "A client signs in.": "",
            "The service document, as it should be asked for.": "",
            "A new asset.": "",
            "A SAS locator to upload by.": "",
            "The upload, by its SAS alone.": "",
            "The asset's files are made of its blobs.": "",
            "The encoder is looked up by name.": "",
            "The job, verbose in both directions.": "",
            "A token that was issued 70 minutes ago.": "",
            "An id of its own.": "",
            "The same list as Atom.": "",
            "And in verbose JSON.": "",
            "A page of five, in order.": "",
            "A partial update.": "",
            "Tunnelled through POST.": "",
            "Its tasks.": "",
            "What was the upload's?": "",
            "A locator goes once the upload is done.": "",
            "So does its policy.": "",
            "An asset by mistake.": "",
            "The asset goes, and its container with it.": "",
            "The old root sends every caller on.": "RSP602",
            "An access policy without its duration: the service answers 500.": "ODA412 RSP601",
            "The bearer token goes to blob storage.": "JWT312",
            "A sixth locator is refused.": "RSP601 SES705",
            "A link by __metadata, in plain JSON at version 3.0.": "ODA401 ODA402 RSP601",
            "Accept alone does not help: the body is still read as light JSON.": "ODA402 RSP601",
            "A link by @odata.bind, in verbose JSON.": "ODA403 RSP601",
            "No Authorization at all.": "HDR101 RSP601",
            "A template nobody filled in.": "JWT314 RSP601",
            "The token has expired.": "JWT303 RSP601",
            "And again, after the 401.": "JWT303 JWT315 RSP601",
            "The wrong audience.": "JWT305 RSP601",
            "A token of the retired ACS.": "JWT301 RSP601",
            "No x-ms-version.": "HDR103 RSP601",
            "No id for the request: it works, but who can find it?": "COR201",
            "The same id for another request.": "COR204",
            "Half a version.": "HDR107 RSP601",
            "A date for a version: Azure Storage's.": "HDR104 RSP601",
            "A trailing comma.": "ODA405 RSP601",
            "Single quotes: no JSON, yet the service reads it.": "ODA406",
            "More than the service gives at once.": "QRY502",
            "$expand is not supported.": "QRY504 RSP601",
            "A key without quotes.": "QRY509 RSP601",
            "Tunnelled through GET.": "QRY506 RSP601",
            "Gone.": "RSP601",
        }.items()
    ],
)
def test_each_call_of_the_story_shows_what_it_says(
    told: dict[str, set[str]], words: str, codes: set[str]
) -> None:
    assert told[words] == codes
