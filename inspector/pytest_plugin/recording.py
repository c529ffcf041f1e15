"""A private proxy for the tests of one process, and the environment that leads to it."""

import os
import socket
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from inspector.announced import Announced
from inspector.config.settings import Settings
from inspector.passage import Passage
from inspector.proxy import ProxySettings, start
from inspector.pytest_plugin.options import Wished
from inspector.standin.settings import StandInSettings


class Recording:
    """Starts the proxy, changes `os.environ`, and puts both back by `stop`.

    *folder* is for this process alone, *authority* may be shared. Raises ConfigError and
    CaptureError. After `stop`, *wrong* says whether it ended as it should, *words* what else
    the proxy had to say; "" is nothing.
    """

    def __init__(
        self, wished: Wished, chosen: Settings, capture: Path, folder: Path, authority: Path
    ) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        with ExitStack() as undo:
            self._port = undo.enter_context(reserved_port())
            hosts = (*chosen.hosts, f"127.0.0.1:{self._port.getsockname()[1]}")
            proxy = start(proxy_settings(wished, replace(chosen, hosts=hosts), capture, authority))
            self._proxy = undo.enter_context(proxy)
            self.announced = Announced(proxy.listen, proxy.ca, capture, hosts, chosen.profile)
            passage = Passage(proxy.listen, proxy.ca, folder, wished.no_proxy)
            wanted = {**passage.environment(os.environ), **self.announced.environment()}
            undo.callback(put, become(wanted))
            self._undo: ExitStack | None = undo.pop_all()
        self.wrong = self.words = ""

    def free_port(self) -> int:
        """Return the port of this machine that is a host of the service, for a server there."""
        port: int = self._port.getsockname()[1]
        self._port.close()
        return port

    def stop(self) -> None:
        """End the proxy, everything being on disk, and restore the environment."""
        undo, self._undo = self._undo, None
        if undo is None:
            return
        self.wrong = "" if self._proxy.alive else self._proxy.obituary()
        undo.close()
        self.wrong = self.wrong or self._proxy.shortfall()
        self.words = self._proxy.last_words.strip()


def proxy_settings(
    wished: Wished, chosen: Settings, capture: Path, authority: Path
) -> ProxySettings:
    """Return what the proxy has to know."""
    return ProxySettings(
        capture=capture,
        ca_dir=authority,
        listen=("127.0.0.1", 0),
        stand_in=StandInSettings() if wished.stand_in else None,
        profile=chosen.profile,
        policy=chosen.policy,
        trust=chosen.trust,
        model=chosen.model,
        hosts=chosen.hosts,
    )


def reserved_port() -> socket.socket:
    """Return a socket that keeps a port of this machine from other programs."""
    kept = socket.socket()
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    kept.bind(("127.0.0.1", 0))
    return kept


def become(wanted: Mapping[str, str]) -> dict[str, str | None]:
    """Make the environment what is *wanted*; return what differed, None for what was not there."""
    names = {*os.environ, *wanted}
    different = [name for name in names if os.environ.get(name) != wanted.get(name)]
    before = {name: os.environ.get(name) for name in different}
    put({name: wanted.get(name) for name in different})
    return before


def put(values: Mapping[str, str | None]) -> None:
    """Set variables of the environment; None takes one away."""
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
