"""A client behind a proxy, of the standard library only; it tells the story of the demo."""

import json
import ssl
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

TIMEOUT = 30.0  # seconds
ROOT = "https://demoaccount.restv2.westus.media.azure.net/api/"
VERBOSE = "application/json;odata=verbose"


class Stopped(Exception):  # noqa: N818 - the listener has left
    """The story is to end here."""


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def entity(self) -> dict[str, Any]:
        """Return the entity in the body, of either form of JSON."""
        value = json.loads(self.body)
        inside: dict[str, Any] = value.get("d", value)
        return inside


@dataclass
class Client:
    """Makes one call after the other, and says before each what is about to happen."""

    proxy: tuple[str, int]
    ca: Path
    pause: float = 0.0  # seconds between calls
    say: Callable[[str], None] = lambda _: None
    token: str = ""
    stopped: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._tls = ssl.create_default_context(cafile=str(self.ca))
        self._connections: dict[str, HTTPSConnection] = {}

    def call(
        self,
        about: str,
        method: str,
        url: str,
        body: bytes | str | dict[str, Any] = b"",
        *,
        without: tuple[str, ...] = (),
        **changed: str,
    ) -> Reply:
        """Call the operations API with good headers but for those *changed* or left out.

        *url* may be relative to the API's root; underscores in names stand for hyphens.
        """
        headers = {
            "Accept": "application/json",
            "Authorization": f"Bearer {self.token}",
            "DataServiceVersion": "3.0",
            "MaxDataServiceVersion": "3.0",
            "x-ms-version": "2.19",
            "x-ms-client-request-id": str(uuid.uuid4()),
        }
        if body:
            headers["Content-Type"] = "application/json"
        headers.update((name.replace("_", "-"), value) for name, value in changed.items())
        kept = {name: value for name, value in headers.items() if name not in without}
        return self.send(about, method, url if "://" in url else ROOT + url, kept, body)

    def send(
        self,
        about: str,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | str | dict[str, Any] = b"",
    ) -> Reply:
        """Send exactly this; raises Stopped when the story is over."""
        if self.stopped.wait(self.pause if self._connections else 0):  # no wait for the first call
            raise Stopped
        self.say(about)
        if isinstance(body, dict):
            body = json.dumps(body)
        sent = body.encode() if isinstance(body, str) else body
        parts = urlsplit(url)
        connection = self._connection(parts.hostname or "")
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        try:
            connection.request(method, target, sent or None, dict(headers))
            response = connection.getresponse()
            return Reply(response.status, dict(response.getheaders()), response.read())
        except (HTTPException, OSError) as error:
            if self.stopped.is_set():  # the proxy went first
                raise Stopped from error
            raise

    def _connection(self, host: str) -> HTTPSConnection:
        if host not in self._connections:
            connection = HTTPSConnection(*self.proxy, context=self._tls, timeout=TIMEOUT)
            connection.set_tunnel(host, 443)
            self._connections[host] = connection
        return self._connections[host]

    def close(self) -> None:
        """Close what is open."""
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()
