"""The page beside a build: short, worst first, and nothing in it obeys the traffic."""

import io
import re
from collections.abc import Iterable
from dataclasses import replace

import lives
import make
import pytest
from lives import ASSET, at, call
from story import found

from inspector.core.annotated import Annotated, Cause, Diagnosis
from inspector.core.evidence import Evidence
from inspector.core.severity import NOTE, WARNING
from inspector.report import markdown
from inspector.report.document import Summary
from inspector.report.inert import code, prose
from inspector.report.markdown import MOST_GROUPS, SIZE


def written(given: Iterable[Annotated]) -> str:
    stream, summary = io.StringIO(), Summary()
    report = markdown.Report(stream)
    for one in given:
        summary.add(one)
        report.add(one)
    report.close(summary)
    return stream.getvalue()


def plain(index: int = 0, operation: str = "GET Assets", **changed: object) -> Annotated:
    one = Annotated(make.exchange(), index, "media-services", "api", operation)
    return replace(one, **changed)


def section(page: str, title: str) -> str:
    return page.partition(f"### {title}\n")[2].partition("\n### ")[0]


def test_a_clean_run_is_one_line() -> None:
    assert written([plain(), plain(1)]) == "**clean** in 2 exchanges, 2 inspected\n"


def test_findings_are_counted_by_code_and_operation_worst_first() -> None:
    page = written(
        [
            plain(0, findings=(found("COR201", WARNING),)),
            plain(1, findings=(found("COR201", WARNING), found("ODA401"))),
            plain(2, "POST Jobs", findings=(found("COR201", WARNING), found("QRY503", NOTE))),
        ]
    )

    rows = [row.split(" | ")[:4] for row in section(page, "Findings").split("\n| ")[2:]]
    assert rows == [
        ["✖", "`ODA401`", "1", "`GET Assets`"],
        ["▲", "`COR201`", "2", "`GET Assets`"],
        ["▲", "`COR201`", "1", "`POST Jobs`"],
        ["●", "`QRY503`", "1", "`POST Jobs`"],
    ]
    assert page.startswith("**✖ 1 error, ▲ 3 warnings, ● 1 note** in 3 exchanges, 3 inspected\n")
    assert "`request Accept: application/json` | `#2` |" in page


def test_findings_of_one_code_in_two_places_are_two_rows() -> None:
    name = Evidence("request", "5", pointer="/Name", note="no string")
    wrong = replace(found("ODA414"), evidence=(name,), fingerprint="name")
    elsewhere = replace(wrong, evidence=(replace(name, pointer="/Options"),), fingerprint="options")
    page = written(
        [
            plain(0, "POST $batch", findings=(replace(wrong, part=2), replace(wrong, part=3))),
            plain(1, "POST $batch", findings=(replace(elsewhere, part=1),)),
        ]
    )

    rows = [row.split(" | ") for row in section(page, "Findings").split("\n| ")[2:]]
    assert [(row[2], row[4].partition("operation ")[2]) for row in rows] == [
        ("2", "2: `request /Name: 5` (no string)"),
        ("1", "1: `request /Options: 5` (no string)"),
    ]


def test_failures_come_with_their_first_cause() -> None:
    why = Diagnosis(
        (Cause("ruled-out", "not this"), Cause("certain", "`x` was missing"), Cause("likely", "y")),
        "It | said <b>so</b>.",
    )
    refused = make.exchange(answer=make.response(400))
    page = written([plain(n, "POST Jobs", exchange=refused, diagnosis=why) for n in range(3)])

    assert section(page, "Failed requests").strip() == (
        "- `POST Jobs` 400 ×3, first `#1`: certain: `x` was missing "
        r"Said: `It \x7c said <b>so</b>.`"
    )


def test_no_answer_and_no_cause() -> None:
    page = written([plain(diagnosis=Diagnosis((Cause("ruled-out", "x"),)))])

    assert "- `GET Assets` no answer, first `#1`: no cause was found" in page


def test_lives_are_short_lines() -> None:
    page = section(written(lives.annotated(lives.story())), "Entities")

    assert (
        "- `Asset` `nb:cid:…000000000001` `holiday`: created `#2` (`Initialized`), "
        "linked `#3 #4 #6`, deleted (refused) `#13`, deleted `#14` → `Locator` `nb:lid:…000000000001`"
        " → `AssetFile` `nb:cid:…000000000003` → `Job` `nb:jid:…000000000001`"
    ) in page
    assert "read `#7–10 ×4` (`Queued → Processing → Finished`)" in page
    assert "… and 2 entities that were merely read" in page


def test_long_lives_are_shortened() -> None:
    acts = [call("MERGE", at("Assets", ASSET), {"Name": "n"}) for _ in range(20)]
    turns = [
        one
        for _ in range(10)
        for one in (acts[0], call("GET", at("Assets", ASSET), answer={"Id": ASSET}))
    ]
    many = section(written(lives.annotated(acts)), "Entities")
    to_and_fro = section(written(lives.annotated(turns)), "Entities")

    assert "changed `#1 #2 #3 #4 … #17 #18 #19 #20`" in many
    assert to_and_fro.count("changed") == 4
    assert ", …, " in to_and_fro


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("GET Assets", "`GET Assets`", id="plain"),
        pytest.param("a|b", r"`a\x7cb`", id="a bar"),
        pytest.param("a`b``c", r"`a\x60b\x60\x60c`", id="backticks"),
        pytest.param("a\\", "`a\\`", id="a backslash at the end"),
        pytest.param("@all #1 <b>", "`@all #1 <b>`", id="mentions and HTML are dead in code"),
        pytest.param("a\nb\x1b[5m\u202e", r"`a\nb\x1b[5m\u202e`", id="control characters"),
        pytest.param("\ud800", r"`\ud800`", id="a lone surrogate"),
        pytest.param("", "", id="nothing"),
        pytest.param("   ", "", id="blanks"),
        pytest.param("x" * 1000, "`" + "x" * 199 + "…`", id="long"),
    ],
)
def test_code(text: str, shown: str) -> None:
    assert code(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("The token had expired.", "The token had expired.", id="plain"),
        pytest.param("`__metadata` was sent", "`__metadata` was sent", id="code stays code"),
        pytest.param("*a* _b_ [c](d) <e>", r"\*a\* \_b\_ \[c\]\(d\) \<e\>", id="markup"),
        pytest.param("a | b", r"a \| b", id="a bar"),
        pytest.param("`a | b`", r"`a \x7c b`", id="a bar in code"),
        pytest.param("an odd ` here", r"an odd \\x60 here", id="a backtick without a partner"),
        pytest.param("`a` and ` here", r"`a` and \\x60 here", id="two, and one without"),
        pytest.param("ask @octocat now", "ask `@octocat` now", id="a mention"),
        pytest.param("mail a@b.example", "mail `a@b.example`", id="an address"),
        pytest.param("see #12", "see `#12`", id="an issue"),
        pytest.param("at https://x.example/a", "at `https://x.example/a`", id="a link"),
        pytest.param("at WWW.x.example", "at `WWW.x.example`", id="a link without scheme"),
        pytest.param("$a$ &amp; ~b~", r"\$a\$ \&amp; \~b\~", id="formulas and entities"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_prose(text: str, shown: str) -> None:
    assert prose(text) == shown


HOSTILE = [
    "| x | y |", "`x`", "``x``", "```\nx\n```", "<script>x</script>", "<img src=x onerror=y>", "@octocat",
    "#1", "# head", "[a](https://evil.example)", "![a](https://evil.example/x.png)", "https://evil.example",
    "www.evil.example", "<!-- x", "\\", "\\`", "\\|", "a\n\n- b", "***", "---", "\x1b[31m", "\u202ex", "\ud800",
    "&lt;b&gt;", "$x$", "~~x~~", "mail@evil.example", "[^1]", "> x", "`a`|`b`", "<https://evil.example>",
]  # fmt: skip
SPAN = re.compile(r"`[^`]*`")
LIVE = re.compile(r"(?<!\\)[<>\[\]*|]|[@#]|://|www\.", re.IGNORECASE)


def bare(line: str) -> str:
    """Return a line of a page without its code spans and without a table's own bars."""
    assert line.count("`") % 2 == 0, line
    left = SPAN.sub("", line)
    return re.sub(r"(?<!\\)\|", "", left) if line.startswith("|") else left


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_traffic_is_inert(text: str) -> None:
    place = Evidence("request", text, header=text, note=text)
    finding = replace(found("X", WARNING, place, title=text), code=text)
    why = Diagnosis((Cause("certain", text),), text)
    asset = {"Id": text, "Name": text, "State": text}
    (made,) = lives.annotated([call("POST", "Assets", {"Name": text}, asset)])
    page = written([replace(made, operation=text, findings=(finding,), diagnosis=why)])

    assert "\x1b" not in page
    page.encode()
    for line in page.splitlines():
        assert line[:2] in {"", "**", "##", "| ", "- ", "|-", "… "}, line
        shown = bare(line.removeprefix("### ").removeprefix("**").replace("** in ", ""))
        assert not LIVE.search(shown), line
        if line.startswith("| "):
            assert len(re.findall(r"(?<!\\)\|", line)) == 7, line


def test_the_page_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "ROWS", MOST_GROUPS)
    wide = "\u4e16" * 200
    page = written(
        plain(n, f"{n} {wide}", findings=(found(f"C{n}", title=wide),)) for n in range(MOST_GROUPS)
    )

    assert SIZE - 5000 < len(page.encode()) <= SIZE
    assert re.search(r"\*\*Cut at 512 KiB: [\d,]+ lines more\.\*\*", page)


def test_what_is_not_written_is_counted() -> None:
    page = written(
        plain(n, f"GET {n}", findings=(found(),), diagnosis=Diagnosis((), str(n)))
        for n in range(MOST_GROUPS + 7)
    )

    for said in ("1,800 rows", "7 findings", "1,900 kinds of failure", "7 failures"):
        assert f"… and {said}" in page
    assert len(page.encode()) < SIZE
