"""Factories for `$batch` bodies and their answers, byte for byte as clients and the service write them."""

from typing import Any

import make

from inspector.core.exchange import Exchange, Response

PART = "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n"


def operation(start: str, body: str = "", *, part: str = "", **fields: str) -> str:
    """Return one part: *start* is its start line, *part* more headers of the part itself."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    return f"{PART}{part}\r\n{start}\r\n{lines}\r\n{body}\r\n"


def change_set(*operations: str, boundary: str = "c") -> str:
    """Return a part of parts."""
    kind = f"Content-Type: multipart/mixed; boundary={boundary}\r\n\r\n"
    return f"{kind}{mixed(*operations, boundary=boundary)}"


def mixed(*parts: str, boundary: str = "b") -> str:
    """Return *parts* as a multipart body."""
    return "".join(f"--{boundary}\r\n{part}\r\n" for part in parts) + f"--{boundary}--\r\n"


def answer(*parts: str, status: int = 202, boundary: str = "r") -> Response:
    """Return a batch's answer."""
    kind = f"multipart/mixed; boundary={boundary}"
    return make.response(status, mixed(*parts, boundary=boundary), [("Content-Type", kind)])


def batch(
    *parts: str, answered: Response | None = None, url: str = "$batch", **changed: Any
) -> Exchange:
    """Return an exchange with a batch of *parts*, as the rules see it."""
    changed.setdefault("content_type", "multipart/mixed; boundary=b")
    changed.setdefault("accept", "multipart/mixed")
    return make.exchange("POST", url, mixed(*parts), answer=answered, **changed)
