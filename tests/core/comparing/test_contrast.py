"""Two exchanges held against each other: headers as sets, JSON by structure, text by line."""

import time
from typing import Any

import make
import pytest
import story

from inspector.core.annotated import Annotated
from inspector.core.comparing.contrast import Contrast, Section, contrast
from inspector.core.comparing.structures import MOST, Change, structures
from inspector.core.comparing.texts import MOST_LINES, texts
from inspector.core.exchange import Exchange, Request, Response
from inspector.core.headers import Headers


def sent(body: bytes | None = b"", *fields: tuple[str, str], **changed: Any) -> Annotated:
    usual = {"method": "POST", "url": make.ROOT + "Jobs"} | changed
    return Annotated(Exchange(request=Request(headers=Headers(fields), body=body, **usual)))


def answered(status: int, body: bytes | None = b"", *fields: tuple[str, str]) -> Annotated:
    answer = Response(status=status, headers=Headers(fields), body=body)
    request = Request(method="GET", url=make.ROOT + "Jobs", body=b"")
    return Annotated(Exchange(request=request, response=answer))


def section(it: Contrast, title: str) -> Section:
    return next((one for one in it.sections if one.title == title), Section(title))


def test_an_exchange_does_not_differ_from_itself() -> None:
    for one in story.story():
        it = contrast(one, one)

        assert not it.differs
        assert all(change.old == change.new for part in it.sections for change in part.changes)


@pytest.mark.parametrize(
    ("old", "new", "changes", "same"),
    [
        pytest.param([("A", "1"), ("B", "2")], [("B", "2"), ("A", "1")], [], 2, id="another order"),
        pytest.param([("accept", "x")], [("Accept", "x")], [], 1, id="another spelling"),
        pytest.param([("A", "1"), ("A", "2")], [("A", "1, 2")], [], 1, id="a list in one field"),
        pytest.param([("A", "1")], [], [Change("A", "1", None)], 0, id="gone"),
        pytest.param([], [("A", "1")], [Change("A", None, "1")], 0, id="come"),
        pytest.param([("A", "1")], [("A", "2")], [Change("A", "1", "2")], 0, id="changed"),
        pytest.param([("A", "")], [], [Change("A", "", None)], 0, id="empty is not absent"),
    ],
)  # fmt: skip
def test_headers_are_sets(old: Any, new: Any, changes: list[Change], same: int) -> None:
    found = section(contrast(sent(b"", *old), sent(b"", *new)), "request headers")

    assert (list(found.changes), found.same) == (changes, same)


@pytest.mark.parametrize(
    ("name", "old", "new", "varies"),
    [
        pytest.param("Date", "Sat, 31 Jan 2026 12:00:00 GMT", "Sat, 31 Jan 2026 12:00:01 GMT", True, id="a date"),
        pytest.param("x-ms-client-request-id", "a", "b", True, id="a request id"),
        pytest.param("Authorization", "Bearer <redacted:jwt:aaaaaaaaaaaa>", "Bearer <redacted:jwt:bbbbbbbbbbbb>", True, id="another token"),
        pytest.param("Location", f"{make.ROOT}Jobs('nb:jid:UUID:1-2')", f"{make.ROOT}Jobs('nb:jid:UUID:3-4')", True, id="ids"),
        pytest.param("Accept", "application/json", "application/xml", False, id="a value"),
        pytest.param("x-ms-version", "2.17", "2.19", False, id="a version"),
    ],
)  # fmt: skip
def test_what_differs_from_call_to_call_is_no_difference(
    name: str, old: str, new: str, varies: bool
) -> None:
    it = contrast(sent(b"", (name, old)), sent(b"", (name, new)))

    assert section(it, "request headers").changes[0].varies is varies
    assert it.differs is not varies


def entity(id_: str, **members: Any) -> dict[str, Any]:
    return {"Id": id_, **members}


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        pytest.param({"a": 1, "b": 2}, {"b": 2, "a": 1}, [], id="order of members"),
        pytest.param({"a": 1}, {"a": 2}, [("/a", "1", "2")], id="a value"),
        pytest.param({"a": 1}, {}, [("/a", "1", None)], id="a member gone"),
        pytest.param({}, {"a": None}, [("/a", None, "null")], id="null is not nothing"),
        pytest.param({"a": 1}, {"a": True}, [("/a", "1", "true")], id="1 is not true"),
        pytest.param({"a": 1}, {"a": 1.0}, [("/a", "1", "1.0")], id="1 is not 1.0"),
        pytest.param({"a": {"b/~": 1}}, {"a": {"b/~": 2}}, [("/a/b~1~0", "1", "2")], id="a pointer"),
        pytest.param([1, 2, 3], [2, 3], [("/0", "1", None)], id="the first item gone"),
        pytest.param([1, 3], [1, 2, 3], [("/1", None, "2")], id="an item between"),
        pytest.param([{"a": 1}], [{"a": 2}], [("/0/a", "1", "2")], id="inside an item"),
        pytest.param([entity("1"), entity("2", n=1)], [entity("2", n=2)], [("/0", '{"Id": "1"}', None), ("/1/n", "1", "2")], id="an entity known by its id"),
        pytest.param({"a": []}, {"a": {}}, [("/a", "[]", "{}")], id="a list is no object"),
        pytest.param([], {}, [("/", "[]", "{}")], id="the whole"),
    ],
)  # fmt: skip
def test_json_is_compared_by_structure(old: Any, new: Any, changes: list[Any]) -> None:
    assert list(structures(old, new)) == [Change(*each) for each in changes]


def test_a_body_in_another_form_is_the_same() -> None:
    it = contrast(sent(b'{"a": 1}'), sent(b'{ "a":1 }'))

    assert section(it, "request body") == Section("request body", note="the same in another form")


def test_deep_and_wide_json_is_bounded() -> None:
    deep: Any = 1
    other: Any = 2
    for _ in range(5000):
        deep, other = [deep], [other]

    assert len(list(structures(deep, other))) == 1
    assert len(list(structures(list(range(9000)), list(range(1, 9001))))) == MOST


BODY = [f"line {number}" for number in range(40)]


@pytest.mark.parametrize(
    ("change", "differing"),
    [
        pytest.param(lambda lines: lines, [], id="equal"),
        pytest.param(lambda lines: [*lines[:20], "new", *lines[21:]], [Change("line 21", "line 20", "new")], id="changed"),
        pytest.param(lambda lines: [*lines[:20], "new", *lines[20:]], [Change("line 21", None, "new")], id="more"),
        pytest.param(lambda lines: lines[1:], [Change("line 1", "line 0", None)], id="the first gone"),
        pytest.param(lambda lines: lines[:-1], [Change("line 40", "line 39", None)], id="the last gone"),
    ],
)  # fmt: skip
def test_text_is_compared_by_line_with_some_around(change: Any, differing: list[Change]) -> None:
    changes, note = texts(BODY, change(BODY))

    assert [one for one in changes if one.differs] == differing
    assert len(changes) - len(differing) <= 4
    assert note == ""


def test_long_texts_take_no_longer_than_a_person_waits() -> None:
    old, new = ([f"{side} {number % 7}" for number in range(60_000)] for side in "ab")
    began = time.monotonic()
    changes, note = texts(old, new)

    assert time.monotonic() - began < 20
    assert len(changes) <= 2 * MOST_LINES
    assert "60,000" in note


def test_xml_is_compared_tag_by_tag() -> None:
    it = contrast(sent(b"<a><b>1</b><c/></a>"), sent(b"<a><b>2</b><c/></a>"))

    found = [one for one in section(it, "request body").changes if one.differs]
    assert found == [Change("line 2", "<b>1</b>", "<b>2</b>")]


@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        pytest.param(None, b"x", "not recorded of the first", id="the first"),
        pytest.param(b"x", None, "not recorded of the second", id="the second"),
        pytest.param(None, None, "not recorded", id="neither"),
        pytest.param(b"", b"", "", id="both empty"),
    ],
)
def test_what_was_not_recorded_is_said(old: bytes | None, new: bytes | None, note: str) -> None:
    assert section(contrast(sent(old), sent(new)), "request body").note == note


def test_bytes_are_told_by_their_number() -> None:
    found = section(contrast(sent(b"\0\1"), sent(b"\0\1\2")), "request body")

    assert found.changes == (Change("bytes", "2", "3"),)


def test_the_answer_and_the_findings() -> None:
    told = story.story()
    it = contrast(told[2], told[0])

    assert section(it, "answer").changes == (Change("status", "400", "200"),)
    assert [one.place for one in section(it, "findings").changes] == ["ODA401", "ODA402", "COR201"]
    assert section(it, "request").changes[0] == Change("method", "POST", "GET")


def test_no_answer_is_an_answer_too() -> None:
    it = contrast(story.story()[6], story.story()[0])

    assert section(it, "answer").changes == (
        Change("status", "no answer: connection reset by peer", "200"),
    )


def test_tokens_are_compared_by_their_claims() -> None:
    old, new = (
        Annotated(make.exchange(Authorization=f"Bearer {make.token(aud=aud)}"))
        for aud in ("https://a.example", "https://b.example")
    )

    assert (
        Change("/aud", '"https://a.example"', '"https://b.example"')
        in section(contrast(old, new), "token").changes
    )


def test_an_unlike_answer_is_told() -> None:
    it = contrast(answered(200, b'{"a": 1}'), answered(200, b'{"a": 2}', ("A", "1")))

    assert section(it, "answer headers").changes == (Change("A", None, "1"),)
    assert section(it, "answer body").changes == (Change("/a", "1", "2"),)
