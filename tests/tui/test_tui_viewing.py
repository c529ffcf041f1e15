"""A message in the person's pager."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from driving import driven, press, told_of, until
from hostility import HOSTILE
from terminal import needs_tmux, terminal

from inspector.core.annotated import Annotated
from inspector.core.clean import clean

Record = Callable[[Iterable[Annotated]], Path]
SHOWS = """
import os, pathlib, sys
path = pathlib.Path(sys.argv[1])
seen = pathlib.Path({seen!r})
seen.write_bytes(oct(path.stat().st_mode & 0o777).encode() + b" " + path.read_bytes())
"""


@pytest.fixture
def seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lent: None) -> Path:
    """Return the file that a pager writes what it was given to."""
    seen, script = tmp_path / "seen", tmp_path / "my pager.py"
    script.write_text(SHOWS.format(seen=str(seen)))
    monkeypatch.setenv("PAGER", f"'{sys.executable}' '{script}'")
    return seen


def read(seen: Path) -> str:
    return seen.read_text("utf-8") if seen.exists() else ""


@pytest.mark.parametrize(
    ("tabs", "begins", "has"),
    [
        pytest.param(1, "0o400 POST https://", '"Name": "encode",\n', id="request"),
        pytest.param(2, "0o400 HTTP/1.1 400", '"odata.error": {\n', id="response"),
    ],
)
async def test_the_message_in_sight_is_read_there(
    tabs: int, begins: str, has: str, told: Path, seen: Path
) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "j", "j", "enter", *["tab"] * tabs, "v")
        await until(pilot, lambda: read(seen))

    assert read(seen).startswith(begins)
    assert has in read(seen)
    assert not told_of(app)


@pytest.mark.parametrize("tabs", [0, 3, 4], ids=["findings", "token", "timeline"])
async def test_elsewhere_it_says_what_can_be_viewed(tabs: int, told: Path, seen: Path) -> None:
    async with driven(told) as (app, pilot):
        await press(pilot, "enter", *["tab"] * tabs, "v")
        await until(pilot, lambda: "can be viewed" in told_of(app))

    assert not read(seen)


@pytest.mark.parametrize("tab", ["Request", "Response"])
async def test_nothing_that_a_pager_hands_on_is_obeyed(
    tab: str, record: Record, seen: Path
) -> None:
    async with driven(record(HOSTILE)) as (app, pilot):
        app.browser.detail.tab = tab
        for number in range(1, len(HOSTILE) + 1, 5):
            former = read(seen)
            app.browser.exchanges.go(number)
            app.browser.action_view()
            await until(pilot, lambda former=former: read(seen) not in {"", former})
            text = read(seen)
            assert clean(text, len(text)) == text


@pytest.mark.parametrize(
    ("pager", "why"),
    [
        pytest.param("/nowhere/pager", "cannot be started", id="none"),
        pytest.param("false", "ended with status 1", id="one that fails"),
    ],
)
async def test_a_pager_that_does_not_work_is_told(
    pager: str, why: str, told: Path, seen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGER", pager)
    async with driven(told) as (app, pilot):
        await press(pilot, "enter", "tab", "v")
        await until(pilot, lambda: why in told_of(app))
    assert not read(seen)


@needs_tmux
def test_in_a_terminal_the_screen_comes_back(told: Path, tmp_path: Path) -> None:
    with terminal(tmp_path, 80, 24) as there:
        there.enter(f"PAGER=less inspector open {told}")
        there.wait_for("finished")
        there.type("Enter", "Tab", "v")
        there.wait_for("(END)")
        there.type("q")
        there.wait_for("q back")
        there.type("q", "q")
        there.wait_for("ready>")
