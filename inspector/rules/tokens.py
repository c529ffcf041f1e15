"""The bearer token, judged at the moment of the request and never by today's clock."""

from collections.abc import Iterator

from inspector.core.evidence import ABSENT, Evidence
from inspector.core.inspection import Inspection
from inspector.core.moments import http_date, moment, span, utc
from inspector.core.rule import Rule, rule
from inspector.core.severity import ERROR, NOTE, WARNING
from inspector.rules.expectations import signature_invalid, unexpected_principal
from inspector.rules.exposure import (
    BEARER,
    credential_in_url,
    token_in_clear,
    token_to_stranger,
)
from inspector.rules.sources import AUTHENTICATION, CLAIMS, CONNECT, SAFE_JWT

JWT = "https://www.rfc-editor.org/rfc/rfc7519"

SKEW = 300  # seconds that clocks may differ by
SOON = 300  # seconds
DATES = ("exp", "nbf", "iat")
OTHER_RESOURCES = {
    "https://management.azure.com": "Azure Resource Manager",
    "https://management.core.windows.net": "Azure management",
    "https://graph.microsoft.com": "Microsoft Graph",
    "00000003-0000-0000-c000-000000000000": "Microsoft Graph",
    "https://graph.windows.net": "Azure AD Graph",
    "https://storage.azure.com": "Azure Storage",
    "https://vault.azure.net": "Key Vault",
}


@rule("JWT301", ERROR, source=f"{AUTHENTICATION} {CONNECT}")
def acs_token(it: Inspection) -> Iterator[Evidence]:
    """The token is a Simple Web Token of the Access Control Service, which is retired.

    Azure Access Control stopped issuing tokens in 2018, and Media Services answers 401 to the
    ones it used to issue, with a text that says ACS authentication is deprecated.

    Get a token from Azure AD for `https://rest.media.azure.net`, with a service principal.
    """
    token = it.request.credential
    if token is not None and token.kind == "swt":
        ends = "unknown" if token.expires is None else utc(token.expires)
        audience = ", ".join(token.audiences) or "unknown"
        yield it.request.at("Authorization").noting(f"for {audience}; ExpiresOn {ends}")


@rule("JWT302", ERROR, source=f"{JWT}#section-7.2 {CONNECT}")
def token_malformed(it: Inspection) -> Iterator[Evidence]:
    """The bearer token is no well-formed JSON Web Token.

    Media Services takes the token that Azure AD issued, unchanged: three base64url parts, the
    first two of them JSON objects in which each name occurs once. Anything else is answered 401.

    Send the `access_token` of Azure AD's answer as it is, after the word `Bearer` and one blank.
    """
    token = it.request.credential
    if token is None or token.kind not in {"jwt", "opaque"}:
        return
    if token.problem:
        yield it.request.at("Authorization").noting(token.problem)
    for name in DATES:
        value = token.claims.get(name)
        if value is not None and moment(value) is None:
            yield it.request.at_claim(name).noting("no number of seconds since 1970")


@rule("JWT303", ERROR, source=f"{JWT}#section-4.1.4")
def token_expired(it: Inspection) -> Iterator[Evidence]:
    """The token had expired before the request was made.

    A token must not be accepted at or after `exp`; the service answers 401. The lifetime is
    about an hour, so a client that keeps its first token fails after that hour.

    Get a new token a few minutes before `exp`, and compare `exp` with UTC, not local time.
    """
    token, now = it.request.credential, it.exchange.started
    if token is None or token.kind != "jwt" or token.expires is None or now is None:
        return
    if now >= token.expires:
        ago = span(now - token.expires)
        note = f"expired {ago} before the request (exp {utc(token.expires)})"
        found = it.request.at_claim("exp").noting(note)
        clock = http_date(it.response.headers.get("Date") or "") if it.response else None
        if clock is not None and clock < token.expires:
            found = it.request.at_claim("exp").noting(f"{note}, though not by the service's clock")
            found = found.as_(WARNING)
        yield found


@rule("JWT304", ERROR, source=f"{JWT}#section-4.1.5")
def token_not_yet_valid(it: Inspection) -> Iterator[Evidence]:
    """The token was not valid yet when the request was made.

    A token must not be accepted before `nbf`. Up to five minutes are usually a clock that is
    slow; more than that is a token for later, or a clock that is set to another time zone.

    Set the clock of the machine that made the request, or wait until `nbf`.
    """
    token, now = it.request.credential, it.exchange.started
    if token is None or token.kind != "jwt" or token.begins is None or now is None:
        return
    early = token.begins - now
    if early > SKEW:
        note = f"valid {span(early)} after the request (nbf {utc(token.begins)})"
        yield it.request.at_claim("nbf").noting(note)
    elif early > 0:
        note = f"clock skew: valid {span(early)} after the request (nbf {utc(token.begins)})"
        yield it.request.at_claim("nbf").noting(note).as_(WARNING)


@rule("JWT305", ERROR, source=f"{CONNECT} {JWT}#section-4.1.3")
def wrong_audience(it: Inspection) -> Iterator[Evidence]:
    """The token was issued for another service than Media Services.

    Each cloud has one resource for Media Services, and the service refuses tokens for any other,
    such as Azure Resource Manager or Microsoft Graph, with 401.

    Ask Azure AD for `resource=https://rest.media.azure.net` (or the cloud's own resource).
    """
    token, wanted = it.request.credential, it.facts.audiences
    if token is None or token.kind != "jwt" or not wanted or token.claims.get("aud") is None:
        return
    if not token.is_for(wanted):
        sent = token.audiences[0].rstrip("/").lower() if token.audiences else ""
        named = f"is for {OTHER_RESOURCES[sent]}; " if sent in OTHER_RESOURCES else ""
        if token.is_for(it.facts.api_audiences):
            named = "is for Media Services in another cloud; "
        yield it.request.at_claim("aud").noting(f"{named}this host takes {' or '.join(wanted)}")


@rule("JWT306", WARNING, source=f"{CLAIMS} {CONNECT}")
def unknown_issuer(it: Inspection) -> Iterator[Evidence]:
    """The token's issuer is not the Azure AD of the host's cloud, or names another tenant.

    Azure AD writes `https://sts.windows.net/<tenant>/` or
    `https://login.microsoftonline.com/<tenant>/v2.0` (and the like in other clouds), with the
    tenant that `tid` repeats. Another issuer's tokens are not accepted.

    Get the token from the authority of the cloud and the tenant that the account belongs to.
    """
    token, known = it.request.credential, it.facts.issuers
    issuer = token.claims.get("iss") if token is not None and token.kind == "jwt" else None
    if token is None or not isinstance(issuer, str):
        return
    if known and not issuer.lower().startswith(tuple(prefix.lower() for prefix in known)):
        yield it.request.at_claim("iss").noting("no issuer of this host's cloud")
    elif token.tenant_agrees is False:
        yield it.request.at_claim("iss").noting("its tenant is not the one in tid")


@rule("JWT307", ERROR, source=f"{SAFE_JWT}#section-3.1 {SAFE_JWT}#section-3.2")
def unsafe_algorithm(it: Inspection) -> Iterator[Evidence]:
    """The token is not signed, or signed with a shared secret.

    Azure AD signs with an asymmetric key (`RS256`). `none` is no signature at all, and `HS256`
    and its like are made by whoever knows the secret: no issuer of this service uses them.

    Send a token that Azure AD issued; one that a test made belongs to a test service only.
    """
    token = it.request.credential
    if token is None or token.kind != "jwt":
        return
    algorithm = token.header.get("alg", ABSENT)
    name = algorithm.upper() if isinstance(algorithm, str) else ""
    if name in {"", "NONE", ABSENT.upper()} or name.startswith("HS"):
        yield Evidence("request", str(algorithm), header="Authorization", claim="alg")


@rule("JWT309", NOTE, source=f"{JWT}#section-4.1.4")
def expires_soon(it: Inspection) -> Iterator[Evidence]:
    """The token was about to expire when the request was made.

    Under five minutes were left: clocks differ by that much, and a client that goes on with
    this token will soon be answered 401.

    Get a new token some minutes before `exp`.
    """
    token, now = it.request.credential, it.exchange.started
    if token is None or token.kind != "jwt" or token.expires is None or now is None:
        return
    left = token.expires - now
    if 0 < left < SOON:
        note = f"{span(left)} left (exp {utc(token.expires)})"
        yield it.request.at_claim("exp").noting(note)


@rule("JWT314", ERROR, source=CONNECT)
def placeholder_token(it: Inspection) -> Iterator[Evidence]:
    """Where the token belongs stands a template that nobody filled in.

    The client sent the example's words, or a variable that had no value; the service answers 401.

    Put Azure AD's `access_token` there; look whether the variable is set when the request is made.
    """
    token = it.request.credential
    if token is not None and token.kind == "placeholder":
        yield it.request.at("Authorization")


@rule("JWT315", ERROR, source=f"{AUTHENTICATION} {BEARER}#section-3.1")
def expired_token_retried(it: Inspection) -> Iterator[Evidence]:
    """A token was sent again after the service had refused it with 401.

    An expired token is refused for ever, and the retries only cost time. One that has not expired
    is worth a second try only where its role on the account was granted a moment ago.

    After a 401 get a new token, once; if that is refused too, look at audience and role.
    """
    token, now, answer = it.request.credential, it.exchange.started, it.response
    if token is None or token.kind not in {"jwt", "swt", "opaque"}:
        return
    expired = token.expires is not None and now is not None and now >= token.expires
    refused_again = answer is not None and answer.status == 401
    if not (expired or refused_again):
        return  # a role that was just granted: the same token is taken some minutes later
    for seen in it.history.with_token(token.tag):
        together = seen.started == now  # a recording with whole seconds, or one time for all
        over = together or seen.ended is None or now is None or seen.ended <= now
        if seen.status == 401 and seen.host == it.request.target.host and over:
            found = it.request.at("Authorization").noting(f"refused before, at {seen.operation}")
            yield found if expired else found.as_(WARNING)
            return


@rule("JWT316", WARNING, source=f"{CLAIMS} {JWT}#section-4.1")
def claim_missing(it: Inspection) -> Iterator[Evidence]:
    """The token lacks a claim that every token of Azure AD has.

    Without `exp`, `aud` and `iss` nobody can tell until when, for whom and by whom it was
    issued: it is not from Azure AD, or it was cut.

    Send the `access_token` of Azure AD's answer as it is.
    """
    token = it.request.credential
    if token is not None and token.kind == "jwt":
        for name in ("exp", "aud", "iss"):
            if token.claims.get(name) is None:
                yield it.request.at_claim(name)


RULES: tuple[Rule, ...] = (
    acs_token,
    token_malformed,
    token_expired,
    token_not_yet_valid,
    wrong_audience,
    unknown_issuer,
    unsafe_algorithm,
    signature_invalid,
    expires_soon,
    unexpected_principal,
    token_in_clear,
    token_to_stranger,
    credential_in_url,
    placeholder_token,
    expired_token_retried,
    claim_missing,
)
