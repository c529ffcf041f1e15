"""Which values of an expression go together, and in words why others do not.

WCF Data Services compares numbers of any kind with one another and null with everything; between
the other types it converts nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from inspector.core.edm.model import Property
from inspector.core.expressions.literals import prefixed_literal, shown
from inspector.core.expressions.tree import Literal

UNKNOWN, NULL = "anything", "null"
STRING, NUMBER, BOOLEAN = "a string", "a number", "a boolean"
MOMENT, TIME, GUID, BINARY = "a date", "a time", "a guid", "binary"
FREE = frozenset({UNKNOWN, NULL})
_KINDS = {
    "": NULL,
    "Edm.String": STRING,
    "Edm.Boolean": BOOLEAN,
    "Edm.DateTime": MOMENT,
    "Edm.DateTimeOffset": MOMENT,
    "Edm.Time": TIME,
    "Edm.Guid": GUID,
    "Edm.Binary": BINARY,
} | dict.fromkeys(
    (
        f"Edm.{name}"
        for name in ["Byte", "SByte", "Int16", "Int32", "Int64", "Single", "Double", "Decimal"]
    ),
    NUMBER,
)
_PREFIXES = {"Edm.Time": "time", "Edm.Guid": "guid"}
_S, _N, _D, _T = (frozenset({kind}) for kind in (STRING, NUMBER, MOMENT, TIME))
SIGNATURES: dict[str, tuple[str, tuple[frozenset[str], ...]]] = {  # what it gives, what it takes
    "substringof": (BOOLEAN, (_S, _S)), "endswith": (BOOLEAN, (_S, _S)),
    "startswith": (BOOLEAN, (_S, _S)), "length": (NUMBER, (_S,)), "indexof": (NUMBER, (_S, _S)),
    "insert": (STRING, (_S, _N, _S)), "replace": (STRING, (_S, _S, _S)),
    "substring": (STRING, (_S, _N, _N)), "tolower": (STRING, (_S,)), "toupper": (STRING, (_S,)),
    "trim": (STRING, (_S,)), "concat": (STRING, (_S, _S)), "year": (NUMBER, (_D,)),
    "month": (NUMBER, (_D,)), "day": (NUMBER, (_D,)), "hour": (NUMBER, (_D | _T,)),
    "minute": (NUMBER, (_D | _T,)), "second": (NUMBER, (_D | _T,)), "round": (NUMBER, (_N,)),
    "floor": (NUMBER, (_N,)), "ceiling": (NUMBER, (_N,)), "isof": (BOOLEAN, ()),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sort:
    """What kind of value a part of an expression is, and what it was made of."""

    kind: str = UNKNOWN
    property: Property | None = None
    literal: Literal | None = None
    id_kind: str | None = None  # of a property that holds an id

    def __str__(self) -> str:
        if self.property is not None:
            return f"`{self.property.name}` is {self.property.type}"
        if self.literal is not None:
            return f"{shown(self.literal.text)} is {self.kind}"
        return f"this is {self.kind}"


def kind_of(type_name: str) -> str:
    """Return the kind of a primitive type; anything for other types."""
    return _KINDS.get(type_name, UNKNOWN)


def clash(left: Sort, right: Sort) -> str:
    """Return why *left* and *right* cannot be compared, "" when they can."""
    if left.kind == right.kind or left.kind in FREE or right.kind in FREE:
        return ""
    if left.property is None and right.property is not None:
        left, right = right, left
    if left.property is not None and right.literal is not None:
        return f"{left}; {_remedy(left.property, right.literal)}"
    return f"{left.kind} is compared with {right.kind}: {left}, {right}"


def _remedy(known: Property, literal: Literal) -> str:
    """Return what to write instead of *literal* where it is compared with a property."""
    kind, text = kind_of(known.type), str(literal.value)
    if kind == NUMBER and isinstance(literal.value, str):
        return _number(known, text)
    if kind == BOOLEAN:
        word = text.lower() if text.lower() in {"true", "false"} else "true or false"
        return f"write {word}"
    if kind == STRING:
        bare = text if isinstance(literal.value, int | float) else "…"
        return f"write '{shown(bare)}'"
    if kind == MOMENT:
        found = prefixed_literal(0, f"datetime'{text}'") if literal.type == "Edm.String" else None
        good = isinstance(found, Literal) and isinstance(found.value, datetime)
        return f"write datetime'{text if good else '2014-01-31T12:00:00Z'}'"
    prefix = _PREFIXES.get(known.type)
    return f"write {prefix}'…'" if prefix else f"{shown(literal.text)} is not"


def _number(known: Property, text: str) -> str:
    if text.strip().lstrip("-").isdecimal():
        return f"write {text.strip()} without quotes"
    for value, name in (known.values or {}).items():
        if name.casefold() == text.strip().casefold():
            return f"write {value}, the number of {name}"
    return "write a number, without quotes"
