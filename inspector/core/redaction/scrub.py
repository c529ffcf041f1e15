"""Replace secrets in any text, byte for byte in place: what is not secret stays as it was.

The passes look for shapes: names with a value behind them, and tokens that show by themselves.
Each pass runs only when one of its words occurs at all, and is linear in the text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from inspector.core.placeholder import MARKER, is_left_out, is_marker, is_template
from inspector.core.redaction.secret_names import (
    STRONG,
    is_secret_member,
    is_secret_pair,
    kind_of,
    plain_name,
)
from inspector.core.redaction.sieve import Sieve, Words
from inspector.core.redaction.vault import Vault, replace_known

Style = Literal["text", "url", "xml"]  # how a marker is spelt there
_STYLED = {
    "text": ("<", ">"),
    "url": ("%3C", "%3E"),  # a raw angle bracket would make the URL itself wrong
    "xml": ("&lt;", "&gt;"),
}
_INERT = re.compile(  # ids, numbers, dates: most headers that change from message to message
    r"[0-9A-Fa-f-]{0,64}|[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT"
)
_RUN = re.compile(r"[A-Za-z0-9_-]*+")
_JWT = re.compile(r"eyJ[A-Za-z0-9_-]{5,}+\.[A-Za-z0-9_-]{2,}+(?:\.[A-Za-z0-9_-]*+){0,3}")
_CODED_RUN = re.compile(r"[A-Za-z0-9+/=_-]*+")
_VALUE = (
    r"(?:\$?\{{1,2}[\w .-]{1,60}\}{1,2}(?![^\s\"'<>&;,\\)}\]#])"  # a template's variable
    r"|(?:[^\s\"'<>&;,\\)}\]#]|\\/|\\u00(?!2[267]|3[ce])[0-9a-f]{2})*+)"
)
_CODED_VALUE = r"(?:[\w.~+/=-]|%(?!2[0267]|3[bce])[0-9a-f]{2})*+"
_SIG = re.compile(
    rf"(?:(?<![a-z_])|(?<=%3f)|(?<=u003f))sig"
    rf"(?:(?:=|\\{{1,15}}u003d)({_VALUE})|%(?:25)?3d({_CODED_VALUE}))",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(^|[?&;#\s\"'({,>]|%26|%3f|%23|u0026|u003f)([a-z][\w%-]{1,60}+)"
    r"(?:(\s{0,2}=\s{0,2}|\\{1,15}u003d)([\"']?)|%(?:25)?3d)",
    re.IGNORECASE,
)
_PLAIN_VALUE = re.compile(_VALUE, re.IGNORECASE)
_ENCODED_VALUE = re.compile(_CODED_VALUE, re.IGNORECASE)
_SCHEME = re.compile(
    r"\b(?<!redacted:)(bearer|basic|sharedkey(?:lite)?)((?:\s|%20|\+|:){1,9})(?![\w-]{1,40}=[\"'])"
    r"(?=[^\s\"',;<>&\\]{0,400}[0-9])([^\s\"',;<>&\\]{16,}+|\w+:[A-Za-z0-9+/=]{16,}+)",
    re.IGNORECASE,
)
_USER = re.compile(r"://([^/\s\"'<>@?#]{1,200})@")
SHORTEST_CREDENTIAL = 16  # characters behind a scheme's name in running text
_SWT_END = re.compile(r"[\s\"'<>\\,]")
_PEM = re.compile(r"(PRIVATE KEY-----)([^-]+)", re.IGNORECASE)
PAIR_WORDS = Words(
    "secret", "passw", "pwd", "token", "key", "assertion", "credential", "signature", "sas", "code",
    "saml", "hmac", "connectionstring", "authorization", "sig", "%5f", "%2d",
)  # fmt: skip


def cover(vault: Vault, kind: str, raw: str, value: str, style: Style = "text") -> str:
    """Return what stands in place of *raw*, the spelling of the secret *value*."""
    if not value.strip() or is_marker(value) or is_template(value) or is_left_out(value):
        return raw
    if _JWT.fullmatch(value):
        kind = "jwt"
    marker = vault.hide(kind, value)
    spelt = styled(marker, style)
    vault.keep(marker, spelt, raw)
    return spelt


def styled(marker: str, style: Style) -> str:
    """Return *marker* as it is to be spelt in URLs or XML."""
    opening, closing = _STYLED[style]
    return f"{opening}{marker[1:-1]}{closing}"


@dataclass(frozen=True)
class Pass:
    """One shape that secrets have; one of *words* and of *signs*, in lower case, is part of it."""

    words: Words
    apply: Callable[[str, Vault, Style], str]
    signs: tuple[str, ...] = ("",)  # one of these too must occur
    needs_equals: bool = False  # and an equals sign, escaped or not

    def may_find(self, sieve: Sieve) -> bool:
        """Tell whether the shape may occur in a text."""
        if self.needs_equals and not sieve.has_equals:
            return False
        for sign in self.signs:
            if sign in sieve.low:
                return sieve.holds(self.words)
        return False


def scrub(text: str, vault: Vault, style: Style = "text") -> str:
    """Return *text* without the secrets that show by their name or their shape."""
    return text if _INERT.fullmatch(text) else scrub_through(Sieve(text), vault, style)


def scrub_through(
    sieve: Sieve, vault: Vault, style: Style = "text", passes: tuple[Pass, ...] = ()
) -> str:
    """Return the text of *sieve* without secrets.

    *passes* are further ones, for what the text is known to be; they go first.
    """
    text = sieve.text
    for step in (*passes, *SHAPES):
        if step.may_find(sieve):
            text = step.apply(text, vault, style)
    return text


def scrub_known(text: str, vault: Vault, style: Style = "text") -> str:
    """Return *text* without the secrets that were seen before."""
    found = vault.found_in(text)
    if not found:
        return text
    if style != "text":
        found = [known.spelt(styled(known.marker, style)) for known in found]
    return replace_known(text, found)


def _tokens(text: str, vault: Vault, style: Style) -> str:
    pieces, start = [], 0
    at = text.find("eyJ")
    while at >= 0:
        found = _JWT.match(text, at)
        if found:
            pieces += [text[start:at], cover(vault, "jwt", found[0], found[0], style)]
            start = found.end()
        run = _RUN.match(text, max(start, at))
        at = text.find("eyJ", run.end() if run else at + 3)
    return "".join([*pieces, text[start:]])


def _coded_tokens(text: str, vault: Vault, style: Style) -> str:
    pieces, start = [], 0
    at = text.find("ZXlK")  # base64 of `eyJ`
    while at >= 0:
        run = _CODED_RUN.match(text, at)
        end = run.end() if run else at + 4
        if end - at >= 40:
            marker = vault.hide("jwt_base64", text[at:end])
            vault.keep(marker, styled(marker, style), text[at:end])
            pieces += [text[start:at], styled(marker, style)]
            start = end
        at = text.find("ZXlK", end)
    return "".join([*pieces, text[start:]])


def _simple_web_tokens(text: str, vault: Vault, style: Style) -> str:
    if style == "url":  # a SWT's own pairs are then pairs of the URL or the form
        return text
    low = text.lower()
    pieces, start = [], 0
    at = low.find("hmacsha256")
    while at >= 0:
        begin = start + max((m.end() for m in _SWT_END.finditer(text[start:at])), default=0)
        stop = _SWT_END.search(text, at)
        end = stop.start() if stop else len(text)
        swt = text[begin:end]
        hidden = cover(vault, "swt", swt, swt, style) if "expireson" in low[begin:end] else swt
        pieces += [text[start:begin], hidden]
        start = end
        at = low.find("hmacsha256", end)
    return "".join([*pieces, text[start:]])


def _schemes(text: str, vault: Vault, style: Style) -> str:
    def covered(found: re.Match[str]) -> str:
        rest = MARKER.sub("", found[3])
        if rest != found[3] and len(rest) < SHORTEST_CREDENTIAL:
            return found[0]  # what was secret of it has been covered
        kind = "opaque" if found[1].lower() == "bearer" else found[1]
        hidden = cover(vault, kind, found[3], found[3], style)
        _, colon, signature = found[3].partition(":")
        if colon and hidden != found[3]:
            vault.hide("signature", signature)
        return f"{found[1]}{found[2]}{hidden}"

    return _SCHEME.sub(covered, text)


def _signatures(text: str, vault: Vault, style: Style) -> str:  # noqa: ARG001 - a pass
    def covered(found: re.Match[str]) -> str:
        raw = found[1] or found[2] or ""
        hidden = cover(vault, "sig", raw, _decoded(raw), "url")
        return found[0][: len(found[0]) - len(raw)] + hidden

    return _SIG.sub(covered, text)


def _pairs(text: str, vault: Vault, style: Style) -> str:
    pieces, start = [], 0
    found = _NAME.search(text)
    while found:
        end = found.end(2)  # what is no secret may itself hold one: `next=https://x/?code=…`
        name = unquote(found[2]) if "%" in found[2] else found[2]
        in_url = found[1] in "?&#" or found[1][0] in "%u" or found[3] is None
        if _is_secret(name, in_url=in_url or style == "url", quoted=bool(found[4])):
            value = (_ENCODED_VALUE if found[3] is None else _PLAIN_VALUE).match(text, found.end())
            raw = value[0] if value else ""
            spelt: Style = "url" if in_url and not found[4] else style
            hidden = cover(vault, kind_of(name), raw, _decoded(raw), spelt)
            pieces += [text[start : found.end()], hidden]
            start = end = found.end() + len(raw)
        found = _NAME.search(text, end)
    return "".join([*pieces, text[start:]])


def _is_secret(name: str, *, in_url: bool, quoted: bool) -> bool:
    if in_url:
        return is_secret_pair(name)
    return plain_name(name) in STRONG or (quoted and is_secret_member(name))


def _users(text: str, vault: Vault, style: Style) -> str:  # noqa: ARG001 - a pass
    def covered(found: re.Match[str]) -> str:
        user = found[1]
        _, colon, password = user.partition(":")
        if colon and password:
            vault.hide("password", unquote(password))
        return f"://{cover(vault, 'userinfo', user, user, 'url')}@"

    return _USER.sub(covered, text)


def _private_keys(text: str, vault: Vault, style: Style) -> str:
    def covered(found: re.Match[str]) -> str:
        return found[1] + cover(vault, "private_key", found[2], found[2], style)

    return _PEM.sub(covered, text)


def _decoded(raw: str) -> str:
    if "\\" in raw:
        raw = re.sub(r"\\+u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), raw).replace("\\/", "/")
    return unquote(raw) if "%" in raw else raw


SHAPES = (
    Pass(Words("private key-----"), _private_keys, ("-----",)),
    Pass(Words("sig"), _signatures, needs_equals=True),
    Pass(PAIR_WORDS, _pairs, needs_equals=True),
    Pass(Words("hmacsha256"), _simple_web_tokens, needs_equals=True),
    Pass(Words("eyj"), _tokens),
    Pass(Words("zxlk"), _coded_tokens),
    Pass(Words("bearer", "basic", "sharedkey"), _schemes),
    Pass(Words("://"), _users, ("@",)),
)
