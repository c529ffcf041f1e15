"""The secrets of one session: their markers, and where else they turn up.

Secrets stay in memory only. A marker is an HMAC, cut to 48 bits: equal for equal secrets of one
key, and nothing that a dictionary could be tried on without the key.
"""

import base64
import hmac
import json
import re
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from urllib.parse import quote, quote_plus

from inspector.core.placeholder import MARKER, is_left_out, is_placeholder
from inspector.core.redaction.memory import Memory
from inspector.core.redaction.numbers import Numbers

REMEMBERED = 48  # secrets; each costs up to half a microsecond per kB of text
SHORTEST = 8  # characters; a shorter secret would be found in innocent words
_SURE = 16  # characters of a run that can hardly be there by chance
_RUN = re.compile(r"[A-Za-z0-9]+")
_KIND = re.compile(r"[^a-z0-9]+")
_ESCAPE = re.compile(r"%[0-9A-F]{2}")


@dataclass(frozen=True)
class Known:
    """A secret that was seen: *cores* give it away in whatever encoding."""

    cores: tuple[str, ...]
    forms: tuple[str, ...]  # longest first
    marker: str

    def spelt(self, marker: str) -> "Known":
        """Return the same secret with its marker spelt as a URL or XML wants it."""
        return Known(self.cores, self.forms, marker)


class Vault:
    """Makes markers with *key*, and remembers the latest secrets; *memory* all that hosts have.

    With *numbers* a marker has a secret's number in the place of its HMAC.
    """

    def __init__(
        self, key: bytes, memory: Memory | None = None, numbers: Numbers | None = None
    ) -> None:
        self._key = key
        self._numbers = numbers
        self.memory = memory
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._values: dict[str, str] = {}

    def tag(self, kind: str, value: str) -> str:
        """Return the marker for *value*, a secret of *kind*."""
        name = _KIND.sub("_", kind.lower()).strip("_")[:32] or "secret"
        secret = name.encode() + b"\0" + value.encode("utf-8", "surrogatepass")
        digest = hmac.digest(self._key, secret, "sha256")
        shown = digest.hex()[:12] if self._numbers is None else f"{self._numbers.of(digest):012}"
        return f"<redacted:{name}:{shown}>"

    def hide(self, kind: str, value: str) -> str:
        """Return the marker for *value*, which is looked for elsewhere from now on."""
        known = self._known.get(value)
        if known is not None:
            self._known.move_to_end(value)
            return known.marker
        marker = self.tag(kind, value)
        if _is_telling(value):
            self._known[value] = _known(value, marker, coded=kind != "sig")
            self._values[marker] = value
            if len(self._known) > REMEMBERED:
                self._values.pop(self._known.popitem(last=False)[1].marker, None)
        return marker

    def keep(self, marker: str, spelt: str, raw: str) -> None:
        """Let *raw* be put back where *spelt*, a spelling of *marker*, stands for it."""
        if self.memory is not None:
            self.memory.keep(marker, spelt, raw)

    def touch(self, marker: str) -> None:
        """Keep the secret behind *marker* among the latest."""
        value = self._values.get(marker)
        if value is not None:
            self._known.move_to_end(value)

    def found_in(self, text: str) -> list[Known]:
        """Return the remembered secrets that *text* holds, in whatever encoding."""
        if not self._known:
            return []
        found = []
        for secret in self._known.values():
            for core in secret.cores:
                if core in text:
                    found.append(secret)
                    break
        return found


def replace_known(text: str, found: Iterable[Known]) -> str:
    """Return *text* with each of the secrets *found* in it replaced by its marker."""
    for secret in found:
        for form in secret.forms:
            if form in text:
                text = _replaced(text, form, secret.marker)
        for core in secret.cores:
            if len(core) >= _SURE and core in text:
                text = _replaced(text, core, secret.marker)
    return text


def _replaced(text: str, form: str, marker: str) -> str:
    """Return *text* with *marker* for each *form*, but for one that stands in a marker."""
    pieces, start = [], 0
    for there in MARKER.finditer(text) if "redacted:" in text else ():
        pieces += [text[start : there.start()].replace(form, marker), there[0]]
        start = there.end()
    return "".join([*pieces, text[start:].replace(form, marker)])


def _is_telling(value: str) -> bool:
    return (
        SHORTEST <= len(value) <= 16 * 1024
        and not is_placeholder(value)  # nor a word that stands in many innocent places
        and not is_left_out(value)
        and max(map(len, _RUN.findall(value)), default=0) >= SHORTEST // 2
    )


def _known(value: str, marker: str, *, coded: bool) -> Known:
    sent = value.encode("utf-8", "surrogatepass")  # bytes that were no UTF-8 come as surrogates
    plain = [value, quote(sent, safe=""), quote_plus(sent), quote(sent), escape(value)]
    plain += [json.dumps(value)[1:-1], value.replace("/", "\\/"), quote(plain[1], safe="")]
    plain += [_ESCAPE.sub(lambda found: found[0].lower(), form) for form in plain if "%" in form]
    plain += [_as_bytes(value)] if not value.isascii() else []
    encoded = _base64(value) if coded else []  # a SAS's signature is base64 already
    forms = sorted({*plain, *encoded}, key=len, reverse=True)
    cores = {_core(value)} | {_core(form) for form in encoded}
    return Known(tuple(core for core in cores if len(core) >= 4), tuple(forms), marker)


def _core(text: str) -> str:
    """Return the longest run of letters and digits: no encoding but base64 changes it."""
    return max(_RUN.findall(text), key=len, default="")


def _base64(value: str) -> list[str]:
    """Return what of *value* in base64 does not depend on what stands before and after it."""
    secret = value.encode("utf-8", "surrogatepass")
    forms = []
    for before, cut in ((0, 0), (1, 2), (2, 3)):
        whole = base64.b64encode(b"\0" * before + secret).rstrip(b"=").decode()
        inner = whole[cut : len(whole) - (1 if (before + len(secret)) % 3 else 0)]
        if before == 0:
            forms += [base64.b64encode(secret).decode(), whole]
        if len(inner) >= SHORTEST:
            forms += [inner, inner.replace("+", "-").replace("/", "_"), quote(inner, safe="")]
    return forms


def _as_bytes(value: str) -> str:
    """Return *value* as it looks when its UTF-8 is read byte by byte."""
    return value.encode("utf-8", "surrogatepass").decode("latin-1")
