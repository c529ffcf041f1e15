"""What a person notes of exchanges, written into a capture beside whoever records it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from inspector.capture import liveness, schema
from inspector.capture.rows import Mark
from inspector.core.clean import storable
from inspector.errors import CaptureError

PATIENCE = 2000  # milliseconds to wait for the recorder's lock; it holds it for some at a time


def keep(path: Path, n: int, *, marked: bool | None = None, comment: str | None = None) -> None:
    """Keep what is noted of exchange *n*; None leaves what another screen may have noted.

    A mark that says nothing is removed. A capture of an older schema is migrated, but for one
    that an older version still records. Raises CaptureError when it cannot be written.
    """
    with closing(schema.open_for_notes(path)) as connection:
        try:
            connection.execute(f"PRAGMA busy_timeout={PATIENCE}")
            connection.execute("BEGIN IMMEDIATE")
            if schema.version_of(connection) < schema.VERSION:
                _require_ended(connection, path)
                schema.migrate(connection)
            before = _noted(connection, n)
            _put(
                connection,
                Mark(
                    n,
                    before.marked if marked is None else marked,
                    before.comment if comment is None else comment,
                ),
            )
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise schema.unwritable(path, error) from error


def _require_ended(connection: sqlite3.Connection, path: Path) -> None:
    facts = dict(connection.execute("SELECT name, value FROM fact"))
    if facts.get("state") == "recording" and liveness.is_alive(str(facts.get("process", ""))):
        raise CaptureError(f"{path}: is being recorded by an older version, which keeps no marks")


def _noted(connection: sqlite3.Connection, n: int) -> Mark:
    sql = "SELECT marked, CAST(comment AS TEXT) FROM mark WHERE n = ?"
    marked, comment = connection.execute(sql, (n,)).fetchone() or (False, "")
    return Mark(n, bool(marked), comment)


def _put(connection: sqlite3.Connection, mark: Mark) -> None:
    if mark.marked or mark.comment:
        row = (mark.n, int(mark.marked), storable(mark.comment))
        connection.execute("INSERT OR REPLACE INTO mark VALUES (?, ?, ?)", row)
    else:
        connection.execute("DELETE FROM mark WHERE n = ?", (mark.n,))
