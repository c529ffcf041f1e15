"""Lets another answer for the profile's hosts; their names stay in URL, Host header and SNI.

`Answer` lets an ASGI application answer inside the proxy: no port, no certificate, no name to
look up, nothing that could still reach the real host. `Reroute` connects to another address
instead, which has to present a certificate for the real host that the proxy trusts:
`mitmdump -s addons/reroute.py --set reroute_to=127.0.0.1:8443 --set connection_strategy=lazy`.
Both want `connection_strategy=lazy`; with `eager` the real host is looked up first.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from mitmproxy import addonmanager, ctx, exceptions, http
from mitmproxy.proxy import server_hooks

from inspector.core.exchange import Request
from inspector.core.service import Service
from inspector.profiles.media_services import MEDIA_SERVICES

logger = logging.getLogger(__name__)

Event = MutableMapping[str, Any]
Application = Callable[
    [Event, Callable[[], Awaitable[Event]], Callable[[Event], Awaitable[None]]], Awaitable[None]
]
VERSIONS = {"HTTP/1.0": "1.0", "HTTP/2.0": "2", "HTTP/3": "3"}


def is_of_profile(host: str) -> bool:
    """Tell whether *host* is one of Media Services, or one its clients also need."""
    request = Request(method="GET", url=f"https://{host}/")
    return MEDIA_SERVICES.service(request) not in {None, Service.STRANGER}


class Reroute:
    """Connects to another address than the one the client asked for."""

    def __init__(self, covers: Callable[[str], bool] = is_of_profile) -> None:
        self.covers = covers
        self.address: tuple[str, int] | None = None

    def load(self, loader: addonmanager.Loader) -> None:
        """Add the option."""
        loader.add_option("reroute_to", str, "", "HOST:PORT that answers for the profile's hosts.")

    def configure(self, updated: set[str]) -> None:
        """Read the option; raises OptionsError when it is no address."""
        if "reroute_to" in updated:
            self.address = read_address(ctx.options.reroute_to)

    def server_connect(self, data: server_hooks.ServerConnectionHookData) -> None:
        """Change where a connection goes, before it is made."""
        asked = data.server.address
        if self.address is not None and asked is not None and self.covers(asked[0]):
            data.server.address = self.address


class Answer:
    """Lets *application* answer every request to a host that *covers* names."""

    def __init__(
        self, application: Application, covers: Callable[[str], bool] = is_of_profile
    ) -> None:
        self.application = application
        self.covers = covers

    def answers(self, flow: http.HTTPFlow) -> bool:
        """Tell whether the request of *flow* never leaves the proxy."""
        return self.covers(flow.request.pretty_host)

    async def request(self, flow: http.HTTPFlow) -> None:
        """Answer; a request that the application leaves unanswered loses its connection."""
        if flow.response is not None or flow.error is not None or not self.answers(flow):
            return
        call = Call(flow)
        try:
            await self.application(call.scope(), call.receive, call.send)
        except Exception:
            logger.exception("The application that answers for %s failed.", flow.request.host)
            call.fail()
        if call.status:
            flow.response = call.response()
        elif flow.killable:
            flow.kill()


class Call:
    """One request to an ASGI application (ASGI 3.0, HTTP 2.3) and what it answers."""

    def __init__(self, flow: http.HTTPFlow) -> None:
        self.flow = flow
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self._pieces: list[bytes] = []
        self._asked = False

    def scope(self) -> Event:
        """Return the request without its body."""
        request = self.flow.request
        path, _, query = request.data.path.partition(b"?")
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": VERSIONS.get(request.http_version, "1.1"),
            "method": request.method,
            "scheme": request.scheme,
            "path": unquote(path.decode("latin-1")),
            "raw_path": path,
            "query_string": query,
            "root_path": "",
            "headers": self._fields(),
            "client": self.flow.client_conn.peername[:2],
            "server": (request.pretty_host, request.port),
        }

    def _fields(self) -> list[tuple[bytes, bytes]]:
        request = self.flow.request
        fields = [(name.lower(), value) for name, value in request.headers.fields]
        if "host" not in request.headers:  # HTTP/2 has `:authority` instead
            fields.insert(0, (b"host", (request.authority or request.host).encode("idna")))
        return fields

    async def receive(self) -> Event:
        """Give the body; then wait, since the client is there until it has its answer."""
        if self._asked:
            await asyncio.Event().wait()
        self._asked = True
        return {"type": "http.request", "body": self.flow.request.raw_content or b""}

    async def send(self, event: Event) -> None:
        """Take a part of the answer."""
        if event["type"] == "http.response.start":
            self.status = event["status"]
            self.headers = [(bytes(name), bytes(value)) for name, value in event["headers"]]
        elif event["type"] == "http.response.body":
            self._pieces.append(event.get("body", b""))

    def fail(self) -> None:
        """Answer that the application failed, whatever it has answered so far."""
        self.status, self.headers = 500, []
        self._pieces = [b"the application failed; see the proxy's messages"]

    def response(self) -> http.Response:
        """Return the answer; nothing in it is encoded or changed."""
        headers, body = http.Headers(self.headers), b"".join(self._pieces)
        if "content-length" not in headers and self.status >= 200 and self.status != 204:
            headers["content-length"] = str(len(body))
        try:
            reason = HTTPStatus(self.status).phrase.encode()
        except ValueError:
            reason = b""
        now = time.time()
        return http.Response(b"HTTP/1.1", self.status, reason, headers, body, None, now, now)


def read_address(text: str) -> tuple[str, int] | None:
    """Read `HOST:PORT`, None of an empty text; raises OptionsError."""
    if not text:
        return None
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise exceptions.OptionsError(f"reroute_to is not HOST:PORT: {text}")
    return host.strip("[]"), int(port)


addons = [Reroute()]
