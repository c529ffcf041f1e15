"""What silences findings, and what is told of words that silence nothing."""

import tomllib
from dataclasses import replace
from typing import Any

import make
import pytest
from batches import batch, operation

from inspector.core.annotated import Annotated
from inspector.core.engine import Inspector
from inspector.core.exchange import Exchange
from inspector.core.headers import Headers
from inspector.core.policy import Policy
from inspector.core.recording import annotate_all
from inspector.core.silence import (
    HEADER,
    OperationIgnores,
    Silence,
    header_line,
    settings_line,
    silenced_by,
)
from inspector.profiles.catalogue import PROFILES

ID = "x-ms-client-request-id"


def sent(*ignored: str, **changed: Any) -> Exchange:
    """Return an exchange whose request bears the header, once for each of *ignored*."""
    exchange = make.exchange(**changed)
    fields = [*exchange.request.headers, *((HEADER, value) for value in ignored)]
    return replace(exchange, request=replace(exchange.request, headers=Headers(fields)))


def judged(exchange: Exchange, policy: Policy | None = None) -> Annotated:
    (annotated,) = annotate_all(Inspector(PROFILES, policy or Policy()), [exchange])
    return annotated


def codes(annotated: Annotated) -> tuple[list[str], list[str]]:
    """Return the codes of what counts and of what was silenced."""
    return (
        [finding.code for finding in annotated.findings],
        [finding.code for finding in annotated.suppressed],
    )


@pytest.mark.parametrize(
    ("values", "words"),
    [
        pytest.param([], (), id="no header"),
        pytest.param(["ODA401"], ("ODA401",), id="one code"),
        pytest.param(["ODA401,COR"], ("ODA401", "COR"), id="a code and a topic"),
        pytest.param(["ODA401 COR", "HDR"], ("ODA401", "COR", "HDR"), id="blanks, and two lines"),
        pytest.param([" oda401 ,, cor "], ("ODA401", "COR"), id="small letters, empty places"),
        pytest.param(["Client-Request-Id-Missing"], ("client-request-id-missing",), id="a name"),
        pytest.param(["COR,COR"], ("COR",), id="twice"),
        pytest.param([""], (), id="empty"),
    ],
)  # fmt: skip
def test_the_header_is_a_list(values: list[str], words: tuple[str, ...]) -> None:
    assert silenced_by(sent(*values).request) == words


@pytest.mark.parametrize(
    ("ignored", "found", "suppressed"),
    [
        pytest.param([],                  ["COR201"], [],         id="nothing silenced"),
        pytest.param(["COR201"],          [],         ["COR201"], id="by code"),
        pytest.param(["cor201"],          [],         ["COR201"], id="in small letters"),
        pytest.param(["COR"],             [],         ["COR201"], id="by topic"),
        pytest.param(["ALL"],             [],         ["COR201"], id="everything"),
        pytest.param(["client-request-id-missing"], [], ["COR201"], id="by name"),
        pytest.param(["HDR"],             ["COR201", "INS904"], [], id="another topic"),
        pytest.param(["COR201,HDR"],      ["INS904"], ["COR201"], id="one of two"),
        pytest.param(["COR201,INS904,HDR"], [],       ["COR201", "INS904"], id="and the note on it"),
        pytest.param(["C0R201"],          ["COR201", "INS904"], [], id="misspelt"),
    ],
)  # fmt: skip
def test_a_request_silences_its_own_findings(
    ignored: list[str], found: list[str], suppressed: list[str]
) -> None:
    annotated = judged(sent(*ignored, **{ID.replace("-", "_"): None}))

    assert codes(annotated) == (found, suppressed)


@pytest.mark.parametrize(
    ("ignored", "policy", "seen"),
    [
        pytest.param("COR201", Policy(), [("COR201", "")], id="what is mended"),
        pytest.param("COR2O1", Policy(), [("COR2O1", "no rule is called so")], id="what there is not"),
        pytest.param("ALL", Policy(), [], id="everything, this note too"),
        pytest.param("COR201", Policy(ignore=["INS904"]), [], id="the note is not wished"),
        pytest.param("SES702", Policy(), [("SES702", "")], id="a rule that looks at later ones"),
    ],
)  # fmt: skip
def test_a_word_that_silences_nothing_is_told(
    ignored: str, policy: Policy, seen: list[tuple[str, str]]
) -> None:
    annotated = judged(sent(ignored), policy)

    assert [(e.seen, e.note) for f in annotated.findings for e in f.evidence] == seen


OPERATION = "nb:opid:UUID:0a1b2c3d-1500-80c3-8f4e-f1e5e6b3a001"
START = "Channels('nb:chid:UUID:0a1b2c3d-1500-80c3-8f4e-f1e5e6b3a001')/Start"


@pytest.mark.parametrize(
    ("ignored", "codes_"),
    [
        pytest.param([], (["SES702"], []), id="nothing silenced"),
        pytest.param(["SES702"], ([], ["SES702"]), id="silenced"),
        pytest.param(["SES702,COR201"], (["INS904"], ["SES702"]), id="one of two words"),
    ],
)
def test_what_later_exchanges_tell_is_silenced_too(
    ignored: list[str], codes_: tuple[list[str], list[str]]
) -> None:
    begun = sent(*ignored, method="POST", url=START, body=b"", content_length="0")
    begun = replace(begun, response=make.response(202, fields=[("operation-id", OPERATION)]))
    later = make.exchange(started=make.NOON + 1)
    policy = Policy(select=["SES702", "INS904"])

    first, _ = annotate_all(Inspector(PROFILES, policy), [begun, later])

    assert codes(first) == codes_


def test_what_is_silenced_still_explains_a_failure() -> None:
    failed = sent("JWT", started=make.NOON + 7200)
    failed = replace(failed, response=make.response(401))

    annotated = judged(failed)

    assert annotated.diagnosis is not None
    assert annotated.diagnosis.causes[0].code == "JWT303"


def test_the_header_of_a_batch_is_for_its_operations() -> None:
    exchange = batch(operation("GET /api/Assets?$top=many HTTP/1.1", Accept=make.VERBOSE))
    fields = [*exchange.request.headers, (HEADER, "ALL")]
    silent = judged(replace(exchange, request=replace(exchange.request, headers=Headers(fields))))
    loud = judged(exchange)

    assert [finding for finding in loud.findings if finding.part]
    assert (silent.findings, len(silent.suppressed)) == ((), len(loud.findings))


SETTINGS = {"GET Assets": ["COR201", "HDR"], "GET Jobs": ["COR"]}


@pytest.mark.parametrize(
    ("seen", "unused"),
    [
        pytest.param([], [], id="an empty recording says nothing"),
        pytest.param([("GET Assets", None)], [("GET Assets", "COR201"), ("GET Assets", "HDR")], id="called, and clean"),
        pytest.param([("GET Assets", Silence("settings", "HDR", "GET Assets"))], [("GET Assets", "COR201")], id="one of two"),
        pytest.param([("GET Assets", Silence("request", "HDR"))], [("GET Assets", "COR201"), ("GET Assets", "HDR")], id="a request's own header is another matter"),
        pytest.param([("GET Locators", None)], [], id="other operations say nothing"),
        pytest.param([("POST $batch", Silence("settings", "COR", "GET Jobs")), ("GET Jobs", None)], [], id="used inside a batch"),
    ],
)  # fmt: skip
def test_unused_entries_of_the_settings(
    seen: list[tuple[str, Silence | None]], unused: list[tuple[str, str]]
) -> None:
    ignores = OperationIgnores(SETTINGS)

    for called, silence in seen:
        ignores.see(called, [silence])

    assert ignores.unused() == unused


def test_settings_suppress_what_they_name() -> None:
    policy = Policy(operation_ignores={"GET Assets": ["COR"]})

    annotated = judged(make.exchange(x_ms_client_request_id=None), policy)

    assert codes(annotated) == ([], ["COR201"])
    (finding,) = annotated.suppressed
    assert finding.silence == Silence("settings", "COR", "GET Assets")
    assert finding.silence.told == 'per-operation-ignore "GET Assets": COR'


def test_the_lines_that_silence_a_code() -> None:
    assert header_line("ODA401") == "X-Inspector-Ignore: ODA401"
    assert (
        settings_line("GET $metadata", "HDR103")
        == 'per-operation-ignore = { "GET $metadata" = ["HDR103"] }'
    )


@pytest.mark.parametrize("code", ["ODA401\r\nHost: evil", "\x1b]52;c;eA==\x07"])
def test_a_header_line_is_one_line(code: str) -> None:
    assert header_line(code).isprintable()


@pytest.mark.parametrize(
    "operation",
    [
        pytest.param("GET Assets('…')/Files", id="an ellipsis"),
        pytest.param('GET "quoted" \\ back', id="quotes and backslashes"),
        pytest.param('"] }\nignore = ["ALL"', id="what would end the string"),
        pytest.param("\x00\x1b[2J\x7f\t\u2028\U000e0001", id="what a terminal obeys"),
    ],
)
def test_a_settings_line_means_the_operation_whatever_is_in_it(operation: str) -> None:
    line = settings_line(operation, "ODA401")

    assert tomllib.loads(line) == {"per-operation-ignore": {operation: ["ODA401"]}}
    assert line.isprintable()


def test_a_lone_surrogate_is_no_reason_to_write_no_toml() -> None:
    assert tomllib.loads(settings_line("GET \ud800", "A")) == {
        "per-operation-ignore": {"GET \ufffd": ["A"]}
    }
