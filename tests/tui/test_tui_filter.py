from pathlib import Path

from driving import driven, press, screen, shown, type_, until


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
