"""Bodies in a HAR: text, base64, form fields, or left out without a word."""

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote_plus

from inspector.capture.content import RECORDED_LIMIT, keep, keep_encoded
from inspector.core.charset import codec_of
from inspector.core.headers import Headers
from inspector.core.media import read_media_type

Warn = Callable[[str], None]
NOT_RECORDED: dict[str, Any] = {"body": None}
CUT_OFF: dict[str, Any] = {"body": None, "withheld": "cut off by the recorder"}
BODILESS = frozenset({"GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "CONNECT"})
GZIP_MAGIC = b"\x1f\x8b"


def of_request(
    post_data: Any, size: Any, method: str, headers: Headers, warn: Warn
) -> dict[str, Any]:
    """Return a request's body fields.

    An absent `postData` means an empty body only where nothing says that there was one.
    """
    if isinstance(post_data, Mapping):
        text = post_data.get("text")
        if isinstance(text, str) and text:
            encoding = post_data.get("encoding") or post_data.get("_encoding")
            return _on_wire(_recorded(text, encoding, headers, warn), size, headers)
        if post_data.get("params"):
            return _form(post_data)
        if text == "" and not _number(size):
            return keep(b"")
    length = _number(headers.get("Content-Length"))
    if _number(size) or length:
        return {**NOT_RECORDED, "body_size": _number(size) or length}
    says_none = _number(size) == 0 or length == 0
    return keep(b"") if says_none or method.upper() in BODILESS else NOT_RECORDED


def of_response(content: Any, size: Any, headers: Headers, warn: Warn) -> dict[str, Any]:
    """Return a response's body fields; browsers undo the content encoding."""
    content = content if isinstance(content, Mapping) else {}
    text = content.get("text")
    if isinstance(text, str) and text:
        return _on_wire(_recorded(text, content.get("encoding"), headers, warn), size, headers)
    recorded = _number(content.get("size"))
    sizes = (recorded, _number(size), _number(headers.get("Content-Length")))
    known = next((number for number in sizes if number), None)
    if known:
        return {**NOT_RECORDED, "body_size": known}
    return keep(b"") if recorded == 0 or _number(size) == 0 else NOT_RECORDED


def without_stump(fields: dict[str, Any], content: Any) -> dict[str, Any]:
    """Return *fields* without a body that is shorter than `content.size` says."""
    size = _number(content.get("size")) if isinstance(content, Mapping) else None
    body = fields["body"]
    if body and size and len(body) < size - 3:  # a byte order mark is not counted by all
        return {**CUT_OFF, "body_size": size}
    return fields


def _on_wire(fields: dict[str, Any], size: Any, headers: Headers) -> dict[str, Any]:
    known = _number(size)
    if not known and "Content-Encoding" not in headers:
        known = fields.get("body_size")
    return {**fields, "body_size": known or None}


def _recorded(text: str, encoding: Any, headers: Headers, warn: Warn) -> dict[str, Any]:
    if encoding is None or str(encoding).lower() != "base64":
        return keep(as_sent(text, headers))
    try:
        body = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        warn("a body's base64 cannot be decoded")
        return {"body": None, "withheld": "base64 that cannot be decoded"}
    if body.startswith(GZIP_MAGIC) and "gzip" in (headers.get("Content-Encoding") or ""):
        # A recorder of bytes rather than of content.
        return keep_encoded(body, "gzip", RECORDED_LIMIT)
    return keep(body)


def as_sent(text: str, headers: Headers) -> bytes:
    """Return the bytes that a recorder made *text* of, by the charset that *headers* declare."""
    declared = headers.get("Content-Type") or ""
    if text.isascii() and "utf-16" not in declared.lower():
        return text.encode()
    media = read_media_type(declared)
    charset = (media.parameter("charset") if media else None) or "utf-8"
    for codec, errors in ((codec_of(charset) or "utf-8", "strict"), ("utf-8", "surrogateescape")):
        try:
            return text.encode(codec, errors)
        except UnicodeError:
            continue
    return text.encode("utf-8", "surrogatepass")


def _form(post_data: Mapping[str, Any]) -> dict[str, Any]:
    if not str(post_data.get("mimeType")).startswith("application/x-www-form-urlencoded"):
        return {"body": None, "withheld": "a form whose parts were not recorded as sent"}
    params = post_data["params"] if isinstance(post_data["params"], list) else []
    named = [param for param in params if isinstance(param, dict) and param.get("name")]
    pairs = ((str(param["name"]), str(param.get("value") or "")) for param in named)
    return keep("&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs).encode())


def _quoted(text: str) -> str:
    return quote_plus(text, errors="surrogatepass")


def _number(value: Any) -> int | None:
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if 0 <= number < 1 << 62 else None
