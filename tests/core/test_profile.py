"""Which service a request went to."""

import pytest

from inspector.core.exchange import Request
from inspector.core.service import Service
from inspector.profiles.media_services import MEDIA_SERVICES

OURS = ("*.media.example.test",)


@pytest.mark.parametrize(
    ("method", "url", "forced", "service"),
    [
        pytest.param("GET", "https://a.media.example.test/api/Assets", False, Service.API, id="a host of the settings"),
        pytest.param("GET", "https://A.Media.Example.test/api/Assets", False, Service.API, id="in capitals"),
        pytest.param("CONNECT", "a.media.example.test:443", False, Service.TUNNEL, id="a tunnel to it"),
        pytest.param("CONNECT", "https://a.media.example.test/", False, Service.TUNNEL, id="a tunnel to it, as a URL"),
        pytest.param("GET", "http://127.0.0.1:8000/api/Assets", True, Service.API, id="any host, when forced"),
        pytest.param("CONNECT", "example.test:443", True, Service.TUNNEL, id="any tunnel, when forced"),
        pytest.param("GET", "https://a.blob.core.windows.net/c/b", True, Service.BLOB, id="storage stays storage, when forced"),
        pytest.param("GET", "https://example.test/", False, None, id="no concern of ours"),
        pytest.param("CONNECT", "example.test:443", False, None, id="a tunnel that is no concern of ours"),
    ],
)  # fmt: skip
def test_the_service_of_a_request(
    method: str, url: str, forced: bool, service: Service | None
) -> None:
    request = Request(method=method, url=url)

    assert MEDIA_SERVICES.service(request, OURS, forced=forced) is service
