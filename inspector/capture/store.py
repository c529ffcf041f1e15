"""Captures: one SQLite file per recording, written by the proxy and read by everyone else."""

import os
from datetime import datetime
from pathlib import Path

from inspector.capture.notes import keep
from inspector.capture.reader import CaptureReader
from inspector.capture.rows import Condition, Defects, Event, Mark, Row, Tally
from inspector.capture.vocabulary import vocabulary
from inspector.capture.writer import CaptureWriter
from inspector.core.lives.lifeline import Entity, Lifeline
from inspector.errors import CaptureError

__all__ = [
    "CaptureReader",
    "CaptureWriter",
    "Condition",
    "Defects",
    "Entity",
    "Event",
    "Lifeline",
    "Mark",
    "Row",
    "Tally",
    "default_path",
    "keep",
    "vocabulary",
]


def default_path(now: datetime, state_home: Path) -> Path:
    """Return where this process' capture goes: `<state>/ams-inspector/captures/TIME-PID.amscap`.

    Makes the folder, for its owner only. Raises CaptureError when that is not possible.
    """
    folder = state_home / "ams-inspector" / "captures"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CaptureError(f"{folder}: cannot keep captures here: {reason}") from error
    return folder / f"{now:%Y-%m-%dT%H-%M-%S}-{os.getpid()}.amscap"
