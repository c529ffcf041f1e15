"""Appends annotated exchanges to a capture, and mitmproxy's own complaints with them.

Works alone: `mitmdump -s addons/record.py --set inspector_capture=FILE`, and beside annotate.py.
"""

import contextlib
import logging
import time
from collections.abc import Callable
from pathlib import Path

from mitmproxy import addonmanager, ctx, exceptions

from addons.annotate import Annotate, loaded
from addons.ignore import Ignore
from inspector.capture.store import CaptureWriter
from inspector.core.annotated import Annotated
from inspector.core.clean import one_line
from inspector.errors import CaptureError

logger = logging.getLogger(__name__)

EVENT_LIMIT = 500  # characters of a line of the log
HANDSHAKE = "Client TLS handshake failed"  # mitmproxy logs it as mere information


class Record:
    """A sink whose writer does its work on a thread of its own.

    Traffic never waits for the disk. What the writer has no room for is left out, and a line in
    the log and in the capture says how much; when nothing can be written any more it says so
    once, and traffic goes on unrecorded.
    """

    def __init__(self, writer: CaptureWriter | None = None) -> None:
        self.writer = writer
        self.is_complete = True  # whether all that was to be recorded is, or still can be
        self._left_out = 0  # exchanges, since the disk last kept up
        self._events = Events(self)

    def load(self, loader: addonmanager.Loader) -> None:
        """Add the option, and listen to mitmproxy's log."""
        loader.add_option("inspector_capture", str, "", "The capture to append to.")
        logging.getLogger().addHandler(self._events)

    def configure(self, updated: set[str]) -> None:
        """Open the capture; raises OptionsError when it cannot be written."""
        if "inspector_capture" not in updated or not ctx.options.inspector_capture:
            return
        try:
            writer = CaptureWriter(Path(ctx.options.inspector_capture).expanduser())
        except CaptureError as error:
            raise exceptions.OptionsError(str(error)) from error
        self._close()
        self.writer = writer

    def running(self) -> None:
        """Warn when there is nothing to append to."""
        if self.writer is None:
            logger.warning("Nothing is recorded: set inspector_capture to a file.")

    def append(self, annotated: Annotated) -> None:
        """Append an exchange that has just been inspected."""
        if self._has_room():
            self._write(lambda writer: writer.append(annotated))
        else:
            self._left_out += 1
            self.is_complete = False
            if self._left_out == 1:
                logger.error("The disk does not keep up: exchanges go by unrecorded.")

    def amend(self, annotated: Annotated) -> None:
        """Replace the findings of an exchange that was appended before, unless it was left out."""
        with contextlib.suppress(LookupError):
            self._write(lambda writer: writer.amend(annotated))

    def event(self, kind: str, text: str, at: float) -> None:
        """Append a line of the log; *at* is seconds since the Unix epoch."""
        if self._has_room():
            self._write(lambda writer: writer.event(kind, text, at))

    def flush(self) -> None:
        """Return when all that was appended can be read, or nothing can be written any more."""
        self._write(lambda writer: writer.flush())

    def done(self) -> None:
        """Mark the capture as finished."""
        logging.getLogger().removeHandler(self._events)
        self._close()

    def _has_room(self) -> bool:
        if self.writer is None:
            return True  # nothing to wait for
        room = self.writer.has_room
        if room and self._left_out:
            self._tell_gap()
        return room

    def _tell_gap(self) -> None:
        left_out, self._left_out = self._left_out, 0
        text = f"Exchanges missing here, since the disk did not keep up: {left_out:,}."
        self._write(lambda writer: writer.event("error", text, time.time()))

    def _write(self, write: Callable[[CaptureWriter], None]) -> None:
        if self.writer is None:
            return
        try:
            write(self.writer)
        except CaptureError as error:
            self.writer, self.is_complete = None, False
            logger.error("Recording has stopped: %s", error)

    def _close(self) -> None:
        if self._left_out:
            self._tell_gap()
        writer, self.writer = self.writer, None
        if writer is None:
            return
        try:
            writer.close()
        except CaptureError as error:
            self.is_complete = False
            logger.error("The capture is incomplete: %s", error)


class Events(logging.Handler):
    """Hands warnings, errors, our own addons' remarks and failed handshakes to a recorder."""

    def __init__(self, record: Record) -> None:
        super().__init__(logging.INFO)
        self._record = record

    def emit(self, record: logging.LogRecord) -> None:
        """Append one line of the log, without the values an exception may name."""
        text = record.getMessage()
        is_handshake = text.startswith(HANDSHAKE)
        ours = record.name.startswith("addons.")
        if record.levelno < logging.WARNING and not (is_handshake or ours):
            return
        if record.exc_info and record.exc_info[0]:
            text = f"{text} ({record.exc_info[0].__name__})"
        kind = "tls" if is_handshake else record.levelname.lower()
        self._record.event(kind, one_line(text, EVENT_LIMIT), record.created)


record = Record()
if annotate := loaded():  # `-s annotate.py -s record.py`
    annotate.sink = record
addons = [record] if annotate else [Ignore(), Annotate(record), record]
