"""How much of something there was when a request failed, as earlier exchanges tell.

Source: the quotas page (articles/media-services/previous/media-services-quotas-and-limitations).
"""

from collections.abc import Iterator
from typing import Any

from inspector.core.annotated import Cause
from inspector.core.inspection import Inspection
from inspector.core.lives.known import Known
from inspector.rules.hindsight.named import account_of, root_of
from inspector.rules.hindsight.states import target

MOST = {"Channel": 5, "MonitoringConfiguration": 1}  # of one account
MOST_PROGRAMS_RUNNING = 3  # of one channel
MOST_ENDPOINTS_RUNNING = 2
MOST_INPUTS = 100  # assets of one job
MOST_UNITS = 10  # of one streaming endpoint


def too_many(it: Inspection) -> Iterator[Cause]:
    """Yield that the account has as many of a kind as it may have."""
    root = root_of(it)
    most = MOST.get(root.type.name) if root is not None else None
    if root is None or most is None:
        return
    there = [known for known in _of_type(it, root.type.name) if known.deleted is None]
    if len(there) >= most:
        one = f"{most} {root.type.name}{'' if most == 1 else 's'}"
        why = f"The account has {one} already, a quota that cannot be exceeded."
        yield Cause("certain", why, None, (it.request.at_method(),))


def _of_type(it: Inspection, name: str) -> Iterator[Known]:
    mine = account_of(it.request.target.host)
    for known in it.history.ledger.of_type(name):
        if not known.hosts or mine in {account_of(host) for host in known.hosts}:
            yield known


def too_many_running(it: Inspection) -> Iterator[Cause]:
    """Yield that as many live entities run as may run at once."""
    found = target(it)
    called = it.address.function if it.address is not None else None
    if found is None or called is None or called.name != "Start":
        return
    known, place = found
    most = {"Program": MOST_PROGRAMS_RUNNING, "StreamingEndpoint": MOST_ENDPOINTS_RUNNING}
    running = [
        one
        for one in _of_type(it, known.type)
        if one.facts.get("State") == "Running"
        and one.facts.get("ChannelId") == known.facts.get("ChannelId")
    ]
    if known.type in most and len(running) >= most[known.type]:
        why = f"{len(running)} {known.type}s are running already, a quota that cannot be exceeded."
        yield Cause("certain", why, None, (place,))


def too_many_units(it: Inspection) -> Iterator[Cause]:
    """Yield that more reserved or streaming units were asked for than there may be."""
    found = target(it)
    most: Any = MOST_UNITS
    for instance in it.contents.instances[:1]:
        for member in instance.members():
            if member.name == "CurrentReservedUnits":
                most = found[0].facts.get("MaxReservableUnits") if found is not None else None
            elif member.name != "scaleUnits":
                continue
            wished, allowed = _number(member.value), _number(most)
            if wished is not None and allowed is not None and wished > allowed:
                why = f"{wished} units were asked for, and there may be {allowed}: a quota."
                place = it.request.at_pointer(member.pointer, member.value)
                yield Cause("certain", why, None, (place,))


def too_many_inputs(it: Inspection) -> Iterator[Cause]:
    """Yield that a job has more input assets than it may have."""
    inputs = [link for link in it.contents.links if link.way == "InputMediaAssets"]
    if root_of(it, "Job") is not None and len(inputs) > MOST_INPUTS:
        why = f"The job has {len(inputs)} input assets, and may have {MOST_INPUTS}."
        yield Cause("certain", why, None, (it.request.at_pointer("/InputMediaAssets"),))


def _number(value: Any) -> int | None:
    text = str(value).strip()
    return int(text) if text.isdecimal() and len(text) < 10 else None
