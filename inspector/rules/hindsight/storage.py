"""Why Azure Storage refused an upload or a download, as the service's answers before tell."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from inspector.core.annotated import LIKELIHOODS, Cause, Diagnosis, Finding
from inspector.core.inspection import Inspection
from inspector.core.lives.known import Known
from inspector.core.moments import span
from inspector.core.service_error import read_service_message
from inspector.core.url import Target
from inspector.rules.hindsight.named import exchange
from inspector.rules.storage_codes import STORAGE_CODES

RIGHTS = {"GET": (1, "Read"), "HEAD": (1, "Read"), "PUT": (2, "Write"), "DELETE": (4, "Delete")}
# The letters of `sp` of which a request needs one (Azure Storage, "Create a service SAS").
LETTERS = {"GET": "rl", "HEAD": "r", "PUT": "wca", "DELETE": "d"}
SETTLES = 40.0  # seconds until a new SAS locator works everywhere (the locator's page)
BEARER = "Storage takes the SAS in the URL, and refuses a request that bears a token besides"
REFUSED = frozenset({401, 403, 404, 409})
LOOKED_AT = 4096  # characters of an answer
_MINUTES = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
_CODE = re.compile(r"<Code>\s*(\w{3,60})\s*</Code>")


def diagnose_storage(it: Inspection, findings: Sequence[Finding]) -> Diagnosis | None:
    """Return why storage refused a request; None when it did not, or nothing is known."""
    response = it.response
    if response is None or response.status < 400:
        return None
    causes = [
        Cause("certain", f"{BEARER} ({one.title.rstrip('.')}).", one.code, one.evidence)
        for one in findings
        if one.code == "JWT312" and response.status in REFUSED | {400}
    ]
    if not causes and response.status in REFUSED:
        causes = [*_sas(it), *_of_locators(it), *_unsigned(it)]
    if not any(one.likelihood == "certain" for one in causes):
        causes += _of_code(it)
    message = read_service_message(response)
    ranked = sorted(causes, key=lambda cause: LIKELIHOODS.index(cause.likelihood))
    return Diagnosis(tuple(ranked), message) if causes or message else None


def _of_locators(it: Inspection) -> Iterator[Cause]:
    """Yield what is known of the locators that lead to the container."""
    for locator in _locators(it):
        yield from _rights(it, locator)
        yield from _too_early(it, locator)
        yield from _out_of_time(it, locator)
        yield from _deleted(it, locator)


def _unsigned(it: Inspection) -> Iterator[Cause]:
    """Yield that nothing in the request says who asks."""
    if it.request.target.option("sig") is None and it.request.lacks("Authorization"):
        why = (
            "The URL bears no SAS: send the locator's Path, its query included, with the name of "
            "the file behind the container."
        )
        yield Cause("likely", why, None, (it.request.at_url(),))


def _of_code(it: Inspection) -> Iterator[Cause]:
    """Yield what storage's own error code means."""
    response = it.response
    if response is None:
        return
    body = _CODE.search(response.text[:LOOKED_AT]) if response.body else None
    code = response.headers.get("x-ms-error-code") or (body[1] if body else "")
    for known in STORAGE_CODES:
        if known.code.lower() == code.lower():
            yield Cause(known.likelihood, known.why, None, (response.at_status().noting(code),))


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


def _locators(it: Inspection) -> list[Known]:
    """Return the locator whose policy signed the URL; without `si` those of the container."""
    target, known = it.request.target, it.history.ledger.of_type("Locator")
    signed = (target.option("si") or "").lower()
    if signed:
        return [one for one in known if one.entity.rpartition(":")[2].lower() == signed]
    return [one for one in known if _container(target) in _leads(one)]


def _leads(locator: Known) -> list[tuple[str, str]]:
    places = (locator.facts.get("Path"), locator.facts.get("BaseUri"))
    return [_container(Target(one)) for one in places if isinstance(one, str)]


def _container(target: Target) -> tuple[str, str]:
    """Return the host and the container that a URL leads to."""
    return target.host, target.path.lstrip("/").partition("/")[0].lower()


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


def _out_of_time(it: Inspection, locator: Known) -> Iterator[Cause]:
    """Yield that the locator had expired, or was to begin later."""
    now = it.exchange.started
    if now is None:
        return
    begins = _moment(_text(locator.facts.get("StartTime")))
    if begins is not None and now < begins:
        why = f"The locator begins later: its StartTime is {locator.facts['StartTime']}."
        yield Cause("certain", why, None, (it.request.at_url(),))
    ends = _ends(it, locator, begins)
    if ends is not None and now >= ends:
        why = f"The locator had expired {span(now - ends)} before."
        yield Cause("certain", why, None, (it.request.at_url(),))


def _ends(it: Inspection, locator: Known, begins: float | None) -> float | None:
    """Return when *locator* ends, by its own word, or else by its policy."""
    said = _moment(_text(locator.facts.get("ExpirationDateTime")))
    began = begins or (locator.created.started if locator.created else None)
    if said is not None or began is None:
        return said
    policies = it.history.ledger.linked(locator.entity, "AccessPolicy", alive=False)
    lasting = [str(one.facts.get("DurationInMinutes")) for one in policies]
    known = [float(text) for text in lasting if _MINUTES.fullmatch(text)]
    return began + 60 * known[0] if known else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _deleted(it: Inspection, locator: Known) -> Iterator[Cause]:
    for asset in it.history.ledger.linked(locator.entity, "Asset", alive=False):
        if asset.deleted is not None:
            gone = exchange(asset.deleted)
            why = f"The asset was deleted before, and its container with it ({gone})."
            yield Cause("certain", why, None, (it.request.at_url(),))
            return
    if locator.deleted is not None:
        why = f"The locator was deleted before ({exchange(locator.deleted)})."
        yield Cause("certain", why, None, (it.request.at_url(),))
