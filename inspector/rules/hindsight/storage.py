"""Why Azure Storage refused an upload or a download, as the service's answers before tell."""

import re
from collections.abc import Iterator, Sequence

from inspector.core.annotated import Cause, Diagnosis, Finding
from inspector.core.inspection import Inspection
from inspector.core.lives.known import Known
from inspector.core.service_error import read_service_message
from inspector.core.url import Target
from inspector.rules.hindsight.named import exchange

RIGHTS = {"GET": (1, "Read"), "HEAD": (1, "Read"), "PUT": (2, "Write"), "DELETE": (4, "Delete")}
SETTLES = 40.0  # seconds until a new SAS locator works everywhere (the locator's page)
BEARER = "Storage takes the SAS in the URL, and refuses a request that bears a token besides"
_CONTAINER = re.compile(r"/?(asset-[0-9a-f-]{36})(?:/|$)", re.IGNORECASE)


def diagnose_storage(it: Inspection, findings: Sequence[Finding]) -> Diagnosis | None:
    """Return why storage refused a request that bears an asset's SAS; None where nobody knows."""
    response = it.response
    if response is None or response.status not in {401, 403, 404, 409}:
        return None
    container = _CONTAINER.match(it.request.target.path)
    causes = [
        Cause("certain", f"{BEARER} ({one.title.rstrip('.')}).", one.code, one.evidence)
        for one in findings
        if one.code == "JWT312"
    ]
    if causes:
        return Diagnosis(tuple(causes), read_service_message(response))
    for locator in _locators(it, container[1].lower()) if container else ():
        causes += [*_rights(it, locator), *_too_early(it, locator), *_deleted(it, locator)]
    if not causes:
        return None
    return Diagnosis(tuple(causes), read_service_message(response))


def _locators(it: Inspection, container: str) -> Iterator[Known]:
    """Yield the SAS locators that lead to the container."""
    for known in it.history.ledger.of_type("Locator"):
        place = known.facts.get("BaseUri") or known.facts.get("Path")
        if isinstance(place, str) and container in Target(place).path.lower():
            yield known


def _rights(it: Inspection, locator: Known) -> Iterator[Cause]:
    needed, word = RIGHTS.get(it.request.method, (0, ""))
    policies = it.history.ledger.linked(locator.entity, "AccessPolicy", alive=False)
    for policy in policies if needed else ():
        text = str(policy.facts.get("Permissions"))
        if text.isdecimal() and not int(text[:9]) & needed:
            made = f" ({exchange(policy.created)})" if policy.created else ""
            why = f"The locator's access policy{made} lacks the right {word} (Permissions {text})."
            yield Cause("certain", why, None, (it.request.at_method(),))


def _too_early(it: Inspection, locator: Known) -> Iterator[Cause]:
    made, now = locator.created, it.exchange.started
    if made is None or made.started is None or now is None:
        return
    age = now - made.started
    if 0 <= age < SETTLES:
        why = (
            f"The locator was {age:.0f} s old ({exchange(made)}); a new SAS locator takes up to "
            f"{SETTLES:.0f} s to work. Try again a little later."
        )
        yield Cause("likely", why, None, (it.request.at_url(),))


def _deleted(it: Inspection, locator: Known) -> Iterator[Cause]:
    if locator.deleted is not None:
        why = f"The locator was deleted before ({exchange(locator.deleted)})."
        yield Cause("certain", why, None, (it.request.at_url(),))
