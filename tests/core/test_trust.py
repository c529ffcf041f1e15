import base64
import hashlib
import hmac
import json
import socket
import time
from typing import Any

import jwt
import make
import pytest
import signing
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from signing import PublicFormat as Form
from signing import certificate, jwk, jwks, pem, private_pem, signed

from inspector.core.bearer import Credential, read_credential
from inspector.core.keyring import MOST, NONE, read_keys
from inspector.core.redaction.redact import Redactor
from inspector.core.trust import NOTHING, Trust

APP = make.claims()["appid"]
OTHER = "22222222-2222-3333-4444-555555555555"


def read(token: str, trust: Trust, scheme: str = "Bearer") -> Credential:
    return read_credential(f"{scheme} {token}", Redactor(make.KEY).tag, trust)


def signature(token: str, keys: str) -> str:
    return read(token, Trust(keys)).signature


def part(value: object) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def tampered(token: str, **changed: Any) -> str:
    """Return *token* with other claims under the same signature."""
    head, _, proof = token.split(".")
    return ".".join([head, part(make.claims(**changed)), proof])


def headed(header: dict[str, Any], name: str = "a") -> str:
    """Return a token with just this header, signed all the same by RS256."""
    text = f"{part(header)}.{part(make.claims())}"
    algorithm = jwt.get_algorithm_by_name("RS256")
    return f"{text}.{part(algorithm.sign(text.encode(), signing.key(name)))}"


A = signed("a", header={"kid": "a"})
KEYS = jwks("a", "b")


@pytest.mark.parametrize(
    ("token", "keys"),
    [
        pytest.param(A,                                             jwks("a"),                        id="a JWKS of one key"),
        pytest.param(A,                                             jwks("b", "a"),                   id="the second of two"),
        pytest.param(A,                                             json.dumps(jwk("a")),             id="a JWK without a set"),
        pytest.param(A,                                             "\ufeff\n" + jwks("a"),           id="a byte order mark and a blank line"),
        pytest.param(A,                                             jwks(jwk("a", kid="z")),          id="the key has another kid"),
        pytest.param(A,                                             jwks(jwk("b", kid="a"), "a"),     id="another key has the kid"),
        pytest.param(A,                                             jwks(jwk("a", alg="RS256", use="sig")), id="the key says what it is for"),
        pytest.param(A,                                             jwks(jwk("a", x5c=["AAAA"], x5u="https://example.com/")), id="x5c and x5u are not looked at"),
        pytest.param(A,                                             jwks({"kty": "OKP", "crv": "Ed25519", "x": "AA"}, {"kty": "new"}, 7, "a"), id="other kinds beside it"),
        pytest.param(signed("a"),                                   jwks("b", "a"),                   id="a token without kid"),
        pytest.param(signed("a", header={"kid": ""}),               jwks("a"),                        id="an empty kid"),
        pytest.param(headed({"alg": "RS256", "kid": 7}),            jwks("a"),                        id="a kid that is a number"),
        pytest.param(headed({"alg": "RS256", "kid": {"a": [1]}}),   jwks(jwk("a")),                   id="a kid that is an object"),
        pytest.param(headed({"alg": "RS256", "jku": "https://example.com/", "jwk": {}}), jwks("a"),  id="names keys of its own, which are not looked at"),
        pytest.param(signed("a", exp=int(make.NOON) - 99),          jwks("a"),                        id="expired: that is another matter"),
        pytest.param(signed("a", "RS384"),                          jwks("a"),                        id="RS384"),
        pytest.param(signed("a", "RS512"),                          jwks("a"),                        id="RS512"),
        pytest.param(signed("a", "PS256"),                          jwks("a"),                        id="PS256"),
        pytest.param(signed("a", "PS512"),                          jwks("a"),                        id="PS512"),
        pytest.param(signed("P-256", "ES256"),                      jwks("P-256", "a"),               id="ES256"),
        pytest.param(signed("P-384", "ES384"),                      jwks("P-256", "P-384"),           id="ES384"),
        pytest.param(signed("P-521", "ES512"),                      jwks("P-521"),                    id="ES512"),
        pytest.param(A,                                             pem("a"),                         id="PEM"),
        pytest.param(A,                                             pem("a", Form.PKCS1),             id="PEM, RSA PUBLIC KEY"),
        pytest.param(A,                                             "issuer's keys:\r\n" + (pem("b") + pem("a")).replace("\n", "\r\n"), id="several, and words around them"),
        pytest.param(A,                                             certificate("a"),                 id="a certificate, though expired"),
        pytest.param(signed("P-256", "ES256"),                      pem("P-256") + certificate("a"),  id="an EC key and a certificate"),
    ],
)  # fmt: skip
def test_tokens_that_a_key_has_signed(token: str, keys: str) -> None:
    assert signature(token, keys) == "valid"


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(signed("c", header={"kid": "a"}),                     id="another key under the same kid"),
        pytest.param(tampered(A, oid=OTHER),                               id="a claim was added"),
        pytest.param(A[:-2] + ("AA" if A[-2:] != "AA" else "BB"),          id="the signature ends otherwise"),
        pytest.param(A.rpartition(".")[0] + ".c2ln",                       id="a signature that is too short"),
        pytest.param(A.rpartition(".")[0] + ".c2lnb",                      id="a signature that is no base64"),
        pytest.param(signed("P-256", "ES256"),                             id="an algorithm that no key is for"),
        pytest.param(signed("secp256k1", "ES256K"),                        id="an algorithm that is not allowed"),
        pytest.param(headed({"alg": "PS256"}),                             id="RS256 by the name of PS256"),
        pytest.param(headed({"alg": "rs256"}),                             id="the algorithm in lower case"),
        pytest.param(headed({"alg": ["RS256"]}),                           id="a list of algorithms"),
        pytest.param(headed({"typ": "JWT"}),                               id="no algorithm"),
        pytest.param(headed({"alg": "RS256", "crit": ["exp"]}),            id="extensions that must be known"),
        pytest.param(headed({"alg": "RS256", "crit": {"b64": 1}, "b64": False}), id="a crit that is none"),
        pytest.param(jwt.encode(make.claims(), None, "none"),         id="alg none"),
        pytest.param(make.token({"alg": "none"}),                          id="alg none, with a signature"),
        pytest.param(make.token(),                                         id="made up"),
    ],
)  # fmt: skip
def test_tokens_that_no_key_has_signed(token: str) -> None:
    assert signature(token, KEYS) == "invalid"
    assert signature(token, pem("a") + pem("b")) == "invalid"


def test_a_public_key_is_no_shared_secret() -> None:
    text = f"{part({'alg': 'HS256', 'kid': 'a'})}.{part(make.claims())}"
    for secret in (pem("a"), jwk("a")["n"], jwks("a")):
        proof = part(hmac.digest(secret.encode(), text.encode(), hashlib.sha256))
        assert signature(f"{text}.{proof}", jwks("a")) == "invalid"
        assert signature(f"{text}.{proof}", pem("a")) == "invalid"


@pytest.mark.parametrize(
    "credential",
    [
        pytest.param(read(A, NOTHING),                                       id="no keys were given"),
        pytest.param(read(A, Trust(tenant=make.TENANT)),                     id="expectations only"),
        pytest.param(read("a=1&ExpiresOn=5&HMACSHA256=abc", Trust(KEYS)),    id="a SWT"),
        pytest.param(read("abcdef123456", Trust(KEYS)),                      id="an opaque token"),
        pytest.param(read(f"{A}.x.y", Trust(KEYS)),                          id="an encrypted token"),
        pytest.param(read("{{token}}", Trust(KEYS)),                         id="a placeholder"),
        pytest.param(read("REDACTED", Trust(KEYS)),                          id="left out"),
        pytest.param(read(A[:40] + "...", Trust(KEYS)),                      id="cut short"),
        pytest.param(read("", Trust(KEYS)),                                  id="nothing"),
        pytest.param(read(A, Trust(KEYS), "Basic"),                          id="another scheme"),
        pytest.param(read("eyJ" + "a" * 20_000 + ".e30.c2ln", Trust(KEYS)),  id="too long to be a token"),
    ],
)  # fmt: skip
def test_what_is_not_checked(credential: Credential) -> None:
    assert credential.signature == "not checked"
    assert credential.unexpected == ()


HOSTILE = [
    headed({"alg": "RS256", "kid": "x" * 9000}),
    headed({"alg": "RS256", "kid": {"deep": [[[[1]]]]}}),
    headed({"alg": "RS256", "jku": "https://example.com/keys", "x5u": "https://example.com/x"}),
    headed({"alg": "RS256", "crit": ["jku"], "jku": "http://127.0.0.1:9/"}),
    headed({"alg": "\ud800\x00"}),
    headed({"alg": 10**400}),
    f"{part({'alg': 'RS256'})}.{part({'tid': ['x'] * 900, 'roles': {'a': 1}})}.{'A' * 9000}",
    f"{part({'alg': 'ES256'})}.e30.{'_' * 86}",
    f"{part({'alg': 'ES512'})}.e30.AA",
    f"{part({'alg': 'RS256'})}.{part(b'[' * 9000)}.AAAA",
    "A" * 1_000_000,
    f"eyJ{'.' * 60_000}",
]


@pytest.mark.parametrize("token", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_tokens_are_cheap_and_reach_nobody(
    token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    names = ["a", "b", "P-256", "P-384", "P-521"]
    trust = Trust(jwks(*names), make.TENANT, APP, OTHER, ("Contributor",))
    read(A, trust)  # the keys are read once
    took = []
    for _ in range(5):
        began = time.perf_counter()
        read(token, trust)
        took.append(time.perf_counter() - began)

    assert min(took) < 0.010


def ed25519_pem() -> str:
    public = ed25519.Ed25519PrivateKey.generate().public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("",                                             "is neither a JWKS (JSON) nor PEM", id="empty"),
        pytest.param("ssh-rsa AAAAB3NzaC1yc2E a@b",                  "is neither a JWKS (JSON) nor PEM", id="a key for ssh"),
        pytest.param("[]",                                           "is neither a JWKS (JSON) nor PEM", id="a list"),
        pytest.param('{"keys": [',                                   "is no JSON (line 1); give a JWKS", id="JSON that is cut off"),
        pytest.param("{" + '"a":{' * 200_000,                        "is no JSON",                       id="deep"),
        pytest.param('{"keys": {}}',                                 "its `keys` is no list",            id="no list"),
        pytest.param('{"keys": []}',                                 NONE,                               id="an empty set"),
        pytest.param('{"issuer": "https://example.com"}',            NONE,                               id="other JSON"),
        pytest.param(jwks(jwk("a", use="enc")),                      NONE,                               id="for encryption only"),
        pytest.param(jwks(jwk("a", alg="RSA-OAEP")),                 NONE,                               id="for another algorithm"),
        pytest.param(jwks({"kty": "RSA", "n": 7, "e": []}),          NONE,                               id="numbers where texts belong"),
        pytest.param(jwks({"kty": "EC", "crv": ["P-256"]}),          NONE,                               id="a curve that is a list"),
        pytest.param(jwks("secp256k1"),                              NONE,                               id="another curve"),
        pytest.param(jwks("b", jwk("a", private=True)),              "holds a private key; give the public one (/keys/1 has a member `d`)", id="a private JWK"),
        pytest.param(jwks(jwk("P-256", private=True)),               "holds a private key",              id="a private EC JWK"),
        pytest.param(jwks("a", {"kty": "oct", "k": "c2VjcmV0"}),     "holds a shared secret (/keys/1)",  id="a shared secret"),
        pytest.param(private_pem("a"),                               "holds a private key; give the public one", id="a private PEM"),
        pytest.param(private_pem("a", old=True),                     "holds a private key",              id="a private PEM, as OpenSSL used to"),
        pytest.param(private_pem("a", b"pw"),                        "holds a private key",              id="a private PEM, locked"),
        pytest.param(private_pem("P-256", old=True),                 "holds a private key",              id="a private EC PEM"),
        pytest.param(certificate("a") + private_pem("a"),            "holds a private key",              id="a certificate and its key"),
        pytest.param(ed25519_pem(),                                  NONE,                               id="another kind of key"),
        pytest.param("-----BEGIN CERTIFICATE-----\nabc",             NONE,                               id="PEM that is cut off"),
        pytest.param("-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----", "its PEM block 1 (CERTIFICATE) cannot be read", id="a damaged certificate"),
        pytest.param(pem("a") + "-----BEGIN PUBLIC KEY-----\nYWJj\n-----END PUBLIC KEY-----", "its PEM block 2 (PUBLIC KEY) cannot be read", id="a damaged key"),
        pytest.param(jwks(*[jwk("P-256")] * (MOST + 1)),             "holds more than 100 keys",         id="too many"),
    ],
)  # fmt: skip
def test_what_holds_no_keys(text: str, said: str) -> None:
    with pytest.raises(ValueError) as error:  # noqa: PT011 - its words are what counts
        read_keys(text)

    assert str(error.value).startswith(said)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("trust", "changed", "unexpected"),
    [
        pytest.param(NOTHING,                            {},                                   (),         id="nothing is expected"),
        pytest.param(Trust(tenant=make.TENANT),          {},                                   (),         id="the tenant"),
        pytest.param(Trust(tenant=OTHER.upper()),        {"tid": OTHER},                       (),         id="the tenant, shouted"),
        pytest.param(Trust(tenant=OTHER),                {},                                   ("tid",),   id="another tenant"),
        pytest.param(Trust(tenant=OTHER),                {"tid": None},                        ("tid",),   id="no tenant"),
        pytest.param(Trust(tenant=OTHER),                {"tid": [OTHER]},                     ("tid",),   id="a list for a tenant"),
        pytest.param(Trust(app=APP),                     {},                                   (),         id="the application"),
        pytest.param(Trust(app=APP),                     {"appid": None, "azp": APP.upper()},  (),         id="the application, in a newer token"),
        pytest.param(Trust(app=APP),                     {"azp": OTHER},                       ("azp",),   id="two applications"),
        pytest.param(Trust(app=OTHER),                   {},                                   ("appid",), id="another application"),
        pytest.param(Trust(app=APP),                     {"appid": None},                      ("appid",), id="no application"),
        pytest.param(Trust(app=APP),                     {"appid": None, "ver": "2.0"},        ("azp",),   id="no application, in a newer token"),
        pytest.param(Trust(object_id=OTHER),             {"oid": OTHER},                       (),         id="the object"),
        pytest.param(Trust(object_id=OTHER),             {},                                   ("oid",),   id="no object"),
        pytest.param(Trust(roles=("R",)),                {"roles": ["Q", "R"]},                (),         id="the role, among others"),
        pytest.param(Trust(roles=("R",)),                {"roles": "R"},                       (),         id="the role, without a list"),
        pytest.param(Trust(roles=("R", "Q")),            {"roles": ["Q", "R"]},                (),         id="both roles"),
        pytest.param(Trust(roles=("R", "Q")),            {"roles": ["R"]},                     ("roles",), id="one of two roles"),
        pytest.param(Trust(roles=("R",)),                {"roles": ["r"]},                     ("roles",), id="a role's case counts"),
        pytest.param(Trust(roles=("R",)),                {"roles": [["R"], {"R": 1}, 7]},      ("roles",), id="roles that are none"),
        pytest.param(Trust(roles=("R",)),                {},                                   ("roles",), id="no roles"),
        pytest.param(Trust("", OTHER, OTHER, OTHER, ("R",)), {},                               ("appid", "tid", "oid", "roles"), id="nothing is as expected"),
        pytest.param(Trust(audiences=("https://a",)),    {},                                   (),         id="audiences are the rules' matter"),
    ],
)  # fmt: skip
def test_expectations(trust: Trust, changed: dict[str, Any], unexpected: tuple[str, ...]) -> None:
    assert read(make.token(**changed), trust).unexpected == unexpected


def test_no_id_is_kept() -> None:
    credential = read(make.token(), Trust(tenant=OTHER, app=OTHER))

    assert not any(id_ in repr(credential) for id_ in (OTHER, APP))
