"""What came over the wire is data: never markup, never a terminal command."""

from collections.abc import Callable, Iterable
from itertools import batched
from pathlib import Path

import lives
import make
import pytest
from driving import WIDE, driven, press, segments, shown, type_, until
from rich.segment import Segment
from textual.pilot import Pilot

from inspector.capture.store import Entity
from inspector.core.annotated import Annotated, Cause, Diagnosis, Finding
from inspector.core.bearer import Credential
from inspector.core.clean import clean
from inspector.core.evidence import Evidence
from inspector.core.exchange import Exchange, Request, Response
from inspector.core.headers import Headers
from inspector.core.lives.lifeline import Led, LifeEvent, Lifeline
from inspector.core.severity import ERROR
from inspector.tui.app import InspectorApp
from inspector.tui.detail import TABS
from inspector.tui.tale import Tale
from inspector.tui.timeline import Timeline

Record = Callable[[Iterable[Annotated]], Path]
MARKUP = [
    "[@click=app.quit]here[/]", "[/nope]", "[/]", "[", "]", "[[", "[]", "[bold]x", "[red]x[/red]",
    "[link=https://evil.example]x[/link]", "[link=file:///etc/passwd]", "[@click=app.bell]", "\\[",
    "[on red]", "[$error]x[/]", "[@click='app.exit(0)']x", ":smile:", "{{x}}", "%s %n", "\\", "'",
    "[reverse]", "[not closed", "[@mouse.down=quit]x", "<b>x</b>", "&amp;", "$(reboot)", "`x`",
]  # fmt: skip
TERMINAL = [
    "\x1b]0;title\x07", "\x1b[5mblink", "\x1b[2J", "\x1b[?1049l", "\x1bP+q\x1b\\", "\x1b_x\x1b\\",
    "\x1b]8;;https://evil.example\x07x\x1b]8;;\x07", "\x1b]52;c;ZXZpbA==\x07", "\x1bc", "\r\n\r\n",
    "\x9b5m", "\x90q\x9c", "\x9d0;t\x9c", "a\x08\x08b", "\x1b[6n", "\x1b[c", "x\ty", "\ud800", "\x00",
]  # fmt: skip
CONTROLS = [f"a{chr(code)}b" for code in (*range(0x20), *range(0x7F, 0xA0))]
UNSEEN = [
    f"a{chr(code)}b"
    for code in (
        0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, *range(0x200B, 0x2010),
        *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0x3164, *range(0xFE00, 0xFE10), 0xFEFF,
        0xFFA0, 0xFFF9, 0xFFFA, 0xFFFB, *range(0xE0020, 0xE0040),
    )
]  # fmt: skip
SCROLL_BAR = {"grab", "release", "scroll_up", "scroll_down"}
CORPUS = [*MARKUP, *TERMINAL, *CONTROLS, *UNSEEN]


def hostile(number: int, texts: tuple[str, ...]) -> Annotated:
    """Return an exchange that says *texts* wherever something can be said."""
    text = "".join(texts)
    credential = Credential(
        "jwt", text, text, {text: text}, {text: text, "aud": text, "exp": text}, text
    )
    place = Evidence("request", text, header=text, note=text)
    pointed = Evidence("response", text, pointer="/" + text)
    finding = Finding(text, text, ERROR, text, text, (place, pointed), "0")
    request = Request(
        method=text,
        url=f"https://{text}/{text}?{text}={text}",
        headers=Headers([(text, text)] + [("X-H", each) for each in texts]),
        body=("{" + f'"{text}": "{text}"' + "}").encode("utf-8", "surrogatepass"),
        credential=credential,
        http_version=text,
    )
    response = Response(
        status=400, reason=text, headers=request.headers, withheld=text, http_version=text
    )
    exchange = Exchange(
        request=request, response=response if number % 2 else None, id=str(number),
        started=make.NOON, error=text, redacted=True,
    )  # fmt: skip
    because = Diagnosis((Cause("likely", text, text, (place,)),), text)
    return Annotated(exchange, number - 1, text, text, text, (finding,), because)


HOSTILE = [hostile(number, texts) for number, texts in enumerate(batched(CORPUS, 12), 1)]


def harmless(line: list[Segment]) -> bool:
    """Tell whether a line of the screen obeys nobody but us."""
    for segment in line:
        style = segment.style
        if segment.control or clean(segment.text) != segment.text or "\n" in segment.text:
            return False
        if style is not None and (style.link or _obeyed(style.meta)):
            return False
    return True


def _obeyed(meta: dict[str, object]) -> bool:
    """Tell whether a click does something that is no scroll bar's business."""
    return any(key.startswith("@") and meta[key] not in SCROLL_BAR for key in meta)


def check(app: InspectorApp) -> None:
    for line in segments(app):
        assert harmless(line), "".join(segment.text for segment in line)


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
