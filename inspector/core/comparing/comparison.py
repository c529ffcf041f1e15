"""What is different between two recordings of one client."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from inspector.core.annotated import Finding

Presence = Literal["all", "some", "none", "unknown"]
Change = Literal["gained", "lost", "more often", "less often", "changed"]


@dataclass(frozen=True, slots=True)
class Pair:
    """A count in the old recording, and in the new one."""

    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Share:
    """How many carried a name of those calls that tell."""

    sent: int
    calls: int

    @property
    def presence(self) -> Presence:
        """Return whether all, some or none of the calls carried it; `unknown` without calls."""
        if self.calls == 0:
            return "unknown"
        return "none" if self.sent == 0 else "all" if self.sent == self.calls else "some"


@dataclass(frozen=True, slots=True)
class Difference:
    """A header, option or property that is not carried as it was.

    Values are a request header's, or the types of a request's property; of other names, and
    where they differ from call to call, there are none.
    """

    name: str
    old: Share
    new: Share
    values_gained: tuple[str, ...] = ()
    values_lost: tuple[str, ...] = ()

    @property
    def change(self) -> Change:
        """Return in one word what happened to it; presence goes before values."""
        was, now = self.old.presence, self.new.presence
        if was == now:
            return "changed"
        if was == "none":
            return "gained"
        return "lost" if now == "none" else "less often" if now == "some" else "more often"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation in both recordings; names are compared when both have calls of it."""

    operation: str
    calls: Pair
    statuses: tuple[tuple[str, Pair], ...]
    names: Mapping[str, tuple[Difference, ...]]  # by kind, as in Tally

    @property
    def statuses_changed(self) -> bool:
        """Tell whether the calls came out in other proportions."""
        old, new = self.calls.old, self.calls.new
        shares = (pair.old * new != pair.new * old for _, pair in self.statuses)
        return bool(old and new) and any(shares)

    @property
    def differs(self) -> bool:
        """Tell whether anything about it is different."""
        moved = self.calls.old != self.calls.new or self.statuses_changed
        return moved or any(self.names.values())


@dataclass(frozen=True, slots=True)
class Defect:
    """A finding by its fingerprint, and how often it was there."""

    operation: str
    finding: Finding
    times: Pair


@dataclass(frozen=True, slots=True)
class Comparison:
    """Operations by first appearance in the new recording; defects, gravest first."""

    operations: tuple[Operation, ...] = ()
    gained: tuple[Defect, ...] = ()
    lost: tuple[Defect, ...] = ()
    changed: tuple[Defect, ...] = ()  # in both, yet not equally often
    limits: tuple[str, ...] = ()  # what was too much to be compared, in words

    @property
    def shared(self) -> tuple[Operation, ...]:
        """Return the operations that both recordings have calls of."""
        return tuple(each for each in self.operations if each.calls.old and each.calls.new)

    @property
    def differs(self) -> bool:
        """Tell whether anything is different."""
        defects = self.gained or self.lost or self.changed
        return bool(defects) or any(operation.differs for operation in self.operations)
