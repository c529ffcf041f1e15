import io
from dataclasses import replace
from typing import Any

import make
import pytest
from batches import batch, operation
from story import found

from inspector.core.annotated import Annotated, Cause, Diagnosis
from inspector.core.engine import Inspector
from inspector.core.severity import Severity
from inspector.profiles.media_services import MEDIA_SERVICES
from inspector.report import alike, text
from inspector.report.document import Summary, exchange_as_json, moment

WHY = Diagnosis((Cause("certain", "It was wrong."),))
FAILED = (found("RSP601"),)
HOSTILE = "\x1b]0;pwned\x07\x9b31m\u202e[red]"


def annotated(**changed: str | None) -> Annotated:
    return Inspector([MEDIA_SERVICES]).annotate(make.exchange(**changed))


def written(*given: Annotated, everything: bool = False) -> str:
    stream, summary = io.StringIO(), Summary()
    report = text.Report(stream, everything=everything)
    for one in given:
        summary.add(one)
        report.add(one)
    report.close(summary)
    return stream.getvalue()


def test_a_finding_says_what_where_and_what_to_do() -> None:
    out = written(annotated(x_ms_version="2.20"))

    assert "GET Assets" in out
    assert "✖ HDR104 The version named is none the service has." in out
    assert "request x-ms-version: 2.20" in out
    assert "→ Send `x-ms-version: 2.19`" in out
    assert out.endswith("1 exchange, 1 inspected: 1 error, 0 warnings, 0 notes\n")


@pytest.mark.parametrize(
    ("part", "line"),
    [
        pytest.param(None, "      request /Nme: Nme", id="the request itself"),
        pytest.param(2, "      operation 2: request /Nme: Nme", id="an operation of a batch"),
    ],
)
def test_a_finding_says_which_operation_it_is_in(part: int | None, line: str) -> None:
    slip = operation("POST Assets HTTP/1.1", '{"Nme": "n"}', Content_Type="application/json")
    sent = (
        make.exchange("POST", "Assets", '{"Nme": "n"}')
        if part is None
        else batch(operation("GET Assets HTTP/1.1"), slip)
    )

    assert line in written(Inspector([MEDIA_SERVICES]).annotate(sent))


def test_clean_exchanges_are_counted_and_not_shown() -> None:
    assert written(annotated(), annotated()) == "2 exchanges, 2 inspected: clean\n"


def test_clean_exchanges_are_shown_when_wished() -> None:
    assert written(annotated(), everything=True).startswith("GET Assets  -")


def test_the_likely_causes_come_first() -> None:
    causes = (
        Cause("certain", "it was this"),
        Cause("possible", "or that"),
        Cause("ruled-out", "never this"),
    )
    diagnosis = Diagnosis(causes, "Parsing request content failed")
    out = written(replace(annotated(x_ms_version=None), diagnosis=diagnosis))

    assert "said: Parsing request content failed" in out
    assert out.index("certain: it was this") < out.index("possible: or that")
    assert "never this" not in out


def test_the_services_message_is_not_said_twice() -> None:
    answer = make.response(400, "It is so.", [("Content-Type", "text/plain")])
    failed = Inspector([MEDIA_SERVICES]).annotate(make.exchange(answer=answer))

    assert written(failed).count("It is so.") == 1


@pytest.mark.parametrize("header", ["x_ms_version", "data_service_version", "date", "accept"])
def test_text_from_the_wire_is_inert(header: str) -> None:
    out = written(annotated(**{header: HOSTILE}), everything=True)

    assert not set(out) & {"\x1b", "\x07", "\x9b", "\u202e"}


def test_json_is_inert_as_well() -> None:
    document = exchange_as_json(annotated(x_ms_version=HOSTILE))

    assert "\x1b" not in str(document)


@pytest.mark.parametrize(
    ("started", "shown"),
    [
        pytest.param(make.NOON, "2026-01-31T12:00:00.000Z", id="noon"),
        pytest.param(0.0, "1970-01-01T00:00:00.000Z", id="the epoch"),
        pytest.param(None, None, id="not recorded"),
        pytest.param(1e300, None, id="beyond the calendar"),
        pytest.param(float("nan"), None, id="no number"),
    ],
)
def test_moments(started: float | None, shown: str | None) -> None:
    assert moment(started) == shown


def test_the_summary_counts_findings() -> None:
    summary = Summary()
    summary.add(annotated(x_ms_version=None, x_ms_client_request_id=None))

    assert summary.severities == {Severity.ERROR: 1, Severity.WARNING: 1}
    assert summary.as_json()["codes"] == {"COR201": 1, "HDR103": 1}


def test_a_failure_is_written_without_findings_too() -> None:
    why = Diagnosis((Cause("likely", "The URL bears no SAS."),), "No.")

    assert written(replace(annotated(), diagnosis=why)).startswith(
        "GET Assets  -\n  said: No.\n  likely: The URL bears no SAS.\n\n"
    )


def many(*marks: str) -> list[Annotated]:
    """Return an exchange for each mark: what it lacks, from a recording's entries 0, 1, …"""
    made = []
    for number, mark in enumerate(marks):
        one = annotated(**({mark: None} if mark else {}))
        made.append(
            replace(one, index=number, exchange=replace(one.exchange, source=f"a.har#{number}"))
        )
    return made


def test_alike_findings_are_told_once_with_their_number() -> None:
    out = written(
        *many("x_ms_version", "", "x_ms_version", "x_ms_client_request_id", "x_ms_version")
    )

    assert out.splitlines()[0] == "GET Assets  ×4  -"
    assert "  ✖ HDR103 The request names no version of the service. ×3  a.har#0" in out.splitlines()
    assert out.count("HDR103") == 1
    assert "5 exchanges, 5 inspected: " in out


def test_each_exchange_is_told_when_wished() -> None:
    out = written(*many("x_ms_version", "x_ms_version"), everything=True)

    assert (out.count("HDR103"), out.count("a.har#1")) == (2, 1)


def test_operations_are_told_apart_in_the_order_they_came() -> None:
    first, second = many("x_ms_version", "x_ms_version")

    out = written(replace(first, operation="POST Jobs"), second, replace(first, operation="POST Jobs"))  # fmt: skip

    heads = [line for line in out.splitlines() if line and not line.startswith(" ")]
    assert heads[:2] == ["POST Jobs  ×2  -", "GET Assets  -  a.har#1"]


def test_failures_of_one_cause_are_one() -> None:
    def failed(number: int, why: str) -> Annotated:
        answer = make.response(404)
        exchange = replace(make.exchange(answer=answer), source=f"a.har#{number}")
        diagnosis = Diagnosis((Cause("certain", why),))
        return Annotated(
            exchange, number, "media-services", "api", "GET Assets('…')", (), diagnosis
        )

    gone = [failed(number, f"deleted by exchange {number}") for number in range(3)]
    out = written(*gone, failed(3, "never there"), *[failed(9, "x" * n) for n in range(1, 6)])

    assert "  404 ×3  a.har#0\n  certain: deleted by exchange 0\n" in out
    assert "  404  a.har#3\n  certain: never there\n" in out
    assert "  2 more failures of other causes\n" in out


def test_the_groups_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike, "MOST_TOLD", 1)
    monkeypatch.setattr(alike, "MOST_GROUPS", 1)
    one, two = many("x_ms_version", "date")
    slip = replace(one, findings=tuple(replace(f, code="HDR999") for f in one.findings))

    out = written(one, slip, replace(one, operation="GET Jobs"), two)

    assert "2 more exchanges with findings; --verbose or --format jsonl shows each" in out


@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param({}, False, id="it went well"),
        pytest.param({"diagnosis": WHY}, True, id="it failed"),
        pytest.param({"diagnosis": WHY, "known": FAILED}, False, id="it failed, as the baseline knows"),
        pytest.param({"diagnosis": WHY, "suppressed": FAILED}, False, id="it failed on purpose"),
        pytest.param({"diagnosis": WHY, "suppressed": FAILED, "findings": FAILED}, True, id="and more is wrong with it"),
    ],
)  # fmt: skip
def test_what_failed_is_told_unless_that_was_set_aside(given: dict[str, Any], told: bool) -> None:
    bare = Annotated(make.exchange(answer=make.response(401)), 0, "media-services", "api", "GET a")

    assert written(replace(bare, **given)).startswith("GET a") is told
