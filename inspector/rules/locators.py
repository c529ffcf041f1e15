"""SES: access policies and locators, which are few and have to be tidied up."""

from collections.abc import Iterator

from inspector.core.answer import read_answer
from inspector.core.evidence import Evidence
from inspector.core.inspection import Inspection
from inspector.core.lives.likeness import likeness
from inspector.core.lives.locators import Creation, creation, is_streaming, living
from inspector.core.lives.touch import Touch
from inspector.core.lives.touching import identity
from inspector.core.rule import Rule, rule
from inspector.core.severity import ERROR, NOTE, WARNING
from inspector.rules.operations import horizon
from inspector.rules.sources import ACCESS_POLICY, LOCATOR, QUOTAS

POLICIES = 10  # alike; the next is one too many
LOCATORS = 5  # of one asset
GONE = 404


@rule("SES704", WARNING, source=f"{QUOTAS} {ACCESS_POLICY}")
def access_policy_per_request(it: Inspection) -> Iterator[Evidence]:
    """More than 10 access policies with the same rights and duration were created.

    An account holds 1,000,000 policies and is not tidied up by itself. A policy says nothing of
    the asset it is for: one with the same rights and duration serves any number of locators.

    Create a policy once, keep its id, and use it for every locator that needs these rights.
    """
    made = creation(it, "AccessPolicy")
    if made is None:
        return
    alike = likeness(made.touch, it.request.target.host)
    if alike is None:
        return
    count = it.history.ledger.created_alike(alike) + _batched_alike(it, alike) + 1
    if count > POLICIES:
        seen = made.touch.facts["Permissions"]
        note = f"number {count:,} for {made.touch.facts['DurationInMinutes']} min"
        yield it.request.at_pointer("/Permissions", seen).noting(note)


def _batched_alike(it: Inspection, alike: tuple[str, ...]) -> int:
    host = it.request.target.host
    made = (creation(one, "AccessPolicy") for one in it.batched)
    return sum(1 for one in made if one is not None and likeness(one.touch, host) == alike)


@rule("SES705", ERROR, source=f"{QUOTAS} {LOCATOR}")
def too_many_locators(it: Inspection) -> Iterator[Evidence]:
    """A locator was to be created for an asset that has five already.

    The service answers 409. A locator is for an application, not for each of its users or each
    upload.

    Use a locator that exists, or delete one that is not needed first.
    """
    made = creation(it, "Locator")
    if made is None or not made.asset:
        return
    others = living(it, made.asset) - {made.touch.entity}
    if len(others) >= LOCATORS:
        yield _asset_named(it, made).noting(f"{len(others)} locators exist")


def _asset_named(it: Inspection, made: Creation) -> Evidence:
    if made.way == "AssetId":
        return it.request.at_pointer("/AssetId", made.asset)
    link = next((one for one in it.contents.links if one.way == made.way), None)
    return it.request.at_url() if link is None else it.request.at_pointer(link.pointer, link.uri)


@rule("SES706", NOTE, source=f"{QUOTAS} {LOCATOR}", late=True)
def left_behind(it: Inspection) -> Iterator[Evidence]:
    """A locator or access policy was created and not deleted.

    An asset takes five locators, and a SAS locator gives its bearer access until it expires.
    Policies that nobody deletes pile up.

    Delete the locator once the upload or download is done, then the policy, unless others use
    it. Locators for streaming are meant to stay.
    """
    response = it.response
    if response is None or response.status != 201:
        return
    made = creation(it, "Locator") or creation(it, "AccessPolicy")
    if made is None or not made.touch.entity or is_streaming(made.touch.facts):
        return
    if _is_deleted(it, made) or _serves_streaming(it, made.touch):
        return
    for pointer, entity in read_answer(response).placed():
        if identity(str(entity.get("Id"))) == made.touch.entity:
            at = response.at_pointer(f"{pointer}/Id", entity["Id"])
            yield at.noting(horizon(it, "not deleted"))
            return
    yield it.request.at_url().noting(horizon(it, "not deleted"))


def _is_deleted(it: Inspection, made: Creation) -> bool:
    known = it.history.ledger.get(made.touch.entity)
    if known is not None and known.deleted is not None:
        return True
    names = {made.touch.entity, made.asset} - {""}
    return any(
        touch.act == "deleted" and touch.entity in names and not _is_left(touch, seen.status)
        for seen in it.later
        if seen.verb != "GET"  # most are: whoever waits for a job reads
        for touch in seen.touches
    )


def _is_left(touch: Touch, status: int | None) -> bool:
    """Tell whether a deletion failed; one that found nothing to delete did not."""
    return touch.refused and status != GONE


def _serves_streaming(it: Inspection, made: Touch) -> bool:
    """Tell whether a policy belongs to a streaming locator; one long forgotten may."""
    if made.type != "AccessPolicy" or not it.later:
        return False
    ledger = it.history.ledger
    locators = ledger.linked(made.entity, "Locator")
    return ledger.get(made.entity) is None or any(is_streaming(one.facts) for one in locators)


RULES: tuple[Rule, ...] = (access_policy_per_request, too_many_locators, left_behind)
