"""Issues bearer tokens as Azure AD did, and judges those that come back."""

import base64
import uuid
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from inspector.standin.values import EPOCH

LIFETIME = 3900  # seconds; 65 minutes, as the one token that Microsoft printed
TOKEN_LIMIT = 16 * 1024  # characters
AUDIENCES = (
    "https://rest.media.azure.net",
    "https://rest.media.chinacloudapi.cn",
    "https://rest.media.usgovcloudapi.net",
    "https://rest.media.cloudapi.de",
)
_KEY_ID = "ams-inspector-stand-in"


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def seconds(moment: datetime) -> int:
    """Return whole seconds since the epoch."""
    return int((moment - EPOCH).total_seconds())


def tenant_id(tenant: str) -> str:
    """Return a tenant's GUID; one named by a domain gets one made of the name."""
    try:
        return str(uuid.UUID(tenant))
    except ValueError:
        return str(uuid.uuid5(uuid.NAMESPACE_DNS, tenant.lower()))


def issue(tenant: str, client: str, audience: str, issued: datetime) -> str:
    """Return a token for *audience*, signed by this process's own key."""
    start, tid = seconds(issued), tenant_id(tenant)
    principal = str(uuid.uuid5(uuid.NAMESPACE_OID, client))
    issuer = f"https://sts.windows.net/{tid}/"
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
    return jwt.encode(claims, _key(), "RS256", {"kid": _KEY_ID, "x5t": _KEY_ID})


def problem(token: str, now: datetime) -> str:
    """Return what is wrong with a bearer token, "" when it is good."""
    if len(token) > TOKEN_LIMIT:
        return "The access token is invalid."
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            _key().public_key(),
            algorithms=["RS256"],
            options={
                "verify_aud": False,
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
            },
        )
    except (jwt.PyJWTError, ValueError, RecursionError):
        return "The access token is invalid."
    at = seconds(now)
    if claims["aud"].rstrip("/") not in AUDIENCES:
        return "The access token is invalid."
    if not claims["nbf"] - 300 <= at < claims["exp"]:
        return "The access token expiry UTC time is earlier than current UTC time."
    return ""


def keys() -> dict[str, Any]:
    """Return the public key as a JWK set."""
    numbers = _key().public_key().public_numbers()
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
