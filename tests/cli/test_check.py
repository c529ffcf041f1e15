import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import make
import pytest
from commandline import ELSEWHERE, GOOD, NAMELESS, ran

LINK = '{"Name":"j","InputMediaAssets":[{"__metadata":{"uri":"https://h/Assets(1)"}}]}'
BAD = GOOD.replace("x-ms-version: 2.19\n", "").replace("c3301", "c3302")
check = partial(ran, "check")


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return tmp_path / "traffic.http"


@pytest.mark.parametrize(
    ("text", "arguments", "status"),
    [
        pytest.param(GOOD, [], 0, id="clean"),
        pytest.param(BAD, [], 1, id="an error"),
        pytest.param(f"{GOOD}\n###\n{BAD}", [], 1, id="an error behind a clean one"),
        pytest.param(BAD, ["--fail-on", "never"], 0, id="an error, never failing"),
        pytest.param(BAD, ["--ignore", "HDR103"], 0, id="an error that is ignored"),
        pytest.param(BAD, ["--ignore", "x-ms-version-missing"], 0, id="ignored by name"),
        pytest.param(BAD, ["--ignore", "hdr"], 0, id="ignored by topic, in lower case"),
        pytest.param(BAD, ["--select", "ODA,COR"], 0, id="others selected"),
        pytest.param(BAD, ["--select", "ODA", "--select", "HDR"], 1, id="selected among others"),
        pytest.param(NAMELESS, [], 0, id="a warning"),
        pytest.param(NAMELESS, ["--fail-on", "warning"], 1, id="a warning that fails"),
        pytest.param(NAMELESS, ["--preset", "strict"], 1, id="a warning that is an error in strict"),
        pytest.param(NAMELESS, ["--preset", "minimal", "--fail-on", "note"], 0, id="a warning that minimal drops"),
        pytest.param(ELSEWHERE, [], 3, id="nothing recognised"),
        pytest.param(ELSEWHERE, ["--allow-empty"], 0, id="nothing recognised, and allowed"),
        pytest.param(ELSEWHERE, ["--profile", "media-services"], 1, id="forced"),
        pytest.param(GOOD, ["--preset", "strickt"], 2, id="a preset there is not"),
        pytest.param(GOOD, ["--select", "ODA4O1"], 2, id="a code there is not"),
        pytest.param(GOOD, ["--profile", "media"], 2, id="a profile there is not"),
        pytest.param(GOOD, ["--format", "yaml"], 2, id="a format there is not"),
        pytest.param(GOOD, ["--format", "json", "--format", "text"], 2, id="two reports for one output"),
        pytest.param(GOOD, ["--fail-on", "often"], 2, id="a severity there is not"),
    ],
)  # fmt: skip
def test_the_exit_status_says_what_came_out(
    recording: Path, text: str, arguments: list[str], status: int
) -> None:
    recording.write_text(text, encoding="utf-8")

    done = check(recording, *arguments)

    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        pytest.param(["--preset", "strickt"], "did you mean strict?", id="preset"),
        pytest.param(["--select", "ODA4O1"], "did you mean ODA4", id="code"),
        pytest.param(["--ignore", "metadata-as-light"], "did you mean metadata-read-as-light?", id="name"),
        pytest.param(["--profile", "media-service"], "did you mean media-services?", id="profile"),
    ],
)  # fmt: skip
def test_a_slip_is_answered_with_the_nearest_word(
    recording: Path, arguments: list[str], hint: str
) -> None:
    recording.write_text(GOOD, encoding="utf-8")

    done = check(recording, *arguments)

    assert done.stderr.count("\n") == 1
    assert hint in done.stderr


def job(accept: str, content_type: str, version: str | None) -> str:
    named = f"DataServiceVersion: {version}\n" if version else ""
    return (
        GOOD.replace("GET", "POST").replace("Assets\n", "Jobs\n")
        .replace("application/json;odata=verbose", accept)
        .replace("DataServiceVersion: 3.0\nMax", f"{named}Max")
        + f"Content-Type: {content_type}\n\n{LINK}\n"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            job("application/json", make.VERBOSE, "3.0"),
            [("ODA401", {"side": "request", "header": "Accept", "pointer": None, "seen": "application/json"})],
            id="Accept plain",
        ),
        pytest.param(
            job(make.VERBOSE, "application/json", "3.0"),
            [("ODA402", {"side": "request", "header": None, "pointer": "/InputMediaAssets/0/__metadata", "seen": "__metadata"})],
            id="Content-Type plain at 3.0",
        ),
        pytest.param(
            job(make.VERBOSE, "application/json", None),
            [("ODA402", {"side": "request", "header": None, "pointer": "/InputMediaAssets/0/__metadata", "seen": "__metadata"})],
            id="Content-Type plain, no version",
        ),
        pytest.param(job(make.VERBOSE, "application/json", "1.0;NetFx"), [], id="Content-Type plain at 1.0"),
    ],
)  # fmt: skip
def test_the_metadata_verdict(recording: Path, text: str, found: list[tuple[str, Any]]) -> None:
    recording.write_text(text, encoding="utf-8")

    done = check(recording, "--format", "json", "--select", "ODA")
    (exchange,) = json.loads(done.stdout)["exchanges"]

    assert [(f["code"], f["evidence"][0]) for f in exchange["findings"]] == found
    assert exchange["operation"] == "POST Jobs"


def test_json_has_the_form_of_the_contract(recording: Path) -> None:
    recording.write_text(f"{BAD}\n###\n{ELSEWHERE}", encoding="utf-8")

    document = json.loads(check(recording, "--format", "json").stdout)

    assert document["schema"] == 1
    assert document["tool"]["name"] == "ams-inspector"
    summary = {key: document["summary"][key] for key in ("exchanges", "inspected", "errors")}
    assert summary == {"exchanges": 2, "inspected": 1, "errors": 1}
    assert document["summary"]["codes"]["HDR103"] == 1
    first = document["exchanges"][0]
    assert first["started"] == "2026-01-31T12:00:00.000Z"
    assert set(first) == {
        "index", "id", "started", "duration_ms", "profile", "method", "url", "operation",
        "status", "source", "findings", "diagnosis",
    }  # fmt: skip


def test_jsonl_is_one_exchange_a_line_and_files_take_formats(recording: Path) -> None:
    recording.write_text(f"{BAD}\n###\n{GOOD}", encoding="utf-8")
    lines, text = recording.parent / "out.jsonl", recording.parent / "out.txt"

    done = check(recording, "--format", f"jsonl={lines}", "--format", "text", "--output", text)

    assert done.stdout == ""
    assert [json.loads(line)["index"] for line in lines.read_text().splitlines()] == [0, 1]
    assert "HDR103" in text.read_text(encoding="utf-8")


def test_a_page_is_the_same_each_time_and_fails_as_the_text_does(recording: Path) -> None:
    recording.write_text(f"{BAD}\n###\n{GOOD}", encoding="utf-8")
    first, again = recording.parent / "first.html", recording.parent / "again.html"

    statuses = [check(recording, "--format", f"html={one}").returncode for one in (first, again)]

    assert statuses == [1, 1]
    assert first.read_bytes() == again.read_bytes()
    assert b"1 finding is at or above the threshold" in first.read_bytes()
    assert check(recording, "--format", "html", "--fail-on", "never").stdout.count("Passed") == 1


def test_secrets_do_not_come_out(recording: Path) -> None:
    recording.write_text(BAD, encoding="utf-8")

    for form in ("text", "json", "jsonl", "markdown", "html"):
        done = check(recording, "--format", form, "--preset", "strict", "--verbose")
        assert make.token().split(".")[1] not in done.stdout + done.stderr


def test_standard_input_is_a_recording_too() -> None:
    assert check("-", stdin=BAD).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["--output", "{recording}"], "would be overwritten", id="over the recording"),
        pytest.param(["--format", "json={recording}"], "would be overwritten", id="so by its format"),
        pytest.param(["--format", "json=x", "--output", "y"], "leave one of them out", id="two files for one report"),
        pytest.param(["--fail-on", "often"], "see `inspector check --help`", id="usage"),
    ],
)  # fmt: skip
def test_reports_that_cannot_be_written(recording: Path, arguments: list[str], said: str) -> None:
    recording.write_text(GOOD, encoding="utf-8")

    done = check(recording, *(one.format(recording=recording) for one in arguments))

    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert said in done.stderr
    assert recording.read_text(encoding="utf-8") == GOOD


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="has no such device")
@pytest.mark.parametrize("where", [[], ["--output", "/dev/full"]], ids=["stdout", "a file"])
def test_a_full_disk_is_one_line(recording: Path, where: list[str]) -> None:
    recording.write_text(BAD, encoding="utf-8")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "inspector", "check", str(recording), *where],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip

    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "the report cannot be written (No space left on device)" in done.stderr


@pytest.mark.parametrize("name", ["missing.har", "empty-folder"])
def test_what_is_not_there_is_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty-folder").mkdir()

    done = check(tmp_path / name)

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert name in done.stderr
