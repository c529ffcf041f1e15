"""Public keys that the user trusts, read from JWKS or PEM, and whether one has signed a token.

Keys come from the user alone: what a token names (`jku`, `x5u`, `jwk`, `x5c`) is never followed.
Signatures are verified by PyJWT's algorithms and not by its `decode`, which refuses tokens for
other reasons too, and takes a token's header at its word.
"""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from jwt import PyJWK
from jwt.algorithms import get_default_algorithms
from jwt.exceptions import PyJWTError

MOST = 100  # keys; each may have to be tried
RSA = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
CURVES = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}
PRIVATE = "holds a private key; give the public one"
NONE = "holds no public RSA or EC key (P-256, P-384, P-521) to verify signatures with"
_KINDS = {
    "RSA": "RS256", "P-256": "ES256", "P-384": "ES384", "P-521": "ES512",
}  # fmt: skip
_ALGORITHMS = {
    name: known
    for name, known in get_default_algorithms().items()
    if name in RSA or name in CURVES.values()
}
_PRIVATE = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----")
_PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]{1,40})-----[^-]*+-----END \1-----")


@dataclass(frozen=True)
class Key:
    """A public key, and what it may verify."""

    public: RSAPublicKey | EllipticCurvePublicKey
    algorithms: frozenset[str]
    kid: str | None = None


@dataclass(frozen=True)
class KeyRing:
    """The keys of one file."""

    keys: tuple[Key, ...]

    def has_signed(self, token: str, header: Mapping[str, Any]) -> bool:
        """Tell whether one of the keys signed *token*, whose first part holds *header*.

        False for an algorithm that needs no key or a shared one, and for extensions that a
        verifier must know (`crit`, RFC 7515 §4.1.11). The keys that `kid` names are tried first.
        """
        name = header.get("alg")
        if not isinstance(name, str) or name not in _ALGORITHMS or "crit" in header:
            return False
        signed, _, signature = token.rpartition(".")
        if len(signature) % 4 == 1:  # no base64
            return False
        proof = urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        fitting = [key for key in self.keys if name in key.algorithms]
        fitting.sort(key=lambda key: key.kid is None or key.kid != header.get("kid"))
        verify, text = _ALGORITHMS[name].verify, signed.encode()
        return any(verify(text, key.public, proof) for key in fitting)


def read_keys(text: str) -> KeyRing:
    """Read the public keys in *text*: a JWKS, one JWK, or PEM (keys and certificates).

    Raises ValueError, which says in the user's words what is wrong with the text.
    """
    text = text.removeprefix("\ufeff").strip()
    if text.startswith("{"):
        keys = tuple(_from_jwks(text))
    elif "-----BEGIN " in text:
        keys = tuple(_from_pem(text))
    else:
        raise ValueError("is neither a JWKS (JSON) nor PEM; give the issuer's public keys")
    if not keys:
        raise ValueError(NONE)
    if len(keys) > MOST:
        raise ValueError(f"holds more than {MOST} keys; give those of one issuer")
    return KeyRing(keys)


def _from_jwks(text: str) -> Iterator[Key]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        at = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise ValueError(f"is no JSON{at}; give a JWKS, or PEM") from error
    members = value.get("keys", [value])
    if not isinstance(members, list):
        raise ValueError("its `keys` is no list; give a JWKS, or PEM")
    for place, member in enumerate(members):
        key = _from_jwk(member, f"/keys/{place}") if isinstance(member, dict) else None
        if key is not None:
            yield key


def _from_jwk(jwk: dict[str, Any], place: str) -> Key | None:
    """Return the key, None for one that is for something else (RFC 7517 §5: to be ignored)."""
    if "d" in jwk:
        raise ValueError(f"{PRIVATE} ({place} has a member `d`)")
    if jwk.get("kty") == "oct":
        raise ValueError(f"holds a shared secret ({place}); give public keys only")
    kind = _KINDS.get(str(jwk.get("crv") if jwk.get("kty") == "EC" else jwk.get("kty")))
    if kind is None or jwk.get("use", "sig") != "sig":
        return None
    try:
        public = PyJWK(jwk, kind).key
    except (PyJWTError, ValueError, TypeError, AttributeError):  # numbers where texts belong
        return None
    kid, meant = jwk.get("kid"), jwk.get("alg")
    algorithms = _algorithms(public) & ({meant} if isinstance(meant, str) else _ALGORITHMS.keys())
    return Key(public, algorithms, kid if isinstance(kid, str) else None) if algorithms else None


def _from_pem(text: str) -> Iterator[Key]:
    if _PRIVATE.search(text):
        raise ValueError(PRIVATE)
    for number, found in enumerate(_PEM.finditer(text), 1):
        try:
            public = _from_block(found[1], found[0].encode("utf-8", "replace"))
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise ValueError(f"its PEM block {number} ({found[1]}) cannot be read") from error
        algorithms = _algorithms(public)
        if algorithms and isinstance(public, RSAPublicKey | EllipticCurvePublicKey):
            yield Key(public, algorithms)


def _from_block(label: str, pem: bytes) -> object:
    if label.endswith("PUBLIC KEY"):
        return load_pem_public_key(pem)
    return x509.load_pem_x509_certificate(pem).public_key() if label == "CERTIFICATE" else None


def _algorithms(public: object) -> frozenset[str]:
    if isinstance(public, RSAPublicKey):
        return RSA
    named = CURVES.get(public.curve.name) if isinstance(public, EllipticCurvePublicKey) else None
    return frozenset() if named is None else frozenset({named})
