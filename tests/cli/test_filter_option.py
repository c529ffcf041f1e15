import json
from functools import partial
from pathlib import Path

import pytest
from commandline import ELSEWHERE, GOOD, ran

BAD = (
    GOOD.replace("x-ms-version: 2.19\n", "")
    .replace("c3301", "c3302")
    .replace("12:00:00", "12:30:00")
)
BOTH = f"{GOOD}\n###\n{BAD}"
check = partial(ran, "check")


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "traffic.http"
    path.write_text(BOTH, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "status", "indexes"),
    [
        pytest.param("", 1, [0, 1], id="an empty filter"),
        pytest.param("sev:error", 1, [1], id="the bad one"),
        pytest.param("-has:finding", 0, [0], id="the good one: nothing fails"),
        pytest.param("c3301", 0, [0], id="a header's text"),
        pytest.param("header[x-ms-version]:*", 0, [0], id="a header"),
        pytest.param("name:version", 1, [1], id="a rule's name"),
        pytest.param("has:token claim[aud]:rest.media", 1, [0, 1], id="a claim"),
        pytest.param("~hq x-ms-version", 0, [0], id="mitmproxy's"),
        pytest.param("since:10m", 1, [1], id="ten minutes before the end"),
        pytest.param("since:2026-01-31T12:10", 1, [1], id="since a moment"),
        pytest.param("-since:2026-01-31T12:10Z", 0, [0], id="before a moment"),
        pytest.param("status:404", 3, [], id="nothing passes"),
    ],
)  # fmt: skip
def test_only_what_passes_is_reported_and_counted(
    recording: Path, text: str, status: int, indexes: list[int]
) -> None:
    done = check(recording, "--filter", text, "--format", "json")

    report = json.loads(done.stdout)
    assert (done.returncode, [it["index"] for it in report["exchanges"]]) == (status, indexes)
    assert report["summary"]["exchanges"] == len(indexes)
    assert report["summary"]["errors"] == (1 in indexes)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["--filter", "status:four"], "character 1 (status:four): status: does not know", id="a wrong value"),
        pytest.param(["--filter", "jobs or"], "character 8 (the end): a term is missing", id="unfinished"),
        pytest.param(["--filter", "~u a(?=b)"], "character 4 (a(?=b)): ~u: (? is not known", id="look-around"),
        pytest.param(["--filter", "jobs", "--update-baseline", "b.json"], "of the whole recording", id="a baseline of a part"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_one_line(recording: Path, arguments: list[str], says: str) -> None:
    done = check(recording, *arguments)

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert says in done.stderr


def test_what_can_be_read_only_once_has_no_end_to_count_from() -> None:
    done = ran("check", "-", "--filter", "since:10m", stdin=GOOD)

    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "name a moment" in done.stderr


def test_a_filter_that_hides_everything_is_no_silent_pass(recording: Path) -> None:
    done = check(recording, "--filter", "status:404")

    assert done.returncode == 3
    assert "of 2 exchanges that were judged none passes" in done.stderr
    assert check(recording, "--filter", "status:404", "--allow-empty").returncode == 0


def test_without_anything_to_judge_the_filter_is_not_blamed(tmp_path: Path) -> None:
    path = tmp_path / "elsewhere.http"
    path.write_text(ELSEWHERE, encoding="utf-8")

    done = check(path, "--filter", "host:example")

    assert done.returncode == 3
    assert "nothing recognised" in done.stderr


def test_a_baseline_is_held_against_the_whole_recording(recording: Path, tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    check(recording, "--update-baseline", known)

    done = check(recording, "--baseline", known, "--filter", "c3301")

    assert (done.returncode, "fewer are there" in done.stderr) == (0, False)
    found = check(recording, "--baseline", known, "--filter", "has:finding")
    assert (found.returncode, "nothing passes" in found.stderr) == (3, True)


def test_a_secret_is_not_found_by_its_text(recording: Path) -> None:
    secret = next(line for line in GOOD.splitlines() if "Bearer" in line).rpartition(".")[2]

    assert check(recording, "--filter", secret).returncode == 3
