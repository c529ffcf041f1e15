"""Where on this machine things of the user are kept."""

import os
import sys
from pathlib import Path


def state_home() -> Path:
    """Return the user's folder for what programs keep between runs.

    XDG_STATE_HOME where it is set (XDG Base Directory 0.8 wants it absolute), else what the
    system's programs use.
    """
    named = os.environ.get("XDG_STATE_HOME", "")
    if os.path.isabs(named):  # noqa: PTH117 - a Path of "" would be the working folder
        return Path(named)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    return Path.home() / ".local" / "state"


def certificates() -> Path:
    """Return the folder of the proxy's own certificate authority."""
    return state_home() / "ams-inspector" / "ca"


def filters() -> Path:
    """Return the file of the filters that were typed on the screen."""
    return state_home() / "ams-inspector" / "filters"
