import io
import json
import re
from collections.abc import Callable
from typing import TextIO

import pytest
from lxml import html as parser

from inspector.core.annotated import Finding
from inspector.core.comparing.comparison import (
    Comparison,
    Defect,
    Difference,
    Operation,
    Pair,
    Share,
)
from inspector.core.comparing.tallies import KINDS
from inspector.core.evidence import Evidence
from inspector.core.severity import ERROR
from inspector.report.diff import html, markdown, text
from inspector.report.diff import json as as_json
from inspector.report.diff.markdown import code
from inspector.report.document import Summary

HOSTILE = "\x1b]0;pwned\x07\x9b31m\u202e # @admin <script> `x` ``y`` | [a](b) \n## h"
Write = Callable[[TextIO, Comparison, Summary, Summary], None]
SAME, TWICE = Pair(3, 3), Pair(0, 2)
NONE: dict[str, tuple[Difference, ...]] = dict.fromkeys(KINDS, ())
WRITERS: list[Write] = [text.write, as_json.write, markdown.write, html.write]


def difference(name: str = "x-odd", value: str = "1", kind: str = "lost") -> Difference:
    shares = {"lost": (3, 0), "gained": (0, 3), "changed": (3, 3), "less often": (3, 1)}[kind]
    old, new = (Share(sent, 3) for sent in shares)
    gained = (value,) if kind in {"gained", "changed"} else ()
    return Difference(name, old, new, gained, ("old",) if kind in {"lost", "changed"} else ())


def operation(
    name: str, *differences: Difference, calls: Pair = SAME, statuses: Pair = SAME
) -> Operation:
    return Operation(name, calls, (("201", statuses),), {**NONE, "request_headers": differences})


def defect(at: str = "POST Jobs", times: Pair = TWICE, seen: str = "absent") -> Defect:
    place = Evidence("request", seen, header="x-ms-version")
    return Defect(at, Finding("HDR103", "n", ERROR, "No version.", "Send.", (place,), "f"), times)


def written(write: Write, comparison: Comparison) -> str:
    stream = io.StringIO()
    write(stream, comparison, Summary(exchanges=4, inspected=3), Summary(exchanges=5, inspected=5))
    return stream.getvalue()


EVERYTHING = Comparison(
    (
        operation("POST Jobs", difference(), difference("accept", "*/*", "changed"), difference("slug", kind="less often"), statuses=Pair(3, 1)),
        operation("GET Same"),
        operation("GET New", calls=Pair(0, 3), statuses=Pair(0, 3)),
        operation("GET Gone", calls=Pair(1, 0), statuses=Pair(1, 0)),
    ),
    gained=(defect(), defect("GET Jobs", Pair(0, 1))),
    lost=(defect("GET Gone", Pair(1, 0)),),
    changed=(defect("GET Same", Pair(1, 2)),),
    limits=("old: too much",),
)  # fmt: skip


def test_text_says_what_came_and_went() -> None:
    assert (
        written(text.write, EVERYTHING)
        == """\
  POST Jobs  3 calls
    status 201: 3 → 1
  - request header x-odd: old  (all 3 calls → no call)
  ~ request header accept: old → */*
  ~ request header slug  (all 3 calls → 1 of 3 calls)
+ GET New  3 calls: 201 ×3
- GET Gone  1 call: 201 ×1

Findings gained
  ✖ HDR103 No version.
      POST Jobs  2 times  request x-ms-version: absent
      GET Jobs  1 time  request x-ms-version: absent

Findings lost
  ✖ HDR103 No version.
      GET Gone  1 time  request x-ms-version: absent

Findings more or less often
  ✖ HDR103 No version.
      GET Same  1 → 2 times  request x-ms-version: absent

limit: old: too much
4 → 5 exchanges, 3 → 5 inspected
findings: 2 gained, 1 lost; operations: 1 new, 1 gone, 1 changed
"""
    )


def test_markdown_says_the_same() -> None:
    assert (
        written(markdown.write, EVERYTHING)
        == """\
# Comparison

**Findings: 2 gained, 1 lost; operations: 1 new, 1 gone, 1 changed.** 4 → 5 exchanges, 3 → 5 inspected.

## Findings gained

- **error HDR103** No version.
  - `POST Jobs` 2 times: `request x-ms-version`: `absent`
  - `GET Jobs` 1 time: `request x-ms-version`: `absent`

## Findings lost

- **error HDR103** No version.
  - `GET Gone` 1 time: `request x-ms-version`: `absent`

## Findings more or less often

- **error HDR103** No version.
  - `GET Same` 1 → 2 times: `request x-ms-version`: `absent`

## Operations

- `POST Jobs` 3 calls
  - status 201: 3 → 1
  - request header lost: `x-odd`: `old` (all 3 calls → no call)
  - request header changed: `accept`: `old` → `*/*`
  - request header less often: `slug` (all 3 calls → 1 of 3 calls)
- new: `GET New` 3 calls: 201 ×3
- gone: `GET Gone` 1 call: 201 ×1

## Limits

- `old: too much`
"""
    )


def test_html_says_the_same() -> None:
    tree = parser.document_fromstring(written(html.write, EVERYTHING))
    sections = {
        one.find("h2").text: " ".join(one.text_content().split()) for one in tree.iter("section")
    }
    verdict = " ".join(tree.find(".//header").text_content().split())

    assert "Findings: 2 gained, 1 lost; operations: 1 new, 1 gone, 1 changed." in verdict
    assert "4 → 5 exchanges, 3 → 5 inspected." in verdict
    assert list(sections) == [
        "Findings gained", "Findings lost", "Findings more or less often", "Operations", "Limits",
    ]  # fmt: skip
    assert "HDR103 No version." in sections["Findings gained"]
    assert "request x-ms-version: absent" in sections["Findings gained"]
    for said in (
        "status 201: 3 → 1",
        "request header x-odd: old (all 3 calls → no call)",
        "request header accept: old → */*",
        "request header slug (all 3 calls → 1 of 3 calls)",
        "new GET New",
        "gone GET Gone",
    ):
        assert said in sections["Operations"], said
    assert "old: too much" in sections["Limits"]


def test_json_has_the_form_that_was_agreed() -> None:
    document = json.loads(written(as_json.write, EVERYTHING))

    assert list(document) == ["schema", "tool", "summary", "operations", "findings", "limits"]
    assert document["summary"] == {
        "exchanges": {"old": 4, "new": 5}, "inspected": {"old": 3, "new": 5},
        "operations_new": 1, "operations_gone": 1, "operations_changed": 1,
        "findings_gained": 2, "findings_lost": 1,
    }  # fmt: skip
    jobs, same, *_ = document["operations"]
    assert (jobs["operation"], jobs["calls"], jobs["statuses"]) == (
        "POST Jobs", {"old": 3, "new": 3}, {"201": {"old": 3, "new": 1}},
    )  # fmt: skip
    assert jobs["request_headers"][0] == {
        "name": "x-odd", "change": "lost", "old": {"sent": 3, "calls": 3},
        "new": {"sent": 0, "calls": 3}, "values_gained": [], "values_lost": ["old"],
    }  # fmt: skip
    assert (jobs["differs"], same["differs"]) == (True, False)
    gained = document["findings"]["gained"][0]
    assert (gained["code"], gained["operation"], gained["times"]) == (
        "HDR103", "POST Jobs", {"old": 0, "new": 2},
    )  # fmt: skip
    assert gained["evidence"][0]["header"] == "x-ms-version"


@pytest.mark.parametrize("write", [text.write, markdown.write])
def test_nothing_is_said_in_few_words(write: Write) -> None:
    out = written(write, Comparison((operation("GET Same"),)))

    assert "o difference" in out
    assert "Same" not in out


@pytest.mark.parametrize("write", [text.write, markdown.write])
def test_long_lists_are_cut_and_say_so(write: Write) -> None:
    many = operation("GET A", *(difference(f"h{i}") for i in range(15)))
    out = written(write, Comparison((many,), gained=tuple(defect(f"GET {i}") for i in range(14))))

    assert "… and 3 more request headers" in out
    assert "… and 2 more operations" in out


def test_what_answers_hold_is_said_in_few_lines() -> None:
    found = (*(difference(f"h{i}") for i in range(6)), difference("etag", kind="less often"))
    operation = Operation("GET A", Pair(3, 3), (), {**NONE, "response_headers": found})
    comparison = Comparison((operation,))

    assert written(text.write, comparison).startswith(
        "  GET A  3 calls\n"
        "  - response headers h0, h1, h2, h3, 2 more\n"
        "  ~ response header etag  (less often)\n"
    )
    assert "  - response header less often: `etag`\n" in written(markdown.write, comparison)


def test_what_most_operations_share_is_said_once() -> None:
    out = written(text.write, Comparison(tuple(operation(f"GET {i}", difference()) for i in range(9))))  # fmt: skip

    assert out.startswith(
        "In most operations\n  - request header x-odd: old  (all 27 calls → no call)\n\n"
    )


HOSTILE_COMPARISON = Comparison(
    (operation(HOSTILE, difference(HOSTILE, HOSTILE, "gained")),),
    gained=(defect(HOSTILE, seen=HOSTILE),),
    limits=(HOSTILE,),
)


@pytest.mark.parametrize("write", WRITERS, ids=["text", "json", "markdown", "html"])
def test_text_from_the_wire_is_inert(write: Write) -> None:
    out = written(write, HOSTILE_COMPARISON)

    assert not set(out) & {"\x1b", "\x07", "\x9b", "\u202e"}


@pytest.mark.parametrize("write", [text.write, markdown.write])
def test_text_from_the_wire_begins_no_heading(write: Write) -> None:
    out = written(write, HOSTILE_COMPARISON)

    assert not re.search(r"^\s*(?:- )?#+ h", out, re.MULTILINE)


def test_markdown_keeps_wire_text_in_code_spans() -> None:
    out = written(markdown.write, HOSTILE_COMPARISON)
    outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", out)

    assert not re.search(r"[@<|\[`]|script|## h", outside)


@pytest.mark.parametrize(
    ("given", "span"),
    [
        pytest.param("a|b", "`a|b`", id="plain"),
        pytest.param("a`b", "`` a`b ``", id="a backtick"),
        pytest.param("``", "``` `` ```", id="only backticks"),
        pytest.param("", "` `", id="nothing"),
        pytest.param("a\nb", "`a\\nb`", id="two lines"),
    ],
)
def test_a_code_span_holds_anything(given: str, span: str) -> None:
    assert code(given) == span
