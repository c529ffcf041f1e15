"""Where recordings go: captures in the user's state folder, what `run` needs among the temporary."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from inspector.doctor.remark import Remark, fine, problem, warning

TOPIC = "storage"
MIB = 1024 * 1024
TIGHT, FULL = 1024 * MIB, 50 * MIB  # bytes that are free
NETWORKED = (
    "nfs", "cifs", "smb", "afs", "9p", "ceph", "gluster", "lustre", "gfs", "ocfs", "davfs", "vboxsf",
    "prl_fs", "fuse.sshfs", "fuse.s3fs", "fuse.rclone", "fuse.gcsfuse", "drvfs",
)  # fmt: skip


@dataclass(frozen=True)
class Storage:
    """A folder for recordings; it may be that only what is above it is there yet."""

    folder: Path
    elsewhere: str  # how a command is told another
    fault: str = ""  # why nothing can be written there
    free: int = 0  # bytes
    journal: str = "wal"  # what SQLite gives when it is asked for a WAL
    filesystem: str = ""  # its type; "" when the system does not tell


def look() -> list[Storage]:
    """See the state folder and the temporary one, by writing to them."""
    from inspector import places

    state = places.certificates().parent
    return [
        look_at(state, "XDG_STATE_HOME=/another/folder, or `--capture FILE`"),
        look_at(Path(tempfile.gettempdir()), "TMPDIR=/another/folder"),
    ]


def look_at(folder: Path, elsewhere: str) -> Storage:
    """See whether recordings can be kept in *folder*, which need not be there."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    try:
        with tempfile.TemporaryDirectory(prefix=".ams-inspector-", dir=there) as probe:
            journal = _journal(Path(probe))
        free = shutil.disk_usage(there).free
    except OSError as error:
        return Storage(folder, elsewhere, fault=error.strerror or str(error))
    except sqlite3.Error as error:
        return Storage(folder, elsewhere, fault=str(error))
    return Storage(folder, elsewhere, "", free, journal, _filesystem(there.resolve()))


def judge(seen: list[Storage]) -> Iterator[Remark]:
    """Say whether recordings can be kept."""
    for one in seen:
        faults = list(_faults(one))
        yield from faults or [fine(TOPIC, f"{one.folder}: {_size(one.free)} free")]


def _faults(seen: Storage) -> Iterator[Remark]:
    where, remedy = seen.folder, f"name another: {seen.elsewhere}"
    if seen.fault:
        yield problem(TOPIC, f"{where}: {seen.fault}", "nothing can be recorded there", remedy)
        return
    if seen.free < FULL:
        yield problem(TOPIC, f"{where}: {_size(seen.free)} free", "recordings break off", remedy)
    elif seen.free < TIGHT:
        left = f"{where}: {_size(seen.free)} free"
        yield warning(TOPIC, left, "a long recording breaks off", f"make room, or {remedy}")
    if seen.journal != "wal":
        yield problem(
            TOPIC,
            f"{where}: SQLite keeps no WAL there ({seen.journal})",
            "a capture cannot be looked at while it is being recorded",
            f"{remedy}, on a disk of this machine",
        )
    elif seen.filesystem.startswith(NETWORKED):
        yield warning(
            TOPIC,
            f"{where}: is on a network's file system ({seen.filesystem})",
            "SQLite's WAL needs memory that all programs share: captures may be damaged",
            f"{remedy}, on a disk of this machine",
        )


def _size(free: int) -> str:
    return f"{free / MIB / 1024:,.1f} GiB" if free >= TIGHT else f"{free // MIB:,} MiB"


def _journal(folder: Path) -> str:
    with closing(sqlite3.connect(folder / "probe.db")) as connection:
        (journal,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
        connection.execute("CREATE TABLE t (a)")
        connection.commit()
    return str(journal)


def _filesystem(folder: Path) -> str:
    """Return the type of the file system that *folder* is on, as Linux tells it."""
    mounts, found = Path("/proc/self/mounts"), ("", "")
    if not mounts.exists():
        return ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _, written, kind, *_ = line.split()
        point = written.replace("\\040", " ")
        if len(point) >= len(found[0]) and folder.is_relative_to(point):
            found = (point, kind)
    return found[1]
