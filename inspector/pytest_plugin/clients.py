"""Python's HTTP clients, changed so that each request through the proxy bears its caller.

`http.client` is beneath urllib, urllib3, requests and the Azure SDKs, httpcore beneath httpx. A
client is changed once its module is there, and nothing is imported for it. The header is added on
the way to the proxy only, where it is taken off again; see `addons/callers.py`.
"""

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from inspector.core.caller import HEADER
from inspector.pytest_plugin.attributing import header_for

Wrap = Callable[[Any], Any]
Undo = Callable[[], None]
_changed: dict[str, list[Undo]] = {}  # by module


def change_clients() -> None:
    """Change the clients that have been imported since the last call."""
    for name, change in CHANGES.items():
        if name in sys.modules and name not in _changed:
            _changed[name] = change()


def restore_clients() -> None:
    """Make the clients what they were."""
    for undos in _changed.values():
        for undo in reversed(undos):
            undo()
    _changed.clear()


def _replaced(owner: type, name: str, wrap: Wrap) -> Undo:
    before = getattr(owner, name)
    setattr(owner, name, wrap(before))
    return lambda: setattr(owner, name, before)


def _http_client() -> list[Undo]:
    from http.client import HTTPConnection

    def wrap(putrequest: Any) -> Any:
        def noting(self: Any, *args: Any, **kwargs: Any) -> None:
            putrequest(self, *args, **kwargs)
            tunnel = getattr(self, "_tunnel_host", None)
            value = header_for((self.host, self.port), tunnel)
            if value is not None:
                self.putheader(HEADER, value)

        return noting

    return [_replaced(HTTPConnection, "putrequest", wrap)]


def _httpcore() -> list[Undo]:
    from httpcore import AsyncConnectionPool, ConnectionPool

    def wrap(handle: Any) -> Any:
        def noting(self: Any, request: Any) -> Any:
            value = _value_for_pool(self, request)
            if value is not None:
                request.headers = [*request.headers, (HEADER.encode(), value.encode())]
            return handle(self, request)

        return noting

    return [
        _replaced(ConnectionPool, "handle_request", wrap),
        _replaced(AsyncConnectionPool, "handle_async_request", wrap),
    ]


def _value_for_pool(pool: Any, request: Any) -> str | None:
    url = getattr(pool, "_proxy_url", None) or getattr(getattr(pool, "_proxy", None), "url", None)
    if url is None:
        return None
    sealed = request.url.scheme != b"http"
    return header_for(
        (url.host.decode(), url.port or 80), request.url.host.decode() if sealed else None
    )


def _aiohttp() -> list[Undo]:
    def wrap(send: Any) -> Any:
        async def noting(self: Any, *args: Any, **kwargs: Any) -> Any:
            proxy = self.proxy and urlsplit(str(self.proxy))
            if proxy:
                sealed = self.url.host if self.url.scheme == "https" else None
                value = header_for((proxy.hostname or "", proxy.port or 80), sealed)
                if value is not None:
                    self.headers[HEADER] = value
            return await send(self, *args, **kwargs)

        return noting

    return [_replaced(import_module("aiohttp").ClientRequest, "send", wrap)]


CHANGES: dict[str, Callable[[], list[Undo]]] = {  # by the module whose presence tells of the client
    "http.client": _http_client,
    "httpx": _httpcore,  # it imports httpcore when a client is made
    "aiohttp": _aiohttp,
}
