"""Lets everything happen that is due."""

from collections.abc import Callable, Mapping
from datetime import datetime

from inspector.standin.clock import Clock
from inspector.standin.lives import jobs, operations
from inspector.standin.store.due import Event
from inspector.standin.store.state import State

_WORKERS: Mapping[str, Callable[[State, Clock, Event], None]] = {
    jobs.STEP: jobs.step,
    jobs.CANCEL: jobs.end_canceled,
    operations.END: operations.end,
}


def advance(state: State, clock: Clock, now: datetime) -> None:
    """Do what was due until *now*, each at its own time, in order."""
    while _one(state, clock, now):
        pass


def _one(state: State, clock: Clock, now: datetime) -> bool:
    """Do the next thing that is due, or nothing of it; tell whether there was one."""
    with state.transaction():
        event = state.due.take(now)
        if event is not None:
            _WORKERS[event.kind](state, clock, event)
    return event is not None
