"""The words that text and Markdown have in common; wire text goes through a *quote* of theirs."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from inspector.core.comparing.comparison import (
    Change,
    Comparison,
    Defect,
    Difference,
    Operation,
    Pair,
    Share,
)
from inspector.core.comparing.tallies import KINDS
from inspector.report.document import Summary
from inspector.report.words import count

NOUNS = {
    "request_headers": "request header",
    "query_options": "query option",
    "request_properties": "request property",
    "response_headers": "response header",
    "response_properties": "response property",
}
SHOWN = 12  # names of one kind, operations with one rule's findings
VALUES_SHOWN = 3
NAMES_SHOWN = 4  # of responses, in one line
CHANGES: tuple[Change, ...] = ("gained", "lost", "more often", "less often", "changed")
Quote = Callable[[str], str]


def calls(operation: Operation) -> str:
    """Return how often it was called: `5 → 7 calls`, or how a new or gone one came out."""
    pair = operation.calls
    if not pair.old or not pair.new:
        return f"{count(pair.old or pair.new, 'call')}: {statuses(operation)}"
    return count(pair.old, "call") if pair.old == pair.new else f"{arrow(pair)} calls"


def statuses(operation: Operation) -> str:
    """Return how the calls came out: `201: 5 → 2, 400: 0 → 5`."""
    one = not operation.calls.old or not operation.calls.new
    return ", ".join(
        f"{status} ×{pair.old or pair.new:,}" if one else f"{status}: {arrow(pair)}"
        for status, pair in operation.statuses
    )


def arrow(pair: Pair) -> str:
    """Return a count then and now."""
    return f"{pair.old:,} → {pair.new:,}"


def values(difference: Difference, quote: Quote) -> str:
    """Return what it was and is, "" when that is not told."""
    gained = _listed(difference.values_gained, quote)
    lost = _listed(difference.values_lost, quote)
    if difference.change in {"gained", "lost"}:
        return gained or lost
    if gained and lost:
        return f"{lost} → {gained}"
    return f"also {gained}" if gained else f"no longer {lost}" if lost else ""


def shares(difference: Difference) -> str:
    """Return in how many calls it was and is, "" when nothing changed about that."""
    if difference.change == "changed":
        return ""
    return f"{_share(difference.old)} → {_share(difference.new)}"


def shown(operation: Operation) -> Iterator[tuple[str, tuple[Difference, ...], str]]:
    """Yield the request's kinds: noun, first differences, a line about further ones or ""."""
    for kind in KINDS[:3]:
        found = operation.names[kind]
        yield NOUNS[kind], found[:SHOWN], further(found, kind.replace("_", " "))


def answers(operation: Operation, quote: Quote) -> Iterator[tuple[Change, str, str]]:
    """Yield change, noun and names of the responses in few lines: they matter less."""
    for kind in KINDS[3:]:
        found = sorted(operation.names[kind], key=lambda each: CHANGES.index(each.change))
        for change, group in groupby(found, key=lambda each: each.change):
            names = [each.name for each in group]
            noun = kind.replace("_", " ") if len(names) > 1 else NOUNS[kind]
            yield change, noun, _listed(names, quote, NAMES_SHOWN, ", ")


def sections(comparison: Comparison) -> list[tuple[str, list[list[Defect]]]]:
    """Return the findings under their titles, those of one rule together."""
    named = [
        ("Findings gained", comparison.gained),
        ("Findings lost", comparison.lost),
        ("Findings more or less often", comparison.changed),
    ]
    return [(title, _by_rule(defects)) for title, defects in named if defects]


def _by_rule(defects: Sequence[Defect]) -> list[list[Defect]]:
    groups = groupby(defects, key=lambda each: (each.finding.severity, each.finding.code))
    return [list(group) for _, group in groups]


def further(found: Sequence[object], what: str) -> str:
    """Return a line about those beyond SHOWN, "" when there are none."""
    more = len(found) - SHOWN
    return f"… and {more:,} more {what}" if more > 0 else ""


def times(defect: Defect) -> str:
    """Return how often it was found."""
    pair = defect.times
    return f"{arrow(pair)} times" if pair.old and pair.new else count(pair.old or pair.new, "time")


def evidence(defect: Defect, quote: Quote) -> list[str]:
    """Return where it was found, and what was seen there."""
    return [
        f"{quote(piece.place)}: {quote(piece.seen)}" if piece.seen else quote(piece.place)
        for piece in defect.finding.evidence
    ]


def verdict(comparison: Comparison) -> str:
    """Return the numbers of operations and findings that came and went."""
    if not comparison.differs:
        return "no difference"
    pairs = [operation.calls for operation in comparison.operations]
    new, gone = sum(not pair.old for pair in pairs), sum(not pair.new for pair in pairs)
    changed = sum(operation.differs for operation in comparison.shared)
    return (
        f"findings: {len(comparison.gained):,} gained, {len(comparison.lost):,} lost;"
        f" operations: {new:,} new, {gone:,} gone, {changed:,} changed"
    )


def compared(old: Summary, new: Summary) -> str:
    """Return how much was compared."""
    return (
        f"{arrow(Pair(old.exchanges, new.exchanges))} exchanges,"
        f" {arrow(Pair(old.inspected, new.inspected))} inspected"
    )


def _share(share: Share) -> str:
    if share.presence == "none":
        return "no call"
    if share.presence == "all":
        return f"all {share.calls:,} calls" if share.calls > 1 else "the one call"
    return f"{share.sent:,} of {share.calls:,} calls"


def _listed(
    texts: Sequence[str], quote: Quote, most: int = VALUES_SHOWN, between: str = " | "
) -> str:
    beyond = len(texts) - most
    more = [f"{beyond} more"] if beyond > 0 else []
    return between.join([*(quote(text) for text in texts[:most]), *more])
