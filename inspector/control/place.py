"""Where the control channel is: a Unix socket in a folder that only its owner can enter."""

import os
import shutil
import socket
import stat
import struct
import sys
import tempfile
from pathlib import Path

from inspector.control.sendable import Refusal

LONGEST = 100  # bytes; the system's limit is 104 or 108
PREFIX = "ams-inspector-"
HAS_SOCKETS = hasattr(socket, "AF_UNIX") and sys.platform != "win32"


def make() -> Path | None:
    """Make a folder for a socket and return the socket's path; None where there can be none."""
    if not HAS_SOCKETS:
        return None
    for parent in (os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir(), "/tmp"):  # noqa: S108
        if not os.path.isabs(parent) or len(os.fsencode(parent)) > LONGEST - 32:  # noqa: PTH117
            continue
        try:
            return Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent), "control")  # mode 0700
        except OSError:  # it is not there, or cannot be written
            continue
    return None


def remove(path: Path) -> None:
    """Remove the socket and its folder."""
    shutil.rmtree(path.parent, ignore_errors=True)


def check(path: Path) -> None:
    """Make sure that a socket is this user's alone; raises Refusal.

    A capture may come from a stranger, and so may the path in it.
    """
    try:
        own, folder = path.lstat(), path.parent.lstat()
    except OSError as error:
        raise Refusal("the proxy that recorded this has ended") from error
    uid = os.getuid()
    private = stat.S_ISDIR(folder.st_mode) and not folder.st_mode & 0o077
    if not (private and stat.S_ISSOCK(own.st_mode) and own.st_uid == folder.st_uid == uid):
        raise Refusal("the capture names a control channel that is not yours alone")


def is_own(peer: socket.socket) -> bool:
    """Tell whether a process of this user is at the other end, as far as the system says."""
    if not hasattr(socket, "SO_PEERCRED"):
        return True  # the folder keeps others out
    _, uid, _ = struct.unpack("3i", peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return bool(uid == os.getuid())
