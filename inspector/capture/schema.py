"""The tables of a capture, and how its file is made and recognised."""

import contextlib
import os
import sqlite3
from pathlib import Path

from inspector.core.clean import one_line
from inspector.errors import CaptureError

APPLICATION_ID = 0x616D7369  # "amsi"
VERSION = 3
MAGIC = b"SQLite format 3\x00"
HEADER = 72  # bytes of a database, the application id being the last four
PATIENCE = 10.0  # seconds to wait for another process's lock
FAULTS = (sqlite3.Error, UnicodeDecodeError)  # SQLite's words quote a spoilt schema's bytes

TABLES = {
    "exchange": """CREATE TABLE exchange (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL, started REAL, duration REAL, method TEXT NOT NULL,
  verb TEXT NOT NULL, host TEXT NOT NULL, path TEXT NOT NULL, operation TEXT NOT NULL,
  status INTEGER, size INTEGER, severity INTEGER NOT NULL, codes TEXT NOT NULL,
  service TEXT NOT NULL, profile TEXT, error TEXT NOT NULL
)""",
    "message": """CREATE TABLE message (
  n INTEGER PRIMARY KEY, verdict BLOB NOT NULL, exchange BLOB NOT NULL,
  request_body BLOB, response_body BLOB
)""",
    "tally": """CREATE TABLE tally (
  exchanges INTEGER NOT NULL, inspected INTEGER NOT NULL,
  errors INTEGER NOT NULL, warnings INTEGER NOT NULL, notes INTEGER NOT NULL
)""",
    "fact": "CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "event": """CREATE TABLE event (
  n INTEGER PRIMARY KEY, at REAL NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL
)""",
    "grave": "CREATE INDEX grave ON exchange (severity) WHERE severity > 0",
}
LIVES = {
    "touch": """CREATE TABLE touch (
  n INTEGER NOT NULL, place INTEGER NOT NULL, account TEXT NOT NULL, entity TEXT NOT NULL,
  other TEXT, act TEXT NOT NULL, way TEXT NOT NULL, refused INTEGER NOT NULL, part INTEGER,
  type TEXT NOT NULL, state TEXT NOT NULL, facts TEXT NOT NULL, PRIMARY KEY (n, place)
) WITHOUT ROWID""",
    "touched": "CREATE INDEX touched ON touch (entity)",
    "related": "CREATE INDEX related ON touch (other) WHERE other NOT NULL",
    "made": "CREATE INDEX made ON touch (entity) WHERE act = 'created' AND refused = 0",
}
NOTED = {
    "mark": """CREATE TABLE mark (
  n INTEGER PRIMARY KEY, marked INTEGER NOT NULL, comment TEXT NOT NULL
)""",
    # What is known of exchanges that are replays, or were mended on their way.
    "apart": """CREATE TABLE apart (
  n INTEGER PRIMARY KEY, replay_of INTEGER, mended TEXT NOT NULL
)""",
    "replayed": "CREATE INDEX replayed ON apart (replay_of) WHERE replay_of NOT NULL",
}
SCHEMAS = {1: TABLES, 2: TABLES | LIVES, 3: TABLES | LIVES | NOTED}
NOTED_FROM = 3  # the version that has them
TOLD_FROM = "lifelines-from"  # the fact that names the first exchange whose touches are kept


def open_for_writing(path: Path) -> sqlite3.Connection:
    """Open the capture at *path*, making one where there is no file; for its owner only.

    Raises CaptureError, also when what is there is no capture.
    """
    try:
        _make_private(path)
        connection = _connect(path, "rw")
    except (OSError, sqlite3.Error) as error:
        raise unwritable(path, error) from error
    try:
        fresh = _is_empty(connection)
        if not fresh:
            verify(connection, path)
        if fresh:  # before the WAL: a file that was copied without its WAL is a capture, too
            _create(connection)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
    except FAULTS as error:
        connection.close()
        raise unreadable(path, error) from error
    except CaptureError:
        connection.close()
        raise
    return connection


def open_for_notes(path: Path) -> sqlite3.Connection:
    """Open a capture that is there to write beside its recorder; raises CaptureError."""
    try:
        connection = _connect(path, "rw")
    except sqlite3.Error as error:
        raise unwritable(path, error) from error
    try:
        verify(connection, path)
    except CaptureError:
        connection.close()
        raise
    return connection


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Open the capture at *path* without ever changing it; raises CaptureError."""
    if path.is_dir():
        raise CaptureError(f"{path}: is a folder, not a capture")
    if not path.exists():
        raise CaptureError(f"{path}: no such file")
    try:
        connection = _connect_readable(path)
    except (OSError, *FAULTS) as error:
        raise unreadable(path, error) from error
    try:
        verify(connection, path)
    except CaptureError:
        connection.close()
        raise
    return connection


def verify(connection: sqlite3.Connection, path: Path) -> None:
    """Make sure that it is a capture of ours, with just our tables; raises CaptureError."""
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        version = version_of(connection)
        made = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql NOT NULL"))
    except FAULTS as error:
        raise unreadable(path, error) from error
    if application != APPLICATION_ID:
        raise CaptureError(f"{path}: an SQLite database, but no capture of ams-inspector")
    if version > VERSION:
        raise CaptureError(
            f"{path}: written by a newer ams-inspector (schema {version}); upgrade to read it"
        )
    if made != SCHEMAS.get(version):  # a view or trigger could do anything
        raise CaptureError(f"{path}: damaged: its tables are not those of schema {version}")


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a capture of an older schema up to this one, within the caller's transaction.

    What its exchanges did to entities was not kept, and only a profile could tell.
    """
    version = version_of(connection)
    for name, statement in SCHEMAS[VERSION].items():
        if name not in SCHEMAS[version]:
            connection.execute(statement)
    if version == 1:
        (last,) = connection.execute("SELECT max(n) FROM exchange").fetchone()
        told_from = str((last or 0) + 1)
        connection.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (TOLD_FROM, told_from))
    connection.execute(f"PRAGMA user_version={VERSION}")


def version_of(connection: sqlite3.Connection) -> int:
    """Return which schema a capture has."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def unreadable(path: Path, error: Exception) -> CaptureError:
    """Return what to raise when SQLite cannot read *path*."""
    if isinstance(error, UnicodeDecodeError):
        return CaptureError(f"{path}: damaged: its tables are not those of schema {VERSION}")
    code = getattr(error, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_NOTADB:
        return CaptureError(f"{path}: not a capture")
    if code is not None and code & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return CaptureError(f"{path}: is locked by another program; close that one first")
    if code is not None and code & 0xFF == sqlite3.SQLITE_CORRUPT:
        return CaptureError(f"{path}: damaged: {_reason(error)}")
    return CaptureError(f"{path}: cannot be read: {_reason(error)}")


def unwritable(path: Path, error: Exception) -> CaptureError:
    """Return what to raise when *path* cannot be written."""
    return CaptureError(f"{path}: cannot be written: {_reason(error)}")


def _create(connection: sqlite3.Connection) -> None:
    script = ";\n".join(SCHEMAS[VERSION].values())
    connection.executescript(
        f"BEGIN IMMEDIATE;\n{script};\n"
        "INSERT INTO tally VALUES (0, 0, 0, 0, 0);\n"
        f"PRAGMA application_id={APPLICATION_ID};\nPRAGMA user_version={VERSION};\nCOMMIT;"
    )


def _is_empty(connection: sqlite3.Connection) -> bool:
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    return bool(tables == 0 and application == 0)


def _make_private(path: Path) -> None:
    # SQLite gives -wal and -shm the mode of the file they belong to.
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    if not path.is_file():
        raise CaptureError(f"{path}: not a file; name one that may be written")
    with path.open("rb") as file:
        head = file.read(HEADER)
    if not head or (head.startswith(MAGIC) and head.endswith(APPLICATION_ID.to_bytes(4))):
        path.chmod(0o600)  # another file of the user's keeps its mode; it will be refused


def _connect_readable(path: Path) -> sqlite3.Connection:
    connection = _connect(path, "ro")
    try:
        connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError as error:
        # A folder that cannot be written: without a WAL there is nothing to be missed.
        connection.close()
        wal = path.with_name(path.name + "-wal")
        if wal.exists() and wal.stat().st_size:
            raise CaptureError(
                f"{path}: its latest exchanges are in {wal.name}; copy both to a folder that can "
                "be written"
            ) from error
        connection = _connect(path, "ro&immutable=1")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=PATIENCE,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.text_factory = _text
    connection.execute("PRAGMA trusted_schema=OFF")
    return connection


def _text(stored: bytes) -> str:
    return stored.decode("utf-8", "replace")


def _reason(error: Exception) -> str:
    # A spoilt schema stands in SQLite's message as it is.
    return one_line(getattr(error, "strerror", None) or str(error))
