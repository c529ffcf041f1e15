"""Put the causes together of a request that failed, or of a batch's operations that did."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from inspector.core.annotated import LIKELIHOODS, Diagnosis, Finding
from inspector.core.inspection import Inspection
from inspector.core.profile import Profile

MOST_OPERATIONS = 10  # of a batch, whose failures are explained


def diagnosis_of(profile: Profile, it: Inspection, found: Sequence[Finding]) -> Diagnosis | None:
    """Return why the request failed, or why operations of the batch did; None when none failed."""
    by_part: dict[int | None, list[Finding]] = defaultdict(list)
    for finding in found:
        by_part[finding.part].append(finding)
    outer = profile.diagnose(it, by_part[None])
    if outer is not None or not it.request.target.is_batch:
        return outer
    told = list(_of_parts(profile, it, by_part))
    return _together(told) if len(told) > 1 else next((one for _, one in told), None)


def _of_parts(
    profile: Profile, it: Inspection, found: dict[int | None, list[Finding]]
) -> Iterator[tuple[int | None, Diagnosis]]:
    told = (
        (part.part, profile.diagnose(part, found[part.part]))
        for one in it.parts
        for part in _answered_together(one, it.parts)
    )
    yield from islice(((number, one) for number, one in told if one is not None), MOST_OPERATIONS)


def _answered_together(one: Inspection, parts: Sequence[Inspection]) -> Iterator[Inspection]:
    """Yield *one*, and with the failure of a whole change set each operation that may be why."""
    yield one
    exchange = one.exchange
    for part in parts if len(one.sharing) > 1 else ():
        if part.part in one.sharing and part is not one:
            told = replace(part.exchange, response=exchange.response)
            yield replace(part, exchange=told, sharing=one.sharing)


def _together(told: Sequence[tuple[int | None, Diagnosis]]) -> Diagnosis:
    causes = [
        replace(cause, why=f"Operation {number}: {cause.why}")
        for number, one in told
        for cause in one.causes
    ]
    # What is seen of one operation goes before what may be so of another.
    ranked = sorted(causes, key=lambda one: (LIKELIHOODS.index(one.likelihood), not one.evidence))
    return Diagnosis(tuple(ranked), told[0][1].service_message)
