"""Operations: what takes a while on a live entity, and can be asked for by its id."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inspector.standin.clock import Clock
from inspector.standin.store.due import Event
from inspector.standin.store.rows import Entity
from inspector.standin.store.state import State, new_id

END = "operation"  # a kind of event
IN_PROGRESS = "InProgress"
SECONDS: Mapping[str, float] = {
    "create": 3.0,
    "Start": 4.0,
    "Stop": 3.0,
    "Reset": 2.0,
    "Scale": 3.0,
    "delete": 3.0,
}
_SHORT = 1.0  # slates and advertisements


def begin(
    state: State,
    clock: Clock,
    now: datetime,
    name: str,
    entity: Entity,
    what: str,
    *,
    meanwhile: str = "",
    then: Mapping[str, Any] | None = None,
    fails: bool = False,
) -> str:
    """Begin an operation on an entity of the set *name*, and return its id.

    *meanwhile* is the entity's State until it ends, *then* are values it has afterwards; without
    them it is deleted. One that *fails* leaves the State as it was.
    """
    key, operation = str(entity["Id"]), new_id("opid")
    values = {"Id": operation, "State": IN_PROGRESS, "TargetEntityId": key}
    state.insert("Operations", values)
    if meanwhile:
        state.change(name, key, {"State": meanwhile})
    more = {"set": name, "operation": operation, "then": then, "fails": fails}
    at = now + clock.lasting(SECONDS.get(what, _SHORT))
    state.due.add(at, END, key, before=entity["State"], what=what, **more)
    return operation


def is_under_way(state: State, key: str) -> bool:
    """Tell whether an operation on an entity has not ended."""
    return state.count_of("Operations", TargetEntityId=key, State=IN_PROGRESS) > 0


def end(state: State, _clock: Clock, event: Event) -> None:
    """End an operation, and do to its entity what it was for."""
    more, name = event.more, str(event.more["set"])
    if more["fails"]:
        told = {
            "ErrorCode": "InternalError",
            "ErrorMessage": "The stand-in was told to let it fail.",
        }
        state.change("Operations", more["operation"], {"State": "Failed", **told})
        if more["what"] == "create":
            state.remove(name, event.entity)
        else:
            state.change(name, event.entity, {"State": more["before"]})
        return
    state.change("Operations", more["operation"], {"State": "Succeeded"})
    if more["then"] is None:
        state.remove(name, event.entity)
    else:
        state.change(name, event.entity, {**more["then"], "LastModified": event.at})
