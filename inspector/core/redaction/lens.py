"""Look at a body as text that gives back the same bytes."""

import codecs
import re
from functools import lru_cache

from inspector.core.exchange import Message

_ASCII_CHARSETS = re.compile(
    r"utf_8(?:_sig)?|ascii|iso8859_\d+|cp125\d|koi8_[ru]|gb2312|gbk|gb18030|big5|shift_jis|euc_\w+"
)


def lens(message: Message) -> tuple[str, str] | None:
    """Return a codec and the body as text from which it gives the same bytes; None: binary.

    Latin-1 shows every charset that extends ASCII byte by byte, and loses none of them.
    """
    body = message.body or b""
    declared = message.content_type.parameter("charset") if message.content_type else None
    name = _codec(declared) if declared else "utf_8"
    if b"\0" not in body and _ASCII_CHARSETS.fullmatch(name):
        return ("latin-1", body.decode("latin-1")) if _is_text(message, body) else None
    codec = _wide(body, name)
    return _round_trip(body, codec) if codec else None


def _is_text(message: Message, body: bytes) -> bool:
    kind = message.content_type
    if kind and (kind.is_json or kind.is_xml or kind.is_form or kind.is_multipart):
        return True
    if kind and kind.essence.startswith("text/"):
        return True
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _wide(body: bytes, name: str) -> str | None:
    if body.startswith(codecs.BOM_UTF16_LE) or name == "utf_16_le":
        return "utf-16-le"
    if body.startswith(codecs.BOM_UTF16_BE) or name == "utf_16_be":
        return "utf-16-be"
    if name != "utf_16":
        return None
    return "utf-16-be" if body[:1] == b"\0" else "utf-16-le"


def _round_trip(body: bytes, codec: str) -> tuple[str, str] | None:
    try:
        text = body.decode(codec)
        return (codec, text) if "\0" not in text and text.encode(codec) == body else None
    except UnicodeError:
        return None


@lru_cache(maxsize=256)
def _codec(charset: str) -> str:
    try:
        return codecs.lookup(charset).name.replace("-", "_")
    except (LookupError, ValueError):  # `Message.text` then reads UTF-8 too
        return "utf_8"
