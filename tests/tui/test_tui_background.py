"""Work beside the screen that is ended before it has begun."""

import ast
import gc
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from driving import driven, press

import inspector.tui
from inspector.tui.app import InspectorApp


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda app: app.browser.action_copy("url"), id="copies"),
        pytest.param(lambda app: app.browser.action_write(), id="the menu of forms"),
        pytest.param(lambda app: app.browser.action_scorecard(), id="the scorecard"),
        pytest.param(lambda app: app.browser.action_view(), id="a pager"),
        pytest.param(lambda app: app.browser.filter.offers.look("st", 2), id="completions"),
        pytest.param(lambda app: app.browser.action_hold(), id="a breakpoint"),
    ],
)
async def test_keys_that_outrun_it_leave_nothing_unawaited(
    act: Callable[[InspectorApp], object], told: Path, lent: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGER", "true")
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        async with driven(told) as (app, pilot):
            await press(pilot, "enter", "tab")
            act(app)
            act(app)
            app.workers.cancel_all()
        gc.collect()

    assert [str(one.message) for one in heard] == []


def test_it_is_begun_in_one_place() -> None:
    begins = {
        path.stem
        for path in Path(inspector.tui.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "run_worker"
    }

    assert begins == {"background"}
