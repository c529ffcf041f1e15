"""Which findings a baseline knows, and what it says of itself."""

from collections.abc import Iterable
from dataclasses import replace

import make
import pytest
from story import found

from inspector.core.annotated import Annotated
from inspector.core.baseline import Baseline, Entry
from inspector.core.severity import WARNING


def calls(marks: str, operation: str = "GET Assets", code: str = "ODA401") -> list[Annotated]:
    """Return a call for each mark: x has a finding, - has none."""
    one = Annotated(make.exchange(), 0, "media-services", "api", operation)
    return [replace(one, findings=(found(code),) if mark == "x" else ()) for mark in marks]


def entry(count: int, of: int, code: str = "ODA401", operation: str = "GET Assets") -> Entry:
    return Entry(operation, code, "0", count, of)


def new(baseline: Baseline, exchanges: Iterable[Annotated]) -> int:
    """Return how many findings are new."""
    return sum(len(baseline.sift(one).findings) for one in exchanges)


@pytest.mark.parametrize(
    ("entries", "marks", "left"),
    [
        pytest.param([entry(1, 1)],                          "x",       0, id="the same"),
        pytest.param([entry(1, 1)],                          "-",       0, id="mended"),
        pytest.param([entry(2, 2)],                          "xxxxxx",  0, id="a loop that went on for longer"),
        pytest.param([entry(2, 4)],                          "x-x-",    0, id="in half of the calls"),
        pytest.param([entry(2, 4)],                          "xx--",    0, id="in half of the calls, in another order"),
        pytest.param([entry(2, 4)],                          "x-x-x-",  0, id="in half of more calls"),
        pytest.param([entry(2, 4)],                          "xxxx",    2, id="in calls that were right before"),
        pytest.param([entry(1, 9)],                          "--xx",    1, id="once more in fewer calls"),
        pytest.param([],                                     "xx",      2, id="an empty baseline"),
        pytest.param([entry(1, 1, code="ODA402")],           "x",       1, id="another rule is known"),
        pytest.param([entry(1, 1, operation="GET Jobs")],    "x",       1, id="known in another operation"),
    ],
)  # fmt: skip
def test_what_is_new(entries: list[Entry], marks: str, left: int) -> None:
    assert new(Baseline(entries), calls(marks)) == left


def test_known_findings_are_set_aside() -> None:
    (call,) = calls("x")

    sifted = Baseline([entry(1, 1)]).sift(call)

    assert (sifted.findings, sifted.known) == ((), call.findings)


def test_two_equal_findings_of_one_call_are_two() -> None:
    (call,) = calls("x")

    sifted = Baseline([entry(1, 9)]).sift(replace(call, findings=call.findings * 2))

    assert (len(sifted.findings), len(sifted.known)) == (1, 1)


def test_learning_knows_everything_and_says_it_in_order() -> None:
    learning = Baseline(learning=True)
    exchanges = [*calls("x", "POST Jobs"), *calls("xx-", "GET Assets"), *calls("x", code="HDR101")]

    assert new(learning, exchanges) == 0
    assert learning.seen() == [
        entry(1, 4, "HDR101"),
        entry(2, 4),
        entry(1, 1, operation="POST Jobs"),
    ]


def test_what_was_learnt_makes_the_same_recording_clean() -> None:
    learning = Baseline(learning=True)
    exchanges = [*calls("x-xx--x"), *calls("-xx", code="HDR101")]
    new(learning, exchanges)

    again = Baseline(learning.seen())

    assert new(again, exchanges) == 0
    assert again.stale() == []


@pytest.mark.parametrize(
    ("marks", "operation", "stale"),
    [
        pytest.param("xx--", "GET Assets", False, id="as it was"),
        pytest.param("xxx-", "GET Assets", False, id="more"),
        pytest.param("x-",   "GET Assets", False, id="fewer calls"),
        pytest.param("----", "GET Jobs",   False, id="the operation was not called"),
        pytest.param("x---", "GET Assets", True,  id="one was mended"),
        pytest.param("----", "GET Assets", True,  id="all were mended"),
    ],
)  # fmt: skip
def test_stale_entries(marks: str, operation: str, stale: bool) -> None:
    baseline = Baseline([entry(2, 4)])
    new(baseline, calls(marks, operation))

    assert bool(baseline.stale()) is stale


def test_exchanges_that_are_not_inspected_are_left_alone() -> None:
    other = Annotated(make.exchange(), operation="GET example")
    learning = Baseline(learning=True)

    assert learning.sift(other) is other
    assert learning.seen() == []


def test_severities_do_not_tell_kinds_apart() -> None:
    (call,) = calls("x")
    milder = replace(call, findings=(found(severity=WARNING),))

    assert new(Baseline([entry(1, 1)]), [milder]) == 0
