import base64
import hashlib
import hmac
import json
import time
from typing import Any

import jwt
import make
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.bearer import Credential, read_credential, split_scheme
from inspector.core.moments import moment, span, utc

CANARY = "canary7canary7"


def tag(kind: str, value: str) -> str:
    """Return a marker as the vault makes them."""
    digest = hmac.digest(b"k", value.encode("utf-8", "surrogatepass"), "sha256").hex()
    return f"<redacted:{kind}:{digest[:12]}>"


def part(value: object) -> str:
    """Return a token's part that holds *value*: JSON, or bytes as they are."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def read(authorization: str) -> Credential:
    return read_credential(authorization, tag)


@pytest.mark.parametrize(
    ("authorization", "kind", "scheme"),
    [
        pytest.param(f"Bearer {make.token()}",              "jwt",         "Bearer",    id="a token of Azure AD"),
        pytest.param(f"bearer   {make.token()}  ",          "jwt",         "bearer",    id="lower case, more blanks"),
        pytest.param(f"Bearer\t{make.token()}",             "jwt",         "Bearer",    id="a tab"),
        pytest.param("Bearer",                              "empty",       "Bearer",    id="nothing behind the scheme"),
        pytest.param("Bearer   ",                           "empty",       "Bearer",    id="blanks behind the scheme"),
        pytest.param("",                                    "empty",       "",          id="nothing at all"),
        pytest.param("SharedKey acct:c2lnbmF0dXJl",         "other",       "SharedKey", id="a storage key"),
        pytest.param("Basic dXNlcjpwYXNz",                  "other",       "Basic",     id="a user and a password"),
        pytest.param("Basic REDACTED",                      "other",       "Basic",     id="another scheme, left out"),
        pytest.param("Baerer abcdef",                       "other",       "Baerer",    id="a slip in the scheme"),
        pytest.param(make.token(),                          "other",       "",          id="a token without scheme"),
        pytest.param(CANARY,                                "other",       "",          id="one word: it may be the secret"),
        pytest.param(f"{CANARY} x",                         "other",       "",          id="two words, neither a scheme"),
        pytest.param("Bearer a=1&HMACSHA256=abc",           "swt",         "Bearer",    id="a SWT"),
        pytest.param("Bearer a%3d1%26HMACSHA256%3dabc",     "swt",         "Bearer",    id="a SWT, encoded once more"),
        pytest.param("Bearer Audience=a&ExpiresOn=1",       "swt",         "Bearer",    id="a SWT, cut"),
        pytest.param("Bearer abcdef123",                    "opaque",      "Bearer",    id="neither JWT nor SWT"),
        pytest.param("Bearer <ENCODED JWT TOKEN>",          "placeholder", "Bearer",    id="the document's words"),
        pytest.param("Bearer {{AccessToken}}",              "placeholder", "Bearer",    id="a variable"),
        pytest.param("{{AccessToken}}",                     "placeholder", "",          id="a variable for all of it"),
        pytest.param("Bearer REDACTED",                     "withheld",    "Bearer",    id="left out"),
        pytest.param("Bearer <redacted>",                   "withheld",    "Bearer",    id="left out, in brackets"),
        pytest.param("Bearer ***",                          "withheld",    "Bearer",    id="stars"),
        pytest.param("Bearer eyJ0eXAiOiJKV1Qi…",            "withheld",    "Bearer",    id="cut short"),
        pytest.param("Bearer eyJ...",                       "withheld",    "Bearer",    id="cut short, three dots"),
        pytest.param("Bearer <redacted:jwt:0123456789ab>",  "withheld",    "Bearer",    id="our own marker"),
    ],
)  # fmt: skip
def test_kinds(authorization: str, kind: str, scheme: str) -> None:
    credential = read(authorization)

    assert (credential.kind, credential.scheme) == (kind, scheme)


def test_our_own_marker_stays_the_tag() -> None:
    assert read("Bearer <redacted:jwt:0123456789ab>").tag == "<redacted:jwt:0123456789ab>"


def test_what_is_kept_of_a_token() -> None:
    token = make.token(
        {"typ": "JWT", "alg": "RS256", "kid": CANARY, "x5t": CANARY},
        roles=["Contributor"], scp="user_impersonation", idtyp="app", oid=CANARY, sub=CANARY,
        upn=CANARY, name=CANARY, ipaddr=CANARY, uti=CANARY, own={"deep": [CANARY]},
    )  # fmt: skip

    credential = read(f"Bearer {token}")

    assert CANARY not in repr(credential)
    assert credential.header["alg"] == "RS256"
    assert credential.claims["aud"] == make.AUDIENCE
    assert credential.claims["exp"] == make.NOON + 3300
    assert credential.claims["roles"] == ["Contributor"]
    assert credential.claims["oid"] == credential.claims["sub"] == tag("id", CANARY)
    assert not any(piece in repr(credential) for piece in token.split("."))


def test_what_is_kept_of_a_simple_web_token() -> None:
    credential = read(
        f"Bearer id={CANARY}&Audience=urn%3aX&ExpiresOn=1400000000&Issuer=i&HMACSHA256={CANARY}"
    )

    assert credential.claims == {"Audience": "urn:X", "ExpiresOn": 1400000000, "Issuer": "i"}
    assert credential.expires == 1400000000
    assert CANARY not in repr(credential)


def test_ids_are_compared_without_regard_to_case() -> None:
    shouted = read(f"Bearer {make.token(tid=make.TENANT.upper())}")

    assert shouted.claims["tid"] == read(f"Bearer {make.token()}").claims["tid"]
    assert shouted.tenant_agrees is True


DEEP = b'{"aud":' + b"[" * 4000 + b"]" * 4000 + b"}"
HEAD, BODY = part({"alg": "RS256"}), part(make.claims())
HOSTILE = [
    pytest.param(f"{part({'alg': 'none'})}.{BODY}.",           "",                                    id="alg none, no signature"),
    pytest.param(f"{part({})}.{BODY}.x",                       "",                                    id="no alg"),
    pytest.param(f"{part({'alg': 7})}.{BODY}.x",               "",                                    id="alg is a number"),
    pytest.param(f"{part({'alg': ['x']})}.{BODY}.x",           "",                                    id="alg is a list"),
    pytest.param(f"{part({'alg': 'RS256', 'crit': ['b64']})}.{BODY}.x", "",                           id="an unknown crit"),
    pytest.param(f"{part({'alg': 'RS256', 'kid': 7})}.{BODY}.x", "",                                  id="kid is a number"),
    pytest.param(f"{part({'jku': 'http://127.0.0.1:9/keys'})}.{BODY}.x", "",                          id="jku"),
    pytest.param(f"{HEAD}.{part([1, 2])}.x",                   "the claims part is no JSON object",   id="a list as claims"),
    pytest.param(f"{HEAD}.{part(b'caf' + bytes([0xE9]))}.x",   "the claims part is not UTF-8",        id="not UTF-8"),
    pytest.param(f"{HEAD}.{part(b'{')}.x",                     "the claims part is not JSON",         id="JSON cut short"),
    pytest.param(f"{HEAD}.{part(DEEP)}.x",                     None,                                  id="nested deeply"),
    pytest.param(f"{HEAD}.{part(b'{' + b'[' * 9000)}.x",       "the claims part is not JSON",         id="brackets"),
    pytest.param(f"{HEAD}.{part(b'{%s:1}' % (b'9' * 5000))}.x", "the claims part is not JSON",        id="a name without quotes"),
    pytest.param(f"{HEAD}.{part(b'{\"exp\":' + b'9' * 5000 + b'}')}.x", "the claims part is not JSON", id="a number of 5,000 digits"),
    pytest.param(f"{HEAD}.{part(b'{\"exp\":Infinity}')}.x",    "",                                    id="an endless exp"),
    pytest.param(f"{HEAD}.{part(b'{\"exp\":NaN}')}.x",         "",                                    id="exp is no number"),
    pytest.param(f"{HEAD}.{part({'exp': 'tomorrow'})}.x",      "",                                    id="exp tomorrow"),
    pytest.param(f"{HEAD}.{part({'exp': 1e30})}.x",            "",                                    id="exp 1e30"),
    pytest.param(f"{HEAD}.{part({'exp': -1})}.x",              "",                                    id="exp before 1970"),
    pytest.param(f"{HEAD}.{part(b'{\"aud\":\"a\",\"aud\":\"b\"}')}.x", "names aud more than once",    id="aud twice"),
    pytest.param(f"{part(b'{\"alg\":\"none\",\"alg\":\"RS256\"}')}.{BODY}.x", "names alg more than once", id="alg twice"),
    pytest.param(f"{HEAD}.{part(b'{\"x\":{\"y\":1,\"y\":2}}')}.x", "names a claim more than once",    id="an inner name twice"),
    pytest.param(f"{HEAD}.{part(b'{\"aud\":\"' + chr(92).encode() + b'ud800\"}')}.x", "",             id="half a character"),
    pytest.param(f"{HEAD}.{BODY}.",                            "its signature is missing",            id="no signature"),
    pytest.param(f"{HEAD}.{BODY}.a.b",                         "4 parts instead of three",            id="four parts"),
    pytest.param(f"{HEAD}..x.y.z",                             "encrypted (five parts): its claims cannot be read", id="encrypted"),
    pytest.param(f"{HEAD}.{BODY}=.x",                          "the claims part is not base64url",    id="padding"),
    pytest.param(f"{HEAD}.{BODY}.+/",                          "the signature is not base64url",      id="base64, not base64url"),
    pytest.param(f"{HEAD}.a.x",                                "the claims part is not base64url",    id="a single letter"),
    pytest.param("..",                                         "the header part is not base64url",    id="nothing but dots"),
    pytest.param("." * 16000,                                  None,                                  id="many dots"),
    pytest.param("eyJ" * 5000,                                 "1 part instead of three",             id="the beginning, repeated"),
    pytest.param(f"{HEAD}.{part({'a' * 9000: 1})}.x",          "",                                    id="a long name"),
    pytest.param(f"{HEAD}.{part({str(n): n for n in range(900)})}.x", "",                             id="many claims"),
    pytest.param("\x00\x1b]0;x\x07",                           None,                                  id="control characters"),
]  # fmt: skip


@pytest.mark.parametrize(("token", "problem"), HOSTILE)
def test_hostile_tokens_are_explained(token: str, problem: str | None) -> None:
    credential = read(f"Bearer {token}")

    json.dumps(credential.claims, allow_nan=False).encode()
    assert len(repr(credential)) < 16_000
    if problem is not None:
        assert credential.problem == problem


def test_a_token_of_fifty_megabytes_takes_no_time() -> None:
    huge = "Bearer eyJ" + "x" * 50_000_000
    quickest = min(_seconds(huge) for _ in range(3))

    assert read(huge).problem == "48828 KiB long"
    assert quickest < 0.05


def _seconds(authorization: str) -> float:
    start = time.perf_counter()
    read(authorization)
    return time.perf_counter() - start


@given(st.text(max_size=300))
def test_nothing_raises(text: str) -> None:
    for authorization in (text, f"Bearer {text}", f"Bearer {HEAD}.{text}.x"):
        assert read(authorization).tag or not authorization.strip()


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=9,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["exp", "aud", "iss", "tid", "roles", "sub", "x"]), _JSON))
def test_no_claims_raise(claims: dict[str, Any]) -> None:
    credential = read(f"Bearer {HEAD}.{part(claims)}.x")

    json.dumps(credential.claims, allow_nan=False).encode()
    assert credential.expires is None or utc(credential.expires)
    assert isinstance(credential.audiences, tuple)


@given(st.dictionaries(st.sampled_from(["ver", "iss", "scp", "idtyp"]), st.text(max_size=20)))
def test_claims_are_those_that_pyjwt_reads(claims: dict[str, str]) -> None:
    token = jwt.encode(claims, "a secret of thirty-two characters", algorithm="HS256")
    theirs = jwt.decode(token, options={"verify_signature": False})

    assert read(f"Bearer {token}").claims == theirs


@given(st.text(max_size=40))
def test_a_scheme_is_a_word_in_front(text: str) -> None:
    scheme, value = split_scheme(f"Bearer {text}")

    assert (scheme, value) == ("Bearer", text.strip())


@pytest.mark.parametrize(
    ("iss", "tid", "agrees"),
    [
        pytest.param("https://sts.windows.net/t1/",                  "t1", True,  id="v1"),
        pytest.param("https://login.microsoftonline.com/T1/v2.0",    "t1", True,  id="v2, another case"),
        pytest.param("https://sts.chinacloudapi.cn/t1/",             "t1", True,  id="China"),
        pytest.param("https://sts.windows.net/t2/",                  "t1", False, id="another tenant"),
        pytest.param("https://sts.windows.net/",                     "t1", None,  id="an issuer without tenant"),
        pytest.param("sts",                                          "t1", None,  id="a word"),
        pytest.param("https://sts.windows.net/t1/",                  None, None,  id="no tid"),
        pytest.param(None,                                           "t1", None,  id="no issuer"),
    ],
)  # fmt: skip
def test_tenants(iss: str | None, tid: str | None, agrees: bool | None) -> None:
    assert read(f"Bearer {make.token(iss=iss, tid=tid)}").tenant_agrees is agrees


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        pytest.param(1769860800, 1769860800.0, id="a whole number"),
        pytest.param(0.5,        0.5,          id="half a second"),
        pytest.param(0,          0.0,          id="the epoch"),
        pytest.param(-1,         None,         id="before the epoch"),
        pytest.param(True,       None,         id="a truth"),
        pytest.param("1",        None,         id="digits"),
        pytest.param(10**400,    None,         id="no float holds it"),
        pytest.param(None,       None,         id="nothing"),
    ],
)  # fmt: skip
def test_moments(value: object, seconds: float | None) -> None:
    assert moment(value) == seconds


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        pytest.param(0.4,     "0 s",        id="less than a second"),
        pytest.param(59,      "59 s",       id="seconds"),
        pytest.param(192,     "3 min 12 s", id="minutes"),
        pytest.param(3600,    "1 h",        id="an hour"),
        pytest.param(7500,    "2 h 5 min",  id="hours"),
        pytest.param(187200,  "2 d 4 h",    id="days"),
        pytest.param(-192,    "3 min 12 s", id="backwards"),
    ],
)  # fmt: skip
def test_spans(seconds: float, words: str) -> None:
    assert span(seconds) == words


def test_equal_tokens_have_equal_tags() -> None:
    assert read(f"Bearer {make.token()}").tag == read(f"bearer  {make.token()} ").tag
    assert (
        hashlib.sha256(make.token().encode()).hexdigest()[:12]
        not in read(f"Bearer {make.token()}").tag
    )
