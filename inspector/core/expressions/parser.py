"""Read `$filter` and `$orderby` (OData v3), as WCF Data Services does.

No function calls itself: what is open stands in a list, so that neither a chain of thousands nor
any number of parentheses exhausts the stack. Time grows with the text's length.
"""

from inspector.core.expressions.group import Group
from inspector.core.expressions.literals import (
    number_literal,
    prefixed_literal,
    string_literal,
    word_literal,
)
from inspector.core.expressions.tokens import Refused, Token, tokens
from inspector.core.expressions.tree import DEEPEST, Fault, Literal, Name, Node, Ordering, Path
from inspector.core.expressions.words import (
    FUNCTIONS,
    OPERATORS,
    no_operand,
    no_operator,
    too_few,
    too_many,
    unknown_function,
)


def read_filter(text: str) -> Node | Fault:
    """Return the expression of a `$filter`, or what is wrong with it; never raises."""
    if not text.strip():
        return Fault(0, "the filter is empty")
    try:
        return _Reader(text).read()
    except Refused as refused:
        return refused.fault


def read_orderby(text: str) -> tuple[Ordering, ...] | Fault:
    """Return the keys of an `$orderby`, or what is wrong with it; never raises."""
    if not text.strip():
        return Fault(0, "the order is empty")
    try:
        reader = _Reader(text, ordering=True)
        last = reader.read()
    except Refused as refused:
        return refused.fault
    return (*reader.orderings, reader.ordered(last))


class _Reader:
    def __init__(self, text: str, ordering: bool = False) -> None:
        self.source = tokens(text)
        self.before: Token | None = None
        self.token = next(self.source)
        self.ordering = ordering
        self.orderings: list[Ordering] = []
        self.direction: Token | None = None
        self.groups = [Group()]
        self.depth = 0

    def read(self) -> Node:
        """Return the expression that the text ends in; raises Refused."""
        while not (self.operand() and self.ended()):
            pass
        if len(self.groups) > 1:
            raise Refused(self.unexpected())
        return self.groups[0].folded()

    def ended(self) -> bool:
        """Read what follows a complete operand; tell whether it is the end."""
        while self.token.is_mark(")"):
            if not self.closed():
                return False
        if self.ordering and len(self.groups) == 1 and self.is_word("asc", "desc"):
            self.direction = self.next()
        if self.token.kind == "end":
            return True
        self.operator()
        return False

    def next(self) -> Token:
        """Return the token and go on to the one after it, which the end has not."""
        self.before = self.token
        self.token = next(self.source, self.token)
        return self.before

    def took(self, mark: str) -> bool:
        """Go past the punctuation mark *mark*, if it comes next."""
        found = self.token.is_mark(mark)
        if found:
            self.next()
        return found

    def refuse(self, fault: Fault | None) -> None:
        """Raise Refused if there is a fault."""
        if fault is not None:
            raise Refused(fault)

    def is_word(self, *words: str) -> bool:
        """Tell whether one of *words* comes next."""
        return self.token.kind == "word" and self.token.text in words

    def expect(self, mark: str) -> None:
        """Go past *mark*; raises Refused when something else comes."""
        if not self.took(mark):
            raise Refused(Fault(self.token.at, f"`{mark}` is missing"))

    def word(self) -> Token:
        """Go past a word; raises Refused when something else comes."""
        if self.token.kind != "word":
            raise Refused(Fault(self.token.at, "a name is missing"))
        return self.next()

    def deeper(self, token: Token) -> None:
        """Count a parenthesis or prefix that was opened."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise Refused(Fault(token.at, f"it nests more than {DEEPEST} deep"))

    def open(self, group: Group) -> None:
        """Begin a group at the parenthesis that was just passed."""
        assert self.before is not None
        group.opened = self.before
        self.deeper(self.before)
        self.groups.append(group)

    def operand(self) -> bool:
        """Read an operand, or one thing of what opens it; tell whether it is complete."""
        if self.token.is_mark("-") or self.is_word("not"):
            self.deeper(self.token)
            self.groups[-1].prefixes.append(self.next())
            return False
        if self.took("("):
            self.open(Group())
            return False
        if self.token.kind == "word":
            return self.named(self.next())
        return self.take(self.literal())

    def take(self, operand: Node) -> bool:
        """Add a complete operand to the innermost group."""
        self.depth -= len(self.groups[-1].prefixes)
        self.groups[-1].take(operand)
        return True

    def literal(self) -> Literal:
        token = self.token
        if token.kind == "string":
            found: Literal | Fault = string_literal(token.at, token.text)
        elif token.kind == "number":
            found = number_literal(token.at, token.text)
        elif token.kind == "prefixed":
            found = prefixed_literal(token.at, token.text)
        else:
            found = no_operand(token)
        if isinstance(found, Fault):
            raise Refused(found)
        self.next()
        return found

    def named(self, word: Token) -> bool:
        """Read what begins with *word*: a literal, a function or a path."""
        if word.text.lower() == "not":
            raise Refused(Fault(word.at, f"operators are in lower case: not, not {word.text}"))
        if self.took("("):
            return self.called(word)
        found = word_literal(word.at, word.text)
        if found is not None:
            return self.take(found)
        if word.text in OPERATORS:
            raise Refused(no_operand(word))
        if self.token.kind == "string":
            raise Refused(Fault(word.at, f"`{word.text}` and the quote belong together"))
        return self.along(Path(word.at, (Name(word.at, word.text),)))

    def called(self, word: Token) -> bool:
        if word.text not in FUNCTIONS:
            raise Refused(unknown_function(word))
        self.open(Group(called=word))
        return self.took(")") and self.close(self.groups.pop())

    def along(self, path: Path) -> bool:
        """Read the rest of a path; it may end in `any(` or `all(`."""
        names = list(path.names)
        while self.took("/"):
            word = self.word()
            if word.text in {"any", "all"} and self.took("("):
                return self.quantified(Path(path.at, tuple(names), path.of), word)
            names.append(Name(word.at, word.text))
        return self.take(Path(path.at, tuple(names), path.of))

    def quantified(self, path: Path, word: Token) -> bool:
        self.open(Group(path=path, quantifier=word.text))
        if word.text == "any" and self.took(")"):
            return self.close(self.groups.pop())
        self.groups[-1].variable = self.word().text
        self.expect(":")
        return False

    def closed(self) -> bool:
        """Go past a closing parenthesis; tell whether the operand it closes is complete."""
        if len(self.groups) == 1:
            raise Refused(Fault(self.token.at, "`)` closes what was not opened"))
        self.next()
        group = self.groups.pop()
        group.arguments.append(group.folded())
        return self.close(group)

    def close(self, group: Group) -> bool:
        """Add what the finished *group* means to the one around it."""
        self.depth -= 1
        if group.called is not None:
            self.refuse(too_few(group.called, len(group.arguments)))
        whole = group.meaning()
        if self.token.is_mark("/"):
            return self.along(Path(whole.at, (), whole))
        return self.take(whole)

    def operator(self) -> None:
        """Read what leads to the next operand: an operator, or a comma."""
        group = self.groups[-1]
        if self.direction is None and self.is_word(*OPERATORS):
            group.operators.append(self.next())
        elif group.called is not None and self.took(","):
            group.arguments.append(group.folded())
            self.refuse(too_many(group.called, len(group.arguments)))
        elif self.ordering and len(self.groups) == 1 and self.took(","):
            self.orderings.append(self.ordered(group.folded()))
        else:
            raise Refused(self.unexpected())

    def ordered(self, key: Node) -> Ordering:
        direction, self.direction = self.direction, None
        return Ordering(key.at, key, direction is not None and direction.text == "desc")

    def unexpected(self) -> Fault:
        opened = self.groups[-1].opened
        if self.token.kind == "end" and opened is not None:
            return Fault(opened.at, "the parenthesis is not closed")
        return no_operator(self.token, self.before)
