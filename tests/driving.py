"""Drive the screen as a person does, and look at it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from rich.segment import Segment
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot

from inspector.capture.store import CaptureReader
from inspector.tui.app import InspectorApp
from inspector.tui.outside import Outside

NARROW, WIDE = (80, 24), (160, 48)
PATIENCE = 30.0  # seconds; a busy machine is no reason to fail


def explain(code: str) -> str:
    """Stand for the catalogue of rules."""
    if code.startswith("X"):
        raise LookupError(code)
    return (
        f"{code} the-name\nerror\n\nWhat it says.\n\nRemedy: mend it.\n\n### bad: so\nGET http://h/"
    )


class Counting(CaptureReader):
    """A reader that counts the rows it hands out."""

    handed_out = 0

    def rows(self, first: int, last: int) -> list[Any]:
        rows = super().rows(first, last)
        self.handed_out += len(rows)
        return rows

    def rows_at(self, numbers: Any) -> list[Any]:
        rows = super().rows_at(numbers)
        self.handed_out += len(rows)
        return rows


@asynccontextmanager
async def driven(
    capture: Path, size: tuple[int, int] = NARROW, **options: Any
) -> AsyncIterator[tuple[InspectorApp, Pilot[None]]]:
    """Open the screen on *capture*, its first rows drawn; *options* are the app's or Outside's."""
    with Counting(capture) as reader:
        own = {name: options.pop(name) for name in ("lasting", "asks") if name in options}
        app = InspectorApp(reader, Outside(explain, **options), capture.name, **own)
        async with app.run_test(size=size, notifications=True) as pilot:
            await until(pilot, lambda: app.browser.feed.state != "")
            yield app, pilot


async def until(pilot: Pilot[None], true: Callable[[], object]) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(PATIENCE):
        while not true():
            await pilot.pause(0.01)
    await pilot.pause()


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one after the other, and wait until the detail has come along."""
    app = pilot.app
    assert isinstance(app, InspectorApp)
    for key in keys:
        await pilot.press(key)
    browser = app.browser
    await until(
        pilot,
        lambda: (
            (row := browser.exchanges.listing.row(browser.exchanges.place)) is None
            or browser.feed.shown == row
        ),
    )


async def type_(pilot: Pilot[None], text: str) -> None:
    """Type text into the field that has the focus, faster than it is drawn."""
    for char in text:
        pilot.app.post_message(Key(_character_to_key(char), char))
    await pilot.pause()


def segments(app: InspectorApp) -> list[list[Segment]]:
    """Return what is on the screen, line by line."""
    return [list(strip) for strip in app.screen._compositor.render_strips()]


def screen(app: InspectorApp) -> list[str]:
    """Return the text on the screen, line by line."""
    return ["".join(segment.text for segment in line) for line in segments(app)]


def shown(app: InspectorApp) -> str:
    """Return the text on the screen."""
    return "\n".join(line.rstrip() for line in screen(app))


def told_of(app: InspectorApp) -> str:
    """Return what the screen has said in passing."""
    return "\n".join(one.message for one in app._notifications)
