"""Captures to look at, written as the proxy writes them."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
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
    return partial(written, tmp_path / "session.amscap")


def written(path: Path, exchanges: Iterable[Annotated]) -> Path:
    """Write annotated exchanges to *path*, and return it."""
    with CaptureWriter(path, facts=FACTS) as writer:
        for one in exchanges:
            writer.append(one)
    return path


@pytest.fixture
def told(record: Record) -> Path:
    """Return a capture of the story."""
    return record(story.story())


@pytest.fixture(scope="session")
def huge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a capture of 100,008 exchanges, 90 MB, to be read only."""
    path = tmp_path_factory.mktemp("huge") / "session.amscap"
    return story.multiplied(written(path, story.story()), 8334)


@pytest.fixture
def lent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lend a terminal that is none to programs: a test has no other."""

    @contextmanager
    def suspended(_app: InspectorApp) -> Iterator[None]:
        yield

    monkeypatch.setattr(InspectorApp, "suspend", suspended)
