"""`$filter`: comparisons, `and or not`, string functions, literals.

Every part has a kind (`string`, `number`, `boolean`, `datetime`, `guid`, `null`), so a wrong
comparison is refused when it is read, whatever the entities hold.
"""

import operator
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from inspector.standin.filtertokens import Token, tokens
from inspector.standin.model import EntitySet
from inspector.standin.refusal import Refusal, bad
from inspector.standin.state import Entity

DEPTH_LIMIT = 40  # of parentheses, functions and `not`
PARTS_LIMIT = 200  # of `and` and `or` together

Look = Callable[[Entity], Any]


@dataclass(frozen=True, slots=True)
class Part:
    """An expression and what kind of value it has."""

    kind: str
    look: Look


_KINDS = {
    "Edm.String": "string",
    "Edm.Boolean": "boolean",
    "Edm.DateTime": "datetime",
    "Edm.Guid": "guid",
}
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
_FUNCTIONS: dict[str, tuple[int, str, Callable[..., Any]]] = {
    "substringof": (2, "boolean", lambda part, whole: part in whole),
    "startswith": (2, "boolean", str.startswith),
    "endswith": (2, "boolean", str.endswith),
    "indexof": (2, "number", str.find),
    "length": (1, "number", len),
    "tolower": (1, "string", str.lower),
    "toupper": (1, "string", str.upper),
    "trim": (1, "string", str.strip),
    "concat": (2, "string", operator.add),
}
_WORDS = {"true": Part("boolean", lambda _: True), "false": Part("boolean", lambda _: False)}
_NULL = Part("null", lambda _: None)


def read_filter(text: str, entity_set: EntitySet) -> Callable[[Entity], bool]:
    """Return whether an entity passes; raises Refusal for what the service cannot read."""
    reader = _Reader(text, entity_set)
    part = reader.whole()
    return lambda entity: part.look(entity) is True


class _Reader:
    def __init__(self, text: str, entity_set: EntitySet) -> None:
        self.text = text
        self.entity_set = entity_set
        self.tokens = tokens(text)
        self.place = 0
        self.parts = 0

    def whole(self) -> Part:
        part = self.either(0)
        if self.peek().kind != "end":
            raise self.wrong()
        return self.boolean(part)

    def peek(self) -> Token:
        return self.tokens[self.place]

    def next(self) -> Token:
        token = self.tokens[self.place]
        self.place = min(self.place + 1, len(self.tokens) - 1)
        return token

    def took(self, *texts: str) -> str:
        token = self.peek()
        if token.kind in {"word", "mark"} and token.text in texts:
            self.next()
            return token.text
        return ""

    def wrong(self) -> Refusal:
        return bad(f"Syntax error at position {self.peek().place} in '{self.text[:200]}'.")

    def boolean(self, part: Part) -> Part:
        if part.kind not in {"boolean", "null"}:
            raise bad(f"Expression of kind '{part.kind}' where a boolean one is expected.")
        return part

    def either(self, depth: int) -> Part:
        left = self.both(depth)
        while self.took("or"):
            left = self.joined(left, self.both(depth), any)
        return left

    def both(self, depth: int) -> Part:
        left = self.comparison(depth)
        while self.took("and"):
            left = self.joined(left, self.comparison(depth), all)
        return left

    def joined(self, left: Part, right: Part, how: Callable[[Any], bool]) -> Part:
        self.parts += 1
        if self.parts > PARTS_LIMIT:
            raise bad(f"The $filter expression has more than {PARTS_LIMIT} parts.")
        one, other = self.boolean(left).look, self.boolean(right).look
        return Part("boolean", lambda entity: how(look(entity) is True for look in (one, other)))

    def comparison(self, depth: int) -> Part:
        left = self.operand(depth)
        word = self.took(*_COMPARISONS)
        return self.compared(left, word, self.operand(depth)) if word else left

    def compared(self, left: Part, word: str, right: Part) -> Part:
        kinds = {left.kind, right.kind} - {"null"}
        if len(kinds) > 1:
            raise bad(
                f"A binary operator with incompatible types was detected. Found operand types "
                f"'{left.kind}' and '{right.kind}' for operator kind '{word}'."
            )
        compare, one, other = _COMPARISONS[word], left.look, right.look

        def look(entity: Entity) -> bool:
            a, b = one(entity), other(entity)
            if (a is None or b is None) and word not in {"eq", "ne"}:
                return False
            return compare(a, b)

        return Part("boolean", look)

    def operand(self, depth: int) -> Part:
        if depth > DEPTH_LIMIT:
            raise bad("Recursion limit reached in $filter.")
        if self.took("not"):
            inner = self.boolean(self.operand(depth + 1)).look
            return Part("boolean", lambda entity: inner(entity) is not True)
        if self.took("("):
            inside = self.either(depth + 1)
            self.expect(")")
            return inside
        token = self.next()
        if token.kind == "word":
            return self.word(token, depth)
        return self.literal(token)

    def expect(self, mark: str) -> None:
        if not self.took(mark):
            raise self.wrong()

    def word(self, token: Token, depth: int) -> Part:
        if token.text in _WORDS:
            return _WORDS[token.text]
        if token.text == "null":
            return _NULL
        if self.peek().text == "(":
            return self.function(token.text, depth)
        prop = self.entity_set.by_name.get(token.text)
        if prop is None or prop.is_collection:
            raise bad(
                f"No property '{token.text}' exists in type '{self.entity_set.type_name}' "
                f"at position {token.place}."
            )
        return Part(_KINDS.get(prop.kind, "number"), operator.itemgetter(prop.name))

    def function(self, name: str, depth: int) -> Part:
        if name not in _FUNCTIONS:
            raise bad(f"Unknown function '{name}' at position {self.peek().place}.")
        count, kind, work = _FUNCTIONS[name]
        self.expect("(")
        arguments = [self.either(depth + 1)]
        while self.took(","):
            arguments.append(self.either(depth + 1))
        self.expect(")")
        if len(arguments) != count or any(a.kind not in {"string", "null"} for a in arguments):
            raise bad(f"No applicable function found for '{name}' with the specified arguments.")
        looks = [argument.look for argument in arguments]

        def look(entity: Entity) -> Any:
            values = [one(entity) for one in looks]
            return None if None in values else work(*values)

        return Part(kind, look)

    def literal(self, token: Token) -> Part:
        if token.kind not in {"string", "number", "datetime", "guid"}:
            raise self.wrong()
        value = _literal(token)
        return Part(token.kind, lambda _: value)


def _literal(token: Token) -> Any:
    inside = token.text.partition("'")[2][:-1]
    try:
        if token.kind == "string":
            return inside.replace("''", "'")
        if token.kind == "guid":
            return str(uuid.UUID(inside))
        if token.kind == "datetime":
            moment = datetime.fromisoformat(inside)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        digits = token.text.rstrip("dDfFmML")
        return float(digits) if not digits.lstrip("-").isdigit() else int(digits)
    except (ValueError, OverflowError):
        raise bad(f"Unrecognized '{token.kind}' literal at position {token.place}.") from None
