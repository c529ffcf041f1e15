"""Lifelines out of a capture are those that the exchanges tell, and are had quickly."""

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import lives
import make
import pytest
from lives import ASSET, FILE, JOB, LOCATOR, OUTPUT, POLICY, PROCESSOR, at, call
from story import multiplied

from inspector.capture import schema
from inspector.capture.lives import COUNT, HALF, MADE, NAMED, OF_EXCHANGE, OWN, end_of_life
from inspector.capture.store import CaptureReader, CaptureWriter
from inspector.core.exchange import Exchange
from inspector.core.lives.lifeline import Entity, Lifeline, account_of
from inspector.core.lives.lifelines import Lifelines
from inspector.core.mend import Mend
from inspector.errors import CaptureError

ACCOUNT = "accountname.restv2.westus.media.azure.net"


def recorded(path: Path, exchanges: Iterable[Exchange]) -> Path:
    with CaptureWriter(path) as writer:
        for one in lives.annotated(exchanges):
            writer.append(one)
    return path


def as_version_1(path: Path) -> Path:
    """Make a capture what an older version would have written."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "DROP TABLE mark; DROP TABLE apart; DROP TABLE touch;"
            "DELETE FROM fact WHERE name = 'lifelines-from';"
            "PRAGMA user_version = 1; VACUUM"
        )
    return path


def as_version_2(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "DROP TABLE mark; DROP TABLE apart; PRAGMA user_version = 2; VACUUM"
        )
    return path


@pytest.fixture
def told(tmp_path: Path) -> Iterator[CaptureReader]:
    with CaptureReader(recorded(tmp_path / "a.amscap", lives.story())) as reader:
        yield reader


def gathered(exchanges: Iterable[Exchange]) -> dict[str, Lifeline]:
    them = Lifelines()
    for one in lives.annotated(exchanges):
        them.add(one)
    return {life.entity.id: life for life in them.told()}


@pytest.mark.parametrize("entity", [POLICY, ASSET, LOCATOR, FILE, JOB, OUTPUT, PROCESSOR])
def test_the_capture_tells_what_the_exchanges_told(told: CaptureReader, entity: str) -> None:
    assert told.lifeline(Entity(ACCOUNT, entity)) == gathered(lives.story())[entity]


@pytest.mark.parametrize(
    ("n", "entities"),
    [
        pytest.param(1,  [POLICY],                    id="what it made"),
        pytest.param(3,  [LOCATOR, ASSET, POLICY],    id="what it made, then what that names"),
        pytest.param(5,  [PROCESSOR],                 id="what it listed"),
        pytest.param(7,  [JOB],                       id="what it read"),
        pytest.param(12, [JOB, OUTPUT],               id="the one in the address first"),
        pytest.param(99, [],                          id="no such exchange"),
    ],
)  # fmt: skip
def test_whom_an_exchange_touched(told: CaptureReader, n: int, entities: list[str]) -> None:
    assert sorted(told.entities_of(n)[1:]) == sorted(Entity(ACCOUNT, e) for e in entities[1:])
    assert [entity.id for entity in told.entities_of(n)][:1] == entities[:1]


def test_nothing_is_known_of_a_stranger(told: CaptureReader) -> None:
    for stranger in (Entity("other.host", ASSET), Entity(ACCOUNT, "\ud800' OR 1 --")):
        assert told.lifeline(stranger) == Lifeline(stranger)


def test_an_amendment_tells_nothing_twice(tmp_path: Path) -> None:
    path = tmp_path / "a.amscap"
    with CaptureWriter(path) as writer:
        for one in lives.annotated(lives.story()):
            writer.append(one)
            writer.amend(replace(one, operation="amended"))

    with CaptureReader(path) as reader:
        assert reader.lifeline(Entity(ACCOUNT, JOB)).events[1].count == 4


def test_an_older_capture_is_read_as_it_is(tmp_path: Path) -> None:
    path = as_version_1(recorded(tmp_path / "a.amscap", lives.story()))
    before = path.read_bytes()

    with CaptureReader(path) as reader:
        assert reader.told_from() is None
        assert reader.entities_of(3) == []
        assert reader.lifeline(Entity(ACCOUNT, ASSET)) == Lifeline(Entity(ACCOUNT, ASSET))
        assert len(list(reader.exchanges())) == len(lives.story())

    assert path.read_bytes() == before


def test_an_older_capture_is_migrated_when_it_is_continued(tmp_path: Path) -> None:
    path = as_version_1(recorded(tmp_path / "a.amscap", lives.story()))
    with CaptureReader(path) as early:
        recorded(path, lives.story()[:3])

        for reader in (early, CaptureReader(path)):
            assert reader.told_from() == len(lives.story()) + 1
            events = reader.lifeline(Entity(ACCOUNT, POLICY)).events
            assert [event.index for event in events] == [14, 16]
            assert len(list(reader.exchanges())) == len(lives.story()) + 3


def test_replays_and_mends_are_told_from_when_a_capture_is_continued(tmp_path: Path) -> None:
    first, *_ = lives.annotated(lives.story())
    mend = Mend("HDR103", "header", "x-ms-version", None, "2.19")
    again = replace(first.exchange, id="again", replay_of=first.exchange.id, mends=(mend,))
    path = as_version_2(recorded(tmp_path / "a.amscap", lives.story()))
    with CaptureReader(path) as early:
        assert [row.replay_of for row in early.rows(1, 2)] == [None, None]
        with CaptureWriter(path) as writer:
            writer.append(replace(first, exchange=again))
            writer.append(replace(first, exchange=replace(again, id="x", replay_of="unknown")))

        last = early.last()
        (row, other) = early.rows_at([last - 1, last])
        assert (row.replay_of, row.mended) == (1, "HDR103")
        assert other.replay_of is None
        assert early.annotated(last - 1).exchange == again
        assert early.number("again") == last - 1
        assert early.number("again", after=last - 1) is None
        assert early.told_from() == 1


def test_a_capture_being_recorded_by_an_older_version_stays_one(tmp_path: Path) -> None:
    path = as_version_1(recorded(tmp_path / "a.amscap", lives.story()))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE fact SET value = 'recording' WHERE name = 'state'")

        with pytest.raises(CaptureError, match="is being recorded"):
            CaptureWriter(path)

        assert schema.version_of(connection) == 1


@pytest.mark.parametrize(
    ("version", "change"),
    [
        pytest.param(1, "DROP TABLE mark; DROP TABLE apart", id="tables of 2 called 1"),
        pytest.param(
            2, "DROP TABLE mark; DROP TABLE apart; DROP TABLE touch", id="tables of 1 called 2"
        ),
        pytest.param(2, "SELECT 1", id="tables of 3 called 2"),
        pytest.param(3, "DROP TABLE mark; DROP TABLE apart", id="tables of 2 called 3"),
        pytest.param(3, "DROP INDEX touched", id="an index is missing"),
        pytest.param(3, "CREATE INDEX more ON touch (act)", id="an index too many"),
        pytest.param(0, "SELECT 1", id="no version at all"),
        pytest.param(-1, "SELECT 1", id="a negative one"),
    ],
)
def test_tables_are_those_of_their_version(tmp_path: Path, version: int, change: str) -> None:
    path = recorded(tmp_path / "a.amscap", [])
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(f"{change}; PRAGMA user_version={version}")

    for use in (CaptureReader, CaptureWriter):
        with pytest.raises(CaptureError, match="damaged: its tables"):
            use(path)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param("act = 'burned'", id="an act there is not"),
        pytest.param("way = x'ff'", id="bytes for a way"),
        pytest.param("refused = 'no'", id="a word for a number"),
        pytest.param("facts = x'ff'", id="bytes for facts"),
    ],
)
def test_a_damaged_touch_is_told(tmp_path: Path, damage: str) -> None:
    path = recorded(tmp_path / "a.amscap", lives.story())
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"UPDATE touch SET {damage}")

    with CaptureReader(path) as reader, pytest.raises(CaptureError, match="damaged"):
        reader.lifeline(Entity(ACCOUNT, POLICY))


@pytest.mark.parametrize("facts", ["[1]", "{", "[" * 100_000, "9" * 5000, '{"Name": {"a": 1}}'])
def test_facts_of_a_stranger(tmp_path: Path, facts: str) -> None:
    path = recorded(tmp_path / "a.amscap", lives.story())
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE touch SET facts = ?", (facts,))

    with CaptureReader(path) as reader:
        assert reader.lifeline(Entity(ACCOUNT, ASSET)).name == ""


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param({"Id": "\ud800\x00'", "Name": "\udfff"}, id="what UTF-8 cannot hold"),
        pytest.param({"Id": "x" * 100_000, "Name": "n" * 100_000}, id="huge"),
        pytest.param({"Id": "i", "AlternateId": "a", "Options": 10**30}, id="a huge number"),
    ],
)  # fmt: skip
def test_odd_entities_are_kept(tmp_path: Path, answer: dict[str, object]) -> None:
    path = recorded(tmp_path / "a.amscap", [call("POST", "Assets", {"Name": "a"}, answer)])

    with CaptureReader(path) as reader:
        (entity,) = reader.entities_of(1)
        (event,) = reader.lifeline(entity).events

    assert (event.act, event.refused) == ("created", False)


def test_a_life_that_is_too_long_to_read_keeps_both_ends(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.amscap", lives.story()[6:7])
    path = multiplied(path, 3 * HALF)
    with CaptureWriter(path) as writer:
        writer.append(next(lives.annotated([call("DELETE", at("Jobs", JOB))])))

    with CaptureReader(path) as reader:
        life = reader.lifeline(Entity(ACCOUNT, JOB))

    assert [event.act for event in life.events] == ["read", "deleted"]
    assert life.events[0].count + life.left_out == 3 * HALF


QUERIES = {
    "the beginning": end_of_life("ASC"),
    "the end": end_of_life("DESC"),
    "the count": COUNT,
    "the making": MADE,
    "a sample": OWN,
    "as other": NAMED,
    "of an exchange": OF_EXCHANGE,
}


@pytest.mark.parametrize("sql", [pytest.param(sql, id=name) for name, sql in QUERIES.items()])
def test_queries_go_by_an_index_and_sort_nothing(told: CaptureReader, sql: str) -> None:
    values = ("x",) * sql.count("?")

    plan = [row[-1] for row in told._ask(f"EXPLAIN QUERY PLAN {sql}", values)]

    assert not [step for step in plan if step.startswith("SCAN") and step != "SCAN its"], plan
    assert not [step for step in plan if "TEMP B-TREE FOR ORDER" in step], plan


def test_a_life_is_had_at_once_in_a_huge_capture(tmp_path: Path) -> None:
    path = multiplied(recorded(tmp_path / "a.amscap", lives.story()), 7200)
    with CaptureReader(path) as reader:
        assert reader.last() > 100_000
        began = time.monotonic()
        for entity in reader.entities_of(50_003):
            assert reader.lifeline(entity).left_out
        assert time.monotonic() - began < 5.0  # 0.2 s on a machine at rest


def test_the_account_is_that_of_the_host(tmp_path: Path) -> None:
    old = "https://media.windows.net/api/"
    path = recorded(
        tmp_path / "a.amscap",
        [call("GET", at("Jobs", JOB), answer={"Id": JOB}, root=r) for r in (old, make.ROOT)],
    )
    with CaptureReader(path) as reader:
        accounts = [reader.entities_of(n)[0].account for n in (1, 2)]

    assert accounts == [account_of("media.windows.net"), ACCOUNT]


def test_touches_of_a_list_keep_what_a_life_tells_and_no_more(tmp_path: Path) -> None:
    body = lives.listed({"Id": ASSET, "Name": "n", "State": 0, "StorageAccountName": "s" * 50})
    path = recorded(tmp_path / "a.amscap", [call("GET", "Assets", answer=body)])

    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT state, facts FROM touch").fetchall() == [
            ("Initialized", '{"Name": "n"}')
        ]
