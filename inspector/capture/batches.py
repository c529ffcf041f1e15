"""Tasks done on a thread of their own, many at once."""

import threading
from collections.abc import Callable

from inspector.capture.schema import PATIENCE

SECONDS = 0.03  # that tasks are gathered for
SIZE = 256  # tasks of one batch
WAITING_LIMIT = 2000  # tasks in memory; beyond there is no room
BYTES_LIMIT = 64 * 1024 * 1024  # of what they hold

Task = Callable[[], None]


class Batches:
    """Has *work* do what is put, in order.

    Once *work* has raised nothing more is done, and every method raises the same. *lock* is for
    who puts and remembers in one step.
    """

    def __init__(self, work: Callable[[list[Task]], None], name: str) -> None:
        self.lock = threading.Condition()
        self.failure: Exception | None = None
        self._work = work
        self._waiting: list[tuple[Task, int]] = []
        self._bytes = 0  # of all that is not done
        self._put = self._done = 0  # tasks
        self._hurried = self._closing = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def has_room(self) -> bool:
        """Tell whether there is room for more, or no sense in waiting for it."""
        room = len(self._waiting) < WAITING_LIMIT and self._bytes < BYTES_LIMIT
        return room or self.failure is not None

    def wait_for_room(self) -> bool:
        """Return True as soon as there is room, False when that takes too long."""
        with self.lock:
            return self.lock.wait_for(lambda: self.has_room, timeout=PATIENCE)

    def put(self, task: Task, size: int = 0) -> None:
        """Have *task* done soon, whether there is room or not; it holds *size* bytes."""
        with self.lock:
            self.check()
            self._waiting.append((task, size))
            self._bytes += size
            self._put += 1
            if len(self._waiting) in {1, SIZE}:
                self.lock.notify_all()

    def check(self) -> None:
        """Raise what *work* has raised; ValueError when all is closed."""
        if self.failure is not None:
            raise self.failure
        if self._closing:
            raise ValueError("the capture is closed")

    def flush(self) -> None:
        """Return when everything so far is done."""
        with self.lock:
            self._hurried = True
            self.lock.notify_all()
            self.lock.wait_for(lambda: self._done >= self._put or self.failure is not None)
            self.check()

    def close(self) -> bool:
        """Return when everything is done; False when it has been closed before."""
        with self.lock:
            if self._closing:
                return False
            self._closing = True
            self.lock.notify_all()
        self._thread.join()
        return True

    def _run(self) -> None:
        try:
            while batch := self._gather():
                self._work([task for task, _ in batch])
                with self.lock:
                    self._done += len(batch)
                    self._bytes -= sum(size for _, size in batch)
                    self.lock.notify_all()
        except Exception as error:  # noqa: BLE001 - it is raised in the caller's thread
            with self.lock:
                self.failure = error
                self._waiting.clear()
                self.lock.notify_all()

    def _gather(self) -> list[tuple[Task, int]]:
        with self.lock:
            self.lock.wait_for(lambda: self._waiting or self._closing)
            self.lock.wait_for(self._is_due, timeout=SECONDS)
            self._hurried = False
            batch, self._waiting = self._waiting[:SIZE], self._waiting[SIZE:]
            self.lock.notify_all()
            return batch

    def _is_due(self) -> bool:
        return self._hurried or self._closing or len(self._waiting) >= SIZE
