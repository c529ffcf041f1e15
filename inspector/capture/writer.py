"""Write annotated exchanges to a capture, off the caller's thread.

What is appended is committed within a tenth of a second. A commit for each exchange would be
twice the work, so what comes within some hundredths of a second is committed together.
What was committed survives the process, however it ends; with `synchronous=NORMAL` only a crash
of the machine may take the latest commits along.
"""

import contextlib
import os
import sqlite3
import time
from collections import Counter, OrderedDict
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from types import MappingProxyType, TracebackType
from typing import BinaryIO, Self

from inspector.capture import entries, liveness, schema
from inspector.capture.batches import Batches, Task
from inspector.capture.records import exchange_record, verdict_record
from inspector.capture.saved import pack_record, unpack_verdict
from inspector.core.annotated import Annotated
from inspector.core.clean import one_line, storable
from inspector.errors import CaptureError

REMEMBERED = 2000  # exchanges that can be amended
LONGEST_WORD = 500  # characters of why recording has stopped
RESERVE = 128 * 1024  # bytes of the disk, given up for saying that it is full
_INSERT_EVENT = "INSERT INTO event VALUES (NULL, ?, ?, ?)"

NO_FACTS: Mapping[str, str] = MappingProxyType({})


class CaptureWriter:
    """Appends to the capture at *path*; makes it when there is none.

    *facts* are kept with it. *raw* lets messages in that still hold their secrets, and marks the
    file so. Raises CaptureError when the file cannot be written, is no capture, or is being
    recorded by another process; so does every method once writing has failed.
    """

    def __init__(
        self, path: Path, *, facts: Mapping[str, str] = NO_FACTS, raw: bool = False
    ) -> None:
        self.path = path
        self._raw = raw
        self._next = 1
        self._connection = schema.open_for_writing(path)
        try:
            self._begin(facts)
            self._reserve = _reserve(path)
        except (OSError, sqlite3.Error, CaptureError) as error:
            self._connection.close()
            raise self._as_capture_error(error) from error
        self._numbers: OrderedDict[str, int] = OrderedDict()
        self._counted: Counter[str] = Counter()
        self._batches = Batches(self._commit, "capture")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def has_room(self) -> bool:
        """Tell whether `append` would return at once: the disk keeps up, or writing has failed."""
        return self._batches.has_room

    def append(self, annotated: Annotated) -> None:
        """Put *annotated* behind the others; it is committed within a tenth of a second.

        Waits while there is no room; raises CaptureError when that takes too long.
        """
        if not (annotated.exchange.redacted or self._raw):
            raise ValueError("an exchange whose secrets are still in it")
        with self._batches.lock:
            if not self._batches.wait_for_room():
                raise CaptureError(f"{self.path}: the disk does not keep up; the capture has a gap")
            self._batches.put(partial(self._insert, self._next, annotated), _size(annotated))
            self._numbers[_key(annotated)] = self._next
            self._next += 1
            if len(self._numbers) > REMEMBERED:
                self._numbers.popitem(last=False)

    def amend(self, annotated: Annotated) -> None:
        """Replace findings and diagnosis of the exchange with the same id.

        Raises LookupError when it is not among the latest REMEMBERED of this writer.
        """
        with self._batches.lock:
            self._batches.check()
            self._batches.put(partial(self._update, self._numbers[_key(annotated)], annotated))

    def event(self, kind: str, text: str, at: float) -> None:
        """Keep a line of the proxy's own log; *at* is seconds since the Unix epoch."""
        row = (at, storable(kind), storable(text))
        self._batches.put(partial(self._execute, _INSERT_EVENT, row))

    def flush(self) -> None:
        """Return when everything so far is committed."""
        self._batches.flush()

    def close(self) -> None:
        """Commit everything and mark the capture as finished."""
        if not self._batches.close():
            return
        try:
            if self._batches.failure is not None:
                raise self._batches.failure
            self._finish()
        except (OSError, sqlite3.Error) as error:
            raise self._as_capture_error(error) from error
        finally:
            self._reserve.close()
            self._connection.close()

    def _begin(self, facts: Mapping[str, str]) -> None:
        self._connection.execute("BEGIN IMMEDIATE")  # of two that begin at once, one is refused
        known = dict(self._connection.execute("SELECT name, value FROM fact"))
        if known.get("state") == "recording" and liveness.is_alive(known.get("process", "")):
            pid = known["process"].partition(" ")[0]
            raise CaptureError(
                f"{self.path}: is being recorded by process {pid}; name another file"
            )
        schema.migrate(self._connection)
        unredacted = self._raw or known.get("redaction") == "off"
        own = {
            "created": known.get("created") or datetime.now(UTC).isoformat(timespec="seconds"),
            "redaction": "off" if unredacted else "on",
            "process": liveness.mark(),
            "state": "recording",
        }
        rows = [(storable(n), storable(v)) for n, v in {**facts, **own}.items()]
        self._connection.executemany("INSERT OR REPLACE INTO fact VALUES (?, ?)", rows)
        (last,) = self._connection.execute("SELECT max(n) FROM exchange").fetchone()
        self._connection.execute("COMMIT")
        self._next = (last or 0) + 1
        self._identity = self._identify()

    def _finish(self) -> None:
        self._execute("UPDATE fact SET value = 'finished' WHERE name = 'state'", ())
        try:
            # One file, that can be copied and read from where nothing can be written.
            self._connection.execute("PRAGMA busy_timeout=0")
            self._connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError:
            return  # a reader is looking at it: then the WAL stays

    def _commit(self, batch: list[Task]) -> None:
        try:
            self._commit_all(batch)
        except (OSError, sqlite3.Error, CaptureError) as error:
            failure = self._as_capture_error(error)
            self._leave_word(failure)
            raise failure from error

    def _leave_word(self, failure: Exception) -> None:
        """Say in the capture why nothing more will come."""
        self._reserve.close()
        text = one_line(f"Recording has stopped: {failure}", LONGEST_WORD)
        with contextlib.suppress(OSError, sqlite3.Error):  # the failure itself is raised
            self._connection.execute("BEGIN IMMEDIATE")
            self._execute("UPDATE fact SET value = 'interrupted' WHERE name = 'state'", ())
            self._execute(_INSERT_EVENT, (time.time(), "error", text))
            self._connection.execute("COMMIT")

    def _commit_all(self, batch: list[Task]) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            for task in batch:
                task()
            self._execute(entries.ADD_TO_TALLY, entries.tally_columns(self._counted))
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        self._counted.clear()
        if self._identify() != self._identity:
            raise CaptureError(f"{self.path}: was replaced while it was being recorded")

    def _insert(self, n: int, annotated: Annotated) -> None:
        exchange = annotated.exchange
        row = (
            n,
            pack_record(verdict_record(annotated)),
            pack_record(exchange_record(exchange)),
            entries.stored_body(exchange.request),
            entries.stored_body(exchange.response),
        )
        self._execute(entries.INSERT_EXCHANGE, entries.columns(n, annotated))
        self._execute(entries.INSERT_MESSAGE, row)
        if exchange.replay_of or exchange.mends:
            self._execute(entries.INSERT_APART, entries.apart_columns(n, annotated))
        if annotated.touches:
            self._connection.executemany(entries.INSERT_TOUCH, entries.touch_rows(n, annotated))
        self._counted.update(entries.count(annotated))

    def _update(self, n: int, annotated: Annotated) -> None:
        stored = self._connection.execute("SELECT verdict FROM message WHERE n = ?", (n,))
        (old,) = stored.fetchone()
        before = unpack_verdict(old).restore(annotated.exchange)
        self._counted.subtract(entries.count(before))
        self._counted.update(entries.count(annotated))
        verdict = pack_record(verdict_record(annotated))
        self._execute("UPDATE message SET verdict = ? WHERE n = ?", (verdict, n))
        self._execute(entries.UPDATE_EXCHANGE, entries.amended_columns(n, annotated))

    def _execute(self, sql: str, values: tuple[object, ...]) -> None:
        self._connection.execute(sql, values)

    def _identify(self) -> tuple[int, int]:
        found = self.path.stat()
        return found.st_dev, found.st_ino

    def _as_capture_error(self, error: Exception) -> Exception:
        if isinstance(error, FileNotFoundError):
            return CaptureError(f"{self.path}: was removed while it was being recorded")
        if isinstance(error, sqlite3.Error | OSError):
            return CaptureError(f"{self.path}: cannot be written: {error}")
        return error


def _reserve(path: Path) -> BinaryIO:
    """Return a file without a name beside *path*; what it takes of the disk is free once closed."""
    file = TemporaryFile(dir=path.absolute().parent, buffering=0)  # noqa: SIM115 - the writer's
    try:
        file.write(os.urandom(RESERVE))  # of zeros, some file systems keep nothing
    except OSError:
        file.close()
        raise
    return file


def _key(annotated: Annotated) -> str:
    return annotated.exchange.id or f"#{annotated.index}"


def _size(annotated: Annotated) -> int:
    messages = (annotated.exchange.request, annotated.exchange.response)
    return sum(len(message.body or b"") for message in messages if message is not None)
