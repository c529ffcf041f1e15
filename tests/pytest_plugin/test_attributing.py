"""Which line is told of a request, and to whom a client tells it."""

import http.client
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests

from inspector.core.caller import HEADER, Caller
from inspector.pytest_plugin import attributing
from inspector.pytest_plugin.attributing import ACTIVE, Attribution, UnderWay, is_users
from inspector.pytest_plugin.clients import change_clients, restore_clients

ROOT = Path("/w")
IT = UnderWay("tests/test_a.py::test_it", "/w/tests/test_a.py", "tests/test_a.py", 7, 0.0)


def frames(*files: str) -> Any:
    """Return the innermost frame of a stack of functions in *files*, each at its line 3."""
    call: Callable[[], Any] = lambda: sys._getframe(1)  # noqa: E731
    for file in reversed(files):
        space: dict[str, Any] = {"inner": call}
        exec(compile("def call():\n\n    return inner()", file, "exec"), space)
        call = space["call"]
    return call()


@pytest.mark.parametrize(
    ("stack", "test", "caller"),
    [
        pytest.param(["/w/tests/test_a.py"],                         IT,   Caller(IT.id, IT.file, 3),             id="the test itself"),
        pytest.param(["/w/tests/test_a.py", "/w/client.py"],         IT,   Caller(IT.id, IT.file, 3),             id="by the user's client"),
        pytest.param(["/w/conftest.py", "/w/client.py"],             IT,   Caller(IT.id, "client.py", 3),         id="by a fixture"),
        pytest.param(["/w/conftest.py", "/w/.venv/lib/python3.13/site-packages/requests/api.py"], IT, Caller(IT.id, "conftest.py", 3), id="by an installed client"),
        pytest.param(["/elsewhere/client.py"],                       IT,   Caller(IT.id, IT.file, 7),             id="by a thread of a library"),
        pytest.param(["/w/conftest.py"],                             None, Caller("", "conftest.py", 3),          id="between tests"),
        pytest.param(["/elsewhere/client.py"],                       None, None,                                  id="by nobody known"),
    ],
)  # fmt: skip
def test_the_line_that_calls(
    stack: list[str], test: UnderWay | None, caller: Caller | None
) -> None:
    attribution = Attribution(ROOT, ("127.0.0.1", 1), lambda host: True)
    attribution.test = test

    assert attribution.caller(frames("/outside.py", *stack)) == caller


@pytest.mark.parametrize(
    ("file", "users"),
    [
        pytest.param("/w/tests/test_a.py",                               True,  id="a test"),
        pytest.param("/w/site.packages/a.py",                            True,  id="a folder that is called alike"),
        pytest.param(http.client.__file__,                               False, id="Python's own"),
        pytest.param(requests.__file__,                                  False, id="installed"),
        pytest.param(attributing.__file__,                               False, id="ours"),
        pytest.param("<string>",                                         False, id="no file"),
    ],
)  # fmt: skip
def test_whose_code_it_is(file: str, users: bool) -> None:
    assert is_users(file) is users


class Wire:
    """A server of this machine that keeps the heads of requests, and answers each with 204."""

    def __init__(self) -> None:
        self.heads: list[str] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address: tuple[str, int] = self.listener.getsockname()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:  # closed
                return
            with connection:
                head = b""
                while not head.endswith(b"\r\n\r\n"):
                    head += connection.recv(65536)
                self.heads.append(head.decode("latin-1"))
                connection.sendall(b"HTTP/1.1 204 None\r\nConnection: close\r\n\r\n")


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """Stand where the proxy is, with the clients changed."""
    wire = Wire()
    url = f"http://127.0.0.1:{wire.address[1]}"
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, url)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    attribution = Attribution(Path(__file__).parent, wire.address, lambda host: host == "opened")
    attribution.test = UnderWay("a::b", __file__, "a.py", 1, 0.0)
    ACTIVE.append(attribution)
    change_clients()
    yield wire
    ACTIVE.remove(attribution)
    restore_clients()
    wire.listener.close()


def by_urllib3(url: str) -> None:
    requests.get(url, timeout=30)


def by_httpx(url: str) -> None:
    httpx.get(url, timeout=30)


@pytest.mark.parametrize("get", [by_urllib3, by_httpx])
def test_a_client_tells_the_proxy_and_nobody_else(
    proxy: Wire, get: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    get("http://service.test/")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    direct = Wire()
    get(f"http://127.0.0.1:{direct.address[1]}/")
    direct.listener.close()

    assert f"{HEADER.lower()}: test=a%3a%3ab" in proxy.heads[0].lower()
    assert HEADER.lower() not in direct.heads[0].lower()


@pytest.mark.parametrize(
    ("host", "told"), [pytest.param("opened", True, id="opened"), pytest.param("sealed", False, id="passed on")]
)  # fmt: skip
def test_a_tunnel_bears_the_header_only_when_the_proxy_opens_it(
    proxy: Wire, host: str, told: bool
) -> None:
    connection = http.client.HTTPSConnection(*proxy.address)
    connection.set_tunnel(host)

    connection.putrequest("GET", "/")

    assert any(HEADER.encode() in line for line in connection._buffer) is told


def test_clients_are_put_back() -> None:
    before = http.client.HTTPConnection.putrequest
    change_clients()
    changed = http.client.HTTPConnection.putrequest
    restore_clients()

    assert changed is not before
    assert http.client.HTTPConnection.putrequest is before
