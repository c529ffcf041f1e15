import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import make
import pytest
from driving import NARROW, WIDE, driven, press, screen, shown, type_, until
from story import annotated, found
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

from inspector.core.annotated import Annotated
from inspector.core.evidence import Evidence
from inspector.core.severity import ERROR
from inspector.tui.lines import Lines

Record = Callable[[Iterable[Annotated]], Path]


def here(lines: Lines) -> str:
    """Return the line that was jumped to."""
    assert lines.here is not None
    return lines.sheet.lines[lines.here][1]


async def test_the_cause_stands_before_the_findings(told: Path) -> None:
    async with driven(told, WIDE) as (app, pilot):
        await press(pilot, "j", "j")
        text = shown(app)

    assert text.index("Cause  __metadata was read as light JSON") < text.index("✖ ODA401 `__meta")
    assert "(certain)" in text
    assert "→ Send `Accept: application/json;odata=verbose`." in text


@pytest.mark.parametrize(
    ("row", "downs", "tab", "line"),
    [
        pytest.param(3, 0, "Request", '      "__metadata": {', id="from a cause"),
        pytest.param(3, 1, "Request", "Accept: application/json", id="to a header"),
        pytest.param(3, 2, "Request", '      "__metadata": {', id="to a place in the body"),
        pytest.param(4, 0, "Request", "x-ms-version: (absent)", id="to a header that is missing"),
        pytest.param(6, 0, "Token", "exp    valid to ", id="to a claim"),
    ],
)
async def test_enter_leads_from_a_finding_to_its_place(
    row: int, downs: int, tab: str, line: str, told: Path
) -> None:
    async with driven(told, WIDE if downs else NARROW) as (app, pilot):
        detail = app.browser.detail
        await press(pilot, *"j" * (row - 1), "enter", *"j" * downs, "enter")
        await until(pilot, lambda: isinstance(detail.shown, Lines) and detail.shown.here)

        assert detail.tab == tab
        assert isinstance(detail.shown, Lines)
        assert here(detail.shown).startswith(line)
        assert detail.shown.has_focus
        assert any(line.strip() in each for each in screen(app))


async def test_q_and_escape_lead_back_and_the_tab_stays(told: Path) -> None:
    async with driven(told) as (app, pilot):
        for key in ("q", "escape"):
            await press(pilot, "enter")
            assert app.browser.is_full
            await press(pilot, key)
            assert not app.browser.is_full
            assert app.browser.exchanges.has_focus


async def test_tab_goes_round(told: Path) -> None:
    async with driven(told) as (app, pilot):
        seen = []
        for _ in range(6):
            await press(pilot, "tab")
            seen.append(app.browser.detail.tab)

        assert seen == ["Request", "Response", "Token", "Timeline", "Findings", "Request"]
        await press(pilot, "shift+tab")
        assert app.browser.detail.tab == "Findings"


async def test_a_click_on_a_tab_shows_it(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await pilot.click("TabBar", offset=(14, 0))

        assert app.browser.detail.tab == "Request"


async def test_the_tab_stays_while_the_cursor_moves(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "tab", "tab", "j", "j")
        await until(pilot, lambda: "HTTP/1.1 400" in shown(app))


async def test_the_layouts_take_turns(told: Path) -> None:
    async with driven(told) as (app, pilot):
        browser = app.browser
        assert browser.has_class("-below")
        await press(pilot, "-")
        assert browser.has_class("-list")
        assert not browser.detail.region.height
        await press(pilot, "-")
        assert browser.has_class("-beside")
        assert browser.detail.region.x > browser.exchanges.region.x


@pytest.mark.parametrize("key", ["-", "enter"])
async def test_another_layout_styles_what_it_is_about(
    key: str, told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    styled: list[DOMNode] = []
    usual = Stylesheet.apply

    def counted(self: Stylesheet, node: DOMNode, **options: Any) -> None:
        styled.append(node)
        usual(self, node, **options)

    async with driven(told, WIDE) as (_, pilot):
        monkeypatch.setattr(Stylesheet, "apply", counted)
        await press(pilot, key)
        await pilot.pause(0.2)

    assert 0 < len(styled) < 230  # there are 400


async def test_a_wide_screen_shows_the_detail_beside(told: Path) -> None:
    async with driven(told, WIDE) as (app, pilot):
        assert app.browser.has_class("-beside")

        await pilot.resize_terminal(100, 30)
        await until(pilot, lambda: app.browser.has_class("-below"))


async def test_a_body_is_searched_as_a_whole(record: Record) -> None:
    items = [{"Id": number, "Name": f"asset {number}"} for number in range(500)]
    path = record([annotated(1, answer=make.response(200, json.dumps(items)))])
    async with driven(path) as (app, pilot):
        await press(pilot, "enter", "tab", "tab", "/")
        await type_(pilot, "ASSET 4")
        await until(pilot, lambda: "1 of 111" in shown(app))
        lines = app.browser.detail.shown
        assert isinstance(lines, Lines)
        assert here(lines) == '    "Name": "asset 4"'

        await press(pilot, "enter", "n", "n")
        assert here(lines) == '    "Name": "asset 41"'
        await press(pilot, "N")
        assert here(lines) == '    "Name": "asset 40"'
        assert any('"Name": "asset 40"' in line for line in screen(app))

        await press(pilot, "escape")
        assert lines.needle == ""
        assert app.browser.is_full
        await press(pilot, "escape")
        assert not app.browser.is_full


async def test_a_megabyte_of_json_opens_and_its_end_is_found(record: Record) -> None:
    items = [{"Id": f"nb:cid:UUID:{number:08}", "Name": "x" * 80} for number in range(9000)]
    place = Evidence("response", "x", pointer="/8999/Name")
    body = json.dumps(items)
    path = record(
        [annotated(1, answer=make.response(200, body), findings=[found("X", ERROR, place)])]
    )
    async with driven(path) as (app, pilot):
        await press(pilot, "enter", "enter")
        lines = app.browser.detail.shown
        assert isinstance(lines, Lines)
        await until(pilot, lambda: not lines.sheet.stub and lines.here)

        assert here(lines) == f'    "Name": "{"x" * 80}"'
        assert lines.here in lines.sheet.marks


async def test_one_long_line_is_wrapped(record: Record) -> None:
    path = record([annotated(1, answer=make.response(200, "start " + "x" * 200_000 + " end"))])
    async with driven(path) as (app, pilot):
        await press(pilot, "enter", "tab", "tab")
        await until(pilot, lambda: "start xxx" in shown(app))
        await press(pilot, "G")
        await until(pilot, lambda: "xx end" in shown(app))


async def test_a_damaged_exchange_says_so(told: Path) -> None:
    with closing(sqlite3.connect(told)) as connection, connection:
        connection.execute("UPDATE message SET exchange = x'00ff' WHERE n = 2")
    async with driven(told) as (app, pilot):
        await press(pilot, "tab", "j")
        await until(pilot, lambda: "damaged" in shown(app))
        await press(pilot, "j")
        await until(pilot, lambda: "POST https" in shown(app))


async def test_e_explains_the_finding(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "j", "j", "e")
        await until(pilot, lambda: "ODA401 the-name" in shown(app))
        assert "Remedy: mend it." in shown(app)

        await press(pilot, "escape")
        await until(pilot, lambda: "the-name" not in shown(app))


async def test_e_without_a_finding_or_a_rule_says_so(told: Path, record: Record) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "e")
        await until(pilot, lambda: "Nothing was found here" in shown(app))


async def test_help_names_every_key_that_does_something(told: Path) -> None:
    async with driven(told, (100, 130)) as (app, pilot):
        await press(pilot, "?")
        await until(pilot, lambda: "Everywhere" in shown(app))
        text = shown(app)

    for said in ("filter the list", "next exchange with a finding", "mark", "sev:>=warning", "esc"):
        assert said in text


@pytest.mark.parametrize(
    ("width", "about"),
    [
        pytest.param(120, "#3 POST Jobs", id="room for it"),
        pytest.param(62, "#3 PO…", id="room for a part"),
        pytest.param(56, "", id="no room"),
    ],
)
async def test_the_tabs_say_which_exchange_they_show(width: int, about: str, told: Path) -> None:
    async with driven(told, (width, 24)) as (app, pilot):
        await press(pilot, "j", "j", "enter")
        (bar,) = [line for line in screen(app) if " Timeline " in line]

        assert bar.partition("Timeline")[2].strip() == about
