import pytest

from inspector.core.comparing.comparison import Comparison, Difference, Operation, Pair, Share
from inspector.core.comparing.widespread import LEAST, split


def operation(name: str, *differences: Difference, new: bool = False) -> Operation:
    return Operation(name, Pair(0 if new else 2, 2), (), {"request_headers": differences})


def lost(value: str = "1") -> Difference:
    return Difference("x-odd", Share(2, 2), Share(0, 2), (), (value,))


def test_a_difference_in_most_operations_is_told_once() -> None:
    gained = Difference("x-own", Share(0, 2), Share(2, 2), ("a",))
    several = [operation(f"GET {i}", lost(str(i % 2))) for i in range(LEAST)]
    spread, rest = split(Comparison((*several, operation("GET Own", gained, lost()))))

    (found,) = spread
    assert (found.kind, found.operations) == ("request_headers", LEAST + 1)
    assert found.difference == Difference("x-odd", Share(10, 10), Share(0, 10), (), ("0", "1"))
    assert [each.names["request_headers"] for each in rest] == [(), (), (), (), (gained,)]


@pytest.mark.parametrize(
    "operations",
    [
        pytest.param([operation(f"GET {i}", lost()) for i in range(LEAST - 1)], id="few operations"),
        pytest.param([operation(f"GET {i}", *[lost()][: i < LEAST]) for i in range(LEAST * 3)], id="less than half"),
        pytest.param([operation("GET 0", lost())] + [operation(f"GET {i}", new=True) for i in range(9)], id="new ones"),
    ],
)  # fmt: skip
def test_a_difference_of_few_operations_stays_with_them(operations: list[Operation]) -> None:
    assert split(Comparison(tuple(operations))) == ((), tuple(operations))
