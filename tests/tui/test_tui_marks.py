"""Marks, comments, and the difference to the marked exchange."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from driving import NARROW, driven, press, screen, shown, type_, until
from story import annotated
from textual.widgets import Input

from inspector.capture.store import CaptureReader, CaptureWriter, Mark, keep
from inspector.tui.diff import DiffScreen

BROAD = (150, 40)


def marks(path: Path) -> list[Mark]:
    with CaptureReader(path) as reader:
        return reader.marks()


async def test_a_mark_is_in_the_capture(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "j", "m", "j", "m")
        await until(pilot, lambda: marks(told) == [Mark(2), Mark(3)])
        await press(pilot, "m")
        await until(pilot, lambda: marks(told) == [Mark(2)])
        assert screen(app)[3].startswith("◆")

    async with driven(told) as (app, pilot):
        await until(pilot, lambda: screen(app)[3].startswith("◆"))


async def test_a_proxy_that_records_is_not_disturbed(tmp_path: Path) -> None:
    with CaptureWriter(tmp_path / "live.amscap") as writer:
        async with driven(tmp_path / "live.amscap") as (app, pilot):
            for number in range(1, 20):
                writer.append(annotated(number))
            await until(pilot, lambda: app.browser.feed.seen.last == 19)
            await press(pilot, "m", "j", "m")
            for number in range(20, 40):
                writer.append(annotated(number))
            writer.flush()
            await until(pilot, lambda: len(marks(tmp_path / "live.amscap")) == 2)
            await until(pilot, lambda: app.browser.feed.seen.last == 39)


async def test_a_comment_stands_above_the_findings(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "j", "j")
        await pilot.press("semicolon")
        await until(pilot, lambda: isinstance(app.focused, Input))
        await type_(pilot, "ask [b]them[/b]")
        await pilot.press("enter")
        await until(pilot, lambda: "Note   ask [b]them[/b]" in shown(app))
        assert screen(app)[4].startswith("◇")
        await until(pilot, lambda: marks(told) == [Mark(3, False, "ask [b]them[/b]")])

        await press(pilot, "j")
        assert "Note" not in shown(app)
        await press(pilot, "k")
        assert "Note   ask" in shown(app)


async def test_a_comment_is_changed_and_taken_back(told: Path) -> None:
    keep(told, 1, marked=True, comment="old")
    async with driven(told) as (app, pilot):
        await until(pilot, lambda: "Note   old" in shown(app))
        await pilot.press("semicolon")
        await until(pilot, lambda: isinstance(app.focused, Input))
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        assert marks(told) == [Mark(1, comment="old")]

        await pilot.press("semicolon")
        await until(pilot, lambda: isinstance(app.focused, Input))
        await pilot.press("backspace", "backspace", "backspace", "enter")
        await until(pilot, lambda: marks(told) == [Mark(1)])
        assert "Note" not in shown(app)


async def test_two_screens_see_each_others_marks_and_lose_none(told: Path) -> None:
    async with driven(told) as (one, first), driven(told) as (other, second):
        await press(first, "m")
        await until(second, lambda: screen(other)[2].startswith("◆"))
        await second.press("semicolon")
        await until(second, lambda: isinstance(other.focused, Input))
        await press(first, "m")
        await until(first, lambda: marks(told) == [])
        await type_(second, "whose?")
        await second.press("enter")
        await until(first, lambda: "Note   whose?" in shown(one))
        assert marks(told) == [Mark(1, marked=False, comment="whose?")]

        await press(first, "m")
        await until(second, lambda: screen(other)[2].startswith("◆"))
        assert marks(told) == [Mark(1, comment="whose?")]


async def test_a_mark_of_another_screen_is_not_the_one_that_d_compares_with(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "j", "m")
        await until(pilot, lambda: marks(told) == [Mark(2)])
        keep(told, 5, marked=True)
        await until(pilot, lambda: screen(app)[6].startswith("◆"))
        await press(pilot, "g", "d")
        await until(pilot, lambda: isinstance(app.screen, DiffScreen))
        assert "#2 GET" in screen(app)[0]


async def test_where_nothing_can_be_written_marks_last_as_long_as_the_screen(
    told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.capture.notes.PATIENCE", 10)
    with closing(sqlite3.connect(told, isolation_level=None)) as other:
        async with driven(told) as (app, pilot):
            other.execute("BEGIN IMMEDIATE")
            await press(pilot, "m", "j", "m")
            await until(pilot, lambda: "Marks are kept until" in shown(app))

            assert screen(app)[2].startswith("◆")
            assert len(app._notifications) == 1
            other.execute("ROLLBACK")


async def test_marks_in_a_copy_are_said_not_to_last(told: Path) -> None:
    async with driven(told, lasting=False) as (app, pilot):
        await press(pilot, "m")
        await until(pilot, lambda: "The recording is a copy" in shown(app))


async def test_without_a_mark_there_is_nothing_to_compare_with(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "d")
        await until(pilot, lambda: "Mark another exchange by m first." in shown(app))
        await press(pilot, "m", "d")

        assert len(app.screen_stack) == 1


@pytest.mark.parametrize("size", [NARROW, BROAD], ids=["80x24", "150x40"])
async def test_the_difference_stands_side_by_side_where_there_is_room(
    size: tuple[int, int], told: Path
) -> None:
    async with driven(told, size) as (app, pilot):
        await press(pilot, "m", "j", "j")
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, DiffScreen) and "Findings" in shown(app))
        lines = screen(app)

        assert "#1 GET Assets 200  →  #3 POST Jobs 400" in lines[0]
        assert {len(line) for line in lines} == {size[0]}
        beside = [line for line in lines if "- method: GET" in line]
        assert len(beside) == 1
        assert ("+ method: POST" in beside[0]) is (size is BROAD)

        await pilot.press("slash")
        await type_(pilot, "odata.error")
        await until(pilot, lambda: "1 of" in shown(app))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)


async def test_it_is_laid_out_anew_when_the_terminal_changes(told: Path) -> None:
    async with driven(told, BROAD) as (app, pilot):
        await press(pilot, "m", "j", "j")
        await pilot.press("d")
        await until(pilot, lambda: "│" in shown(app))
        await pilot.resize_terminal(*NARROW)
        await until(pilot, lambda: "│" not in shown(app) and "- method: GET" in shown(app))


async def test_the_one_marked_last_is_compared_with(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "j", "m", "g", "m", "G")
        await pilot.press("d")
        await until(pilot, lambda: "#1 GET Assets 200  →  #12" in screen(app)[0])
