"""Locators of assets: which there are, and which come to be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from inspector.core.address import Kind
from inspector.core.inspection import Inspection
from inspector.core.lives.known import Known
from inspector.core.lives.touch import Touch
from inspector.core.lives.touching import touches

STREAMING = 2.0  # `Type` of a locator that is meant to stay, OnDemandOrigin
CREATING = frozenset({Kind.SET, Kind.RELATED})
_TO_ASSET = frozenset({"AssetId", "Asset", "Locators"})


@dataclass(frozen=True, slots=True)
class Creation:
    """A request for a new entity."""

    touch: Touch
    asset: str = ""  # which a locator is for, "" when not known or for another type
    way: str = ""  # the property or navigation that names it


def creation(it: Inspection, type_name: str) -> Creation | None:
    """Return the entity of a type that the request is to create, done or refused, or None."""
    address = it.address
    if it.request.verb != "POST" or address is None or address.kind not in CREATING:
        return None
    if (address.type or "").rpartition(".")[2] != type_name:
        return None
    done = touches(it)
    made = next((touch for touch in done if touch.act == "created"), None)
    if made is None:
        return None
    links = (touch for touch in done if touch.act == "linked" and touch.way in _TO_ASSET)
    asset = next(links, None)
    return Creation(made) if asset is None else Creation(made, asset.entity, asset.way)


def is_streaming(facts: Any) -> bool:
    """Tell whether a locator with these members serves a streaming endpoint."""
    try:
        return float(facts.get("Type")) == STREAMING
    except (TypeError, ValueError, OverflowError):
        return False


def living(it: Inspection, asset: str) -> set[str]:
    """Return the locators that *asset* has before the request of *it*, as far as is known.

    Those made and deleted by earlier operations of the same batch are told.
    """
    known = it.history.ledger.linked(asset, "Locator")
    found = {one.entity for one in known if not _is_over(one, it.exchange.started)}
    for operation in it.batched:
        if operation.request.verb == "DELETE":
            found -= {touch.entity for touch in touches(operation) if _is_gone(touch)}
        else:
            found |= set(_made(operation, asset))
    return found


def _made(operation: Inspection, asset: str) -> Iterator[str]:
    made = creation(operation, "Locator")
    if made is not None and made.asset == asset and not made.touch.refused:
        yield made.touch.entity or f"part {operation.part}"


def _is_gone(touch: Touch) -> bool:
    return touch.act == "deleted" and not touch.refused


def _is_over(locator: Known, now: float | None) -> bool:
    """Tell whether a locator has expired; those without a readable date have not."""
    until = locator.facts.get("ExpirationDateTime")
    if now is None or not isinstance(until, str):
        return False
    try:
        moment = datetime.fromisoformat(until)
    except ValueError:
        return False
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() < now
