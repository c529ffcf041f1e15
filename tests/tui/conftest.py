"""Captures to look at, written as the proxy writes them."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import story

from inspector.capture.store import CaptureWriter
from inspector.core.annotated import Annotated
from inspector.tui.app import InspectorApp

Record = Callable[[Iterable[Annotated]], Path]
FACTS = {"listen": "127.0.0.1:8080"}


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """Return what writes annotated exchanges to a finished capture."""

    def write(exchanges: Iterable[Annotated]) -> Path:
        path = tmp_path / "session.amscap"
        with CaptureWriter(path, facts=FACTS) as writer:
            for one in exchanges:
                writer.append(one)
        return path

    return write


@pytest.fixture
def told(record: Record) -> Path:
    """Return a capture of the story."""
    return record(story.story())


@pytest.fixture
def huge(told: Path) -> Path:
    """Return a capture of 100,008 exchanges."""
    return story.multiplied(told, 8334)


@pytest.fixture
def lent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lend a terminal that is none to programs: a test has no other."""

    @contextmanager
    def suspended(_app: InspectorApp) -> Iterator[None]:
        yield

    monkeypatch.setattr(InspectorApp, "suspend", suspended)
