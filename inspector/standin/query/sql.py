"""An expression of `$filter` or `$orderby` as SQL, with the meaning that OData v3 gives it.

Conditions have two values in the end: what SQL does not know (a comparison of which one side is
null) is not true, and its negation is true. Source: OData v3, URL conventions §10.2.3.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from inspector.core.edm.model import Property
from inspector.core.expressions.kinds import NULL, NUMBER, kind_of
from inspector.core.expressions.tree import Call, Chain, Literal, Node, Path, Prefix
from inspector.standin.refusal import bad
from inspector.standin.schema import EntitySet, complex_type, is_complex, schema
from inspector.standin.store.columns import date_text, microseconds
from inspector.standin.store.tables import SEARCHED, quoted, texts_of

PARTS_LIMIT = 1000  # operands of an expression
_LAST = chr(0x10FFFF)
_TRIPLES = 20  # of a text that is searched for
_BIGGEST = 2**63
_COMPARISONS = {"eq": "IS", "ne": "IS NOT", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}
_JOINS = {"and": "AND", "or": "OR"}
_SUMS = {"add": "+", "sub": "-", "mul": "*", "div": "/", "mod": "%"}
_DATE_PARTS = {
    "year": (1, 4),
    "month": (6, 2),
    "day": (9, 2),
    "hour": (12, 2),
    "minute": (15, 2),
    "second": (18, 2),
}
_TEXT = "Edm.String"
_CLOCK = {"hour": 0, "minute": 1, "second": 2}


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL, the values of its marks, and the Edm type of what it gives."""

    text: str
    values: tuple[Any, ...] = ()
    type: str = ""


class Compiler:
    """Compiles expressions on entities of one set, whose table's alias is `t`.

    With *narrowing*, a search for a text inside of names asks the index of texts as well.
    """

    def __init__(self, entity_set: EntitySet, *, narrowing: bool = False) -> None:
        self.entity_set = entity_set
        self.narrowing = narrowing
        self.parts = 0

    def condition(self, node: Node) -> Sql:
        """Return a condition; raises Refusal for what the service does not take."""
        return self.truth(node)

    def truth(self, node: Node) -> Sql:
        """Return an operand as a condition: a column that is 1, a comparison."""
        found = self.value(node)
        plain = isinstance(node, Path | Literal)
        return Sql(f"{found.text} = 1", found.values) if plain else found

    def value(self, node: Node) -> Sql:
        """Return any expression."""
        self.parts += 1
        if self.parts > PARTS_LIMIT:
            raise bad(f"The expression has more than {PARTS_LIMIT} parts.")
        match node:
            case Literal():
                return Sql("?", (_literal(node),), node.type)
            case Path():
                return self.path(node)
            case Prefix():
                return self.prefix(node)
            case Chain():
                return self.chain(node)
            case Call():
                return self.call(node)
        raise bad("The query option holds an operator that is not supported.")

    def path(self, node: Path) -> Sql:
        """Return a property, of the entity, of a complex value in it, or of one it leads to."""
        if node.of is not None:
            raise bad("A path of a query option must begin at a property.")
        return _Way(self.entity_set).along([name.text for name in node.names])

    def prefix(self, node: Prefix) -> Sql:
        """Return `not` or `-`."""
        if node.operator == "not":
            inner = self.truth(node.operand)
            return Sql(f"NOT ifnull({inner.text}, 0)", inner.values, "Edm.Boolean")
        inner = self.value(node.operand)
        return Sql(f"(-{inner.text})", inner.values, inner.type)

    def chain(self, node: Chain) -> Sql:
        """Return operands and the operators between them."""
        operator = node.rest[0].operator
        if operator in _JOINS:
            return _joined([self.truth(part) for part in node.parts], _JOINS[operator])
        found = self.value(node.first)
        for link in node.rest:
            other = self.value(link.operand)
            if link.operator in _COMPARISONS:
                found = _compared(found, link.operator, other)
                if link.operator == "eq" and isinstance(node.first, Call):
                    found = self.narrowed(found, _match(node.first, link.operand))
            else:
                found = _summed(found, link.operator, other)
        return found

    def call(self, node: Call) -> Sql:
        """Return a function of what it is given."""
        if node.name not in _CALLS:
            raise bad(f"The function '{node.name}' is not supported.")
        found = _CALLS[node.name](node, [self.value(one) for one in node.arguments])
        return self.narrowed(found, searched_for(node))

    def narrowed(self, found: Sql, sought: str) -> Sql:
        """Return a condition that asks the index of texts before it looks at each entity."""
        if not (self.narrowing and sought):
            return found
        texts = texts_of(self.entity_set.name)
        narrow = f't."$n" IN (SELECT rowid FROM {texts} WHERE {texts} MATCH ?)'
        return Sql(f"({narrow} AND {found.text})", (sought, *found.values), found.type)


def searched_for(node: Call) -> str:
    """Return what the index of texts is asked for a call, "" when it can tell nothing."""
    places = {"substringof": (1, 0), "endswith": (0, 1)}.get(node.name)
    return _match(*(node.arguments[at] for at in places)) if places else ""


def _match(whole: Node, part: Node) -> str:
    """Return what to ask the index, which knows no upper and lower case, for *part* of names."""
    text = part.value if isinstance(part, Literal) else None
    cased = isinstance(whole, Call) and whole.name in {"tolower", "toupper"}
    if isinstance(whole, Call) and cased:
        whole = whole.arguments[0]
    if not isinstance(whole, Path) or whole.text != SEARCHED or not isinstance(text, str):
        return ""
    if cased and not text.isascii():
        return ""
    triples = {text[at : at + 3] for at in range(len(text) - 2)}
    # Without positions (detail = none) the index knows single triples only.
    return " AND ".join('"' + one.replace('"', '""') + '"' for one in sorted(triples)[:_TRIPLES])


class _Way:
    """Goes along the names of a path."""

    def __init__(self, entity_set: EntitySet, alias: str = "t") -> None:
        self.entity_set = entity_set
        self.alias = alias

    def along(self, names: Sequence[str]) -> Sql:
        first, *rest = names
        prop = self.entity_set.by_name.get(first)
        if prop is not None:
            return self.inside(prop, rest)
        link = self.entity_set.links_by_name.get(first)
        if link is None or link.many or not link.via or not rest or self.alias != "t":
            raise bad(f"The path '{'/'.join(names)[:80]}' cannot be used in a query option.")
        target = schema().sets[link.target]
        found = _Way(target, "u").along(rest)
        return Sql(
            f"(SELECT {found.text} FROM {quoted(target.name)} u "
            f"WHERE u.{quoted(target.key)} = t.{quoted(link.via)})",
            found.values,
            found.type,
        )

    def inside(self, prop: Property, rest: Sequence[str]) -> Sql:
        column = f"{self.alias}.{quoted(prop.name)}"
        if not rest and not prop.collection and not is_complex(prop):
            return Sql(column, (), prop.type)
        here, steps = prop, list(rest)
        while steps and is_complex(here) and not here.collection:
            members = {one.name: one for one in complex_type(here)}
            here = members.get(steps.pop(0)) or here
        if steps or here.collection or is_complex(here):
            raise bad(f"The property '{prop.name}' cannot be compared.")
        where = "$" + "".join(f'."{name}"' for name in rest)
        return Sql(f"json_extract({column}, ?)", (where,), here.type)


def _joined(parts: Sequence[Sql], operator: str) -> Sql:
    """Return conditions joined, as a balanced tree: SQLite lets none grow deep."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    left, right = _joined(parts[:middle], operator), _joined(parts[middle:], operator)
    text = f"({left.text} {operator} {right.text})"
    return Sql(text, (*left.values, *right.values), "Edm.Boolean")


def _compared(left: Sql, operator: str, right: Sql) -> Sql:
    sign = _COMPARISONS[operator]
    text = f"({left.text} {sign} {right.text})"
    return Sql(text, (*left.values, *right.values), "Edm.Boolean")


def _summed(left: Sql, operator: str, right: Sql) -> Sql:
    kinds = {kind_of(left.type), kind_of(right.type)}
    if not kinds <= {NUMBER, NULL}:
        raise bad(f"The operator '{operator}' takes numbers.")
    double = bool({"Edm.Double", "Edm.Single", "Edm.Decimal"} & {left.type, right.type})
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
            return value if -_BIGGEST <= value < _BIGGEST else float(value)
        case float():
            return None if math.isnan(value) else value
        case Decimal():
            return float(value)
        case datetime():
            return date_text(value if value.tzinfo else value.replace(tzinfo=UTC))
        case timedelta():
            return microseconds(value)
        case UUID():
            return str(value)
        case str():
            return value.encode("utf-8", "replace").decode()
    return value


# SQLite's own lower() and upper() know ASCII only, and are ten times as fast as ours.
_ASCII = (
    "(CASE WHEN length({{0}}) = length(CAST({{0}} AS BLOB)) THEN {function}({{0}}) "
    "ELSE odata_{function}({{0}}) END)"
)
Make = Callable[[Call, list[Sql]], Sql]


def _simple(form: str, gives: str) -> Make:
    """Return what fills *form* with arguments, `{0}` being the first."""
    order = [int(form[at + 1]) for at in range(len(form)) if form[at] == "{"]

    def make(_node: Call, given: list[Sql]) -> Sql:
        values = _flat(given[at].values for at in order)
        return Sql(form.format(*[one.text for one in given]), values, gives)

    return make


def _flat(many: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    return tuple(value for values in many for value in values)


def _startswith(node: Call, given: list[Sql]) -> Sql:
    whole, start = given
    literal = node.arguments[1]
    text = literal.value if isinstance(literal, Literal) else None
    if isinstance(text, str) and text and isinstance(node.arguments[0], Path):
        # As a range, which an index can tell.
        end = text[:-1] + _after(text[-1])
        form = f"({whole.text} >= ? AND {whole.text} < ?)"
        return Sql(form, (*whole.values, text, *whole.values, end), "Edm.Boolean")
    form = f"(substr({whole.text}, 1, length({start.text})) = {start.text})"
    return Sql(form, _flat([whole.values, start.values, start.values]), "Edm.Boolean")


def _after(char: str) -> str:
    """Return the character after *char*; surrogates are none."""
    code = ord(char) + 1
    if code > ord(_LAST):
        return char + _LAST
    return chr(0xE000 if 0xD800 <= code <= 0xDFFF else code)


def _substring(_node: Call, given: list[Sql]) -> Sql:
    whole, start, *length = given
    texts = f"max({start.text}, 0) + 1" + "".join(f", max({one.text}, 0)" for one in length)
    values = _flat(one.values for one in given)
    return Sql(f"substr({whole.text}, {texts})", values, _TEXT)


def _date_part(node: Call, given: list[Sql]) -> Sql:
    (value,) = given
    if value.type == "Edm.Time":
        return Sql(f"odata_clock({value.text}, {_CLOCK[node.name]})", value.values, "Edm.Int32")
    start, length = _DATE_PARTS[node.name]
    return Sql(
        f"CAST(substr({value.text}, {start}, {length}) AS INTEGER)", value.values, "Edm.Int32"
    )


_CALLS: Mapping[str, Make] = {
    "substringof": _simple("(instr({1}, {0}) > 0)", "Edm.Boolean"),
    "startswith": _startswith,
    "endswith": _simple(
        "(length({0}) >= length({1}) AND substr({0}, length({0}) - length({1}) + 1) = {1})",
        "Edm.Boolean",
    ),
    "length": _simple("length({0})", "Edm.Int32"),
    "indexof": _simple("(instr({0}, {1}) - 1)", "Edm.Int32"),
    "replace": _simple("replace({0}, {1}, {2})", _TEXT),
    "insert": _simple("(substr({0}, 1, {1}) || {2} || substr({0}, {1} + 1))", _TEXT),
    "substring": _substring,
    "tolower": _simple(_ASCII.format(function="lower"), _TEXT),
    "toupper": _simple(_ASCII.format(function="upper"), _TEXT),
    "trim": _simple("odata_trim({0})", _TEXT),
    "concat": _simple("({0} || {1})", _TEXT),
    "round": _simple("odata_round({0})", "Edm.Double"),
    "floor": _simple("odata_floor({0})", "Edm.Double"),
    "ceiling": _simple("odata_ceiling({0})", "Edm.Double"),
    **dict.fromkeys(_DATE_PARTS, _date_part),
}
