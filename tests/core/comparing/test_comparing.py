from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import casefile
import make
import pytest

from inspector.core.annotated import Annotated
from inspector.core.comparing.compare import compare
from inspector.core.comparing.comparison import Comparison
from inspector.core.comparing.tallies import KINDS, Tallies
from inspector.core.exchange import Exchange
from inspector.core.redaction.redact import Redactor

LINKED = {"Name": "j", "InputMediaAssets": [{"__metadata": {"uri": make.ROOT + "Assets('1')"}}]}
RENAMED = {"Name": "j", "InputAssets": [{"__metadata": {"uri": make.ROOT + "Assets('1')"}}]}
RID = "3f2504e0-4f89-41d3-9a0c-0305e82c33"


def job(**changed: Any) -> Exchange:
    given = {"body": LINKED, "answer": make.response(201), "accept": make.VERBOSE, **changed}
    return make.exchange("POST", "Jobs", **given)


def tallied(exchanges: Sequence[Annotated]) -> Tallies:
    tallies = Tallies()
    for annotated in exchanges:
        tallies.add(annotated)
    return tallies


def compared(old: Sequence[Exchange], new: Sequence[Exchange]) -> Comparison:
    return compare(tallied(casefile.annotated(old)), tallied(casefile.annotated(new)))


def changes(comparison: Comparison) -> list[tuple[object, ...]]:
    """Return every difference of names: operation, noun, what happened, name, shares, values."""
    return [
        (kind, each.change, each.name, (each.old.sent, each.new.sent), each.values_lost, each.values_gained)
        for operation in comparison.operations
        for kind in KINDS
        for each in operation.names[kind]
    ]  # fmt: skip


def fresh(number: int, **changed: Any) -> Exchange:
    """Return a job's call with a token, an id and a moment of its own."""
    later = make.NOON + number * 60
    return job(
        authorization=f"Bearer {make.token(jti=str(number))}",
        x_ms_client_request_id=f"{RID}{number:02}",
        started=later,
        **changed,
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([fresh(1)], [fresh(2)], id="other token, id and time"),
        pytest.param([job(), job(accept="*/*")], [job(accept="*/*"), job()], id="in other order"),
        pytest.param([job(), job(x_extra="1")], [job(x_extra="1"), job()], id="a header sometimes"),
        pytest.param([job(date=None)], [job(ACCEPT=make.VERBOSE, accept=None)], id="a name's case"),
        pytest.param([job(body=None, content_type=make.VERBOSE)], [job()], id="a body that was not recorded"),
        pytest.param([job()], [job(body=None, content_type=make.VERBOSE)], id="a body no longer recorded"),
        pytest.param([job(answer=make.response(201, None))], [job(answer=make.response(201, {"d": {}}))], id="an answer's body not recorded"),
        pytest.param([make.exchange(url="Assets('1')")], [make.exchange(url="Assets('2')")], id="another entity"),
    ],
)  # fmt: skip
def test_what_is_no_difference(old: list[Exchange], new: list[Exchange]) -> None:
    comparison = compared(old, new)

    assert changes(comparison) == []
    assert not comparison.differs


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        pytest.param([job(x_odd="1")], [job()], [("request_headers", "lost", "x-odd", (1, 0), ("1",), ())], id="a header lost"),
        pytest.param([job()], [job(x_odd="1")], [("request_headers", "gained", "x-odd", (0, 1), (), ("1",))], id="a header gained"),
        pytest.param([job(x_odd="1")] * 2, [job(), job(x_odd="1")], [("request_headers", "less often", "x-odd", (2, 1), (), ())], id="a header lost in some calls"),
        pytest.param([job(), job(x_odd="1")], [job(x_odd="2")], [("request_headers", "more often", "x-odd", (1, 1), ("1",), ("2",))], id="a header in all calls now, with another value"),
        pytest.param([job(x_ms_date="1")], [job()], [("request_headers", "lost", "x-ms-date", (1, 0), (), ())], id="one that varies, lost"),
        pytest.param([job(x_odd="a")], [job(x_odd="b")], [("request_headers", "changed", "x-odd", (1, 1), ("a",), ("b",))], id="another value"),
        pytest.param([job()], [job(body=RENAMED)], [("request_properties", "gained", "/InputAssets", (0, 1), (), ("array",)), ("request_properties", "lost", "/InputMediaAssets", (1, 0), ("array",), ())], id="a property renamed: what is below it goes without saying"),
        pytest.param([job()], [job(body={**LINKED, "Name": 1})], [("request_properties", "changed", "/Name", (1, 1), ("string",), ("number",))], id="another type"),
        pytest.param([job()], [job(body={**LINKED, "InputMediaAssets": [{}]})], [("request_properties", "lost", "/InputMediaAssets/*/__metadata", (1, 0), ("object",), ())], id="a property below lost"),
        pytest.param([make.exchange(url="Assets?$top=1")], [make.exchange(url="Assets?$skip=1&$skip=2")], [("query_options", "gained", "$skip", (0, 1), (), ()), ("query_options", "lost", "$top", (1, 0), (), ())], id="query options"),
        pytest.param([make.exchange(url="Assets?$top=1")], [make.exchange(url="Assets?$top=2")], [], id="a query option's value"),
        pytest.param([job(answer=make.response(201, {"d": {"Id": "1", "Old": 1}}, [("Server", "a")]))], [job(answer=make.response(201, {"d": {"Id": 2}}, [("Server", "b"), ("ETag", "x")]))], [("response_headers", "gained", "etag", (0, 1), (), ()), ("response_properties", "lost", "/d/Old", (1, 0), (), ())], id="an answer's names"),
    ],
)  # fmt: skip
def test_names_come_and_go(
    old: list[Exchange], new: list[Exchange], seen: list[tuple[object, ...]]
) -> None:
    assert changes(compared(old, new)) == seen


def test_a_header_that_a_recording_drops_is_not_lost() -> None:
    silent = job(x_odd=None)
    request = replace(silent.request, unrecorded=frozenset({"x-odd"}))

    assert changes(compared([job(x_odd="1")], [replace(silent, request=request)])) == []


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        pytest.param([201], [400], True, id="from 201 to 400"),
        pytest.param([201, 201], [201], False, id="less calls"),
        pytest.param([201, 429], [201, 429, 201, 429], False, id="the same shares"),
        pytest.param([201, 429], [201, 201, 429], True, id="other shares"),
        pytest.param([], [201], False, id="a new operation"),
        pytest.param([201], [0], True, id="no answer"),
    ],
)
def test_statuses_move(old: list[int], new: list[int], changed: bool) -> None:
    def answered(statuses: list[int]) -> list[Exchange]:
        return [job(answer=make.response(one) if one else None) for one in statuses]

    (operation,) = compared(answered(old), answered(new)).operations

    assert (operation.calls.old, operation.calls.new) == (len(old), len(new))
    assert operation.statuses_changed == changed


def test_operations_come_in_the_order_of_the_new_recording_then_those_gone() -> None:
    gone, stays, comes = (make.exchange(url=url) for url in ("Files", "Jobs", "Assets"))
    operations = compared([gone, stays], [comes, stays, stays]).operations

    assert [(each.operation, each.calls.old, each.calls.new) for each in operations] == [
        ("GET Assets", 0, 1),
        ("GET Jobs", 1, 2),
        ("GET Files", 1, 0),
    ]


def test_findings_are_gained_by_operation_gravest_first() -> None:
    listed, jobs = make.exchange(), fresh(2)
    bad = [make.exchange(x_ms_client_request_id=None), fresh(2, x_ms_version=None)]
    comparison = compared([listed, jobs], bad)

    gained = [(each.operation, each.finding.code, each.times.new) for each in comparison.gained]
    assert gained == [("POST Jobs", "HDR103", 1), ("GET Assets", "COR201", 1)]
    assert comparison.lost == comparison.changed == ()
    back = compared(bad, [listed, jobs])
    assert [each.finding.code for each in back.lost] == ["HDR103", "COR201"]
    assert back.gained == ()


def test_a_finding_that_is_there_more_often_is_neither_gained_nor_lost() -> None:
    bad, worse = fresh(1, x_ms_version=None), fresh(2, x_ms_version=None)
    comparison = compared([bad], [bad, fresh(3), worse])

    assert (comparison.gained, comparison.lost) == ((), ())
    (defect,) = comparison.changed
    assert (defect.times.old, defect.times.new) == (1, 2)


def test_exchanges_of_no_profile_are_left_out() -> None:
    elsewhere = make.exchange(url="https://example.com/", fields=[])

    assert compared([elsewhere], [elsewhere, elsewhere]).operations == ()


def test_token_and_storage_hosts_take_part() -> None:
    token = make.exchange(
        "POST", "https://login.microsoftonline.com/t/oauth2/token",
        "grant_type=client_credentials&client_id=c&client_secret=s", fields=[("Content-Type", "application/x-www-form-urlencoded")],
    )  # fmt: skip
    body = b"grant_type=client_credentials&client_id=c&scope=x"
    newer = replace(token, request=replace(token.request, body=body))

    assert [row[:3] for row in changes(compared([token], [newer]))] == [
        ("request_properties", "lost", "/client_secret"),
        ("request_properties", "gained", "/scope"),
    ]


def test_two_redactors_make_no_difference() -> None:
    raw = Exchange(request=make.request("POST", "Jobs", LINKED, accept=make.VERBOSE), started=make.NOON)  # fmt: skip
    old, new = (Redactor(key).take_in(raw) for key in (b"a" * 32, b"b" * 32))

    assert old.request.headers != new.request.headers
    assert not compared([old], [new]).differs
