"""How a caller gets through a header."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.caller import LONGEST, Caller


@given(
    st.text(st.characters(codec="utf-8"), max_size=50),
    st.text(st.characters(codec="utf-8"), max_size=50),
    st.none() | st.integers(1, 10**8),
)
def test_what_is_packed_comes_out_again(test: str, file: str, line: int | None) -> None:
    packed = Caller(test, file, line).pack()

    assert Caller.unpack(packed) == Caller(test, file, line)
    assert packed.isascii()
    assert packed.isprintable()


@pytest.mark.parametrize(
    ("value", "caller"),
    [
        pytest.param("",                           Caller(""),               id="nothing"),
        pytest.param("test=a::b",                  Caller("a::b"),           id="a test alone"),
        pytest.param("test=a&line=x",              Caller("a"),              id="a line that is no number"),
        pytest.param("test=a&line=0",              Caller("a"),              id="no line"),
        pytest.param("test=a&line=-3",             Caller("a"),              id="before the first line"),
        pytest.param("test=a&line=٣",              Caller("a"),              id="digits of another script"),
        pytest.param(f"test=a&line={'9' * 5000}",  Caller("a"),              id="an endless number"),
        pytest.param("test=a&test=b&more=c",       Caller("a"),              id="more than there is"),
        pytest.param("&".join(["a=1"] * 99),       Caller(""),               id="far more"),
        pytest.param("test=%ff%00",                Caller("\ufffd\x00"),     id="no UTF-8"),
        pytest.param(f"test={'a' * 9999}",         Caller("a" * LONGEST),    id="too long"),
    ],
)  # fmt: skip
def test_what_another_may_have_sent(value: str, caller: Caller) -> None:
    assert Caller.unpack(value) == caller


def test_a_name_that_no_header_could_hold_is_cut() -> None:
    assert len(Caller.unpack(Caller("t" * 10**5).pack()).test) == LONGEST
