"""A piece of SQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL, the values of its marks, and the Edm type of what it gives.

    An *ordering*, such as `a > b`, gives null where one side is null, which means no.
    """

    text: str
    values: tuple[Any, ...] = ()
    type: str = ""
    ordering: bool = False

    @property
    def decided(self) -> str:
        """Return its text, with no for null where null means no."""
        return f"ifnull({self.text}, 0)" if self.ordering else self.text


def flat(many: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    """Return the values of several pieces in order."""
    return tuple(value for values in many for value in values)
