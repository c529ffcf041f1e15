"""A finding as text, to be pasted where others read it."""

from collections.abc import Iterator

from inspector.core.annotated import Annotated, Finding
from inspector.core.clean import one_line
from inspector.core.words import date

WORDS = 1000  # characters of a title, a remedy or an address


def citation(annotated: Annotated, finding: Finding) -> str:
    """Return what was found, where, what to do, and in which call, as lines."""
    return "\n".join(_lines(annotated, finding)) + "\n"


def _lines(annotated: Annotated, finding: Finding) -> Iterator[str]:
    part = "" if finding.part is None else f", operation {finding.part} of the batch"
    yield f"{one_line(finding.code)} ({finding.severity.label}{part}): {one_line(finding.title, WORDS)}"
    for place in finding.evidence:
        seen = f": {one_line(place.seen)}" if place.seen else ""
        note = f" ({one_line(place.note)})" if place.note else ""
        yield f"  {one_line(place.place)}{seen}{note}"
    yield f"  → {one_line(finding.remedy, WORDS)}"
    if finding.silence is not None:
        yield f"  silenced by {one_line(finding.silence.told, WORDS)}"
    exchange = annotated.exchange
    outcome = "no response" if exchange.response is None else str(exchange.response.status)
    at = f" at {date(exchange.started)} UTC" if exchange.started else ""
    call = one_line(f"{exchange.request.method} {exchange.request.url}", WORDS)
    yield f"{call} → {outcome}{at}"
