"""Chosen screens, as pictures; `pytest --snapshot-update` takes them anew."""

from pathlib import Path
from typing import Any

import pytest
from driving import NARROW, WIDE, explain, press, type_, until
from textual.pilot import Pilot
from textual.widgets import Input

from inspector.capture.store import CaptureReader
from inspector.core.scorecard import Demand
from inspector.tui.app import InspectorApp
from inspector.tui.outside import Outside

DEMANDS = (Demand("HDR103", ("x-ms-version",)), Demand("ODA401", ("Accept",)))


@pytest.mark.parametrize(
    ("size", "keys", "typed"),
    [
        pytest.param(NARROW, "jj", "", id="narrow"),
        pytest.param(WIDE, ["j", "j", "tab"], "", id="wide"),
        pytest.param(NARROW, ["G", "g", "enter", "tab", "tab", "tab"], "", id="token"),
        pytest.param(NARROW, "/", "sev:error statsu:4", id="slip"),
        pytest.param(NARROW, "jje", "", id="explain"),
        pytest.param(NARROW, "aj", "", id="aggregate"),
        pytest.param(NARROW, "sl", "", id="scorecard"),
        pytest.param(WIDE, "mjjd", "", id="difference"),
    ],
)  # fmt: skip
def test_it_looks_as_it_did(
    size: tuple[int, int], keys: str, typed: str, told: Path, snap_compare: Any
) -> None:
    async def before(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, InspectorApp)
        await until(pilot, lambda: app.browser.feed.state != "")
        await press(pilot, *keys)
        await type_(pilot, typed)
        for field in app.screen.query(Input):
            field.cursor_blink = False
        await pilot.pause(0.3)

    with CaptureReader(told) as reader:
        app = InspectorApp(reader, Outside(explain, demanded=lambda: DEMANDS), told.name)
        assert snap_compare(app, terminal_size=size, run_before=before)
