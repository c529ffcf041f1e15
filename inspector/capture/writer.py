"""Write annotated exchanges to a capture, off the caller's thread.

What is appended is committed within a tenth of a second. A commit for each exchange would be
twice the work, so one thread gathers what comes within BATCH_SECONDS and commits it together.
What was committed survives the process, however it ends; with `synchronous=NORMAL` only a crash
of the machine may take the latest commits along.
"""

import sqlite3
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from inspector.capture import entries, liveness, schema
from inspector.capture.records import exchange_record, verdict_record
from inspector.capture.saved import pack_record, unpack_verdict
from inspector.core.annotated import Annotated
from inspector.errors import CaptureError

BATCH_SECONDS = 0.03
BATCH_SIZE = 256  # exchanges of one commit
PENDING_LIMIT = 2000  # exchanges in memory; beyond, `append` waits for the disk
PENDING_BYTES = 64 * 1024 * 1024  # of their bodies
REMEMBERED = 2000  # exchanges that can be amended

Task = Callable[[], None]
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
        except (OSError, sqlite3.Error, CaptureError) as error:
            self._connection.close()
            raise self._as_capture_error(error) from error
        self._numbers: OrderedDict[str, int] = OrderedDict()
        self._counted: Counter[str] = Counter()
        self._failure: Exception | None = None
        self._wake = threading.Condition()
        self._pending: list[Task] = []
        self._bytes_taken = self._bytes_done = 0  # of bodies put, of bodies written
        self._taken = self._done = 0  # tasks put, tasks committed
        self._hurried = self._closing = False
        self._thread = threading.Thread(target=self._run, name="capture", daemon=True)
        self._thread.start()

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
        with self._wake:
            return self._has_room()

    def append(self, annotated: Annotated) -> None:
        """Put *annotated* behind the others; it is committed within a tenth of a second.

        Waits while there is no room; raises CaptureError when that takes too long.
        """
        if not (annotated.exchange.redacted or self._raw):
            raise ValueError("an exchange whose secrets are still in it")
        size = _size(annotated)
        with self._wake:
            self._wait_for_room()
            n, self._next = self._next, self._next + 1
            self._numbers[_key(annotated)] = n
            if len(self._numbers) > REMEMBERED:
                self._numbers.popitem(last=False)
            self._bytes_taken += size
            self._put(partial(self._insert, n, annotated, size))

    def amend(self, annotated: Annotated) -> None:
        """Replace findings and diagnosis of the exchange with the same id.

        Raises LookupError when it is not among the latest REMEMBERED of this writer.
        """
        with self._wake:
            self._check()
            self._put(partial(self._update, self._numbers[_key(annotated)], annotated))

    def event(self, kind: str, text: str, at: float) -> None:
        """Keep a line of the proxy's own log; *at* is seconds since the Unix epoch."""
        row = (at, entries.text(kind), entries.text(text))
        with self._wake:
            self._check()
            self._put(partial(self._execute, "INSERT INTO event VALUES (NULL, ?, ?, ?)", row))

    def flush(self) -> None:
        """Return when everything so far is committed."""
        with self._wake:
            self._hurried = True
            self._wake.notify_all()
            self._wake.wait_for(lambda: self._done >= self._taken or self._failure is not None)
            self._check()

    def close(self) -> None:
        """Commit everything and mark the capture as finished."""
        with self._wake:
            if self._closing:
                return
            self._closing = True
            self._wake.notify_all()
        self._thread.join()
        try:
            if self._failure is None:
                self._finish()
        except (OSError, sqlite3.Error, CaptureError) as error:
            self._failure = self._as_capture_error(error)
        finally:
            self._connection.close()
        if self._failure is not None:
            raise self._failure

    def _begin(self, facts: Mapping[str, str]) -> None:
        known = dict(self._connection.execute("SELECT name, value FROM fact"))
        if known.get("state") == "recording" and liveness.is_alive(known.get("process", "")):
            pid = known["process"].partition(" ")[0]
            raise CaptureError(
                f"{self.path}: is being recorded by process {pid}; name another file"
            )
        unredacted = self._raw or known.get("redaction") == "off"
        own = {
            "created": known.get("created") or datetime.now(UTC).isoformat(timespec="seconds"),
            "redaction": "off" if unredacted else "on",
            "process": liveness.mark(),
            "state": "recording",
        }
        rows = [(entries.text(n), entries.text(v)) for n, v in {**facts, **own}.items()]
        self._connection.executemany("INSERT OR REPLACE INTO fact VALUES (?, ?)", rows)
        (last,) = self._connection.execute("SELECT max(n) FROM exchange").fetchone()
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

    def _check(self) -> None:
        if self._failure is not None:
            raise self._failure
        if self._closing:
            raise ValueError("the capture is closed")

    def _wait_for_room(self) -> None:
        room = self._wake.wait_for(self._has_room, timeout=schema.PATIENCE)
        self._check()
        if not room:
            raise CaptureError(f"{self.path}: the disk does not keep up; the capture has a gap")

    def _put(self, task: Task) -> None:
        self._pending.append(task)
        self._taken += 1
        if len(self._pending) in {1, BATCH_SIZE}:
            self._wake.notify_all()

    def _has_room(self) -> bool:
        waiting = self._bytes_taken - self._bytes_done
        room = len(self._pending) < PENDING_LIMIT and waiting < PENDING_BYTES
        return room or self._failure is not None

    def _run(self) -> None:
        try:
            while batch := self._gather():
                self._commit(batch)
                with self._wake:
                    self._done += len(batch)
                    self._wake.notify_all()
        except Exception as error:  # noqa: BLE001 - it is raised in the caller's thread
            with self._wake:
                self._failure = self._as_capture_error(error)
                self._pending.clear()
                self._wake.notify_all()

    def _gather(self) -> list[Task]:
        with self._wake:
            self._wake.wait_for(lambda: self._pending or self._closing)
            self._wake.wait_for(self._is_due, timeout=BATCH_SECONDS)
            self._hurried = False
            batch, self._pending = self._pending[:BATCH_SIZE], self._pending[BATCH_SIZE:]
            self._wake.notify_all()
            return batch

    def _is_due(self) -> bool:
        return self._hurried or self._closing or len(self._pending) >= BATCH_SIZE

    def _commit(self, batch: list[Task]) -> None:
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

    def _insert(self, n: int, annotated: Annotated, size: int) -> None:
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
        self._counted.update(entries.count(annotated))
        self._bytes_done += size

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


def _key(annotated: Annotated) -> str:
    return annotated.exchange.id or f"#{annotated.index}"


def _size(annotated: Annotated) -> int:
    messages = (annotated.exchange.request, annotated.exchange.response)
    return sum(len(message.body or b"") for message in messages if message is not None)
