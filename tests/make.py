"""Factories: what a test needs, with everything it does not care about filled in."""

import base64
import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from inspector.core.exchange import Exchange, Request, Response
from inspector.core.headers import Headers
from inspector.core.history import Trace, trace
from inspector.core.inspection import Facts, Inspection
from inspector.core.lives.touching import touches
from inspector.core.redaction.redact import Redactor
from inspector.core.service import Service
from inspector.profiles.model import bundled_model

NOON = 1769860800.0  # 2026-01-31T12:00:00Z
ROOT = "https://accountname.restv2.westus.media.azure.net/api/"
VERBOSE = "application/json;odata=verbose"
KEY = b"tests"
AUDIENCE = "https://rest.media.azure.net"
TENANT = "11111111-2222-3333-4444-555555555555"
FACTS = Facts(
    audiences=(AUDIENCE,),
    issuers=("https://sts.windows.net/", "https://login.microsoftonline.com/"),
    api_audiences=(AUDIENCE,),
)


def claims(**changed: Any) -> dict[str, Any]:
    """Return the claims of a token that was good at NOON; a change to None drops the claim."""
    usual = {
        "aud": AUDIENCE,
        "iss": f"https://sts.windows.net/{TENANT}/",
        "iat": int(NOON) - 600,
        "nbf": int(NOON) - 600,
        "exp": int(NOON) + 3300,
        "appid": "99999999-8888-7777-6666-555555555555",
        "tid": TENANT,
        "ver": "1.0",
    }
    return {name: value for name, value in {**usual, **changed}.items() if value is not None}


def token(header: dict[str, Any] | None = None, **changed: Any) -> str:
    """Return a bearer token with *changed* claims and a made-up signature."""
    head = header or {"typ": "JWT", "alg": "RS256", "kid": "k1"}
    return ".".join([_part(head), _part(claims(**changed)), "c2lnbmF0dXJl"])


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def headers(**changed: str | None) -> Headers:
    """Return a good request's headers; `x_ms_version=None` drops one."""
    usual: dict[str, str | None] = {
        "Authorization": f"Bearer {token()}",
        "Accept": "application/json",
        "x-ms-version": "2.19",
        "DataServiceVersion": "3.0",
        "MaxDataServiceVersion": "3.0",
        "x-ms-client-request-id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    }
    names = {name.lower(): name for name in usual}
    for key, value in changed.items():
        name = key.replace("_", "-")
        usual[names.get(name.lower(), names.get(name.replace("-", "").lower(), name))] = value
    return Headers((name, value) for name, value in usual.items() if value is not None)


def request(
    method: str = "GET",
    url: str = ROOT + "Assets",
    body: bytes | str | dict[str, Any] | None = b"",
    **changed: Any,
) -> Request:
    """Return a request that breaks no rule but for what is changed.

    *url* may be relative to the service's root. A *body* given as dict is sent as JSON.
    *changed* names headers with underscores, or is `fields=` for a list of exactly these.
    """
    if isinstance(body, dict):
        body = json.dumps(body)
    if isinstance(body, str):
        body = body.encode()
    if body and "content_type" not in changed and "Content_Type" not in changed:
        changed["Content-Type"] = VERBOSE
    fields = changed.pop("fields", None)
    sent = headers(**changed) if fields is None else Headers(fields)
    return Request(method=method, url=url if "://" in url else ROOT + url, headers=sent, body=body)


def response(
    status: int = 200,
    body: bytes | str | dict[str, Any] | None = b"",
    fields: Iterable[tuple[str, str]] = (),
) -> Response:
    """Return a response with just these header *fields*."""
    if isinstance(body, dict):
        body = json.dumps(body)
    if isinstance(body, str):
        body = body.encode()
    return Response(status=status, headers=Headers(fields), body=body)


def exchange(
    method: str = "GET",
    url: str = ROOT + "Assets",
    body: Any = b"",
    *,
    answer: Response | None = None,
    started: float | None = NOON,
    duration: float | None = None,
    error: str = "",
    **changed: Any,
) -> Exchange:
    """Return an exchange as the rules see it: taken in, its secrets gone."""
    raw = Exchange(
        request=request(method, url, body, **changed),
        response=answer,
        id="e1",
        started=started,
        duration=duration,
        error=error,
    )
    return Redactor(KEY).take_in(raw)


def inspection(
    method: str = "GET",
    url: str = ROOT + "Assets",
    body: Any = b"",
    *,
    service: Service = Service.API,
    before: Iterable[Exchange] = (),
    after: Iterable[Exchange] = (),
    **changed: Any,
) -> Inspection:
    """Return an inspection of one exchange; *before* and *after* are others of its capture."""
    now = exchange(method, url, body, **changed)
    return amid(before, now, after, facts=FACTS, service=service)


def amid(
    before: Iterable[Exchange],
    now: Exchange,
    after: Iterable[Exchange] = (),
    *,
    ended: bool = False,
    facts: Facts | None = None,
    service: Service = Service.API,
) -> Inspection:
    """Return an inspection of *now*: early, or late when others came *after* or it *ended*.

    Without *facts* the bundled model tells what the others did.
    """
    it = Inspection(now, service, facts or replace(FACTS, model=bundled_model()))
    for seen in before:
        _remember(it, seen)
    following = list(after)
    if not following and not ended:
        return it
    earlier = tuple(it.history)
    later = tuple(_remember(it, seen) for seen in [now, *following])[1:]
    return replace(it, earlier=earlier, later=later, ended=ended)


def _remember(it: Inspection, seen: Exchange) -> Trace:
    done = touches(replace(it, exchange=seen))
    found = trace(seen, len(it.history), done)
    it.history.add(found, done)
    return found
