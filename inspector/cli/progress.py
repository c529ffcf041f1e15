"""How far a long recording has been read or told, on stderr while it is a terminal; gone afterwards."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from inspector.cli.complaining import complain
from inspector.core.clean import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.progress import Progress

PATIENCE = 0.5  # seconds; what is done by then shows nothing
PACE = 0.1  # seconds from one drawing to the next
DUMB = frozenset({"", "dumb", "unknown"})  # values of TERM


class Watch:
    """Knows how far the reading is; draws it when *shown*, until `hide`."""

    def __init__(self, size: int | None, *, shown: bool) -> None:
        self.size = size  # of all that is read, bytes or exchanges; None: not known
        self.done = 0.0  # of it
        self.exchanges = 0
        self._begun = time.monotonic()
        self._next = self._begun + PATIENCE if shown else float("inf")
        self._bar: Progress | None = None

    def read(self, size: float) -> None:
        """Count *size* more as read."""
        self.done += size

    def over[T](self, exchanges: "Iterable[T]") -> Iterator[T]:
        """Yield *exchanges* as they are, and draw meanwhile."""
        for exchange in exchanges:
            self.exchanges += 1
            if time.monotonic() >= self._next:
                self._draw()
            yield exchange
        self.hide()

    def warn(self, text: str) -> None:
        """Say on stderr what is left out of a recording, above the bar."""
        if self._bar is None:
            complain(f"{warning(text)}\n")
        else:
            shown = self._bar.console
            shown.print(warning(text), markup=False, highlight=False, emoji=False, soft_wrap=True)

    def hide(self) -> None:
        """Take the bar away; it comes back if reading goes on."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _draw(self) -> None:
        now = time.monotonic()
        self._next = now + PACE
        if self._bar is None:
            self._bar = _bar(self.size)
            self._bar.start()
        rate = self.exchanges / (now - self._begun)
        task = self._bar.task_ids[0]
        self._bar.update(task, completed=self.done, exchanges=self.exchanges, rate=rate)
        self._bar.refresh()


def warning(text: str) -> str:
    """Return a warning as stderr has it."""
    return f"inspector: warning: {one_line(text, 400)}"


@contextmanager
def watching(captures: Sequence[str], *, beside: bool = True) -> Iterator[Watch]:
    """Give a watch over the reading of *captures*; however that ends, its line is left clean.

    Without *beside* nothing is drawn when stdout is a terminal: something else is written there
    meanwhile.
    """
    with counting(_size(captures), shown=beside or not sys.stdout.isatty()) as watch:
        yield watch


@contextmanager
def counting(size: int | None, *, shown: bool) -> Iterator[Watch]:
    """Give a watch over *size*; it draws if it may be *shown*, and a person is there to see it."""
    watch = Watch(size, shown=shown and _is_wanted())
    try:
        yield watch
    finally:
        watch.hide()


def _is_wanted() -> bool:
    dumb = os.environ.get("TERM", "").lower() in DUMB and sys.platform != "win32"
    return sys.stderr.isatty() and not dumb and not os.environ.get("CI")


def _size(captures: Sequence[str]) -> int | None:
    from inspector.capture.opening import size_of

    sizes = [size_of(capture) for capture in captures]
    known = [size for size in sizes if size is not None]
    return sum(known) if len(known) == len(sizes) else None


def _bar(size: int | None) -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    count = TextColumn("{task.fields[exchanges]:,} exchanges, {task.fields[rate]:,.0f} a second")
    share = [TextColumn("{task.percentage:>3.0f} %"), TimeRemainingColumn()] if size else []
    bar = Progress(
        BarColumn(bar_width=24), *share[:1], count, *share[1:],
        console=Console(stderr=True), transient=True, auto_refresh=False,
        redirect_stdout=False, redirect_stderr=False,
    )  # fmt: skip
    bar.add_task("", total=size or None, exchanges=0, rate=0.0)
    return bar
