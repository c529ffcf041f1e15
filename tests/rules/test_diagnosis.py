"""Why a request failed."""

from typing import Any

import make
import pytest

from inspector.core.annotated import Annotated, Diagnosis
from inspector.core.engine import Inspector
from inspector.core.exchange import Response
from inspector.profiles.media_services import MEDIA_SERVICES
from inspector.rules.diagnosis import diagnose
from inspector.rules.explanations import EXPLANATIONS, SAYINGS
from inspector.rules.general_causes import GENERAL, causes_of

LINK = '{"Name":"j","InputMediaAssets":[{"__metadata":{"uri":"https://x/Assets(\'1\')"}}]}'
PARSING = "Parsing request content failed due to: Make sure to only use property names that are defined by the type"
ROLE = "The principal lacks"
THROTTLED = "The service throttles"
SWT = "Bearer http%3a%2f%2fx=acct&Audience=urn%3aWindowsAzureMediaServices&ExpiresOn=1769900000&Issuer=x&HMACSHA256=YWJj"


def annotated(*args: Any, **changed: Any) -> Annotated:
    return Inspector([MEDIA_SERVICES]).annotate(make.exchange(*args, **changed))


def diagnosed(*args: Any, **changed: Any) -> Diagnosis:
    diagnosis = annotated(*args, **changed).diagnosis
    assert diagnosis is not None
    return diagnosis


def ranked(diagnosis: Diagnosis, likelihood: str) -> list[str]:
    """Return the causes of one likelihood: the rule's code, or how the words begin."""
    return [c.code or c.why for c in diagnosis.causes if c.likelihood == likelihood]


def said(status: int, message: str = "") -> Response:
    return make.response(status, message)


@pytest.mark.parametrize(
    ("call", "certain"),
    [
        pytest.param({"authorization": None, "answer": said(401)}, ["HDR101"], id="401 without a token"),
        pytest.param({"authorization": "Basic eDp5", "answer": said(401)}, ["HDR102"], id="401 with another scheme"),
        pytest.param({"x_ms_version": None, "answer": said(400)}, ["HDR103"], id="400 without a version"),
        pytest.param({"x_ms_version": "2.99", "answer": said(400)}, ["HDR104"], id="400 with a version that does not exist"),
        pytest.param({"DataServiceVersion": "3", "answer": said(400)}, ["HDR107"], id="400 with a version that is none"),
        pytest.param({"url": "Assets?$expand=Files", "answer": said(400)}, ["QRY504"], id="400 with $expand"),
        pytest.param({"url": "Assets(nb:cid:1)", "answer": said(404)}, ["QRY509"], id="404 with a key without quotes"),
        pytest.param({"method": "LIST", "answer": said(405)}, ["QRY508"], id="405 with a verb it does not know"),
        pytest.param({"method": "POST", "url": "Jobs", "body": LINK, "content_type": "application/json", "answer": said(400, PARSING)}, ["ODA402"], id="400 with __metadata read as light"),
        pytest.param({"method": "POST", "url": "AccessPolicies", "body": {"Name": "x"}, "answer": said(500)}, ["ODA412"], id="500 of an access policy without duration"),
        pytest.param({"method": "POST", "body": '{"Naem":"x"}', "answer": said(400, PARSING)}, ["ODA410"], id="400 with a property that the type has not"),
        pytest.param({"method": "POST", "url": "Channels('1')/Start", "answer": said(411)}, ["HDR119"], id="411 of an action without a length"),
        pytest.param({"x_ms_version": None, "answer": said(503)}, [], id="a finding does not explain every status"),
        pytest.param({"answer": said(401)}, [], id="401 with a good token"),
        pytest.param({"answer": said(400)}, [], id="400 with a good request"),
        pytest.param({"answer": said(500)}, [], id="500"),
    ],
)  # fmt: skip
def test_our_findings_explain_a_status(call: dict[str, Any], certain: list[str]) -> None:
    assert ranked(diagnosed(**call), "certain") == certain


@pytest.mark.parametrize(
    ("call", "likely"),
    [
        pytest.param({"answer": said(401)}, ["The principal lacks"], id="401 with a good token: the role"),
        pytest.param({"answer": said(401, "The access token is invalid.")}, ["The principal lacks"], id="401, though the token's audience is right"),
        pytest.param({"answer": said(401), "started": None}, [], id="401, but the time is not known"),
        pytest.param({"url": "Assets('1')", "answer": said(404)}, ["The entity that"], id="404 of an entity"),
        pytest.param({"url": "Assets", "answer": said(404)}, ["There is no such"], id="404 of a set"),
        pytest.param({"url": "Assetz", "answer": said(404)}, [], id="404 of a set whose name is wrong for certain"),
        pytest.param({"method": "POST", "url": "Locators", "body": "{}", "answer": said(409)}, ["The asset has five"], id="409 of a locator whose id the service gives"),
        pytest.param({"answer": said(500)}, ["Something failed"], id="500 of a list"),
        pytest.param({"method": "POST", "url": "AccessPolicies", "body": {"Name": "x", "DurationInMinutes": 5}, "answer": said(500)}, ["Something failed"], id="500 of an access policy with a duration"),
        pytest.param({"method": "POST", "url": "Jobs", "body": {"Name": "x"}, "answer": said(403, "Quota exceeded.")}, ["A quota"], id="403 in the service's words"),
        pytest.param({"answer": said(503)}, [THROTTLED], id="503"),
        pytest.param({"method": "POST", "url": "Playlists", "body": '{"Naem":"x"}', "answer": said(400, PARSING)}, ["The body names"], id="400 in the service's words, of a set that is not known"),
        pytest.param({"method": "POST", "body": '{"a":1}', "answer": said(400, "TargetJobState must not be 0")}, ["A value is 0"], id="400, a value of 0"),
        pytest.param({"error": "Client TLS handshake failed. The client does not trust the proxy's certificate"}, ["RSP606"], id="no answer"),
        pytest.param({"answer": said(418)}, [], id="a status nobody lists"),
    ],
)  # fmt: skip
def test_the_likely_cause(call: dict[str, Any], likely: list[str]) -> None:
    found = ranked(diagnosed(**call), "likely")

    assert len(found) == len(likely)
    assert all(why.startswith(begins) for why, begins in zip(found, likely, strict=True))


@pytest.mark.parametrize(
    "message",
    [
        pytest.param("Earlier requests of this type took more than 30 seconds.", id="slow ones"),
        pytest.param("There were more than 50 requests per second.", id="many at once"),
        pytest.param("There were more than 300 requests within 60 seconds.", id="many in a while"),
    ],
)
def test_the_three_sentences_of_throttling(message: str) -> None:
    (certain,) = ranked(diagnosed(answer=said(503, message)), "certain")

    assert certain.startswith(THROTTLED)


def test_a_retired_token_is_known_by_the_services_words() -> None:
    answer = said(401, "ACS authentication is deprecated, use AAD.")
    causes = ranked(diagnosed(authorization=SWT, answer=answer), "certain")

    assert len(causes) == 1


def test_what_the_evidence_rules_out() -> None:
    diagnosis = diagnosed(answer=said(401))
    against = {
        c.why[:20]: c.evidence[0].place for c in diagnosis.causes if c.likelihood == "ruled-out"
    }

    assert list(against.values()) == [
        "request Authorization",
        "request Authorization",
        "request Authorization exp",
        "request Authorization aud",
    ]


@pytest.mark.parametrize(
    ("changed", "places"),
    [
        pytest.param({"exp": int(make.NOON) - 60}, ["aud"], id="expired"),
        pytest.param({"aud": "https://management.azure.com/"}, ["exp"], id="another audience"),
        pytest.param({"exp": "tomorrow"}, ["aud"], id="a time that is none"),
        pytest.param({"exp": 1e300}, ["aud"], id="a time without end"),
        pytest.param({"exp": None}, ["aud"], id="no time"),
        pytest.param({}, ["exp", "aud"], id="a good token"),
    ],
)
def test_a_token_is_found_innocent_only_of_what_it_is(
    changed: dict[str, Any], places: list[str]
) -> None:
    it = make.inspection(authorization=f"Bearer {make.token(**changed)}", answer=said(401))
    diagnosis = diagnose(it, ())
    assert diagnosis is not None
    cleared = [place.claim for cause in diagnosis.causes for place in cause.evidence]

    assert [claim for claim in cleared if claim] == places


@pytest.mark.parametrize(
    "call",
    [
        pytest.param({"answer": said(200)}, id="200"),
        pytest.param({"answer": said(202)}, id="202"),
        pytest.param({"answer": said(301)}, id="301"),
        pytest.param({"answer": said(304)}, id="304"),
        pytest.param({}, id="no response was written down"),
        pytest.param({"answer": said(200), "x_ms_version": None}, id="200 with a finding"),
        pytest.param({"answer": said(200), "error": "closed later"}, id="closed after the answer"),
    ],
)
def test_what_succeeded_needs_no_diagnosis(call: dict[str, Any]) -> None:
    assert annotated(**call).diagnosis is None


def test_causes_come_likeliest_first() -> None:
    order = ["certain", "likely", "possible", "ruled-out"]
    likelihoods = [c.likelihood for c in diagnosed(x_ms_version=None, answer=said(400)).causes]

    assert likelihoods == sorted(likelihoods, key=order.index)


@pytest.mark.parametrize(
    "status", [400, 401, 403, 404, 409, 411, 412, 415, 429, 500, 502, 503, 504]
)
def test_each_status_the_service_sends_has_causes(status: int) -> None:
    assert causes_of(status)


def test_rows_are_sentences_and_name_codes() -> None:
    for row in GENERAL:
        assert row.why.endswith((".", ")"))
        assert row.why[0].isupper() or row.why[0] == "`"
    assert all(saying.why.endswith(".") for saying in SAYINGS)
    named = {row.code for row in EXPLANATIONS} | {code for row in GENERAL for code in row.codes}
    assert all(len(code) == 6 and code[3:].isdigit() for code in named)


def test_a_cause_is_told_once() -> None:
    answer = said(403, "Quota exceeded.")
    causes = diagnosed("POST", "Jobs", {"Name": "x"}, answer=answer).causes

    assert len({cause.why for cause in causes}) == len(causes)
