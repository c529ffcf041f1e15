"""Keys that tests sign tokens with, made anew in each run."""

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import jwt
import make
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
CURVES: dict[str, ec.EllipticCurve] = {
    "P-256": ec.SECP256R1(),
    "P-384": ec.SECP384R1(),
    "P-521": ec.SECP521R1(),
    "secp256k1": ec.SECP256K1(),
}


@cache
def key(name: str) -> Private:
    """Return the key called *name*: an EC key if it begins with a curve's name, else RSA."""
    curve = next((curve for start, curve in CURVES.items() if name.startswith(start)), None)
    if curve is not None:
        return ec.generate_private_key(curve)
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def signed(name: str, algorithm: str = "RS256", header: Any = None, **changed: Any) -> str:
    """Return a token that was good at NOON, signed by a key."""
    return jwt.encode(make.claims(**changed), key(name), algorithm, header)


def jwk(name: str, *, private: bool = False, **more: Any) -> dict[str, Any]:
    """Return a key as a JWK, with *more* members."""
    whole = key(name)
    shown: Any = whole if private else whole.public_key()
    kind = RSAAlgorithm if isinstance(whole, rsa.RSAPrivateKey) else ECAlgorithm
    made: dict[str, Any] = kind.to_jwk(shown, as_dict=True)
    made.pop("key_ops", None)
    return {**made, **more}


def jwks(*keys: Any) -> str:
    """Return a JWKS of keys, each a name or a JWK."""
    members = [jwk(one, kid=one) if isinstance(one, str) else one for one in keys]
    return json.dumps({"keys": members})


def pem(name: str, form: PublicFormat = PublicFormat.SubjectPublicKeyInfo) -> str:
    """Return a public key as PEM."""
    return key(name).public_key().public_bytes(Encoding.PEM, form).decode()


def private_pem(name: str, password: bytes = b"", *, old: bool = False) -> str:
    """Return a private key as PEM, in PKCS #8 or as OpenSSL used to write it."""
    form = PrivateFormat.TraditionalOpenSSL if old else PrivateFormat.PKCS8
    lock = BestAvailableEncryption(password) if password else NoEncryption()
    return key(name).private_bytes(Encoding.PEM, form, lock).decode()


def certificate(name: str) -> str:
    """Return a certificate of a key, signed by itself and long expired."""
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "issuer")])
    begins = datetime(2020, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(subject, subject, key(name).public_key(), 7)
    builder = builder.not_valid_before(begins).not_valid_after(begins + timedelta(days=1))
    return builder.sign(key(name), hashes.SHA256()).public_bytes(Encoding.PEM).decode()
