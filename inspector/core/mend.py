"""A change that was made to a message on its way."""

from dataclasses import dataclass
from typing import Literal

from inspector.core.evidence import Side

Spot = Literal["method", "url", "status", "header", "body"]
BY_HAND = "by-hand"  # in place of a rule's code


@dataclass(frozen=True, slots=True)
class Mend:
    """One place of a message before and after; *code* is the rule's that it mends, or BY_HAND."""

    code: str
    spot: Spot
    header: str = ""  # its name, where the spot is one
    before: str | None = None  # None: it was not there
    after: str | None = None  # None: it was taken out
    side: Side = "request"

    @property
    def place(self) -> str:
        """Return the place in words."""
        return self.header or self.spot
