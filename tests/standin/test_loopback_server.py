"""The stand-in on a port of its own."""

import http.client
import json
import urllib.parse

import make
import pytest

from inspector.standin.app import StandIn
from inspector.standin.server import serving

FORM = urllib.parse.urlencode(
    {
        "grant_type": "client_credentials",
        "client_id": "app",
        "client_secret": "secret",
        "resource": make.AUDIENCE,
    }
)


@pytest.fixture(scope="module")
def address() -> str:
    with serving(StandIn()) as listen:
        yield listen


def asked(address: str, method: str, path: str, body: str = "", **headers: str):
    connection = http.client.HTTPConnection(address, timeout=30)
    connection.request(method, path, body or None, headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def test_the_api_and_its_tokens_by_path(address: str) -> None:
    _, body = asked(address, "POST", "/contoso.com/oauth2/token", FORM)
    headers = {
        "Authorization": f"Bearer {json.loads(body)['access_token']}",
        "x-ms-version": "2.19",
        "Accept": "application/json",
        "Content-Type": "application/json",
    }

    response, body = asked(address, "POST", "/api/Assets", '{"Name":"a"}', **headers)

    assert response.status == 201
    assert response.headers["Location"].startswith(f"http://{address}/api/Assets('nb%3Acid")
    change = urllib.parse.urlsplit(response.headers["Location"]).path
    response, _ = asked(address, "MERGE", change, '{"Name":"b"}', **headers)
    assert response.status == 204
    assert asked(address, "GET", "//api//Assets()", **headers)[0].status == 200


def test_the_real_names_by_the_host_header(address: str) -> None:
    response, _ = asked(address, "DELETE", "/API/Assets", Host="media.windows.net")

    assert response.status == 301


def test_a_browser_is_told_what_this_is(address: str) -> None:
    response, body = asked(address, "GET", "/")

    assert response.headers.get_all("Server") == ["ams-inspector-stand-in"]
    assert len(response.headers.get_all("Date")) == 1
    assert "This is not Microsoft’s service" in body.decode()
    assert asked(address, "GET", "/favicon.ico")[0].status == 404
