"""A capture that is damaged somewhere shows everything else."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from driving import driven, press, shown, type_, until
from story import multiplied

LEAF = 0x0D  # how a page with rows of a table begins (SQLite file format §1.6)


@pytest.fixture
def damaged(told: Path) -> Path:
    """Return a capture of 1,200 exchanges; the page with the 600th cannot be read."""
    path = multiplied(told, 100)
    with closing(sqlite3.connect(path)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (name,) = connection.execute("SELECT id FROM exchange WHERE n = 600").fetchone()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(path.read_bytes())
    hit = False
    for page in range(size, len(content), size):
        if content[page] == LEAF and name.encode() in content[page : page + size]:
            content[page : page + 8] = b"\xff" * 8
            hit = True
    assert hit
    path.write_bytes(content)
    return path


async def test_damaged_rows_say_so_and_the_others_are_there(damaged: Path) -> None:
    async with driven(damaged) as (app, pilot):
        app.browser.exchanges.go(600)
        await until(pilot, lambda: "600 cannot be shown" in shown(app))
        assert "malformed" in shown(app)
        await press(pilot, "enter", "tab")
        await until(pilot, lambda: "malformed" in shown(app))

        await press(pilot, "q", "G")
        await until(pilot, lambda: "1200 " in shown(app))
        await press(pilot, "g", "j", "j", "enter")
        await until(pilot, lambda: "POST https" in shown(app))


async def test_a_filter_over_a_damaged_place_gives_what_it_found(damaged: Path) -> None:
    async with driven(damaged) as (app, pilot):
        await press(pilot, "/")
        await type_(pilot, "status:400")
        await until(pilot, lambda: "Damaged" in shown(app))
        await press(pilot, "enter", "j", "n", "N")

        assert app.is_running


async def test_the_last_finding_before_a_damaged_place(damaged: Path) -> None:
    async with driven(damaged) as (app, pilot):
        app.browser.exchanges.go(595)
        for _ in range(9):
            await press(pilot, "n")

        assert app.is_running


def take_away(capture: Path, other: bytes | None) -> None:
    """Remove a capture, or put another file in its place."""
    for path in capture.parent.glob(f"{capture.name}*"):
        path.unlink()
    if other is not None:
        capture.write_bytes(other)


@pytest.mark.parametrize("other", [None, b"no capture any more"], ids=["removed", "overwritten"])
async def test_a_filter_over_a_capture_that_is_gone_says_so_and_ends(
    other: bytes | None, told: Path
) -> None:
    async with driven(told) as (app, pilot):
        take_away(told, other)
        await press(pilot, "/")
        await type_(pilot, "encode")

        await until(pilot, lambda: "Nothing can be looked for." in shown(app))
        await pilot.pause(1.5)  # longer than a look at what is new
        assert app.browser.feed.progress is None
        assert "Looking" not in shown(app)
        assert " of " not in shown(app)

        await press(pilot, "escape")
        await until(pilot, lambda: "POST" in shown(app))
