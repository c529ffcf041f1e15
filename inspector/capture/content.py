"""Bodies within limits: what is kept of one, and its content encoding undone.

A kilobyte of brotli can stand for a gigabyte. So a body is decoded only as far as it will be
inspected: live traffic waits for nothing, a recording has the time for a full page of entities.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from inspector.capture.decoders import (
    Decoder,
    Undecodable,
    gunzip,
    inflate,
    unbrotli,
    unzstd,
)

MIB = 1024 * 1024
INSPECTION_LIMIT = MIB  # bytes of a body that rules get to see, live
RECORDED_LIMIT = 8 * MIB  # the same of a recording; 1,000 verbose entities have over 1 MiB
STACKED = 2  # encodings on top of each other
RATIO = 1000  # of a body over RATIO_FROM; nothing that people write shrinks as much
RATIO_FROM = 2 * MIB  # bytes
OVERHEAD = 1024  # bytes by which encoding may enlarge a body

DECODERS: dict[str, Decoder] = {
    "gzip": gunzip,
    "x-gzip": gunzip,
    "deflate": inflate,
    "br": unbrotli,
    "zstd": unzstd,
}
UNENCODED = {"", "identity", "none", "utf-8"}  # the last two are no encodings, yet are met


@dataclass(frozen=True)
class Decoded:
    """A body without its content encoding; None when *withheld* says why there is none."""

    body: bytes | None
    withheld: str = ""


def decode(raw: bytes, encoding: str | None, limit: int = INSPECTION_LIMIT) -> Decoded:
    """Undo the `Content-Encoding` of *raw*, up to *limit* bytes; never raises."""
    names = [name.strip().lower() for name in (encoding or "").split(",")]
    names = [name for name in names if name not in UNENCODED]
    if not raw or not names:
        return Decoded(raw) if len(raw) <= limit else Decoded(None, too_large(limit))
    if len(names) > STACKED:
        return Decoded(None, f"encoded {len(names)} times over")
    if len(raw) > limit + OVERHEAD:
        return Decoded(None, too_large(limit))
    return _decode(raw, names, limit)


def keep(body: bytes) -> dict[str, Any]:
    """Return a Message's body fields for a recorded *body*; one that is too large is withheld."""
    if len(body) <= RECORDED_LIMIT:
        return {"body": body, "body_size": len(body)}
    return {
        "body": None,
        "body_size": len(body),
        "body_sha256": hashlib.sha256(body).hexdigest(),
        "withheld": too_large(RECORDED_LIMIT),
    }


def keep_encoded(raw: bytes, encoding: str | None, limit: int) -> dict[str, Any]:
    """Return a Message's body fields for what came over the wire."""
    decoded = decode(raw, encoding, limit)
    kept: dict[str, Any] = {"body": decoded.body, "body_size": len(raw)}
    if decoded.body is None:
        kept["body_sha256"] = hashlib.sha256(raw).hexdigest()
        kept["withheld"] = decoded.withheld
    return kept


def too_large(limit: int) -> str:
    """Return the reason for withholding a body of over *limit* bytes."""
    if limit >= MIB and limit % MIB == 0:
        return f"larger than {limit // MIB} MiB"
    return f"larger than {limit} bytes"


def _decode(raw: bytes, names: list[str], limit: int) -> Decoded:
    body = raw
    for name in reversed(names):
        decoder = DECODERS.get(name)
        if decoder is None:
            return Decoded(None, f"encoded as {name[:40]!r}")
        try:
            body = decoder(body, limit)
        except Undecodable as undecodable:
            return Decoded(None, str(undecodable))
        if len(body) > limit:
            return Decoded(None, too_large(limit))
        if len(body) > RATIO_FROM and len(body) > RATIO * len(raw):
            return Decoded(None, f"{len(body) // len(raw)} times as large as it was sent")
    return Decoded(body)
