import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.reading import read_json


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param('{"Name": "a"}',           {"Name": "a"},    id="an object"),
        pytest.param('\ufeff{"a": 1}',          {"a": 1},         id="a byte order mark"),
        pytest.param("[1, 2.5, -3e2]",          [1, 2.5, -300.0], id="numbers"),
        pytest.param('"\\ud83d\\ude00"',        "😀",             id="a surrogate pair"),
        pytest.param(" null ",                  None,             id="null"),
        pytest.param("[" * 200 + "]" * 200,     None,             id="as deep as may be"),
    ],
)  # fmt: skip
def test_strict_json_is_read(text: str, value: Any) -> None:
    document = read_json(text)

    assert (document.failure, document.leniency) == (None, None)
    assert value is None or document.value == value


@pytest.mark.parametrize(
    ("text", "value", "line", "column"),
    [
        pytest.param('{"TaskBody": "a\r\nb"}',  {"TaskBody": "a\r\nb"}, 1, 14, id="a line break in a string"),
        pytest.param("{'a': 'b'}",              {"a": "b"},             1, 2,  id="single quotes"),
        pytest.param("{a:1}",                   {"a": 1},               1, 2,  id="a bare name"),
        pytest.param('{"a":\n .5}',             {"a": 0.5},             2, 2,  id="a number that begins with a dot"),
        pytest.param('{"a": "it\\\'s"}',        {"a": "it's"},          1, 10, id="an escaped apostrophe"),
        pytest.param("{'a': '\\ud83d\\ude00'}", {"a": "😀"},            1, 2,  id="an escaped pair in single quotes"),
        pytest.param('{odata.type: "x", "k@odata.bind": []}', {"odata.type": "x", "k@odata.bind": []}, 1, 2, id="a bare name with a dot"),
    ],
)  # fmt: skip
def test_the_service_reads_more_than_json(text: str, value: Any, line: int, column: int) -> None:
    document = read_json(text)

    assert document.value == value
    assert document.failure is None
    assert document.leniency is not None
    assert (document.leniency.line, document.leniency.column) == (line, column)


@pytest.mark.parametrize(
    ("text", "reason", "line", "column"),
    [
        pytest.param('{"a": 1,}',             "trailing comma",    1, 8,  id="a trailing comma"),
        pytest.param('{"a": 1,\n}',           "trailing comma",    1, 8,  id="a trailing comma, then a new line"),
        pytest.param("[1, 2,]",               "trailing comma",    1, 6,  id="a trailing comma in a list"),
        pytest.param('{"a": 1 "b": 2}',       "comma",             1, 9,  id="a missing comma"),
        pytest.param('{"a": 1,, "b": 2}',     "comma",             1, 9,  id="a doubled comma"),
        pytest.param("[1,,2]",                "comma",             1, 4,  id="a doubled comma in a list"),
        pytest.param('{"a": “x”}',            "U+201C",            1, 7,  id="typographic quotes"),
        pytest.param('{\n\u00a0 "a": 1}',     "U+00A0",            2, 1,  id="a no-break space as indentation"),
        pytest.param('{"a": 1} {"b": 2}',     "after the value",   1, 10, id="text after the value"),
        pytest.param('{"a": 1',               "comma or }",        1, 8,  id="an object that is not closed"),
        pytest.param('{"a": "x',              "not closed",        1, 7,  id="a string that is not closed"),
        pytest.param('{"a" 1}',               "no colon",          1, 6,  id="no colon"),
        pytest.param('{"a": nil}',            "no JSON value",     1, 7,  id="a word that is no value"),
        pytest.param('{"a": NaN}',            "no JSON value",     1, 7,  id="NaN"),
        pytest.param('{"a": "\\x41"}',        "does not exist",    1, 8,  id="an escape that does not exist"),
        pytest.param("",                      "too early",         1, 1,  id="nothing"),
        pytest.param("[" * 201 + "]" * 201,   "deeper than 200",   0, 0,  id="too deep"),
        pytest.param("{'a':" * 300 + "1",     "deeper than 200",   0, 0,  id="too deep for the lenient reader"),
    ],
)  # fmt: skip
def test_what_nobody_reads_is_told_with_its_place(
    text: str, reason: str, line: int, column: int
) -> None:
    failure = read_json(text).failure

    assert failure is not None
    assert reason in failure.reason
    assert (failure.line, failure.column) == (line, column)


@given(st.text(alphabet="{}[]\"',:\\ \n\t01.-aentrufls\u00a0“\ud800é", max_size=60))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    document = read_json(text)

    assert document.failure is None or document.value is None


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_members_have_pointers_that_lead_back(value: Any) -> None:
    document = read_json(json.dumps(value))

    for pointer, _, member in document.members():
        assert document.at(pointer) == member
