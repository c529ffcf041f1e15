"""A filter as a condition over the columns of a capture."""

from inspector.capture.store import Condition
from inspector.core import filter_tree as tree
from inspector.core.filter_tree import Node

_NUMBERS = {"severity": "severity", "status": "status", "ms": "duration * 1000", "size": "size"}
_WORDS = "method || ' ' || host || path || ' ' || operation || ' ' || codes || ' ' || error"
_PRESENT = {"finding": "severity > 0", "error": "error <> ''", "response": "status IS NOT NULL"}


def condition(node: Node) -> Condition:
    """Return *node* in SQL; what was typed goes into parameters only."""
    match node:
        case tree.Word(text):
            return _like(_WORDS, f"%{_escaped(text)}%")
        case tree.Compare(field, operator, value):
            return Condition(f"ifnull({_NUMBERS[field]} {operator} ?, 0)", (value,))
        case tree.Like(field, pattern):
            wild = _escaped(pattern).replace("*", "%").replace("?", "_")
            return _like(field, wild)
        case tree.Code(code, prefix):
            return _like("' ' || codes || ' '", f"% {_escaped(code)}{'' if prefix else ' '}%")
        case tree.Has(what):
            return Condition(_PRESENT[what], ())
        case tree.Not(inner):
            return _joined("NOT ", (condition(inner),), "")
        case tree.All(nodes):
            return _joined("", tuple(map(condition, nodes)), " AND ") if nodes else ALL
        case tree.Any(nodes):
            return _joined("", tuple(map(condition, nodes)), " OR ")


def both(one: Condition | None, other: Condition) -> Condition:
    """Return the condition that both hold."""
    return other if one is None else _joined("", (one, other), " AND ")


ALL = Condition("1", ())


def _like(column: str, pattern: str) -> Condition:
    return Condition(f"{column} LIKE ? ESCAPE '\\'", (pattern,))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _joined(before: str, conditions: tuple[Condition, ...], between: str) -> Condition:
    sql = between.join(c.sql for c in conditions)
    parameters = tuple(value for c in conditions for value in c.parameters)
    return Condition(f"{before}({sql})", parameters)
