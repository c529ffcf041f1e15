"""Dates of HTTP."""

import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.moments import http_date

NOON = 1769860800.0  # 2026-01-31T12:00:00Z


@pytest.fixture(params=["UTC", "Asia/Tokyo", "America/Caracas"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the machine stand somewhere else: what is read must not depend on it."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        pytest.param("Sat, 31 Jan 2026 12:00:00 GMT", NOON, id="as the standard says"),
        pytest.param(" Sat, 31 Jan 2026 12:00:00 GMT ", NOON, id="blanks"),
        pytest.param("Sat, 31 Jan 2026 12:00:00 UTC", NOON, id="UTC"),
        pytest.param("Sat, 31 Jan 2026 13:00:00 +0100", NOON, id="another zone"),
        pytest.param("Sat, 31 Jan 2026 12:00:00 +0000", NOON, id="no offset"),
        pytest.param("Sat, 31 Jan 2026 12:00:00 -0000", NOON, id="a zone that nobody knows"),
        pytest.param("Mon, 31 Jan 2026 12:00:00 GMT", NOON, id="another day of the week"),
        pytest.param("Sat, 1 Jan 2000 00:00:00 GMT", 946684800.0, id="one digit"),
        pytest.param("Sat, 31 Jan 2026 12:00:00", None, id="no zone"),
        pytest.param("2026-01-31T12:00:00Z", None, id="ISO 8601"),
        pytest.param("Sat, 32 Jan 2026 12:00:00 GMT", None, id="a 32nd"),
        pytest.param("Sat, 31 Jan 2026 25:00:00 GMT", None, id="an hour 25"),
        pytest.param("Sat, 31 Jan 2026 12:00:60 GMT", None, id="a leap second"),
        pytest.param("Sat, 31 Jan 2026 12:00:00 +9999", None, id="an offset of days"),
        pytest.param("Sat, 31 Jan 0000 12:00:00 +1200", 949276800.0, id="a year of two digits is this century's"),
        pytest.param("sat, 31 jan 2026 12:00:00 gmt", None, id="lower case"),
        pytest.param("", None, id="nothing"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("zone")
def test_a_date_of_http(text: str, moment: float | None) -> None:
    assert http_date(text) == moment


@given(st.from_regex(r"(Mon|Tue), \d{1,2} (Jan|Dec) \d{4} \d{2}:\d{2}:\d{2} (GMT|UT|[+-]\d{4})", fullmatch=True))  # fmt: skip
def test_nothing_raises(text: str) -> None:
    assert isinstance(http_date(text), float | None)
