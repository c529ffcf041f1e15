import json
from functools import partial
from pathlib import Path
from typing import Any

import casefile
import make
import pytest
from commandline import ELSEWHERE, GOOD, NAMELESS, ran

from inspector.capture import httpfile

AGAIN = (
    GOOD.replace("c3301", "c3399")
    .replace("12:00", "12:20")
    .replace(make.token(), make.token(jti="2"))
)
BAD = GOOD.replace("x-ms-version: 2.19\n", "")
diff = partial(ran, "diff")


@pytest.fixture
def recordings(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "old.http", tmp_path / "new.http"


def wrote(recordings: tuple[Path, Path], old: str, new: str) -> tuple[Path, Path]:
    recordings[0].write_text(old, encoding="utf-8")
    recordings[1].write_text(new, encoding="utf-8")
    return recordings


@pytest.mark.parametrize(
    ("old", "new", "arguments", "status"),
    [
        pytest.param(GOOD, GOOD, [], 0, id="the same"),
        pytest.param(GOOD, AGAIN, [], 0, id="recorded again"),
        pytest.param(BAD, BAD, [], 0, id="the same finding"),
        pytest.param(BAD, GOOD, [], 0, id="a finding lost"),
        pytest.param(GOOD, BAD, [], 1, id="an error gained"),
        pytest.param(GOOD, NAMELESS, [], 1, id="a warning gained"),
        pytest.param(GOOD, NAMELESS, ["--fail-on", "error"], 0, id="a warning gained, errors fail"),
        pytest.param(GOOD, BAD, ["--fail-on", "never"], 0, id="an error gained, never failing"),
        pytest.param(GOOD, BAD, ["--ignore", "HDR103"], 0, id="an error gained, and ignored"),
        pytest.param(GOOD, BAD, ["--select", "ODA"], 0, id="others selected"),
        pytest.param(ELSEWHERE, GOOD, [], 3, id="nothing recognised in the old one"),
        pytest.param(GOOD, ELSEWHERE, [], 3, id="nothing recognised in the new one"),
        pytest.param(ELSEWHERE, GOOD, ["--allow-empty"], 0, id="nothing recognised, and allowed"),
        pytest.param(ELSEWHERE, BAD, ["--allow-empty"], 1, id="allowed, and an error gained"),
        pytest.param(GOOD, GOOD, ["--format", "yaml"], 2, id="a format there is not"),
        pytest.param(GOOD, GOOD, ["--preset", "strickt"], 2, id="a preset there is not"),
        pytest.param(GOOD, "no capture", [], 2, id="no capture"),
    ],
)  # fmt: skip
def test_the_exit_status_says_what_came_out(
    recordings: tuple[Path, Path], old: str, new: str, arguments: list[str], status: int
) -> None:
    done = diff(*wrote(recordings, old, new), *arguments)

    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == (status > 1)


def test_a_recording_made_again_has_no_difference(recordings: tuple[Path, Path]) -> None:
    done = diff(*wrote(recordings, GOOD, AGAIN))

    assert done.stdout == "1 → 1 exchanges, 1 → 1 inspected\nno difference\n"


def test_a_lost_header_is_told_with_what_comes_of_it(recordings: tuple[Path, Path]) -> None:
    done = diff(*wrote(recordings, GOOD, BAD))

    assert "- request header x-ms-version: 2.19  (the one call → no call)" in done.stdout
    assert "GET Assets  1 time  request x-ms-version: absent" in done.stdout


def test_the_recording_without_known_exchanges_is_named(recordings: tuple[Path, Path]) -> None:
    done = diff(*wrote(recordings, GOOD, ELSEWHERE))

    assert f"none of 1 exchanges of {recordings[1]} went to a host" in done.stderr


def test_several_formats_go_to_files(recordings: tuple[Path, Path], tmp_path: Path) -> None:
    page, data = tmp_path / "diff.md", tmp_path / "diff.json"
    old, new = wrote(recordings, GOOD, BAD)

    done = diff(old, new, "--format", f"markdown={page}", "--format", f"json={data}")

    assert done.stdout == ""
    assert page.read_text(encoding="utf-8").startswith("# Comparison\n")
    assert json.loads(data.read_text())["summary"]["findings_gained"] == 1


def test_standard_input_is_one_of_the_two_at_most(recordings: tuple[Path, Path]) -> None:
    old, new = wrote(recordings, GOOD, BAD)

    assert diff(old, "-", stdin=BAD).returncode == 1
    assert diff("-", new, stdin=BAD).returncode == 0
    both = diff("-", "-", stdin=BAD)
    assert (both.returncode, both.stdout, both.stderr.count("\n")) == (2, "", 1)


def test_a_recording_is_not_overwritten(recordings: tuple[Path, Path]) -> None:
    old, new = wrote(recordings, GOOD, BAD)

    done = diff(old, new, "--output", new)

    assert (done.returncode, "would be overwritten" in done.stderr) == (2, True)
    assert new.read_text(encoding="utf-8") == BAD


def test_secrets_do_not_come_out(recordings: tuple[Path, Path]) -> None:
    wrote(recordings, GOOD.replace("Authorization", "X-Auth"), AGAIN)

    for form in ("text", "json", "markdown", "html"):
        done = diff(*recordings, "--format", form)
        assert make.token().split(".")[1] not in done.stdout + done.stderr


def test_a_har_and_the_text_it_came_from_are_the_same(recordings: tuple[Path, Path]) -> None:
    wrote(recordings, f"{GOOD}\n\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{{}}\n", "")
    exchanges = list(httpfile.read(recordings[0].read_text(encoding="utf-8"), "old.http"))
    document: dict[str, Any] = casefile.har(exchanges)
    recordings[1].write_text(json.dumps(document), encoding="utf-8")

    done = diff(*recordings)

    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "no difference")


def test_a_folder_is_a_recording(recordings: tuple[Path, Path]) -> None:
    old, _ = wrote(recordings, GOOD, BAD)

    done = diff(old.parent, old)

    assert "2 → 1 exchanges" in done.stdout
