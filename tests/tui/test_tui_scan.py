"""A filter over a capture that grows: what is looked at, and what is looked at again."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from story import annotated, found

from inspector.capture.store import CaptureReader, CaptureWriter, keep
from inspector.core.filter import Node, parse
from inspector.tui.watch import Scan

Windows = list[tuple[int, int]]


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> Windows:
    """Return the windows that are looked at, as they come."""
    windows: Windows = []
    usual = CaptureReader.passing

    def counted(self: CaptureReader, node: Node, first: int, last: int) -> list[int]:
        windows.append((first, last))
        return usual(self, node, first, last)

    monkeypatch.setattr(CaptureReader, "passing", counted)
    return windows


def further(scan: Scan, goal: int, *, again: bool = False) -> list[int]:
    scan.goal, scan.looks_again = goal, again
    scan.run()
    scan.take()
    return list(scan.numbers)


def test_of_what_grows_only_what_is_new_is_looked_at(tmp_path: Path, looked_at: Windows) -> None:
    path = tmp_path / "a.amscap"
    with CaptureWriter(path) as writer:
        for number in range(1, 41):
            writer.append(annotated(number))
        writer.flush()
        scan = Scan(path, parse("text:files"))
        assert further(scan, 40) == []
        looked_at.clear()

        writer.append(annotated(41, url="Files"))
        writer.flush()
        assert further(scan, 41) == [41]
        assert looked_at == [(41, 41)]


@pytest.mark.parametrize(
    ("amended", "numbers", "windows"),
    [
        pytest.param([],      [],      [],                   id="nothing"),
        pytest.param([3],     [3],     [(3, 3)],             id="one"),
        pytest.param([40, 2], [2, 40], [(2, 2), (40, 40)],   id="two, the last among them"),
    ],
)  # fmt: skip
def test_what_was_amended_is_looked_at_again_and_nothing_else(
    amended: list[int], numbers: list[int], windows: Windows, tmp_path: Path, looked_at: Windows
) -> None:
    path = tmp_path / "a.amscap"
    with CaptureWriter(path) as writer:
        for number in range(1, 41):
            writer.append(annotated(number))
        writer.flush()
        scan = Scan(path, parse("name:oda401"))
        further(scan, 40)
        looked_at.clear()

        for number in amended:
            writer.amend(annotated(number, findings=[found()]))
        writer.flush()

        assert further(scan, 40, again=True) == numbers
        assert looked_at == windows


def test_what_was_amended_may_pass_no_longer(tmp_path: Path) -> None:
    path = tmp_path / "a.amscap"
    with CaptureWriter(path) as writer:
        writer.append(annotated(1, findings=[found()]))
        writer.append(annotated(2, findings=[found()]))
        writer.flush()
        scan = Scan(path, parse("code:ODA401"))
        assert further(scan, 2) == [1, 2]

        writer.amend(annotated(1))
        writer.flush()

        assert further(scan, 2, again=True) == [2]


def test_what_was_commented_is_looked_at_again_and_nothing_else(
    tmp_path: Path, looked_at: Windows
) -> None:
    path = tmp_path / "a.amscap"
    with CaptureWriter(path) as writer:
        for number in range(1, 41):
            writer.append(annotated(number))
    keep(path, 7, comment="why?")
    keep(path, 9, comment="why?")
    scan = Scan(path, parse("why"))
    assert further(scan, 40, again=True) == [7, 9]
    looked_at.clear()

    keep(path, 3, comment="and why?")
    keep(path, 7, comment="")
    keep(path, 9, marked=True)

    assert further(scan, 40, again=True) == [3, 9]
    assert looked_at == [(3, 3), (7, 7), (9, 9)]
    looked_at.clear()
    assert further(scan, 40, again=True) == [3, 9]
    assert looked_at == []


def test_damaged_marks_are_told_and_hide_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.amscap"
    with CaptureWriter(path) as writer:
        writer.append(annotated(1))
    keep(path, 1, marked=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE mark SET marked = 'no'")
    scan = Scan(path, parse("has:mark"))

    assert further(scan, 1, again=True) == [1]
    assert "damaged" in scan.problem
