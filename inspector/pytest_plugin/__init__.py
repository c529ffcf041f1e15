"""What pytest is given by the program; it finds this module by the entry point.

Nothing but pytest is imported until a test asks for a fixture or the session is to be inspected:
this module is loaded in every project in whose environment the program is installed.
"""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from inspector.pytest_plugin.options import add_options, wished

if TYPE_CHECKING:
    from inspector.pytest_plugin.session import Session
    from inspector.pytest_plugin.traffic import Traffic
    from inspector.standin.testing import MediaServices

NAME = "ams-inspector-session"
BEHIND = "AMS_INSPECTOR_PROXY"  # a proxy that runs already
# Of pytest's options, those with which no test runs.
TELLING_ONLY = ("help", "version", "collectonly", "showfixtures", "show_fixtures_per_test", "markers", "cacheshow", "setupplan")  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    add_options(parser)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Begin, before any code of the user's is imported, when the session is to be inspected."""
    options = early_config.known_args_namespace
    what = wished(early_config)
    if any(getattr(options, name, False) for name in TELLING_ONLY):
        return
    if what is None and BEHIND not in os.environ:
        return
    from inspector.pytest_plugin.roles import role

    session = role(early_config, what)
    if session is not None:
        early_config.pluginmanager.register(session, NAME)
        if session.telling is not None:
            early_config.pluginmanager.register(session.telling)
        early_config.add_cleanup(session.stop)


@pytest.fixture(scope="session")
def media_services_server(request: pytest.FixtureRequest) -> "Iterator[MediaServices]":
    """Run a stand-in of Azure Media Services v2 for the whole session."""
    from inspector.standin.testing import running

    session = _session(request.config)
    recording = None if session is None else session.recording
    with running(0 if recording is None else recording.free_port()) as service:
        yield service


@pytest.fixture
def media_services(media_services_server: "MediaServices") -> "Iterator[MediaServices]":
    """Return a stand-in of Azure Media Services v2 that holds nothing but what an account has.

    `media_services.url` is the API's root, `.token()` a token, `.clock`, `.faults` and `.store`
    what tests need beside; see docs/stand-in.md.
    """
    media_services_server.reset()
    yield media_services_server
    media_services_server.reset()


@pytest.fixture
def ams_traffic(request: pytest.FixtureRequest) -> "Traffic":
    """Return what this test has sent so far, and what was found in it.

    `ams_traffic.exchanges`, `.findings` and `.codes` are lists; each look waits for the exchanges
    under way. Fails where nothing is inspected.
    """
    session = _session(request.config)
    if session is None or session.telling is None or session.telling.attribution.test is None:
        pytest.fail(
            "ams_traffic: nothing is inspected; run pytest with --ams-inspect", pytrace=False
        )
    from inspector.pytest_plugin.traffic import Traffic

    return Traffic(session.telling, session.telling.attribution.test)


def _session(config: pytest.Config) -> "Session | None":
    found: Session | None = config.pluginmanager.get_plugin(NAME)
    return found
