"""A part of an expression while it is read: operands and operators, put in order by rank."""

from dataclasses import dataclass, field

from inspector.core.expressions.tokens import Token
from inspector.core.expressions.tree import Call, Chain, Lambda, Link, Node, Path, Prefix
from inspector.core.expressions.words import RANKS


@dataclass
class Group:
    """The whole text, or what stands between a pair of parentheses, as far as it was read."""

    opened: Token | None = None  # the parenthesis
    called: Token | None = None  # the function's name
    path: Path | None = None  # a lambda's
    quantifier: str = ""
    variable: str = ""
    arguments: list[Node] = field(default_factory=list)
    operands: list[Node] = field(default_factory=list)
    operators: list[Token] = field(default_factory=list)
    prefixes: list[Token] = field(default_factory=list)  # of the operand that comes next

    def take(self, operand: Node) -> None:
        """Add an operand, with the prefixes before it."""
        while self.prefixes:
            prefix = self.prefixes.pop()
            operand = Prefix(prefix.at, prefix.text, operand)
        self.operands.append(operand)

    def folded(self) -> Node:
        """Return what was read since the last comma as one expression."""
        operands, operators = self.operands, self.operators
        for rank in RANKS:
            if any(operator.text in rank for operator in operators):
                operands, operators = _chained(operands, operators, rank)
        self.operands, self.operators = [], []
        return operands[0]

    def meaning(self) -> Node:
        """Return what it is once it is closed: a call, a lambda, or what it holds."""
        if self.called is not None:
            return Call(self.called.at, self.called.text, tuple(self.arguments))
        body = self.arguments[0] if self.arguments else None
        if self.path is not None:
            return Lambda(self.path.at, self.path, self.quantifier, self.variable, body)
        assert body is not None
        return body


def _chained(
    operands: list[Node], operators: list[Token], rank: frozenset[str]
) -> tuple[list[Node], list[Token]]:
    """Put the operators of one rank, and the operands around them, into chains."""
    merged: list[Node] = []
    left: list[Token] = []
    first, links = operands[0], list[Link]()
    for operator, operand in zip(operators, operands[1:], strict=True):
        if operator.text in rank:
            links.append(Link(operator.at, operator.text, operand))
            continue
        merged.append(Chain(first.at, first, tuple(links)) if links else first)
        left.append(operator)
        first, links = operand, []
    merged.append(Chain(first.at, first, tuple(links)) if links else first)
    return merged, left
