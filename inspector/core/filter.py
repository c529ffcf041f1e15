"""The filter language: which exchanges to look at.

`field:op value` terms and bare words; AND by juxtaposition, `or`, `not` or `-`, parentheses.
A value with blanks stands in double quotes: `op:"POST Jobs"`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NoReturn

from inspector.core import filter_tree as tree
from inspector.core.filter_tree import Node, Number, Operator, Text, matches
from inspector.core.severity import Severity

__all__ = ["FIELDS", "FilterError", "Node", "matches", "parse"]

LONGEST = 1000  # characters
DEEPEST = 40  # parentheses and negations
_BOUND = re.compile(r"(>=|<=|=|>|<)?(.*)", re.DOTALL)
_FIELD = re.compile(r"([a-z]+):(.*)", re.DOTALL)
_SCHEMES = {"http", "https", "nb", "urn"}  # what stands before a colon in addresses and ids
_UNITS = {"": 1, "k": 1000, "m": 1000_000}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([km]?)b?", re.IGNORECASE)
_CODE = re.compile(r"([A-Za-z0-9]+)(\*?)|(\*)")


class FilterError(ValueError):
    """Says what is wrong with a filter, in words for who typed it."""


@dataclass(frozen=True, slots=True)
class Token:
    """A parenthesis or a term; *quoted* terms are no words of the language."""

    text: str
    quoted: bool = False


def parse(text: str) -> Node:
    """Read a filter; an empty one lets everything pass. Raises FilterError."""
    if len(text) > LONGEST:
        raise FilterError(f"longer than {LONGEST} characters")
    parser = Parser(_tokens(text))
    node = parser.either(0) if parser.tokens else tree.All(())
    if parser.tokens:
        raise FilterError("a ) without its (")
    return node


@dataclass
class Parser:
    """Takes tokens from the front, the loosest binding first."""

    tokens: list[Token] = field(default_factory=list)

    def either(self, depth: int) -> Node:
        nodes = [self.each(depth)]
        while self.takes("or", "|"):
            nodes.append(self.each(depth))
        return nodes[0] if len(nodes) == 1 else tree.Any(tuple(nodes))

    def each(self, depth: int) -> Node:
        nodes = [self.one(depth)]
        while self.tokens and not self.sees("or", "|", ")"):
            self.takes("and", "&")
            nodes.append(self.one(depth))
        return nodes[0] if len(nodes) == 1 else tree.All(tuple(nodes))

    def one(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise FilterError(f"nested deeper than {DEEPEST} levels")
        if not self.tokens or self.sees("or", "and", "|", "&", ")"):
            raise FilterError("a term is missing" + self.before())
        if self.takes("not", "-", "!"):
            return tree.Not(self.one(depth + 1))
        if self.takes("("):
            node = self.either(depth + 1)
            if not self.takes(")"):
                raise FilterError("a ( is not closed")
            return node
        return _term(self.tokens.pop(0))

    def before(self) -> str:
        return f" before {self.tokens[0].text}" if self.tokens else " at the end"

    def sees(self, *words: str) -> bool:
        return bool(self.tokens) and not self.tokens[0].quoted and self.tokens[0].text in words

    def takes(self, *words: str) -> bool:
        if not self.sees(*words):
            return False
        self.tokens.pop(0)
        return True


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        char = text[place]
        if char.isspace():
            place += 1
        elif char in "()|&" or (char in "-!" and text[place + 1 : place + 2].strip()):
            tokens.append(Token(char))
            place += 1
        else:
            place, token = _word(text, place)
            tokens.append(token)
    return tokens


def _word(text: str, place: int) -> tuple[int, Token]:
    """Read up to a blank or a parenthesis that was not opened inside: `Assets('…')` is one."""
    start, depth, quoted, pieces = place, 0, False, []
    while place < len(text):
        char = text[place]
        if char == '"':
            quoted = not quoted
        elif not quoted and (char.isspace() or (char == ")" and depth == 0)):
            break
        else:
            depth += {"(": 1, ")": -1}.get(char, 0) if not quoted else 0
            pieces.append(char)
        place += 1
    if quoted:
        raise FilterError("a quote is not closed")
    return place, Token("".join(pieces), quoted=text[start] == '"')


def _term(token: Token) -> Node:
    found = None if token.quoted else _FIELD.fullmatch(token.text)
    if found is None or found[1] in _SCHEMES:
        if not token.text:
            raise FilterError("there is nothing between the quotes")
        return tree.Word(token.text)
    name, value = found.groups()
    if name not in FIELDS:
        near = get_close_matches(name, FIELDS, 1)
        remedy = f"did you mean {near[0]}:" if near else 'quote it ("…") to look for the text'
        raise FilterError(f"there is no field {name}: ({remedy})")
    if not value:
        raise FilterError(f"{name}: needs a value, like {FIELDS[name].example}")
    return FIELDS[name].read(value)


def _wrong(name: str, value: str) -> NoReturn:
    raise FilterError(f"{name}: does not know {value!r}; try {FIELDS[name].example}")


def _bound(value: str) -> tuple[Operator, str]:
    found = _BOUND.fullmatch(value)
    assert found is not None
    operator: Operator = found[1] or "="  # type: ignore[assignment]
    return operator, found[2].strip()


def _severity(value: str) -> Node:
    operator, word = _bound(value)
    levels = {"none": 0, **{level.label: int(level) for level in Severity}}
    meant = [level for label, level in levels.items() if word and label.startswith(word.lower())]
    if not meant or word.lower() == "no":
        _wrong("sev", value)
    return tree.Compare("severity", operator, meant[-1])


def _status(value: str) -> Node:
    operator, digits = _bound(value)
    if re.fullmatch("[1-5]xx", digits.lower()) and operator == "=":
        low = int(digits[0]) * 100
        return tree.All((tree.Compare("status", ">=", low), tree.Compare("status", "<", low + 100)))
    if not re.fullmatch("[0-9]{1,3}", digits):
        _wrong("status", value)
    return tree.Compare("status", operator, int(digits))


def _number(name: str, of: Number) -> Callable[[str], Node]:
    def read(value: str) -> Node:
        operator, digits = _bound(value)
        found = _SIZE.fullmatch(digits)
        if found is None or (found[2] and of == "ms"):
            _wrong(name, value)
        return tree.Compare(of, operator, float(found[1]) * _UNITS[found[2].lower()])

    return read


def _code(value: str) -> Node:
    found = _CODE.fullmatch(value)
    if found is None:
        _wrong("code", value)
    if found[3]:
        return tree.Has("finding")
    return tree.Code(found[1].upper(), prefix=bool(found[2]))


def _like(*of: Text, whole: bool = False) -> Callable[[str], Node]:
    def read(value: str) -> Node:
        exact = whole or value.startswith("=") or "*" in value or "?" in value
        pattern = value.removeprefix("=") if exact else f"*{value}*"
        likes = tuple(tree.Like(name, pattern) for name in of)
        return likes[0] if len(likes) == 1 else tree.Any(likes)

    return read


def _has(value: str) -> Node:
    if value not in {"finding", "error", "response"}:
        _wrong("has", value)
    return tree.Has(value)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the language: how its value is read, and what it looks like."""

    read: Callable[[str], Node]
    example: str
    meaning: str


FIELDS = {
    "sev": Field(_severity, "sev:>=warning", "the gravest finding: note, warning, error, none"),
    "code": Field(_code, "code:ODA*", "the code of a finding"),
    "status": Field(_status, "status:>=400", "the answer's status; status:4xx too"),
    "method": Field(_like("method", "verb", whole=True), "method:POST", "the verb"),
    "op": Field(_like("operation"), 'op:"POST Jobs"', "the operation; * and ? stand for text"),
    "host": Field(_like("host"), "host:*.azure.net", "the host"),
    "path": Field(_like("path"), "path:/Files", "the path"),
    "ms": Field(_number("ms", "ms"), "ms:>500", "the time the answer took"),
    "size": Field(_number("size", "size"), "size:>10k", "the answer's size in bytes"),
    "has": Field(_has, "has:finding", "has:finding, has:response, has:error (no answer came)"),
}
