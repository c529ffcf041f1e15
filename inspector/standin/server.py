"""The stand-in on a port of this machine, in a thread."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from inspector.standin.wire import ABORT

START_LIMIT = 30.0  # seconds
IDLE_LIMIT = 120  # seconds, as IIS has it
STOP_LIMIT = 2  # seconds for calls that are being answered; all is to be over within 3


class AbortableProtocol(H11Protocol):
    """HTTP/1.1 that lets the application close its connection in the middle of an answer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Tell the application how to close the connection."""
        super().connection_made(transport)
        answer = self.app

        async def with_abort(scope: Scope, receive: Receive, send: Send) -> None:
            extended: dict[str, Any] = {**scope, "extensions": {ABORT: transport.abort}}
            await answer(extended, receive, send)

        self.app = with_abort


@contextlib.contextmanager
def serving(app: ASGIApp, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve *app* over plain HTTP while inside; gives `HOST:PORT`.

    Raises OSError when the port is not to be had; port 0 is the system's choice.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends at once (TCP_NODELAY) on sockets that say they are TCP; else each answer takes
    # 40 ms, until the client's system acknowledges its first packet.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
        server = uvicorn.Server(settings(app))
        thread = threading.Thread(target=server.run, args=([listener],), name="stand-in")
        thread.start()
        try:
            yield f"{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(START_LIMIT)


def settings(app: ASGIApp) -> uvicorn.Config:
    """Return a quiet server's settings; the stand-in writes its own `Server` and `Date`."""
    return uvicorn.Config(
        app,
        http=AbortableProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=STOP_LIMIT,
        timeout_keep_alive=IDLE_LIMIT,
    )
