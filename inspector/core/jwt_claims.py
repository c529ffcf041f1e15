"""Read a JSON Web Token without verifying it, and keep of it what is no secret.

Read by hand: PyJWT refuses the very tokens that are to be explained (an unknown `crit`, a `kid`
that is no string), does not tell repeated names, and takes twenty times as long.
"""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from inspector.core.moments import YEAR_10000

TOO_LONG = 16 * 1024  # characters; front ends refuse header fields of that size
_PART = re.compile(r"[A-Za-z0-9_-]*")
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_TENANT = re.compile(r"https://[^/]+/([^/]+)/")
_KEPT = frozenset(
    {"alg", "typ", "ver", "aud", "iss", "exp", "nbf", "iat", "idtyp", "roles", "scp", "crit"}
)
_MOST = 64  # members of one part, and of one list, that are kept
_LONGEST = 400  # characters of a kept value


@dataclass(frozen=True)
class Part:
    """The JSON object in a token's header or claims; *repeated* are names that occur twice."""

    members: Mapping[str, Any]
    repeated: list[str] = field(default_factory=list)

    def shown(self, tag: Callable[[str, str], str]) -> dict[str, object]:
        """Return the members that are no secret, and fingerprints of the others."""
        pairs = list(self.members.items())[:_MOST]
        return {_text(n)[:_MOST]: _plain(v) if n in _KEPT else _id(v, tag) for n, v in pairs}


def read_jwt(value: str) -> tuple[Part, Part] | str:
    """Return header and claims of a JWT, or the reason why it is none."""
    parts = value.split(".")
    if len(parts) == 5:
        return "encrypted (five parts): its claims cannot be read"
    if len(parts) != 3:
        return f"{len(parts)} {'part' if len(parts) == 1 else 'parts'} instead of three"
    if not _PART.fullmatch(parts[2]):
        return "the signature is not base64url"
    header = _part(parts[0], "header")
    if isinstance(header, str):
        return header
    if not parts[2] and _names_algorithm(header):
        return "its signature is missing"
    claims = _part(parts[1], "claims")
    return claims if isinstance(claims, str) else (header, claims)


def _names_algorithm(header: Part) -> bool:
    named = header.members.get("alg")
    return isinstance(named, str) and named.lower() not in {"", "none"}


def tenant_agrees(claims: Mapping[str, Any]) -> bool | None:
    """Tell whether the tenant in `iss` is `tid`; None when one of them does not name any."""
    issuer, tenant = claims.get("iss"), claims.get("tid")
    named = _TENANT.match(issuer) if isinstance(issuer, str) else None
    if named is None or not isinstance(tenant, str):
        return None
    return named[1].lower() == tenant.lower()


def _part(text: str, what: str) -> Part | str:
    if not text or not _PART.fullmatch(text) or len(text) % 4 == 1:
        return f"the {what} part is not base64url"
    repeated: list[str] = []
    try:
        decoded = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        value = json.loads(decoded, object_pairs_hook=lambda pairs: _object(pairs, repeated))
        json.dumps(value)  # what cannot be written again could not be fingerprinted
    except UnicodeDecodeError:
        return f"the {what} part is not UTF-8"
    except (ValueError, RecursionError):
        return f"the {what} part is not JSON"
    if not isinstance(value, dict):
        return f"the {what} part is no JSON object"
    return Part(value, sorted(set(repeated)))


def _object(pairs: list[tuple[str, Any]], repeated: list[str]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                repeated.append(name if name in _KEPT else "a claim")
            seen.add(name)
    return found


def _plain(value: Any) -> object:
    if isinstance(value, str):
        return _text(value)[:_LONGEST]
    if isinstance(value, int | float) and not abs(value) < YEAR_10000:
        return "a number out of range"
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list) and all(isinstance(member, str) for member in value):
        return [_text(member)[:_LONGEST] for member in value[:_MOST]]
    return f"a JSON {'list' if isinstance(value, list) else 'object'}"


def _id(value: Any, tag: Callable[[str, str], str]) -> str:
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
    return tag("id", text.lower() if _GUID.fullmatch(text) else text)


def _text(value: str) -> str:
    return value.encode("utf-8", "backslashreplace").decode()
