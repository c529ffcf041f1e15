"""The keys that ask the running proxy for something."""

from pathlib import Path

import pytest
import story
from attending import attended
from driving import NARROW, driven, press, shown, until

from inspector.control import place
from inspector.control.words import Replay
from inspector.tui.app import InspectorApp

pytestmark = pytest.mark.skipif(not place.HAS_SOCKETS, reason="no Unix sockets")


def told_of(app: InspectorApp) -> str:
    """Return what the screen has said in passing."""
    return "\n".join(one.message for one in app._notifications)


async def test_r_sends_a_harmless_call_at_once_and_shows_the_new_exchange(tmp_path: Path) -> None:
    told = [story.annotated(1), story.annotated(2, "POST", "Jobs", {"Name": "n"})]
    async with attended(tmp_path / "session.amscap", told, NARROW) as (app, pilot, proxy):
        await press(pilot, "g", "r")
        await until(pilot, lambda: app.browser.exchanges.cursor == 3)
        await press(pilot, "tab")

        (asked,) = proxy.asked
        assert isinstance(asked, Replay)
        assert (asked.of, asked.request.method) == ("e1", "GET")
        assert "↻1 Assets" in shown(app)
        assert "A replay of #1" in shown(app)


async def test_r_asks_before_something_is_changed_again(tmp_path: Path) -> None:
    told = [story.annotated(1, "POST", "Jobs", {"Name": "n"}), story.annotated(2)]
    async with attended(tmp_path / "session.amscap", told, NARROW) as (app, pilot, proxy):
        await press(pilot, "g", "r")
        await until(pilot, lambda: "may change something" in shown(app))
        await pilot.press("n")
        await until(pilot, lambda: "may change something" not in shown(app))
        assert proxy.asked == []

        await press(pilot, "r")
        await until(pilot, lambda: "may change something" in shown(app))
        await pilot.press("y")
        await until(pilot, lambda: app.browser.exchanges.cursor == 3)
        assert len(proxy.asked) == 1


async def test_a_refusal_is_told(tmp_path: Path) -> None:
    async with attended(tmp_path / "session.amscap", [story.annotated(1)], NARROW) as it:
        app, pilot, proxy = it
        proxy.why_not = "the proxy does not know what [b]<redacted:jwt:0123456789ab> stands for"
        await press(pilot, "r")

        await until(pilot, lambda: "does not know what [b]" in told_of(app))


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        pytest.param({"control": ""}, "cannot be reached", id="none there"),
        pytest.param({"control": "/dev/null"}, "not yours alone", id="a stranger's path"),
        pytest.param({"control": "/nowhere/control"}, "has ended", id="gone"),
    ],
)
async def test_a_channel_that_is_none(facts: dict[str, str], why: str, tmp_path: Path) -> None:
    told = [story.annotated(1)]
    async with attended(tmp_path / "session.amscap", told, NARROW, **facts) as (app, pilot, _):
        await press(pilot, "r")

        await until(pilot, lambda: why in told_of(app))


async def test_a_finished_recording_has_nobody_to_ask(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "r")

        await until(pilot, lambda: "recording has ended" in told_of(app))
