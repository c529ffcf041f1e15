import time

import pytest

from inspector.core.media import MediaType, read_media_type
from inspector.core.multipart import DEEPEST, MOST_PARTS, Multipart, Part, read_multipart

MIXED = read_media_type("multipart/mixed; boundary=b")
JOB = "POST https://h/api/Jobs HTTP/1.1\nContent-ID: 1\nContent-Type: application/json\n\n{}"
SET = (
    "--b\nContent-Type: multipart/mixed; boundary=c\n\n"
    f"--c\nContent-Type: application/http\n\n{JOB}\n"
    "--c\nContent-Type: application/http\n\nDELETE Assets('1') HTTP/1.1\n\n\n"
    "--c--\n"
    "--b\nContent-Type: application/http\nContent-ID: 9\n\nGET Assets HTTP/1.1\n\n"
    "--b--\n"
)


def read(body: str | bytes, media: MediaType | None = MIXED) -> Multipart:
    return read_multipart(body.encode() if isinstance(body, str) else body, media)


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["line feeds", "as the standard says"])
def test_a_batch_gives_its_operations_in_order(end: str) -> None:
    body = SET.replace("\n", end).encode()
    batch = read(body)

    assert batch.problem == ""
    assert [len(part.parts) for part in batch.parts] == [2, 0]
    assert [
        (p.number, p.inner and p.inner.asked, p.inner and p.inner.body, p.content_id)
        for p in batch.operations()
    ] == [
        (1, ("POST", "https://h/api/Jobs"), b"{}", "1"),
        (2, ("DELETE", "Assets('1')"), b"", None),
        (3, ("GET", "Assets"), b"", "9"),
    ]
    for part in batch.operations():
        assert part.inner is not None
        assert body[part.inner.start :].startswith(part.inner.start_line.encode())
        assert body[part.inner.body_start :].startswith(part.inner.body)
        assert body[part.start :].startswith(b"Content-Type: application/http")
        assert body[part.body_start :].startswith(part.body)


def only(batch: Multipart) -> Part:
    (part,) = batch.parts
    return part


@pytest.mark.parametrize(
    ("content", "body"),
    [
        pytest.param("\ntext", b"text", id="no headers"),
        pytest.param("A: b\n\ntext", b"text", id="a header"),
        pytest.param("A: b\n\n", b"", id="nothing in it"),
        pytest.param("A: b\n\n--bx\ntext", b"--bx\ntext", id="a boundary that only begins so"),
        pytest.param("A: b\n\nx--b\ntext", b"x--b\ntext", id="a boundary within a line"),
        pytest.param("A: b\n\n\n", b"\n", id="an empty line of its own"),
        pytest.param("A: b", b"", id="headers that never end"),
    ],
)
def test_a_part_is_what_stands_between_boundaries(content: str, body: bytes) -> None:
    batch = read(f"preamble\n--b  \n{content}\n--b--\nepilogue\n--b\n\nno part\n")

    assert only(batch).body == body
    assert batch.problem == ""


@pytest.mark.parametrize(
    ("head", "fields", "problem"),
    [
        pytest.param("A:b", [("A", "b")], "", id="no blank"),
        pytest.param("A: b:c ", [("A", "b:c")], "", id="a colon in the value"),
        pytest.param("A: b\n c", [("A", "b c")], "", id="folded"),
        pytest.param("A: 1\nA: 2", [("A", "1"), ("A", "2")], "", id="twice"),
        pytest.param("A: ü", [("A", "ü")], "", id="not ASCII"),
        pytest.param(
            "A b\nC: d", [("C", "d")], "a header line cannot be read: 'A b'", id="no header"
        ),
    ],
)
def test_the_headers_of_a_part(head: str, fields: list[tuple[str, str]], problem: str) -> None:
    part = only(read(f"--b\n{head}\n\ntext\n--b--"))

    assert list(part.headers) == fields
    assert part.problem == problem


@pytest.mark.parametrize(
    ("message", "asked", "answered", "body"),
    [
        pytest.param("GET A HTTP/1.1\n\n", ("GET", "A"), None, b"", id="a request"),
        pytest.param("GET A\n\n", ("GET", "A"), None, b"", id="without version"),
        pytest.param("HTTP/1.1 201 Created\n\n{}", None, (201, "Created"), b"{}", id="a response"),
        pytest.param("HTTP/1.1 204\n\n", None, (204, ""), b"", id="without reason"),
        pytest.param("\n\nGET A HTTP/1.1\n\n", ("GET", "A"), None, b"", id="empty lines before"),
        pytest.param("{}\n\nx", None, None, b"x", id="no start line"),
        pytest.param("", None, None, b"", id="nothing at all"),
        pytest.param(
            "PUT A HTTP/1.1\nContent-Length: 2\n\n{}\n\n", ("PUT", "A"), None, b"{}",
            id="line breaks behind the length",
        ),
        pytest.param(
            "PUT A HTTP/1.1\nContent-Length: 2\n\n{1}", ("PUT", "A"), None, b"{1}",
            id="a length that is wrong",
        ),
        pytest.param(
            "PUT A HTTP/1.1\nContent-Length: ²\n\n{}", ("PUT", "A"), None, b"{}",
            id="a length that is none",
        ),
        pytest.param(
            "PUT A HTTP/1.1\nContent-Length: 1e5\n\n{}", ("PUT", "A"), None, b"{}",
            id="a length with an exponent",
        ),
    ],
)  # fmt: skip
def test_the_message_in_a_part(
    message: str, asked: tuple[str, str] | None, answered: tuple[int, str] | None, body: bytes
) -> None:
    inner = only(read(f"--b\nContent-Type: application/http\n\n{message}\n--b--")).inner

    assert inner is not None
    assert (inner.asked, inner.answered, inner.body) == (asked, answered, body)


@pytest.mark.parametrize(
    ("content_type", "body", "problem"),
    [
        pytest.param(None, SET, "its Content-Type names no boundary", id="no type"),
        pytest.param("multipart/mixed", SET, "its Content-Type names no boundary", id="none"),
        pytest.param(
            "multipart/mixed; boundary=other", SET, "its boundary 'other' does not occur in it",
            id="another",
        ),
        pytest.param(
            "multipart/mixed; boundary=" + "x" * 300, SET,
            "its boundary is longer than 200 characters", id="a long one",
        ),
        pytest.param("multipart/mixed; boundary=.*", "--b\n", "its boundary '.*' does not occur in it",
                     id="one that looks like a pattern"),
        pytest.param("multipart/mixed; boundary=b", "", "its boundary 'b' does not occur in it",
                     id="an empty body"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_apart_says_why(
    content_type: str | None, body: str, problem: str
) -> None:
    assert read(body, read_media_type(content_type or "")) == Multipart(problem=problem)


def test_a_quoted_boundary_is_read() -> None:
    batch = read("--a b\n\ntext\n--a b--", read_media_type('multipart/mixed; boundary="a b"'))

    assert only(batch).body == b"text"


def test_a_missing_end_costs_nothing_but_a_word() -> None:
    batch = read("--b\n\none\n--b\n\ntwo")

    assert [part.body for part in batch.parts] == [b"one", b"two"]
    assert batch.problem == "it does not end with its closing boundary"


def test_what_is_too_much_stays_one_piece() -> None:
    body = b"--b\n\nx\n" * 10_000 + b"--b--"

    batch = read(body)

    assert len(batch.parts) == MOST_PARTS
    assert batch.rest is not None
    assert body[batch.rest :].startswith(b"\nx\n--b")
    assert batch.problem == "it has more than 2,000 parts"


def test_nesting_ends_somewhere() -> None:
    body = "innermost"
    for level in range(50, 0, -1):
        kind = f"Content-Type: multipart/mixed; boundary=b{level}-"
        body = f"--b{level}-\n{kind.replace(str(level), str(level + 1))}\n\n{body}\n--b{level}---\n"

    part = only(read(body, read_media_type("multipart/mixed; boundary=b1-")))
    depth = 1
    while part.parts:
        (part,), depth = part.parts, depth + 1

    assert depth == DEEPEST
    assert part.problem == "it is nested more than 4 deep"
    assert b"innermost" in part.body


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"--b\n" * 250_000, id="nothing but boundaries"),
        pytest.param(b"--b" + b"\t" * 1_000_000, id="blanks behind a boundary"),
        pytest.param(b"\r" * 1_000_000, id="half line breaks"),
        pytest.param(b"--b\n" + b"A: b\n" * 200_000, id="headers without end"),
        pytest.param(b"--b\n" + b" \n" * 500_000, id="folded lines without end"),
        pytest.param(
            (b"--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\n" + b"x" * 500) * 1_800,
            id="parts in parts",
        ),
    ],
)
def test_a_hostile_megabyte_takes_no_time(body: bytes) -> None:
    began = time.process_time()
    read(body)

    assert time.process_time() - began < 2
