"""Content encodings undone, within bounds."""

import gzip
import random
import resource
import sys
import time
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard

from inspector.capture import decoders
from inspector.capture.content import (
    INSPECTION_LIMIT,
    MIB,
    RECORDED_LIMIT,
    Decoded,
    decode,
    keep,
    keep_encoded,
)

TEXT = b'{"d": {"results": []}}'


def deflate(raw: bytes, wbits: int = -15) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    return packer.compress(raw) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "raw"),
    [
        pytest.param(None,               TEXT,                                 id="no encoding"),
        pytest.param("",                 TEXT,                                 id="an empty one"),
        pytest.param("identity",         TEXT,                                 id="identity"),
        pytest.param("utf-8",            TEXT,                                 id="a charset by mistake"),
        pytest.param("gzip",             gzip.compress(TEXT),                  id="gzip"),
        pytest.param("x-gzip",           gzip.compress(TEXT),                  id="its old name"),
        pytest.param(" GZIP ",           gzip.compress(TEXT),                  id="shouted"),
        pytest.param("gzip",             gzip.compress(TEXT[:5]) + gzip.compress(TEXT[5:]), id="two members"),
        pytest.param("gzip",             gzip.compress(TEXT) + b"\0\0",        id="padded"),
        pytest.param("deflate",          zlib.compress(TEXT),                  id="deflate"),
        pytest.param("deflate",          deflate(TEXT),                        id="deflate without its frame"),
        pytest.param("br",               brotli.compress(TEXT),                id="brotli"),
        pytest.param("zstd",             zstandard.compress(TEXT),             id="zstd"),
        pytest.param("zstd",             zstandard.compress(TEXT[:5]) + zstandard.compress(TEXT[5:]), id="two frames"),
        pytest.param("gzip, gzip",       gzip.compress(gzip.compress(TEXT)),   id="twice"),
        pytest.param("deflate, br",      brotli.compress(zlib.compress(TEXT)), id="two of them"),
        pytest.param("identity, gzip",   gzip.compress(TEXT),                  id="identity does not count"),
    ],
)  # fmt: skip
def test_decoding(encoding: str | None, raw: bytes) -> None:
    assert decode(raw, encoding) == Decoded(TEXT)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, br", "xyz"])
def test_nothing_encoded_is_nothing(encoding: str) -> None:
    assert decode(b"", encoding) == Decoded(b"")


@pytest.mark.parametrize(
    ("encoding", "raw", "withheld"),
    [
        pytest.param("gzip",       TEXT,                        "not gzip, though Content-Encoding says so", id="no gzip"),
        pytest.param("deflate",    TEXT,                        "not deflate, though Content-Encoding says so", id="no deflate"),
        pytest.param("br",         TEXT * 9,                    "not br, though Content-Encoding says so", id="no brotli"),
        pytest.param("zstd",       TEXT,                        "not zstd, though Content-Encoding says so", id="no zstd"),
        pytest.param("gzip",       gzip.compress(TEXT)[:-9],    "gzip, and cut off",          id="half a gzip"),
        pytest.param("deflate",    zlib.compress(TEXT)[:-5],    "deflate, and cut off",       id="half a deflate"),
        pytest.param("br",         brotli.compress(TEXT)[:-2],  "br, and cut off",            id="half a brotli"),
        pytest.param("zstd",       zstandard.compress(TEXT)[:-2], "zstd, and cut off",        id="half a zstd"),
        pytest.param("compress",   TEXT,                        "encoded as 'compress'",      id="an encoding nobody uses"),
        pytest.param("gzip, x, y", TEXT,                        "encoded 3 times over",       id="three times"),
        pytest.param(None,         b"x" * (INSPECTION_LIMIT + 1), "larger than 1 MiB",        id="large"),
        pytest.param("gzip",       random.Random(1).randbytes(INSPECTION_LIMIT + 2000), "larger than 1 MiB", id="large already"),
    ],
)  # fmt: skip
def test_what_cannot_be_decoded_is_withheld(
    encoding: str | None, raw: bytes, withheld: str
) -> None:
    assert decode(raw, encoding) == Decoded(None, withheld)


@pytest.mark.parametrize(
    ("size", "body"), [(100, b"x" * 100), (101, None)], ids=["at the limit", "one beyond"]
)
@pytest.mark.parametrize(
    "pack", [gzip.compress, zlib.compress, brotli.compress, zstandard.compress]
)
def test_the_limit_counts_what_comes_out(
    size: int, body: bytes | None, pack: Callable[[bytes], bytes]
) -> None:
    names = {gzip.compress: "gzip", zlib.compress: "deflate", brotli.compress: "br"}

    decoded = decode(pack(b"x" * size), names.get(pack, "zstd"), limit=100)

    assert decoded == Decoded(body, "" if body else "larger than 100 bytes")


def zeros(pack: Callable[[bytes], bytes], finish: Callable[[], bytes]) -> bytes:
    block = bytes(1024 * 1024)
    return b"".join(pack(block) for _ in range(128)) + finish()


def bombs() -> dict[str, bytes]:
    gz, raw = zlib.compressobj(9, zlib.DEFLATED, 31), zlib.compressobj(9, zlib.DEFLATED, -15)
    br, zs = brotli.Compressor(quality=4), zstandard.ZstdCompressor().compressobj()
    single = {
        "gzip": zeros(gz.compress, gz.flush),
        "deflate": zeros(raw.compress, raw.flush),
        "br": zeros(br.process, br.finish),
        "zstd": zeros(zs.compress, zs.flush),
    }
    return {**single, "gzip, gzip": gzip.compress(single["gzip"])}


@pytest.fixture(scope="module", name="bombs")
def _bombs() -> dict[str, bytes]:
    return bombs()


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, gzip"])
def test_bombs_are_cheap(bombs: dict[str, bytes], encoding: str) -> None:
    took = []
    for _ in range(3):
        before, began = peak(), time.process_time()

        decoded = decode(bombs[encoding], encoding)

        took.append(time.process_time() - began)
        assert decoded == Decoded(None, "larger than 1 MiB")
        assert peak() - before < 40 * 1024 * 1024
    assert min(took) < 0.15


def peak() -> int:
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024


def test_random_bytes_never_raise() -> None:
    chance = random.Random(7)
    for encoding in ("gzip", "deflate", "br", "zstd", "br, gzip"):
        packed = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}
        whole = packed.get(encoding, zstandard.compress)(TEXT * 50)
        for _ in range(200):
            spoilt = bytearray(whole)
            for _ in range(chance.randint(1, 4)):
                spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
            decoded = decode(bytes(spoilt), encoding)
            assert (decoded.body is None) == bool(decoded.withheld)


def test_without_brotli_a_body_is_withheld(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "brotli", None)

    decoded = decode(brotli.compress(TEXT), "br")

    assert decoded == Decoded(None, "br, and the package brotli is not installed")


def test_without_any_zstd_a_body_is_withheld(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("zstandard", "compression.zstd", "backports.zstd"):
        monkeypatch.setitem(sys.modules, name, None)

    decoded = decode(zstandard.compress(TEXT), "zstd")

    assert decoded == Decoded(None, "zstd, and no package for it is installed")


def test_the_other_zstd_package(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
    monkeypatch.setitem(sys.modules, "zstandard", None)

    assert decoders.unzstd(zstandard.compress(TEXT), 100) == TEXT


def test_keeping() -> None:
    assert keep(b"") == {"body": b"", "body_size": 0}
    large = keep(b"x" * (RECORDED_LIMIT + 1))
    assert (large["body"], large["withheld"]) == (None, "larger than 8 MiB")
    assert (large["body_size"], len(large["body_sha256"])) == (RECORDED_LIMIT + 1, 64)
    packed = gzip.compress(TEXT)
    assert keep_encoded(packed, "gzip", MIB) == {"body": TEXT, "body_size": len(packed)}
    assert keep_encoded(packed, "gzip", 2)["withheld"] == "larger than 2 bytes"
    assert keep_encoded(b"?", "gzip", MIB)["body"] is None
