"""What a request's `Authorization` says, kept as data that holds no secret."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "jwt",  # three parts, JSON objects
    "swt",  # a Simple Web Token of the retired Access Control Service
    "opaque",  # a bearer token that is neither; legal (RFC 6750 §2.1), but not this service's
    "placeholder",  # `<ENCODED JWT TOKEN>`, `{{AccessToken}}`
    "empty",  # a scheme without a credential
    "other",  # a scheme other than Bearer
    "withheld",  # a recording that says REDACTED
]


@dataclass(frozen=True, slots=True)
class Credential:
    """One `Authorization` value, read and not verified.

    *claims* and *header* keep what rules and people need: times, audience, issuer, version,
    algorithm, roles, scopes; every other member is a fingerprint. Of a SWT *claims* keeps
    `ExpiresOn`, `Audience` and `Issuer`.
    """

    kind: Kind
    scheme: str  # as sent: "Bearer", "bearer", "SharedKey"
    tag: str  # `<redacted:jwt:9f86d081884c>`, equal for equal tokens of one session
    header: Mapping[str, object] = field(default_factory=dict)
    claims: Mapping[str, object] = field(default_factory=dict)
    problem: str = ""  # why it is not the token it seems to be, "" when nothing is wrong
    tenant_agrees: bool | None = None  # the issuer's tenant is `tid`; None: one is not given
    signature: Literal["not checked", "valid", "invalid"] = "not checked"
