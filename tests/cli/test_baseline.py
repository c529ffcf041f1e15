"""`check --baseline` and `--update-baseline`: what is known fails no more."""

import json
import re
from pathlib import Path

import pytest
from commandline import GOOD, NAMELESS

from inspector.cli import perform
from inspector.config.file import OWN

ID = "3f2504e0"
EXPANDED = GOOD.replace("Assets", "Assets?$expand=Files").replace(ID, "3f2504e1")
ANOTHER = GOOD.replace(ID, "3f2504e2")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "traffic.http").write_text("###\n".join([GOOD, EXPANDED, NAMELESS]))
    return tmp_path


def check(*flags: str) -> int:
    return perform(["check", "traffic.http", "--fail-on", "note", *flags])


def renewed(text: str) -> str:
    """Return the recording of another run: other ids, another time."""
    return re.sub("3f2504e", "aaaaaaa", text).replace(
        "2026-01-31T12:00:00Z", "2026-01-31T12:11:11Z"
    )


def test_known_findings_fail_no_more(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check() == 1
    assert check("--update-baseline", "known.json") == 0
    assert "known.json: " in capsys.readouterr().err

    assert check("--baseline", "known.json") == 0
    told = capsys.readouterr()
    assert "clean (" in told.out
    assert "in the baseline)" in told.out
    assert told.err == ""
    assert sorted(path.name for path in here.iterdir()) == ["known.json", "traffic.http"]


def test_an_unchanged_client_is_clean_in_the_next_recording(here: Path) -> None:
    check("--update-baseline", "known.json")
    first = (here / "known.json").read_bytes()
    text = (here / "traffic.http").read_text()
    (here / "traffic.http").write_text(renewed(text))

    assert renewed(text) != text
    assert check("--baseline", "known.json") == 0
    check("--update-baseline", "known.json")
    assert (here / "known.json").read_bytes() == first


def test_a_new_finding_fails(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check("--update-baseline", "known.json")
    with (here / "traffic.http").open("a") as traffic:
        traffic.write("###\n" + ANOTHER.replace("x-ms-version: 2.19\n", ""))
    capsys.readouterr()

    assert check("--baseline", "known.json", "--format", "json") == 1
    summary = json.loads(capsys.readouterr().out)["summary"]
    assert list(summary["codes"]) == ["HDR103"]
    assert summary["baselined"] >= 2


def test_what_was_mended_is_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check("--update-baseline", "known.json")
    capsys.readouterr()
    (here / "traffic.http").write_text("###\n".join([GOOD, EXPANDED, ANOTHER]))

    assert check("--baseline", "known.json") == 0
    assert "baseline: COR201 in GET Assets: 1 known, fewer are there" in capsys.readouterr().err


def test_the_settings_file_names_it(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check("--update-baseline", "known.json")
    (here / OWN).write_text('baseline = "known.json"')
    (here / "inner").mkdir()
    (here / "traffic.http").rename(here / "inner" / "traffic.http")
    monkeypatch.chdir(here / "inner")

    assert check() == 0


def test_updating_looks_at_no_baseline(here: Path) -> None:
    (here / OWN).write_text('baseline = "known.json"')  # which does not exist yet

    assert check("--update-baseline", "known.json") == 0
    assert check() == 0


def test_nothing_is_written_when_nothing_was_recognised(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "traffic.http").write_text("GET https://example.com/\n")

    assert check("--update-baseline", "known.json") == 3
    assert not (here / "known.json").exists()
    assert "is not written" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        pytest.param(None,                                  "cannot be read (No such file or directory); --update-baseline known.json writes it", id="no file"),
        pytest.param(b"",                                   "is no baseline: ",                    id="an empty file"),
        pytest.param(b'{"schema": 1, "findings": [\n<<<<<', "is no baseline: JSON is malformed",   id="a conflict of a merge"),
        pytest.param(b'{"schema": 1, "findings": [{}]}',    "is no baseline: Object missing",      id="an entry without members"),
        pytest.param(b'{"schema": 2, "findings": []}',      "has schema 2, this version reads 1",  id="of a later version"),
        pytest.param(b'{"schema": 1, "findings": ["\xff"]}', "is no baseline: ",                   id="no UTF-8"),
    ],
)  # fmt: skip
def test_an_unusable_baseline_is_one_line(
    raw: bytes | None, said: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if raw is not None:
        (here / "known.json").write_bytes(raw)

    assert check("--baseline", "known.json") == 2
    told = capsys.readouterr().err
    assert told.startswith(f"inspector: --baseline: known.json: {said}")
    assert told.count("\n") == 1


@pytest.mark.usefixtures("here")
def test_where_it_cannot_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert check("--update-baseline", "none/known.json") == 2
    assert "none/known.json: cannot be written" in capsys.readouterr().err


@pytest.mark.usefixtures("here")
def test_one_flag_or_the_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert check("--baseline", "a.json", "--update-baseline", "b.json") == 2
    assert "give one" in capsys.readouterr().err
