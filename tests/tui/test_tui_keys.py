"""Which keys are offered where: in the footer, on the help page, in the palette."""

from pathlib import Path

import pytest
from driving import NARROW, driven, press, screen, shown, type_, until
from rich.text import Text
from textual.command import CommandPalette

from inspector.tui.app import InspectorApp
from inspector.tui.footer import Keys

BROAD = (150, 40)
PLACES = {
    "list": "",
    "findings": "⏎",
    "request": "⏎t",
    "timeline": "⏎tttt",
    "scorecard": "s",
    "aggregate": "a",
    "log": "L",
    "explain": "jje",
    "help": "?",
}
NAMES = {"⏎": "enter", "t": "tab", "?": "question_mark"}


async def there(app: InspectorApp, pilot, place: str) -> None:  # type: ignore[no-untyped-def]
    for key in PLACES[place]:
        await pilot.press(NAMES.get(key, key))
    here = "quit" if place == "list" else "back"
    await until(pilot, lambda: here in screen(app)[-1])


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("size", [NARROW, (60, 15), BROAD], ids=["80x24", "60x15", "150x40"])
async def test_the_footer_has_whole_keys_and_the_way_back(
    size: tuple[int, int], place: str, told: Path
) -> None:
    async with driven(told, size) as (app, pilot):
        await there(app, pilot, place)
        footer = screen(app)[-1]

        assert footer.endswith(" ")
        assert "back" in footer or "quit" in footer
        assert "? help" in footer or place in {"explain", "help"}


async def test_what_is_used_most_is_offered_in_a_narrow_list(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await until(pilot, lambda: "quit" in screen(app)[-1])
        footer = screen(app)[-1]

    for said in ("⏎ open", "/ filter", "n finding", "x fix", "y copy", "? help", "q quit"):
        assert said in footer


async def test_a_wide_footer_offers_the_surveys(told: Path) -> None:
    async with driven(told, BROAD) as (app, pilot):
        await until(pilot, lambda: "quit" in screen(app)[-1])
        footer = screen(app)[-1]

    for said in ("d diff", "s scorecard", "a aggregate", "L log"):
        assert said in footer


@pytest.mark.parametrize(
    ("place", "first"),
    [
        pytest.param("list", "List", id="list"),
        pytest.param("findings", "Findings", id="findings"),
        pytest.param("timeline", "Timeline", id="timeline"),
        pytest.param("scorecard", "Scorecard", id="scorecard"),
        pytest.param("aggregate", "Aggregate", id="aggregate"),
    ],
)
async def test_the_help_begins_with_what_works_here(place: str, first: str, told: Path) -> None:
    async with driven(told) as (app, pilot):
        await there(app, pilot, place)
        stack = len(app.screen_stack)
        await pilot.press("question_mark")
        await until(pilot, lambda: len(app.screen_stack) == stack + 1 and "Keys" in shown(app))
        lines = [line.split("│")[1].strip() for line in screen(app) if line.count("│") >= 2]

    assert lines[:2] == ["Keys", first]


async def test_the_help_has_every_key_and_a_gap_before_its_words(told: Path) -> None:
    async with driven(told, (100, 120)) as (app, pilot):
        await pilot.press("question_mark")
        await until(pilot, lambda: "Filter" in shown(app))
        said = shown(app)

    for key, words in (
        ("m", "mark, or no longer"),
        (";", "note a comment"),
        ("L", "the proxy's log"),
    ):
        assert f"  {key:<24}{words}" in said
    assert "ctrl+f pgdn space       page down" in said


async def test_a_slash_begins_a_new_filter(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "/")
        await type_(pilot, "status:400")
        await press(pilot, "enter", "/")
        await type_(pilot, "jobs")

        assert app.browser.filter.input.value == "jobs"


async def test_who_moves_in_the_old_filter_goes_on_with_it(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "/")
        await type_(pilot, "status:40")
        await press(pilot, "enter", "/")
        await pilot.press("end")
        await type_(pilot, "0")

        assert app.browser.filter.input.value == "status:400"


async def palette(app: InspectorApp, pilot, text: str) -> None:  # type: ignore[no-untyped-def]
    await pilot.press("ctrl+p")
    await until(pilot, lambda: isinstance(app.screen, CommandPalette))
    await type_(pilot, text)
    await until(pilot, lambda: text in shown(app).lower())
    await pilot.pause(0.3)
    await pilot.press("enter")


@pytest.mark.parametrize(
    ("command", "says"),
    [
        pytest.param("aggregate", "Aggregate", id="aggregate"),
        pytest.param("log", "Log", id="log"),
        pytest.param("mark", "◆", id="mark"),
    ],
)
async def test_the_palette_does_what_a_key_does(command: str, says: str, told: Path) -> None:
    async with driven(told) as (app, pilot):
        await palette(app, pilot, command)
        await until(
            pilot, lambda: not isinstance(app.screen, CommandPalette) and says in shown(app)
        )


@pytest.mark.parametrize("folder", ["plain", "[red]x[/nope]"])
async def test_a_picture_of_the_screen_says_where_it_is(
    folder: str, told: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / folder.replace("/", "")).mkdir()
    monkeypatch.chdir(tmp_path / folder.replace("/", ""))
    async with driven(told, (160, 40)) as (app, pilot):
        await palette(app, pilot, "screenshot")
        await until(pilot, lambda: "Written to" in shown(app))
        (file,) = Path.cwd().glob("*.svg")

        assert file.read_text(encoding="utf-8").startswith("<svg")


async def test_a_picture_that_cannot_be_written_is_told(
    told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    async with driven(told, (160, 40)) as (app, pilot):
        monkeypatch.setattr(Path, "write_text", refuse)
        await palette(app, pilot, "screenshot")
        await until(pilot, lambda: "Permission" in shown(app))


@pytest.mark.parametrize(
    ("before", "key", "times"),
    [
        pytest.param([], "j", 0, id="a move"),
        pytest.param([], "enter", 1, id="into the detail"),
        pytest.param(["enter"], "q", 1, id="back to the list"),
    ],
)
async def test_the_footer_is_put_together_once_for_other_keys(
    before: list[str], key: str, times: int, told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Keys] = []
    usual = Keys.render

    def counted(self: Keys) -> Text:
        made.append(self)
        return usual(self)

    async with driven(told) as (_, pilot):
        await press(pilot, *before)
        monkeypatch.setattr(Keys, "render", counted)
        await press(pilot, key)
        await pilot.pause(0.2)

    assert len(made) == times


@pytest.mark.parametrize(
    ("at", "leads_to"),
    [
        pytest.param("⏎ open",   "Response",               id="the first one"),
        pytest.param("/ filter", "sev:error status:>=400", id="another one"),
        pytest.param("? help",   "Keys",                   id="the way on"),
    ],
)  # fmt: skip
async def test_a_click_on_a_key_is_that_key(at: str, leads_to: str, told: Path) -> None:
    async with driven(told) as (app, pilot):
        line = screen(app)[-1]
        await pilot.click(Keys, offset=(line.index(at) + len(at) - 1, 0))
        await until(pilot, lambda: any(leads_to in each for each in screen(app)))


async def test_the_mouse_tells_more_of_a_key(told: Path) -> None:
    async with driven(told) as (app, pilot):
        keys, line = app.screen.query_one(Keys), screen(app)[-1]
        await pilot.hover(Keys, offset=(line.index("x fix"), 0))
        assert keys.hovered is not None
        assert (keys.hovered.action, keys.tooltip) == ("mend", keys.hovered.tooltip)
        await pilot.hover(Keys, offset=(len(line.rstrip()) + 3, 0))
        assert keys.hovered is None
        assert keys.tooltip is None


async def test_the_palette_offers_nothing_twice(told: Path) -> None:
    async with driven(told) as (app, _):
        offered = [(one.title, one.help) for one in app.get_system_commands(app.screen)]

        assert ("Fix", "x  mend the request, see what changes, send it") in offered
        assert len(offered) == len(set(offered))
