"""An OData v3 expression, as `$filter` and `$orderby` hold them, taken apart.

Operators of one rank that follow one another are one `Chain`, however many there are, and
nothing nests deeper than `DEEPEST`: so a tree is never much deeper than its text's parentheses.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

DEEPEST = 100  # ODataLib gives up at 800 calls, eight for each pair of parentheses
Value = str | int | float | Decimal | bool | datetime | timedelta | UUID | bytes | None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place of an expression; *certain* is no when versions differ on it."""

    at: int  # characters before it
    words: str
    certain: bool = True

    def __str__(self) -> str:
        return f"character {self.at + 1}: {self.words}"


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression; *at* counts the characters before it in the decoded value."""

    at: int

    @property
    def parts(self) -> tuple["Node", ...]:
        """Return the parts it directly consists of, in the order written."""
        return ()


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A value; its *type* is `Edm.String` and the like, "" for null."""

    type: str
    text: str  # as written
    value: Value


@dataclass(frozen=True, slots=True)
class Name(Node):
    """One step of a path; it may have dots."""

    text: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """Names with slashes between them; *of* is the expression they begin at, None: the entity."""

    names: tuple[Name, ...]
    of: Node | None = None

    @property
    def parts(self) -> tuple[Node, ...]:
        """Return what it begins at."""
        return () if self.of is None else (self.of,)

    @property
    def text(self) -> str:
        """Return the names as one."""
        return "/".join(name.text for name in self.names)


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function and its arguments."""

    name: str
    arguments: tuple[Node, ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        """Return the arguments."""
        return self.arguments


@dataclass(frozen=True, slots=True)
class Lambda(Node):
    """`Files/any(f: f/IsPrimary)`; *variable* is "" and *body* None for `any()`."""

    path: Path
    quantifier: str  # any, all
    variable: str = ""
    body: Node | None = None

    @property
    def parts(self) -> tuple[Node, ...]:
        """Return the path and the condition."""
        return (self.path,) if self.body is None else (self.path, self.body)


@dataclass(frozen=True, slots=True)
class Prefix(Node):
    """`not` or `-`, and what it stands before."""

    operator: str
    operand: Node

    @property
    def parts(self) -> tuple[Node, ...]:
        """Return the operand."""
        return (self.operand,)


@dataclass(frozen=True, slots=True)
class Link(Node):
    """An operator, and the operand to its right; *at* is the operator's place."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Chain(Node):
    """Operands with operators of one rank between them, to be read from left to right."""

    first: Node
    rest: tuple[Link, ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        """Return the operands."""
        return (self.first, *(link.operand for link in self.rest))


@dataclass(frozen=True, slots=True)
class Ordering(Node):
    """One key of `$orderby`."""

    key: Node
    descending: bool = False

    @property
    def parts(self) -> tuple[Node, ...]:
        """Return the key."""
        return (self.key,)


def walk(node: Node) -> Iterator[Node]:
    """Yield *node* and all below it, each before its parts, in the order written."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        waiting.extend(reversed(here.parts))
