"""The grammar: AND by juxtaposition, `or`, `not` or `-`, parentheses; mitmproxy's `& | !` too."""

from dataclasses import dataclass, field

from inspector.core.clean import storable
from inspector.core.filtering import tree
from inspector.core.filtering.fields import read_term
from inspector.core.filtering.tildes import PATTERNS, read_pattern
from inspector.core.filtering.tokens import FilterError, Token, tokens
from inspector.core.filtering.tree import Node

LONGEST = 1000  # characters
DEEPEST = 40  # parentheses and negations


def parse(text: str) -> Node:
    """Read a filter; an empty one lets everything pass. Raises FilterError."""
    text = storable(text)
    if len(text) > LONGEST:
        raise FilterError(f"longer than {LONGEST} characters", LONGEST, len(text))
    parser = Parser(len(text), tokens(text, PATTERNS))
    node = parser.either(0) if parser.tokens else tree.All(())
    if parser.tokens:
        raise parser.wrong("a ) without its (")
    return node


@dataclass
class Parser:
    """Takes tokens from the front, the loosest binding first."""

    length: int  # of the text
    tokens: list[Token] = field(default_factory=list)

    def either(self, depth: int) -> Node:
        nodes = [self.each(depth)]
        while self.takes("or", "|"):
            nodes.append(self.each(depth))
        return nodes[0] if len(nodes) == 1 else tree.Any(tuple(nodes))

    def each(self, depth: int) -> Node:
        nodes = [self.one(depth)]
        while self.tokens and not self.sees("or", "|", ")"):
            self.takes("and", "&")
            nodes.append(self.one(depth))
        return nodes[0] if len(nodes) == 1 else tree.All(tuple(nodes))

    def one(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise self.wrong(f"nested deeper than {DEEPEST} levels")
        if not self.tokens or self.sees("or", "and", "|", "&", ")"):
            raise self.wrong("a term is missing" + self.before())
        if self.takes("not", "-", "!"):
            return tree.Not(self.one(depth + 1))
        opened = self.tokens[0]
        if self.takes("("):
            node = self.either(depth + 1)
            if not self.takes(")"):
                raise FilterError("a ( is not closed", opened.start, opened.end)
            return node
        return self.term(self.tokens.pop(0))

    def term(self, token: Token) -> Node:
        if token.quoted or token.text not in PATTERNS:
            return read_term(token)
        if not self.tokens:
            raise FilterError(f"{token.text} needs a pattern behind it", token.start, token.end)
        return read_pattern(token, self.tokens.pop(0))

    def before(self) -> str:
        return f" before {self.tokens[0].text}" if self.tokens else " at the end"

    def wrong(self, what: str) -> FilterError:
        """Return what to raise about the next token, or the end."""
        if not self.tokens:
            return FilterError(what, self.length, self.length)
        return FilterError(what, self.tokens[0].start, self.tokens[0].end)

    def sees(self, *words: str) -> bool:
        return bool(self.tokens) and not self.tokens[0].quoted and self.tokens[0].text in words

    def takes(self, *words: str) -> bool:
        if not self.sees(*words):
            return False
        self.tokens.pop(0)
        return True
