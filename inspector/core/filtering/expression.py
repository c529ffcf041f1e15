"""Regular expressions as a tree.

Known are literals, `.`, classes, `\\d \\w \\s` and their opposites, groups, `|`, `* + ? {m,n}`, `^`
and `$`. What needs to go back or to look around is refused: look-around, back-references, `\\b`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

BEGIN, END = "begin", "end"  # stand for the ends of a text, where a character is one letter
MOST = 200  # positions
DEEPEST = 40  # groups
_TIMES = re.compile(r"\{(\d{1,4})(,?)(\d{0,4})\}", re.ASCII)
_QUANTIFIERS = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_CLASSES: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {"d": str.isdecimal, "s": str.isspace, "w": lambda char: char.isalnum() or char == "_"}
)
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v"}


class ExpressionError(ValueError):
    """An expression that is wrong, or more than is known here; says what."""


@dataclass(frozen=True, slots=True)
class Letters:
    """The characters that one position takes."""

    ranges: tuple[tuple[str, str], ...] = ()
    classes: tuple[str, ...] = ()  # d, s, w; a capital is the opposite
    negated: bool = False
    end: str = ""  # BEGIN or END: takes no character at all

    def takes(self, char: str) -> bool:
        """Tell whether it takes *char*, in either case, or an end of the text."""
        if self.end or len(char) > 1:
            return self.end == char
        either = {char, char.upper()} if char.isascii() else {char}
        return self.negated != any(map(self._names, either))

    def _names(self, char: str) -> bool:
        return any(low <= char <= high for low, high in self.ranges) or any(
            _CLASSES[name.lower()](char) == name.islower() for name in self.classes
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Alternatives, each a sequence."""

    choices: tuple[tuple["Piece", ...], ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A piece, *low* to *high* times; None is any number of times."""

    piece: "Piece"
    low: int
    high: int | None


Piece = Letters | Group | Repeat
ANY = Letters(negated=True)


class Reader:
    """Reads an expression from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def whole(self) -> Group:
        """Read all of it; raises ExpressionError."""
        group = self.group(0)
        if self.at < len(self.text):
            raise ExpressionError("a ) without its ( in the expression")
        return group

    def group(self, depth: int) -> Group:
        if depth > DEEPEST:
            raise ExpressionError(f"the expression is nested deeper than {DEEPEST} groups")
        choices = [self.sequence(depth)]
        while self.takes("|"):
            choices.append(self.sequence(depth))
        return Group(tuple(choices))

    def sequence(self, depth: int) -> tuple[Piece, ...]:
        pieces: list[Piece] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            pieces.append(self.repeated(self.atom(depth)))
        return tuple(pieces)

    def repeated(self, piece: Piece) -> Piece:
        times = self.times()
        if times is None:
            return piece
        self.takes("?")  # fewest first finds the same
        if self.times() is not None:
            raise ExpressionError("a repetition of a repetition in the expression; put it in ( )")
        return Repeat(piece, *times)

    def times(self) -> tuple[int, int | None] | None:
        found = _TIMES.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
            low = int(found[1])
            high = (int(found[3]) if found[3] else None) if found[2] else low
            if max(low, high or 0) > MOST or (high is not None and high < low):
                raise ExpressionError(
                    f"{found[0]} in the expression: at most {MOST}, the lesser first"
                )
            return low, high
        char = self.text[self.at : self.at + 1]
        self.at += char in _QUANTIFIERS
        return _QUANTIFIERS.get(char)

    def atom(self, depth: int) -> Piece:
        char = self.next()
        if char in _QUANTIFIERS:
            raise ExpressionError(
                f"nothing stands before {char} in the expression that it could repeat"
            )
        if char == "(":
            return self.inside(depth)
        if char == "[":
            return self.letters()
        if char == "\\":
            return self.escaped()
        ends = {"^": Letters(end=BEGIN), "$": Letters(end=END), ".": ANY}
        return ends.get(char, Letters(((char, char),)))

    def inside(self, depth: int) -> Group:
        if self.takes("?") and not self.takes(":"):
            raise ExpressionError(
                "(? is not known: no look-around, no flags (case is ignored anyhow)"
            )
        group = self.group(depth + 1)
        if not self.takes(")"):
            raise ExpressionError("a ( is not closed in the expression")
        return group

    def escaped(self) -> Letters:
        char = self.next("a \\ at the end of the expression")
        if char.lower() in _CLASSES:
            return Letters(classes=(char,))
        if char in {"A", "Z"}:
            return Letters(end=BEGIN if char == "A" else END)
        if char.isalnum() and char not in _CONTROLS:
            raise ExpressionError(f"\\{char} is not known in an expression")
        char = _CONTROLS.get(char, char)
        return Letters(((char, char),))

    def letters(self) -> Letters:
        negated, ranges, classes = self.takes("^"), [], []
        first = True
        while first or not self.takes("]"):
            one, first = self.one(), False
            if len(one) > 1:
                classes.append(one[1])
            elif self.text[self.at : self.at + 1] == "-" and self.text[self.at + 1 :][:1] != "]":
                self.at += 1
                ranges.append((one, self.one()[-1]))
            else:
                ranges.append((one, one))
        return Letters(tuple(ranges), tuple(classes), negated)

    def one(self) -> str:
        """Return a character of a class in brackets, or `\\d` and the like."""
        char = self.next("a [ is not closed in the expression")
        if char != "\\":
            return char
        char = self.next("a \\ at the end of the expression")
        return f"\\{char}" if char.lower() in _CLASSES else _CONTROLS.get(char, char)

    def next(self, lacking: str = "") -> str:
        if self.at >= len(self.text):
            raise ExpressionError(lacking)
        self.at += 1
        return self.text[self.at - 1]

    def takes(self, char: str) -> bool:
        found = self.text.startswith(char, self.at)
        self.at += found
        return found
