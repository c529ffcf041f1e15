"""Open whatever holds exchanges; its kind is told by content, never by suffix."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Literal

from inspector.capture import har, httpfile
from inspector.capture.content import MIB
from inspector.capture.headed import Headed
from inspector.capture.httpfile import TEXT_LIMIT
from inspector.capture.reader import CaptureReader
from inspector.capture.schema import MAGIC
from inspector.core.exchange import Exchange
from inspector.errors import CaptureError

Kind = Literal["capture", "har", "flows", "http"]
Warn = Callable[[str], None]
Read = Callable[[float], None]

KNOWN = "a capture, a HAR, a flow file of mitmproxy or .http text"
COMPANIONS = ("-wal", "-shm", "-journal")  # SQLite's, beside a capture
_FLOW = re.compile(rb"\d{1,12}:")
_REQUEST_LINE = re.compile(
    rb"^(?:[A-Z][A-Z-]*[ \t]+(?:https?://|/|\{\{)|https?://|\{\{[\w.-]+\}\}/)\S*", re.MULTILINE
)


def untold(size: float) -> None:
    """Tell nobody that *size* bytes were read."""


def open_capture(
    path: Path | Literal["-"], *, warn: Warn, read: Read = untold
) -> Iterator[Exchange]:
    """Yield the exchanges of a file, of every capture in a folder, or of standard input (`-`).

    *warn* gets a line for what is left out, *read* the number of bytes that were read, again and
    again; together they are the file's size. Raises CaptureError when nothing can be read; a
    file that is damaged further on gives what stands before that, and a warning.
    """
    if path == "-":
        yield from _prefix(_stream(sys.stdin.buffer, "standard input", None, warn, read), warn)
    elif path.is_dir():
        yield from _folder(path, warn, read)
    else:
        yield from _prefix(_file(path, warn, read), warn)


def size_of(path: str) -> int | None:
    """Return how many bytes `open_capture` will tell of; None when that is not known."""
    try:
        if Path(path).is_dir():
            return sum(one.stat().st_size for one in Path(path).iterdir() if _may_be_capture(one))
        return Path(path).stat().st_size if path != "-" and Path(path).is_file() else None
    except OSError:  # reading it will tell
        return None


def kind_of(path: Path) -> Kind:
    """Tell what *path* holds; raises CaptureError when that is nothing we know."""
    try:
        with path.open("rb") as file:
            return _kind(Headed(file).head, str(path))
    except OSError as error:
        raise _unreadable(path, error) from error


def _folder(folder: Path, warn: Warn, tell: Read) -> Iterator[Exchange]:
    try:
        paths = sorted(path for path in folder.iterdir() if _may_be_capture(path))
    except OSError as error:
        raise _unreadable(folder, error) from error
    read = 0
    for path in paths:
        try:
            kind_of(path)
            yield from _prefix(_file(path, warn, tell), warn)
            read += 1
        except CaptureError as error:
            warn(f"{error}; skipped")
    if not read:
        raise CaptureError(f"{folder}: a folder without {KNOWN}")


def _may_be_capture(path: Path) -> bool:
    hidden = path.name.startswith(".") or path.name.endswith(COMPANIONS)
    return path.is_file() and not hidden


def _prefix(exchanges: Iterator[Exchange], warn: Warn) -> Iterator[Exchange]:
    read = 0
    try:
        for exchange in exchanges:
            yield exchange
            read += 1
    except CaptureError as error:
        if not read:
            raise
        warn(f"{error}; what comes before it was read ({read} exchanges)")


def _file(path: Path, warn: Warn, read: Read) -> Iterator[Exchange]:
    try:
        with path.open("rb") as file:
            yield from _stream(file, str(path), path, warn, read)
    except OSError as error:
        raise _unreadable(path, error) from error


def _stream(
    file: BinaryIO, source: str, path: Path | None, warn: Warn, read: Read
) -> Iterator[Exchange]:
    headed = Headed(file, read)
    kind = _kind(headed.head, source)
    if kind == "har":
        yield from har.read(headed, source, warn)
    elif kind == "flows":
        from inspector.capture import flows  # mitmproxy takes a second to load

        yield from flows.read(headed, source, warn)
    elif kind == "http":
        text = headed.read(TEXT_LIMIT) + headed.read(TEXT_LIMIT)
        if len(text) > TEXT_LIMIT:
            raise CaptureError(f"{source}: .http text of over {TEXT_LIMIT // MIB} MiB; split it")
        yield from httpfile.read(text.decode("utf-8", "surrogateescape"), source)
    elif path is None or not path.is_file():
        raise CaptureError(f"{source}: a capture cannot be read from a pipe; name the file")
    else:
        with CaptureReader(path) as reader:
            each = path.stat().st_size / max(1, reader.last())
            for exchange in reader.exchanges():
                yield exchange
                read(each)


def _kind(head: bytes, source: str) -> Kind:
    if head.startswith(MAGIC):
        return "capture"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        raise CaptureError(f"{source}: is empty")
    if text.startswith(b"{") and not text.startswith(b"{{"):
        if har.begins_har(text):
            return "har"
        raise CaptureError(f"{source}: JSON, but no HAR: it has no log.entries")
    if _FLOW.match(head):
        return "flows"
    if b"\0" not in head and _REQUEST_LINE.search(text):
        return "http"
    raise CaptureError(f"{source}: not {KNOWN}")


def _unreadable(path: Path, error: OSError) -> CaptureError:
    return CaptureError(f"{path}: cannot be read: {error.strerror or error}")
