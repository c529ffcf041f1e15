"""The tokens of an OData v3 expression, one after the other; where none can be, a fault."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from inspector.core.expressions.literals import shown
from inspector.core.expressions.tree import Fault
from inspector.core.keys import TYPOGRAPHIC

_NAME = r"[^\W\d]\w*+(?:\.[^\W\d]\w*+)*+"
# `eq'x'` and `3and` need no blank: the framework's lexer ends a word and a number there, too.
_OPERATOR = r"(?:not|and|or|eq|ne|lt|gt|le|ge|add|sub|mul|div|mod)"
_TOKEN = re.compile(
    rf"""\s*+(?:
      (?P<prefixed>(?!{_OPERATOR}'){_NAME}'[^']*+')
    | (?P<string>'[^']*+(?:''[^']*+)*+')
    | (?P<guid>[0-9a-fA-F]{{8}}(?:-[0-9a-fA-F]{{4}}){{3}}-[0-9a-fA-F]{{12}}\b)
    | (?P<date>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:T[0-9:.]*+(?:Z|[+-][0-9:]*+)?|\b))
    | (?P<number>-?[0-9]++(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?[dDfFmMlL]?(?!\.))
    | (?P<word>-INFf?\b|\$it\b|{_NAME})
    | (?P<mark>[(),/:-])
    | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
_WRONG = re.compile(r"\s*+(==|=|!=|<>|<=|>=|<|>|&&|&|\|\||\||!|\S)")
_INSTEAD = {
    "==": "eq", "=": "eq", "!=": "ne", "<>": "ne", "<=": "le", ">=": "ge", "<": "lt", ">": "gt",
    "&&": "and", "&": "and", "||": "or", "|": "or", "!": "not", "+": "add", "*": "mul", "%": "mod",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One token."""

    kind: str  # prefixed, string, number, word, mark, end
    text: str
    at: int  # characters before it

    @property
    def end(self) -> int:
        """Return the number of characters before what follows it."""
        return self.at + len(self.text)

    def is_mark(self, mark: str) -> bool:
        """Tell whether it is the punctuation mark *mark*."""
        return self.kind == "mark" and self.text == mark


class Refused(Exception):  # noqa: N818 - it says what the text is
    """The text is no expression; never leaves the readers."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of *text*, an `end` last; raises Refused at what is none."""
    place = 0
    while True:
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise Refused(_fault(text, place))
        kind, found, at = match.lastgroup, match[match.lastgroup], match.start(match.lastgroup)
        if kind in {"guid", "date"}:
            word = {"guid": "guid", "date": "datetime"}[kind]
            raise Refused(Fault(at, f"`{found}` is OData v4's form; write {word}'{found}'"))
        yield Token(kind, found, at)
        if kind == "end":
            return
        place = match.end()


def _fault(text: str, place: int) -> Fault:
    wrong = _WRONG.match(text, place)
    assert wrong is not None  # the end of the text is a token
    found, at = wrong[1], wrong.start(1)
    if found == "'":
        return Fault(at, "the quote is not closed; one that belongs to a string is written twice")
    if found == '"':
        return Fault(at, "strings stand in single quotes, not in double ones")
    if found in TYPOGRAPHIC:
        return Fault(at, f"{found} is a typographic quote; write a straight one, '")
    if found in _INSTEAD:
        return Fault(at, f"`{found}` is no operator; write {_INSTEAD[found]}")
    if text.startswith("$count", at):
        return Fault(at, "$count within an expression is OData v4")
    if found.isalnum() or found == "_":
        piece = re.compile(r"[\w.]{1,60}").match(text, at)
        return Fault(at, f"`{shown(piece[0] if piece else found)}` is neither a number nor a name")
    return Fault(at, f"`{found}` has no meaning here")
