"""What is said in passing, and the screens that come over it."""

from pathlib import Path

import pytest
from driving import NARROW, WIDE, driven, press, screen, shown, until

CRAMPED = (40, 12)
SAID = "only a person can mend QRY504: Read related entities through their own address, give each option once."


@pytest.mark.parametrize(
    ("keys", "seen"),
    [
        pytest.param("y", "Copy of #", id="a menu"),
        pytest.param(["question_mark"], "Keys", id="help"),
        pytest.param("c", "Columns, with blanks", id="a line to type"),
        pytest.param([":"], "tab ", id="the command line"),
        pytest.param("jje", "Explain", id="a page"),
        pytest.param("s", "Scorecard", id="the scorecard"),
        pytest.param("L", "Log", id="the log"),
        pytest.param("mjd", "Difference", id="a difference"),
    ],
)
async def test_what_was_said_is_not_in_the_way_of_what_comes_after_it(
    keys: str | list[str], seen: str, told: Path
) -> None:
    async with driven(told, NARROW) as (app, pilot):
        app.browser.say(SAID, "Not done")
        await until(pilot, lambda: "only a person" in shown(app))
        await press(pilot, *keys)
        await until(pilot, lambda: seen in shown(app))

        assert "only a person" not in shown(app)


async def test_what_is_said_over_a_dialog_is_told(told: Path) -> None:
    async with driven(told, NARROW) as (app, pilot):
        await press(pilot, "question_mark")
        app.browser.say("A message waits: I shows it.")

        await until(pilot, lambda: "A message waits" in shown(app))


@pytest.mark.parametrize(
    ("size", "lines"), [(CRAMPED, 4), (NARROW, 3), (WIDE, 2)], ids=["cramped", "narrow", "wide"]
)
async def test_what_is_said_takes_no_more_lines_than_it_needs(
    size: tuple[int, int], lines: int, told: Path
) -> None:
    async with driven(told, size) as (app, pilot):
        before = screen(app)
        app.browser.say(SAID, "Not done")
        await until(pilot, lambda: "only a person" in shown(app))

        changed = [at for at, line in enumerate(screen(app)) if line != before[at]]
        assert len(changed) == lines
        assert changed[-1] == size[1] - 2  # the keys are in the last
