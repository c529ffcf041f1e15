"""How a key is written."""

import pytest

from inspector.core.keys import (
    fault_of_argument,
    fault_of_key,
    fault_of_segment,
    value_of_key,
)
from inspector.core.url import Segment


@pytest.mark.parametrize(
    ("key", "fault"),
    [
        pytest.param("nb:cid:UUID:1", "no quotes", id="bare"),
        pytest.param("5", "no quotes", id="a number"),
        pytest.param("", "no quotes", id="nothing"),
        pytest.param("‘1’", "typographic quotes instead of straight ones", id="single typographic quotes"),
        pytest.param("“1”", "typographic quotes instead of straight ones", id="double typographic quotes"),
        pytest.param("´1´", "typographic quotes instead of straight ones", id="accents"),
        pytest.param('"1"', "double quotes instead of single ones", id="double quotes"),
        pytest.param("''", "an empty key", id="empty"),
        pytest.param("'it's'", "a quote inside the key is not written twice", id="a quote inside"),
        pytest.param("'1", "the quotes do not match", id="no closing quote"),
        pytest.param("1'", "the quotes do not match", id="no opening quote"),
        pytest.param("'", "the quotes do not match", id="one quote"),
        pytest.param("Name='1',Other=2", "the quotes do not match", id="the second of two is bare"),
        pytest.param("'1'", "", id="quoted"),
        pytest.param(" '1' ", "", id="blanks around"),
        pytest.param("'it''s'", "", id="a doubled quote"),
        pytest.param("''''", "", id="only a doubled quote"),
        pytest.param("guid'1'", "", id="a GUID literal"),
        pytest.param("datetime'2026-01-31'", "", id="a time literal"),
        pytest.param("Name='1'", "", id="named"),
        pytest.param("Name='a,b=c',Other='2'", "", id="two, one with a comma"),
        pytest.param("'O’Brien'", "", id="a typographic apostrophe inside"),
        pytest.param("'a=b'", "", id="an equals sign inside"),
        pytest.param("{{Id}}", "", id="a variable"),
        pytest.param("<redacted:sig:9f86d081884c>", "", id="our own marker"),
    ],
)  # fmt: skip
def test_a_key(key: str, fault: str) -> None:
    assert fault_of_key(key) == fault


@pytest.mark.parametrize(
    ("name", "key", "fault"),
    [
        pytest.param("Assets('1", None, "a quote is not closed; one that belongs to the key is written twice", id="nothing closed"),
        pytest.param("Assets('1'", None, "the parentheses do not match", id="no closing parenthesis"),
        pytest.param("Assets'1')", None, "the parentheses do not match", id="no opening parenthesis"),
        pytest.param("Assets", "1", "no quotes", id="a bare key"),
        pytest.param("Assets", "'1'", "", id="a key"),
        pytest.param("Assets", None, "", id="a set"),
        pytest.param("$links", None, "", id="links"),
        pytest.param("$1", None, "", id="a reference"),
    ],
)  # fmt: skip
def test_a_segment(name: str, key: str | None, fault: str) -> None:
    assert fault_of_segment(Segment(name, key)) == fault


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        pytest.param("nb:jid:UUID:1", "no quotes", id="bare"),
        pytest.param("‘1’", "typographic quotes instead of straight ones", id="typographic quotes"),
        pytest.param("", "no quotes", id="nothing"),
        pytest.param("''", "", id="an empty string"),
        pytest.param("'1'", "", id="quoted"),
        pytest.param("'it''s'", "", id="a doubled quote"),
        pytest.param("<redacted:key:9f86d081884c>", "", id="our own marker"),
    ],
)
def test_an_argument(value: str, fault: str) -> None:
    assert fault_of_argument(value) == fault


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param("'1'", "1", id="quoted"),
        pytest.param(" '1' ", "1", id="blanks"),
        pytest.param("'it''s'", "it's", id="a doubled quote"),
        pytest.param("''", "", id="nothing in quotes"),
        pytest.param("guid'1'", "1", id="a GUID"),
        pytest.param("Guid'1'", "1", id="a GUID in another case"),
        pytest.param("Id='1'", "1", id="with the property's name"),
        pytest.param("Id = guid'1'", "1", id="with name and type"),
        pytest.param("5", "5", id="a number"),
        pytest.param("'it's'", "it's", id="a quote that is not doubled"),
        pytest.param("'1", "1", id="no closing quote"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_what_a_key_stands_for(key: str, value: str) -> None:
    assert value_of_key(key) == value


@pytest.mark.parametrize("key", ["'" * 1_000_001, "a" * 1_000_000, "a =" + " " * 1_000_000, "Id='" + "''" * 500_000])  # fmt: skip
def test_a_hostile_key_is_read(key: str) -> None:
    assert len(value_of_key(key)) <= len(key)
