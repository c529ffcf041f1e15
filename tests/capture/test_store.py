"""What a capture takes in, it gives back; and it says plainly what it cannot do."""

import random
import sqlite3
import stat
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import make
import pytest

from inspector.capture import batches
from inspector.capture.store import (
    CaptureReader,
    CaptureWriter,
    Condition,
    Event,
    Tally,
    default_path,
)
from inspector.core.annotated import Annotated, Cause, Diagnosis, Finding
from inspector.core.evidence import Evidence
from inspector.core.exchange import Exchange
from inspector.core.severity import ERROR, NOTE, WARNING, Severity
from inspector.errors import CaptureError

ANSWERED = make.exchange(answer=make.response(200, {"d": 1}))


def finding(code: str = "HDR101", severity: Severity = ERROR) -> Finding:
    place = Evidence("request", "application/json", header="Accept")
    return Finding(code, "name", severity, "Title.", "Remedy.", (place,), "fp")


def annotated(index: int = 0, *findings: Finding, **changed: object) -> Annotated:
    exchange = replace(ANSWERED, id=f"e{index}")
    usual = Annotated(exchange, index, "media-services", "api", "GET Assets", findings)
    return replace(usual, **changed)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.amscap"


def eventually(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_what_was_appended_is_there_without_being_asked_for(path: Path) -> None:
    with CaptureWriter(path) as writer, CaptureReader(path) as reader:
        writer.append(annotated(0, finding()))

        eventually(lambda: reader.last() == 1)
        assert reader.annotated(1) == annotated(0, finding())


def test_a_row_is_a_line_of_the_list(path: Path) -> None:
    failed = replace(
        make.exchange("POST", "Jobs?$top=1", b"{}"), id="x", duration=0.5, error="gone"
    )
    with CaptureWriter(path) as writer:
        writer.append(annotated(0, finding("HDR101", NOTE), finding("ODA401"), finding("HDR101")))
        writer.append(annotated(1, exchange=failed, profile=None, service="", operation=""))

    first, second = CaptureReader(path).rows(1, 2)

    assert (first.n, first.id, first.method, first.verb, first.status) == (
        1,
        "e0",
        "GET",
        "GET",
        200,
    )
    assert (first.host, first.path) == ("accountname.restv2.westus.media.azure.net", "/api/Assets")
    assert (first.severity, first.codes, first.size) == (3, "ODA401 HDR101", len(b'{"d": 1}'))
    assert (second.status, second.size, second.error, second.duration) == (None, None, "gone", 0.5)
    assert (second.path, second.severity, second.codes) == ("/api/Jobs?$top=1", 0, "")
    assert second.profile is None


def test_rows_are_had_by_number(path: Path) -> None:
    with CaptureWriter(path) as writer:
        for index in range(600):
            writer.append(annotated(index))

    reader = CaptureReader(path)

    assert [row.n for row in reader.rows(599, 700)] == [599, 600]
    assert [row.n for row in reader.rows_at([5, 900, 3])] == [5, 3]
    assert reader.rows(700, 800) == reader.rows_at([]) == []
    assert reader.last() == 600
    with pytest.raises(LookupError):
        reader.annotated(601)


@pytest.mark.parametrize(
    ("where", "after", "limit", "numbers"),
    [
        pytest.param(None,                                    0,    None, range(1, 5001), id="everything"),
        pytest.param(None,                                    4998, None, [4999, 5000],   id="what is new"),
        pytest.param(None,                                    0,    2,    [1, 2],         id="the first two"),
        pytest.param(None,                                    0,    0,    [],             id="none asked for"),
        pytest.param(Condition("severity >= ?", (3,)),        0,    None, range(1, 5001, 1000), id="errors"),
        pytest.param(Condition("severity >= ?", (3,)),        1,    2,    [1001, 2001],   id="two more errors"),
        pytest.param(Condition("id = ? OR id = ?", ("e7", "e8")), 8, None, [9],           id="an `or` keeps `after`"),
        pytest.param(Condition("status >= 400"),              0,    None, [],             id="no match"),
    ],
)  # fmt: skip
def test_matching(
    full: Path, where: Condition | None, after: int, limit: int | None, numbers: list[int]
) -> None:
    assert list(CaptureReader(full).matching(where, after, limit)) == list(numbers)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("full") / "full.amscap"
    with CaptureWriter(path) as writer:
        for index in range(5000):
            writer.append(annotated(index, *([finding()] if index % 1000 == 0 else [])))
    return path


def test_the_tally_counts_findings_and_follows_amendments(path: Path) -> None:
    with CaptureWriter(path) as writer:
        writer.append(annotated(0, finding(), finding("HDR102", WARNING)))
        writer.append(annotated(1, profile=None))
        writer.append(annotated(2))
        writer.amend(annotated(2, finding("COR201", NOTE)))
        writer.amend(annotated(0, finding()))

    reader = CaptureReader(path)

    assert reader.tally() == Tally(exchanges=3, inspected=2, errors=1, warnings=0, notes=1)
    assert [row.codes for row in reader.rows(1, 3)] == ["HDR101", "", "COR201"]
    assert reader.annotated(3) == annotated(2, finding("COR201", NOTE))


def test_an_amendment_replaces_the_diagnosis(path: Path) -> None:
    found = Diagnosis((Cause("likely", "why", "ODA401", (Evidence("response", "400"),)),), "said")
    with CaptureWriter(path) as writer:
        writer.append(annotated(0))
        writer.flush()
        writer.amend(annotated(0, diagnosis=found))

    assert CaptureReader(path).annotated(1).diagnosis == found


def test_what_was_never_appended_cannot_be_amended(path: Path) -> None:
    with CaptureWriter(path) as writer, pytest.raises(LookupError):
        writer.amend(annotated(0))


def test_the_version_changes_with_every_commit_and_only_then(path: Path) -> None:
    with CaptureWriter(path) as writer, CaptureReader(path) as reader:
        seen = [reader.version(), reader.version()]
        for step in (
            lambda: writer.append(annotated(0)),
            lambda: writer.amend(annotated(0, finding())),
            lambda: writer.event("tls", "no", 1.0),
        ):
            step()
            writer.flush()
            seen.append(reader.version())

    assert seen[0] == seen[1]
    assert len(set(seen)) == 4


def test_events_are_kept_in_order(path: Path) -> None:
    with CaptureWriter(path) as writer:
        writer.event("tls", "refused\ud800", 1.5)
        writer.event("error", "gone", 2.5)

    reader = CaptureReader(path)

    assert reader.events() == [Event(1, 1.5, "tls", "refused?"), Event(2, 2.5, "error", "gone")]
    assert [event.n for event in reader.events(after=1)] == [2]


def test_facts_and_states(path: Path) -> None:
    writer = CaptureWriter(path, facts={"listen": "127.0.0.1:8080"})
    reader = CaptureReader(path)

    recording = reader.facts()
    writer.close()
    writer.close()

    assert (recording["state"], recording["listen"]) == ("recording", "127.0.0.1:8080")
    assert (recording["redaction"], reader.facts()["state"]) == ("on", "finished")


def test_a_finished_capture_is_continued(path: Path) -> None:
    for index in range(2):
        with CaptureWriter(path) as writer:
            writer.append(annotated(index))

    assert [exchange.id for exchange in CaptureReader(path).exchanges()] == ["e0", "e1"]


def test_exchanges_name_the_capture_as_their_source(path: Path) -> None:
    with CaptureWriter(path) as writer:
        writer.append(annotated(0))
        writer.append(
            annotated(1, exchange=replace(make.exchange(), source="a.har#/log/entries/0"))
        )

    sources = [exchange.source for exchange in CaptureReader(path).exchanges()]

    assert sources == [f"{path}#1", "a.har#/log/entries/0"]


def test_a_capture_is_its_owners(path: Path) -> None:
    path.touch(0o644)
    with CaptureWriter(path) as writer:
        writer.append(annotated(0))
        writer.flush()

        modes = {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}

    assert modes == {0o600}


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
@pytest.mark.parametrize(
    "make_it",
    [
        pytest.param(lambda path: junk(path), id="junk"),
        pytest.param(lambda path: database(path, "CREATE TABLE t (a)"), id="another database"),
    ],
)
def test_a_file_that_is_no_capture_keeps_its_mode(
    path: Path, make_it: Callable[[Path], None]
) -> None:
    make_it(path)
    path.chmod(0o644)
    before = path.read_bytes()

    with pytest.raises(CaptureError):
        CaptureWriter(path)

    assert (stat.S_IMODE(path.stat().st_mode), path.read_bytes()) == (0o644, before)


@pytest.mark.skipif(sys.platform == "win32", reason="has no such device")
def test_a_device_is_no_capture() -> None:
    with pytest.raises(CaptureError, match="/dev/null: not a file"):
        CaptureWriter(Path("/dev/null"))


def test_a_closed_capture_is_one_file(path: Path) -> None:
    with CaptureWriter(path) as writer:
        writer.append(annotated(0))

    assert list(path.parent.iterdir()) == [path]


def test_secrets_are_let_in_only_when_told_so(path: Path) -> None:
    bare = Exchange(request=make.request())
    with CaptureWriter(path) as writer, pytest.raises(ValueError, match="secrets"):
        writer.append(Annotated(bare))
    with CaptureWriter(path, raw=True) as writer:
        writer.append(Annotated(bare))
    with CaptureWriter(path):
        pass  # once bare, it stays marked

    reader = CaptureReader(path)

    assert reader.facts()["redaction"] == "off"
    assert reader.annotated(1).exchange == bare


def test_readers_follow_a_writer(path: Path) -> None:
    seen: list[list[int]] = []

    def follow() -> None:
        with CaptureReader(path) as reader:
            numbers: list[int] = []
            while len(numbers) < 2000:
                numbers.extend(reader.matching(None, after=len(numbers)))
                assert reader.tally().exchanges >= len(numbers)
            seen.append(numbers)

    with CaptureWriter(path) as writer:
        readers = [threading.Thread(target=follow) for _ in range(2)]
        for thread in readers:
            thread.start()
        for index in range(2000):
            writer.append(annotated(index))
        for thread in readers:
            thread.join(60)

    assert seen == [list(range(1, 2001))] * 2


def test_appending_is_safe_from_several_threads(path: Path) -> None:
    with CaptureWriter(path) as writer:

        def append(first: int) -> None:
            for index in range(first, first + 200):
                writer.append(annotated(index))

        threads = [threading.Thread(target=append, args=(200 * n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)

    ids = {row.id for row in CaptureReader(path).rows(1, 1000)}
    assert ids == {f"e{n}" for n in range(800)}


def test_a_writer_says_when_its_file_is_removed(path: Path) -> None:
    writer = CaptureWriter(path)
    path.unlink()
    writer.append(annotated(0))

    with pytest.raises(CaptureError, match="was removed while it was being recorded"):
        writer.flush()
    with pytest.raises(CaptureError, match="was removed"):
        writer.append(annotated(1))
    with pytest.raises(CaptureError, match="was removed"):
        writer.close()


def test_a_writer_says_when_the_disk_is_full(path: Path) -> None:
    writer = CaptureWriter(path)
    writer._connection.execute("PRAGMA max_page_count=16")
    request = replace(ANSWERED.request, body=random.Random(1).randbytes(250_000))
    for index in range(3):
        writer.append(annotated(index, exchange=replace(ANSWERED, request=request)))

    with pytest.raises(
        CaptureError, match=r"a\.amscap: cannot be written: database or disk is full"
    ):
        writer.flush()
    with CaptureReader(path) as reader:  # while its process lives on
        assert reader.facts()["state"] == "interrupted"
        (event,) = reader.events()
    assert event.text.startswith("Recording has stopped: ")
    assert event.text.endswith("cannot be written: database or disk is full")
    assert writer._reserve.closed  # what it took is free for these words
    with pytest.raises(CaptureError, match="database or disk is full"):
        writer.close()


def test_a_recording_that_was_stopped_by_a_full_disk_can_be_continued(path: Path) -> None:
    writer = CaptureWriter(path)
    writer._connection.execute("PRAGMA max_page_count=16")
    request = replace(ANSWERED.request, body=random.Random(1).randbytes(250_000))
    writer.append(annotated(0, exchange=replace(ANSWERED, request=request)))
    with pytest.raises(CaptureError, match="full"):
        writer.close()

    with CaptureWriter(path) as again:
        again.append(annotated(1))
        again.flush()
        with CaptureReader(path) as reader:
            assert reader.facts()["state"] == "recording"
            assert reader.last() == 1


def test_what_waits_for_the_disk_is_bounded_in_bytes(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "BYTES_LIMIT", 1000)
    large = replace(ANSWERED, request=replace(ANSWERED.request, body=bytes(1000)))
    with CaptureWriter(path) as writer:
        room = [writer.has_room]
        database_lock = sqlite3.connect(path, isolation_level=None)
        database_lock.execute("BEGIN IMMEDIATE")
        writer.append(annotated(0, exchange=large))
        room.append(writer.has_room)
        database_lock.execute("ROLLBACK")
        database_lock.close()
        writer.flush()
        room.append(writer.has_room)

    assert room == [True, False, True]


def test_a_closed_writer_takes_nothing(path: Path) -> None:
    writer = CaptureWriter(path)
    writer.close()

    with pytest.raises(ValueError, match="closed"):
        writer.append(annotated(0))


def test_one_process_records_at_a_time(path: Path) -> None:
    with CaptureWriter(path), pytest.raises(CaptureError, match=r"being recorded by process \d+"):
        CaptureWriter(path)


def test_of_several_that_begin_at_once_no_two_record(path: Path) -> None:
    CaptureWriter(path).close()
    together = threading.Barrier(6)

    def begin(_: int) -> CaptureWriter | None:
        together.wait(60)
        try:
            return CaptureWriter(path)
        except CaptureError:
            return None

    with ThreadPoolExecutor(6) as pool:
        begun = [writer for writer in pool.map(begin, range(6)) if writer is not None]
    for writer in begun:
        writer.close()

    assert len(begun) < 2


def junk(path: Path) -> None:
    path.write_bytes(b"not a capture " * 100)


def database(path: Path, *statements: str) -> None:
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def newer(path: Path) -> None:
    CaptureWriter(path).close()
    database(path, "PRAGMA user_version=99")


def with_trigger(path: Path) -> None:
    CaptureWriter(path).close()
    database(path, "CREATE TRIGGER t AFTER INSERT ON exchange BEGIN DELETE FROM fact; END")


def with_view(path: Path) -> None:
    CaptureWriter(path).close()
    database(path, "DROP TABLE tally", "CREATE VIEW tally AS SELECT 1, 2, 3, 4, 5")


def with_bytes_for_a_name(path: Path) -> None:
    CaptureWriter(path).close()
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"CREATE TABLE tally (", b"CREATE TABL\xa7 tall\xff ("))


def cut(path: Path) -> None:
    CaptureWriter(path).close()
    path.write_bytes(path.read_bytes()[:5000])


UNUSABLE = [
    pytest.param(junk,                                       "not a capture",                  id="junk"),
    pytest.param(lambda path: path.mkdir(),                  "folder|not a file",              id="a folder"),
    pytest.param(lambda path: database(path, "CREATE TABLE t (a)"), "no capture of ams-inspector", id="another database"),
    pytest.param(newer,                                      "newer ams-inspector .*upgrade",  id="from the future"),
    pytest.param(with_trigger,                               "damaged: its tables",            id="with a trigger"),
    pytest.param(with_view,                                  "damaged: its tables",            id="with a view"),
    pytest.param(with_bytes_for_a_name,                      "damaged: its tables",            id="a schema that is no text"),
    pytest.param(cut,                                        "damaged|cannot be read",         id="cut off"),
]  # fmt: skip


@pytest.mark.parametrize("use", [CaptureReader, CaptureWriter])
@pytest.mark.parametrize(("spoil", "says"), UNUSABLE)
def test_what_is_no_capture(
    path: Path, spoil: Callable[[Path], None], says: str, use: Callable[[Path], object]
) -> None:
    spoil(path)

    with pytest.raises(CaptureError, match=says) as caught:
        use(path)

    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_capture(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="no such file"):
        CaptureReader(tmp_path / "none")
    with pytest.raises(CaptureError, match="cannot be written"):
        CaptureWriter(tmp_path / "none" / "a.amscap")


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param("UPDATE message SET verdict = x'0102'",        id="a verdict"),
        pytest.param("UPDATE message SET exchange = x'005b5d'",     id="an exchange"),
        pytest.param("UPDATE message SET request_body = x'07'",     id="a body"),
        pytest.param("UPDATE message SET exchange = 'text'",        id="a text"),
        pytest.param("UPDATE message SET verdict = 5",              id="a number"),
    ],
)  # fmt: skip
def test_a_damaged_record_is_named(path: Path, damage: str) -> None:
    with CaptureWriter(path) as writer:
        writer.append(annotated(0))
    database(path, damage)

    with pytest.raises(CaptureError, match=r"a\.amscap: damaged: exchange 1: "):
        CaptureReader(path).annotated(1)


@pytest.mark.parametrize("column", ["host", "status", "severity", "codes", "started"])
def test_a_damaged_row_is_told(path: Path, column: str) -> None:
    with CaptureWriter(path) as writer:
        writer.append(annotated(0))
    database(path, f"UPDATE exchange SET {column} = x'ff'")

    with pytest.raises(CaptureError, match="damaged"):
        CaptureReader(path).rows(1, 1)


def test_nothing_is_written_by_reading(path: Path) -> None:
    with CaptureWriter(path) as writer:
        writer.append(annotated(0))
    before = path.read_bytes()

    with CaptureReader(path) as reader:
        list(reader.exchanges())

    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_the_default_place(tmp_path: Path) -> None:
    now = datetime(2026, 1, 31, 12, 0, 0, tzinfo=UTC)

    path = default_path(now, tmp_path / "state")

    assert path.parent == tmp_path / "state" / "ams-inspector" / "captures"
    assert path.name.startswith("2026-01-31T12-00-00-")
    assert path.suffix == ".amscap"
    assert sys.platform == "win32" or stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_state_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")

    with pytest.raises(CaptureError, match="cannot keep captures here"):
        default_path(datetime.now(UTC), tmp_path / "state")
