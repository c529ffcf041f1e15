"""Scorecard and aggregate: over the whole capture, into the list and back."""

import time
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from driving import NARROW, driven, press, screen, shown, type_, until
from story import annotated, found
from textual.pilot import Pilot

from inspector.capture.store import CaptureReader, CaptureWriter, Defects
from inspector.core.annotated import Annotated
from inspector.core.filter import parse
from inspector.core.history import REMEMBERED
from inspector.core.scorecard import Demand
from inspector.core.severity import WARNING
from inspector.tui.app import InspectorApp
from inspector.tui.breaches import PIECE as GROUPED
from inspector.tui.breaches import Aggregate, Breaches
from inspector.tui.census import PIECE, Census
from inspector.tui.drill import these
from inspector.tui.scorecard import ScorecardScreen
from inspector.tui.survey import Survey

Record = Callable[[Iterable[Annotated]], Path]
BROAD = (150, 40)
SIZES = pytest.mark.parametrize("size", [NARROW, BROAD], ids=["80x24", "150x40"])


def demanded() -> Sequence[Demand]:
    return (Demand("HDR103", ("x-ms-version",)), Demand("ODA401", ("Accept",)))


async def survey(app: InspectorApp, pilot: Pilot[None], key: str) -> Survey[object]:
    await pilot.press(key)
    await until(pilot, lambda: isinstance(app.screen, Survey) and app.screen.table.rows)
    assert isinstance(app.screen, Survey)
    return app.screen


async def listed(app: InspectorApp, pilot: Pilot[None], passed: int) -> None:
    await until(pilot, lambda: len(app.screen_stack) == 1 and app.browser.feed.passed == passed)


@SIZES
async def test_the_aggregate_has_a_line_for_each_rule_and_operation(
    size: tuple[int, int], told: Path
) -> None:
    async with driven(told, size) as (app, pilot):
        await survey(app, pilot, "a")
        lines = screen(app)

    assert "Aggregate  7 rules broken in 12 exchanges" in lines[0]
    assert lines[2].split()[:5] == ["✖", "×1", "HDR103", "GET", "Assets('…')/Files"]
    assert {len(line) for line in lines} == {size[0]}
    assert ("x-ms-version is missing." in lines[2]) is (size is BROAD)
    assert "x-ms-version is missing." in "\n".join(lines[-5:])


async def test_it_counts_and_says_in_how_many_operations(record: Record) -> None:
    slips = [annotated(n, findings=[found("HDR106", WARNING)]) for n in range(1, 5)]
    more = [annotated(9, url="Jobs", findings=[found("HDR106", WARNING)])]
    async with driven(record([*slips, *more])) as (app, pilot):
        await survey(app, pilot, "a")
        line = screen(app)[2].split()

    assert line == ["▲", "×4", "HDR106", "GET", "Assets", "2", "operations"]


async def test_enter_lists_the_exchanges_and_escape_leads_back(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "j", "j", "j")
        first = await survey(app, pilot, "a")
        await pilot.press("j", "j")
        assert first.table.row is not None
        row = first.key(first.table.row)
        await pilot.press("enter")
        await listed(app, pilot, 1)

        assert row == ("ODA401", "POST Jobs")
        assert app.browser.exchanges.cursor == 3
        assert "esc back" in screen(app)[-1]

        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, Survey) and app.screen.table.place == 2)
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        await press(pilot)

        assert app.browser.exchanges.cursor == 4
        assert "filter" not in screen(app)[1]


async def test_who_followed_before_follows_again(told: Path) -> None:
    async with driven(told, demanded=demanded) as (app, pilot):
        await press(pilot, "F")
        (await survey(app, pilot, "s")).table.find("GET Assets")
        await pilot.press("enter")
        await listed(app, pilot, 2)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, Survey))
        await pilot.press("escape")
        await until(
            pilot, lambda: app.browser.feed.passed is None and " 12 12:00:11 " in shown(app)
        )

        assert app.browser.exchanges.following
        assert app.browser.exchanges.cursor == 1


async def test_the_filter_of_before_comes_back(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "/")
        await type_(pilot, "status:>=400")
        await press(pilot, "enter")
        await survey(app, pilot, "a")
        await pilot.press("enter")
        await listed(app, pilot, 1)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, Survey))
        await pilot.press("escape")
        await listed(app, pilot, 3)

        assert "status:>=400" in screen(app)[1]


async def test_who_types_a_filter_of_his_own_stays(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await survey(app, pilot, "a")
        await pilot.press("enter")
        await listed(app, pilot, 1)
        await press(pilot, "/")
        await type_(pilot, "jobs")
        await press(pilot, "enter")
        await listed(app, pilot, 2)
        await press(pilot, "escape")

        assert len(app.screen_stack) == 1
        assert "off (esc)" in screen(app)[1]


@SIZES
async def test_the_scorecard_has_a_sign_for_each_header(size: tuple[int, int], told: Path) -> None:
    async with driven(told, size, demanded=demanded) as (app, pilot):
        await survey(app, pilot, "s")
        await until(pilot, lambda: "lack headers" in screen(app)[0])
        head, *rows = screen(app)[1:]
        lines = {row[:30].strip()[:20].strip(): row.split()[-2:] for row in rows if row.strip()}

        assert lines["POST Jobs"] == ["✓", "✖"]
        assert lines["GET Assets('…')/File"] == ["[✖]", "✓"]
        assert "x-ms-version" in head
        assert "1 x-ms-version (HDR103): never sent, error" in shown(app)
        assert {len(line) for line in screen(app)} == {size[0]}


async def test_a_cell_leads_to_the_calls_without_the_header(told: Path) -> None:
    async with driven(told, demanded=demanded) as (app, pilot):
        screen_ = await survey(app, pilot, "s")
        screen_.table.find("POST Jobs")
        await pilot.press("l")
        assert "2 Accept (ODA401): never sent, error" in shown(app)
        await pilot.press("enter")
        await listed(app, pilot, 1)
        assert app.browser.exchanges.cursor == 3

        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, Survey) and app.screen.table.cell == 1)


async def test_a_cell_that_is_well_leads_to_the_calls_that_sent_it(told: Path) -> None:
    async with driven(told, demanded=demanded) as (app, pilot):
        screen_ = await survey(app, pilot, "s")
        screen_.table.find("GET Assets")
        await pilot.press("enter")
        await listed(app, pilot, 2)


@SIZES
async def test_the_chosen_cell_is_known_without_its_colour(
    size: tuple[int, int], told: Path
) -> None:
    async with driven(told, size, demanded=demanded) as (app, pilot):
        await survey(app, pilot, "s")
        await until(pilot, lambda: "lack headers" in screen(app)[0])
        for chosen, key in enumerate(("l", "j")):
            rows = [line.split()[-2:] for line in screen(app)[2:5]]
            assert [cell for row in rows for cell in row if "[" in cell or "]" in cell] == [
                f"[{rows[0][chosen].strip('[]')}]"
            ]
            await press(pilot, key)


async def test_the_scorecard_is_counted_once_and_grows(tmp_path: Path) -> None:
    with CaptureWriter(tmp_path / "live.amscap") as writer:
        writer.append(annotated(1))
        writer.flush()
        async with driven(tmp_path / "live.amscap", demanded=demanded) as (app, pilot):
            await until(pilot, lambda: app.browser.feed.seen.last == 1)
            first = await survey(app, pilot, "s")
            assert isinstance(first, ScorecardScreen)
            writer.append(annotated(2, url="Jobs", findings=[found("HDR103")]))
            await until(pilot, lambda: len(first.table.rows) == 2)
            assert [line.operation for line in first.census.lines()] == ["GET Jobs", "GET Assets"]
            await pilot.press("escape")
            again = await survey(app, pilot, "s")
            assert isinstance(again, ScorecardScreen)

            assert again.census is first.census
            assert again.census.counted == 2


async def test_the_aggregate_grows(tmp_path: Path) -> None:
    with CaptureWriter(tmp_path / "live.amscap") as writer:
        writer.append(annotated(1, findings=[found()]))
        writer.flush()
        async with driven(tmp_path / "live.amscap") as (app, pilot):
            await until(pilot, lambda: app.browser.feed.seen.last == 1)
            await survey(app, pilot, "a")
            writer.append(annotated(2, findings=[found()]))
            await until(pilot, lambda: "×2" in screen(app)[2])


async def test_who_leaves_while_it_counts_goes_at_once_and_on_afterwards(huge: Path) -> None:
    async with driven(huge, demanded=demanded) as (app, pilot):
        await pilot.press("s")
        await until(pilot, lambda: "% read" in screen(app)[0])
        began = time.monotonic()
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        assert time.monotonic() - began < 5
        before = app.browser._census
        assert before is not None
        assert 0 < before.counted < 100_008
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, Survey))
        await until(pilot, lambda: before.counted > 10 * PIECE)


def test_no_exchange_is_counted_twice(told: Path) -> None:
    census = Census(told, demanded())
    for last in (3, 3, 12, 12):
        census.step(last)

    assert sum(line.calls for line in census.lines()) == 12


def counted(breaches: Breaches, last: int) -> Aggregate:
    while breaches.step(last):
        pass
    return breaches.told(last)


def test_a_huge_capture_is_grouped_in_pieces_and_what_is_settled_once(
    huge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, int]] = []
    usual = CaptureReader.defects

    def noted(self: CaptureReader, first: int, last: int) -> list[Defects]:
        asked.append((first, last))
        return usual(self, first, last)

    monkeypatch.setattr(CaptureReader, "defects", noted)
    breaches = Breaches(huge)
    told = counted(breaches, 100_008)
    assert {breach.calls for breach in told.breaches} == {8334}
    assert asked[0][0] == 1
    assert all(after == before + 1 for (_, before), (after, _) in pairwise(asked))
    assert max(last - first for first, last in asked) < GROUPED

    asked.clear()
    assert counted(breaches, 100_008) == told
    assert asked == [(100_008 - REMEMBERED + 1, 100_008)]


def test_what_is_amended_is_counted_as_it_is_now(tmp_path: Path) -> None:
    path = tmp_path / "a.amscap"
    with CaptureWriter(path) as writer:
        for number in range(1, REMEMBERED + 101):
            writer.append(annotated(number, findings=[found()]))
        writer.flush()
        breaches = Breaches(path)
        assert [one.calls for one in counted(breaches, REMEMBERED + 100).breaches] == [600]

        writer.amend(annotated(200))
        writer.flush()
        assert [one.calls for one in counted(breaches, REMEMBERED + 100).breaches] == [599]


def test_what_has_no_end_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspector.tui.breaches.KEPT", 3)
    path = tmp_path / "a.amscap"
    with CaptureWriter(path) as writer:
        for number in range(1, 10):
            writer.append(
                annotated(number, url=f"Set{'abcdefghi'[number - 1]}", findings=[found()])
            )
    told = counted(Breaches(path), 9)

    assert told.cut
    assert len(told.breaches) == 3


@pytest.mark.parametrize(
    ("operation", "code", "text"),
    [
        pytest.param("GET Assets", "HDR103", 'op:"=GET Assets" code:HDR103', id="usual"),
        pytest.param('GET "x" \x1b', "A1", 'op:"=GET ?x? ?" code:A1', id="what cannot be typed"),
        pytest.param("GET A\\", "A1", 'op:"=GET A?" code:A1', id="a backslash"),
        pytest.param("GET A", "[/x]", 'op:"=GET A"', id="no code"),
        pytest.param("", "A1", "code:A1", id="no operation"),
        pytest.param("x" * 2000, "A1", f'op:"={"x" * 900}*" code:A1', id="too long"),
    ],
)
def test_a_drill_is_a_filter(operation: str, code: str, text: str) -> None:
    assert these(operation, code) == text
    parse(text)


async def test_a_damaged_capture_is_told(told: Path) -> None:
    async with driven(told) as (app, pilot):
        with told.open("r+b") as file:
            file.write(b"no capture any more")
        await pilot.press("a")
        await until(pilot, lambda: "cannot be read" in screen(app)[0])
