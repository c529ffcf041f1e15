"""Why Azure Storage refused an upload or a download, as the service's answers before tell."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from inspector.core.annotated import LIKELIHOODS, Cause, Diagnosis, Finding
from inspector.core.inspection import Inspection
from inspector.core.lives.known import Known
from inspector.core.service_error import read_service_message
from inspector.core.url import Target
from inspector.rules.hindsight.named import exchange

RIGHTS = {"GET": (1, "Read"), "HEAD": (1, "Read"), "PUT": (2, "Write"), "DELETE": (4, "Delete")}
# The letters of `sp` of which a request needs one (Azure Storage, "Create a service SAS").
LETTERS = {"GET": "rl", "HEAD": "r", "PUT": "wca", "DELETE": "d"}
SETTLES = 40.0  # seconds until a new SAS locator works everywhere (the locator's page)
BEARER = "Storage takes the SAS in the URL, and refuses a request that bears a token besides"
_CONTAINER = re.compile(r"/?(asset-[0-9a-f-]{36})(?:/|$)", re.IGNORECASE)


def diagnose_storage(it: Inspection, findings: Sequence[Finding]) -> Diagnosis | None:
    """Return why storage refused a request that bears an asset's SAS; None where nobody knows."""
    response = it.response
    if response is None or response.status not in {401, 403, 404, 409}:
        return None
    causes = [
        Cause("certain", f"{BEARER} ({one.title.rstrip('.')}).", one.code, one.evidence)
        for one in findings
        if one.code == "JWT312"
    ] or [*_sas(it), *_of_locators(it)]
    ranked = sorted(causes, key=lambda cause: LIKELIHOODS.index(cause.likelihood))
    return Diagnosis(tuple(ranked), read_service_message(response)) if causes else None


def _of_locators(it: Inspection) -> Iterator[Cause]:
    """Yield what is known of the locators that lead to the container."""
    container = _CONTAINER.match(it.request.target.path)
    for locator in _locators(it, container[1].lower()) if container else ():
        yield from _rights(it, locator)
        yield from _too_early(it, locator)
        yield from _deleted(it, locator)


def _sas(it: Inspection) -> Iterator[Cause]:
    """Yield what the SAS in the URL itself says against the request: rights and times."""
    target, now = it.request.target, it.exchange.started
    rights, needed = target.option("sp"), LETTERS.get(it.request.method)
    if rights is not None and needed is not None and not set(rights) & set(needed):
        why = f"The SAS grants sp={rights}, and {it.request.method} needs {' or '.join(needed)}."
        yield Cause("certain", why, None, (it.request.at_query("sp"),))
    for name, word, sign in (("se", "had expired", 1), ("st", "was not valid yet", -1)):
        moment = _moment(target.option(name))
        if moment is not None and now is not None and (now - moment) * sign > 0:
            why = f"The SAS {word}: {name}={target.option(name)}."
            yield Cause("certain", why, None, (it.request.at_query(name),))


def _moment(text: str | None) -> float | None:
    try:
        when = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    if when is None:
        return None
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()


def _locators(it: Inspection, container: str) -> Iterator[Known]:
    """Yield the SAS locators that lead to the container."""
    for known in it.history.ledger.of_type("Locator"):
        places = (known.facts.get("Path"), known.facts.get("BaseUri"))
        if any(container in Target(one).path.lower() for one in places if isinstance(one, str)):
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
