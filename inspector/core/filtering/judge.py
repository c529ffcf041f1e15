"""Hold an exchange against a filter."""

import re
from functools import lru_cache

from inspector.core.annotated import Annotated
from inspector.core.filtering.automaton import machine
from inspector.core.filtering.subject import Subject, fold
from inspector.core.filtering.tree import (
    All,
    Any,
    Code,
    Compare,
    Entities,
    Has,
    Id,
    Like,
    Node,
    Not,
    Operator,
    Presence,
    Rex,
    Since,
    Word,
)


def matches(node: Node, annotated: Annotated) -> bool:
    """Tell whether *annotated* passes the filter; `since:10m` has to be anchored before."""
    return holds(node, Subject(annotated))


def holds(node: Node, it: Subject) -> bool:
    """Tell whether *it* passes the filter."""
    match node:
        case Not(inner):
            return not holds(inner, it)
        case All(nodes):
            return all(holds(inner, it) for inner in nodes)
        case Any(nodes):
            return any(holds(inner, it) for inner in nodes)
        case Since():
            raise ValueError("a filter with since: that was not anchored")
        case Compare(field, operator, value):
            return _compares(it.number(field), operator, value)
        case Code(code, prefix):
            return any(c.startswith(code) if prefix else c == code for c in it.codes)
        case Has(what):
            return _has(what, it)
    return _says(node, it)


def _has(what: Presence, it: Subject) -> bool:
    match what:
        case "token":
            return it.has_token
        case "finding":
            return bool(it.number("severity"))
        case "response":
            return it.number("status") is not None
        case "error":
            return it.error != ""
        case "replay":
            return it.exchange.replay_of != ""
        case "mend":
            return it.exchange.mends != ()
        case "mark":
            return it.is_marked


def _says(node: Word | Like | Rex | Entities | Id, it: Subject) -> bool:
    match node:
        case Word(text):
            return it.has_text(fold(text))
        case Like(part, pattern, key):
            glob = _glob(fold(pattern))
            return any(glob.fullmatch(each) is not None for each in it.texts(part, key))
        case Rex(part, pattern):
            found_in = machine(pattern).found_in
            return any(map(found_in, it.texts(part)))
        case Entities(names):
            return any(f" {name} " in steps(it.operation) for name in names) or any(
                kind in names for _, _, kind in it.touched
            )
        case Id(text):
            low = fold(text)
            return any(each in it.path for each in spellings(low)) or any(
                low in entity or low in other for entity, other, _ in it.touched
            )


def steps(operation: str) -> str:
    """Return an operation's verb and names, each between blanks."""
    return f" {operation.replace('/', ' ').replace('(', ' ')} "


def spellings(text: str) -> tuple[str, ...]:
    """Return an id as an address may have it: colons are often escaped there."""
    return tuple(dict.fromkeys((text, text.replace(":", "%3a"))))


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


@lru_cache(maxsize=256)
def _glob(pattern: str) -> re.Pattern[str]:
    """Return what a pattern is as an expression that never goes back behind a `*` it has passed."""
    first, *others = (
        "".join("." if char == "?" else re.escape(char) for char in piece)
        for piece in pattern.split("*")
    )
    if not others:
        return re.compile(first, re.DOTALL)
    *inner, last = others
    passed = "".join(f"(?>.*?{piece})" for piece in inner if piece)
    return re.compile(f"{first}{passed}.*{last}", re.DOTALL)
