"""Why a request failed: causes, likeliest first, each with its evidence.

Three things speak: our own findings on the exchange, the service's words, and the causes named
for the status, of which the exchange's evidence rules some out.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from inspector.core.annotated import LIKELIHOODS, Cause, Diagnosis, Finding, Likelihood
from inspector.core.evidence import Evidence
from inspector.core.fingerprint import defect
from inspector.core.inspection import Inspection
from inspector.core.service import Service
from inspector.core.service_error import read_service_message
from inspector.rules.explanations import EXPLANATIONS, NO_ANSWER, SAYINGS, Saying, ending
from inspector.rules.general_causes import GeneralCause, causes_of
from inspector.rules.hindsight.rows import remembered
from inspector.rules.hindsight.storage import diagnose_storage
from inspector.rules.hindsight.tokens import clock_of_service

EXPLAINING_OTHERS = frozenset({"RSP603"})  # rules whose finding is why others find something
CLOCKED = frozenset({"JWT303", "JWT304"})  # hindsight judges them by the service's clock
_SPEAKS: tuple[Likelihood, ...] = ("certain", "likely")


def diagnose(it: Inspection, findings: Sequence[Finding]) -> Diagnosis | None:
    """Return why the request of *it* failed; None when it did not.

    *findings* are those on this exchange. A request that got no answer failed as well, if the
    recording says that the connection did.
    """
    if it.service is Service.BLOB:
        return diagnose_storage(it, findings)
    status = failed_status(it)
    if status is None:
        return None
    message = read_service_message(it.response) if it.response else None
    before = list(remembered(it, status))
    known = {cause.code for cause in before if cause.code}
    causes = [cause for cause in _found(it, status, findings) if cause.code not in known]
    known.update(cause.code for cause in causes if cause.code)
    for saying in _said(it, message or "", known):
        causes.append(Cause(saying.likelihood, saying.why))
        known.update(saying.codes)
    # What is seen in this exchange, and what the service says of it, goes before what it says not.
    sure = [cause for cause in before if cause.likelihood == "certain"]
    causes = [*sure, *causes, *(cause for cause in before if cause not in sure), *_broke_off(it)]
    settled = any(cause.likelihood in _SPEAKS for cause in causes)
    told = [cause.why for cause in causes if cause.likelihood in _SPEAKS]
    rows = [row for row in causes_of(status) if row.concerns(it.request)]
    new = [row for row in rows if not known & set(row.codes) and not row.is_told_by(told)]
    causes += _general(it, new, settled=settled)
    return Diagnosis(tuple(sorted(causes, key=_rank)), message)


def failed_status(it: Inspection) -> int | None:
    """Return the status of a failure, NO_ANSWER for a connection that failed, or None."""
    if it.response is None:
        return NO_ANSWER if it.exchange.error else None
    return it.response.status if it.response.status >= 400 else None


def _rank(cause: Cause) -> int:
    return LIKELIHOODS.index(cause.likelihood)


def _found(it: Inspection, status: int, findings: Sequence[Finding]) -> Iterator[Cause]:
    for finding in sorted(findings, key=lambda one: one.code not in EXPLAINING_OTHERS):
        for row in EXPLANATIONS:
            if row.code == finding.code and status in row.statuses:
                yield _weighed(
                    it,
                    Cause(row.likelihood, _words(finding), finding.code, finding.evidence),
                    finding,
                )
                break


def _words(finding: Finding) -> str:
    """Return the rule's title, the place of its first evidence, and what that adds."""
    if not finding.evidence:
        return finding.title
    place = finding.evidence[0]
    at = next((one for one in (place.pointer, place.query, place.claim, place.header) if one), "")
    if place.line is not None:
        at = f"line {place.line}, column {place.column}: {place.seen}"
    told = "; ".join(one for one in (at, place.note) if one)
    return f"{finding.title.rstrip('.')} ({told})." if told else finding.title


def _weighed(it: Inspection, cause: Cause, finding: Finding) -> Cause:
    """Return *cause* ruled out where the service took the same before, or its clock says so."""
    taken = it.history.borne(defect(finding))
    if taken is not None:
        note = f"exchange {taken + 1} was taken with the same"
        against = (replace(finding.evidence[0], note=note),)
        return replace(cause, likelihood="ruled-out", evidence=against)
    clock = clock_of_service(it) if finding.code in CLOCKED else None
    if clock is None or it.response is None:
        return cause
    place = it.response.at("Date").noting("by the service's clock the token was in time")
    return replace(cause, likelihood="ruled-out", evidence=(place,))


def _broke_off(it: Inspection) -> Iterator[Cause]:
    why = ending(it.exchange.error) if it.response is None else ""
    if why:
        yield Cause("likely", why, "RSP606", (Evidence("response", it.exchange.error),))


def _said(it: Inspection, message: str, known: AbstractSet[str]) -> list[Saying]:
    """Return the sayings that *message* holds, unless a known rule tells the same better."""
    said: dict[str, Saying] = {}
    for saying in SAYINGS:
        told = known & set(saying.codes) or (saying.unless and saying.unless(it))
        if not told and saying.words.search(message):
            said.setdefault(saying.why, saying)
    return list(said.values())


def _general(it: Inspection, rows: Sequence[GeneralCause], *, settled: bool) -> list[Cause]:
    judged = [_judged(it, row) for row in rows]
    left = [row for row, cause in zip(rows, judged, strict=True) if cause.likelihood == "possible"]
    counted = [row for row in left if not row.rare] or left
    undecided = len(counted) > 1 and any(row.ruled_out and not row.usual for row in counted)
    if settled or undecided:
        return judged
    favoured = counted if len(counted) == 1 else [row for row in counted if row.usual]
    return [
        replace(cause, likelihood="likely") if row in favoured else cause
        for row, cause in zip(rows, judged, strict=True)
    ]


def _judged(it: Inspection, row: GeneralCause) -> Cause:
    against = row.ruled_out(it) if row.ruled_out else None
    if against is None:
        return Cause("possible", row.why)
    return Cause("ruled-out", row.why, evidence=(against,))
