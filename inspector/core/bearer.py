"""What a request's `Authorization` says, kept as data that holds no secret."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal

from inspector.core.jwt_claims import TOO_LONG, Part, read_jwt, tenant_agrees
from inspector.core.moments import moment
from inspector.core.placeholder import is_marker, is_placeholder, is_withheld
from inspector.core.swt import looks_like_swt, read_swt
from inspector.core.trust import NOTHING, Signature, Trust

Kind = Literal[
    "jwt",  # three parts, JSON objects
    "swt",  # a Simple Web Token of the retired Access Control Service
    "opaque",  # a bearer token that is neither; legal (RFC 6750 §2.1), but not this service's
    "placeholder",  # `<ENCODED JWT TOKEN>`, `{{AccessToken}}`
    "empty",  # a scheme without a credential
    "other",  # a scheme other than Bearer
    "withheld",  # a recording that says REDACTED, or cuts the token short
]
KINDS: Mapping[Kind, str] = {  # in words
    "jwt": "a JSON web token",
    "swt": "a simple web token of the retired Access Control Service",
    "opaque": "a token that cannot be looked into",
    "placeholder": "a placeholder that was never replaced",
    "empty": "nothing after the scheme",
    "other": "another scheme than Bearer",
    "withheld": "left out by the recording",
}
Tag = Callable[[str, str], str]  # (kind, value) → marker

_SCHEME = re.compile(r"\s*([A-Za-z]{1,10}|[A-Za-z][A-Za-z0-9-]{0,31})(?=\s|$)")
_SCHEMES = frozenset(
    [
        "apikey",
        "aws4-hmac-sha256",
        "basic",
        "bearer",
        "digest",
        "dpop",
        "gnap",
        "hmac",
        "hoba",
        "jwt",
        "mac",
        "mutual",
        "negotiate",
        "ntlm",
        "oauth",
        "privatetoken",
        "scram-sha-1",
        "scram-sha-256",
        "sharedaccesssignature",
        "sharedkey",
        "sharedkeylite",
        "token",
        "vapid",
        "wrap",
    ]
)
_ENDLESS = TOO_LONG + 64  # characters; what is longer is looked at in part
_QUOTED = re.compile(r"""(['"`]).*\1""", re.DOTALL)


@dataclass(frozen=True)
class Credential:
    """One `Authorization` value, read; verified only where *signature* says so.

    *claims* and *header* keep what rules and people need: times, audience, issuer, version,
    algorithm, roles, scopes; every other member is a fingerprint. Of a SWT *claims* keeps
    `ExpiresOn`, `Audience` and `Issuer`.
    """

    kind: Kind
    scheme: str  # as sent: "Bearer", "bearer", "SharedKey"; "" when none was
    tag: str  # `<redacted:jwt:9f86d081884c>`, equal for equal tokens of one session
    header: Mapping[str, object] = field(default_factory=dict)
    claims: Mapping[str, object] = field(default_factory=dict)
    problem: str = ""  # why it is not the token it seems to be, "" when nothing is wrong
    tenant_agrees: bool | None = None  # the issuer's tenant is `tid`; None: one is not given
    signature: Signature = "not checked"
    unexpected: tuple[str, ...] = ()  # names of the claims that the user expects to be others

    @cached_property
    def is_bearer(self) -> bool:
        """Tell whether a bearer token was sent, even one that the recording left out."""
        sent = self.kind not in {"placeholder", "empty", "other"}
        return sent and self.scheme.lower() in {"bearer", ""}

    @cached_property
    def expires(self) -> float | None:
        """Return when a token ends, in seconds since the Unix epoch; None when it does not say."""
        return moment(self.claims.get("ExpiresOn" if self.kind == "swt" else "exp"))

    @cached_property
    def begins(self) -> float | None:
        """Return `nbf` in seconds since the Unix epoch; None when it does not say."""
        return moment(self.claims.get("nbf"))

    @cached_property
    def audiences(self) -> tuple[str, ...]:
        """Return whom the token is for: none, one, or several."""
        named = self.claims.get("Audience" if self.kind == "swt" else "aud")
        values = named if isinstance(named, list | tuple) else [named]
        return tuple(value for value in values if isinstance(value, str))

    def is_for(self, audiences: Iterable[str]) -> bool:
        """Tell whether it is for one of *audiences*, but for case and a trailing slash."""
        return not _compared(tuple(audiences)).isdisjoint(_compared(self.audiences))


@lru_cache(maxsize=256)
def _compared(audiences: tuple[str, ...]) -> frozenset[str]:
    return frozenset(audience.rstrip("/").lower() for audience in audiences)


def read_credential(authorization: str, tag: Tag, trust: Trust = NOTHING) -> Credential:
    """Read an `Authorization` value, and judge a JWT by *trust*; never raises, whatever it holds."""
    if len(authorization) > _ENDLESS:
        return _endless(authorization, tag)
    scheme, value = split_scheme(authorization)
    if not value:
        return Credential("empty", scheme, tag("opaque", ""))
    if scheme.lower() not in {"", "bearer"}:
        marker = value if is_marker(value) else tag(scheme.lower(), value)
        return Credential("other", scheme, marker)
    if is_withheld(value):
        return Credential("withheld", scheme, value if is_marker(value) else tag("opaque", value))
    if is_placeholder(value):
        return Credential("placeholder", scheme, tag("placeholder", value))
    if not scheme:
        return Credential("other", scheme, tag("opaque", value), problem="no scheme before it")
    return _read_bearer(scheme, value, tag, trust)


def split_scheme(authorization: str) -> tuple[str, str]:
    """Split an `Authorization` value into scheme and credential; either may be empty.

    A word that is no scheme's name counts as part of the credential: it may be the secret.
    """
    found = _SCHEME.match(authorization)
    if found is None:
        return "", authorization.strip()
    scheme, value = found[1], authorization[found.end() :].strip()
    known = scheme.lower() in _SCHEMES
    if known or (value and scheme.isalpha() and len(scheme) <= 10):
        return scheme, value
    return "", authorization.strip()


def _endless(authorization: str, tag: Tag) -> Credential:
    size = len(authorization)
    scheme, _ = split_scheme(authorization[:_ENDLESS])
    sample = f"{authorization[:4096]}{authorization[-1024:]}{size}"
    kind: Kind = "opaque" if scheme.lower() == "bearer" else "other"
    return Credential(kind, scheme, tag("opaque", sample), problem=f"{round(size / 1024)} KiB long")


def _read_bearer(scheme: str, value: str, tag: Tag, trust: Trust) -> Credential:
    if len(value) > TOO_LONG:
        return Credential("opaque", scheme, tag("opaque", value), problem="over 16 KiB long")
    if looks_like_swt(value):
        return Credential("swt", scheme, tag("swt", value), claims=read_swt(value))
    problem = _slip(value)
    token = None if problem else read_jwt(value)
    if token is None or isinstance(token, str):
        return Credential("opaque", scheme, tag("opaque", value), problem=problem or token or "")
    header, claims = token
    return Credential(
        "jwt",
        scheme,
        tag("jwt", value),
        header.shown(tag),
        claims.shown(tag),
        problem=_repeated(header, claims),
        tenant_agrees=tenant_agrees(claims.members),
        signature=trust.signature(value, header.members),
        unexpected=trust.unexpected(claims.members),
    )


def _slip(value: str) -> str:
    if value[:7].lower() == "bearer ":
        return "the word Bearer stands there twice"
    if _QUOTED.fullmatch(value):
        return "it is in quotation marks"
    if any(char.isspace() for char in value):
        return "it holds a blank or a line break"
    return ""


def _repeated(header: Part, claims: Part) -> str:
    names = [*header.repeated, *claims.repeated]
    return f"names {', '.join(names[:3])} more than once" if names else ""
