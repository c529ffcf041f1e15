"""What this process of pytest does: all of it, a worker's share, or the verdict on the workers'.

Behind a proxy that runs already (`inspector run -- pytest`) only the callers are told. A controller
of pytest-xdist runs no test: each worker has a proxy, and leaves its capture in the controller's
folder, where it is found even when the worker died.
"""

import os
import tempfile
from functools import partial
from pathlib import Path

import pytest

from inspector.announced import Announced
from inspector.capture.store import CaptureReader
from inspector.config.settings import Settings, settings_here
from inspector.errors import CaptureError, ConfigError
from inspector.pytest_plugin.options import Wished, as_typed
from inspector.pytest_plugin.recording import Recording, put
from inspector.pytest_plugin.session import Session
from inspector.pytest_plugin.telling import Telling
from inspector.pytest_plugin.verdict import Judge

FOLDER = "AMS_INSPECTOR_FOLDER"  # where the workers of a session leave their captures
CAPTURES = "*.amscap"


def role(config: pytest.Config, wished: Wished | None) -> Session | None:
    """Return what is to be done here, begun already; raises UsageError for what is not possible."""
    try:
        running = Announced.read(os.environ)
        if running is not None:
            return Session(telling=Telling(running, config.rootpath))
        if wished is None:
            return None
        chosen = settings_here(fail_on=wished.fail_on, baseline=wished.baseline)
        folder = os.environ.pop(FOLDER, None)  # what the tests start is no worker
        if folder is not None:
            return _worker(config, wished, chosen, Path(folder))
        return _controller(config, wished, chosen)
    except (ConfigError, CaptureError) as error:
        raise pytest.UsageError(as_typed(str(error))) from error


def _worker(config: pytest.Config, wished: Wished, chosen: Settings, folder: Path) -> Session:
    own = folder / os.environ.get("PYTEST_XDIST_WORKER", str(os.getpid()))
    capture = own.with_suffix(CAPTURES[1:])
    return _recording(config, wished, chosen, capture, own, folder / "ca")


def _controller(config: pytest.Config, wished: Wished, chosen: Settings) -> Session:
    judge = Judge(wished, chosen)
    if wished.capture is not None:
        make_room(wished.capture)
    folder = tempfile.TemporaryDirectory(prefix="ams-inspector-")
    config.add_cleanup(folder.cleanup)
    place = Path(folder.name)
    if distributes(config):
        os.environ[FOLDER] = folder.name
        config.add_cleanup(partial(put, {FOLDER: None}))
        return Session(judge=judge, captures=lambda: sorted(place.glob(CAPTURES)))
    capture = wished.capture or place / f"session{CAPTURES[1:]}"
    session = _recording(config, wished, chosen, capture, place / "own", place / "ca")
    session.judge, session.captures = judge, lambda: [capture]
    return session


def _recording(
    config: pytest.Config,
    wished: Wished,
    chosen: Settings,
    capture: Path,
    folder: Path,
    authority: Path,
) -> Session:
    recording = Recording(wished, chosen, capture, folder, authority)
    config.add_cleanup(recording.stop)
    return Session(recording=recording, telling=Telling(recording.announced, config.rootpath))


def distributes(config: pytest.Config) -> bool:
    """Tell whether pytest-xdist is to run the tests in other processes."""
    wished = config.known_args_namespace
    if getattr(wished, "usepdb", False) or getattr(wished, "numprocesses", None) == 0:
        return False
    spread = getattr(wished, "dist", "no") != "no" or getattr(wished, "distload", False)
    return bool(getattr(wished, "numprocesses", None) or (spread and wished.tx))


def make_room(capture: Path) -> None:
    """Remove the capture of an earlier session; raises CaptureError for any other file."""
    if not capture.exists():
        return
    with CaptureReader(capture) as reader:
        facts = reader.facts()
    if facts["state"] == "recording":
        raise CaptureError(
            f"{capture}: is being recorded by process {facts['pid']}; name another file"
        )
    for suffix in ("", "-wal", "-shm"):
        capture.with_name(capture.name + suffix).unlink(missing_ok=True)
