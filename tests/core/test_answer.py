"""The entities in answers of every form."""

from typing import Any

import make
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.answer import NOTHING, Answer, read_answer

ATOM = 'xmlns="http://www.w3.org/2005/Atom"'
A: dict[str, Any] = {"Id": "a"}
ONE, MANY = Answer((A,), listed=False), Answer((A, A), listed=True)


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        pytest.param({"d": A}, ONE, id="verbose, one"),
        pytest.param({"d": {"results": [A, A]}}, MANY, id="verbose, a list"),
        pytest.param({"d": [A, A]}, MANY, id="verbose of version 1, a list"),
        pytest.param({"d": {"State": 2}}, Answer(({"State": 2},), listed=False), id="verbose, one property"),
        pytest.param({"odata.metadata": "m", **A}, Answer(({"odata.metadata": "m", **A},), listed=False), id="light, one"),
        pytest.param({"odata.metadata": "m", "value": [A, A]}, MANY, id="light, a list"),
        pytest.param({"value": 2}, Answer(({"value": 2},), listed=False), id="light, one property"),
        pytest.param({"value": []}, Answer((), listed=True), id="an empty list"),
        pytest.param({"value": [1, None, "a", A, A]}, MANY, id="what is no entity is left out"),
        pytest.param(f"<entry {ATOM}/>", Answer(({},), listed=False), id="Atom, one"),
        pytest.param(f"<feed {ATOM}><entry/><entry/></feed>", Answer(({}, {}), listed=True), id="Atom, a list"),
        pytest.param(f"<feed {ATOM}/>", Answer((), listed=True), id="Atom, an empty list"),
        pytest.param("<m:error xmlns:m='x'/>", NOTHING, id="another document"),
        pytest.param("<feed", NOTHING, id="XML that cannot be read"),
        pytest.param("{", NOTHING, id="JSON that cannot be read"),
        pytest.param('{"d": null}', NOTHING, id="null"),
        pytest.param('{"d": "text"}', NOTHING, id="a text"),
        pytest.param("nb:cid", NOTHING, id="plain text"),
        pytest.param("[" * 100_000, NOTHING, id="brackets"),
        pytest.param(b"", NOTHING, id="empty"),
        pytest.param(None, NOTHING, id="not recorded"),
    ],
)  # fmt: skip
def test_the_entities_of_an_answer(body: Any, answer: Answer) -> None:
    assert read_answer(make.response(200, body)) == answer


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
