"""The positions of a regular expression: Glushkov's automaton, which has no way to go back."""

from dataclasses import dataclass, field
from functools import reduce

from inspector.core.filtering.expression import (
    MOST,
    ExpressionError,
    Group,
    Letters,
    Piece,
    Repeat,
)

STEPS = 5000  # of building: an empty group may be repeated, too


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part of the automaton: where it may begin and end, as bits, and whether it may be empty."""

    empty: bool = True
    first: int = 0
    last: int = 0


@dataclass
class Positions:
    """Each letter of the expression, and which letters may follow it, as bits."""

    letters: list[Letters] = field(default_factory=list)
    follow: list[int] = field(default_factory=list)
    steps: int = 0

    def of(self, piece: Piece) -> Fragment:
        """Add the positions of *piece*; raises ExpressionError when there are too many."""
        self.steps += 1
        if len(self.letters) >= MOST or self.steps > STEPS:
            raise ExpressionError(
                f"the expression is too large: at most {MOST} characters to compare"
            )
        match piece:
            case Letters():
                self.letters.append(piece)
                self.follow.append(0)
                bit = 1 << (len(self.letters) - 1)
                return Fragment(empty=False, first=bit, last=bit)
            case Group(choices):
                found = [reduce(self.joined, map(self.of, each), Fragment()) for each in choices]
                return Fragment(
                    any(one.empty for one in found),
                    reduce(int.__or__, (one.first for one in found)),
                    reduce(int.__or__, (one.last for one in found)),
                )
            case Repeat(inner, low, high):
                return self.repeated(inner, low, high)

    def repeated(self, inner: Piece, low: int, high: int | None) -> Fragment:
        found = Fragment()
        for _ in range(low if high is None else 0):
            found = self.joined(found, self.of(inner))
        if high is None:
            many = self.of(inner)
            self.link(many.last, many.first)
            return self.joined(found, Fragment(empty=True, first=many.first, last=many.last))
        for number in range(high):
            one = self.of(inner)
            may = one if number < low else Fragment(empty=True, first=one.first, last=one.last)
            found = self.joined(found, may)
        return found

    def joined(self, before: Fragment, after: Fragment) -> Fragment:
        self.link(before.last, after.first)
        return Fragment(
            before.empty and after.empty,
            before.first | (after.first if before.empty else 0),
            after.last | (before.last if after.empty else 0),
        )

    def link(self, last: int, first: int) -> None:
        while last:
            bit = last & -last
            self.follow[bit.bit_length() - 1] |= first
            last ^= bit
