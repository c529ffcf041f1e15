"""The screen in a terminal that is smaller than anybody would have it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from driving import NARROW, driven, press, screen, shown, type_, until
from textual.pilot import Pilot
from textual.screen import Screen

from inspector.tui.app import InspectorApp
from inspector.tui.detail import TABS
from inspector.tui.screens import Prompt, Question
from inspector.tui.tabs import TabBar
from inspector.tui.verbs import checked
from inspector.tui.waiting import Wanted, Wish

SMALL, TINY = (60, 16), (40, 12)
CRAMPED = pytest.mark.parametrize("size", [SMALL, TINY], ids=["60x16", "40x12"])


@CRAMPED
@pytest.mark.parametrize(
    "dialog",
    [
        pytest.param(lambda: Question("This may change something at the service once more."), id="a question"),
        pytest.param(lambda: Wanted(Wish()), id="what is to wait"),
        pytest.param(lambda: Prompt("Comment on #1", "text"), id="a line to type"),
    ],
)  # fmt: skip
async def test_a_dialog_has_both_its_sides(
    dialog: Callable[[], Screen[object]], size: tuple[int, int], told: Path
) -> None:
    async with driven(told, size) as (app, pilot):
        app.push_screen(dialog())
        await until(pilot, lambda: "╭" in shown(app))

        top, bottom = ([line for line in screen(app) if corner in line] for corner in "╭╰")
        assert "╮" in top[0]
        assert "╯" in bottom[0]


@pytest.mark.parametrize("size", [NARROW, SMALL, TINY], ids=["80x24", "60x16", "40x12"])
@pytest.mark.parametrize("layout", ["below", "beside"])
async def test_the_chosen_tab_is_in_sight(layout: str, size: tuple[int, int], told: Path) -> None:
    async with driven(told, size) as (app, pilot):
        app.browser.arrangement = layout
        await press(pilot, "j", "j")
        for name in TABS:
            app.browser.detail.tab = name
            await press(pilot)

            assert f" {name}" in _tabs(app)


async def test_arrows_lead_to_the_tabs_that_are_out_of_sight(told: Path) -> None:
    async with driven(told, TINY) as (app, pilot):
        await press(pilot, "j", "j")
        assert _tabs(app).split()[-1] == "›"
        for _ in range(2):
            await _click(pilot, app, "›")
        assert app.browser.detail.tab == "Timeline"
        assert _tabs(app).split()[0] == "‹"


async def test_what_is_wrong_with_a_filter_is_said_in_full(told: Path) -> None:
    async with driven(told, TINY) as (app, pilot):
        await press(pilot, "/")
        await type_(pilot, "sev:error statsu:4")

        await until(pilot, lambda: "there is no field statsu:" in shown(app))
        assert "(did you mean status:)" in " ".join(shown(app).split())


async def test_offers_that_go_on_say_so(told: Path) -> None:
    async with driven(told, TINY) as (app, pilot):
        await press(pilot, "/")
        await type_(pilot, "op:")
        await until(pilot, lambda: "GET Assets" in screen(app)[3])

        assert screen(app)[3].rstrip().endswith("…")


async def test_the_aggregate_names_the_operations(told: Path) -> None:
    async with driven(told, TINY) as (app, pilot):
        await press(pilot, "a")

        await until(pilot, lambda: "POST Jobs" in shown(app))
        assert "operation" in screen(app)[1]


def test_each_command_is_named_once() -> None:
    with pytest.raises(ValueError, match="there are") as caught:
        checked("zzzzzz", ["filter", "columns", "open"], 3)

    named = str(caught.value).partition("there are ")[2].split(", ")
    assert named == sorted(set(named))


def _tabs(app: InspectorApp) -> str:
    bar = app.browser.detail.query_one(TabBar).region
    return screen(app)[bar.y][bar.x : bar.right]


async def _click(pilot: Pilot[None], app: InspectorApp, what: str) -> None:
    await pilot.click(TabBar, offset=(_tabs(app).index(what), 0))
    await press(pilot)


@pytest.mark.parametrize("size", [(300, 3), (80, 2), (1, 1)], ids=str)
@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(["ctrl+p", "f", "o"], id="palette"),
        pytest.param(["y"], id="menu"),
        pytest.param(["enter"], id="findings"),
        pytest.param(["I"], id="what waits"),
    ],
)
async def test_a_list_without_room_has_no_pages(
    keys: list[str], size: tuple[int, int], told: Path
) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "j", "j")
        await pilot.press(*keys)
        await pilot.resize_terminal(*size)
        await pilot.press("pagedown", "pageup", "down", "up")
        await pilot.resize_terminal(*NARROW)
        await pilot.press("pagedown")

        assert app.is_running
