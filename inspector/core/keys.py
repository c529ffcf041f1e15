"""Whether a key or an argument in a URL is written as OData wants it: `'nb:cid:UUID:…'`."""

import re

from inspector.core.placeholder import MARKER
from inspector.core.url import Segment

TYPOGRAPHIC = "\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u2032\u00b4`"
VARIABLE = re.compile(r"\{\{[^{}]{0,80}\}\}")  # that nobody filled in
_LITERAL = r"(?:guid|datetime|datetimeoffset|time|binary|X)?'(?:[^']|'')+'"
_KEY = re.compile(rf"{_LITERAL}|\w+\s*=\s*{_LITERAL}(?:\s*,\s*\w+\s*=\s*{_LITERAL})*")
_ONE = re.compile(r"(?:\w+\s*=\s*)?(?:guid|binary|X|datetime)?'((?:[^']|'')*)'", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[()']")
_ARGUMENT = re.compile(r"'(?:[^']|'')*'")


def value_of_key(key: str) -> str:
    """Return the text that *key* stands for, without quotes: of `guid'…'` and `Id='…'` as well."""
    found = _ONE.fullmatch(key.strip())
    return found[1].replace("''", "'") if found else key.strip().strip("'")


def fault_of_segment(segment: Segment) -> str:
    """Return what is wrong with the parentheses or the key of *segment*, "" for nothing."""
    if segment.key is not None:
        return fault_of_key(segment.key)
    text = segment.name
    if not _PUNCTUATION.search(text):
        return ""
    if text.count("'") % 2:
        return "a quote is not closed; one that belongs to the key is written twice"
    return "the parentheses do not match"


def fault_of_argument(value: str) -> str:
    """Return what is wrong with a function's string argument, "" for nothing; `''` is fine."""
    return "" if _ARGUMENT.fullmatch(value) else fault_of_key(value)


def fault_of_key(key: str) -> str:
    """Return what is wrong with *key*, the text between the parentheses; "" for nothing."""
    value = key.strip()
    if _KEY.fullmatch(value) or MARKER.search(value) or VARIABLE.search(value):
        return ""
    if any(char in value for char in TYPOGRAPHIC) and not value.startswith("'"):
        return "typographic quotes instead of straight ones"
    if value.startswith('"'):
        return "double quotes instead of single ones"
    if value == "''":
        return "an empty key"
    if "'" not in value:
        return "no quotes"
    if value.startswith("'") and value.endswith("'") and len(value) > 1:
        return "a quote inside the key is not written twice"
    return "the quotes do not match"
