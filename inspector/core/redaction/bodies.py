"""Take the secrets out of a body, or the body out of the message.

A body that cannot be read, yet names secrets, is withheld: only its size and hash stay, and
what was wrong with it. All other bytes of a body stay as they were.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from inspector.core.exchange import Message, Response
from inspector.core.placeholder import is_left_out, is_marker, is_template
from inspector.core.reading import Failure
from inspector.core.redaction.lens import lens
from inspector.core.redaction.members import (
    FORM_FIELDS,
    NAMED_VALUES,
    HeaderValue,
    header_lines,
    json_members,
    xml_members,
)
from inspector.core.redaction.scrub import Pass, Style, scrub_known, scrub_through
from inspector.core.redaction.secret_names import STRONG, is_secret_member, plain_name
from inspector.core.redaction.sieve import Sieve, Words
from inspector.core.redaction.vault import Vault
from inspector.core.xml import read_xml

UNREADABLE = "cannot be read, and names secrets"
IRREPLACEABLE = "holds a secret that could not be replaced"
_KEY_FUNCTIONS = re.compile(r"/(GetProtectionKey|RebindContentKey)(?:\(|/?$)", re.IGNORECASE)
_KEY_MEMBERS = frozenset({"value", "getprotectionkey", "rebindcontentkey"})
_QUOTATION = re.compile(r"(['\"])(?!.\1).+\1", re.DOTALL)  # but single characters stay
_ESCAPED_CHAR = re.compile(r"\\+u00([2-7][0-9a-f])", re.IGNORECASE)
_NAMES = [name for name in STRONG if not any(o in name and o != name for o in STRONG)]
_NAMING = Words(*_NAMES)
_FORM = re.compile(r"[\w.%$+-]{1,64}=")


class BodyRedactor:
    """Redacts bodies with the secrets of *vault*; header lines inside by *header_value*."""

    def __init__(self, vault: Vault, header_value: HeaderValue) -> None:
        self._vault = vault
        self._plain = (json_members(), xml_members(), NAMED_VALUES)
        whatever = Words("")
        self._keys = (
            json_members(_is_key_member, whatever),
            xml_members(_is_key_member, whatever),
        )
        self._lines = (FORM_FIELDS, header_lines(header_value))

    def redact[M: Message](self, message: M, url: str) -> M:
        """Return *message* with its body redacted; *url* is what a response answers."""
        if not message.body:
            return message
        seen = lens(message)
        if seen is None:
            return _withhold(message, "binary")
        codec, text = seen
        gives_key = isinstance(message, Response) and _gives_key(message, url)
        sieve = Sieve(text)
        cleaned = self._scrubbed(message, sieve, gives_key=gives_key)
        redacted = _with_body(message, text, cleaned, codec)
        if gives_key and cleaned == text and redacted.body:
            return _withhold(message, "holds a key")
        return _checked(message, redacted, sieve if cleaned == text else Sieve(cleaned))

    def forget[M: Message](self, message: M) -> M:
        """Return *message* without the secrets that are known by now."""
        if not message.body:
            return message
        seen = lens(message)
        if seen is None:
            return message
        codec, text = seen
        style = _style(message, text)
        return _with_body(message, text, scrub_known(text, self._vault, style), codec)

    def _scrubbed(self, message: Message, sieve: Sieve, *, gives_key: bool) -> str:
        passes: tuple[Pass, ...] = self._keys if gives_key else self._plain
        if _start(sieve.text) not in {"{", "[", "<"}:
            passes = (*self._lines, *passes)
        return scrub_through(sieve, self._vault, _style(message, sieve.text), passes)


def text_of(message: Message) -> str:
    """Return the body as text in which secrets can be looked for."""
    body = message.body or b""
    if b"\0" not in body:
        return body.decode("latin-1")
    seen = lens(message)
    return seen[1] if seen else ""


def _gives_key(response: Response, url: str) -> bool:
    return response.status < 400 and _KEY_FUNCTIONS.search(url.partition("?")[0]) is not None


def _is_key_member(name: str) -> bool:
    return is_secret_member(name) or plain_name(name) in _KEY_MEMBERS


def _start(text: str) -> str:
    return text[:64].lstrip("\ufeffï»¿ \t\r\n")[:1]


def _style(message: Message, text: str) -> Style:
    start = _start(text)
    if start == "<":
        return "xml"
    form = message.content_type is not None and message.content_type.is_form
    looks_so = start not in {"{", "["} and _FORM.match(text) is not None
    return "url" if (form or looks_so) and start != "-" else "text"


def _with_body[M: Message](message: M, text: str, cleaned: str, codec: str) -> M:
    if cleaned == text:
        return message
    return replace(message, body=cleaned.encode(codec))


def _without_quotation(failure: Failure) -> Failure:
    """Return *failure* without the words of the body that its reason quotes."""
    return replace(failure, reason=_QUOTATION.sub("…", failure.reason))


def _withhold[M: Message](message: M, reason: str, unreadable: Failure | None = None) -> M:
    body = message.body or b""
    size = message.body_size if message.body_size is not None else len(body)
    sha = hashlib.sha256(body).hexdigest()
    return replace(
        message,
        body=None,
        body_size=size,
        body_sha256=sha,
        withheld=reason,
        unreadable=_without_quotation(unreadable) if unreadable else message.unreadable,
    )


def _checked[M: Message](message: M, redacted: M, sieve: Sieve) -> M:
    """Return *redacted*, or *message* without its body when secrets may still be in there."""
    names = _named(sieve)
    hides = _hides_names(sieve.text, names)
    if not names and not hides:
        return redacted
    if redacted.sniffed == "json":
        document = redacted.json
        if document.failure is not None:
            # Markers have other lengths than the secrets they stand for.
            return _withhold(message, UNREADABLE, message.json.failure or document.failure)
        bare = any(_in_clear(name, value) for _, name, value in document.members())
        return _withhold(message, IRREPLACEABLE) if bare else redacted
    if redacted.sniffed == "xml":
        reason, failure = _xml_problem(redacted.body or b"")
        if failure is not None:
            failure = read_xml(message.body or b"")[1] or failure
        return _withhold(message, reason, failure) if reason else redacted
    return _withhold(message, IRREPLACEABLE) if hides else redacted


def _xml_problem(body: bytes) -> tuple[str, Failure | None]:
    """Return why XML that names secrets cannot stay, "" when it can."""
    root, failure = read_xml(body)
    if failure is not None or root is None:
        return UNREADABLE, failure
    return (IRREPLACEABLE, None) if any(_elements_in_clear(root)) else ("", None)


def _elements_in_clear(root: etree._Element) -> Iterator[bool]:
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname
        if plain_name(name) in STRONG:
            yield _in_clear(name, "".join(str(text) for text in element.itertext()))
        for attribute, value in element.attrib.items():
            yield _in_clear(etree.QName(attribute).localname, str(value))


def _in_clear(name: str, value: object) -> bool:
    if not isinstance(value, str) or plain_name(name) not in STRONG:
        return False
    return bool(value.strip()) and not is_marker(value.strip()) and not _is_public(value.strip())


def _is_public(value: str) -> bool:
    return is_template(value) or is_left_out(value)


def _named(sieve: Sieve) -> list[int]:
    """Return how often a text mentions which names of secrets, as names are compared."""
    if not _NAMING.occur_in(sieve.plain, sieve):
        return []
    return [sieve.plain.count(name) for name in _NAMES if name in sieve.plain]


def _hides_names(text: str, names: list[int]) -> bool:
    """Tell whether escaped letters spell names of secrets besides *names*."""
    return "\\u00" in text and _named(Sieve(_ESCAPED_CHAR.sub(_unescaped, text))) != names


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))
