"""Leaves the TLS connections alone that are no concern of the profiles."""

import logging
from collections.abc import Callable

from mitmproxy import tls

logger = logging.getLogger(__name__)

NAMED = 1000  # hosts that are named once each in the log


class Tunnel:
    """Passes TLS to hosts that *opens* does not name through, without decrypting it."""

    def __init__(self, opens: Callable[[str], bool]) -> None:
        self.opens = opens
        self._named: set[str] = set()

    def tls_clienthello(self, data: tls.ClientHelloData) -> None:
        """Decide by the address asked for and by the name in the handshake."""
        address = data.context.server.address
        hosts = [name for name in (data.client_hello.sni, address and address[0]) if name]
        if any(self.opens(host) for host in hosts):
            return
        data.ignore_connection = True
        host = hosts[0] if hosts else "a host without name"
        if host not in self._named and len(self._named) < NAMED:
            self._named.add(host)
            logger.info("TLS to %s is passed on unopened: no host of the profile.", host)
