"""A baseline: the findings of an earlier recording, which are known and fail no more."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from inspector.core.annotated import Annotated, Finding

MOST_ENTRIES = 100_000  # of one recording
MOST_OPERATIONS = 100_000  # whose calls are counted; findings in further ones are new


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One kind of finding: how often it was found, in how many calls of its operation."""

    operation: str
    code: str
    fingerprint: str
    count: int
    calls: int

    def allows(self, count: int, calls: int) -> bool:
        """Tell whether the finding may be there *count* times in *calls* calls.

        What was in each call may be in each call: a client that polls longer is no worse.
        """
        return count <= self.count or (count - 1) * self.calls < self.count * calls


class Baseline:
    """Sets known findings aside, and counts what a baseline of this recording would hold."""

    def __init__(self, entries: Iterable[Entry] = (), *, learning: bool = False) -> None:
        self.entries = {(one.operation, one.code, one.fingerprint): one for one in entries}
        self.learning = learning  # whatever is found is known
        self._calls: Counter[str] = Counter()
        self._found: Counter[tuple[str, str, str]] = Counter()

    def sift(self, annotated: Annotated) -> Annotated:
        """Return the exchange with known findings set aside; exchanges come in order, each once."""
        if annotated.profile is None or not self._counts(annotated.operation):
            return annotated
        self._calls[annotated.operation] += 1
        known: list[Finding] = []
        new: list[Finding] = []
        for finding in annotated.findings:
            (known if self._knows(finding, annotated.operation) else new).append(finding)
        return replace(annotated, findings=tuple(new), known=tuple(known)) if known else annotated

    def seen(self) -> list[Entry]:
        """Return the entries of this recording, in the order in which files have them."""
        return sorted(Entry(*key, count, self._calls[key[0]]) for key, count in self._found.items())

    def stale(self) -> list[Entry]:
        """Return entries that say more than was found, though their operation was called as often.

        An operation that this recording does not have says nothing about its findings.
        """
        return sorted(
            entry
            for key, entry in self.entries.items()
            if self._found[key] < entry.count and self._calls[entry.operation] >= entry.calls
        )

    def _counts(self, operation: str) -> bool:
        return operation in self._calls or len(self._calls) < MOST_OPERATIONS

    def _knows(self, finding: Finding, operation: str) -> bool:
        key = (operation, finding.code, finding.fingerprint)
        if key not in self._found and len(self._found) >= MOST_ENTRIES:
            return False
        self._found[key] += 1
        if self.learning:
            return True
        entry = self.entries.get(key)
        return entry is not None and entry.allows(self._found[key], self._calls[operation])
