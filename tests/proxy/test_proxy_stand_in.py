"""Clients that know nothing of a stand-in reach it by the real names."""

import dataclasses
import subprocess
from collections.abc import Callable

import pytest
import requests
from wire import needs_curl, proxies, recorded, rows

from inspector.proxy import ProxySettings, RunningProxy
from inspector.standin.settings import StandInSettings

Run = Callable[[ProxySettings], RunningProxy]
LOGIN = "https://login.microsoftonline.com/tenant.example.test/oauth2/token"


@pytest.fixture
def proxy(run: Run, settings: ProxySettings) -> RunningProxy:
    """A proxy that answers for the service."""
    return run(dataclasses.replace(settings, stand_in=StandInSettings()))


def curl(proxy: RunningProxy, *arguments: str) -> str:
    """Return what curl prints."""
    done = subprocess.run(
        ["curl", "-sS", "-x", f"http://{proxy.listen}", "--cacert", str(proxy.ca), *arguments],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return done.stdout


@needs_curl
@pytest.mark.parametrize("version", ["--http1.1", "--http2"])
def test_the_old_root_redirects(version: str, proxy: RunningProxy) -> None:
    said = curl(proxy, version, "-w", "%{http_code} %{http_version}", "https://media.windows.net/")
    (row,) = rows(proxy.capture, 1)

    assert said.endswith({"--http1.1": "301 1.1", "--http2": "301 2"}[version])
    assert (row.host, row.status, row.service) == ("media.windows.net", 301, "api")


def test_a_token_is_issued_and_not_recorded(proxy: RunningProxy) -> None:
    form = {
        "grant_type": "client_credentials",
        "client_id": "99999999-8888-7777-6666-555555555555",
        "client_secret": "s3cr3t-0f-the-client",
        "resource": "https://rest.media.azure.net",
    }
    answer = requests.post(
        LOGIN, data=form, proxies=proxies(proxy), verify=str(proxy.ca), timeout=30
    )
    token = answer.json()["access_token"]
    (row,) = rows(proxy.capture, 1)
    exchange = recorded(proxy.capture, 1)
    proxy.stop()

    assert row.service == "token"
    assert exchange.response is not None
    assert token.encode() not in (exchange.response.body or b"")
    assert b"s3cr3t" not in b"".join(
        path.read_bytes() for path in proxy.capture.parent.glob("session*")
    )


def test_a_large_upload_reaches_it_whole(proxy: RunningProxy) -> None:
    url = "https://amsstandin.blob.core.windows.net/asset-1/video.mp4"
    body = bytes(range(256)) * 12_000
    answer = requests.put(
        url, data=body, headers={"x-ms-blob-type": "BlockBlob", "x-ms-version": "2019-02-02"},
        proxies=proxies(proxy), verify=str(proxy.ca), timeout=30,
    )  # fmt: skip
    (row,) = rows(proxy.capture, 1)

    assert row.status == answer.status_code
    assert row.service == "blob"
    assert answer.headers["Server"] == "ams-inspector-stand-in" or answer.status_code == 403
