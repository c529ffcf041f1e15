"""Reads in quick succession."""

from itertools import accumulate

import pytest

from inspector.core.lives.streak import Streak, after


@pytest.mark.parametrize(
    ("gaps", "reads", "lasted"),
    [
        pytest.param([], 1, 0, id="one read"),
        pytest.param([0], 2, 0, id="two at once"),
        pytest.param([2, 2, 2], 4, 6, id="one every two seconds"),
        pytest.param([4.9], 2, 4.9, id="just quick enough"),
        pytest.param([5], 1, 0, id="a rest"),
        pytest.param([2, 2, 60], 1, 0, id="a rest after a streak"),
        pytest.param([60, 2], 2, 2, id="a streak after a rest"),
        pytest.param([3, -1], 3, 3, id="told out of order"),
        pytest.param([-60], 1, 0, id="a clock put back"),
    ],
)
def test_streak(gaps: list[float], reads: int, lasted: float) -> None:
    streak = None
    for moment in accumulate(gaps, initial=1000.0):
        streak = after(streak, moment)

    assert isinstance(streak, Streak)
    assert streak.reads == reads
    assert streak.lasted == pytest.approx(lasted)
