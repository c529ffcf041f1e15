import json
import sys
from pathlib import Path

import make
import pytest
from click.testing import CliRunner

from inspector import cli
from inspector.capture.store import CaptureReader, CaptureWriter
from inspector.cli import open as opening
from inspector.cli.outside import explanation
from inspector.core.annotated import Annotated

HTTP = f"""### a
GET {make.ROOT}Assets
Accept: application/json

### b
GET {make.ROOT}Jobs
"""


class Screen:
    """Takes the place of the screen, and looks at the capture it is given."""

    def __init__(self) -> None:
        self.title = ""
        self.rows: list[str] = []
        self.path = Path()
        self.mode = 0

    def __call__(self, path: Path, title: str = "", **_: object) -> int:
        self.path, self.title = path, title
        self.mode = path.parent.stat().st_mode & 0o777
        with CaptureReader(path) as reader:
            self.rows = [f"{row.operation} {row.codes}" for row in reader.rows(1, 99)]
        return 0


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    one = Screen()
    monkeypatch.setattr(opening, "show", one)
    monkeypatch.setattr(opening, "require_terminal", lambda *_: None)
    return one


def test_our_capture_is_shown_as_it_is(tmp_path: Path, screen: Screen) -> None:
    path = tmp_path / "a.amscap"
    with CaptureWriter(path) as writer:
        writer.append(Annotated(make.exchange()))

    assert cli.perform(["open", str(path)]) == 0
    assert screen.path == path


def test_other_forms_are_read_and_judged_into_a_private_capture(
    tmp_path: Path, screen: Screen
) -> None:
    path = tmp_path / "a.http"
    path.write_text(HTTP)

    assert cli.perform(["open", str(path)]) == 0
    assert screen.title == "a.http"
    assert screen.mode == 0o700
    assert [row.split()[:2] for row in screen.rows] == [["GET", "Assets"], ["GET", "Jobs"]]
    assert all("HDR103" in row for row in screen.rows)
    assert not screen.path.parent.exists()


def test_a_settings_file_that_is_named_says_how_it_is_judged(
    tmp_path: Path, screen: Screen
) -> None:
    path, capture, named = tmp_path / "a.http", tmp_path / "a.amscap", tmp_path / "mine.toml"
    path.write_text(HTTP)
    named.write_text('ignore = ["HDR"]')
    with CaptureWriter(capture) as writer:
        writer.append(Annotated(make.exchange()))

    assert cli.perform(["open", "--settings", str(named), str(path)]) == 0
    assert not any("HDR" in row for row in screen.rows)
    assert cli.perform(["open", "--settings", str(named), str(capture)]) == 0
    assert screen.path != capture


def test_several_are_shown_as_one(tmp_path: Path, screen: Screen) -> None:
    for name in ("a.http", "b.http"):
        (tmp_path / name).write_text(HTTP)

    assert cli.perform(["open", str(tmp_path / "a.http"), str(tmp_path / "b.http")]) == 0
    assert screen.title == "a.http +1"
    assert len(screen.rows) == 4


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("", "", id="an empty file"),
        pytest.param("{", "", id="no recording"),
        pytest.param(json.dumps({"log": {"entries": []}}), "holds no exchange", id="no exchange"),
    ],
)
def test_nothing_to_show_is_one_line(
    text: str, says: str, tmp_path: Path, screen: Screen, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x").write_text(text)

    assert cli.perform(["open", str(tmp_path / "x")]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert says in said
    assert not screen.rows


def test_a_file_that_is_not_there(tmp_path: Path, screen: Screen) -> None:
    assert cli.perform(["open", str(tmp_path / "none")]) == 2


def test_without_a_terminal_it_says_what_to_do_instead(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: False, raising=False)

    assert cli.perform(["open", str(tmp_path)]) == 2
    assert "inspector check" in capsys.readouterr().err


def test_rules_are_explained() -> None:
    assert "HDR103" in explanation("HDR103")
    with pytest.raises(LookupError):
        explanation("NOPE1")


def test_help_needs_no_screen() -> None:
    assert "CAPTURE" in CliRunner().invoke(opening.command, ["--help"]).output
