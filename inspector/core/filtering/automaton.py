"""Find a regular expression in a text in linear time, whatever the expression.

The automaton's states are made as they are met, and kept up to a limit, so a character costs a
look into a dictionary, or at worst a walk through the expression: there is nothing to go back to.
"""

from functools import lru_cache

from inspector.core.filtering.expression import BEGIN, END, Reader
from inspector.core.filtering.positions import Positions

KEPT = 20_000  # steps from state to state
AT_ONCE = 4096  # characters between two looks whether it was found
_SPECIAL = frozenset(".^$*+?{}[]|()")


@lru_cache(maxsize=64)
def machine(pattern: str) -> "Machine":
    """Return what finds *pattern*; raises ExpressionError."""
    return Machine(pattern)


def literal(pattern: str) -> str | None:
    """Return the text that *pattern* is when nothing in it is special, else None."""
    plain, at = [], 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            at += 1
            char = pattern[at : at + 1]
            if not char or char.isalnum():
                return None
        elif char in _SPECIAL:
            return None
        plain.append(char)
        at += 1
    return "".join(plain)


class State(dict[str, "State"]):
    """The positions that were just taken; its items are the states that characters lead to."""

    __slots__ = ("machine", "positions")

    def __init__(self, machine: "Machine", positions: int) -> None:
        super().__init__()
        self.machine = machine
        self.positions = positions

    def __missing__(self, char: str) -> "State":
        return self.machine.step(self, char)


class Found(State):
    """Found: whatever follows."""

    __slots__ = ()

    def __missing__(self, char: str) -> State:
        return self


class Machine:
    """An expression's automaton."""

    def __init__(self, pattern: str) -> None:
        positions = Positions()
        whole = positions.of(Reader(pattern).whole())
        self._letters = positions.letters
        self._first, self._last = whole.first, whole.last
        self._follow = [
            _unions(positions.follow[start : start + 8])
            for start in range(0, len(positions.follow), 8)
        ]
        self._found = Found(self, 0)
        self._start = State(self, 0)
        if whole.empty:
            self._start = self._found
        self._states: dict[int, State] = {}
        self._takers: dict[str, int] = {}
        self._kept = 0

    def found_in(self, text: str) -> bool:
        """Tell whether the expression is found anywhere in *text*, whose letters are lower case."""
        state = self._start[BEGIN]
        for start in range(0, len(text), AT_ONCE):
            for char in text[start : start + AT_ONCE]:
                state = state[char]
            if state is self._found:
                return True
        return state[END] is self._found

    def step(self, state: State, char: str) -> State:
        """Return the state that *char* leads to, and keep it."""
        if self._kept >= KEPT:
            self._forget()
        self._kept += 1
        taken = (self._first | self._followers(state.positions)) & self._takers_of(char)
        following = self._found if taken & self._last else self._states.get(taken)
        if following is None:
            following = self._states[taken] = State(self, taken)
        state[char] = following
        return following

    def _followers(self, positions: int) -> int:
        followers = 0
        for unions in self._follow:
            if not positions:
                break
            followers |= unions[positions & 0xFF]
            positions >>= 8
        return followers

    def _takers_of(self, char: str) -> int:
        takers = self._takers.get(char)
        if takers is None:
            takers = sum(1 << at for at, each in enumerate(self._letters) if each.takes(char))
            self._takers[char] = takers
        return takers

    def _forget(self) -> None:
        for state in (self._start, *tuple(self._states.values())):
            state.clear()
        self._states.clear()
        self._takers.clear()
        self._kept = 0


def _unions(eight: list[int]) -> tuple[int, ...]:
    """Return for each set of up to *eight* positions, as bits, which positions follow it."""
    unions = [0]
    for follow in eight:
        unions += [so_far | follow for so_far in unions]
    return tuple(unions)
