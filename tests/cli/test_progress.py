"""How far a long recording is read: told on a terminal alone, and gone afterwards."""

import io
import json
import sqlite3
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path

import make
import pytest
from commandline import GOOD
from story import annotated

from inspector.capture.opening import open_capture, size_of
from inspector.capture.store import CaptureWriter
from inspector.cli import progress
from inspector.cli.filtering import passing
from inspector.cli.progress import watching
from inspector.cli.run import report
from inspector.core.baseline import Baseline
from inspector.core.exchange import Exchange
from inspector.core.policy import Policy


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Return a terminal as stderr that shows a bar at once."""
    shown = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("CI", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    monkeypatch.setattr(progress, "PACE", 0.0)
    return shown


def read(recording: Path, shown: io.StringIO, *, beside: bool = True) -> list[str]:
    """Return what *shown* had when each exchange was there, and at the end."""
    with redirect_stderr(shown), watching([str(recording)], beside=beside) as watch:
        exchanges = watch.over(open_capture(recording, warn=watch.warn, read=watch.read))
        seen = [shown.getvalue() for _ in exchanges]
    return [*seen, shown.getvalue()]


def http(folder: Path, count: int = 3) -> Path:
    path = folder / "calls.http"
    path.write_text("\n###\n".join([GOOD] * count), encoding="utf-8")
    return path


def har(folder: Path, count: int = 3, more: str = "") -> Path:
    entry = {"request": {"method": "GET", "url": make.ROOT}, "response": {"status": 200}}
    entries = ", ".join([json.dumps(entry)] * count)
    path = folder / "a.har"
    path.write_text(
        f'{{"log": {{"version": "1.2", "entries": [{entries}{more}]}}}}', encoding="utf-8"
    )
    return path


def capture(folder: Path, count: int = 3) -> Path:
    path = folder / "a.amscap"
    with CaptureWriter(path) as writer:
        for number in range(count):
            writer.append(annotated(number + 1))
    return path


def test_a_terminal_shows_share_number_and_rate(tmp_path: Path, terminal: Terminal) -> None:
    *_, last, end = read(http(tmp_path), terminal)

    assert "100 % 3 exchanges, " in last
    assert " a second" in last
    assert "\x1b[2K" in end[len(last) :]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("TERM", "dumb", id="a dumb terminal"),
        pytest.param("TERM", "", id="no TERM"),
        pytest.param("CI", "true", id="in CI"),
    ],
)
def test_where_nothing_is_drawn(
    tmp_path: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    assert read(http(tmp_path), terminal)[-1] == ""


@pytest.mark.usefixtures("terminal")
def test_a_pipe_gets_nothing(tmp_path: Path) -> None:
    assert read(http(tmp_path), io.StringIO())[-1] == ""


def test_short_readings_show_nothing(
    tmp_path: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 600.0)

    assert read(http(tmp_path), terminal)[-1] == ""


@pytest.mark.parametrize(
    ("stdout", "drawn"),
    [
        pytest.param(Terminal(), False, id="to the same terminal"),
        pytest.param(io.StringIO(), True, id="into a pipe"),
    ],
)
def test_beside_a_report_that_is_written_meanwhile(
    tmp_path: Path, terminal: Terminal, stdout: io.StringIO, drawn: bool
) -> None:
    with redirect_stdout(stdout):
        text = read(http(tmp_path), terminal, beside=False)[-1]

    assert ("3 exchanges" in text) is drawn


@pytest.mark.parametrize(
    ("wished", "verbose", "drawn"),
    [
        pytest.param([("text", None)], False, True, id="text, told at the end"),
        pytest.param([("text", None)], True, False, id="text, exchange by exchange"),
        pytest.param([("text", "told.txt")], True, True, id="text to a file"),
        pytest.param([("jsonl", None)], False, False, id="lines on the terminal"),
        pytest.param([("jsonl", "told.jsonl"), ("sarif", None)], False, True, id="lines to a file"),
    ],
)
def test_run_shows_how_far_it_has_told(
    wished: list[tuple[str, str | None]], verbose: bool, drawn: bool,
    tmp_path: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    recording = capture(tmp_path)
    with redirect_stderr(terminal), redirect_stdout(Terminal()):
        report(recording, Policy(), Baseline(), passing(None), wished, verbose=verbose)

    assert (" a second" in terminal.getvalue()) is drawn


def test_warnings_stand_above_the_bar_whole(tmp_path: Path, terminal: Terminal) -> None:
    text = read(har(tmp_path, more=', {"request": {"url": "[red]"}}, {}, 7'), terminal)[-1]

    assert "a.har#/log/entries/4: the entry has no request; left out\n" in text
    assert "a.har#/log/entries/5: not an entry" in text


def test_ctrl_c_leaves_a_clean_line(tmp_path: Path, terminal: Terminal) -> None:
    def interrupted() -> None:
        with redirect_stderr(terminal), watching(["-"]) as watch:
            list(watch.over(map(stop, range(3))))

    def stop(number: int) -> Exchange:
        if number == 2:
            raise KeyboardInterrupt
        return make.exchange()

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    _, drawn, after = terminal.getvalue().rpartition("2 exchanges")
    assert drawn
    assert "\x1b[2K" in after


@pytest.mark.parametrize("make_recording", [http, har, capture], ids=[".http", "HAR", "capture"])
def test_what_is_told_adds_up_to_the_size(tmp_path: Path, make_recording: object) -> None:
    assert callable(make_recording)
    recording = make_recording(tmp_path, 50)
    told: list[float] = []

    assert len(list(open_capture(recording, warn=pytest.fail, read=told.append))) == 50

    assert sum(told) == pytest.approx(recording.stat().st_size)
    assert size_of(str(recording)) == recording.stat().st_size


def test_the_size_of_a_folder_of_a_pipe_and_of_nothing(tmp_path: Path) -> None:
    one, other = http(tmp_path), har(tmp_path)
    (tmp_path / ".hidden").write_text("x")

    assert size_of(str(tmp_path)) == one.stat().st_size + other.stat().st_size
    assert size_of("-") is None
    assert size_of(str(tmp_path / "none")) is None


def test_an_empty_capture_divides_by_nothing(tmp_path: Path) -> None:
    path = capture(tmp_path, 0)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM exchange").fetchone() == (0,)

    assert list(open_capture(path, warn=pytest.fail)) == []
