"""The bearer token, held against the keys and the principal that the user named."""

from collections.abc import Iterator

from inspector.core.evidence import Evidence
from inspector.core.inspection import Inspection
from inspector.core.rule import rule
from inspector.core.severity import ERROR
from inspector.rules.sources import CLAIMS, CONNECT, SAFE_JWT

UNEXPECTED = {
    "tid": "not the expected tenant",
    "appid": "not the expected application",
    "azp": "not the expected application",
    "oid": "not the expected object",
    "roles": "an expected role is not among them",
}


@rule("JWT308", ERROR, source=f"{SAFE_JWT}#section-3.3 {CLAIMS}")
def signature_invalid(it: Inspection) -> Iterator[Evidence]:
    """None of the keys that were given has signed the token.

    It was changed on its way, made up, or signed by another issuer: whoever verifies it by these
    keys refuses it. Only `--jwks` gives keys; what a token itself names is never fetched.

    Send Azure AD's `access_token` unchanged; if it is, give the keys that its issuer uses now.
    """
    token = it.request.credential
    if token is not None and token.signature == "invalid":
        yield it.request.at("Authorization")


@rule("JWT310", ERROR, source=f"{CLAIMS} {CONNECT}")
def unexpected_principal(it: Inspection) -> Iterator[Evidence]:
    """The token is not the one that the settings expect.

    Another tenant, application or object asks, or one without an expected role: usually the
    credentials of another environment. The service may answer 401, or act on another account.

    Get the token with the expected service principal, or correct the `--token-…` options.
    """
    token = it.request.credential
    for claim in token.unexpected if token is not None else ():
        yield it.request.at_claim(claim).noting(UNEXPECTED.get(claim, "not the expected one"))
