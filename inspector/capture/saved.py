"""Records as bytes: JSON, since other programs should be able to read a capture.

A string may hold what UTF-8 cannot: lone surrogates come out of JSON and of header bytes. Such
a record is written with `surrogatepass`.
"""

import json
import zlib
from collections.abc import Callable
from typing import Any

import msgspec

from inspector.capture.records import SavedExchange, SavedVerdict

SMALL = 256  # bytes; below, compressing costs more than it saves
UNPACKED_LIMIT = 64 * 1024 * 1024  # bytes; a capture may come from a stranger
_PLAIN, _ZLIB = b"\x00", b"\x01"


class Damaged(Exception):  # noqa: N818 - it says what the bytes are
    """Bytes that no record and no body were written as."""


def pack(raw: bytes) -> bytes:
    """Return *raw*, compressed when that is worth it, behind a byte that says which."""
    if len(raw) <= SMALL:
        return _PLAIN + raw
    packed = zlib.compress(raw, 1)
    return _ZLIB + packed if len(packed) < len(raw) else _PLAIN + raw


def unpack(stored: bytes) -> bytes:
    """Return what `pack` was given; raises Damaged for anything else."""
    kind, content = stored[:1], stored[1:]
    if kind == _PLAIN:
        return content
    if kind != _ZLIB:
        raise Damaged("a body or record of an unknown kind")
    reader = zlib.decompressobj()
    try:
        raw = reader.decompress(content, UNPACKED_LIMIT)
    except zlib.error as error:
        raise Damaged("a body or record that cannot be decompressed") from error
    if not reader.eof:
        raise Damaged("a body or record that is cut off, or larger than 64 MiB")
    return raw


def pack_record(record: tuple[object, ...]) -> bytes:
    """Return a record's bytes."""
    try:
        raw = _ENCODER.encode(record)
    except (UnicodeEncodeError, OverflowError):  # a lone surrogate, an integer beyond 64 bits
        text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        raw = text.encode("utf-8", "surrogatepass")
    return pack(raw)


def unpack_exchange(stored: bytes) -> SavedExchange:
    """Return the record of an exchange; raises Damaged."""
    return _unpack(stored, _EXCHANGES.decode, SavedExchange)


def unpack_verdict(stored: bytes) -> SavedVerdict:
    """Return the record of a verdict; raises Damaged."""
    return _unpack(stored, _VERDICTS.decode, SavedVerdict)


_ENCODER = msgspec.json.Encoder()
_EXCHANGES = msgspec.json.Decoder(SavedExchange)
_VERDICTS = msgspec.json.Decoder(SavedVerdict)


def _unpack[T](stored: bytes, decode: Callable[[bytes], T], kind: type[T]) -> T:
    raw = unpack(stored)
    try:
        return decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _unpack_odd(raw, kind)


def _unpack_odd[T](raw: bytes, kind: type[T]) -> T:
    try:
        value: Any = json.loads(raw.decode("utf-8", "surrogatepass"))
        return msgspec.convert(value, kind)
    except (ValueError, RecursionError, msgspec.MsgspecError) as error:
        raise Damaged("a record that is not one of ours") from error
