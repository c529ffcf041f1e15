"""The fields of the language: `field:value`, and how each reads its value."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from inspector.core.filtering import tree, values
from inspector.core.filtering.tildes import read_sign
from inspector.core.filtering.tokens import FilterError, Token
from inspector.core.filtering.tree import Node
from inspector.core.filtering.values import ReadingError

_FIELD = re.compile(r"([a-z]+)(?:\[([^\[\]]*)\])?:(.*)", re.DOTALL)
_NO_VALUE_YET = re.compile(r"(header|claim)\[([^\[\]]*)\]()")
_SCHEMES = {"http", "https", "nb", "urn"}  # what stands before a colon in addresses and ids


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the language: how its value is read, what it looks like, what it is.

    A *keyed* field names a header or claim in brackets, which *read* gets as its first argument.
    In a *listable* one, whose values hold no comma, commas stand between several values.
    """

    read: Callable[[str], Node] | Callable[[str, str], Node]
    example: str
    meaning: str
    keyed: bool = False
    listable: bool = False


FIELDS = {
    "sev": Field(values.severity, "sev:>=warning", "the gravest finding: note, warning, error, none", listable=True),
    "code": Field(values.code, "code:ODA*", "the code of a finding", listable=True),
    "name": Field(values.like("name"), "name:*accept*", "the name of a finding's rule"),
    "status": Field(values.status, "status:>=400", "the answer's status; status:4xx too", listable=True),
    "method": Field(values.like("method", "verb", whole=True), "method:POST", "the verb, sent or meant", listable=True),
    "op": Field(values.like("operation"), 'op:"POST Jobs"', "the operation"),
    "entity": Field(values.entity, "entity:Jobs", "an entity set, in the address or touched in a $batch", listable=True),
    "id": Field(values.id_, "id:nb:jid:UUID:", "an entity's id or a piece of it, in the address or touched"),
    "host": Field(values.like("host"), "host:*.azure.net", "the host"),
    "path": Field(values.like("path"), "path:/Files", "the path with the query, as sent"),
    "ms": Field(values.number("ms"), "ms:>500", "the time the answer took; ms:3 is what is shown as 3"),
    "size": Field(values.number("size"), "size:>10k", "the bytes of the answer's body; size:1.2k is what shows as 1.2 kB"),
    "header": Field(values.keyed("header"), "header[x-ms-version]:2.9", "a header, of either side; * is any value", keyed=True),
    "claim": Field(values.keyed("claim"), "claim[aud]:*rest.media*", "a claim of the token", keyed=True),
    "type": Field(values.like("type"), "type:json", "Content-Type, of either side"),
    "text": Field(values.text, 'text:"not found"', "text anywhere, as without text:"),
    "comment": Field(values.like("comment"), "comment:retry", "what a person wrote of it on a screen"),
    "has": Field(values.has, "has:finding", "or token, response, error (no answer came), mark, replay, mend", listable=True),
    "since": Field(values.since, "since:10m", "s m h d before now, or the end; since:2026-01-31T12:00 (UTC)"),
}  # fmt: skip
_LISTABLE = ", ".join(name for name, about in FIELDS.items() if about.listable)
GRAMMAR = (
    ("some text", "occurs in method, address, headers, bodies, codes, error, comment"),
    ('"two words"', 'text with blanks; \\" is a quote in it'),
    ("a b   a or b", "both; either"),
    ("-a   not a   (a or b)", "the opposite; grouping"),
    ("> >= < <= =", "before a number or a severity"),
    ("* ?", "in a value: any text, one character; then it is the whole value"),
    ("400,409", f"one of them; in {_LISTABLE}"),
    ("=value", "the whole value, not a piece of it"),
)


def read_term(token: Token) -> Node:
    """Read a word, a `field:value` or a sign of mitmproxy's; raises FilterError."""
    if not token.quoted and token.text.startswith("~"):
        return read_sign(token)
    found = None
    if not token.quoted:
        found = _FIELD.fullmatch(token.text) or _NO_VALUE_YET.fullmatch(token.text)
    if found is None or found[1] in _SCHEMES:
        if not token.text:
            raise FilterError("there is nothing between the quotes", token.start, token.end)
        return tree.Word(token.text)
    name, key, value = found.groups()
    try:
        return _read(name, key, value)
    except ReadingError as error:
        raise FilterError(str(error), token.start, token.end) from error


def _read(name: str, key: str | None, value: str) -> Node:
    about = FIELDS.get(name)
    if about is None:
        near = get_close_matches(name, FIELDS, 1)
        remedy = f"did you mean {near[0]}:" if near else 'quote it ("…") to look for the text'
        raise ReadingError(f"there is no field {name}: ({remedy})")
    if about.keyed != bool(key):
        lacks = f"names a {name} in brackets" if about.keyed else "has no brackets"
        raise ReadingError(f"{name}: {lacks}, like {about.example}")
    if not value:
        raise ReadingError(f"{name}: needs a value, like {about.example}")
    if about.listable and "," in value:
        return tree.Any(tuple(_element(name, about, each.strip()) for each in value.split(",")))
    return _value(name, about, key, value)


def _element(name: str, about: Field, value: str) -> Node:
    if not value:
        raise ReadingError(f"{name}: an element of the list is empty; take out a comma")
    return _value(name, about, None, value)


def _value(name: str, about: Field, key: str | None, value: str) -> Node:
    try:
        return about.read(key, value) if key else about.read(value)  # type: ignore[call-arg]
    except ReadingError as error:
        said = f": {error}" if str(error) else ""
        raise ReadingError(f"{name}: does not know {value!r}{said}; try {about.example}") from error
