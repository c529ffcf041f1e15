"""A real upstream on loopback, and proxies in front of it."""

import ssl
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme
from wire import Dump, Upstream, serve

from inspector.proxy import ProxySettings, RunningProxy, start


@pytest.fixture
def plain() -> Iterator[Upstream]:
    """An upstream without TLS."""
    server = serve()
    yield server.upstream
    server.shutdown()
    server.server_close()


@pytest.fixture
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upstream]:
    """An upstream with TLS."""
    ca = trustme.CA()
    authority = tmp_path_factory.mktemp("authority") / "ca.pem"
    ca.cert_pem.write_to_path(str(authority))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    context.set_alpn_protocols(["http/1.1"])
    server = serve(authority, context)
    yield server.upstream
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def ca_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The certificate authority of all proxies here; to make one takes a moment."""
    return tmp_path_factory.mktemp("proxy") / "ca"


@pytest.fixture
def settings(tmp_path: Path, ca_dir: Path) -> ProxySettings:
    """A proxy for which localhost is a host of the service."""
    return ProxySettings(
        capture=tmp_path / "session.amscap",
        ca_dir=ca_dir,
        listen=("127.0.0.1", 0),
        hosts=("localhost",),
    )


@pytest.fixture
def run() -> Iterator[Callable[[ProxySettings], RunningProxy]]:
    """Start proxies that end with the test."""
    running: list[RunningProxy] = []

    def started(settings: ProxySettings) -> RunningProxy:
        running.append(start(settings, echo=sys.stderr.write))
        return running[-1]

    yield started
    for proxy in running:
        proxy.stop()


@pytest.fixture
def mitmdump(tmp_path: Path) -> Iterator[Callable[..., "Dump"]]:
    """Start stock mitmdumps that end with the test."""
    running: list[Dump] = []

    def started(*arguments: str) -> Dump:
        running.append(Dump.start(tmp_path / f"dump{len(running)}", *arguments))
        return running[-1]

    yield started
    for dump in running:
        dump.stop()
