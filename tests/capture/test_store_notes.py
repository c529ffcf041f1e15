"""Marks and comments stand in the capture, beside whoever records it; and what is asked of many."""

import sqlite3
import threading
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest
import story

from inspector.capture import schema
from inspector.capture.store import CaptureReader, CaptureWriter, Defects, Mark, keep
from inspector.core.annotated import Annotated
from inspector.core.scorecard import Demand, Scorecard
from inspector.core.severity import NOTE, WARNING
from inspector.errors import CaptureError


def recorded(path: Path, exchanges: Iterable[Annotated] = ()) -> Path:
    with CaptureWriter(path) as writer:
        for one in exchanges or story.story():
            writer.append(one)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return recorded(tmp_path / "a.amscap")


def marks(path: Path) -> list[Mark]:
    with CaptureReader(path) as reader:
        return reader.marks()


def test_what_was_noted_is_there_afterwards(path: Path) -> None:
    for mark in (Mark(5), Mark(2, marked=False, comment="look [here]\n"), Mark(3, comment="both")):
        keep(path, mark.n, marked=mark.marked, comment=mark.comment)

    assert marks(path) == [Mark(2, marked=False, comment="look [here]\n"), Mark(3, comment="both"), Mark(5)]  # fmt: skip


def test_the_latest_counts_and_nothing_leaves_nothing(path: Path) -> None:
    keep(path, 5, marked=True, comment="first")
    keep(path, 5, marked=True, comment="then")
    keep(path, 6, marked=True)
    keep(path, 6, marked=False)

    assert marks(path) == [Mark(5, comment="then")]


def test_what_is_not_noted_anew_stays(path: Path) -> None:
    keep(path, 5, marked=True)
    keep(path, 5, comment="by another screen")
    keep(path, 6, comment="words")
    keep(path, 6, comment="")

    assert marks(path) == [Mark(5, comment="by another screen")]
    keep(path, 5, marked=False)
    assert marks(path) == [Mark(5, marked=False, comment="by another screen")]


def test_a_finished_capture_stays_one_file(path: Path) -> None:
    keep(path, 5, marked=True)

    assert [file.name for file in path.parent.iterdir()] == ["a.amscap"]


def test_the_recorder_writes_on_undisturbed(tmp_path: Path) -> None:
    path, noted = tmp_path / "a.amscap", 50
    with CaptureWriter(path) as writer, CaptureReader(path) as reader:
        noting = threading.Thread(
            target=lambda: [keep(path, n, marked=True) for n in range(1, noted + 1)]
        )
        noting.start()
        for number in range(1, 401):
            writer.append(story.annotated(number))
            time.sleep(0.001)
        noting.join()
        writer.flush()

        assert len(reader.marks()) == noted
        assert reader.last() == 400
        assert reader.facts()["state"] == "recording"


@pytest.mark.parametrize(
    ("version", "script"),
    [
        pytest.param(
            1,
            "DROP TABLE mark; DROP TABLE apart; DROP TABLE touch; PRAGMA user_version = 1",
            id="1",
        ),
        pytest.param(2, "DROP TABLE mark; DROP TABLE apart; PRAGMA user_version = 2", id="2"),
    ],
)
def test_an_older_capture_has_none_until_something_is_noted(
    path: Path, version: int, script: str
) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
        assert marks(path) == []
        keep(path, 1, marked=True)

        assert schema.version_of(connection) == schema.VERSION
    with CaptureReader(path) as reader:
        assert reader.told_from() == (13 if version == 1 else 1)
    assert marks(path) == [Mark(1)]


def test_what_an_older_version_records_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.amscap"
    with CaptureWriter(path) as writer:
        writer.append(story.annotated())
        writer.flush()
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.executescript("DROP TABLE mark; DROP TABLE apart; PRAGMA user_version = 2")

            with pytest.raises(CaptureError, match="older version"):
                keep(path, 1, marked=True)

            assert schema.version_of(connection) == 2
            connection.executescript(f"{';'.join(schema.NOTED.values())}; PRAGMA user_version = 3")


def test_who_holds_the_lock_is_waited_for_a_while(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.capture.notes.PATIENCE", 20)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CaptureError, match="cannot be written"):
            keep(path, 1, marked=True)


def test_there_is_none_where_there_is_no_capture(tmp_path: Path) -> None:
    with pytest.raises(CaptureError):
        keep(tmp_path / "none.amscap", 1, marked=True)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", ["marked = 'no'", "comment = x'ff'"])
def test_damaged_marks_are_told(path: Path, damage: str) -> None:
    keep(path, 1, marked=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"UPDATE mark SET {damage}")
        connection.commit()

    with pytest.raises(CaptureError, match="damaged"):
        marks(path)


def test_defects_are_grouped_the_gravest_and_largest_first(tmp_path: Path) -> None:
    note, warning = story.found("A1", NOTE), story.found("B1", WARNING)
    path = recorded(
        tmp_path / "a.amscap",
        [
            story.annotated(1, findings=[note]),
            story.annotated(2),
            story.annotated(3, findings=[note]),
            story.annotated(4, findings=[note, warning]),
            story.annotated(5, url="Jobs", findings=[story.found()]),
        ],
    )
    with CaptureReader(path) as reader:
        assert reader.defects(1, 9)[:2] == [
            Defects("GET Jobs", "ODA401", 3, 1, 5),
            Defects("GET Assets", "B1 A1", 2, 1, 4),
        ]
        assert reader.defects(1, 9)[2:] == [Defects("GET Assets", "A1", 1, 2, 1)]
        assert [one.code for one in reader.findings(4)] == ["A1", "B1"]
        assert reader.findings(99) == ()


def test_calls_count_as_the_exchanges_themselves(path: Path) -> None:
    wanted = [Demand("HDR103", ("x-ms-version",)), Demand("ODA401", ("Accept",))]
    whole, light = Scorecard(wanted), Scorecard(wanted)
    with CaptureReader(path) as reader:
        for n in range(1, reader.last() + 1):
            whole.add(reader.annotated(n))
        for first in (1, 7):
            for call in reader.calls(first, first + 5):
                light.count(*call)

    assert light.lines == whole.lines
    assert light.lines[0].cells[0].missing == 1


def test_calls_of_other_services_are_left_out(tmp_path: Path) -> None:
    blob = Annotated(story.annotated().exchange, service="blob", operation="PUT /")
    path = recorded(tmp_path / "a.amscap", [blob, story.annotated(2)])

    with CaptureReader(path) as reader:
        assert [operation for operation, *_ in reader.calls(1, 9)] == ["GET Assets"]
