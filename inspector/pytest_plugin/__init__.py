"""Fixtures for the tests of Media Services clients; pytest finds them by the entry point.

Nothing but pytest is imported until a test asks for a fixture: this module is loaded in every
project in whose environment the program is installed.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from inspector.standin.testing import MediaServices


@pytest.fixture(scope="session")
def media_services_server() -> "Iterator[MediaServices]":
    """Run a stand-in of Azure Media Services v2 for the whole session."""
    from inspector.standin.testing import running

    with running() as service:
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
