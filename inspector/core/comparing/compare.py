"""Hold the tallies of two recordings against each other."""

from collections.abc import Iterable, Mapping

from inspector.core.comparing.comparison import (
    Comparison,
    Defect,
    Difference,
    Operation,
    Pair,
    Share,
)
from inspector.core.comparing.tallies import (
    FINDINGS,
    KINDS,
    NAMES,
    NO_ANSWER,
    OPERATIONS,
    VALUES,
    Name,
    Names,
    Tallies,
    Tally,
)


def compare(old: Tallies, new: Tallies) -> Comparison:
    """Return what is different in *new*."""
    names = [*new.operations, *(name for name in old.operations if name not in new.operations)]
    pairs = [(name, old.operations.get(name), new.operations.get(name)) for name in names]
    defects = [defect for name, was, now in pairs for defect in _defects(name, was, now)]
    defects.sort(key=lambda defect: (-defect.finding.severity, defect.finding.code))
    return Comparison(
        tuple(_operation(name, was, now) for name, was, now in pairs),
        tuple(defect for defect in defects if not defect.times.old),
        tuple(defect for defect in defects if not defect.times.new),
        tuple(defect for defect in defects if 0 not in (defect.times.old, defect.times.new)),
        (*_limits("old", old), *_limits("new", new)),
    )


def _operation(name: str, old: Tally | None, new: Tally | None) -> Operation:
    was, now = old.statuses if old else {}, new.statuses if new else {}
    statuses = sorted({*was, *now}, key=lambda status: (status == NO_ANSWER, status))
    names: dict[str, tuple[Difference, ...]] = dict.fromkeys(KINDS, ())
    if old and new:
        names = {kind: _differences(old.names[kind], new.names[kind]) for kind in KINDS}
    return Operation(
        name,
        Pair(old.calls if old else 0, new.calls if new else 0),
        tuple((status, Pair(was.get(status, 0), now.get(status, 0))) for status in statuses),
        names,
    )


def _differences(old: Names, new: Names) -> tuple[Difference, ...]:
    """Return what differs, by name; a property goes without saying where its parent went."""
    found = {
        name: difference
        for name in sorted({*old.seen, *new.seen})
        if (difference := _difference(name, old, new))
    }
    return tuple(difference for difference in found.values() if not _with_parent(difference, found))


def _difference(name: str, old: Names, new: Names) -> Difference | None:
    was, now = old.seen.get(name), new.seen.get(name)
    gained, lost = _values(was, now)
    found = Difference(name, _share(was, old), _share(now, new), gained, lost)
    if "unknown" in (found.old.presence, found.new.presence):
        return None
    same = found.old.presence == found.new.presence
    return None if same and not (gained or lost) else found


def _values(old: Name | None, new: Name | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if any(name is not None and name.crowded for name in (old, new)):
        return (), ()
    was, now = old.values if old else set(), new.values if new else set()
    return tuple(sorted(now - was)), tuple(sorted(was - now))


def _share(name: Name | None, names: Names) -> Share:
    if name is None:
        return Share(0, 0 if names.crowded else names.calls)
    return Share(name.calls, names.calls - name.untold)


def _with_parent(difference: Difference, found: Mapping[str, Difference]) -> bool:
    at = difference.name.rpartition("/")[0]
    while at.startswith("/"):
        parent = found.get(at)
        if parent is not None and parent.change == difference.change != "changed":
            return True
        at = at.rpartition("/")[0]
    return False


def _defects(operation: str, old: Tally | None, new: Tally | None) -> Iterable[Defect]:
    was, now = old.findings if old else {}, new.findings if new else {}
    for mark, finding in {**was, **now}.items():
        times = Pair(old.times[mark] if old else 0, new.times[mark] if new else 0)
        if times.old != times.new:
            yield Defect(operation, finding, times)


def _limits(recording: str, tallies: Tallies) -> Iterable[str]:
    if tallies.crowded:
        yield f"{recording}: operations beyond {OPERATIONS:,} are counted as one"
    for operation, tally in tallies.operations.items():
        at = f"{recording}, {operation}"
        if tally.findings_crowded:
            yield f"{at}: findings beyond {FINDINGS:,} in the recording are left out"
        for kind, names in tally.names.items():
            words = kind.replace("_", " ")
            if names.crowded:
                yield f"{at}: {words} beyond {NAMES} are left out"
            for name in names.seen.values():
                if name.crowded:
                    yield f"{at}: {words}: {name.text} has over {VALUES} values, not compared"
