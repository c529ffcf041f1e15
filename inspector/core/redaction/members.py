"""Replace the values of secret members in JSON, XML, multipart and header lines, in place.

JSON and XML stand inside one another's strings in this service (`Requirements`,
`AssetDeliveryConfiguration`), so quotes may be escaped and brackets may be entities.
"""

import json
import re
from collections.abc import Callable
from html import unescape

from inspector.core.redaction.scrub import Pass, Style, cover
from inspector.core.redaction.secret_names import (
    STRONG,
    is_secret_member,
    is_secret_pair,
    kind_of,
    plain_name,
)
from inspector.core.redaction.sieve import Words
from inspector.core.redaction.vault import Vault

MEMBER_WORDS = Words(
    "secret", "passw", "pwd", "token", "assertion", "credential", "signature", "authorization",
    "sig\"", "sig'", "sig\\", "sig:", "key\"", "key'", "key\\", "key:", "key>", "key ", "key&",
    "keyvalue", "hmac", "saml", "device_code", "devicecode", "verifier", "connectionstring",
    "connection_string", "connection-string",
)  # fmt: skip
IsSecret = Callable[[str], bool]
HeaderValue = Callable[[str, str], str]  # name, value → value

_NAME = re.compile(
    r"(?:(\\{0,15}[\"'])([\w.:$@-]{2,64})\1|(?<![\w$@.-])(?<!redacted:)([A-Za-z_][\w-]{1,63}))"
    r"[ \t\r\n]{0,200}:[ \t\r\n]{0,200}"
)
_QUOTE = re.compile(r"(\\{0,15})([\"'])")
_BARE = re.compile(r"[^\s,}\]&;\"'<>\\]+")
_STRING = re.compile(r"(\\{0,15}[\"'])((?:(?!\1)[^\\]|\\(?!\1)[\s\S]){0,65536}?)\1(?![ \t\r\n]*:)")
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]')
_KEY_MATERIAL = re.compile(r"[A-Za-z0-9+/=_-]{16,}")
_NO_SECRET = frozenset({"null", "true", "false", "undefined"})
_ELEMENT = re.compile(
    r"(<|&lt;|\\{1,15}u003c|%3c)(?:[\w.-]{1,40}:)?([a-z][\w.-]{1,60}+)(?:\s[^<>]{0,300}?)?"
    r"(?<!/)(>|&gt;|\\{1,15}u003e|%3e)",
    re.IGNORECASE,
)
_NEXT = re.compile(r"<|&lt;|\\{1,15}u003c|%3c", re.IGNORECASE)
_CDATA = "<![CDATA["
_LINE = re.compile(r"^([A-Za-z][\w-]{2,60}+)([ \t]{0,9}:[ \t]*)([^\r\n]+)", re.MULTILINE)
_STORAGE_KEYS = frozenset({"key1", "key2"})  # what Azure Resource Manager calls them
_NAMED = re.compile(
    r"(\b(?:key)?name\\{0,15}[\"']?\s{0,9}[=:]\s{0,9}\\{0,15}[\"']([\w.-]{1,60})\\{0,15}[\"']"
    r"[^<>{}]{0,200}?\bvalue\\{0,15}[\"']?\s{0,9}[=:]\s{0,9}\\{0,15}([\"']))"
    r"((?:(?!\3)[^<>\\]|\\(?!\3))*+)",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"(form-data;[^\r\n]{0,200}?\bname=\"?([\w.-]{1,64})[^\r\n]{0,400}(?:\r?\n[^\r\n]{1,400}){0,8}\r?\n\r?\n)"
    r"((?:(?!\r?\n--)[\s\S])*+)",
    re.IGNORECASE,
)


def json_members(is_secret: IsSecret = is_secret_member, words: Words = MEMBER_WORDS) -> Pass:
    """Return the pass over JSON members whose name *is_secret*, at any depth of escaping."""

    def apply(text: str, vault: Vault, style: Style) -> str:
        pieces, start = [], 0
        found = _NAME.search(text)
        while found:
            end = found.end()
            name = found[2] or found[3]
            if is_secret(name) or plain_name(name) == "key":
                stop, hidden = _member(text, found, name, vault, style)
                pieces += [text[start:end], hidden]
                start = end = max(stop, end)
            found = _NAME.search(text, end)
        return "".join([*pieces, text[start:]])

    return Pass(words, apply, (":",))


def _member(
    text: str, found: re.Match[str], name: str, vault: Vault, style: Style
) -> tuple[int, str]:
    """Return where the value of the member *name* ends, and what stands in its place."""
    at = found.end()
    quote = _QUOTE.match(text, at)
    if quote:
        end = _end_of_string(text, quote.end(), len(quote[1]), quote[2])
        raw = text[quote.end() : end]
        value = _unescaped(raw, len(quote[1]))
        if plain_name(name) == "key" and not _KEY_MATERIAL.fullmatch(value):
            return end, text[at:end]
        return end, quote[0] + cover(vault, kind_of(name), raw, value, style)
    if text[at : at + 1] in {"[", "{"} and plain_name(name) != "key":
        end = _end_of_region(text, at)
        return end, _all_strings(text[at:end], kind_of(name), vault, style)
    bare = _BARE.match(text, at)
    if bare is None or bare[0].lower() in _NO_SECRET or plain_name(name) == "key":
        return at, ""
    if found[1] is None and not (plain_name(name) in STRONG and re.search(r"\d", bare[0])):
        return at, ""  # prose: "Password: required"
    quotes = found[1] or ""
    hidden = cover(vault, kind_of(name), bare[0], bare[0], style)
    return bare.end(), hidden if hidden == bare[0] else f"{quotes}{hidden}{quotes}"


def _end_of_string(text: str, at: int, escapes: int, quote: str) -> int:
    """Return where the string that began with *escapes* backslashes and *quote* ends."""
    level = escapes.bit_length()  # 1, 3, 7 backslashes: escaped once, twice, three times
    start = at
    while True:
        at = text.find(quote, at)
        if at < 0:
            return len(text)
        slashes = at
        while slashes > start and text[slashes - 1] == "\\":
            slashes -= 1
        count = at - slashes
        if count < escapes or (count >> level) % 2 == 0:
            return max(start, at - escapes) if count >= escapes else slashes
        at += 1
        start = at


def _end_of_region(text: str, at: int) -> int:
    depth = 0
    for found in _BRACKETS.finditer(text, at):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    return len(text)


def _all_strings(region: str, kind: str, vault: Vault, style: Style) -> str:
    def covered(found: re.Match[str]) -> str:
        return f"{found[1]}{cover(vault, kind, found[2], found[2], style)}{found[1]}"

    return _STRING.sub(covered, region)


def _unescaped(raw: str, escapes: int) -> str:
    if "\\" not in raw:
        return raw
    for _ in range(1 + escapes.bit_length()):
        try:
            raw = json.loads(f'"{raw}"')
        except ValueError:
            break
    return raw


def xml_members(is_secret: IsSecret = is_secret_member, words: Words = MEMBER_WORDS) -> Pass:
    """Return the pass over XML elements whose name *is_secret*, also where `<` is escaped."""

    def apply(text: str, vault: Vault, style: Style) -> str:  # noqa: ARG001 - a pass
        pieces, start = [], 0
        found = _ELEMENT.search(text)
        while found:
            end = found.end()
            if is_secret(found[2]):
                end, closing = _content(text, end)
                raw = text[end:closing]
                hidden = cover(vault, kind_of(found[2]), raw, unescape(raw).strip(), "xml")
                if found[1] == "&lt;" and hidden != raw:
                    hidden = hidden.replace("&", "&amp;")
                pieces += [text[start:end], hidden]
                start = end = closing
            found = _ELEMENT.search(text, end)
        return "".join([*pieces, text[start:]])

    return Pass(words, apply, ("<", "&lt;", "u003c", "%3c"))


def _content(text: str, at: int) -> tuple[int, int]:
    if text.startswith(_CDATA, at):
        end = text.find("]]>", at)
        return at + len(_CDATA), len(text) if end < 0 else end
    following = _NEXT.search(text, at)
    return at, following.start() if following else len(text)


def header_lines(value_of: HeaderValue) -> Pass:
    """Return the pass over lines that look like header fields: a `$batch` holds requests."""

    def apply(text: str, vault: Vault, style: Style) -> str:  # noqa: ARG001 - a pass
        return _LINE.sub(lambda found: found[1] + found[2] + value_of(found[1], found[3]), text)

    return Pass(Words(":"), apply)


def _fields(text: str, vault: Vault, style: Style) -> str:
    def covered(found: re.Match[str]) -> str:
        if not is_secret_pair(found[2]):
            return found[0]
        return found[1] + cover(vault, kind_of(found[2]), found[3], found[3].strip(), style)

    return _FIELD.sub(covered, text)


def _named_values(text: str, vault: Vault, style: Style) -> str:
    def covered(found: re.Match[str]) -> str:
        if not is_secret_pair(found[2]) and found[2].lower() not in _STORAGE_KEYS:
            return found[0]
        return found[1] + cover(vault, kind_of(found[2]), found[4], found[4], style)

    return _NAMED.sub(covered, text)


NAMED_VALUES = Pass(Words(*MEMBER_WORDS.words, "key1", "key2"), _named_values, ("value",))
FORM_FIELDS = Pass(Words("form-data"), _fields)
