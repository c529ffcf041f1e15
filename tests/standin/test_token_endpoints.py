"""The token endpoints, and whether what they issue is good."""

from urllib.parse import urlencode

import jwt
import make
import pytest
from standin.caller import Caller, Told

LOGIN = "https://login.microsoftonline.com"
ACS = "https://wamsprodglobal001acs.accesscontrol.windows.net/v2/OAuth2-13"
GOOD = {"grant_type": "client_credentials", "client_id": "app", "client_secret": "s+/="}


def asked(service: Caller, url: str, form: dict[str, str], **fields: str) -> Told:
    kind = ("Content-Type", "application/x-www-form-urlencoded")
    return service.send("POST", url, [kind, *fields.items()], urlencode(form).encode())


@pytest.mark.parametrize(
    ("path", "form"),
    [
        pytest.param("/contoso.com/oauth2/token", {"resource": make.AUDIENCE}, id="v1"),
        pytest.param("/contoso.com/oauth2/v2.0/token", {"scope": f"{make.AUDIENCE}/.default"}, id="v2"),
        pytest.param("/contoso.com/oauth2/token", {"resource": make.AUDIENCE, "scope": "openid"}, id="v1 and a scope, as PHP"),
    ],
)  # fmt: skip
def test_a_token_opens_the_api(service: Caller, path: str, form: dict[str, str]) -> None:
    told = asked(service, LOGIN + path, {**GOOD, **form})

    assert (told.status, told.json["token_type"]) == (200, "Bearer")
    token = told.json["access_token"]
    assert service.call("GET", "Assets", Authorization=f"Bearer {token}").status == 200


def test_the_second_version_wants_a_default_scope(service: Caller) -> None:
    form = {**GOOD, "scope": make.AUDIENCE}

    told = asked(service, f"{LOGIN}/contoso.com/oauth2/v2.0/token", form)

    assert (told.status, told.json["error"]) == (400, "invalid_scope")


def test_each_cloud_signs_by_its_own_name(service: Caller) -> None:
    form = {**GOOD, "resource": "https://rest.media.chinacloudapi.cn"}

    told = asked(service, f"https://login.chinacloudapi.cn/{make.TENANT}/oauth2/token", form)

    claims = jwt.decode(told.json["access_token"], options={"verify_signature": False})
    assert claims["iss"] == f"https://sts.chinacloudapi.cn/{make.TENANT}/"


def test_claims_are_those_of_the_service(service: Caller) -> None:
    told = asked(
        service, f"{LOGIN}/{make.TENANT}/oauth2/token", {**GOOD, "resource": make.AUDIENCE}
    )

    claims = jwt.decode(told.json["access_token"], options={"verify_signature": False})
    assert claims["aud"] == make.AUDIENCE
    assert claims["iss"] == claims["idp"] == f"https://sts.windows.net/{make.TENANT}/"
    assert (claims["tid"], claims["appid"], claims["appidacr"]) == (make.TENANT, "app", "1")
    assert claims["iat"] == claims["nbf"] == make.NOON == claims["exp"] - 3900
    assert claims["oid"] == claims["sub"]
    assert told.json["expires_on"] == str(int(make.NOON) + 3900)


def test_keys_verify_the_token(service: Caller) -> None:
    token = asked(
        service, f"{LOGIN}/common/oauth2/token", {**GOOD, "resource": make.AUDIENCE}
    ).json["access_token"]
    found = service.send("GET", f"{LOGIN}/common/v2.0/.well-known/openid-configuration").json
    keys = jwt.PyJWKSet.from_dict(service.send("GET", found["jwks_uri"]).json)

    key = keys[jwt.get_unverified_header(token)["kid"]]
    options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
    claims = jwt.decode(token, key, ["RS256"], options, audience=make.AUDIENCE)

    assert claims["ver"] == "1.0"
    assert found["token_endpoint"] == f"{LOGIN}/common/oauth2/v2.0/token"


def test_instance_discovery_names_the_tenants_configuration(service: Caller) -> None:
    told = service.send(
        "GET",
        f"{LOGIN}/common/discovery/instance?api-version=1.1"
        f"&authorization_endpoint={LOGIN}/contoso.com/oauth2/v2.0/authorize",
    )

    endpoint = f"{LOGIN}/contoso.com/v2.0/.well-known/openid-configuration"
    assert told.json["tenant_discovery_endpoint"] == endpoint
    assert service.send("GET", endpoint).status == 200


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        pytest.param({"grant_type": "password"}, 400, "unsupported_grant_type", id="another grant"),
        pytest.param({"client_id": ""}, 400, "invalid_request", id="no client"),
        pytest.param({"client_secret": ""}, 401, "invalid_client", id="no secret"),
        pytest.param({"resource": "media"}, 400, "invalid_resource", id="no such resource"),
    ],
)
def test_refusals(service: Caller, changed: dict[str, str], status: int, error: str) -> None:
    form = {**GOOD, "resource": make.AUDIENCE, **changed}

    told = asked(service, f"{LOGIN}/contoso.com/oauth2/token", form)

    assert (told.status, told.json["error"]) == (status, error)


def test_a_token_can_be_as_old_as_one_likes(service: Caller) -> None:
    form = {**GOOD, "resource": make.AUDIENCE}

    told = asked(service, f"{LOGIN}/c.com/oauth2/token", form, **{"X-Stand-In-Token-Age": "4000"})

    bearer = f"Bearer {told.json['access_token']}"
    assert service.call("GET", "Assets", Authorization=bearer).status == 401


def test_the_old_endpoint_issues_a_token_of_today(service: Caller) -> None:
    # amspy 0.2.0 puts a blank before the last `&`.
    body = (
        b"grant_type=client_credentials&client_id=acct&client_secret=k%2B%3D "
        b"&scope=urn%3aWindowsAzureMediaServices"
    )
    told = service.send("POST", ACS, [], body)

    assert (told.status, told.json["expires_in"]) == (200, "3900")
    bearer = f"Bearer {told.json['access_token']}"
    assert service.call("GET", "Assets", Authorization=bearer).status == 200
    assert service.send("POST", ACS, [], body.replace(b"Media", b"Other")).status == 400
