"""Keeps the proxy told of the test under way, and the clients bearing its name."""

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from inspector.announced import Announced
from inspector.profiles.catalogue import is_opened
from inspector.pytest_plugin.attributing import ACTIVE, Attribution, UnderWay
from inspector.pytest_plugin.clients import change_clients, restore_clients
from inspector.pytest_plugin.notices import Notices


class Telling:
    """A plugin of pytest: tells *proxy* of each test that begins; `stop` puts all back."""

    def __init__(self, proxy: Announced, root: Path) -> None:
        self.proxy = proxy
        self.notices = Notices(proxy.address)
        opens = partial(is_opened, hosts=proxy.hosts, profile=proxy.profile)
        self.attribution = Attribution(root, proxy.address, opens)
        ACTIVE.append(self.attribution)
        change_clients()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Tell of a test while it is set up, called and torn down."""
        self.attribution.test = test = test_of(item)
        self.notices.under_way(test.caller)
        try:
            return (yield)
        finally:
            self.attribution.test = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        """Change the clients that were imported for the test."""
        change_clients()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self) -> None:
        """Change the clients that its fixtures brought along."""
        change_clients()

    def stop(self) -> None:
        """Tell that no test is under way, and make the clients what they were."""
        if self.attribution not in ACTIVE:
            return
        ACTIVE.remove(self.attribution)
        if not ACTIVE:
            restore_clients()
        self.notices.under_way(None)
        self.notices.close()


def test_of(item: pytest.Item) -> UnderWay:
    """Return what is told of a test."""
    file, line, _ = item.location
    at = None if line is None else line + 1
    return UnderWay(item.nodeid, str(item.path), Path(file).as_posix(), at, time.time())
