"""What came over the wire is data in what lies over the main screen, and in what it offers."""

from collections.abc import Callable, Iterable
from itertools import batched
from pathlib import Path

import pytest
from driving import WIDE, driven, press, shown, until
from hostility import CORPUS, HOSTILE, check
from textual.screen import Screen

from inspector.control.words import Held
from inspector.core.annotated import Annotated
from inspector.core.sheets.message import message_sheet
from inspector.core.sheets.sheet import Sheet
from inspector.tui.changes import changes_sheet
from inspector.tui.command_line import CommandLine
from inspector.tui.gaps import Gap
from inspector.tui.menu import Entry, Menu
from inspector.tui.proposal import Answers, Proposal
from inspector.tui.screens import Prompt, Question
from inspector.tui.waiting import Waits, Wanted, Wish

Record = Callable[[Iterable[Annotated]], Path]
ALL = "".join(CORPUS)
WIRE = [text.encode("utf-8", "surrogatepass").decode("latin-1") for text in CORPUS]
HELD = tuple(Held(text, text, f"https://{text}/{text}", 0.0, 1e300) for text in WIRE)
ENTRIES = [Entry(str(n), text, text, n % 2 == 0) for n, text in enumerate(CORPUS)]
OLD, NEW = HOSTILE[0].exchange.request, HOSTILE[5].exchange.request


def answer(number: int) -> tuple[str, Sheet]:
    return CORPUS[number], message_sheet(HOSTILE[number].exchange, "request", ())


def gap_at(text: str, cursor: int) -> Gap:
    """Offer everything, now and once more when it is found."""
    return Gap(lambda offer: (offer, len(offer)), list, CORPUS, (text,), lambda: CORPUS)


@pytest.mark.parametrize(
    ("screen", "keys"),
    [
        pytest.param(lambda: Menu(ALL, [(ALL, ENTRIES)]), ["pagedown"] * 8, id="menu"),
        pytest.param(lambda: Waits(HELD, str), ["pagedown"] * 8, id="what waits"),
        pytest.param(lambda: Wanted(Wish(ALL)), ["end", "x"], id="what is to wait"),
        pytest.param(lambda: CommandLine(gap_at, lambda _: ALL, CORPUS),
                     ["tab", "tab", "shift+tab", "up", "up", "x", "enter"], id="command line"),
        pytest.param(lambda: Proposal(CORPUS[1], changes_sheet(OLD, NEW), ALL), ["pagedown"] * 3, id="proposal"),
        pytest.param(lambda: Answers(answer(1), answer(2)), ["pagedown"] * 3, id="both answers"),
        pytest.param(lambda: Question(ALL), [], id="question"),
        pytest.param(lambda: Prompt(CORPUS[1], ALL, wrong=lambda _: ALL, hint=CORPUS[2]), ["x"], id="prompt"),
    ],
)  # fmt: skip
async def test_a_hostile_dialog_is_text(
    screen: Callable[[], Screen[object]], keys: list[str], told: Path
) -> None:
    async with driven(told, WIDE) as (app, pilot):
        app.push_screen(screen())
        await until(pilot, lambda: len(app.screen_stack) == 2)
        check(app)
        for key in keys:
            await pilot.press(key)
            check(app)
        assert len(app.screen_stack) == 2


async def test_hostile_words_in_passing_are_text(told: Path) -> None:
    async with driven(told, WIDE) as (app, pilot):
        for texts in batched(CORPUS, 20):
            app.clear_notifications()
            app.browser.say("".join(texts), "Not done")
            await until(pilot, lambda: "Not done" in shown(app))
            check(app)


async def test_columns_of_hostile_values_are_text(record: Record) -> None:
    async with driven(record(HOSTILE), WIDE) as (app, pilot):
        app.browser.exchanges.chosen = ("header[X-H]", "json[/a]", "claim[aud]", "op")
        await pilot.pause()
        check(app)


async def test_what_completes_a_filter_with_hostile_values_is_text(record: Record) -> None:
    async with driven(record(HOSTILE), WIDE) as (app, pilot):
        await press(pilot, "slash")
        app.browser.filter.put("header[")
        await pilot.pause(0.1)
        check(app)
        await pilot.press("tab", "tab")
        check(app)


async def test_a_hostile_former_filter_is_text(told: Path) -> None:
    async with driven(told, WIDE) as (app, pilot):
        former = ["".join(texts) for texts in batched(CORPUS, 20)]
        app.browser.filter.past.filters[:] = former
        await press(pilot, "slash")
        for _ in former:
            await pilot.press("up")
            check(app)
