"""Rules that need what the user alone knows: keys, and whose tokens are expected."""

from pathlib import Path

import make
import pytest
from signing import jwks, signed

from inspector.capture.store import CaptureReader, CaptureWriter
from inspector.core.annotated import Annotated
from inspector.core.engine import Inspector
from inspector.core.exchange import Exchange
from inspector.core.recording import annotate_all
from inspector.core.redaction.redact import Redactor
from inspector.core.severity import ERROR
from inspector.core.trust import NOTHING, Trust
from inspector.profiles.catalogue import PROFILES

OTHER = "22222222-2222-3333-4444-555555555555"
APP = make.claims()["appid"]
KEYS = Trust(jwks("a"))
GOOD = signed("a", roles=["Contributor"], oid=OTHER)


def annotated(
    token: str,
    trust: Trust,
    *,
    status: int = 200,
    scheme: str = "Bearer ",
    url: str = make.ROOT + "Assets",
) -> Annotated:
    """Return a request with *token*, judged by *trust* and then by all rules."""
    request = make.request(url=url, authorization=scheme + token)
    raw = Exchange(request=request, response=make.response(status), started=make.NOON)
    return Inspector(PROFILES).annotate(Redactor(make.KEY, trust).take_in(raw))


def places(it: Annotated, *codes: str) -> list[tuple[str, str]]:
    """Return what the rules with these codes name: claims, or headers, and their notes."""
    return [
        (place.claim or place.header or "", place.note)
        for finding in it.findings
        if finding.code in codes
        for place in finding.evidence
    ]


EXPECTING = Trust(jwks("a"), make.TENANT, APP, OTHER, ("Contributor",))
CLEAN = [
    pytest.param(annotated(make.token(), NOTHING),                    id="nothing was given, a made-up signature"),
    pytest.param(annotated(GOOD, EXPECTING),                          id="all as expected"),
    pytest.param(annotated(GOOD, KEYS, scheme="bearer   "),           id="lower case, more blanks"),
    pytest.param(annotated(signed("a", header={"kid": "b"}), KEYS),   id="a kid that the keys do not have"),
    pytest.param(annotated(signed("a", exp=5), KEYS),                 id="well signed, and expired"),
    pytest.param(annotated(signed("a"), Trust(jwks("b", "a"))),       id="one of several keys"),
    pytest.param(annotated(make.token(tid=OTHER), Trust(tenant=OTHER.upper())), id="the tenant in upper case"),
    pytest.param(annotated("abcdef123456", EXPECTING),                id="an opaque token"),
    pytest.param(annotated("REDACTED", EXPECTING),                    id="left out by the recording"),
    pytest.param(annotated("{{AccessToken}}", EXPECTING),             id="a placeholder"),
    pytest.param(annotated("<redacted:jwt:0123456789ab>", EXPECTING), id="a marker"),
    pytest.param(annotated("a=1&ExpiresOn=5&HMACSHA256=abc", EXPECTING), id="a SWT"),
    pytest.param(annotated("acct:c2ln", EXPECTING, scheme="SharedKey "), id="a storage key"),
    pytest.param(annotated(make.token(), EXPECTING, url="https://management.azure.com/x"), id="on another service's host"),
]  # fmt: skip


@pytest.mark.parametrize("it", CLEAN)
def test_tokens_that_are_trusted_or_cannot_be_judged(it: Annotated) -> None:
    assert places(it, "JWT308", "JWT310", "INS901") == []


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(signed("b", header={"kid": "a"}), id="another key"),
        pytest.param(make.token(),                     id="made up"),
        pytest.param(make.token({"alg": "none"}),      id="not signed"),
        pytest.param(signed("P-256", "ES256"),         id="another algorithm"),
    ],
)  # fmt: skip
def test_a_signature_that_no_key_verifies(token: str) -> None:
    it = annotated(token, KEYS)

    assert places(it, "JWT308") == [("Authorization", "")]
    assert {f.severity for f in it.findings if f.code == "JWT308"} == {ERROR}


@pytest.mark.parametrize(
    ("trust", "found"),
    [
        pytest.param(Trust(tenant=OTHER),         [("tid", "not the expected tenant")],                id="another tenant"),
        pytest.param(Trust(app=OTHER),            [("appid", "not the expected application")],         id="another application"),
        pytest.param(Trust(object_id=OTHER),      [("oid", "not the expected object")],                id="no object"),
        pytest.param(Trust(roles=("Owner",)),     [("roles", "an expected role is not among them")],   id="another role"),
        pytest.param(
            Trust(tenant=OTHER, app=OTHER),
            [("appid", "not the expected application"), ("tid", "not the expected tenant")],
            id="two that differ",
        ),
    ],
)  # fmt: skip
def test_a_principal_that_is_not_expected(trust: Trust, found: list[tuple[str, str]]) -> None:
    it = annotated(make.token(roles=["Reader"]), trust)

    assert places(it, "JWT310") == found
    assert {f.severity for f in it.findings if f.code == "JWT310"} == {ERROR}
    assert not any(id_ in repr(it) for id_ in (OTHER, APP))


@pytest.mark.parametrize(
    ("token", "trust", "likelihood"),
    [
        pytest.param(signed("b"), KEYS,                "certain",   id="no key verifies it"),
        pytest.param(GOOD,        KEYS,                "ruled-out", id="verified"),
        pytest.param(GOOD,        NOTHING,             "possible",  id="not checked"),
    ],
)  # fmt: skip
def test_whether_a_401_comes_of_the_signature(token: str, trust: Trust, likelihood: str) -> None:
    diagnosis = annotated(token, trust, status=401).diagnosis

    assert diagnosis is not None
    assert [
        cause.likelihood
        for cause in diagnosis.causes
        if cause.code == "JWT308" or "signature" in cause.why
    ] == [likelihood]


def test_a_401_for_an_unexpected_principal_is_likely_its_fault() -> None:
    diagnosis = annotated(GOOD, Trust(tenant=OTHER), status=401).diagnosis

    assert diagnosis is not None
    assert (diagnosis.causes[0].likelihood, diagnosis.causes[0].code) == ("likely", "JWT310")


@pytest.mark.parametrize(
    ("token", "trust", "codes"),
    [
        pytest.param(signed("b"), EXPECTING,           {"JWT308", "JWT310"}, id="neither signed nor expected"),
        pytest.param(GOOD,        EXPECTING,           set(),                id="signed and expected"),
        pytest.param(GOOD,        Trust(tenant=OTHER), {"JWT310"},           id="not expected"),
    ],
)  # fmt: skip
def test_a_capture_judged_later_says_what_it_said_when_recorded(
    token: str, trust: Trust, codes: set[str], tmp_path: Path
) -> None:
    live = annotated(token, trust, status=401)
    path = tmp_path / "x.amscap"
    with CaptureWriter(path) as writer:
        writer.append(live)
    later = Redactor(b"another session's key", NOTHING)

    with CaptureReader(path) as reader:
        again = list(annotate_all(Inspector(PROFILES), map(later.take_in, reader.exchanges())))

    assert [one.findings for one in again] == [live.findings]
    assert [one.diagnosis for one in again] == [live.diagnosis]
    assert {finding.code for finding in live.findings if finding.code.startswith("JWT")} == codes


def test_requests_inside_a_batch_are_judged_too() -> None:
    body = f"--b\r\nContent-Type: application/http\r\n\r\nGET /api/Assets HTTP/1.1\r\nAuthorization: Bearer {signed('b')}\r\n\r\n\r\n--b--\r\n"
    sent = make.request(
        "POST", "$batch", body, Content_Type="multipart/mixed; boundary=b", authorization=f"Bearer {GOOD}"
    )  # fmt: skip

    taken = Redactor(make.KEY, EXPECTING).take_in(Exchange(request=sent)).request

    assert taken.credential is not None
    assert (taken.credential.signature, taken.credential.unexpected) == ("valid", ())
    (inner,) = taken.inner_credentials.values()
    assert (inner.signature, inner.unexpected) == ("invalid", ("oid", "roles"))
