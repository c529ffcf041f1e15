"""An expression of `$filter` or `$orderby` as SQL, with the meaning that OData v3 gives it.

Conditions have two values in the end: what SQL does not know (a comparison of which one side is
null) is not true, and its negation is true. Source: OData v3, URL conventions §10.2.3.
"""

import math
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from inspector.core.expressions.kinds import NULL, NUMBER, kind_of
from inspector.core.expressions.tree import Call, Chain, Literal, Node, Path, Prefix
from inspector.standin.query.calls import CALLS
from inspector.standin.query.piece import Sql
from inspector.standin.query.ways import Way
from inspector.standin.refusal import bad
from inspector.standin.schema import EntitySet
from inspector.standin.store.columns import date_text, microseconds
from inspector.standin.store.tables import SEARCHED, texts_of

PARTS_LIMIT = 1000  # operands of an expression
_TRIPLES = 20  # of a text that is searched for
_BIGGEST = 2**63
_COMPARISONS = {"eq": "IS", "ne": "IS NOT", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}
_EQUALITIES = frozenset({"eq", "ne"})
_JOINS = {"and": "AND", "or": "OR"}
_SUMS = {"add": "+", "sub": "-", "mul": "*", "div": "/", "mod": "%"}
_DOUBLES = frozenset({"Edm.Double", "Edm.Single", "Edm.Decimal"})
_FLAG = "Edm.Boolean"


class Compiler:
    """Compiles expressions on entities of one set, whose table's alias is `t`.

    With *narrowing*, a search for a text inside of names asks the index of texts as well.
    """

    def __init__(self, entity_set: EntitySet, *, narrowing: bool = False) -> None:
        self.entity_set = entity_set
        self.narrowing = narrowing
        self.parts = 0

    def condition(self, node: Node) -> Sql:
        """Return an operand as a condition; raises Refusal for what the service does not take."""
        found = self.value(node)
        if isinstance(node, Path | Literal):
            return Sql(f"{found.text} = 1", found.values, _FLAG, ordering=True)
        return self.narrowed(found, self.sought(node))

    def value(self, node: Node) -> Sql:
        """Return any expression."""
        self.parts += 1
        if self.parts > PARTS_LIMIT:
            raise bad(f"The expression has more than {PARTS_LIMIT} parts.")
        match node:
            case Literal():
                return Sql("?", (_literal(node),), node.type)
            case Path() if node.of is None:
                return Way(self.entity_set).along([name.text for name in node.names])
            case Prefix():
                return self.prefix(node)
            case Chain():
                return self.chain(node)
            case Call() if node.name in CALLS:
                return CALLS[node.name](node, [self.value(one) for one in node.arguments])
        raise bad("The query option holds an operator or a function that is not supported.")

    def prefix(self, node: Prefix) -> Sql:
        """Return `not` or `-`."""
        if node.operator == "not":
            inner = self.condition(node.operand)
            return Sql(f"NOT ifnull({inner.text}, 0)", inner.values, _FLAG)
        inner = self.value(node.operand)
        return Sql(f"(-{inner.text})", inner.values, inner.type)

    def chain(self, node: Chain) -> Sql:
        """Return operands and the operators between them."""
        operator = node.rest[0].operator
        if operator in _JOINS:
            parts = [self.condition(part) for part in _level(node, operator)]
            return _joined(parts, _JOINS[operator])
        found = self.value(node.first)
        for link in node.rest:
            other = self.value(link.operand)
            if link.operator in _COMPARISONS:
                found = _compared(found, link.operator, other)
            else:
                found = _summed(found, link.operator, other)
        return found

    def sought(self, node: Node) -> str:
        """Return what the index of texts is asked for a condition, "" when it can tell nothing."""
        match node:
            case Call(name="substringof"):
                return _match(node.arguments[1], node.arguments[0])
            case Call(name="endswith"):
                return _match(node.arguments[0], node.arguments[1])
            case Chain() if len(node.rest) == 1 and node.rest[0].operator == "eq":
                return _match(node.first, node.rest[0].operand)
        return ""

    def narrowed(self, found: Sql, sought: str) -> Sql:
        """Return a condition that asks the index of texts before it looks at each entity."""
        if not (self.narrowing and sought):
            return found
        texts = texts_of(self.entity_set.name)
        narrow = f't."$n" IN (SELECT rowid FROM {texts} WHERE {texts} MATCH ?)'
        return Sql(f"({narrow} AND {found.text})", (sought, *found.values), _FLAG, ordering=True)


def _level(node: Node, operator: str) -> Iterator[Node]:
    """Yield what *operator* joins, in whatever parentheses: `((a or b) or c)` are three."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, Chain) and here.rest[0].operator == operator:
            waiting.extend(reversed(here.parts))
        else:
            yield here


def _match(whole: Node, part: Node) -> str:
    """Return what to ask the index, which knows no upper and lower case, for *part* of names."""
    text = part.value if isinstance(part, Literal) else None
    lowered = isinstance(whole, Call) and whole.name == "tolower"
    if isinstance(whole, Call) and lowered:
        whole = whole.arguments[0]
    if not isinstance(whole, Path) or whole.text != SEARCHED or not isinstance(text, str):
        return ""
    if (lowered and not text.isascii()) or chr(0) in text:
        return ""
    triples = {text[at : at + 3] for at in range(len(text) - 2)}
    # Without positions (detail = none) the index knows single triples only.
    return " AND ".join('"' + one.replace('"', '""') + '"' for one in sorted(triples)[:_TRIPLES])


def _joined(parts: Sequence[Sql], operator: str) -> Sql:
    """Return conditions joined, as a balanced tree: SQLite lets none grow deep."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    left, right = _joined(parts[:middle], operator), _joined(parts[middle:], operator)
    text = f"({left.text} {operator} {right.text})"
    return Sql(text, (*left.values, *right.values), _FLAG, ordering=True)


def _compared(left: Sql, operator: str, right: Sql) -> Sql:
    text = f"({left.decided} {_COMPARISONS[operator]} {right.decided})"
    ordering = operator not in _EQUALITIES
    return Sql(text, (*left.values, *right.values), _FLAG, ordering=ordering)


def _summed(left: Sql, operator: str, right: Sql) -> Sql:
    if not {kind_of(left.type), kind_of(right.type)} <= {NUMBER, NULL}:
        raise bad(f"The operator '{operator}' takes numbers.")
    double = bool(_DOUBLES & {left.type, right.type})
    text = f"({left.text} {_SUMS[operator]} {right.text})"
    if operator == "mod" and double:  # SQLite's own cuts both down to whole numbers
        text = f"odata_mod({left.text}, {right.text})"
    return Sql(text, (*left.values, *right.values), "Edm.Double" if double else "Edm.Int64")


def _literal(node: Literal) -> Any:
    value = node.value
    match value:
        case bool():
            return int(value)
        case int():
            return _number(value)
        case float():
            return None if math.isnan(value) else value
        case Decimal():
            return float(value)
        case datetime():
            return _date(value)
        case timedelta():
            return _number(microseconds(value))
        case UUID():
            return str(value)
        case str():
            return value.encode("utf-8", "replace").decode()
    return value


def _number(value: int) -> int | float:
    return value if -_BIGGEST <= value < _BIGGEST else float(value)


def _date(value: datetime) -> str:
    try:
        return date_text(value if value.tzinfo else value.replace(tzinfo=UTC))
    except OverflowError:
        raise bad("A date of the expression is out of range.") from None
