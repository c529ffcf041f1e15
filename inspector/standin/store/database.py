"""The SQLite database behind the stand-in: in memory, or a file."""

import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from inspector.errors import ConfigError
from inspector.standin.schema import schema
from inspector.standin.store.sqlfunctions import FUNCTIONS
from inspector.standin.store.tables import tables_of

_STEPS = 10_000  # of SQLite's virtual machine, between two looks at the clock
_PATIENCE = 0.2  # seconds for another stand-in to let go of a file
FORM = 1  # of the tables; another one is not read
_MARK = 0x414D5353  # "AMSS", the application id of a stand-in's file
_OWN_TABLES = """
CREATE TABLE IF NOT EXISTS "$links" (
  n INTEGER PRIMARY KEY, way TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL,
  UNIQUE (way, source, target)
);
CREATE INDEX IF NOT EXISTS "$links by target" ON "$links" (way, target);
CREATE TABLE IF NOT EXISTS "$due" (
  n INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, entity TEXT NOT NULL,
  more TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS "$due by time" ON "$due" (at);
CREATE INDEX IF NOT EXISTS "$due by entity" ON "$due" (entity);
CREATE TABLE IF NOT EXISTS "$containers" (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS "$blobs" (
  n INTEGER PRIMARY KEY, container TEXT NOT NULL, name TEXT NOT NULL, block TEXT NOT NULL,
  content BLOB NOT NULL, size INTEGER NOT NULL, type TEXT NOT NULL, modified TEXT NOT NULL,
  about TEXT NOT NULL, UNIQUE (container, name, block)
);
CREATE INDEX IF NOT EXISTS "$blobs by size" ON "$blobs" (size);
CREATE TABLE IF NOT EXISTS "$secrets" (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
"""


class Database:
    """One connection, for one thread at a time: hold *lock* while using it."""

    def __init__(self, file: Path | None = None) -> None:
        """Open *file*, made when it is not there; raises ConfigError when it cannot be used."""
        self.lock = threading.RLock()
        self._depth = 0
        try:
            self._connection = sqlite3.connect(
                ":memory:" if file is None else _private(file),
                timeout=_PATIENCE,
                isolation_level=None,
                check_same_thread=False,
            )
            # A state in memory is let go of like any other value.
            self._finalize = weakref.finalize(self, self._connection.close)
            self._prepare(file)
        except (sqlite3.Error, OSError, ValueError) as error:
            raise ConfigError(f"--state {file}: {_reason(error)}") from error

    def _prepare(self, file: Path | None) -> None:
        for name, count, work in FUNCTIONS:
            self._connection.create_function(name, count, work, deterministic=True)
        if file is not None:
            self.execute("PRAGMA locking_mode = EXCLUSIVE")
            self.execute("PRAGMA journal_mode = WAL")
            self.execute("PRAGMA synchronous = NORMAL")
            (mark,) = self.execute("PRAGMA application_id").fetchone()
            (form,) = self.execute("PRAGMA user_version").fetchone()
            (tables,) = self.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            if tables and (mark, form) != (_MARK, FORM):
                raise ConfigError(
                    f"--state {file}: is no state of this version's stand-in; name another file"
                )
            self.execute(f"PRAGMA application_id = {_MARK}")
            self.execute(f"PRAGMA user_version = {FORM}")
        self._connection.executescript(_OWN_TABLES)
        for entity_set in schema().sets.values():
            for statement in tables_of(entity_set):
                self.execute(statement)

    def execute(self, statement: str, values: Any = ()) -> sqlite3.Cursor:
        """Run one statement."""
        return self._connection.execute(statement, values)

    def execute_many(self, statement: str, rows: Any) -> None:
        """Run one statement for each of *rows*."""
        self._connection.executemany(statement, rows)

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Interrupt a statement that takes longer; it raises OperationalError then."""
        last = time.monotonic() + seconds
        self._connection.set_progress_handler(lambda: time.monotonic() > last, _STEPS)
        try:
            yield
        finally:
            self._connection.set_progress_handler(None, 0)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Take back every change made inside when it ends in an exception."""
        mark = f"t{self._depth}"
        self._depth += 1
        self.execute(f"SAVEPOINT {mark}")
        try:
            yield
        except BaseException:
            self.execute(f"ROLLBACK TO {mark}")
            raise
        finally:
            self._depth -= 1
            self.execute(f"RELEASE {mark}")

    def close(self) -> None:
        """Close the file."""
        self._finalize()


def _private(file: Path) -> Path:
    """Make a file that only its owner can read, when it is not there: it holds keys."""
    if not file.exists():
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600))
    return file


def _reason(error: Exception) -> str:
    text = str(error)
    if isinstance(error, OSError):
        return f"{error.strerror}; name a file that can be written"
    if "locked" in text:
        return "is in use by another stand-in; stop that one, or name another file"
    if "not a database" in text:
        return "is no SQLite file; name another one"
    return f"{text}; name a file that can be written"
