"""The command line: what is typed is done, completed, or said to be wrong."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from driving import NARROW, WIDE, driven, press, screen, shown, told_of, type_, until
from hostility import CORPUS, check
from textual.pilot import Pilot
from textual.widgets import Input

from inspector.cli.outside import export
from inspector.core.annotated import Annotated
from inspector.core.clean import clean
from inspector.tui.app import InspectorApp
from inspector.tui.command_line import CommandLine
from inspector.tui.exporting import ExportMenu
from inspector.tui.keymap import actions
from inspector.tui.verbs import VERBS, Known, checked, gap_at

Record = Callable[[Iterable[Annotated]], Path]
IDS = ("follow", "next-finding", "next-tab", "filter", "columns", "copy", "write")


async def entered(app: InspectorApp, pilot: Pilot[None], text: str) -> None:
    """Type a command and enter it."""
    await pilot.press("colon")
    await until(pilot, lambda: isinstance(app.screen, CommandLine))
    await type_(pilot, text)
    await pilot.press("enter")
    await until(pilot, lambda: not isinstance(app.screen, CommandLine) or app.screen.has_class("-wrong"))  # fmt: skip


@pytest.mark.parametrize(
    ("text", "done"),
    [
        pytest.param("follow", lambda app: app.browser.exchanges.following, id="an action"),
        pytest.param("next-finding", lambda app: app.browser.exchanges.cursor == 2, id="with a hyphen"),
        pytest.param("last", lambda app: app.browser.exchanges.cursor == 12, id="of the list"),
        pytest.param("filter", lambda app: isinstance(app.focused, Input), id="a verb alone is its key"),
        pytest.param("filter status:400", lambda app: app.browser.feed.passed == 1, id="a filter"),
        pytest.param("columns op header[x-ms-version]", lambda app: app.browser.exchanges.chosen == ("op", "header[x-ms-version]"), id="columns"),
        pytest.param("theme nord", lambda app: app.theme == "nord", id="a theme"),
        pytest.param("7", lambda app: app.browser.exchanges.cursor == 7, id="a number"),
        pytest.param("copy url", lambda app: app.clipboard.startswith("https://"), id="a copy"),
        pytest.param("w", lambda app: isinstance(app.screen, ExportMenu), id="the menu of forms"),
        pytest.param("q", lambda app: not app.is_running, id="quit"),
        pytest.param("  follow  ", lambda app: app.browser.exchanges.following, id="blanks around"),
    ],
)  # fmt: skip
async def test_it_does_what_is_typed(
    text: str, done: Callable[[InspectorApp], object], told: Path
) -> None:
    async with driven(told) as (app, pilot):
        await entered(app, pilot, text)
        await until(pilot, lambda: done(app))


def lines(file: Path) -> int:
    return len(file.read_bytes().splitlines())


async def test_a_file_is_written(told: Path, tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    async with driven(told, export=export) as (app, pilot):
        await entered(app, pilot, f"w jsonl {file}")
        await until(pilot, lambda: "12 exchanges" in told_of(app))

        await entered(app, pilot, f"w har {file}")
        await until(pilot, lambda: "Write over it?" in shown(app))
        await pilot.press("n")
        await until(pilot, lambda: len(app.screen_stack) == 1)

    assert lines(file) == 12


async def test_actions_of_the_place_where_one_is(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await entered(app, pilot, "fold-all")
        assert "is no command here" in shown(app)
        await pilot.press("escape")

        await press(pilot, "j", "j", "enter", "tab")
        await entered(app, pilot, "fold-all")
        await until(pilot, lambda: "⋯" in shown(app) or "…" in shown(app))
        assert app.browser.detail.tab == "Request"


async def test_a_number_that_the_filter_hides_is_told(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await entered(app, pilot, "filter status:400")
        await until(pilot, lambda: app.browser.feed.passed == 1)
        await entered(app, pilot, "7")
        await until(pilot, lambda: "The filter hides #7" in told_of(app))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("folow", "did you mean follow?", id="a slip"),
        pytest.param("thme nord", "did you mean theme?", id="a slip in a verb"),
        pytest.param("theme nrd", "did you mean nord?", id="a theme"),
        pytest.param("theme", "'' is no theme", id="no theme"),
        pytest.param("columns stauts", "did you mean status?", id="a column"),
        pytest.param("filter statsu:400", "did you mean status:", id="a field"),
        pytest.param("filter (a", "at (: a ( is not closed", id="an open bracket"),
        pytest.param("w hra x.har", "did you mean har?", id="a form"),
        pytest.param("w har", "name a file", id="no file"),
        pytest.param("w har /nowhere/x.har", "there is no folder /nowhere", id="no folder"),
        pytest.param("copy crul", "did you mean curl?", id="a copy"),
        pytest.param("0", "there is no exchange 0", id="below the first"),
        pytest.param("13", "they go up to 12", id="beyond the last"),
        pytest.param("9" * 5000, "they go up to 12", id="far beyond the last"),
        pytest.param("7 8", "there is no exchange 7 8", id="two numbers"),
        pytest.param("follow me", "is no command that takes something", id="too many words"),
        pytest.param("q now", "'now' is no end", id="quit what"),
    ],
)  # fmt: skip
def test_what_is_no_command_is_said(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)):
        checked(text, IDS, 12)


@pytest.mark.parametrize(
    "text",
    ["", "  ", "follow", "filter", "filter status:400", "columns", "columns op", "theme nord", "12", "q", "quit", "w", "copy", "copy curl", "next-tab"],
)  # fmt: skip
def test_what_is_one_is_not_complained_of(text: str) -> None:
    checked(text, IDS, 12)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("fo", ["follow"], id="an action"),
        pytest.param("next", ["next-finding", "next-tab"], id="two"),
        pytest.param("th", ["theme"], id="a verb"),
        pytest.param("theme nor", ["theme nord"], id="a theme"),
        pytest.param("columns op sta", ["columns op status"], id="the last of several"),
        pytest.param("filter sev:error stat", ["filter sev:error status:"], id="a field"),
        pytest.param("w b", ["w bundle"], id="a form"),
        pytest.param("w x y", [], id="of no form"),
        pytest.param("copy ign", ["copy ignore-here", "copy ignore"], id="a copy"),
        pytest.param("follow x", [], id="what takes nothing"),
        pytest.param("zzz", [], id="nothing like it"),
        pytest.param("filter sev:error op:post", ['filter sev:error op:"POST Jobs"'], id="a value that occurs"),
        pytest.param("filter header[acc", ["filter header[Accept]:"], id="a header in a filter"),
        pytest.param("columns op hea", ["columns op header["], id="a place for a column"),
        pytest.param("columns op header[acc", ["columns op header[Accept]"], id="a header for a column"),
        pytest.param("columns query[$f", ["columns query[$filter]"], id="an option for a column"),
        pytest.param("columns json[/d", ["columns json[/d/State]"], id="a pointer for a column"),
        pytest.param("columns header[Accept] sta", ["columns header[Accept] status"], id="one behind a place"),
        pytest.param("w har se", ["w har session.har"], id="the usual file"),
        pytest.param("w har al", ["w har aloud/"], id="a folder"),
        pytest.param("w har aloud/", ["w har aloud/session.har", "w har aloud/my calls.har"], id="in a folder"),
        pytest.param("w har aloud/my c", ["w har aloud/my calls.har"], id="a blank in a name"),
        pytest.param("w har .", ["w har .hidden"], id="what is hidden"),
        pytest.param("w har nowhere/x", [], id="in a folder there is not"),
    ],
)  # fmt: skip
def test_it_completes(
    text: str, lines: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "aloud").mkdir()
    for name in (".hidden", "plain.har", "aloud/my calls.har", "aloud/\x1b[31mred.har"):
        (tmp_path / name).write_text("")
    monkeypatch.chdir(tmp_path)

    assert completed(text) == lines


OCCURS = {
    ("op", ""): ["GET Assets", "POST Jobs"],
    ("header", ""): ["Accept", "x-ms-version"],
    ("query", ""): ["$filter", "$top"],
}


def completed(text: str, ids: Iterable[str] = IDS) -> list[str]:
    """Return the lines that may come of *text*."""
    known = Known(lambda field, key: OCCURS.get((field, key), []), "session")
    gap = gap_at(text, len(text), ids, known)
    if gap is None:
        return []
    found = gap.find() if gap.find is not None else ()
    return [gap.fill(one)[0] for one in gap.offers(found)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("the| nord",             "theme| nord",                   id="the command"),
        pytest.param("filter sev:er| op:x",   "filter sev:error| op:x",        id="a value"),
        pytest.param("columns header[ac] op", "columns header[Accept]| op",    id="a header whose bracket is there"),
    ],
)  # fmt: skip
def test_what_stands_behind_the_cursor_stays(text: str, line: str) -> None:
    cursor = text.index("|") if "|" in text else text.index("]")
    known = Known(lambda field, key: OCCURS.get((field, key), []), "session")
    gap = gap_at(text.replace("|", ""), cursor, IDS, known)
    assert gap is not None
    whole, at = gap.fill(gap.offers(gap.find() if gap.find else ())[0])

    assert f"{whole[:at]}|{whole[at:]}" == line


def test_what_is_offered_is_right() -> None:
    ids = sorted(set(actions()))
    for line in completed("", ids):
        assert line in VERBS or checked(line, ids, 12) is None


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x48"])
async def test_tab_takes_the_next_offer(size: tuple[int, int], told: Path) -> None:
    async with driven(told, size) as (app, pilot):
        await pilot.press("colon")
        await until(pilot, lambda: isinstance(app.screen, CommandLine))
        assert " filter  columns  theme " in screen(app)[-3]
        await type_(pilot, "next")
        await pilot.press("tab")
        assert app.screen.query_one(Input).value == "next-finding"
        await pilot.press("tab")
        assert app.screen.query_one(Input).value == "next-tab"
        assert "[next-tab]" in screen(app)[-3]
        await pilot.press("shift+tab", "enter")
        await until(pilot, lambda: app.browser.exchanges.cursor == 2)


async def test_values_of_the_capture_are_offered_and_taken(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await pilot.press("colon")
        await until(pilot, lambda: isinstance(app.screen, CommandLine))
        await type_(pilot, "columns header[x-ms-v")
        await until(pilot, lambda: " x-ms-version " in screen(app)[-3])
        await pilot.press("tab")
        assert app.screen.query_one(Input).value == "columns header[x-ms-version]"
        await pilot.press("enter")
        await until(pilot, lambda: app.browser.exchanges.chosen == ("header[x-ms-version]",))


async def test_what_occurs_is_looked_for_once_while_a_value_is_typed(
    told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driven(told) as (app, pilot):
        asked: list[tuple[str, str]] = []
        occurring = app.browser.occurring

        def counted(field: str, key: str) -> list[str]:
            asked.append((field, key))
            return occurring(field, key)

        monkeypatch.setattr(app.browser, "occurring", counted)
        await pilot.press("colon")
        await until(pilot, lambda: isinstance(app.screen, CommandLine))
        await type_(pilot, "filter op:POST")
        await until(pilot, lambda: "POST Jobs" in screen(app)[-3])
        await type_(pilot, " J")
        await pilot.press("backspace", "backspace", "backspace")
        await until(pilot, lambda: "POST Jobs" in screen(app)[-3])

    assert asked[0] == ("op", "")
    assert len(asked) == 2  # once more after the blank, which ended the value


async def test_a_wrong_one_can_be_mended_and_former_ones_come_back(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await entered(app, pilot, "folow")
        assert "did you mean follow?" in shown(app)
        await pilot.press("left", "left", "left", "l", "enter")
        await until(pilot, lambda: app.browser.exchanges.following)

        await pilot.press("colon")
        await until(pilot, lambda: isinstance(app.screen, CommandLine))
        await pilot.press("up")
        assert app.screen.query_one(Input).value == "follow"
        await pilot.press("down")
        assert app.screen.query_one(Input).value == ""
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        assert app.browser.exchanges.following


async def test_hostile_commands_are_text(told: Path) -> None:
    async with driven(told, WIDE) as (app, pilot):
        await pilot.press("colon")
        await until(pilot, lambda: isinstance(app.screen, CommandLine))
        field = app.screen.query_one(Input)
        for text in (one for one in CORPUS if clean(one) == one and one.isprintable()):
            for before in ("x", "theme x", "filter x:", "w har x/"):
                field.value = before + text
                await pilot.press("enter")
                assert app.screen.has_class("-wrong")
                check(app)
