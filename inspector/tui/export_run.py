"""An export under way, in a thread of its own."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event

from inspector.capture.store import CaptureReader
from inspector.core.annotated import Annotated
from inspector.core.redaction.redact import Redactor
from inspector.errors import CaptureError
from inspector.tui.outside import Export, Exported, Order


class Stopped(Exception):  # noqa: N818 - it is no error
    """The person does not want it any more."""


@dataclass
class ExportRun:
    """Reads exchanges of a capture by their numbers, and hands them to whom writes."""

    capture: Path
    order: Order
    numbers: Sequence[int]
    done: int = 0
    unreadable: int = 0
    stopped: Event = field(default_factory=Event)
    _redactor: Redactor = field(default_factory=lambda: Redactor(os.urandom(32)))

    def run(self, export: Export) -> Exported:
        """Write; raises ConfigError, CaptureError, and Stopped once that is wanted."""
        return export(self.order, self._exchanges())

    def _exchanges(self) -> Iterator[Annotated]:
        with CaptureReader(self.capture) as reader:
            for number in self.numbers:
                if self.stopped.is_set():
                    raise Stopped
                found = self._read(reader, number)
                if found is not None:
                    yield found
                self.done += 1

    def _read(self, reader: CaptureReader, number: int) -> Annotated | None:
        """Return an exchange without secrets, None for one that is damaged: it hides no others."""
        try:
            annotated = reader.annotated(number)
        except (LookupError, CaptureError):
            self.unreadable += 1
            return None
        exchange = self._redactor.take_in(annotated.exchange)
        source = exchange.source or f"{self.capture}#{number}"
        return replace(annotated, exchange=replace(exchange, source=source))
