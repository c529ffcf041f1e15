"""What is broken where and how often, counted piece by piece and hardly an exchange twice."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from inspector.capture.store import CaptureReader, Defects
from inspector.core.annotated import Finding
from inspector.core.history import REMEMBERED

PIECE = 32768  # exchanges; some 20 ms
KEPT = 20_000  # groups of operation and codes that are told apart
MOST = 2000  # groups that are told of; the gravest and largest
Groups = dict[tuple[str, str], Defects]


@dataclass
class Breach:
    """One rule, broken in one operation."""

    code: str
    operation: str
    severity: int = 0
    title: str = ""
    remedy: str = ""
    calls: int = 0
    operations: int = 1  # in which the rule is broken

    def learn(self, finding: Finding | None) -> None:
        """Take the words of the gravest."""
        if finding is not None and finding.severity > self.severity:
            self.severity = int(finding.severity)
            self.title, self.remedy = finding.title, finding.remedy


@dataclass(frozen=True)
class Aggregate:
    """The breaches, the gravest and most frequent first; *cut* when there are more groups."""

    breaches: tuple[Breach, ...]
    cut: bool = False


class Breaches:
    """Counts a capture; of one that grows only the rest is read, and what may be amended."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.counted = 0  # exchanges that no later one amends
        self._groups: Groups = {}
        self._is_full = False
        self._lock = Lock()

    def step(self, last: int) -> bool:
        """Count a piece of a capture of *last* exchanges; tell whether there is more of it.

        For a thread. Raises CaptureError.
        """
        with self._lock:
            end = min(self.counted + PIECE, last - REMEMBERED)
            if end <= self.counted:
                return False
            with CaptureReader(self.path) as reader:
                self._is_full |= _add(self._groups, reader.defects(self.counted + 1, end))
            self.counted = end
            return end < last - REMEMBERED

    def told(self, last: int) -> Aggregate:
        """Return what there is, once all of *last* is counted; for a thread. Raises CaptureError."""
        with self._lock, CaptureReader(self.path) as reader:
            groups = dict(self._groups)
            is_full = _add(groups, reader.defects(self.counted + 1, last)) or self._is_full
            gravest = sorted(groups.values(), key=lambda it: (-it.severity, -it.count, it.first))
            breaches = _breaches(reader, gravest[:MOST])
            return Aggregate(breaches, is_full or len(gravest) > MOST)


def _add(groups: Groups, more: Iterable[Defects]) -> bool:
    """Add to groups; tell whether there was no room for some."""
    is_full = False
    for one in more:
        key = one.operation, one.codes
        known = groups.get(key)
        if known is None and len(groups) >= KEPT:
            is_full = True
            continue
        groups[key] = one if known is None else known.joined(one)
    return is_full


def _breaches(reader: CaptureReader, groups: Iterable[Defects]) -> tuple[Breach, ...]:
    """Return the breaches in *groups*; one exchange of each is looked into."""
    found: dict[tuple[str, str], Breach] = {}
    for group in groups:
        told = {one.code: one for one in reversed(reader.findings(group.first))}
        for code in group.codes.split():
            breach = found.setdefault((code, group.operation), Breach(code, group.operation))
            breach.calls += group.count
            breach.learn(told.get(code))
    spread = Counter(code for code, _ in found)
    for breach in found.values():
        breach.operations = spread[breach.code]
    return tuple(sorted(found.values(), key=_gravest_first))


def _gravest_first(breach: Breach) -> tuple[int, int, str, str]:
    return -breach.severity, -breach.calls, breach.code, breach.operation
