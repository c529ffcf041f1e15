"""A filter as a tree: judged here on an Annotated, put into a query where there is a database."""

import re
from dataclasses import dataclass
from typing import Literal

from inspector.core.annotated import Annotated

Operator = Literal["=", "<", "<=", ">", ">="]
Number = Literal["severity", "status", "ms", "size"]
Text = Literal["method", "verb", "host", "path", "operation"]
Presence = Literal["finding", "error", "response"]


@dataclass(frozen=True, slots=True)
class Word:
    """Text that occurs anywhere in method, address, operation, codes or error."""

    text: str


@dataclass(frozen=True, slots=True)
class Compare:
    """A number and its bound; an exchange that lacks the number never fits."""

    field: Number
    operator: Operator
    value: float


@dataclass(frozen=True, slots=True)
class Like:
    """A text and its pattern: `*` is any text, `?` one character, case is ignored."""

    field: Text
    pattern: str


@dataclass(frozen=True, slots=True)
class Code:
    """The code of one of the findings, in capitals; *prefix* tells that more may follow."""

    code: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Has:
    """What an exchange may have or lack."""

    what: Presence


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class All:
    """Each of them; none at all lets everything pass."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one of them."""

    nodes: tuple["Node", ...]


Node = Word | Compare | Like | Code | Has | Not | All | Any


@dataclass(frozen=True, slots=True)
class Subject:
    """What of an exchange a filter looks at; a capture has a column for each."""

    method: str
    verb: str
    host: str
    path: str
    operation: str
    codes: str
    error: str
    severity: int
    status: int | None
    ms: float | None
    size: int | None

    @property
    def words(self) -> str:
        """Return the text in which a bare word is looked for."""
        return " ".join(
            (self.method, self.host + self.path, self.operation, self.codes, self.error)
        )


def subject(annotated: Annotated) -> Subject:
    """Return what a filter looks at in *annotated*."""
    exchange = annotated.exchange
    request, response = exchange.request, exchange.response
    query = request.target.query
    return Subject(
        method=request.method,
        verb=request.verb,
        host=request.target.host,
        path=request.target.path + (f"?{query}" if query else ""),
        operation=annotated.operation,
        codes=" ".join(dict.fromkeys(finding.code for finding in annotated.findings)),
        error=exchange.error,
        severity=int(annotated.severity or 0),
        status=response.status if response else None,
        ms=None if exchange.duration is None else exchange.duration * 1000,
        size=_size(annotated),
    )


def _size(annotated: Annotated) -> int | None:
    response = annotated.exchange.response
    if response is None:
        return None
    if response.body_size is not None:
        return response.body_size
    return None if response.body is None else len(response.body)


def matches(node: Node, annotated: Annotated) -> bool:
    """Tell whether *annotated* passes the filter."""
    return _holds(node, subject(annotated))


def _holds(node: Node, it: Subject) -> bool:
    match node:
        case Word(text):
            return fold(text) in fold(it.words)
        case Compare(field, operator, value):
            return _compares(getattr(it, field), operator, value)
        case Like(field, pattern):
            return _glob(pattern).fullmatch(fold(getattr(it, field))) is not None
        case Code(code, prefix):
            return any(c.startswith(code) if prefix else c == code for c in it.codes.split())
        case Has(what):
            return {"finding": it.severity > 0, "error": it.error != "",
                    "response": it.status is not None}[what]  # fmt: skip
        case Not(inner):
            return not _holds(inner, it)
        case All(nodes):
            return all(_holds(inner, it) for inner in nodes)
        case Any(nodes):
            return any(_holds(inner, it) for inner in nodes)


def _compares(number: float | None, operator: Operator, value: float) -> bool:
    if number is None:
        return False
    match operator:
        case "=":
            return number == value
        case "<":
            return number < value
        case "<=":
            return number <= value
        case ">":
            return number > value
        case ">=":
            return number >= value


def fold(text: str) -> str:
    """Return *text* with ASCII letters in lower case: SQLite's LIKE ignores no other case."""
    return text.translate(_LOWER)


_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def _glob(pattern: str) -> re.Pattern[str]:
    escaped = "".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in fold(pattern))
    return re.compile(escaped, re.DOTALL)
