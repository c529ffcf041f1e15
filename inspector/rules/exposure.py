"""Where bearer tokens and secrets must not go: in clear, to strangers, into URLs."""

from collections.abc import Iterator

from inspector.core.evidence import Evidence
from inspector.core.inspection import Inspection
from inspector.core.placeholder import MARKER
from inspector.core.repair.addresses import over_tls
from inspector.core.rule import Rule, rule
from inspector.core.service import EVERYWHERE, Service
from inspector.core.severity import ERROR

BEARER = "https://www.rfc-editor.org/rfc/rfc6750"
UPLOAD = (
    "https://learn.microsoft.com/azure/media-services/previous/media-services-rest-upload-files"
)
OTHERS = EVERYWHERE - {Service.API, Service.TUNNEL}
ACS_AUDIENCE = "urn:WindowsAzureMediaServices"


@rule("JWT311", ERROR, source=f"{BEARER}#section-5.3", on=EVERYWHERE, fix=over_tls)
def token_in_clear(it: Inspection) -> Iterator[Evidence]:
    """A bearer token was sent over plain HTTP.

    Whoever reads it on the way can use it until it expires: a bearer token needs no further
    proof. It must always travel over TLS.

    Use `https`, and get a new token: this one counts as known to others.
    """
    token, target = it.request.credential, it.request.target
    sent = token is not None and token.is_bearer
    if sent and target.scheme == "http" and not target.is_loopback:
        yield it.request.at_url()


@rule("JWT312", ERROR, source=f"{UPLOAD} {BEARER}#section-5.3", on=OTHERS)
def token_to_stranger(it: Inspection) -> Iterator[Evidence]:
    """A token for Media Services was sent to another host.

    That host can use it against the account until it expires. Blob storage wants the locator's
    SAS and no bearer token; Azure AD and Azure Resource Manager have no use for it either.

    Drop `Authorization` on requests to other hosts, redirects included; get a new token.
    """
    token, target = it.request.credential, it.request.target
    if token is None or token.kind not in {"jwt", "swt"} or target.is_loopback:
        return
    if token.is_for((*it.facts.api_audiences, ACS_AUDIENCE)):
        yield it.request.at("Authorization").noting(f"sent to {target.host}")


@rule("JWT313", ERROR, source=f"{BEARER}#section-2.3 {BEARER}#section-5.3", on=EVERYWHERE)
def credential_in_url(it: Inspection) -> Iterator[Evidence]:
    """A token or a secret stands in the URL.

    URLs end up in logs, histories and `Referer` headers, and secrets with them. Media Services
    does not read tokens from the query at all.

    Send the token in `Authorization: Bearer`, secrets in the body; get new ones.
    """
    called = it.address.function if it.address is not None else None
    for option in it.request.target.options:
        found = MARKER.search(option.value)
        if called is not None and called.parameter(option.name) is not None:
            continue  # a certificate, which a function asks for, is no secret
        if found and (it.service is Service.API or it.history.with_token(found[0])):
            yield it.request.at_query(option.name)
    if it.service is Service.API and MARKER.search(it.request.target.parts.netloc):
        yield it.request.at_url()


RULES: tuple[Rule, ...] = (token_in_clear, token_to_stranger, credential_in_url)
