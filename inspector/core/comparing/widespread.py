"""Tell a difference of the client as a whole from one of a single operation."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from inspector.core.comparing.comparison import Comparison, Difference, Operation, Share

LEAST = 4  # operations

Key = tuple[str, str, str]  # kind, name, change


@dataclass(frozen=True, slots=True)
class Widespread:
    """A difference in at least half of the operations, their calls and values taken together."""

    kind: str
    difference: Difference
    operations: int


def split(comparison: Comparison) -> tuple[tuple[Widespread, ...], tuple[Operation, ...]]:
    """Return what is widespread, and the operations with the rest of their differences."""
    groups: dict[Key, list[Difference]] = {}
    for operation in comparison.shared:
        for kind, differences in operation.names.items():
            for each in differences:
                groups.setdefault((kind, each.name, each.change), []).append(each)
    least = max(LEAST, (len(comparison.shared) + 1) // 2)
    spread = {key: found for key, found in groups.items() if len(found) >= least}
    together = (Widespread(key[0], _merged(found), len(found)) for key, found in spread.items())
    return tuple(together), tuple(_rest(each, spread.keys()) for each in comparison.operations)


def _merged(differences: list[Difference]) -> Difference:
    return Difference(
        differences[0].name,
        _sum(each.old for each in differences),
        _sum(each.new for each in differences),
        tuple(sorted({value for each in differences for value in each.values_gained})),
        tuple(sorted({value for each in differences for value in each.values_lost})),
    )


def _sum(shares: Iterable[Share]) -> Share:
    sent, calls = 0, 0
    for share in shares:
        sent, calls = sent + share.sent, calls + share.calls
    return Share(sent, calls)


def _rest(operation: Operation, spread: Collection[Key]) -> Operation:
    names = {
        kind: tuple(each for each in found if (kind, each.name, each.change) not in spread)
        for kind, found in operation.names.items()
    }
    return replace(operation, names=names)
