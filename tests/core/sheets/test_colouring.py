import pytest

from inspector.core.sheets.colouring import Span, painted


@pytest.mark.parametrize(
    ("text", "spans", "start", "runs"),
    [
        pytest.param("abc", [], 0, [("plain", "abc")], id="no colour"),
        pytest.param("", [(0, 1, "x")], 0, [], id="nothing"),
        pytest.param("abc", [(1, 2, "x")], 0, [("plain", "a"), ("x", "b"), ("plain", "c")], id="in the middle"),
        pytest.param("abc", [(0, 3, "x"), (1, 2, "y")], 0, [("x", "a"), ("y", "b"), ("x", "c")], id="one over another"),
        pytest.param("abc", [(0, 2, "x"), (2, 3, "x")], 0, [("x", "abc")], id="two that touch"),
        pytest.param("cd", [(0, 3, "x")], 2, [("x", "c"), ("plain", "d")], id="a piece of a line"),
        pytest.param("cd", [(0, 2, "x"), (4, 9, "x")], 2, [("plain", "cd")], id="beside the piece"),
    ],
)  # fmt: skip
def test_runs(text: str, spans: list[Span], start: int, runs: list[tuple[str, str]]) -> None:
    assert list(painted(text, spans, start)) == runs
