"""Issues bearer tokens as Azure AD did, and judges those that come back."""

import base64
import uuid
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from inspector.standin.moments import EPOCH
from inspector.standin.store.state import State

LIFETIME = 3900  # seconds; 65 minutes, as the one token that Microsoft printed
SKEW = 300  # seconds that a client's clock may be ahead
TOKEN_LIMIT = 16 * 1024  # characters
AUDIENCES = (
    "https://rest.media.azure.net",
    "https://rest.media.chinacloudapi.cn",
    "https://rest.media.usgovcloudapi.net",
    "https://rest.media.cloudapi.de",
)
_KEY_ID = "ams-inspector-stand-in"


EXPIRED = "The access token expiry UTC time is earlier than current UTC time."


def _key(state: State) -> rsa.RSAPrivateKey:
    return _loaded(state.secrets.get("signing key", new_key))


@cache
def new_key() -> bytes:
    """Return a signing key in PEM form, one for the whole process."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


@lru_cache(maxsize=16)
def _loaded(pem: bytes) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(pem, None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def seconds(moment: datetime) -> int:
    """Return whole seconds since the epoch."""
    return int((moment - EPOCH).total_seconds())


def tenant_id(tenant: str) -> str:
    """Return a tenant's GUID; one named by a domain gets one made of the name."""
    try:
        return str(uuid.UUID(tenant))
    except ValueError:
        return str(uuid.uuid5(uuid.NAMESPACE_DNS, tenant.lower()))


def issue(
    state: State,
    tenant: str,
    client: str,
    audience: str,
    issued: datetime,
    sts: str = "https://sts.windows.net",
) -> str:
    """Return a token for *audience*, signed by the stand-in's own key; *sts* names the cloud."""
    start, tid = seconds(issued), tenant_id(tenant)
    principal = str(uuid.uuid5(uuid.NAMESPACE_OID, client))
    issuer = f"{sts}/{tid}/"
    claims = {
        "aud": audience,
        "iss": issuer,
        "iat": start,
        "nbf": start,
        "exp": start + LIFETIME,
        "aio": base64.b64encode(uuid.uuid4().bytes).decode(),
        "appid": client,
        "appidacr": "1",
        "idp": issuer,
        "oid": principal,
        "sub": principal,
        "tid": tid,
        "ver": "1.0",
    }
    return jwt.encode(claims, _key(state), "RS256", {"kid": _KEY_ID, "x5t": _KEY_ID})


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token whose signature is ours says."""

    audience: str
    begins: int  # seconds since the epoch
    ends: int


@lru_cache(maxsize=256)  # a client sends its token with every call; a look at it takes 0.1 ms
def _grant(key: rsa.RSAPrivateKey, token: str) -> Grant | None:
    unchecked = ("verify_aud", "verify_exp", "verify_nbf", "verify_iat")
    options: Any = dict.fromkeys(unchecked, False)
    try:
        claims = jwt.decode(token, key.public_key(), ["RS256"], options)
    except (jwt.PyJWTError, ValueError, RecursionError):
        return None
    return Grant(claims["aud"], claims["nbf"], claims["exp"])


def problem(state: State, token: str, now: datetime) -> str:
    """Return what is wrong with a bearer token, "" when it is good."""
    grant = _grant(_key(state), token) if len(token) <= TOKEN_LIMIT else None
    if grant is None or grant.audience.rstrip("/") not in AUDIENCES:
        return "The access token is invalid."
    if not grant.begins - SKEW <= seconds(now) < grant.ends:
        return EXPIRED
    return ""


def keys(state: State) -> dict[str, Any]:
    """Return the public key as a JWK set."""
    numbers = _key(state).public_key().public_numbers()
    public = {"n": _number(numbers.n), "e": _number(numbers.e)}
    return {"keys": [{"kty": "RSA", "use": "sig", "kid": _KEY_ID, "x5t": _KEY_ID, **public}]}


def _number(value: int) -> str:
    raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def is_resource(audience: str) -> bool:
    """Tell whether *audience* looks like a resource one may ask a token for."""
    try:
        parts = urlsplit(audience)
    except ValueError:
        return False
    return bool(parts.scheme and parts.netloc)
