"""The list's SQL, with what is read where it does not tell, finds what `matches` lets pass."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import make
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from story import annotated, found, story

from inspector.capture import notes
from inspector.capture.opening import open_capture
from inspector.capture.query import bounds
from inspector.capture.store import CaptureReader, CaptureWriter
from inspector.core.annotated import Annotated
from inspector.core.filter import anchored, matches, parse
from inspector.core.lives.touch import Touch
from inspector.core.mend import Mend
from inspector.core.severity import WARNING

MEND = Mend("HDR103", "header", "x-ms-version", None, "2.19")


def apart(one: Annotated) -> Annotated:
    """Return *one* as a replay that was mended on its way."""
    return replace(one, exchange=replace(one.exchange, replay_of="e1", mends=(MEND,)))


def lasting(seconds: float, one: Annotated) -> Annotated:
    """Return *one* with the time that its answer took."""
    return replace(one, exchange=replace(one.exchange, duration=seconds))


LONG = "Assets?$filter=" + "Name%20eq%20'x'%20or%20" * 150
ODD = [
    annotated(13, url=LONG + "tail", answer=make.response(200, "x")),
    annotated(14, "POST", "$batch", b"a\0b", answer=make.response(202, "ÄÖ ẞ\ud800".encode("utf-8", "replace"))),
    annotated(15, url="Assets('nb%3Acid%3AUUID%3A7')", answer=make.response(
        200, "grün".encode("utf-16"), [("Content-Type", "text/plain;charset=utf-16")])),
    annotated(16, "GET", "https://h\u00f6st.example/a\0b?c%", error='down: "it" \\ is\ud800'),
    annotated(17, url="Jobs", answer=make.response(204), authorization="Bearer opaque", findings=[found("COR2", WARNING)]),
    apart(annotated(18, url="Jobs", answer=make.response(200, "x"))),
    lasting(0.0025, annotated(19, answer=make.response(200, b"x" * 1250))),
    lasting(0.00259, annotated(20, answer=make.response(200, b"x" * 1150))),
    lasting(0.0405, annotated(21, answer=make.response(200, b"x" * 1249))),
]  # fmt: skip
TOUCHED = (
    Touch("nb:jid:UUID:9", "created", "Job", part=1),
    Touch("Filters('x')", "read", "Filter", "nb:cid:UUID:8"),
)


def everything() -> list[Annotated]:
    odd = [*ODD[:1], type(ODD[1])(**{**ODD[1].__dict__, "touches": TOUCHED}), *ODD[2:]]
    return [commented(one) for one in (*story(), *odd)]


COMMENTS = {2: "", 4: "ask them: 100% \\ 'x' [b]8", 9: "ÄÖ Ü", 14: "encode\ud800\0 tail", 17: "%"}


def commented(one: Annotated) -> Annotated:
    """Return *one* as a person left it who noted COMMENTS."""
    number = one.index + 1
    said = COMMENTS.get(number, "")
    return replace(one, exchange=replace(one.exchange, marked=number in COMMENTS, comment=said))


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaptureReader]:
    path: Path = tmp_path_factory.mktemp("query") / "session.amscap"
    with CaptureWriter(path) as writer:
        for one in everything():
            writer.append(one)
    for number, said in COMMENTS.items():
        notes.keep(path, number, marked=True, comment=said)
    with CaptureReader(path) as reader:
        yield reader


TERMS = [
    "jobs", '"POST Jobs"', "nb:cid:UUID", "%", "_", "\\", "'", "$top", "reset", "ASSETS", "tail",
    "grün", "GRüN", "ÄÖ", "äö", '"it\\" \\ is"', "a\0b", "2.19", "encode", "x-ms", "odata", "c%",
    "sev:error", "sev:>=note", "sev:none", "sev:<warning", "code:ODA401", "code:O*", "code:*",
    "code:COR2", "name:*40*", "name:cor", "status:200", "status:4xx", "status:>=400", "status:<300",
    "method:get", "method:*E*", "host:azure", "host:*.net", "host:h?st*", "path:Files", "path:tail",
    "path:*tail", "path:*assets?x", "path:/a", "op:jobs", "op:=GET*", "op:'", "ms:>40", "ms:<40", "ms:41", "ms:40", "ms:=42", "ms:41.0", "ms:3", "ms:2.5",
    "size:0", "size:>10", "size:<1k", "size:0k", "size:0.0k", "size:1.2k", "size:1.3kB", "size:1.200k", "entity:Jobs", "entity:job", "entity:Assets", "entity:Filters",
    "id:nb:cid:UUID:1", "id:UUID:8", "id:nb:cid:UUID:7", "id:x", "header[x-ms-version]:2.19",
    "header[Accept]:*", "header[accept]:=application/json", "claim[aud]:*", "claim[aud]:rest.media",
    "claim[zzz]:*", "type:json", "type:plain", "text:busy", "has:finding", "has:error",
    "has:response", "has:token", "since:10m", "since:5s", "since:2026-01-31T12:00:05",
    "~u ^https://a.*jobs$", "~u jobs", "~d azure", "~d ^a.+net$", "~m POST|PUT", "~m ^p", "~c 401",
    "~h ^x-ms-version:.2\\.19$", "~hq accept", "~hs request-id", "~b encode", "~bq Na.e", "~bs <b>.*</b>",
    "~t json", "~tq verbose$", "~ts ^application", "~q", "~s", "~e", "~a", "~all",
    "has:replay", "has:mend", "has:mark", "~replay", "~marked", "comment:ask", "comment:*", "comment:=*%?",
    "comment:Ü", "~comment ^ask.+8", "~comment ^$", "them", "100%",
    "sev:error,none", "code:ODA401,COR*", "status:404,>=500", "status:4xx,201", "method:get,P*", "entity:Jobs,Filters",
    "has:error,mark", "has:token,replay", "path:Jobs,Files",
]  # fmt: skip


def filters(terms: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.recursive(
        terms,
        lambda inner: st.one_of(
            inner.map(lambda it: f"not ({it})"),
            st.lists(inner, min_size=2, max_size=3).map(" ".join),
            st.lists(inner, min_size=2, max_size=3).map(lambda them: f"({' or '.join(them)})"),
        ),
        max_leaves=5,
    )


@pytest.mark.parametrize("text", ["", *TERMS, *(f"not ({term})" for term in TERMS)])
def test_the_query_finds_what_the_filter_lets_pass(text: str, reader: CaptureReader) -> None:
    _agree(text, reader)


@given(text=filters(st.sampled_from(TERMS)))
@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(text="not (jobs or (" * 13 + "jobs" + "))" * 13)
@example(text="status:" + ",".join(["1"] * 496))
@example(text="method:" + ",".join(["x"] * 496))
@example(text="not (jobs header[x-ms-version]:2.19)")
@example(text=" ".join(["jobs"] * 199))
def test_it_does_so_however_terms_are_joined(text: str, reader: CaptureReader) -> None:
    _agree(text, reader)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("has:mark", [2, 3]),
        ("~marked", [2, 3]),
        ("not has:mark", [1, *range(4, 10)]),
        ("has:mark header[x-ms-version]:*", [2, 3]),
        ("has:mark header[x-none]:*", []),
        ("has:mark or header[x-none]:*", [2, 3]),
        ("comment:why", [3]),
        ("comment:*", [3]),
        ("~comment ^wh", [3]),
        ("not comment:why", [1, 2, *range(4, 10)]),
        ("why?", [3]),
        ("-why", [1, 2, *range(4, 10)]),
        ("assets comment:why", [3]),
        ("comment:why header[x-ms-version]:*", [3]),
        ("comment:why or header[x-none]:*", [3]),
    ],
)
def test_what_a_person_marked_or_commented(text: str, numbers: list[int], tmp_path: Path) -> None:
    path = tmp_path / "marked.amscap"
    with CaptureWriter(path) as writer:
        for number in range(1, 10):
            writer.append(annotated(number))
    notes.keep(path, 2, marked=True)
    notes.keep(path, 3, marked=True, comment="why?")
    with CaptureReader(path) as reader:
        assert reader.passing(parse(text), 1, 9) == numbers
        told = [reader.annotated(number) for number in range(1, 10)]
    assert [n for n, one in enumerate(told, 1) if matches(parse(text), one)] == numbers
    kept = [
        replace(one, exchange=exchange)
        for one, exchange in zip(told, open_capture(path, warn=pytest.fail), strict=True)
    ]
    assert [n for n, one in enumerate(kept, 1) if matches(parse(text), one)] == numbers


def _agree(text: str, reader: CaptureReader) -> None:
    node = anchored(parse(text), reader.last_moment())

    passing = reader.passing(node, 1, reader.last())

    assert passing == [one.index + 1 for one in everything() if matches(node, one)]


@pytest.mark.parametrize(
    "text",
    [
        "status:>=400",
        "code:O*",
        "op:jobs -has:error",
        "entity:Jobs or sev:error",
        "~m POST|PUT",
        "comment:why",
        "~comment a|b",
        "status:404,>=500 code:A1,B* has:mark,error",
    ],
)
def test_what_the_list_tells_is_read_nowhere_else(text: str) -> None:
    assert bounds(parse(text)).is_exact


@pytest.mark.parametrize(
    "text",
    ["jobs", "~b x", "header[a]:b", "not has:token", "has:token,mark", "status:200 or text:x"],
)
def test_what_the_list_does_not_tell_is_read(text: str) -> None:
    assert not bounds(parse(text)).is_exact


def test_what_was_typed_is_never_sql() -> None:
    said = bounds(parse("\"x') OR 1=1 --\" host:';drop entity:drop ~d a|drop id:drop"))

    assert "drop" not in said.may.sql + said.must.sql
    assert "OR 1" not in said.may.sql + said.must.sql


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("comment:*", []), ("-comment:*", [1, 2]), ("why", []), ("assets", [1, 2])],
)
def test_nobody_wrote_anything_in_an_older_capture(
    text: str, numbers: list[int], tmp_path: Path
) -> None:
    path = tmp_path / "old.amscap"
    with CaptureWriter(path) as writer:
        writer.append(annotated(1))
        writer.append(annotated(2))
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("DROP TABLE mark; DROP TABLE apart; PRAGMA user_version = 2")
    with CaptureReader(path) as reader:
        assert reader.passing(parse(text), 1, 2) == numbers


def test_a_damaged_comment_hides_no_others(tmp_path: Path) -> None:
    path = tmp_path / "damaged.amscap"
    with CaptureWriter(path) as writer:
        writer.append(annotated(1))
        writer.append(annotated(2))
    for number in (1, 2):
        notes.keep(path, number, comment="why?")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE mark SET comment = x'77ff' WHERE n = 1")
    with CaptureReader(path) as reader:
        assert reader.passing(parse("comment:why"), 1, 2) == [2]
        assert reader.passing(parse("why"), 1, 2) == [2]
        assert reader.annotated(1).exchange.comment == "w\ufffd"
