"""Theme, columns and keys of the user's choice."""

import subprocess
import sys
from pathlib import Path

import pytest
from driving import WIDE, driven, press, screen, shown, type_, until

from inspector.tui.exchange_columns import USUAL, named, typed
from inspector.tui.keymap import actions, known_keys
from inspector.tui.themes import known_theme
from inspector.tui.wishes import Wishes


def wishing(**wishes: object) -> dict[str, object]:
    return {"wishes": Wishes(**wishes)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "known"),
    [
        pytest.param([], (), id="the usual ones"),
        pytest.param(["op", "status"], ("op", "status"), id="two of them"),
        pytest.param(["#", "host", "path", "method", "error"], ("#", "host", "path", "method", "error"), id="further ones"),
        pytest.param([" header[X-Ms-Version] "], ("header[X-Ms-Version]",), id="a header"),
        pytest.param(["claim[aud]", "query[$top]", "json[/d/Name]"], ("claim[aud]", "query[$top]", "json[/d/Name]"), id="other places"),
        pytest.param(["op", "op"], ("op",), id="twice"),
    ],
)  # fmt: skip
def test_columns_that_there_are(words: list[str], known: tuple[str, ...]) -> None:
    assert named(words) == known


def test_a_line_of_columns_may_have_blanks_in_a_pointer() -> None:
    assert typed("# json[/a b/c]  op") == ("#", "json[/a b/c]", "op")
    assert typed("#,json[/a,b], op") == ("#", "json[/a,b]", "op")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(["stauts"], "did you mean status", id="a slip"),
        pytest.param(["zzz"], "there are", id="nothing like it"),
        pytest.param(["cookie[a]"], "is no column", id="no such place"),
        pytest.param(["json[d]"], "begins with /", id="no pointer"),
    ],
)
def test_columns_that_there_are_not(words: list[str], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        named(words)


@pytest.mark.parametrize(
    ("keys", "known"),
    [
        pytest.param({}, {}, id="none"),
        pytest.param({"follow": "t"}, {"follow": "t"}, id="a letter"),
        pytest.param({"follow": "ctrl+t,f5"}, {"follow": "ctrl+t,f5"}, id="two"),
        pytest.param({"help": "?"}, {"help": "?"}, id="a sign"),
        pytest.param({"next-finding": ","}, {"next-finding": "comma"}, id="a comma"),
        pytest.param({"filter": "+"}, {"filter": "+"}, id="a plus"),
        pytest.param({"page-down": "shift+down"}, {"page-down": "shift+down"}, id="with shift"),
    ],
)
def test_keys_that_there_are(keys: dict[str, str], known: dict[str, str]) -> None:
    assert known_keys(keys) == known


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        pytest.param({"folow": "t"}, "did you mean follow", id="no such action"),
        pytest.param({"follow": "ctlr+t"}, "is no key", id="no such modifier"),
        pytest.param({"follow": "hello"}, "is no key", id="a word"),
        pytest.param({"follow": ""}, "is no key", id="nothing"),
        pytest.param({"follow": "t,,u"}, "is no key", id="an empty place"),
    ],
)
def test_keys_that_there_are_not(keys: dict[str, str], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        known_keys(keys)


def test_everything_worth_a_key_of_its_own_has_a_name() -> None:
    assert {"filter", "next-finding", "follow", "replay", "fix", "mark", "scorecard", "down", "open"} <= set(actions())  # fmt: skip


def test_themes() -> None:
    assert known_theme("nord") == "nord"
    assert known_theme(None) is None
    with pytest.raises(ValueError, match="did you mean gruvbox"):
        known_theme("gruvboks")


async def test_the_screen_is_as_wished(told: Path) -> None:
    wished = wishing(
        theme="nord", columns=("#", "header[x-ms-version]", "op"), keys={"follow": "t"}
    )
    async with driven(told, WIDE, **wished) as (app, pilot):
        assert app.theme == "nord"
        head = next(line for line in screen(app) if "x-ms-version" in line)
        assert head.split()[:3] == ["#", "x-ms-version", "op"]
        assert any(line.split()[:3] == ["✖", "3", "2.19"] for line in screen(app))

        await press(pilot, "t")
        assert app.browser.exchanges.following
        await press(pilot, "F")
        assert app.browser.exchanges.following
        await pilot.press("question_mark")
        await until(pilot, lambda: "keep the newest in sight" in shown(app))
        assert any(line.split()[1:3] == ["t", "keep"] for line in screen(app) if "keep the" in line)


async def test_columns_are_chosen_on_the_screen(told: Path) -> None:
    async with driven(told, WIDE) as (app, pilot):
        await pilot.press("c")
        await until(pilot, lambda: "Columns" in shown(app))
        await pilot.press("ctrl+u")
        await type_(pilot, "op stauts")
        await until(pilot, lambda: "did you mean status" in shown(app))
        await pilot.press("enter")
        assert app.browser.exchanges.chosen == USUAL

        await pilot.press("ctrl+u")
        await type_(pilot, "op claim[aud]")
        await pilot.press("enter")
        await until(pilot, lambda: app.browser.exchanges.chosen == ("op", "claim[aud]"))
        await until(pilot, lambda: "https://rest" in shown(app))


async def test_no_column_at_all_is_the_usual_ones(told: Path) -> None:
    async with driven(told, WIDE, **wishing(columns=("op",))) as (app, pilot):
        await pilot.press("c")
        await until(pilot, lambda: "Columns" in shown(app))
        await pilot.press("ctrl+u", "enter")
        await until(pilot, lambda: app.browser.exchanges.chosen == USUAL)


@pytest.mark.parametrize(
    ("said", "told_"),
    [
        pytest.param('theme = "gruvboks"', "screen.theme: 'gruvboks' is no theme", id="theme"),
        pytest.param('columns = ["opp"]', "screen.columns: 'opp' is no column", id="column"),
        pytest.param('keys = { folow = "t" }', "screen.keys: 'folow' is no action", id="action"),
        pytest.param(
            'colour = "red"', "screen.colour: there is no such key", id="a key of the file"
        ),
    ],
)
def test_a_slip_in_the_settings_is_named(said: str, told_: str, told: Path, tmp_path: Path) -> None:
    (tmp_path / "ams-inspector.toml").write_text(f"[screen]\n{said}\n")
    program = (
        "import sys; from inspector.cli.outside import outside; from inspector.errors import *\n"
        "try: outside()\nexcept ConfigError as error: sys.exit(str(error))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert told_ in done.stderr
