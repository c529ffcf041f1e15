"""The operations of a batch under the rules, each by its own headers."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import make
import pytest
from batches import answer, batch, change_set, mixed, operation

from inspector.core.annotated import Annotated
from inspector.core.engine import Inspector
from inspector.core.evidence import Evidence
from inspector.core.exchange import Exchange
from inspector.core.inspection import Inspection
from inspector.core.judging import FAULTS_BORNE, MOST_PLACES
from inspector.core.policy import Policy
from inspector.core.rule import rule
from inspector.core.severity import ERROR
from inspector.profiles.media_services import MEDIA_SERVICES

GUID = "0a1b2c3d-1500-80c3-8f4e-f1e5e6b3a001"
URI = f"{make.ROOT}Assets('nb%3Acid%3AUUID%3A{GUID}')"
LINK = json.dumps({"Name": "j", "InputMediaAssets": [{"__metadata": {"uri": URI}}]})
BIND = json.dumps({"Name": "j", "InputMediaAssets@odata.bind": [URI]})
PLAIN, VERBOSE = "application/json", make.VERBOSE
CHARSET_FIRST = "application/json; charset=utf-8; odata=verbose"
LINKS = f"Assets('nb:cid:UUID:{GUID}')/$links/ContentKeys"
KEY = f"{make.ROOT}ContentKeys('nb%3Akid%3AUUID%3A{GUID}')"


def inspected(exchange: Exchange, policy: Policy | None = None) -> Annotated:
    return Inspector([MEDIA_SERVICES], policy or Policy()).annotate(exchange)


def found(annotated: Annotated) -> list[tuple[str, int | None]]:
    return sorted(((one.code, one.part) for one in annotated.findings), key=str)


# Content-Type, DataServiceVersion, Accept, address, body → what is wrong with it
READINGS = [
    pytest.param(VERBOSE, "3.0", VERBOSE, "Jobs", LINK, [], id="verbose at 3.0"),
    pytest.param(CHARSET_FIRST, "3.0", VERBOSE, "Jobs", LINK, [], id="verbose, charset first"),
    pytest.param(VERBOSE, "1.0;NetFx", VERBOSE, "Jobs", LINK, [], id="verbose at 1.0"),
    pytest.param(PLAIN, "1.0;NetFx", VERBOSE, "Jobs", LINK, [], id="plain at 1.0, as the tutorial has it"),
    pytest.param(PLAIN, "3.0", VERBOSE, "Jobs", LINK, ["ODA402"], id="plain at 3.0, Accept verbose"),
    pytest.param(PLAIN, None, VERBOSE, "Jobs", LINK, ["ODA402"], id="plain without version, Accept verbose"),
    pytest.param(PLAIN, "3.0", PLAIN, "Jobs", LINK, ["ODA401", "ODA402"], id="plain at 3.0"),
    pytest.param(PLAIN, "3.0", VERBOSE, "Jobs", BIND, [], id="bind, Accept verbose"),
    pytest.param(PLAIN, "3.0", PLAIN, "Jobs", BIND, [], id="bind, plain"),
    pytest.param(VERBOSE, "3.0", VERBOSE, "Jobs", BIND, ["ODA403"], id="bind in verbose"),
    pytest.param(PLAIN, "1.0;NetFx", PLAIN, LINKS, json.dumps({"uri": KEY}), [], id="a link's uri at 1.0"),
    pytest.param(VERBOSE, "3.0", VERBOSE, LINKS, json.dumps({"uri": KEY}), [], id="a link's uri, verbose"),
    pytest.param(PLAIN, "3.0", PLAIN, LINKS, json.dumps({"url": KEY}), [], id="a link's url, light"),
    pytest.param(PLAIN, "3.0", PLAIN, LINKS, json.dumps({"uri": KEY}), ["ODA404"], id="a link's uri, light"),
]  # fmt: skip
SILENT = Policy(ignore=["HDR105", "HDR106", "HDR108"])


@pytest.mark.parametrize(("kind", "dsv", "accept", "url", "body", "codes"), READINGS)
def test_how_a_body_is_read(
    kind: str, dsv: str | None, accept: str, url: str, body: str, codes: list[str]
) -> None:
    alone = make.exchange("POST", url, body, content_type=kind, data_service_version=dsv, accept=accept)  # fmt: skip

    assert found(inspected(alone, SILENT)) == [(code, None) for code in codes]


@pytest.mark.parametrize(("kind", "dsv", "accept", "url", "body", "codes"), READINGS)
@pytest.mark.parametrize("outer", ["1.0;NetFx", "3.0"])
def test_how_a_body_is_read_in_a_batch(
    outer: str, kind: str, dsv: str | None, accept: str, url: str, body: str, codes: list[str]
) -> None:
    fields = {"Content_Type": kind, "Accept": accept}
    fields |= {} if dsv is None else {"DataServiceVersion": dsv}
    inner = operation(f"POST {url} HTTP/1.1", body, **fields)
    sent = batch(operation("GET Assets HTTP/1.1"), change_set(inner), data_service_version=outer)

    assert found(inspected(sent, SILENT)) == [(code, 2) for code in codes]


BARE = operation("POST Assets HTTP/1.1", '{"Name": "n"}', Content_Type=PLAIN)


@pytest.mark.parametrize(
    "inner",
    [
        pytest.param(BARE, id="a type only"),
        pytest.param(operation("GET Assets HTTP/1.1"), id="no headers at all"),
        pytest.param(operation("GET Assets"), id="no version of HTTP"),
        pytest.param(operation(f"POST Channels('nb:chid:UUID:{GUID}')/Start HTTP/1.1"), id="an action without length"),
        pytest.param(operation("GET Assets HTTP/1.1", Host="media.windows.net"), id="a host"),
        pytest.param(operation(f"GET {make.ROOT}Assets HTTP/1.1", x_ms_client_request_id="3f2504e0-4f89-41d3-9a0c-0305e82c3301"), id="the batch's own id"),
    ],
)  # fmt: skip
def test_what_the_batch_says_need_not_be_said_again(inner: str) -> None:
    """HDR101, HDR103, HDR106, HDR109 and COR201 are asked of the batch only."""
    done = answer(operation("HTTP/1.1 200 OK", DataServiceVersion="3.0;"))
    bare = make.response(202, done.body, [*done.headers, ("x-ms-request-id", "r"), ("x-ms-client-request-id", "3f2504e0-4f89-41d3-9a0c-0305e82c3301")])  # fmt: skip

    assert found(inspected(batch(inner, answered=bare))) == []


SLIP = operation("POST Assets HTTP/1.1", '{"Nme": "n"}', Content_Type=PLAIN)
SLIPS = [("ODA410", 1), ("ODA410", 3)]


@pytest.mark.parametrize(
    ("ignores", "seen"),
    [
        pytest.param({}, SLIPS, id="nothing ignored"),
        pytest.param({"GET $batch": ["ODA"]}, SLIPS, id="another operation"),
        pytest.param({"POST $batch": ["HDR"]}, SLIPS, id="another topic"),
        pytest.param({"POST $batch": ["ODA"]}, [], id="for the batch"),
        pytest.param({"POST Assets": ["unknown-property"]}, [], id="for the operation inside"),
        pytest.param({"GET Assets": ["ODA410"]}, SLIPS, id="for another operation inside"),
    ],
)
def test_a_code_in_several_parts(ignores: dict[str, list[str]], seen: Any) -> None:
    annotated = inspected(batch(SLIP, BARE, SLIP), Policy(operation_ignores=ignores))

    assert found(annotated) == seen


def test_the_same_defect_in_two_parts_is_one_to_a_baseline() -> None:
    first, second = inspected(batch(SLIP, BARE, SLIP)).findings
    (alone,) = inspected(
        make.exchange("POST", "Assets", '{"Nme": "n"}', content_type=PLAIN)
    ).findings

    assert first.fingerprint == second.fingerprint != alone.fingerprint


@rule("TST101", ERROR, source="https://example.test")
def broken(it: Inspection) -> Iterator[Evidence]:
    """A rule with a bug.

    Why.

    Mend it.
    """
    if it.part is not None:
        raise ValueError(it.part)
    yield from ()


@rule("TST102", ERROR, source="https://example.test")
def endless(it: Inspection) -> Iterator[Evidence]:
    """A rule that sees something everywhere.

    Why.

    Mend it.
    """
    while True:
        yield it.request.at_url()


FAULTY = replace(MEDIA_SERVICES, rules=(*MEDIA_SERVICES.rules, broken))


def test_a_rule_that_raises_in_parts_is_told_once() -> None:
    inspector = Inspector([FAULTY], Policy(ignore=["COR204"]))
    sent = batch(BARE, SLIP, BARE)

    seen = [found(inspector.annotate(sent)) for _ in range(FAULTS_BORNE + 1)]

    assert seen == [[("INS901", 1), ("ODA410", 2)]] * FAULTS_BORNE + [[("ODA410", 2)]]


def test_the_places_of_one_finding_are_bounded() -> None:
    inspector = Inspector([replace(MEDIA_SERVICES, rules=(*MEDIA_SERVICES.rules, endless))])

    (finding,) = inspector.annotate(make.exchange()).findings

    assert len(finding.evidence) == MOST_PLACES


@pytest.mark.parametrize(
    ("statuses", "borne"),
    [
        pytest.param(["201 Created", "201 Created"], True, id="done"),
        pytest.param(["201 Created", "400 Bad Request"], False, id="this one was refused"),
        pytest.param(["400 Bad Request", "201 Created"], True, id="the other one was refused"),
        pytest.param(["201 Created"], False, id="not answered"),
        pytest.param([], False, id="none answered"),
    ],
)
def test_what_the_service_bears_is_told_by_the_parts_answer(
    statuses: list[str], borne: bool
) -> None:
    inspector = Inspector([MEDIA_SERVICES])
    answered = answer(*(operation(f"HTTP/1.1 {status}") for status in statuses))

    annotated = inspector.annotate(batch(BARE, SLIP, answered=answered))

    (slip,) = (one for one in annotated.findings if one.code == "ODA410")
    assert (inspector.history.borne(slip.fingerprint) is not None) is borne


def test_a_failed_part_is_told_and_explained() -> None:
    refused = operation("HTTP/1.1 400 Bad Request", '{"error":{"message":{"value":"Parsing request content failed due to: x"}}}', Content_Type=VERBOSE)  # fmt: skip
    annotated = inspected(batch(change_set(BARE, SLIP), answered=answer(refused)))

    assert ("ODA416", 1) in found(annotated)
    (failed,) = (one for one in annotated.findings if one.code == "ODA416")
    assert failed.evidence[0].note.startswith(
        "none of the change set's 2 operations was done: Pars"
    )
    assert annotated.diagnosis is not None


def test_five_thousand_parts_are_judged_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def diagnose(it: Inspection, given: Any) -> None:
        asked.append(len(given))

    inspector = Inspector([replace(MEDIA_SERVICES, diagnose=diagnose)])
    annotated = inspector.annotate(batch(*[SLIP] * 5000))

    assert len(annotated.findings) == 2000
    assert asked == [0] + [1] * 2000


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("--b\r\n" * 100_000, id="boundaries"),
        pytest.param(mixed(operation("POST Jobs HTTP/1.1", "[" * 100_000, Content_Type=PLAIN)), id="brackets"),
        pytest.param(mixed(operation("GET //[::1 HTTP/1.1")), id="an address that is none"),
        pytest.param(mixed(operation("POST $1/$1/$1 HTTP/1.1", Content_ID="1")), id="a circle"),
        pytest.param(mixed(operation("POST $2/Tasks HTTP/1.1", Content_ID="1"), operation("POST $1/Tasks HTTP/1.1", Content_ID="2")), id="one after the other in a circle"),
        pytest.param(mixed(operation("MERGE $\U0001d7d9 HTTP/1.1", "{}", Content_Type=PLAIN)), id="a digit that is none"),
        pytest.param(mixed(operation("POST $batch HTTP/1.1", mixed(BARE), Content_Type="multipart/mixed; boundary=b")), id="a batch in a batch"),
    ],
)  # fmt: skip
def test_a_hostile_batch_breaks_nothing(body: str) -> None:
    sent = make.exchange("POST", "$batch", body, content_type="multipart/mixed; boundary=b")

    assert "INS901" not in {code for code, _ in found(inspected(sent))}
