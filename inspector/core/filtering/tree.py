"""A filter as a tree of conditions on one exchange."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Operator = Literal["=", "<", "<=", ">", ">="]
Number = Literal["severity", "status", "ms", "size", "started"]
Part = Literal[
    "method",  # as it was sent
    "verb",  # the one that is meant
    "host",
    "path",  # with the query
    "operation",
    "url",
    "name",  # of the rule of a finding
    "type", "request-type", "response-type",  # Content-Type
    "head", "request-head", "response-head",  # each header a line, `Name: value`
    "body", "request-body", "response-body",
    "header",  # the values of one header, on either side
    "claim",  # the values of one claim of the token
    "comment",  # what a person wrote of it
]  # fmt: skip
Presence = Literal[
    "finding", "error", "response", "token",
    "replay",  # it was sent from a screen
    "mend",  # it was changed on its way
    "mark",  # a person marked it, or wrote a comment
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """Text that occurs anywhere: in the address, codes, error, comment, headers or bodies."""

    text: str


@dataclass(frozen=True, slots=True)
class Compare:
    """A number and its bound; an exchange that lacks the number never fits."""

    field: Number
    operator: Operator
    value: float


@dataclass(frozen=True, slots=True)
class Since:
    """What began at most so many seconds before a moment that is yet to be named."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Like:
    """A part and its pattern: `*` is any text, `?` one character, case is ignored.

    *key* names the header or claim.
    """

    part: Part
    pattern: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Rex:
    """A part in which a regular expression is found, case ignored."""

    part: Part
    pattern: str


@dataclass(frozen=True, slots=True)
class Code:
    """The code of one of the findings, in capitals; *prefix* tells that more may follow."""

    code: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Entities:
    """A set of entities, or their type: in the address, or touched within a `$batch`."""

    names: tuple[str, ...]  # in lower case: singular and plural


@dataclass(frozen=True, slots=True)
class Id:
    """An entity's id, or a piece of it: in the address, or touched."""

    text: str


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


Node = Word | Compare | Since | Like | Rex | Code | Entities | Id | Has | Not | All | Any


def anchored(node: Node, moment: float | None) -> Node:
    """Return *node* with its `since:10m` counted back from *moment*, in seconds since the epoch.

    Without a moment, as in a recording without times, nothing is that recent.
    """
    if isinstance(node, Since):
        since = float("inf") if moment is None else moment - node.seconds
        return Compare("started", ">=", since)
    return _rebuilt(node, lambda inner: anchored(inner, moment))


def is_relative(node: Node) -> bool:
    """Tell whether *node* has to be anchored before it can be judged."""
    return anchored(node, 0.0) != node


def _rebuilt(node: Node, change: Callable[[Node], Node]) -> Node:
    match node:
        case Not(inner):
            return Not(change(inner))
        case All(nodes):
            return All(tuple(map(change, nodes)))
        case Any(nodes):
            return Any(tuple(map(change, nodes)))
    return node
