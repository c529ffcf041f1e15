"""Hold an expression against an entity model: the names it uses, the values it compares."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inspector.core.edm.model import Model
from inspector.core.expressions.kinds import (
    BOOLEAN,
    FREE,
    MOMENT,
    NUMBER,
    SIGNATURES,
    STRING,
    TIME,
    UNKNOWN,
    Sort,
    clash,
    kind_of,
)
from inspector.core.expressions.paths import Place, follow
from inspector.core.expressions.tree import (
    Call,
    Chain,
    Fault,
    Lambda,
    Literal,
    Node,
    Ordering,
    Path,
    Prefix,
)
from inspector.core.expressions.words import RANKS

MOST = 20  # faults of a kind
COMPARISONS, CONJUNCTIONS = RANKS[2], RANKS[3] | RANKS[4]
Scope = Mapping[str, str]  # a lambda's variable → the full name of its type


@dataclass(frozen=True, slots=True)
class Equated:
    """A text that is held against a property that holds ids of a kind."""

    text: str
    id_kind: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model says against an expression, in the order written."""

    unknown: tuple[Fault, ...] = ()  # names that a type has not
    mistyped: tuple[Fault, ...] = ()  # values of another type than what they are held against
    equated: tuple[Equated, ...] = ()


def judge_filter(condition: Node, type_name: str, model: Model) -> Judgement:
    """Judge the expression of a `$filter` on entities of the type *type_name*."""
    judge = _Judge(type_name, model)
    sort = judge.read(condition)
    if sort.kind not in FREE | {BOOLEAN}:
        judge.mistyped.append(Fault(condition.at, f"a filter is a condition; {sort}"))
    return judge.judgement()


def judge_orderby(keys: Sequence[Ordering], type_name: str, model: Model) -> Judgement:
    """Judge the keys of an `$orderby` on entities of the type *type_name*."""
    judge = _Judge(type_name, model)
    for key in keys:
        judge.read(key.key)
    return judge.judgement()


def judge_select(paths: Sequence[Path], type_name: str, model: Model) -> Judgement:
    """Judge the paths of a `$select`; an action counts as a name of its type."""
    actions = model.functions_of(type_name)
    judge = _Judge(type_name, model)
    for path in paths:
        names = [name for name in path.names if name.text != "*"]
        if names and names[0].text not in actions:
            judge.path(Path(path.at, tuple(names)), {})
    return judge.judgement()


class _Judge:
    def __init__(self, type_name: str, model: Model) -> None:
        self.type = type_name
        self.model = model
        self.sorts: dict[int, Sort] = {}
        self.lost: list[Place] = []  # where a path led nowhere
        self.mistyped: list[Fault] = []
        self.equated: list[Equated] = []
        self.bare: set[int] = set()  # where a word stands that was meant as text

    def judgement(self) -> Judgement:
        lost = sorted(self.lost, key=lambda place: place.missing.at if place.missing else 0)
        unknown = (self.fault(place) for place in lost[:MOST])
        mistyped = sorted(self.mistyped, key=lambda fault: fault.at)[:MOST]
        known = tuple(fault for fault in unknown if fault)
        return Judgement(known, tuple(mistyped), tuple(self.equated[:MOST]))

    def fault(self, place: Place) -> Fault | None:
        if place.missing is None or place.missing.at not in self.bare:
            return place.fault
        word = place.missing.text
        return Fault(place.missing.at, f"`{word}` is no property; text stands in quotes: '{word}'")

    def read(self, whole: Node) -> Sort:
        """Judge *whole*, parts before what they are parts of, and return what it is."""
        visits = [*self.visits(whole)]
        for node, scope in visits:
            if isinstance(node, Path):
                self.sorts[id(node)] = self.path(node, scope)
        for node, _ in reversed(visits):
            if not isinstance(node, Path):
                self.sorts[id(node)] = self.sort(node)
        return self.of(whole)

    def visits(self, whole: Node) -> Iterator[tuple[Node, Scope]]:
        waiting: list[tuple[Node, Scope]] = [(whole, {})]
        while waiting:
            node, scope = waiting.pop()
            yield node, scope
            waiting.extend((part, self.within(node, part, scope)) for part in reversed(node.parts))

    def within(self, node: Node, part: Node, scope: Scope) -> Scope:
        """Return the variables that *part* of *node* knows."""
        if not isinstance(node, Lambda) or part is node.path:
            return scope
        return {**scope, node.variable: self.place(node.path, scope).type}

    def of(self, node: Node) -> Sort:
        return self.sorts[id(node)]

    def place(self, path: Path, scope: Scope) -> Place:
        if path.of is not None:
            return Place()
        first = path.names[0].text
        if first in scope:
            return follow(path.names[1:], scope[first], self.model)
        return follow(path.names, self.type, self.model)

    def sort(self, node: Node) -> Sort:
        match node:
            case Literal():
                return Sort(kind_of(node.type), literal=node)
            case Call():
                return self.call(node)
            case Prefix():
                return self.prefix(node)
            case Chain():
                return self.chain(node)
            case Lambda(body=body):
                if body is not None:
                    self.condition(body, f"{node.quantifier} takes a condition")
                return Sort(BOOLEAN)
        return Sort()

    def path(self, node: Path, scope: Scope) -> Sort:
        place = self.place(node, scope)
        if place.missing is not None:
            self.lost.append(place)
        if place.many or place.missing or not place.type:
            return Sort()
        return Sort(kind_of(place.type), place.found, id_kind=place.id_kind)

    def call(self, node: Call) -> Sort:
        gives, takes = SIGNATURES.get(node.name, (UNKNOWN, ()))
        for wanted, argument in zip(takes, node.arguments, strict=False):
            sort = self.of(argument)
            if sort.kind not in wanted | FREE:
                kinds = " or ".join(sorted(wanted))
                self.mistyped.append(Fault(argument.at, f"{node.name} takes {kinds} here; {sort}"))
        return Sort(gives)

    def prefix(self, node: Prefix) -> Sort:
        if node.operator == "not":
            words = "not takes a condition, a comparison in parentheses"
            return Sort(BOOLEAN) if self.condition(node.operand, words) else Sort()
        return self.numbers(node.operator, [node.operand])

    def chain(self, node: Chain) -> Sort:
        operator = node.rest[0].operator
        if operator in CONJUNCTIONS:
            for part in node.parts:
                self.condition(part, f"{operator} joins conditions")
        elif operator in COMPARISONS:
            self.compare(node)
        else:
            return self.numbers(operator, node.parts)
        return Sort(BOOLEAN)

    def compare(self, node: Chain) -> None:
        left = self.of(node.first)
        for link in node.rest:
            right = self.of(link.operand)
            if left.kind == STRING and isinstance(link.operand, Path):
                self.bare.add(link.operand.at)
            if link.operator == "eq":
                self.equate(left, right)
            why = clash(left, right)
            if why:
                self.mistyped.append(Fault(link.operand.at, why))
            left = Sort(BOOLEAN)

    def equate(self, left: Sort, right: Sort) -> None:
        for one, other in ((left, right), (right, left)):
            text = other.literal.value if other.literal is not None else None
            if one.id_kind is not None and isinstance(text, str):
                self.equated.append(Equated(text, one.id_kind))

    def numbers(self, operator: str, operands: Sequence[Node]) -> Sort:
        sorts = [self.of(operand) for operand in operands]
        if any(sort.kind in {MOMENT, TIME} for sort in sorts):
            return Sort()
        for operand, sort in zip(operands, sorts, strict=True):
            if sort.kind not in FREE | {NUMBER}:
                self.mistyped.append(Fault(operand.at, f"{operator} takes numbers; {sort}"))
        return Sort(NUMBER)

    def condition(self, node: Node, words: str) -> bool:
        """Tell whether *node* is a condition, and note it when it is none."""
        sort = self.of(node)
        if sort.kind in FREE | {BOOLEAN}:
            return True
        self.mistyped.append(Fault(node.at, f"{words}; {sort}"))
        return False
