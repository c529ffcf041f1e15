"""The service's own words in a response that reports a failure.

Verbose JSON has `error.message.value`, light JSON `odata.error.message.value`, Atom `m:message`,
Azure Storage `Message`; a gateway answers in plain text or HTML (ODataLib's error writers).
"""

import html
import re
from collections.abc import Iterator
from typing import Any

from inspector.core.clean import clean
from inspector.core.exchange import Response
from inspector.core.xml import read_xml

LONGEST = 1000  # characters of a message; the service's own have one or two sentences
_LOOKED_AT = 16 * 1024  # characters of a page
_SKIPPED = re.compile(r"<(script|style|head)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title\b[^>]*>([^<]*)", re.IGNORECASE)
_INLINE = re.compile(r"</?(?:a|b|code|em|font|i|span|strong|tt|u)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_IS_PAGE = re.compile(r"\s*(?:<!doctype\s+html|<html\b|<head\b|<body\b|<h[1-6]\b)", re.IGNORECASE)


def read_service_message(response: Response) -> str | None:
    """Return what the service says went wrong, as one inert paragraph; None when it says nothing.

    A code that is given goes before the message; of an inner error the message is appended.
    """
    if not response.body:
        return None
    words = " ".join(" ".join(_words(response)).split())
    return clean(words, LONGEST) or None


def _words(response: Response) -> Iterator[str]:
    text = response.text
    if response.sniffed == "json" and response.json.failure is None:
        yield from _json_words(response.json.value)
    elif response.sniffed == "xml" and not _IS_PAGE.match(text):
        yield from _xml_words(response.body or b"")
    elif response.sniffed == "xml":
        yield from _page_words(text[:_LOOKED_AT])
    elif _is_readable(text[:LONGEST]):
        yield text[: LONGEST + 1]


def _is_readable(text: str) -> bool:
    return "\x00" not in text and text.count("\ufffd") * 10 < len(text)


def _json_words(value: Any) -> Iterator[str]:
    if not isinstance(value, dict):
        return
    error = value.get("odata.error", value.get("error", value))
    if isinstance(error, str):  # Azure AD: `{"error": "invalid_client", "error_description": …}`
        yield from _labelled(error, _text(value.get("error_description")))
    elif isinstance(error, dict):
        message = _text(error.get("message", error.get("Message")))
        yield from _labelled(_text(error.get("code", error.get("Code"))), message)
        yield from _inner_words(error)


def _inner_words(error: dict[str, Any]) -> Iterator[str]:
    inner = error.get("innererror")
    message = _text(inner.get("message")) if isinstance(inner, dict) else ""
    if message:
        yield f"({message})"


def _text(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("value", value.get("Value"))
    return str(value) if isinstance(value, str | int) else ""


def _labelled(code: str, message: str) -> Iterator[str]:
    yield ": ".join(part for part in (code.strip(), message.strip()) if part)


def _xml_words(body: bytes) -> Iterator[str]:
    root, _ = read_xml(body)
    if root is None:
        return
    found = {_local(child.tag): child for child in reversed(root)}
    said = {name: "".join(str(text) for text in child.itertext()) for name, child in found.items()}
    yield from _labelled(said.get("code", ""), said.get("message", ""))
    inner = next((c for c in found.get("innererror", ()) if _local(c.tag) == "message"), None)
    if inner is not None and inner.text:
        yield f"({inner.text})"


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2].lower()


def _page_words(page: str) -> Iterator[str]:
    title = _TITLE.search(page)
    heading = " ".join(html.unescape(title[1]).split()) if title else ""
    rest = " ".join(html.unescape(_TAG.sub(" ", _INLINE.sub("", _SKIPPED.sub(" ", page)))).split())
    rest = rest.removeprefix(heading).lstrip(" .:-") if heading else rest
    yield ". ".join(part for part in (heading.rstrip("."), rest) if part)
