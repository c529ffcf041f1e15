import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import make
import pytest
from driving import driven, press, screen, shown, type_, until
from story import annotated
from textual.content import Content

from inspector.capture.store import CaptureWriter, keep
from inspector.core.annotated import Annotated
from inspector.tui.said import Said

Record = Callable[[Iterable[Annotated]], Path]


def rows(lines: list[str]) -> list[int]:
    """Return the numbers of the exchanges listed."""
    listed = (line.split() for line in lines if " 12:00:" in line)
    return [int(next(word for word in words if word.isdigit())) for words in listed]


async def test_a_filter_is_applied_while_it_is_typed(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "/")
        await type_(pilot, "jobs")
        await until(pilot, lambda: "2 of 12" in shown(app))

        assert rows(screen(app)) == [3, 11]


async def test_f_is_a_filter_too(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "f")

        assert app.browser.filter.input.has_focus


async def test_an_error_stands_under_the_input_and_changes_nothing(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "/")
        await type_(pilot, "jobs (")
        await until(pilot, lambda: "a term is missing at the end" in shown(app))

        assert "2 of 12" in shown(app)


async def test_escape_switches_the_filter_without_losing_it(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "/")
        await type_(pilot, "jobs")
        await press(pilot, "enter")
        await until(pilot, lambda: rows(screen(app)) == [3, 11])

        await press(pilot, "escape")
        await until(pilot, lambda: len(rows(screen(app))) > 2)
        assert "jobs" in shown(app)

        await press(pilot, "escape")
        await until(pilot, lambda: rows(screen(app)) == [3, 11])


async def test_an_emptied_filter_goes_away(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "/", "x", "backspace", "enter")

        assert not app.browser.filter.display
        assert app.browser.exchanges.has_focus


async def test_the_cursor_comes_back_to_where_it_was(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "j", "j", "j", "j", "/")
        await type_(pilot, "jobs")
        await until(pilot, lambda: app.browser.exchanges.cursor == 11)

        await press(pilot, "escape")
        await until(pilot, lambda: app.browser.exchanges.cursor == 5)


async def test_earlier_filters_come_back(told: Path) -> None:
    async with driven(told) as (app, pilot):
        for text in ("jobs", "files"):
            await press(pilot, "/", *["backspace"] * 8)
            await type_(pilot, text)
            await press(pilot, "enter")
        await press(pilot, "/", "up", "up")
        assert app.browser.filter.input.value == "jobs"

        await press(pilot, "down")
        assert app.browser.filter.input.value == "files"


async def test_n_stays_within_the_filter(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "/")
        await type_(pilot, "jobs or metadata")
        await press(pilot, "enter")
        await until(pilot, lambda: app.browser.feed.passed == 3)
        await press(pilot, "n")

        assert app.browser.exchanges.cursor == 11


async def test_nothing_passes(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "/")
        await type_(pilot, "zzz")
        await until(pilot, lambda: "No exchange passes" in shown(app))

        assert "0 of 12" in shown(app)


async def test_what_a_filter_looks_for_may_stand_in_a_body_or_a_header(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "/")
        await type_(pilot, "encode or header[request-id]:7b7a")
        await until(pilot, lambda: "1 of 12" in shown(app))

        assert rows(screen(app)) == [3]


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        pytest.param("status:four", " " * 8 + "^^^^^^^^^^^ status: does not know", id="a wrong value"),
        pytest.param("jobs (", " " * 14 + "^ a term is missing", id="the end"),
        pytest.param("jobs ~u [a", " " * 16 + "^^ ~u: a [ is not closed", id="an expression"),
    ],
)  # fmt: skip
async def test_the_place_of_an_error_is_marked(told: Path, typed: str, line: str) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "/")
        await type_(pilot, typed)

        await until(pilot, lambda: line in shown(app))


async def test_an_unfinished_filter_is_no_longer_there_the_next_time(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "/")
        await type_(pilot, "status:")
        await press(pilot, "escape", "/")
        await type_(pilot, "jobs")
        await press(pilot, "enter")
        await until(pilot, lambda: rows(screen(app)) == [3, 11])

        await press(pilot, "/")
        await type_(pilot, "files or (")
        await press(pilot, "escape")
        await until(pilot, lambda: rows(screen(app)) == [3, 11])
        assert app.browser.filter.input.value == "jobs"


async def test_f_goes_on_with_the_filter(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "/")
        await type_(pilot, "jobs")
        await press(pilot, "enter", "f")
        await type_(pilot, " sev:error")
        await until(pilot, lambda: rows(screen(app)) == [3])


async def test_enter_does_not_leave_a_wrong_filter_standing(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "/")
        await type_(pilot, "jobs (")
        await press(pilot, "enter")
        assert app.browser.filter.input.has_focus

        await press(pilot, "escape")
        await until(pilot, lambda: len(rows(screen(app))) > 2)
        assert app.browser.filter.input.value == ""


@pytest.mark.parametrize(
    ("typed", "tabs", "filled"),
    [
        pytest.param("sta", 1, "status:", id="a field"),
        pytest.param("sev:e", 1, "sev:error", id="a word of the language"),
        pytest.param("status:>=40", 1, "status:>=400", id="a status, behind its sign"),
        pytest.param("-code:od", 2, "-code:ODA402", id="the second code"),
        pytest.param("op:post\\ a", 0, "op:post\\ a", id="nothing fits"),
        pytest.param("op:post", 1, 'op:"POST Jobs"', id="a blank is quoted"),
        pytest.param("header[x-ms-v", 1, "header[x-ms-version]:", id="a header"),
        pytest.param("header[x-ms-version]:", 1, "header[x-ms-version]:2.19", id="its value"),
        pytest.param("claim[a", 1, "claim[aud]:", id="a claim"),
        pytest.param("status:200,>=40", 1, "status:200,>=400", id="the second of a list"),
        pytest.param("has:token,ma", 1, "has:token,mark", id="a word of the language, in a list"),
        pytest.param("sev:error,", 2, "sev:error,note", id="behind a comma"),
        pytest.param('method:"GET, po', 1, 'method:"GET, POST', id="in a list in quotes"),
        pytest.param("-(code:odb,od", 1, "-(code:odb,ODA401", id="a code in a list"),
        pytest.param("op:x,post", 0, "op:x,post", id="a comma is text there"),
        pytest.param("comment:lat", 1, 'comment:"see later"', id="a comment"),
        pytest.param("jobs (host:acc", 1, f"jobs (host:{make.ROOT.split('/')[2]}", id="within a group"),
    ],
)  # fmt: skip
async def test_tab_completes_from_the_capture(
    told: Path, typed: str, tabs: int, filled: str
) -> None:
    keep(told, 2, comment="see later")
    async with driven(told) as (app, pilot):
        bar = app.browser.filter
        await press(pilot, "/")
        await type_(pilot, typed)
        if tabs:
            await until(pilot, lambda: bar.offers.are_there)
        await press(pilot, *["tab"] * tabs)

        await until(pilot, lambda: bar.input.value == filled)
        assert bar.input.has_focus


async def test_filters_are_kept_for_the_next_session(told: Path, tmp_path: Path) -> None:
    past = tmp_path / "state" / "filters"
    async with driven(told, past=past) as (_, pilot):
        await press(pilot, "/")
        await type_(pilot, "jobs")
        await press(pilot, "enter")
    assert past.stat().st_mode & 0o777 == 0o600

    async with driven(told, past=past) as (app, pilot):
        await press(pilot, "/", "up")
        assert app.browser.filter.input.value == "jobs"


async def test_that_they_cannot_be_kept_is_told_once(told: Path, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    async with driven(told, past=tmp_path / "state" / "filters") as (app, pilot):
        await press(pilot, "/")
        await type_(pilot, "jobs")
        await press(pilot, "enter")

        await until(pilot, lambda: "Filters are not kept" in shown(app))


async def test_the_filter_stays_while_the_capture_grows(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "/")
        await type_(pilot, "encode")
        await press(pilot, "enter")
        await until(pilot, lambda: rows(screen(app)) == [3])
        with CaptureWriter(told) as writer:
            for number in (13, 14):
                body = {"Name": "encode"} if number == 14 else b""
                writer.append(annotated(number, "POST", "Assets", body))

        await until(pilot, lambda: rows(screen(app)) == [3, 14])
        assert "2 of 14" in shown(app)


@pytest.mark.parametrize("text", ["comment:later", "~comment ^see", "later", "has:mark"])
async def test_a_filter_that_is_on_sees_what_is_noted_meanwhile(told: Path, text: str) -> None:
    keep(told, 2, comment="see [b]later[/b]")
    async with driven(told) as (app, pilot):
        app.browser.filter.put(text)
        await until(pilot, lambda: rows(screen(app)) == [2])

        keep(told, 5, comment="see later, too")
        await until(pilot, lambda: rows(screen(app)) == [2, 5])
        keep(told, 2, comment="")
        await until(pilot, lambda: rows(screen(app)) == [5])


async def test_a_damaged_exchange_hides_no_others_from_a_filter(told: Path) -> None:
    with closing(sqlite3.connect(told)) as connection, connection:
        connection.execute("UPDATE message SET exchange = x'02' WHERE n = 5")
    async with driven(told) as (app, pilot):
        app.browser.filter.put("text:busy or text:encode")
        await until(pilot, lambda: "Damaged" in shown(app))

        await until(pilot, lambda: rows(screen(app)) == [3, 11])


async def test_a_long_search_shows_how_far_it_is_and_ends_by_typing_on(huge: Path) -> None:
    async with driven(huge) as (app, pilot):
        await press(pilot, "/")
        await type_(pilot, "text:nowhere")
        await until(pilot, lambda: "% " in shown(app))

        await press(pilot, "ctrl+u")
        await type_(pilot, "status:503")
        await until(pilot, lambda: "8,334 of 100,008" in shown(app))


async def test_who_leaves_ends_the_search(huge: Path) -> None:
    async with driven(huge) as (app, pilot):
        feed = app.browser.feed
        app.browser.filter.put("text:nowhere")
        await until(pilot, lambda: feed.progress is not None)
        scan = feed._scan

    assert scan is not None
    assert scan.cancelled.is_set()
    assert scan.reached < scan.goal


async def test_how_far_a_search_is_lays_nothing_out_while_it_is_as_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    laid: list[bool] = []
    usual = Said.update

    def counted(self: Said, content: Content, *, layout: bool = True) -> None:
        laid.append(layout)
        usual(self, content, layout=layout)

    monkeypatch.setattr(Said, "update", counted)
    said = Said()
    for words in ("⠋ 1%", "⠙ 1%", "⠙ 1%", "⠹ 2%", "⠸ 10%"):
        said.say(words)

    assert laid == [True, False, False, True]


async def test_the_cursor_is_in_sight_once_the_filter_is_off(record: Record) -> None:
    path = record(annotated(number, "POST" if number == 50 else "GET") for number in range(1, 61))
    async with driven(path) as (app, pilot):
        await press(pilot, "/")
        await type_(pilot, "method:POST")
        await press(pilot, "enter")
        await until(pilot, lambda: rows(screen(app)) == [50])
        await press(pilot, "g", "escape")
        await until(pilot, lambda: len(rows(screen(app))) > 2)

        assert 50 in rows(screen(app))
