"""Decoders that stop: each gives at most *limit* + 1 bytes, or somewhat more from one block.

brotli and zstd come with mitmproxy (zstd in one package or another); without them a body in
these encodings is withheld, not misread.
"""

import zlib
from collections.abc import Callable
from importlib import import_module
from typing import Any

GZIP, ZLIB, RAW_DEFLATE = 31, 15, -15  # zlib's wbits
WINDOW_LOG = 23  # 8 MiB, what RFC 9659 lets a server use
BROTLI_BITE = 128 * 1024  # bytes that come out at once
ZSTD_BITE = 64  # bytes that go in at once; a block of 4 bytes can stand for 128 KiB

Decoder = Callable[[bytes, int], bytes]


class Undecodable(Exception):  # noqa: N818 - it says what the bytes are
    """Carries the reason why bytes are not what their encoding says."""


def gunzip(raw: bytes, limit: int) -> bytes:
    """Decode gzip, several members included (RFC 1952 §2.2)."""
    decoded, raw = _inflate(raw, limit, GZIP)
    while raw.startswith(b"\x1f\x8b") and len(decoded) <= limit:
        more, raw = _inflate(raw, limit - len(decoded), GZIP)
        decoded += more
    return decoded


def inflate(raw: bytes, limit: int) -> bytes:
    """Decode deflate: as RFC 9110 §8.4.1.2 has it, or without the zlib frame, as many send it."""
    framed = raw[0] & 15 == 8 and int.from_bytes(raw[:2]) % 31 == 0  # RFC 1950 §2.2
    return _inflate(raw, limit, ZLIB if framed else RAW_DEFLATE)[0]


def unbrotli(raw: bytes, limit: int) -> bytes:
    """Decode brotli (RFC 7932)."""
    try:
        brotli = import_module("brotli")
    except ImportError:
        raise Undecodable("br, and the package brotli is not installed") from None
    reader = brotli.Decompressor()
    decoded, fed = bytearray(), raw
    try:
        while not reader.is_finished() and len(decoded) <= limit:
            more = reader.process(fed, output_buffer_limit=BROTLI_BITE)
            if not more and reader.can_accept_more_data():
                raise Undecodable("br, and cut off")
            decoded += more
            fed = b""
    except brotli.error as error:
        raise Undecodable("not br, though Content-Encoding says so") from error
    except TypeError as error:  # before 1.2 there was no limit
        raise Undecodable("br, and the package brotli is older than 1.2") from error
    return bytes(decoded)


def unzstd(raw: bytes, limit: int) -> bytes:
    """Decode zstd (RFC 8878), several frames included."""
    decoded = bytearray()
    while raw and len(decoded) <= limit:
        more, raw = _zstd_frame()(raw, limit - len(decoded))
        decoded += more
    return bytes(decoded)


def _inflate(raw: bytes, limit: int, wbits: int) -> tuple[bytes, bytes]:
    reader = zlib.decompressobj(wbits)
    name = "gzip" if wbits == GZIP else "deflate"
    try:
        decoded = reader.decompress(raw, limit + 1)
    except zlib.error as error:
        raise Undecodable(f"not {name}, though Content-Encoding says so") from error
    if not reader.eof and len(decoded) <= limit:
        raise Undecodable(f"{name}, and cut off")
    return decoded, reader.unused_data


def _zstd_frame() -> Callable[[bytes, int], tuple[bytes, bytes]]:
    try:
        import zstandard
    except ImportError:
        return _zstd_frame_of_stdlib
    return lambda raw, limit: _zstd_frame_of_zstandard(zstandard, raw, limit)


def _zstd_frame_of_zstandard(zstandard: Any, raw: bytes, limit: int) -> tuple[bytes, bytes]:
    reader = zstandard.ZstdDecompressor(max_window_size=1 << WINDOW_LOG).decompressobj()
    decoded = bytearray()
    try:
        for start in range(0, len(raw), ZSTD_BITE):
            decoded += reader.decompress(raw[start : start + ZSTD_BITE])
            if reader.eof:
                return bytes(decoded), reader.unused_data + raw[start + ZSTD_BITE :]
            if len(decoded) > limit:
                return bytes(decoded), b""
    except zstandard.ZstdError as error:
        raise Undecodable("not zstd, though Content-Encoding says so") from error
    raise Undecodable("zstd, and cut off")


def _zstd_frame_of_stdlib(raw: bytes, limit: int) -> tuple[bytes, bytes]:
    zstd = _stdlib_zstd()
    options = {zstd.DecompressionParameter.window_log_max: WINDOW_LOG}
    reader = zstd.ZstdDecompressor(options=options)
    try:
        decoded: bytes = reader.decompress(raw, limit + 1)
    except zstd.ZstdError as error:
        raise Undecodable("not zstd, though Content-Encoding says so") from error
    if reader.eof:
        return decoded, reader.unused_data
    if len(decoded) <= limit:
        raise Undecodable("zstd, and cut off")
    return decoded, b""


def _stdlib_zstd() -> Any:
    # `compression.zstd` since Python 3.14; its backport comes with mitmproxy 12.3.
    for name in ("compression.zstd", "backports.zstd"):
        try:
            return import_module(name)
        except ImportError:
            continue
    raise Undecodable("zstd, and no package for it is installed")
