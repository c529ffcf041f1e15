"""Read HAR 1.2, as browsers and proxies really write it, entry by entry.

A HAR has no word for "not recorded": exporters leave things out, each in its own way. What may
have been left out must not look as if it had not been sent.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any, BinaryIO

import msgspec

from inspector.capture.har_entry import Entry, Exporter, Unusable, entry_exchange
from inspector.capture.headed import Headed
from inspector.capture.jsonstream import CHUNK, CutOff, JsonStream, NotJson
from inspector.core.exchange import Exchange
from inspector.errors import CaptureError

ENTRY_LIMIT = 32 * CHUNK  # bytes of one entry

_LOG = re.compile(rb'\s*\{\s*"log"')

Warn = Callable[[str], None]


def read(file: BinaryIO | Headed, source: str, warn: Warn) -> Iterator[Exchange]:
    """Yield the exchanges in *file*, in its order; *source* is what errors call it.

    An entry that cannot be used is left out with a warning. Raises CaptureError where the file
    stops to be a HAR.
    """
    stream = None
    number = -1
    exporter = Exporter(file.head if isinstance(file, Headed) else b"")
    try:
        stream = JsonStream(file.read)
        for name in _to_entries(stream):
            if name == "entries":
                for number, entry in enumerate(stream.elements(_quick, _thorough, ENTRY_LIMIT)):
                    at = f"{source}#/log/entries/{number}"
                    exchange = _exchange(entry, at, exporter, warn)
                    if exchange is not None:
                        yield replace(exchange, line=stream.line)
                return
            about = stream.take(CHUNK)
            if name in {"creator", "browser"} and about is not None:
                exporter.learn(_about(about))
    except CutOff as error:
        raise CaptureError(_stopped(source, number, "the file is cut off here")) from error
    except NotJson as error:
        raise CaptureError(_stopped(source, number, "the file is no JSON from here on")) from error
    raise CaptureError(f"{source}: JSON, but no HAR: it has no log.entries")


def begins_har(head: bytes) -> bool:
    """Tell whether *head*, the beginning of a JSON text, is that of a HAR."""
    inside = False
    try:
        stream = JsonStream(BytesIO(head).read)
        for name in _to_entries(stream):
            inside = True
            if name == "entries":
                return True
            stream.take(0)
    except CutOff:
        return inside or _LOG.match(head) is not None
    except NotJson:
        pass
    return False


def _to_entries(stream: JsonStream) -> Iterator[str]:
    for name in stream.members():
        if name == "log":
            yield from stream.members()
        else:
            stream.take(0)


def _exchange(entry: Entry | Unusable, at: str, exporter: Exporter, warn: Warn) -> Exchange | None:
    if isinstance(entry, Unusable):
        warn(f"{at}: {entry}; left out")
        return None
    try:
        return entry_exchange(entry, at, exporter, warn)
    except Unusable as unusable:
        warn(f"{at}: {unusable}; left out")
    except RecursionError:
        warn(f"{at}: the entry is nested too deeply; left out")
    return None


def _quick(element: bytes) -> Entry | None:
    try:
        return _DECODER.decode(element)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _thorough(element: bytes | None) -> Entry | Unusable:
    if element is None:
        return Unusable(f"the entry is larger than {ENTRY_LIMIT // CHUNK} MiB")
    try:
        return _DECODER.decode(element)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        pass  # lone surrogates, bytes that are no UTF-8, numbers beyond 64 bits
    try:
        return msgspec.convert(_object(element), Entry)
    except msgspec.ValidationError as error:
        return Unusable(f"not an entry: {error}")
    except RecursionError:
        return Unusable("the entry is nested too deeply")
    except ValueError as error:
        return Unusable(f"the entry is no JSON: {error}")


def _object(raw: bytes) -> Any:
    return json.loads(raw.decode("utf-8", "surrogateescape"))


def _about(raw: bytes) -> Any:
    try:
        return _object(raw)
    except (ValueError, RecursionError):
        return None  # an exporter like any other


def _stopped(source: str, number: int, why: str) -> str:
    if number < 0:
        return f"{source}: {why}, and holds no entry"
    return f"{source}#/log/entries/{number + 1}: {why}"


_DECODER = msgspec.json.Decoder(Entry)
