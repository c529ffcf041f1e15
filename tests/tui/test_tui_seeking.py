"""`n` and `N`: to the next exchange with a finding, among those shown."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from driving import driven, press, shown, type_, until

from inspector.capture.store import CaptureReader, Condition
from inspector.tui.listing import passing
from inspector.tui.seeking import SOON, Seek

LAST = 100_008
ALL = range(1, LAST + 1)


@pytest.mark.parametrize(
    ("among", "cursor", "by", "number"),
    [
        pytest.param(ALL, 1, 1, 2, id="the next"),
        pytest.param(ALL, 12, -1, 11, id="the previous"),
        pytest.param(ALL, 6, 1, 11, id="past those without"),
        pytest.param(ALL, 2, -1, 0, id="none before the first"),
        pytest.param(ALL, LAST - 1, 1, 0, id="none after the last"),
        pytest.param(passing([1, 3, 100_007]), 3, 1, 100_007, id="far away"),
        pytest.param(passing([3, 100_007]), 100_007, -1, 3, id="far back"),
        pytest.param(passing([1, 5, 100_008]), 1, 1, 0, id="none among those shown"),
        pytest.param(passing(), 1, 1, 0, id="nothing is shown"),
    ],
)
def test_it_is_found_in_one_go_and_in_steps(
    among: Sequence[int], cursor: int, by: int, number: int, huge: Path
) -> None:
    with CaptureReader(huge) as reader:
        assert Seek(among, cursor, by, LAST).run(reader) == number

        seek = Seek(among, cursor, by, LAST)
        found = seek.run(reader, 1)
        while found is None:
            found = seek.run(reader, 1)
        assert found == number


def test_who_goes_elsewhere_ends_it(huge: Path) -> None:
    with CaptureReader(huge) as reader:
        seek = Seek(ALL, LAST - 1, 1, LAST)
        seek.cancelled.set()

        assert seek.run(reader) is None


async def test_the_screen_asks_little_itself_however_far_it_is(
    huge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driven(huge) as (app, pilot):
        await press(pilot, "/")
        await type_(pilot, "-has:finding")
        await press(pilot, "enter")
        await until(pilot, lambda: app.browser.feed.passed == LAST * 7 // 12)
        asked = 0
        usual = app.reader.matching

        def counted(where: Condition | None, after: int = 0) -> object:
            nonlocal asked
            asked += 1
            return usual(where, after)

        monkeypatch.setattr(app.reader, "matching", counted)
        await press(pilot, "n")
        await until(pilot, lambda: "No finding after this one" in shown(app))

        assert 0 < asked <= SOON
        assert app.browser.exchanges.cursor == 1
