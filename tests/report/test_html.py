"""The page for people, as a parser reads it; test_html_browser.py opens it."""

import json
import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise

import lives
import make
import pytest
from lxml import html as parser
from pages import ELEMENTS, written
from payloads import PAYLOADS, hostile
from story import annotated, found, story

from inspector.core.annotated import Annotated, Cause, Diagnosis
from inspector.core.clean import one_line
from inspector.core.evidence import Evidence
from inspector.core.severity import ERROR, NOTE, WARNING, Severity
from inspector.profiles.catalogue import all_rules
from inspector.report.html import exchanges, findings, message
from inspector.report.html.markers import Markers
from inspector.report.html.markup import element, join, prose
from inspector.report.html.page import asset

REFUSED = Diagnosis((Cause("certain", "`x` was missing"), Cause("ruled-out", "y")), "It said so.")


def page(given: Iterable[Annotated], fail_on: Severity | None = ERROR) -> parser.HtmlElement:
    return parser.document_fromstring(written(given, fail_on))


def text(element: parser.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def select(tree: parser.HtmlElement, path: str) -> list[parser.HtmlElement]:
    """Return what an XPath names, in which `p.x` is a class and `p#x` an id."""
    path = re.sub(r"(?<=[\w*])\.([a-z]+)", r"[contains(concat(' ', @class, ' '), ' \1 ')]", path)
    return list(tree.xpath(re.sub(r"(?<=[\w*])#(\w+)", r"[@id='\1']", path)))


def texts(tree: parser.HtmlElement, path: str) -> list[str]:
    return [text(one) for one in select(tree, path)]


@pytest.mark.parametrize(
    ("severity", "fail_on", "heading", "said"),
    [
        pytest.param(None, ERROR, "✔ Passed", "No finding is at or above the threshold, “error”.", id="clean"),
        pytest.param(NOTE, ERROR, "✔ Passed", "No finding is at or above the threshold, “error”.", id="a note"),
        pytest.param(WARNING, ERROR, "✔ Passed", "No finding is at or above the threshold, “error”.", id="a warning"),
        pytest.param(ERROR, None, "✔ Passed", "Nothing fails: the threshold is “never”.", id="an error, never failing"),
        pytest.param(WARNING, WARNING, "✖ Failed", "1 finding is at or above the threshold, “warning”.", id="a warning that fails"),
        pytest.param(ERROR, NOTE, "✖ Failed", "1 finding is at or above the threshold, “note”.", id="an error"),
    ],
)  # fmt: skip
def test_the_verdict(
    severity: Severity | None, fail_on: Severity | None, heading: str, said: str
) -> None:
    one = annotated(findings=[] if severity is None else [found("X1", severity)])
    tree = page([one], fail_on)

    assert texts(tree, "//h1") == [heading]
    assert texts(tree, "//header/p.said") == [said]


def test_nothing_recognised_is_no_pass() -> None:
    assert texts(page([]), "//h1") == ["? Nothing recognised"]


def test_counts_and_what_is_known_already() -> None:
    known = replace(annotated(2), known=(found(),))
    tree = page([annotated(1, findings=[found(), found("N", NOTE)], diagnosis=REFUSED), known])

    assert texts(tree, "//ul.counts/li") == [
        "✖error1 error", "▲warning0 warnings", "●note1 note", "2 exchanges", "2 inspected",
        "1 failed request", "1 in the baseline",
    ]  # fmt: skip


def test_rules_come_gravest_first_each_once() -> None:
    tree = page(
        [
            annotated(1, findings=[found("COR201", WARNING), found("QRY503", NOTE)]),
            annotated(2, findings=[found("COR201", WARNING)]),
            annotated(3, "POST", "Jobs", findings=[found("COR201", WARNING), found("ODA401")]),
        ]
    )
    heads = [
        (text(select(rule, ".//span.code")[0]), text(select(rule, ".//span.often")[0]))
        for rule in select(tree, "//details.rule")
    ]

    assert heads == [
        ("ODA401", "×1 in 1 operation"),
        ("COR201", "×3 in 2 operations"),
        ("QRY503", "×1 in 1 operation"),
    ]
    rows = select(select(tree, "//details.rule")[1], ".//ul.rows/li/p[1]")
    assert [text(row) for row in rows] == ["GET Assets ×2", "POST Jobs ×1"]


def test_a_rule_says_why_how_to_mend_it_and_where_that_is_written() -> None:
    rule = next(one for one in all_rules() if one.code == "ODA401")
    (card,) = select(page([annotated(findings=[found()])]), "//details.rule")

    assert texts(card, ".//p.why") == [" ".join(rule.why.replace("`", "").split())]
    assert texts(card, ".//p.remedy") == ["Send Accept: application/json;odata=verbose."]
    assert [a.get("href") for a in select(card, ".//p.sources/a")] == rule.source.split()


def test_a_rule_of_another_version_has_no_words_but_its_findings() -> None:
    (card,) = select(page([annotated(findings=[found("OLD999")])]), "//details.rule")

    assert texts(card, ".//p.why") == []
    assert len(texts(card, ".//p.remedy")) == 1


BODY = {"Name": "encode", "Tasks": [{"Name": "one"}, {"Name": "two"}]}


@pytest.mark.parametrize(
    ("place", "line"),
    [
        pytest.param(Evidence("request", header="accept"), "Accept: application/json", id="header"),
        pytest.param(Evidence("request", "absent", header="Date"), "Date: (absent)", id="a header that is missing"),
        pytest.param(Evidence("request", pointer="/Tasks/1/Name"), '"Name": "two"', id="pointer"),
        pytest.param(Evidence("request", query="$top"), "$top = 5", id="query option"),
        pytest.param(Evidence("request", "POST"), f"POST {make.ROOT}Jobs?$top=5 HTTP/1.1", id="request line"),
        pytest.param(Evidence("response"), "HTTP/1.1 400", id="status line"),
        pytest.param(Evidence("response", pointer="", line=2, column=3), "{", id="line and column"),
        pytest.param(Evidence("request", "1", header="Authorization", claim="exp"), "Authorization: Bearer <redacted:jwt:1>", id="claim"),
    ],
)  # fmt: skip
def test_the_place_of_the_evidence_is_marked(place: Evidence, line: str) -> None:
    answer = make.response(400, b'[\n{\n"a" 1}]', [("Content-Type", "application/json")])
    one = annotated(
        1, "POST", "Jobs?$top=5", BODY, answer=answer, findings=[found("X1", ERROR, place)]
    )
    request, response, *_ = select(page([one]), "//div#e1//pre")
    marks = select(request if place.side == "request" else response, ".//mark")

    assert [text(mark).removesuffix(" ✖ X1 error")[: len(line)] for mark in marks] == [line]
    assert all(text(mark).endswith("✖ X1 error") for mark in marks)


def test_a_claim_is_marked_in_the_token_and_the_token_is_open() -> None:
    place = Evidence("request", "1", header="Authorization", claim="exp")
    with_claim = page([annotated(findings=[found("JWT303", ERROR, place)])])
    without = page([annotated(findings=[found()])])

    (mark,) = select(with_claim, "//div#e1/details[@open]//mark")
    assert text(mark).startswith("exp valid to 2026-01-31 12:55:00 UTC")
    assert select(without, "//div#e1/details//mark") == []
    assert select(without, "//div#e1/details[@open]") == []


def test_an_operation_of_a_batch_is_named() -> None:
    one = annotated(findings=[replace(found(), part=2)])

    assert "operation 2: request Accept: application/json" in texts(
        page([one]), "//div#e1//ul.evidence/li"
    )


def test_a_failure_tells_its_causes_and_leads_to_its_exchanges() -> None:
    refused = make.response(400)
    other = replace(REFUSED, causes=(Cause("likely", "z"),))
    tree = page(
        [
            annotated(1, "POST", "Jobs", answer=refused, diagnosis=REFUSED),
            annotated(2, "POST", "Jobs", answer=refused, diagnosis=REFUSED),
            annotated(3, "POST", "Jobs", answer=refused, diagnosis=other),
        ]
    )
    first, second = select(tree, "//article//div.failure")

    assert text(select(first, ".//p")[0]) == "400 ×2"
    assert texts(first, "./ul.causes/li") == ["certain x was missing"]
    assert texts(first, "./details//li") == ["ruled out y"]
    assert texts(first, ".//q") == ["It said so."]
    assert [a.get("href") for a in select(first, ".//p.links/a")] == ["#e1", "#e2"]
    assert [a.get("href") for a in select(second, ".//p.links/a")] == ["#e3"]


def test_each_exchange_has_a_row_and_what_is_clean_no_detail() -> None:
    rows = select(page(story()), "//table.exchanges/tbody")

    assert [text(select(row, ".//td.n")[0]) for row in rows] == [str(n) for n in range(1, 13)]
    assert [bool(select(row, ".//details")) for row in rows[:4]] == [False, True, True, True]
    assert rows[2].get("data-codes") == "ODA401 ODA402 COR201"
    assert [rows[n].get("data-status") for n in (0, 2, 6)] == ["2xx", "4xx", "none"]


def test_an_exchange_that_a_baseline_knows_is_a_row() -> None:
    one = replace(annotated(diagnosis=REFUSED), known=(found(),))
    tree = page([one])

    assert select(tree, "//h2#failures | //table.exchanges//details") == []


def test_the_required_headers_that_were_not_sent() -> None:
    absent = found("HDR103", ERROR, Evidence("request", "absent", header="x-ms-version"))
    tree = page([annotated(1), annotated(2, x_ms_version=None, findings=[absent])])
    (row,) = select(tree, "//table.scorecard/tbody/tr")
    at = texts(tree, "//table.scorecard//th.header").index("x-ms-version")

    assert [text(cell) for cell in row][:2] == ["GET Assets", "2"]
    assert [text(cell) for cell in row][2 + at] == "~✖sometimes, error 1/2"


def test_when_all_required_headers_were_sent_a_line_says_so() -> None:
    tree = page([annotated(1)])

    assert "All required headers were sent by 1 operation." in texts(tree, "//main//p")
    assert select(tree, "//table.scorecard") == []


def test_lives_of_entities() -> None:
    (first, *_) = texts(page(lives.annotated(lives.story())), "//ul.lives/li")

    assert first.startswith("AccessPolicy nb:pid:…000000000001 up: created #1")


def test_what_is_left_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, most in {"MOST_ROWS": 7, "MOST_CLEAN": 3, "MOST_DETAILS": 4, "MOST_ALIKE": 1}.items():
        monkeypatch.setattr(exchanges, name, most)
    alike = [annotated(n, findings=[found()]) for n in range(10, 14)]
    given = [annotated(n) for n in range(5)] + alike + [annotated(20, findings=[found("NEW1")])]
    tree = page(given)

    assert len(select(tree, "//table.exchanges/tbody")) == 7
    assert [a.get("id") for a in select(tree, "//div.detail")] == ["e10", "e11"]
    told = texts(tree, "//table.exchanges/following-sibling::p")
    assert told == [
        "… and 3 exchanges that have no row: there are 7 at most, of them 3 in which nothing was found.",
        "… and 2 exchanges above whose detail had no room; inspector open shows each.",
    ]


def test_details_end_when_the_page_is_big_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchanges, "MOST_BYTES", 20_000)
    long = make.response(200, "x" * 5000)
    given = [annotated(n, answer=long, findings=[found(f"C{n}")]) for n in range(1, 9)]
    tree = page(given)

    assert 1 < len(select(tree, "//div.detail")) < 6
    assert len(select(tree, "//table.exchanges/tbody")) == 8


def test_details_go_to_what_is_new_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchanges, "MOST_ALIKE", 1)
    alike = [annotated(n, findings=[found()]) for n in range(1, 5)]
    tree = page([*alike, annotated(5, findings=[found(), found("NEW1")])])

    assert [a.get("id") for a in select(tree, "//div.detail")] == ["e1", "e2", "e5"]


def test_long_bodies_show_their_beginning_and_what_is_marked() -> None:
    body = {"value": [{"Name": str(n)} for n in range(1000)]}
    place = Evidence("request", pointer="/value/900/Name")
    (sheet, *_) = select(page([annotated(1, "POST", "Jobs", body, findings=[found("X1", ERROR, place)])]), "//div#e1//pre")  # fmt: skip
    shown = select(sheet, ".//*.line")

    assert len(shown) < message.LINES_SHOWN + 2 * message.AROUND + 5
    assert texts(sheet, ".//mark") == ['"Name": "900" ✖ X1 error']
    assert len(texts(sheet, ".//span.gap")) == 2


def test_a_huge_body_is_told_by_its_size() -> None:
    body = json.dumps({"value": "x" * message.BIGGEST})
    place = Evidence("request", pointer="/value")
    (sheet, *_) = select(page([annotated(1, "POST", "Jobs", body, findings=[found("X1", ERROR, place)])]), "//div#e1//pre")  # fmt: skip

    assert texts(sheet, ".//mark") == [
        "A body of 262.2 kB, which is too large for this page. ✖ X1 error"
    ]


def test_a_long_line_is_cut_and_says_so() -> None:
    one = annotated(1, "POST", "Jobs", {"Name": "x" * 5000}, findings=[found()])
    (cut,) = texts(page([one]), "//div#e1//pre//span.gap")

    assert cut == "… 3,012 characters more"


def test_the_same_recording_gives_the_same_page() -> None:
    assert written(story()) == written(story())


SESSION = "&lt;redacted:jwt:0123456789ab&gt;"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        pytest.param("no secret", "no secret", id="none"),
        pytest.param(SESSION, "&lt;redacted:jwt:1&gt;", id="one"),
        pytest.param(f"{SESSION} {SESSION}", "&lt;redacted:jwt:1&gt; &lt;redacted:jwt:1&gt;", id="equal ones"),
        pytest.param(f"%3Credacted:sas:ffffffffffff%3E {SESSION}", "%3Credacted:sas:1%3E &lt;redacted:jwt:2&gt;", id="different ones"),
        pytest.param("&lt;redacted:jwt:01234…", "&lt;redacted:jwt:…", id="one that was cut"),
    ],
)  # fmt: skip
def test_markers_are_numbered(given: str, shown: str) -> None:
    assert Markers().numbered(given) == shown


def test_only_the_style_and_the_script_that_are_hashed_may_run() -> None:
    tree = page(story())
    (meta,) = select(tree, "//meta[@http-equiv]")
    policy = dict(part.strip().split(" ", 1) for part in meta.get("content").split(";"))
    (style,), (script,) = select(tree, "//style"), select(tree, "//script")

    assert meta.getparent().index(meta) < style.getparent().index(style)
    assert policy["default-src"] == "'none'"
    for name, found_ in (("style-src", style), ("script-src", script)):
        digest = b64encode(sha256(found_.text.encode()).digest()).decode()
        assert policy[name] == f"'sha256-{digest}'"
    attributes = {name for one in tree.iter() for name in one.keys()}  # noqa: SIM118 - lxml's
    assert not {name for name in attributes if name.startswith("on") or name in {"style", "src"}}


def test_the_style_and_the_script_can_stand_in_an_element() -> None:
    assert "</" not in asset("page.css")
    assert "</" not in asset("page.js")
    assert not re.search(r"url\(|@import|https?:", asset("page.css") + asset("page.js"))


def test_headings_landmarks_names_and_labels() -> None:
    tree = page([*story(), *lives.annotated(lives.story())])
    levels = [int(one.tag[1]) for one in tree.iter("h1", "h2", "h3", "h4")]
    ids = [one.get("id") for one in tree.iter() if one.get("id")]

    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert levels.count(1) == 1
    assert tree.get("lang") == "en"
    assert [one.tag for one in tree.body if one.tag in {"header", "nav", "main", "footer"}] == [
        "header", "nav", "main", "footer",
    ]  # fmt: skip
    for one in select(tree, "//input | //select"):
        labels = select(tree, f"//label[@for='{one.get('id')}']") if one.get("id") else []
        assert labels or one.getparent().tag == "label"
    assert all(text(one) for one in tree.iter("th", "button", "a", "h2", "h3", "h4", "summary"))
    story_ids = [one for one in ids if not re.fullmatch(r"[ex]\d+", one)]
    assert len(story_ids) == len(set(story_ids))


def test_links_lead_into_the_page_or_to_what_a_rule_names() -> None:
    sources = {url for rule in all_rules() for url in rule.source.split()}
    tree = page([hostile(n, payload) for n, payload in enumerate(PAYLOADS)])
    ids = {one.get("id") for one in tree.iter() if one.get("id")}

    for link in tree.iter("a"):
        href = link.get("href")
        assert href in sources or href.removeprefix("#") in ids, href


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_traffic_makes_no_element_and_leaves_none(payload: str) -> None:
    told = written([hostile(1, payload)])
    tree = parser.document_fromstring(told)

    assert {one.tag for one in tree.iter()} <= ELEMENTS
    assert len(select(tree, "//script")) == len(select(tree, "//style")) == 1
    assert len(select(tree, "//table.exchanges/tbody")) == 1
    assert " ".join(one_line(payload).split()) in text(tree)
    assert not set(told) & {"\x00", "\x1b", "\x7f", "\x9b", "\u202e", "\u200b"}
    told.encode()


def test_markup_is_only_what_was_made_as_markup() -> None:
    assert element("p", "<b>", element("i", "&")) == "<p>&lt;b&gt;<i>&amp;</i></p>"
    assert element("p", f"{element('i')}") == "<p>&lt;i&gt;&lt;/i&gt;</p>"
    assert element("a", href='"><x', data_a=None, hidden=True) == (
        '<a href="&quot;&gt;&lt;x" hidden></a>'
    )
    assert join(["<", element("i")], ">") == "&lt;&gt;<i></i>"
    assert prose("a `<b>` ` c") == "a <code>&lt;b&gt;</code> ` c"


def test_a_rules_rows_are_bounded() -> None:
    many = findings.ROWS_SHOWN + 5
    given = [
        annotated(n, findings=[replace(found(), fingerprint=str(n))]) for n in range(1, many + 1)
    ]
    (card,) = select(page(given), "//details.rule")

    assert len(select(card, ".//ul.rows/li")) == findings.ROWS_SHOWN
    assert texts(card, ".//p.more") == ["… and 5 more kinds."]
