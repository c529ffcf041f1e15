"""Findings by kind, and the formats that machines read: SARIF, JUnit, workflow commands."""

import io
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import make
import pytest
from lxml import etree
from story import found

from inspector.cli import check
from inspector.core.annotated import Annotated
from inspector.core.caller import Caller
from inspector.core.evidence import Evidence
from inspector.core.policy import Policy
from inspector.core.severity import NOTE, WARNING
from inspector.core.silence import Silence
from inspector.profiles.catalogue import all_rules
from inspector.report import github, junit, sarif
from inspector.report.document import Summary
from inspector.report.kinds import MOST_PLACES, Kinds, Where, place

FILE = "tests/test_jobs.py"
TEST = f"{FILE}::test_it"
HOSTILE = "x::error::\x1b[31m]]>&<script>\u202e%0A\ufffe|`"


def seen(
    source: str = "", operation: str = "GET Assets", index: int = 0, **changed: Any
) -> Annotated:
    exchange = replace(make.exchange(), source=source)
    return replace(Annotated(exchange, index, "media-services", "api", operation), **changed)


def written(make_report: Callable[[io.StringIO], Any], given: Iterable[Annotated]) -> str:
    stream, summary = io.StringIO(), Summary()
    report = make_report(stream)
    for one in given:
        summary.add(one)
        report.add(one)
    report.close(summary)
    return stream.getvalue()


def log(given: Iterable[Annotated]) -> dict[str, Any]:
    (run,) = json.loads(written(lambda to: sarif.Report(to, all_rules()), given))["runs"]
    return run


def suites(given: Iterable[Annotated], policy: Policy | None = None) -> etree._Element:
    fails = (policy or Policy()).fails_on
    return etree.fromstring(written(lambda to: junit.Report(to, fails), given).encode())


def commands(given: Iterable[Annotated]) -> list[str]:
    return written(github.Report, given).splitlines()


@pytest.mark.parametrize(
    ("source", "where"),
    [
        pytest.param("traffic.har#/log/entries/3", Where("traffic.har", "/log/entries/3"), id="a HAR"),
        pytest.param("calls.http:12", Where("calls.http", "", 12), id="text"),
        pytest.param("a:b.http:12", Where("a:b.http", "", 12), id="a colon in the name"),
        pytest.param("flows#7", Where("flows", "7"), id="a flow file"),
        pytest.param("", Where("", ""), id="nowhere"),
    ],
)  # fmt: skip
def test_where_something_was_recorded(source: str, where: Where) -> None:
    assert Where.of(source) == where


@pytest.mark.parametrize(
    ("caller", "source", "where", "told"),
    [
        pytest.param(Caller(TEST, FILE, 42),          "a.har#0", Where(FILE, "", 42, TEST),          f"{FILE}:42 (test_it)", id="a line of the test"),
        pytest.param(Caller(TEST, "conftest.py", 9),  "a.har#0", Where("conftest.py", "", 9, TEST),  f"conftest.py:9 ({TEST})", id="a line of a fixture"),
        pytest.param(Caller("", "conftest.py", 9),    "",        Where("conftest.py", "", 9),        "conftest.py:9",        id="outside of tests"),
        pytest.param(Caller(TEST),                    "",        Where("", "", None, TEST),          f"({TEST})",            id="a test without a file"),
        pytest.param(None,                            "a.har#0", Where("a.har", "0"),                "a.har#0",              id="nobody known"),
    ],
)  # fmt: skip
def test_who_sent_something(caller: Caller | None, source: str, where: Where, told: str) -> None:
    exchange = replace(make.exchange(), source=source, caller=caller)

    assert Where.of_exchange(exchange) == where
    assert place(where) == told


def test_machines_are_led_to_the_line_of_the_test() -> None:
    one = seen(findings=(found("ODA401"),))
    given = [replace(one, exchange=replace(one.exchange, caller=Caller(TEST, FILE, 42)))]

    (location,) = log(given)["results"][0]["locations"]
    assert location["logicalLocations"] == [{"fullyQualifiedName": TEST}]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": FILE, "uriBaseId": "SRCROOT"},
        "region": {"startLine": 42},
    }
    case = suites(given)[0][0]
    assert (case.get("file"), case.get("line")) == (FILE, "42")
    assert commands(given)[0].startswith(f"::error file={FILE},line=42,")


def test_an_entry_of_a_har_has_its_line() -> None:
    given = replace(make.exchange(), source="a.har#/log/entries/3", line=40)
    one = replace(seen(findings=(found("ODA401"),)), exchange=given)

    assert Where.of("a.har#/log/entries/3", 40) == Where("a.har", "/log/entries/3", 40)
    (line,) = commands([one])
    assert line.startswith("::error file=a.har,line=40,")
    (result,) = log([one])["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 40}
    assert "a.har:40#/log/entries/3" in str(suites([one])[0][0][0].text)


def test_a_kind_is_told_once_with_its_places() -> None:
    kinds = Kinds()
    for number in range(50):
        kinds.add(seen(f"a.har#/log/entries/{number}", findings=(found("ODA401"),)))
    kinds.add(seen(findings=(found("COR201", WARNING),)))

    first, second = kinds.worst_first()
    assert (first.finding.code, first.count, len(first.places)) == ("ODA401", 50, MOST_PLACES)
    assert (second.finding.code, second.count) == ("COR201", 1)


def test_kinds_are_bounded() -> None:
    kinds = Kinds(most=2)
    for number in range(5):
        finding = replace(found("ODA401"), fingerprint=str(number))
        kinds.add(seen(findings=(finding,)))

    assert (len(kinds.of), kinds.left_out) == (2, 3)


def test_sarif_of_nothing_has_rules_and_no_result() -> None:
    run = log([seen()])

    assert run["results"] == []
    assert run["invocations"] == [{"executionSuccessful": True}]
    rules = run["tool"]["driver"]["rules"]
    assert len(rules) == len(all_rules())
    assert all(rule["helpUri"].startswith("https://") and rule["help"]["text"] for rule in rules)
    assert all(re.fullmatch(r"[A-Z][A-Za-z0-9]+", rule["name"]) for rule in rules)


def test_sarif_has_a_result_for_each_kind() -> None:
    run = log(
        [
            seen("a b.har#/log/entries/0", findings=(found("ODA401"),)),
            seen("a b.har#/log/entries/7", findings=(found("ODA401"),)),
            seen("calls.http:12", findings=(found("COR201", WARNING),)),
        ]
    )

    first, second = run["results"]
    assert (first["ruleId"], first["level"], first["occurrenceCount"]) == ("ODA401", "error", 2)
    assert run["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == "ODA401"
    (place,) = first["locations"]
    assert place["physicalLocation"]["artifactLocation"] == {"uri": "a%20b.har", "uriBaseId": "SRCROOT"}  # fmt: skip
    assert first["relatedLocations"][0]["logicalLocations"][0]["fullyQualifiedName"].endswith("/log/entries/7")  # fmt: skip
    assert first["partialFingerprints"] == {"amsInspector/v1": found("ODA401").fingerprint}
    assert second["locations"][0]["physicalLocation"]["region"] == {"startLine": 12}


def test_sarif_keeps_what_the_baseline_has_as_unchanged() -> None:
    old, both = found("ODA401"), replace(found("COR201", WARNING), fingerprint="both")
    first = seen("a.http:1", known=(old, both))
    second = seen("a.http:9", findings=(both,))

    new, unchanged = log([first, second])["results"]

    assert (new["ruleId"], new["baselineState"]) == ("COR201", "new")
    assert "suppressions" not in new
    assert (unchanged["ruleId"], unchanged["baselineState"]) == ("ODA401", "unchanged")
    assert [one["kind"] for one in unchanged["suppressions"]] == ["external"]
    assert unchanged["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}


@pytest.mark.parametrize(
    ("silence", "kind", "why"),
    [
        pytest.param(Silence("request", "COR"), "inSource", "X-Inspector-Ignore: COR", id="by the request"),
        pytest.param(Silence("settings", "COR", "GET Assets"), "external", 'per-operation-ignore "GET Assets": COR', id="by the settings"),
    ],
)  # fmt: skip
def test_sarif_keeps_what_is_silenced(silence: Silence, kind: str, why: str) -> None:
    silent = replace(found("COR201", WARNING), silence=silence)

    (result,) = log([seen("a.http:1", suppressed=(silent,))])["results"]

    assert result["suppressions"] == [{"kind": kind, "justification": why}]
    assert "baselineState" not in result


def test_sarif_tells_one_kind_once_when_some_of_it_counts() -> None:
    silent = replace(found("COR201", WARNING), silence=Silence("request", "COR"))
    given = [seen(findings=(found("COR201", WARNING),)), seen(suppressed=(silent,))]

    (result,) = log(given)["results"]

    assert "suppressions" not in result


def test_sarif_without_a_baseline_compares_nothing() -> None:
    (result,) = log([seen(findings=(found("ODA401"),))])["results"]

    assert "baselineState" not in result


@pytest.mark.parametrize(
    ("source", "artifact"),
    [
        pytest.param("/tmp/a.har#0", {"uri": "/tmp/a.har"}, id="a whole path"),
        pytest.param("sub/a.har#0", {"uri": "sub/a.har", "uriBaseId": "SRCROOT"}, id="below"),
        pytest.param("C:\\a.har#0", {"uri": "C:/a.har"}, id="of Windows"),
        pytest.param("", {"uri": "Assets", "uriBaseId": "SERVICE"}, id="in no file"),
    ],
)
def test_sarif_paths(source: str, artifact: dict[str, str]) -> None:
    (result,) = log([seen(source, findings=(found("ODA401"),))])["results"]

    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == artifact


@pytest.mark.parametrize(
    ("source", "line"), [("", 1), ("a.amscap#7", 1), ("a.har#0", 1), ("calls.http:12", 12)]
)
def test_sarif_has_a_line_for_each_place(source: str, line: int) -> None:
    """GitHub refuses the whole log because of one place without (GH1003 of Microsoft's SDK)."""
    given = [seen(source, findings=(found("ODA401"),))] * 3

    (result,) = log(given)["results"]

    for one in (*result["locations"], *result["relatedLocations"]):
        assert one["physicalLocation"]["region"] == {"startLine": line}


def test_sarif_says_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "Kinds", lambda: Kinds(most=1))
    findings = tuple(replace(found("ODA401"), fingerprint=str(n)) for n in range(3))

    (invocation,) = log([seen(findings=findings)])["invocations"]

    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("2 findings beyond the first 1 kinds")


def test_junit_fails_what_fails_the_policy() -> None:
    root = suites(
        [
            seen("a.http:3", findings=(found("ODA401"), found("COR201", WARNING))),
            seen(operation="GET Jobs"),
        ]
    )

    assert (root.get("tests"), root.get("failures")) == ("3", "1")
    first, second = root
    failed, passed = first
    assert (failed.get("name"), failed.get("line")) == ("ODA401 oda401", "3")
    assert failed[0].tag == "failure"
    assert "a.http:3" in (failed[0].text or "")
    assert passed[0].tag == "system-out"
    assert (second.get("name"), second[0].get("name")) == ("GET Jobs", "1 without findings")


def test_junit_with_another_threshold() -> None:
    given = [seen(findings=(found("COR201", WARNING), found("QRY503", NOTE)))]

    assert suites(given, Policy(fail_on=WARNING)).get("failures") == "1"
    assert suites(given, Policy(fail_on=None)).get("failures") == "0"


def test_annotations_are_few_and_the_worst() -> None:
    findings = tuple(
        replace(found("COR201", WARNING), fingerprint=f"w{number}") for number in range(30)
    )
    lines = commands([seen("a.http:3", findings=(*findings, found("ODA401")))])

    assert lines[0].startswith("::error file=a.http,line=3,title=ODA401 ")
    assert sum(line.startswith("::warning ") for line in lines) == 10
    assert lines[-1] == "::notice title=ams-inspector::20 more kinds of findings; see the report."


def test_nothing_found_is_nothing_said() -> None:
    assert commands([seen()]) == []


@pytest.mark.parametrize("form", ["sarif", "junit", "github"])
def test_what_the_wire_says_is_inert(form: str) -> None:
    finding = replace(
        found("ODA401"), evidence=(Evidence("request", HOSTILE, pointer=f"/{HOSTILE}"),)
    )
    given = [seen(f"{HOSTILE}.har#0", f"GET {HOSTILE}", findings=(finding,))]

    if form == "sarif":
        text = json.dumps(log(given), ensure_ascii=False)
    elif form == "junit":
        text = etree.tostring(suites(given), encoding="unicode")
    else:
        (line,) = commands(given)
        properties, _, message = line.removeprefix("::error ").partition("::")
        assert "\n" not in message
        assert re.fullmatch(r"file=[^,:]*,title=[^,:]*", properties)
        text = line
    assert not re.search("[\x1b\u202e]", text)


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(lambda to: sarif.Report(to, all_rules()), id="sarif"),
        pytest.param(lambda to: junit.Report(to, Policy().fails_on), id="junit"),
        pytest.param(github.Report, id="github"),
    ],
)
def test_what_is_left_out_is_told_on_stderr(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    form: Callable[[io.StringIO], Any],
) -> None:
    monkeypatch.setattr(Kinds.__init__, "__defaults__", (1,))
    findings = tuple(replace(found("ODA401"), fingerprint=str(n)) for n in range(1001))

    check.write([seen(findings=findings)], Policy(), [form(io.StringIO())])

    assert "1,000 findings are of kinds beyond the limit" in capsys.readouterr().err
