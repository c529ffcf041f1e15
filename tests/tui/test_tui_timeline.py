"""The tab that tells the lives of the entities an exchange touched."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import lives
import make
import pytest
from driving import NARROW, WIDE, driven, press, shown, type_, until
from lives import ASSET, JOB, at, call
from textual.pilot import Pilot

from inspector.capture.store import CaptureWriter, Entity
from inspector.core.annotated import Annotated
from inspector.core.lives.lifeline import LifeEvent, Lifeline
from inspector.tui import timeline
from inspector.tui.app import InspectorApp
from inspector.tui.tale import SHOWN, Tale, TaleSheet, tale_sheet, tell
from inspector.tui.timeline import Timeline

Record = Callable[[Iterable[Annotated]], Path]


@pytest.fixture
def told(record: Record) -> Path:
    return record(lives.annotated(lives.story()))


def tab(app: InspectorApp) -> Timeline:
    return app.browser.detail.query_one(Timeline)


async def turn_to(pilot: Pilot[None], app: InspectorApp, number: int) -> None:
    """Show the timeline of an exchange."""
    app.browser.exchanges.go(number)
    app.browser.detail.tab = "Timeline"
    await until(pilot, lambda: tab(app).tale.number == number)
    await pilot.pause()


def lines(path: Path, number: int) -> list[str]:
    tale = tell(path, number)
    return [text.rstrip() for _, text in tale_sheet(tale, make.NOON + number - 1).lines if text]


def test_a_job_and_what_it_led_to(told: Path) -> None:
    polls = "Queued → Processing → Finished  in 3 s"

    assert lines(told, 9) == [
        f"Job {JOB}  “encode”",
        "       −3 s #6         created   POST Jobs  201  Queued",
        f"▶      −2 s #7–10      read ×4   GET Jobs('…')/State  200  {polls}",
        "          → #11        Task nb:tid:…000000000001  Tasks",
        "          → #12        Asset nb:cid:…000000000002  OutputMediaAssets",
    ]


def test_refusals_are_marked_and_the_own_line_is(told: Path) -> None:
    tale = tell(told, 14)

    sheet = tale_sheet(tale, make.NOON + 13)

    kinds = [(kind, text.split()[:4]) for kind, text in sheet.lines if "deleted" in text]
    assert kinds == [
        ("refused", ["−1", "s", "#13", "deleted"]),
        ("own", ["▶", "now", "#14", "deleted"]),
    ]
    assert sheet.lines[sheet.own or 0][0] == "own"


@pytest.mark.parametrize(
    ("tale", "says"),
    [
        pytest.param(Tale(1), "touched no entity", id="nobody"),
        pytest.param(Tale(1, told_from=None), "older version, which kept no lifelines", id="an old capture"),
        pytest.param(Tale(1, told_from=5), "lifelines begin at #5", id="before it was continued"),
        pytest.param(Tale(9, told_from=5), "touched no entity", id="after it was continued"),
        pytest.param(Tale(1, problem="a: damaged\x1b[5m"), r"a: damaged\x1b[5m", id="a damaged one"),
        pytest.param(Tale(1, (Lifeline(Entity("h", "e")),), more=1), "1 more entity", id="one too many"),
        pytest.param(Tale(1, (Lifeline(Entity("h", "e"), led_further=True),)), "to more", id="led to too many"),
        pytest.param(Tale(1, (Lifeline(Entity("h", "e"), events=(LifeEvent("read", 0, "GET x", None),) * 12, left_out=3),)),
                     "3 more acts", id="too long a life"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said(tale: Tale, says: str) -> None:
    assert says in "\n".join(text for _, text in tale_sheet(tale, None).lines)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_enter_leads_to_the_exchange_and_back(told: Path, size: tuple[int, int]) -> None:
    async with driven(told, size) as (app, pilot):
        await turn_to(pilot, app, 6)
        app.browser.detail.enter()
        tab(app).jump(next(n for n, (_, text) in enumerate(tab(app).sheet.lines) if "#2 " in text))
        await press(pilot, "enter")
        await until(pilot, lambda: tab(app).tale.number == 2)

        assert app.browser.exchanges.cursor == 2
        assert tab(app).has_focus
        assert f"Asset {ASSET}  “holiday”" in shown(app)


async def test_enter_on_a_head_stays(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await turn_to(pilot, app, 6)
        app.browser.detail.enter()
        await press(pilot, "g", "enter")

        assert app.browser.exchanges.cursor == 6


async def test_an_exchange_that_the_filter_hides_is_named(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await turn_to(pilot, app, 6)
        await press(pilot, "/")
        await type_(pilot, "op:State")
        await press(pilot, "enter")
        await until(pilot, lambda: len(app.browser.exchanges.listing) == 4)
        app.browser.detail.post_message(Timeline.Went(2))
        await until(pilot, lambda: "The filter hides #2;" in shown(app))


async def test_lives_fold_and_are_searched(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await turn_to(pilot, app, 6)
        app.browser.detail.enter()
        await press(pilot, "g", "z")
        await until(pilot, lambda: "… 5 lines" in shown(app) or "lines" in shown(app))
        await press(pilot, "/")
        await type_(pilot, "holiday")
        await until(pilot, lambda: "1 of 1" in shown(app))


async def test_a_growing_capture_is_followed_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline, "CALM", 0.0)
    monkeypatch.setattr(timeline, "SHARE", 0)
    path = tmp_path / "live.amscap"
    story = list(lives.annotated(lives.story()))
    with CaptureWriter(path) as writer:
        for one in story[:7]:
            writer.append(one)
        writer.flush()
        async with driven(path) as (app, pilot):
            app.browser.exchanges.following = False
            await turn_to(pilot, app, 7)
            app.browser.detail.enter()
            await until(pilot, lambda: tab(app).here is not None)
            here = tab(app).here
            for one in story[7:]:
                writer.append(one)

            await until(pilot, lambda: "read ×4" in shown(app))
            assert (tab(app).tale.number, tab(app).here) == (7, here)
            assert "Task nb:tid" in shown(app)


async def test_folds_stay_while_a_capture_grows(told: Path) -> None:
    tales = [tell(told, 6), tell(told, 6)]
    grown = Tale(6, tales[1].lives, more=1)
    async with driven(told) as (app, pilot):
        await turn_to(pilot, app, 6)
        app.browser.detail.enter()
        await press(pilot, "g", "z")
        folded = set(tab(app)._folding.folded)
        tab(app)._show(grown, make.NOON + 5)

        assert folded
        assert tab(app)._folding.folded == folded


async def test_a_slow_capture_says_that_it_is_being_read(told: Path) -> None:
    gate = threading.Event()
    async with driven(told) as (app, pilot):
        timeline_ = tab(app)
        real, timeline_.tell = timeline_.tell, lambda n: (gate.wait(30), real(n))[1]
        app.browser.exchanges.go(6)
        app.browser.detail.tab = "Timeline"
        await until(pilot, lambda: "reading …" in shown(app))
        app.browser.exchanges.go(2)
        await asyncio.sleep(0.1)
        gate.set()
        await until(pilot, lambda: tab(app).tale.number == 2)
        assert "holiday" in shown(app)


async def test_a_growing_capture_is_not_read_all_the_time(
    told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline, "CALM", 100.0)
    asked: list[int] = []
    async with driven(told) as (app, pilot):
        await turn_to(pilot, app, 6)
        tab(app).tell = lambda number: (asked.append(number), Tale(number))[1]
        for last in range(100, 150):
            tab(app).keep_up(last)
            await pilot.pause()

    assert asked == []


async def test_a_capture_of_an_older_version(told: Path) -> None:
    with closing(sqlite3.connect(told)) as connection:
        connection.executescript(
            "DROP TABLE mark; DROP TABLE apart; DROP TABLE touch; PRAGMA user_version = 1; VACUUM"
        )
    async with driven(told) as (app, pilot):
        await turn_to(pilot, app, 6)

        assert "This capture was recorded by an older version" in shown(app)


async def test_a_capture_that_is_damaged_there(told: Path) -> None:
    with closing(sqlite3.connect(told, isolation_level=None)) as connection:
        connection.execute("UPDATE touch SET act = 'burned'")
    async with driven(told) as (app, pilot):
        app.browser.exchanges.go(6)
        app.browser.detail.tab = "Timeline"
        await until(pilot, lambda: "damaged" in shown(app))


def test_a_list_tells_of_its_first_entities(record: Record) -> None:
    many = [{"Id": lives.id_of("cid", n)} for n in range(SHOWN + 5)]
    path = record(lives.annotated([call("GET", "Assets", answer=lives.listed(*many))]))

    tale = tell(path, 1)

    assert (len(tale.lives), tale.more) == (SHOWN, 5)


def test_lines_lead_where_they_say(told: Path) -> None:
    sheet = tale_sheet(tell(told, 6), make.NOON + 5)

    assert isinstance(sheet, TaleSheet)
    for line, number in sheet.leads.items():
        assert f"#{number}" in sheet.lines[line][1]


def test_a_huge_life_is_laid_out_at_once(record: Record) -> None:
    path = record(lives.annotated([call("MERGE", at("Assets", ASSET), {"Name": "n"})] * 3000))

    assert len(lines(path, 1500)) < 60
