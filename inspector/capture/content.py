"""Bodies within limits: what is kept of one, and its content encoding undone.

A kilobyte of brotli can stand for a gigabyte. So a body is decoded only as far as it will be
inspected, and every decoder is asked for no more than that.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

MIB = 1024 * 1024
INSPECTION_LIMIT = MIB  # bytes of a body that rules get to see
STACKED = 2  # encodings on top of each other
RATIO = 1000  # a body that grows more is a bomb; JSON of nulls reaches 400


@dataclass(frozen=True)
class Decoded:
    """A body without its content encoding; None when *withheld* says why there is none."""

    body: bytes | None
    withheld: str = ""


def keep(body: bytes) -> dict[str, Any]:
    """Return a Message's body fields for a recorded *body*; one that is too large is withheld."""
    if len(body) <= INSPECTION_LIMIT:
        return {"body": body, "body_size": len(body)}
    return {
        "body": None,
        "body_size": len(body),
        "body_sha256": hashlib.sha256(body).hexdigest(),
        "withheld": too_large(INSPECTION_LIMIT),
    }


def too_large(limit: int) -> str:
    """Return the reason for withholding a body of over *limit* bytes."""
    if limit >= MIB and limit % MIB == 0:
        return f"larger than {limit // MIB} MiB"
    return f"larger than {limit} bytes"
