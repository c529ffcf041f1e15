"""Azure Media Services v2: the operations REST API (OData v3), retired on 30 June 2024."""

from functools import lru_cache

from inspector.core.exchange import Request
from inspector.core.inspection import Facts
from inspector.core.profile import Profile
from inspector.core.rule import Rule
from inspector.core.service import Service
from inspector.core.url import is_loopback
from inspector.profiles.clouds import (
    AUDIENCES,
    CLOUDS,
    MANAGEMENT,
    cloud_of,
    is_api_host,
    is_storage_host,
    is_token_host,
    is_unfilled,
)
from inspector.profiles.model import bundled_model
from inspector.rules import (
    addresses,
    addressing,
    correlation,
    entities,
    exposure,
    expressions,
    headers,
    id_kinds,
    inspector,
    locators,
    negotiation,
    odata,
    operations,
    paging,
    queries,
    redirects,
    responses,
    throttling,
    tokens,
    values,
    versions,
)
from inspector.rules.diagnosis import diagnose

RULES: tuple[Rule, ...] = (
    *headers.RULES,
    *versions.RULES,
    *negotiation.RULES,
    *correlation.RULES,
    *tokens.RULES,
    *odata.RULES,
    *entities.RULES,
    *values.RULES,
    *queries.RULES,
    *expressions.RULES,
    *paging.RULES,
    *addresses.RULES,
    *addressing.RULES,
    *id_kinds.RULES,
    *responses.RULES,
    *redirects.RULES,
    *throttling.RULES,
    *operations.RULES,
    *locators.RULES,
    *inspector.RULES,
)


def recognise(request: Request) -> Service | None:
    """Return the kind of host *request* went to; None when it is no concern of this profile."""
    host = request.target.host or request.headers.get("Host") or ""
    known = _kind(host.lower())
    if known is Service.API and request.method == "CONNECT":
        return Service.TUNNEL
    if known is None and bears_our_token(request) and not is_loopback(host):
        return Service.API if is_unfilled(host) else Service.STRANGER
    return known


@lru_cache(maxsize=512)
def _kind(host: str) -> Service | None:
    if is_api_host(host):
        return Service.API
    if is_token_host(host):
        return Service.TOKEN
    if is_storage_host(host):
        return Service.BLOB
    return Service.MANAGEMENT if host in MANAGEMENT else None


def bears_our_token(request: Request) -> bool:
    """Tell whether the bearer token's audience is Media Services, of any cloud and age."""
    token = request.credential
    return token is not None and token.is_for((*AUDIENCES, exposure.ACS_AUDIENCE))


@lru_cache(maxsize=512)
def _facts(host: str) -> Facts:
    cloud = cloud_of(host)
    clouds = CLOUDS if cloud is None else (cloud,)
    return Facts(
        audiences=tuple(one.audience for one in clouds),
        issuers=tuple(issuer for one in clouds for issuer in one.issuers),
        api_audiences=AUDIENCES,
        model=bundled_model(),
    )


MEDIA_SERVICES = Profile(
    name="media-services",
    title="Azure Media Services v2",
    rules=RULES,
    recognise=recognise,
    facts=lambda request: _facts(request.target.host),
    diagnose=diagnose,
)
