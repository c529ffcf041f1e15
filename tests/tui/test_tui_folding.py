import json
from collections.abc import Callable, Iterable
from pathlib import Path

import make
import pytest
from driving import NARROW, driven, press, screen, shown, type_, until
from story import annotated, found
from textual import events

from inspector.core.annotated import Annotated
from inspector.core.evidence import Evidence
from inspector.core.severity import ERROR
from inspector.core.sheets.folding import Fold, Folding
from inspector.core.sheets.layout import Indenter, xml_folds, xml_lines
from inspector.tui.app import InspectorApp
from inspector.tui.reader import Reader

Record = Callable[[Iterable[Annotated]], Path]
LIST = {"odata.count": "3", "value": [{"Id": n, "Tags": [1, 2]} for n in range(3)]}


def folding(text: str) -> Folding:
    laid = Indenter().indent(text)
    return Folding([("json", line) for line in laid.lines], laid.folds)


@pytest.mark.parametrize(
    ("text", "summaries"),
    [
        pytest.param("[]", [], id="nothing in it"),
        pytest.param("[1]", ["[…] 1 item"], id="one item"),
        pytest.param('{"a":1,"b":2}', ["{…} 2 members"], id="members"),
        pytest.param("[" + "1," * 999 + "1]", ["[…] 1,000 items"], id="a thousand"),
        pytest.param("[1,2,]", ["[…] 2 items"], id="a comma at the end"),
        pytest.param('{"a":[1],"b":2}', ["{…} 2 members", '  "a": […], 1 item'], id="inner"),
        pytest.param('{"a":[1', ["{… 1 member", '  "a": [… 1 item'], id="cut off"),
        pytest.param('{"a":1}{"b":2}', ["{…} 1 member", "{…} 1 member"], id="one after another"),
        pytest.param("[1}", ["[…} 1 item"], id="closed wrongly"),
        pytest.param("]]}}", [], id="closed and never opened"),
    ],
)
def test_what_is_folded_says_how_much_it_hides(text: str, summaries: list[str]) -> None:
    it = folding(text)

    assert [it.summary(head) for head in sorted(it.folds)] == summaries


def test_an_element_of_several_lines_folds() -> None:
    lines = xml_lines("<feed><entry><a>1</a><b/></entry><c/></feed>")
    it = Folding([("xml", line) for line in lines], xml_folds(lines))

    assert [it.summary(head) for head in sorted(it.folds)] == [
        "<feed> … 6 lines",
        "  <entry> … 3 lines",
    ]


@pytest.mark.parametrize(
    ("folded", "line", "down", "up"),
    [
        pytest.param([], 3, 4, 2, id="nothing folded"),
        pytest.param([2], 2, 10, 1, id="over a fold"),
        pytest.param([2], 10, 11, 2, id="back onto its head"),
        pytest.param([0], 0, 0, 0, id="everything folded"),
        pytest.param([2, 4], 2, 10, 1, id="a fold within a fold"),
        pytest.param([], 11, 11, 10, id="at the end"),
    ],
)
def test_the_cursor_steps_over_what_is_hidden(
    folded: list[int], line: int, down: int, up: int
) -> None:
    folds = {0: Fold(11, 2, "member"), 2: Fold(9, 3, "item"), 4: Fold(6, 2, "member")}
    it = Folding([("json", "{")] * 12, folds)
    for head in folded:
        it.close(head)

    assert (it.step(line, 1), it.step(line, -1)) == (down, up)


def reader(app: InspectorApp) -> Reader:
    found_ = app.browser.detail.shown
    assert isinstance(found_, Reader)
    return found_


def body(app: InspectorApp) -> list[str]:
    lines = [line.rstrip() for line in screen(app)]
    start = next(at for at, line in enumerate(lines) if "{" in line)
    return [line for line in lines[start:-1] if line]


@pytest.fixture
def listed(record: Record) -> Path:
    return record([annotated(1, answer=make.response(200, json.dumps(LIST)))])


async def test_z_folds_at_the_cursor_and_unfolds(listed: Path) -> None:
    async with driven(listed) as (app, pilot):
        await press(pilot, "enter", "tab", "tab", *"jjj")
        assert reader(app).sheet.lines[reader(app).cursor][1] == '  "odata.count": "3",'
        await press(pilot, "j", "z")

        assert body(app) == [
            " ▾ {",
            '     "odata.count": "3",',
            ' ▸   "value": […] 3 items',
            "   }",
        ]
        await press(pilot, "z")
        assert ' ▾   "value": [' in body(app)


async def test_everything_folds_but_the_whole(listed: Path) -> None:
    async with driven(listed) as (app, pilot):
        await press(pilot, "enter", "tab", "tab", "Z")
        assert body(app) == [
            " ▾ {",
            '     "odata.count": "3",',
            ' ▸   "value": […] 3 items',
            "   }",
        ]

        await press(pilot, *"jjjj", "right")
        assert body(app)[3:6] == [
            " ▸     {…}, 2 members",
            " ▸     {…}, 2 members",
            " ▸     {…} 2 members",
        ]
        await press(pilot, "Z")
        assert "Tags" in shown(app)


async def test_left_folds_and_then_leads_outwards(listed: Path) -> None:
    async with driven(listed) as (app, pilot):
        await press(pilot, "enter", "tab", "tab", *"jjjjjj")
        lines = reader(app)
        seen = []
        for _ in range(5):
            await press(pilot, "left")
            seen.append((lines.sheet.lines[lines.cursor][1], lines.cursor in lines._folding.folded))

    assert seen == [
        ("    {", False),
        ("    {", True),
        ('  "value": [', False),
        ('  "value": [', True),
        ("{", False),
    ]


async def test_a_hit_unfolds_what_hides_it(listed: Path) -> None:
    async with driven(listed) as (app, pilot):
        await press(pilot, "enter", "tab", "tab", "Z", "/")
        await type_(pilot, '"Id": 2')
        await until(pilot, lambda: "1 of 1" in shown(app))

        assert any('"Id": 2' in line for line in body(app))
        assert sum("▸" in line for line in body(app)) == 3  # the other two, and its own tags


async def test_a_finding_unfolds_what_hides_its_place(record: Record) -> None:
    place = Evidence("response", "1", pointer="/value/1/Tags/0")
    path = record([annotated(1, answer=make.response(200, json.dumps(LIST)),
                             findings=[found("X1", ERROR, place)])])  # fmt: skip
    async with driven(path) as (app, pilot):
        await press(pilot, "enter", "tab", "tab", "Z")
        assert '✖▸   "value"' in shown(app)  # what is folded keeps its mark
        await press(pilot, "shift+tab", "shift+tab", "enter")
        await until(pilot, lambda: reader(app).here)

        lines = reader(app)
        assert lines.sheet.lines[lines.cursor][1] == "        1,"
        assert any(line.startswith("✖          1,") for line in body(app))


async def test_a_click_on_the_arrow_folds_and_a_double_click_unfolds(listed: Path) -> None:
    async with driven(listed) as (app, pilot):
        await press(pilot, "enter", "tab", "tab")
        await pilot.click("#Response", offset=(1, 4))
        assert body(app)[2] == ' ▸   "value": […] 3 items'

        await pilot.click("#Response", offset=(12, 4), times=2)
        await until(pilot, lambda: "Tags" in shown(app))


async def test_the_wheel_scrolls_and_the_next_key_stays_there(record: Record) -> None:
    many = json.dumps([{"Id": n} for n in range(300)])
    path = record([annotated(1, answer=make.response(200, many))])
    async with driven(path, NARROW) as (app, pilot):
        await press(pilot, "enter", "tab", "tab", "j")
        lines = reader(app)
        for _ in range(20):
            lines.post_message(wheel(lines))
        await until(pilot, lambda: lines.scroll_offset.y > 20)
        at = lines.scroll_offset.y
        await press(pilot, "j")

        assert lines.scroll_offset.y == at
        assert at <= lines._wrapping.row_of(lines.cursor) < at + lines.size.height


def wheel(lines: Reader) -> events.MouseScrollDown:
    return events.MouseScrollDown(lines, 5, 5, 0, 1, 0, False, False, False, 5, 5)
