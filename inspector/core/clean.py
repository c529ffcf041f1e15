"""Make text from the wire harmless to a terminal.

A terminal obeys C0, C1 and DEL bytes, and reorders what stands around bidirectional controls;
zero-width characters make two names look alike. They are shown as escapes instead.
"""

import re

HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f\U000e0100-\U000e01ef]"
)
CLIPPED_AT = 64 * 1024  # characters; a megabyte of escapes takes over a second to rewrite


def clean(text: str, limit: int = CLIPPED_AT) -> str:
    """Return *text* with every character a terminal would act on written as an escape.

    Tab and line feed stay. Text over *limit* characters is cut there and ends in an ellipsis.
    """
    if len(text) > limit:
        text = text[:limit] + "…"
    return HARMFUL.sub(_escape, text)


def one_line(text: str, limit: int = 200) -> str:
    """Return *text* cleaned, on a single line of *limit* characters at most.

    What has been through it once comes out of it unchanged.
    """
    shown = clean(text, limit).replace("\n", "\\n").replace("\t", "\\t")
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def storable(text: str) -> str:
    """Return *text* as a database can hold and compare it: no lone surrogate, no NUL."""
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
