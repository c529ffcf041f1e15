"""What came over the wire is data: never markup, never a terminal command."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import batched
from pathlib import Path

import lives
import pytest
from driving import WIDE, driven, press, shown, type_, until
from hostility import CORPUS, HOSTILE, check, hostile
from textual.pilot import Pilot

from inspector.capture.store import CaptureWriter, Entity, keep
from inspector.core.annotated import Annotated
from inspector.core.exchange import Exchange, Request
from inspector.core.headers import Headers
from inspector.core.lives.lifeline import Led, LifeEvent, Lifeline
from inspector.core.scorecard import Demand
from inspector.tui.detail import TABS
from inspector.tui.diff import DiffScreen
from inspector.tui.survey import Survey
from inspector.tui.tale import Tale
from inspector.tui.timeline import Timeline

Record = Callable[[Iterable[Annotated]], Path]


async def test_the_corpus_is_large() -> None:
    assert len(CORPUS) >= 200


async def test_every_tab_shows_hostile_text_as_text(told: Path) -> None:
    async with driven(told, WIDE) as (app, pilot):
        for one in HOSTILE:
            app.browser.detail.annotated = one
            for tab in TABS:
                app.browser.detail.tab = tab
                await pilot.pause()
                check(app)


async def test_the_list_shows_hostile_text_as_text(record: Record) -> None:
    async with driven(record(HOSTILE), WIDE) as (app, pilot):
        app.browser.title.capture = app.browser.title.listen = "[@click=app.quit]x\x1b[5m[/nope]"
        for key in ("pagedown", "pagedown", "g"):
            check(app)
            await press(pilot, key)
        assert "[@click=app.quit]" in shown(app)


@pytest.mark.parametrize("text", ["[@click=app.quit]x", "[/nope]", "\x1b[5m"])
async def test_what_the_app_says_about_it_is_text(text: str, told: Path) -> None:
    async with driven(told, WIDE) as (app, pilot):
        app.browser.detail.annotated = hostile(1, ("X", text))
        await pilot.pause()
        await press(pilot, "e")  # there is no rule of that name
        await until(pilot, lambda: "has no rule" in shown(app))
        check(app)

        app.browser.explain = lambda code: f"{code} {text}\n\n{text}\n\n### bad: {text}\n{text}"
        await say(pilot, "e")
        check(app)


async def say(pilot: Pilot[None], key: str) -> None:
    await pilot.press(key)
    await pilot.pause(0.2)


async def test_a_hostile_filter_is_text(told: Path) -> None:
    async with driven(told, WIDE) as (app, pilot):
        await press(pilot, "/")
        app.browser.filter.input.value = "[@click=app.quit]x[/nope] bad:[/nope]"
        await until(pilot, lambda: "there is no field" in shown(app))
        check(app)
        await press(pilot, "enter", "tab", "enter", "/")
        await type_(pilot, "[/nope]")
        check(app)


async def test_a_hostile_batch_is_text(told: Path) -> None:
    parts = "".join(
        f"--b\nContent-Type: application/http\nX: {text}\n\n{text} {text} HTTP/1.1\n"
        f"Content-ID: {text}\n\n[{{{text}: [{text}]}}]\n"
        for text in CORPUS
    )
    request = Request(
        method="POST",
        url="https://h/api/$batch",
        headers=Headers([("Content-Type", "multipart/mixed; boundary=b")]),
        body=parts.encode("utf-8", "surrogatepass"),
    )
    async with driven(told, WIDE) as (app, pilot):
        await press(pilot, "enter", "tab")
        app.browser.detail.annotated = Annotated(Exchange(request=request, redacted=True))
        await until(pilot, lambda: "Operation" in shown(app))
        for key in ("pagedown",) * 12 + ("Z", "pageup", "pageup", "Z", "z", "G"):
            await pilot.press(key)
            check(app)
        assert "Operation" in shown(app)


def wicked(text: str) -> Lifeline:
    entity = Entity(text, text)
    event = LifeEvent("read", 0, text, 0.0, way=text, other=text, states=(text, text), ended=1e300)
    return Lifeline(entity, text, text, (event,) * 3, (Led(entity, text, text, text, 0),))


async def test_hostile_lives_are_text(told: Path) -> None:
    async with driven(told, WIDE) as (app, pilot):
        app.browser.detail.tab = "Timeline"
        timeline = app.browser.detail.query_one(Timeline)
        for text in ("".join(CORPUS[start : start + 20]) for start in range(0, len(CORPUS), 20)):
            timeline._show(Tale(1, (wicked(text),), problem=""), 0.0)
            await pilot.pause()
            check(app)
            timeline._show(Tale(2, problem=text), 0.0)
            await pilot.pause()
            check(app)


def hostile_call(text: str) -> Exchange:
    return lives.call(
        "GET", "Assets", answer=lives.listed({"Id": text, "Name": text, "State": text})
    )


async def test_hostile_ids_come_out_of_a_capture_as_text(record: Record) -> None:
    path = record(lives.annotated([hostile_call(text) for text in CORPUS]))
    async with driven(path, WIDE) as (app, pilot):
        app.browser.detail.tab = "Timeline"
        timeline = app.browser.detail.query_one(Timeline)
        for number in range(1, len(CORPUS), 24):
            app.browser.exchanges.go(number)
            await until(pilot, lambda number=number: timeline.tale.number == number)
            check(app)


async def test_surveys_show_hostile_text_as_text(record: Record) -> None:
    demanded = [
        Demand("".join(CORPUS[:20]), ("".join(CORPUS[20:40]),)),
        Demand("[/nope]", ("[b]",)),
    ]
    calls = [replace(one, service="api") for one in HOSTILE]
    async with driven(record(calls), WIDE, demanded=lambda: demanded) as (app, pilot):
        for key in "as":
            await pilot.press(key)
            await until(pilot, lambda: isinstance(app.screen, Survey) and app.screen.table.rows)
            for _ in HOSTILE:
                check(app)
                await pilot.press("j")
            await pilot.press("enter")  # a filter is made of it
            await until(pilot, lambda: len(app.screen_stack) == 1)
            check(app)


async def test_a_hostile_log_is_text(tmp_path: Path) -> None:
    path = tmp_path / "log.amscap"
    with CaptureWriter(path, facts={"ca": "[/nope]\x1b[5m"}) as writer:
        for text in CORPUS:
            writer.event("tls", text, 1.0)
            writer.event(text, text, 2.0)
    async with driven(path, WIDE) as (app, pilot):
        await pilot.press("L")
        await until(pilot, lambda: "Certificate refused" in shown(app))
        for _ in range(len(CORPUS) // 20):
            check(app)
            await pilot.press("pagedown")


@pytest.mark.parametrize("size", [WIDE, (80, 24)], ids=["side by side", "below each other"])
async def test_a_hostile_difference_is_text(size: tuple[int, int], told: Path) -> None:
    async with driven(told, size) as (app, pilot):
        for old, new in batched(HOSTILE[:16], 2):
            app.push_screen(DiffScreen(("[/nope]", old), ("\x1b[5m", new)))
            await until(pilot, lambda: "Request" in shown(app))
            for _ in range(6):
                check(app)
                await pilot.press("pagedown")
            await pilot.press("q")
            await until(pilot, lambda: len(app.screen_stack) == 1)


async def test_a_hostile_comment_is_text(record: Record) -> None:
    path = record(HOSTILE[:2])
    for number in (1, 2):
        keep(path, number, marked=True, comment="".join(CORPUS[number * 20 : number * 20 + 20]))
    async with driven(path, WIDE) as (app, pilot):
        await until(pilot, lambda: "Note" in shown(app))
        check(app)
        await pilot.press("semicolon")
        await until(pilot, lambda: "Comment on" in shown(app))
        check(app)
