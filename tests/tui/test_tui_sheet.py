import make
import pytest
from story import JOB, annotated, found

from inspector.core.annotated import Annotated
from inspector.core.bearer import Credential
from inspector.core.evidence import Evidence
from inspector.core.exchange import Exchange, Request, Response
from inspector.core.severity import ERROR, WARNING
from inspector.core.sheets.message import is_big, message_sheet, stub
from inspector.core.sheets.token import token_sheet
from inspector.tui.wrapping import Wrapping


def texts(lines: list[tuple[str, str]]) -> list[str]:
    return [text for _, text in lines]


@pytest.mark.parametrize(
    ("evidence", "line"),
    [
        pytest.param(Evidence("request", header="accept"), "Accept: application/json", id="header"),
        pytest.param(Evidence("request", "absent", header="Date"), "Date: (absent)", id="absence"),
        pytest.param(
            Evidence("request", pointer="/InputMediaAssets/0/__metadata"),
            '      "__metadata": {', id="pointer",
        ),
        pytest.param(Evidence("request", pointer="/Nothing"), "{", id="pointer to nothing"),
        pytest.param(Evidence("request", pointer="/Priority/0/1"), '  "Priority": 0', id="below"),
        pytest.param(Evidence("request", query="$top"), "  $top = 5", id="query option"),
        pytest.param(Evidence("request"), f"POST {make.ROOT}Jobs?$top=5 HTTP/1.1", id="start"),
    ],
)  # fmt: skip
def test_evidence_leads_to_a_marked_line(evidence: Evidence, line: str) -> None:
    findings = (found("X1", WARNING, evidence), found("X2", ERROR, evidence))
    one = annotated(1, "POST", "Jobs?$top=5", JOB, findings=findings)

    sheet = message_sheet(one.exchange, "request", one.findings)

    at = sheet.find(evidence)
    assert sheet.lines[at][1] == line
    assert sheet.marks == {at: 3}


def test_a_body_that_cannot_be_read_stays_as_it_is_so_that_line_numbers_fit() -> None:
    place = Evidence("request", "a trailing comma", pointer="", line=2, column=9)
    one = annotated(1, "POST", "Jobs", '{\n"Name": 1,\n}', findings=[found("X1", ERROR, place)])

    sheet = message_sheet(one.exchange, "request", one.findings)

    assert sheet.lines[sheet.find(place)][1] == '"Name": 1,'


@pytest.mark.parametrize(
    ("response", "says"),
    [
        pytest.param(None, "No response: reset by peer.", id="no response"),
        pytest.param(Response(status=200, body=b""), "No body.", id="empty"),
        pytest.param(Response(status=200), "The body is not here: not recorded.", id="unknown"),
        pytest.param(
            Response(status=200, withheld="larger than 1 MiB", body_size=2_000_000),
            "The body of 2.0 MB is not here: larger than 1 MiB.", id="withheld",
        ),
        pytest.param(Response(status=200, body=b"plain"), "plain", id="text"),
        pytest.param(
            Response(status=200, body=b"\0\1"), f"000000  {'00 01':<47}  ..", id="binary"
        ),
    ],
)  # fmt: skip
def test_a_body_is_shown_or_its_absence_explained(response: Response | None, says: str) -> None:
    exchange = Exchange(
        request=Request(method="GET", url=make.ROOT), response=response, error="reset by peer"
    )

    assert says in texts(message_sheet(exchange, "response", ()).lines)


def test_a_big_body_comes_later_its_headers_at_once() -> None:
    one = annotated(1, answer=make.response(200, b"[" + b"1," * 50_000 + b"1]"))

    early = stub(one.exchange, "response", ())

    assert is_big(one.exchange.response)
    assert early.stub
    assert texts(early.lines)[0] == "HTTP/1.1 200"
    assert "reading 100.0 kB …" in texts(early.lines)


@pytest.mark.parametrize(
    ("claims", "says"),
    [
        pytest.param({}, "At the request it had 55 min left.", id="good"),
        pytest.param(
            {"exp": int(make.NOON) - 180}, "The request came 3 min after it had expired.",
            id="expired",
        ),
        pytest.param(
            {"nbf": int(make.NOON) + 60}, "The request came 1 min before it was valid.", id="early"
        ),
        pytest.param(
            {"exp": int(make.NOON) - 700}, "✖ It was never valid: it ends before it begins.",
            id="never",
        ),
        pytest.param({"exp": "tomorrow"}, "exp    valid to        tomorrow", id="no number"),
        pytest.param({"exp": 1e300}, "exp    valid to        1e+300", id="beyond all time"),
        pytest.param({"aud": ["a", "b"]}, 'aud    for whom it is  ["a", "b"]', id="a list"),
    ],
)  # fmt: skip
def test_the_token_in_words(claims: dict[str, object], says: str) -> None:
    one = annotated(1)
    credential = Credential("jwt", "Bearer", "<redacted:jwt:0>", {}, make.claims(**claims))
    request = Request(method="GET", url=make.ROOT, credential=credential)
    one = type(one)(Exchange(request=request, started=make.NOON))

    assert says in texts(token_sheet(one).lines)


def test_no_token() -> None:
    one = type(annotated(1))(Exchange(request=Request(method="GET", url=make.ROOT)))

    assert texts(token_sheet(one).lines) == [
        "The request has no Authorization, or none was recorded."
    ]


@pytest.mark.parametrize(
    ("text", "width", "pieces"),
    [
        pytest.param("", 4, [""], id="nothing"),
        pytest.param("abcd", 4, ["abcd"], id="fits"),
        pytest.param("abcdef", 4, ["abcd", "ef"], id="broken"),
        pytest.param("日本語x", 4, ["日本", "語x"], id="wide characters"),
        pytest.param("日本語", 3, ["日", "本", "語"], id="wide characters that leave a gap"),
    ],
)
def test_long_lines_are_broken(text: str, width: int, pieces: list[str]) -> None:
    wrapping = Wrapping([("plain", text)], width)

    shown = [text[slice(*wrapping.piece(*wrapping.line_at(row)))] for row in range(len(wrapping))]

    assert shown == pieces


def test_prose_is_broken_between_words() -> None:
    wrapping = Wrapping([("prose", "one two three fourteen")], 8)

    rows = [slice(*wrapping.piece(*wrapping.line_at(row))) for row in range(len(wrapping))]

    assert ["one two three fourteen"[row] for row in rows] == ["one two ", "three ", "fourteen"]


@pytest.mark.parametrize(
    ("kind", "text", "rows"),
    [
        pytest.param("json", '  "a": "xxxxxxxx"', ['  "a": "xx', "    xxxxxx", '    "'], id="JSON"),
        pytest.param("claim", "aud  for  one two", ["aud  for  ", "     one ", "     two"],
                     id="a claim's value stays in its column"),
        pytest.param("key", " j  to go down", [" j  to go ", "    down"], id="what a key does stays in its column"),
        pytest.param("plain", "x" * 12, ["x" * 10, "xx"], id="text goes on at the margin"),
        pytest.param("header", " " * 30 + "x", [" " * 10] * 5 + ["     x"],
                     id="never more than half of the width"),
    ],
)  # fmt: skip
def test_further_rows_of_a_line_hang(kind: str, text: str, rows: list[str]) -> None:
    wrapping = Wrapping([(kind, text)], 10)

    shown = []
    for row in range(len(wrapping)):
        line, piece = wrapping.line_at(row)
        shown.append(" " * wrapping.hang(line, piece) + text[slice(*wrapping.piece(line, piece))])

    assert shown == rows


def test_what_was_found_in_a_claim_stands_below_it() -> None:
    late = Evidence("request", "1", header="Authorization", claim="exp", note="2 min before")
    gone = Evidence("request", "absent", header="Authorization", claim="appid")
    about = Evidence("request", header="Authorization")
    findings = [found("JWT303", ERROR, late), found("JWT309", WARNING, gone, about)]
    credential = Credential("jwt", "Bearer", "tag", {}, {"exp": 1, "aud": "x"})
    request = Request(method="GET", url=make.ROOT, credential=credential)
    one = Annotated(Exchange(request=request, started=make.NOON), findings=tuple(findings))

    lines = texts(token_sheet(one).lines)

    at = next(n for n, line in enumerate(lines) if line.startswith("exp"))
    assert lines[at + 1].startswith("  ✖ JWT303")
    assert lines[at + 1].endswith("(2 min before)")
    assert lines[at + 2].startswith("aud")
    assert [line[2:10] for line in lines if "JWT309" in line] == ["▲ JWT309", "▲ JWT309"]
    assert lines[-1].startswith("  ▲ JWT309")
