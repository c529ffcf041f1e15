"""The token endpoints: Azure AD's, and the Access Control Service's of 2012 to 2018."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from inspector.standin.call import AGE_WISHED, Answer, Call, plain
from inspector.standin.store.state import State
from inspector.standin.tokens.authority import (
    AUDIENCES,
    LIFETIME,
    is_resource,
    issue,
    keys,
    seconds,
)

_AGE_LIMIT = 10**8
_JSON = ("Content-Type", "application/json; charset=utf-8")
_UNSTORED = (("Cache-Control", "no-store, no-cache"), ("Pragma", "no-cache"))
_FIELDS_LIMIT = 100


def answer_login(call: Call, state: State) -> Answer:
    """Answer at login.microsoftonline.com and its sisters."""
    if {"status", "throttle"} & call.faults.keys():
        status = int(call.faults.get("status", "503"))
        return _error(status, "temporarily_unavailable", "The stand-in was told to say so.")
    names = [segment.name for segment in call.request.target.segments]
    match names:
        case ["common", "discovery", "instance"]:
            return _json(_instances(call))
        case [tenant, *version, ".well-known", "openid-configuration"] if version in ([], ["v2.0"]):
            return _json(_configuration(call, tenant, version))
        case [_, "discovery", *_, "keys"]:
            return _json(keys(state))
        case [tenant, "oauth2", "token"]:
            return _token(call, state, tenant, "resource")
        case [tenant, "oauth2", "v2.0", "token"]:
            return _token(call, state, tenant, "scope")
    return plain(404, "The stand-in has tokens, OpenID configuration, keys and instance discovery.")


def answer_acs(call: Call, state: State) -> Answer:
    """Answer at the old token endpoint.

    The real one is gone, and so are its Simple Web Tokens, which the stand-in refuses as the
    service did from 2018 on. What it hands out is a token as Azure AD's, so that clients of
    those days still run.
    """
    names = [segment.name for segment in call.request.target.segments]
    if names != ["v2", "OAuth2-13"]:
        return plain(404, "The stand-in has only /v2/OAuth2-13 here.")
    form = _form(call)
    refused = _refused_client(call, form)
    if refused is not None:
        return refused
    scope = form.get("scope", "").strip()
    if scope != "urn:WindowsAzureMediaServices":
        return _error(400, "invalid_scope", f"ACS50011: The scope '{scope[:80]}' is not known.")
    return _json(
        {
            "access_token": issue(state, "acs", form["client_id"], AUDIENCES[0], _issued(call)),
            "token_type": "urn:ietf:params:oauth:token-type:jwt",
            "expires_in": str(LIFETIME),
            "scope": scope,
        }
    )


def _token(call: Call, state: State, tenant: str, asks_by: str) -> Answer:
    form = _form(call)
    refused = _refused_client(call, form)
    if refused is not None:
        return refused
    wanted = form.get(asks_by) or form.get("resource", "")
    audience = wanted.split(" ", 1)[0].removesuffix("/.default")
    if not is_resource(audience):
        text = f"AADSTS500011: The resource principal named {audience[:80]} was not found."
        return _error(400, "invalid_resource", text)
    if asks_by == "scope" and form.get("scope") and not wanted.endswith("/.default"):
        text = f"AADSTS1002012: The provided value for scope {wanted[:80]} is not valid."
        return _error(400, "invalid_scope", text)
    issued = _issued(call)
    token = issue(state, tenant, form["client_id"], audience, issued, _sts(call))
    about = _numbers() if asks_by == "scope" else _texts(seconds(issued), audience)
    return _json({"token_type": "Bearer", **about, "access_token": token})


def _sts(call: Call) -> str:
    """Return who signs the tokens of a cloud's authority."""
    china = call.request.target.host.endswith(".cn")
    return "https://sts.chinacloudapi.cn" if china else "https://sts.windows.net"


def _numbers() -> dict[str, Any]:
    return {"expires_in": LIFETIME - 1, "ext_expires_in": LIFETIME - 1}


def _texts(start: int, audience: str) -> dict[str, Any]:
    # The first version of the endpoint put its numbers into strings.
    return {
        "expires_in": str(LIFETIME - 1),
        "ext_expires_in": str(LIFETIME - 1),
        "expires_on": str(start + LIFETIME),
        "not_before": str(start),
        "resource": audience,
    }


def _form(call: Call) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            call.body.decode("utf-8", "replace"),
            keep_blank_values=True,
            max_num_fields=_FIELDS_LIMIT,
        )
    except ValueError:
        return {}
    return dict(pairs)


def _issued(call: Call) -> datetime:
    wish = call.request.headers.get(AGE_WISHED) or "0"
    if "expired-token" in call.faults:
        return call.now - timedelta(seconds=LIFETIME + 60)
    age = min(int(wish), _AGE_LIMIT) if wish.isascii() and wish.isdigit() and len(wish) < 12 else 0
    return call.now - timedelta(seconds=age)


def _refused_client(call: Call, form: Mapping[str, str]) -> Answer | None:
    if call.request.method != "POST":
        text = "AADSTS900561: The endpoint only accepts POST requests."
        return _error(405, "invalid_request", text)
    grant = form.get("grant_type", "")
    if grant != "client_credentials":
        text = f"AADSTS70003: The app requested an unsupported grant type '{grant[:40]}'."
        return _error(400, "unsupported_grant_type", text)
    if not form.get("client_id"):
        text = "AADSTS900144: The request body must contain the parameter 'client_id'."
        return _error(400, "invalid_request", text)
    if not (form.get("client_secret") or form.get("client_assertion")):
        text = "AADSTS7000216: 'client_assertion' or 'client_secret' is required."
        return _error(401, "invalid_client", text)
    return None


def _instances(call: Call) -> dict[str, Any]:
    host = call.request.target.host
    names = {"preferred_network": host, "preferred_cache": host, "aliases": [host]}
    found = f"{call.origin}/common/v2.0/.well-known/openid-configuration"
    asked = call.request.target.option("authorization_endpoint") or ""
    if asked.startswith(call.origin + "/"):
        tenant = asked.removeprefix(call.origin + "/").partition("/")[0]
        found = f"{call.origin}/{tenant}/v2.0/.well-known/openid-configuration"
    return {"tenant_discovery_endpoint": found, "api-version": "1.1", "metadata": [names]}


def _configuration(call: Call, tenant: str, version: list[str]) -> dict[str, Any]:
    base = f"{call.origin}/{tenant}"
    suffix = "/v2.0" if version else ""
    return {
        "token_endpoint": f"{base}/oauth2{suffix}/token",
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        "jwks_uri": f"{base}/discovery{suffix}/keys",
        "response_types_supported": ["code", "token"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "issuer": f"{base}/v2.0" if version else f"{_sts(call)}/{tenant}/",
        "authorization_endpoint": f"{base}/oauth2{suffix}/authorize",
        "cloud_instance_name": call.request.target.host,
    }


def _json(value: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(value).encode(), (_JSON, *_UNSTORED))


def _error(status: int, code: str, text: str) -> Answer:
    return _json({"error": code, "error_description": text}, status)
