"""The tests' side of `addons/callers.py`: tells the proxy what is under way, waits for it."""

import secrets
import socket
from urllib.parse import quote

from inspector.core.caller import HOST, Caller

LIMIT = 20.0  # seconds for an answer; the proxy itself waits 10 for exchanges


class Notices:
    """A connection to *proxy*, made anew when it was closed; without a proxy it does nothing.

    By a socket of its own, since the clients above it are changed, and tests replace them.
    """

    def __init__(self, proxy: tuple[str, int]) -> None:
        self.proxy = proxy
        self.key = secrets.token_hex(8)
        self._socket: socket.socket | None = None

    def under_way(self, caller: Caller | None) -> bool:
        """Tell which test is under way, None for none; return whether the proxy has heard it."""
        told = f"?caller={quote(caller.pack())}" if caller else ""
        return self._ask(f"under-way/{self.key}{told}")

    def settled(self) -> bool:
        """Return once the exchanges of the test under way can be read in the capture."""
        return self._ask(f"settled/{self.key}")

    def close(self) -> None:
        """Let go of the proxy."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _ask(self, path: str) -> bool:
        request = f"GET http://{HOST}/{path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
        for _ in range(2):  # the proxy closes what was idle for ten minutes
            try:
                if self._socket is None:
                    self._socket = socket.create_connection(self.proxy, LIMIT)
                self._socket.sendall(request)
                if self._answered(self._socket):
                    return True
            except OSError:
                pass
            self.close()
        return False

    @staticmethod
    def _answered(connection: socket.socket) -> bool:
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            piece = connection.recv(4096)
            if not piece:
                return False
            answer += piece
        return b" 204 " in answer.partition(b"\r\n")[0]
