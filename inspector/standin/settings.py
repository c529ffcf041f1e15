"""How a stand-in is wished to be, and one made so."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.errors import ConfigError

if TYPE_CHECKING:
    from inspector.standin.app import StandIn

KEY_FILE = "stand-in-key.pem"
FASTEST = 100_000.0


@dataclass(frozen=True)
class StandInSettings:
    """What a user can say of a stand-in; *key_folder* keeps its signing key between runs."""

    state: Path | None = None  # None: in memory
    pace: float = 1.0
    faults: tuple[str, ...] = ()
    seed: int = 0
    key_folder: Path | None = None  # None: a key of the process's own


def stand_in(settings: StandInSettings) -> "StandIn":
    """Return a stand-in; raises ConfigError."""
    from inspector.standin.app import StandIn
    from inspector.standin.clock import Clock
    from inspector.standin.faults import Faults, UnknownFaultError, read_fault
    from inspector.standin.store.state import State

    try:
        plan = [read_fault(text) for text in settings.faults]
    except UnknownFaultError as error:
        raise ConfigError(f"--fault: {error}") from error
    if not 0 < settings.pace <= FASTEST:
        raise ConfigError(f"--pace {settings.pace:g}: is not above 0 and at most {FASTEST:g}")
    state = State(settings.state)
    if settings.key_folder is not None:
        state.secrets.set("signing key", _signing_key(settings.key_folder))
    return StandIn(state, Clock(pace=settings.pace), Faults(settings.seed, plan))


def _signing_key(folder: Path) -> bytes:
    """Return the key in *folder*, made when there is none; only its owner can read it."""
    from inspector.standin.tokens.authority import new_key

    file = folder / KEY_FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not file.exists():
            part = file.with_name(f"{KEY_FILE}.{os.getpid()}")
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as out:
                out.write(new_key())
            part.replace(file)  # whoever comes last wins; each has read a whole key
        return file.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigError(f"{file}: cannot keep the stand-in's signing key: {reason}") from error
