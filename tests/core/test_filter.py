import math
from dataclasses import replace

import make
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inspector.core import words
from inspector.core.annotated import Annotated, Finding
from inspector.core.evidence import Evidence
from inspector.core.exchange import Exchange, Request
from inspector.core.filter import FIELDS, FilterError, matches, parse
from inspector.core.lives.touch import Touch
from inspector.core.severity import ERROR, NOTE, WARNING, Severity


def finding(code: str, severity: Severity) -> Finding:
    return Finding(code, code.lower(), severity, "", "", (Evidence("request"),), "")


def jobs(**changed: object) -> Annotated:
    """A refused POST Jobs that took 41 ms and was answered with 1,500 bytes."""
    raw = make.exchange(
        "POST", "Jobs?$top=5", {"Name": "x"}, answer=make.response(400, b"x" * 1500)
    )
    exchange = Exchange(**{**raw.__dict__, "duration": 0.041, **changed})
    findings = (finding("ODA401", ERROR), finding("COR201", WARNING))
    return Annotated(
        exchange, 0, "media-services", "api", exchange.request.operation, findings,
        touches=(Touch("nb:jid:UUID:1", "created", "Job"),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        pytest.param("", True, id="nothing typed"),
        pytest.param("   ", True, id="blanks"),
        pytest.param("jobs", True, id="a bare word, whatever its case"),
        pytest.param("assets", False, id="a word that is not there"),
        pytest.param("media.azure.net/api/Jobs", True, id="a piece of the address"),
        pytest.param("$top=5", True, id="a piece of the query"),
        pytest.param('"POST Jobs"', True, id="words in quotes"),
        pytest.param('"Jobs POST"', False, id="words in quotes, in another order"),
        pytest.param("jobs post", True, id="words in any order"),
        pytest.param("oda401", True, id="a code as a word"),
        pytest.param("sev:error", True, id="severity"),
        pytest.param("sev:err", True, id="severity, abbreviated"),
        pytest.param("sev:warning", False, id="the gravest counts"),
        pytest.param("sev:>=warning", True, id="at least"),
        pytest.param("sev:<error", False, id="below"),
        pytest.param("sev:none", False, id="without finding"),
        pytest.param("code:ODA401", True, id="code"),
        pytest.param("code:oda*", True, id="family of codes"),
        pytest.param("code:COR201", True, id="a lesser finding's code"),
        pytest.param("code:ODA4", False, id="half a code"),
        pytest.param("code:*", True, id="any code"),
        pytest.param("code:=oda401", True, id="the whole code"),
        pytest.param("entity:=Jobs", True, id="the whole set"),
        pytest.param("id:nb:jid:UUID:1", True, id="an id"),
        pytest.param("id:nb:jid:*", True, id="a piece of an id, as a pattern"),
        pytest.param("id:=nb:jid:UUID:1", True, id="the whole id"),
        pytest.param("id:nb:cid:*", False, id="a piece of another id"),
        pytest.param("status:400", True, id="status"),
        pytest.param("status:4xx", True, id="class of statuses"),
        pytest.param("status:5xx", False, id="another class"),
        pytest.param("status:>=400", True, id="status at least"),
        pytest.param("status:<400", False, id="status below"),
        pytest.param("method:post", True, id="method"),
        pytest.param("method:PO", False, id="half a method"),
        pytest.param("method:P*", True, id="pattern of a method"),
        pytest.param("host:azure", True, id="piece of the host"),
        pytest.param("host:*.azure.net", True, id="pattern of the host"),
        pytest.param("host:azure.*", False, id="a pattern is for the whole host"),
        pytest.param("path:/api/", True, id="piece of the path"),
        pytest.param('op:"POST Jobs"', True, id="operation with a blank"),
        pytest.param("op:=Jobs", False, id="the whole operation"),
        pytest.param('op:"=post jobs"', True, id="the whole operation, in any case"),
        pytest.param("ms:>40", True, id="slower than"),
        pytest.param("ms:>41.5", False, id="not that slow"),
        pytest.param("size:>1k", True, id="bigger than"),
        pytest.param("size:1.5kB", True, id="just as big"),
        pytest.param("size:>1M", False, id="not that big"),
        pytest.param("status:400,409", True, id="one status or another"),
        pytest.param("status:404,409", False, id="neither status"),
        pytest.param("status:404,>=400", True, id="one status, or at least another"),
        pytest.param("status:5xx,4xx", True, id="one class or another"),
        pytest.param("-status:400,409", False, id="no status of a list"),
        pytest.param('status:"404, 400"', True, id="blanks in a list"),
        pytest.param("method:PUT,post", True, id="one method or another"),
        pytest.param("method:PUT,PO", False, id="half a method in a list"),
        pytest.param("code:ODA402,COR*", True, id="a code, or a family of codes"),
        pytest.param("code:ODA402,COR20", False, id="neither code"),
        pytest.param("sev:warning,err", True, id="one severity or another"),
        pytest.param("sev:warning,none", False, id="neither severity"),
        pytest.param("entity:Assets,Jobs", True, id="one set or another"),
        pytest.param("entity:Assets,Files", False, id="neither set"),
        pytest.param("has:error,finding", True, id="has one or another"),
        pytest.param("has:error,mark", False, id="has neither"),
        pytest.param("path:Jobs,Assets", False, id="a comma in an address is text"),
        pytest.param("op:Jobs,Assets", False, id="a comma in an operation is text"),
        pytest.param("jobs,assets", False, id="a comma in a word is text"),
        pytest.param("has:finding", True, id="has a finding"),
        pytest.param("has:response", True, id="has a response"),
        pytest.param("has:error", False, id="has an error"),
        pytest.param("-jobs", False, id="without a word"),
        pytest.param("not jobs", False, id="not"),
        pytest.param("!assets", True, id="bang"),
        pytest.param("not not jobs", True, id="not not"),
        pytest.param("jobs -assets", True, id="with and without"),
        pytest.param("assets or jobs", True, id="or"),
        pytest.param("assets | jobs", True, id="mitmproxy's or"),
        pytest.param("jobs & status:400", True, id="mitmproxy's and"),
        pytest.param("jobs and status:200", False, id="and"),
        pytest.param("assets status:400 or jobs", True, id="and binds before or"),
        pytest.param("assets (status:400 or jobs)", False, id="grouping"),
        pytest.param("-(assets or files)", True, id="not a group"),
        pytest.param("nb:cid:UUID:1", False, id="an id with colons is a word"),
        pytest.param("https://accountname.x", False, id="an address is a word"),
        pytest.param('"or" jobs', True, id="a quoted or is a word"),
        pytest.param("Jobs(1)", False, id="parentheses inside of a word"),
        pytest.param("100%_", False, id="what SQL would take for wildcards"),
    ],
)  # fmt: skip
def test_what_passes(text: str, passes: bool) -> None:
    assert matches(parse(text), jobs()) is passes


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("(jobs", "not closed", id="open parenthesis"),
        pytest.param("jobs)", "without its (", id="closing parenthesis"),
        pytest.param("()", "missing before )", id="empty parentheses"),
        pytest.param('"jobs', "quote is not closed", id="open quote"),
        pytest.param('""', "nothing between", id="empty quotes"),
        pytest.param("jobs or", "missing at the end", id="or without its right"),
        pytest.param("or jobs", "missing before or", id="or without its left"),
        pytest.param("not", "missing at the end", id="not alone"),
        pytest.param("status:", "like status:>=400", id="no value yet"),
        pytest.param("status:four", "'four'", id="no number"),
        pytest.param(
            "status:400,", "an element of the list is empty", id="a list that ends with a comma"
        ),
        pytest.param(
            "method:,POST", "an element of the list is empty", id="a list that begins with a comma"
        ),
        pytest.param("code:ODA401,,COR*", "take out a comma", id="two commas"),
        pytest.param("has:,", "an element of the list is empty", id="a comma alone"),
        pytest.param("status:400,>=", "'>='", id="a sign without its number in a list"),
        pytest.param("status:400,four", "'four'", id="no number in a list"),
        pytest.param("sev:error,terrible", "'terrible'", id="no such severity in a list"),
        pytest.param("ms:3,5", "'3,5'", id="a list where there is none"),
        pytest.param("statsu:400", "did you mean status:", id="a slip of the finger"),
        pytest.param("flavour:sweet", "quote it", id="no such field"),
        pytest.param("sev:terrible", "sev:>=warning", id="no such severity"),
        pytest.param("code:O*A", "code:ODA*", id="a star inside of a code"),
        pytest.param("id:nb:*:UUID", "no * or ?", id="a star inside of an id"),
        pytest.param("id:*", "no * or ?", id="any id"),
        pytest.param("~marker x", "~marked finds", id="markers, as mitmproxy"),
        pytest.param("~comment", "needs a pattern", id="a comment without its pattern"),
        pytest.param("comment:", "like comment:retry", id="no words yet"),
        pytest.param("~src x", "in no capture", id="what mitmproxy knows, and no capture"),
        pytest.param("header[x-ms-version]", "needs a value", id="a header without value"),
        pytest.param("claim[aud]", "needs a value", id="a claim without value"),
        pytest.param("has:fun", "has:finding", id="nothing to have"),
        pytest.param("ms:5k", "ms:>500", id="a unit that time has not"),
        pytest.param("x" * 1001, "longer than", id="endless"),
        pytest.param("(" * 60 + "x" + ")" * 60, "nested deeper", id="nested deeply"),
        pytest.param("not " * 60 + "x", "nested deeper", id="negated deeply"),
    ],
)
def test_what_is_refused_says_why(text: str, says: str) -> None:
    with pytest.raises(FilterError) as refused:
        parse(text)

    assert says in str(refused.value)


@pytest.mark.parametrize("example", [field.example for field in FIELDS.values()])
def test_the_examples_are_filters(example: str) -> None:
    parse(example)


@pytest.mark.parametrize("text", ["status:<500", "ms:<9999", "size:<9M", "status:>0"])
def test_what_was_not_recorded_is_neither_more_nor_less(text: str) -> None:
    silent = Annotated(Exchange(request=Request(method="GET", url=make.ROOT), error="reset"))

    assert not matches(parse(text), silent)
    assert matches(parse(f"-{text} has:error"), silent)


def test_notes_are_findings_too() -> None:
    noted = Annotated(make.exchange(), findings=(finding("COR204", NOTE),))

    assert matches(parse("sev:note has:finding sev:<=note"), noted)


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        pytest.param("comment:retry", True, id="a piece"),
        pytest.param("comment:RETRY", True, id="in any case"),
        pytest.param('comment:"this one"', True, id="with blanks"),
        pytest.param("comment:*", True, id="any words"),
        pytest.param("comment:ask*", True, id="a pattern"),
        pytest.param("comment:retry*", False, id="a pattern is for all of it"),
        pytest.param("comment:=retry", False, id="a piece is not the whole"),
        pytest.param('comment:"=ask: retry this one?"', True, id="the whole"),
        pytest.param("comment:later", False, id="other words"),
        pytest.param("~comment ^ask.*one", True, id="an expression"),
        pytest.param("~comment ^retry", False, id="an expression that is not found"),
        pytest.param("retry", True, id="a bare word"),
        pytest.param('text:"this one"', True, id="text"),
        pytest.param("jobs retry", True, id="one word in the address, one in the comment"),
        pytest.param("-retry", False, id="without a word"),
    ],
)
def test_what_a_person_wrote(text: str, passes: bool) -> None:
    assert matches(parse(text), jobs(marked=True, comment="Ask: retry this one?")) is passes


@pytest.mark.parametrize("text", ["comment:*", "comment:=", "~comment .*", "~comment ^$", "retry"])
def test_nobody_wrote_anything(text: str) -> None:
    assert not matches(parse(text), jobs())
    assert not matches(parse(text), jobs(marked=True))


def lasting(seconds: float) -> Annotated:
    return jobs(duration=seconds)


def answered(size: int) -> Annotated:
    silent = make.exchange(answer=make.response(200))
    assert silent.response is not None
    return Annotated(replace(silent, response=replace(silent.response, body_size=size)))


@pytest.mark.parametrize(
    ("text", "seconds", "passes"),
    [
        pytest.param("ms:3", 0.003, True, id="exactly"),
        pytest.param("ms:3", 0.0026, True, id="shown as 3, from below"),
        pytest.param("ms:=3", 0.0034, True, id="shown as 3, from above"),
        pytest.param("ms:3", 0.0024, False, id="shown as 2"),
        pytest.param("ms:3", 0.0036, False, id="shown as 4"),
        pytest.param("ms:2", 0.0025, True, id="a half goes to the even digit, below"),
        pytest.param("ms:3", 0.0025, False, id="and not to the odd one"),
        pytest.param("ms:4", 0.0035, True, id="a half goes to the even digit, above"),
        pytest.param("ms:0", 0.0005, True, id="shown as 0"),
        pytest.param("ms:3.1", 0.00312, True, id="to a tenth"),
        pytest.param("ms:3.1", 0.0034, False, id="not to a tenth"),
        pytest.param("ms:3.0", 0.00312, False, id="zeros count"),
        pytest.param("ms:1500", 1.4999, True, id="seconds"),
        pytest.param("-ms:3", 0.0026, False, id="the opposite"),
        pytest.param("ms:>3", 0.0031, True, id="more than is what was measured"),
        pytest.param("ms:<=3", 0.0031, False, id="at most is what was measured"),
        pytest.param("ms:>=3", 0.0029, False, id="at least is what was measured"),
    ],
)
def test_a_time_is_what_is_shown(text: str, seconds: float, passes: bool) -> None:
    assert matches(parse(text), lasting(seconds)) is passes


@pytest.mark.parametrize(
    ("text", "size", "passes"),
    [
        pytest.param("size:1.2k", 1200, True, id="exactly"),
        pytest.param("size:1.2k", 1249, True, id="shown as 1.2 kB"),
        pytest.param("size:=1.2kB", 1151, True, id="shown as 1.2 kB, from below"),
        pytest.param("size:1.2k", 1251, False, id="shown as 1.3 kB"),
        pytest.param("size:1k", 1400, True, id="no decimals"),
        pytest.param("size:1k", 1501, False, id="no decimals, shown as 2"),
        pytest.param("size:1.25k", 1249, True, id="two decimals"),
        pytest.param("size:3.0M", 2_960_000, True, id="millions"),
        pytest.param("size:3.0M", 3_060_000, False, id="more millions"),
        pytest.param("size:1200", 1200, True, id="bytes"),
        pytest.param("size:1200", 1201, False, id="a byte more"),
        pytest.param("size:=1200b", 1199, False, id="a byte less"),
        pytest.param("size:>1.2k", 1201, True, id="more than is what was counted"),
        pytest.param("size:<=1.2k", 1201, False, id="at most is what was counted"),
    ],
)
def test_a_size_is_what_is_shown(text: str, size: int, passes: bool) -> None:
    assert matches(parse(text), answered(size)) is passes


@given(
    half=st.integers(0, 2000),
    beside=st.integers(-2, 2),
    seconds=st.one_of(st.none(), st.floats(0, 100)),
)
def test_each_time_is_found_as_it_is_shown(half: int, beside: int, seconds: float | None) -> None:
    near = half / 2000
    for _ in range(abs(beside)):
        near = math.nextafter(near, math.inf * beside)
    one = lasting(abs(near if seconds is None else seconds))
    ms = one.exchange.duration * 1000
    column = words.milliseconds(one.exchange.duration).replace(",", "")

    found = [
        n for n in range(max(0, round(ms) - 2), round(ms) + 3) if matches(parse(f"ms:{n}"), one)
    ]
    assert [str(n) for n in found] == [column]
    assert matches(parse(f"ms:{ms:.3f}"), one)


@given(size=st.integers(1000, 10_000_000))
@example(1150)
@example(1250)
@example(999_950)
@example(1_050_000)
def test_each_size_is_found_as_it_is_shown(size: int) -> None:
    number, unit = words.size(size).split()
    tenths = round(float(number) * 10)

    found = [
        near
        for near in range(tenths - 2, tenths + 3)
        if matches(parse(f"size:{near / 10:.1f}{unit}"), answered(size))
    ]
    assert found == [tenths]
