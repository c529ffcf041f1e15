"""The entities in answers of every form."""

from typing import Any

import make
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.answer import read_answer, read_value

ATOM = 'xmlns="http://www.w3.org/2005/Atom"'
A: dict[str, Any] = {"Id": "a"}


@pytest.mark.parametrize(
    ("body", "listed", "placed"),
    [
        pytest.param({"d": A}, False, {"/d": A}, id="verbose, one"),
        pytest.param({"d": {"results": [A, A]}}, True, {"/d/results/0": A, "/d/results/1": A}, id="verbose, a list"),
        pytest.param({"d": [A, A]}, True, {"/d/0": A, "/d/1": A}, id="verbose of version 1, a list"),
        pytest.param({"d": {"State": 2}}, False, {"/d": {"State": 2}}, id="verbose, one property"),
        pytest.param({"odata.metadata": "m", **A}, False, {"": {"odata.metadata": "m", **A}}, id="light, one"),
        pytest.param({"odata.metadata": "m", "value": [A, A]}, True, {"/value/0": A, "/value/1": A}, id="light, a list"),
        pytest.param({"value": 2}, False, {"": {"value": 2}}, id="light, one property"),
        pytest.param({"value": []}, True, {}, id="an empty list"),
        pytest.param({"value": [1, None, "a", A]}, True, {"/value/3": A}, id="what is no entity is left out"),
        pytest.param(f"<entry {ATOM}/>", False, {"": {}}, id="Atom, one"),
        pytest.param(f"<feed {ATOM}><entry/><entry/></feed>", True, {"/0": {}, "/1": {}}, id="Atom, a list"),
        pytest.param(f"<feed {ATOM}/>", True, {}, id="Atom, an empty list"),
        pytest.param("<m:error xmlns:m='x'/>", False, {}, id="another document"),
        pytest.param("<feed", False, {}, id="XML that cannot be read"),
        pytest.param("{", False, {}, id="JSON that cannot be read"),
        pytest.param('{"d": null}', False, {}, id="null"),
        pytest.param('{"d": "text"}', False, {}, id="a text"),
        pytest.param("nb:cid", False, {}, id="plain text"),
        pytest.param("[" * 100_000, False, {}, id="brackets"),
        pytest.param(b"", False, {}, id="empty"),
        pytest.param(None, False, {}, id="not recorded"),
    ],
)  # fmt: skip
def test_the_entities_of_an_answer(body: Any, listed: bool, placed: dict[str, Any]) -> None:
    answer = read_answer(make.response(200, body))

    assert (answer.listed, dict(answer.placed())) == (listed, placed)
    assert answer.entities == tuple(placed.values())


@pytest.mark.parametrize(
    ("status", "found"), [(200, 1), (201, 1), (202, 1), (299, 1), (301, 0), (400, 0), (404, 0), (500, 0)]
)  # fmt: skip
def test_only_a_success_holds_entities(status: int, found: int) -> None:
    assert len(read_answer(make.response(status, {"d": A})).entities) == found


@given(st.recursive(st.none() | st.integers() | st.text(max_size=2), lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["d", "results", "value", "Id"]), inner), max_leaves=20))  # fmt: skip
def test_nothing_raises(tree: Any) -> None:
    answer = read_answer(make.response(200, {"d": tree}))

    assert all(isinstance(one, dict) for one in answer.entities)
    assert answer.listed or len(answer.entities) <= 1


@pytest.mark.parametrize(
    ("body", "value"),
    [
        pytest.param({"d": {"GetProtectionKeyId": "x"}}, "x", id="verbose, under the function's name"),
        pytest.param({"d": "x"}, "x", id="verbose, bare"),
        pytest.param({"odata.metadata": "m", "value": "x"}, "x", id="light"),
        pytest.param("<GetProtectionKeyId>x</GetProtectionKeyId>", "x", id="XML"),
        pytest.param({"d": {"State": 2}}, None, id="a number"),
        pytest.param({"d": {"Id": "x", "Name": "y"}}, None, id="an entity"),
        pytest.param({"value": [{"Id": "x"}]}, None, id="a list"),
        pytest.param(f"<feed {ATOM}><entry/></feed>", None, id="a feed"),
        pytest.param("[" * 100_000, None, id="brackets"),
        pytest.param("<x", None, id="XML that cannot be read"),
        pytest.param(b"", None, id="empty"),
        pytest.param(None, None, id="not recorded"),
    ],
)  # fmt: skip
def test_the_value_of_an_answer(body: Any, value: str | None) -> None:
    assert read_value(make.response(200, body)) == value
    assert read_value(make.response(400, body)) is None
