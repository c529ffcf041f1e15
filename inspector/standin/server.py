"""The stand-in on a port of this machine, in a thread."""

import contextlib
import socket
import threading
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

START_LIMIT = 30.0  # seconds


@contextlib.contextmanager
def serving(app: ASGIApp, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve *app* over plain HTTP while inside; gives `HOST:PORT`.

    Raises OSError when the port is not to be had; port 0 is the system's choice.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
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
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=2,
    )
