"""Whether a value can be of a primitive type, as the service took values."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.literals import fault_of_literal, is_culture_bound, whole_number

GUID = "0a1b2c3d-1500-80c3-8f4e-f1e5e6b3a001"
TYPES = ["String", "Boolean", "DateTime", "DateTimeOffset", "Time", "Guid", "Binary", "Double",
         "Single", "Decimal", "Byte", "SByte", "Int16", "Int32", "Int64"]  # fmt: skip


@pytest.mark.parametrize(
    ("type_name", "value"),
    [
        pytest.param("Int32", 2, id="a number"),
        pytest.param("Int32", "2", id="a number as text"),
        pytest.param("Int32", "-1", id="a negative one as text"),
        pytest.param("Int32", " 2 ", id="blanks around it"),
        pytest.param("Int32", 2.0, id="a whole number with a dot"),
        pytest.param("Int32", 2**31 - 1, id="the greatest Int32"),
        pytest.param("Int32", -(2**31), id="the least Int32"),
        pytest.param("Int64", "9223372036854775807", id="the greatest Int64, as text"),
        pytest.param("Int64", 9223372036854775807, id="the greatest Int64"),
        pytest.param("Int16", "32767", id="the greatest Int16"),
        pytest.param("Byte", 255, id="the greatest Byte"),
        pytest.param("SByte", -128, id="the least SByte"),
        pytest.param("Boolean", True, id="a boolean"),
        pytest.param("Boolean", "false", id="a boolean as text"),
        pytest.param("Boolean", "True", id="a boolean as .NET writes it"),
        pytest.param("Boolean", "0", id="a boolean as a digit"),
        pytest.param("Boolean", 1, id="a boolean as a number"),
        pytest.param("Double", 300, id="a whole number for a Double"),
        pytest.param("Double", 0.5, id="a Double"),
        pytest.param("Double", "300", id="a Double as text"),
        pytest.param("Double", "1.5e3", id="an exponent"),
        pytest.param("Double", ".5", id="it begins with a dot"),
        pytest.param("Double", "INF", id="endless"),
        pytest.param("Decimal", "1.50", id="a Decimal"),
        pytest.param("DateTime", "2013-08-01T00:00:00Z", id="ISO 8601"),
        pytest.param("DateTime", "2013-08-01T00:00:00", id="without zone"),
        pytest.param("DateTime", "2013-08-01T00:00:00.1234567Z", id="ticks"),
        pytest.param("DateTime", "2013-08-01T00:00:00+02:00", id="another zone"),
        pytest.param("DateTime", "2013-08-01", id="a day"),
        pytest.param("DateTime", "2013-08-01T00:00", id="without seconds"),
        pytest.param("DateTime", "/Date(1335468838000)/", id="verbose JSON's form"),
        pytest.param("DateTime", "\\/Date(1335468838000)\\/", id="verbose JSON's form, its backslashes kept"),
        pytest.param("DateTime", "/Date(-62135596800000+0120)/", id="year 1, with an offset"),
        pytest.param("Time", "PT8H", id="hours"),
        pytest.param("Time", "P1DT2H3M4.5S", id="days to parts of a second"),
        pytest.param("Time", "-PT1M", id="a negative length"),
        pytest.param("Time", "P1Y", id="a year"),
        pytest.param("Guid", GUID, id="a GUID"),
        pytest.param("Guid", GUID.upper(), id="a GUID in upper case"),
        pytest.param("Guid", f"{{{GUID}}}", id="a GUID in braces"),
        pytest.param("Guid", f"({GUID})", id="a GUID in parentheses"),
        pytest.param("Guid", GUID.replace("-", ""), id="a GUID without hyphens"),
        pytest.param("Binary", "AQID", id="base64"),
        pytest.param("Binary", "AQI=\r\n", id="base64 with a line break"),
        pytest.param("String", "", id="an empty text"),
        pytest.param("String", "\U0001f600\u202e\0", id="odd characters"),
        pytest.param("Stream", 1, id="a type that is not known"),
    ],
)  # fmt: skip
def test_what_is_taken(type_name: str, value: Any) -> None:
    assert fault_of_literal(value, f"Edm.{type_name}") == ""


@pytest.mark.parametrize("type_name", TYPES)
def test_null_is_taken_for_anything(type_name: str) -> None:
    assert fault_of_literal(None, f"Edm.{type_name}") == ""


@pytest.mark.parametrize(
    ("type_name", "value", "fault"),
    [
        pytest.param("Int32", 2**31, "outside of Edm.Int32", id="one more than the greatest"),
        pytest.param("Int32", "-2147483649", "outside of Edm.Int32", id="one less than the least"),
        pytest.param("Int64", 2**63, "outside of Edm.Int64", id="beyond Int64"),
        pytest.param("Byte", -1, "outside of Edm.Byte", id="below zero"),
        pytest.param("Int32", 1.5, "no whole number", id="half a number"),
        pytest.param("Int32", "None", "no whole number", id="the value's name"),
        pytest.param("Int32", True, "no whole number", id="a boolean for a number"),
        pytest.param("Int32", "", "no whole number", id="an empty text for a number"),
        pytest.param("Int32", "1" * 5000, "no whole number", id="digits without end"),
        pytest.param("Int32", float("inf"), "no whole number", id="endless"),
        pytest.param("Int32", "\u0662", "no whole number", id="a digit of another script"),
        pytest.param("Boolean", "yes", "neither true nor false", id="yes"),
        pytest.param("Boolean", 2, "neither true nor false", id="two"),
        pytest.param("Double", "5 min", "no number", id="a unit"),
        pytest.param("Double", "1,5", "no number", id="a comma"),
        pytest.param("Double", True, "no number", id="a boolean for a Double"),
        pytest.param("DateTime", "4/22/2015 4:05:31 PM", "no date: write 2026-01-31T12:00:00Z", id="a US date"),
        pytest.param("DateTime", "2013-13-01T00:00:00Z", "no date: write 2026-01-31T12:00:00Z", id="a month 13"),
        pytest.param("DateTime", 1335468838000, "no date: write 2026-01-31T12:00:00Z", id="a number for a date"),
        pytest.param("DateTime", "now", "no date: write 2026-01-31T12:00:00Z", id="a word"),
        pytest.param("Time", "08:00:00", "no length of time: write PT8H", id="a clock's time"),
        pytest.param("Time", "P", "no length of time: write PT8H", id="no length at all"),
        pytest.param("Time", "PT", "no length of time: write PT8H", id="no length behind the T"),
        pytest.param("Time", 8, "no length of time: write PT8H", id="a number for a time"),
        pytest.param("Guid", "nb:cid:UUID:" + GUID, "no GUID", id="an id for a GUID"),
        pytest.param("Binary", "a b!", "no base64", id="no base64"),
        pytest.param("String", 5, "a number where a text belongs", id="a number for a text"),
        pytest.param("String", False, "a boolean where a text belongs", id="a boolean for a text"),
        pytest.param("String", {}, "an object where Edm.String belongs", id="an object for a text"),
        pytest.param("Int32", [], "a list where Edm.Int32 belongs", id="a list for a number"),
    ],
)  # fmt: skip
def test_what_is_not_taken(type_name: str, value: Any, fault: str) -> None:
    assert fault_of_literal(value, f"Edm.{type_name}") == fault


@pytest.mark.parametrize(
    ("value", "bound"),
    [
        pytest.param("4/22/2015 4:05:31 PM", True, id="US"),
        pytest.param("22.04.2015 16:05", True, id="German"),
        pytest.param("4/22/2015", True, id="a day"),
        pytest.param("Wed, 22 Apr 2015 16:05:31 GMT", True, id="RFC 1123"),
        pytest.param("2015-04-22T16:05:31Z", False, id="ISO 8601"),
        pytest.param("now", False, id="a word"),
        pytest.param("1/2", False, id="a fraction"),
        pytest.param(None, False, id="null"),
        pytest.param(5, False, id="a number"),
    ],
)
def test_dates_of_some_country(value: Any, bound: bool) -> None:
    assert is_culture_bound(value) is bound


@pytest.mark.parametrize(
    ("value", "number"),
    [(1, 1), ("1", 1), ("+1", 1), (" 1 ", 1), (1.0, 1), (True, None), (1.5, None), ("1.0", None),
     ("", None), (None, None), ({}, None), (float("nan"), None), ("9" * 41, None)],
)  # fmt: skip
def test_whole_numbers(value: Any, number: int | None) -> None:
    assert whole_number(value) == number


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("9" * 1_000_000, id="digits"),
        pytest.param("A" * 1_000_000, id="letters"),
        pytest.param("=" * 1_000_000, id="padding"),
        pytest.param(" " * 1_000_000, id="blanks"),
        pytest.param("Wed " + " " * 1_000_000, id="a day and blanks"),
        pytest.param("P" + "1Y" * 500_000, id="years"),
        pytest.param("-" * 1_000_000, id="hyphens"),
    ],
)
def test_a_hostile_text_is_judged(text: str) -> None:
    assert all(isinstance(fault_of_literal(text, f"Edm.{name}"), str) for name in TYPES)
    assert is_culture_bound(text) is False


@given(st.sampled_from(TYPES), st.none() | st.booleans() | st.integers() | st.floats() | st.text())
def test_nothing_raises(type_name: str, value: Any) -> None:
    assert isinstance(fault_of_literal(value, f"Edm.{type_name}"), str)
