"""What was found, each kind once: findings of one fingerprint, with the places where they were."""

import re
import sys
from dataclasses import dataclass, field, replace

from inspector.core.annotated import Annotated, Finding
from inspector.core.exchange import Exchange
from inspector.core.severity import Severity

MOST_KINDS = 25_000  # what GitHub takes of one run
MOST_PLACES = 20  # of a kind
_LINE = re.compile(r"(.*):(\d{1,9})", re.DOTALL)  # `.http` text names the line


@dataclass(frozen=True, slots=True)
class Where:
    """Where an exchange comes from: a line of a test, or else a place in a recording."""

    file: str  # "" when the exchange has no source
    entry: str  # "/log/entries/0"; "" when the line says it
    line: int | None = None
    test: str = ""  # pytest's node id; "" when no test is known to have sent it

    @classmethod
    def of_exchange(cls, exchange: Exchange) -> "Where":
        """Return the line that sent *exchange* when it is known, else where it was recorded."""
        caller = exchange.caller
        if caller is None:
            return cls.of(exchange.source, exchange.line)
        return cls(caller.file, "", caller.line, caller.test)

    @classmethod
    def of(cls, source: str, line: int | None = None) -> "Where":
        """Take a source apart: `traffic.har#/log/entries/0`, whose *line* is told, `calls.http:12`."""
        file, mark, entry = source.partition("#")
        found = None if mark else _LINE.fullmatch(file)
        if found:
            return cls(sys.intern(found[1]), "", int(found[2]))
        return cls(
            sys.intern(file), entry, line
        )  # of half a million places nearly all are in one file


@dataclass(slots=True)
class Kind:
    """One kind of finding: the first of them, how many there are, where the first ones are."""

    finding: Finding  # with the first piece of its evidence; there may be hundreds
    operation: str
    severity: Severity
    count: int = 0
    places: list[Where] = field(default_factory=list)


class Kinds:
    """Kinds by fingerprint, in the order they were first seen; bounded."""

    def __init__(self, most: int = MOST_KINDS) -> None:
        self.most = most
        self.of: dict[tuple[str, str], Kind] = {}
        self.left_out = 0  # findings

    def add(self, annotated: Annotated) -> None:
        """Take in the findings of one exchange."""
        for finding in annotated.findings:
            key = (finding.code, finding.fingerprint)
            known = self.of.get(key)
            if known is None:
                if len(self.of) >= self.most:
                    self.left_out += 1
                    continue
                first = replace(finding, evidence=finding.evidence[:1])
                known = Kind(first, annotated.operation, finding.severity)
                self.of[key] = known
            known.count += 1
            known.severity = max(known.severity, finding.severity)
            if len(known.places) < MOST_PLACES:
                known.places.append(Where.of_exchange(annotated.exchange))

    def worst_first(self) -> list[Kind]:
        """Return the kinds, the gravest and most frequent first."""
        return sorted(
            self.of.values(),
            key=lambda kind: (-kind.severity, -kind.count, kind.finding.code, kind.operation),
        )


def place(where: Where) -> str:
    """Return where an exchange comes from, in one line: `tests/test_jobs.py:42 (test_submit)`."""
    line = "" if where.line is None else f":{where.line}"
    entry = f"#{where.entry}" if where.entry else ""
    test = where.test.removeprefix(f"{where.file}::")
    return " ".join(filter(None, [f"{where.file}{line}{entry}", test and f"({test})"]))


def told(kind: Kind) -> str:
    """Return a kind in words: title, operation, and the first place with what was seen there."""
    finding = kind.finding
    times = f" (×{kind.count:,})" if kind.count > 1 else ""
    part = "" if finding.part is None else f"operation {finding.part}: "
    at = finding.evidence[0] if finding.evidence else None
    place = "" if at is None else f" {part}{at.place}: {at.seen}"
    note = f" ({at.note})" if at is not None and at.note else ""
    return f"{kind.operation}: {finding.title}{place}{note}{times}"
