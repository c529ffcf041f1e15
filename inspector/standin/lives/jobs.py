"""The life of a job: Queued, Scheduled, Processing a task after the other, and its end."""

from datetime import datetime

from inspector.standin.clock import Clock
from inspector.standin.lives.outputs import fill_outputs
from inspector.standin.refusal import bad
from inspector.standin.schema import schema
from inspector.standin.store.due import Event
from inspector.standin.store.rows import Entity
from inspector.standin.store.state import State

QUEUED, SCHEDULED, PROCESSING, FINISHED, ERROR, CANCELED, CANCELING = range(7)
NONE, ACTIVE, RUNNING, COMPLETED = range(4)  # a Task's State
SCHEDULED_AFTER, STARTED_AFTER = 1.0, 2.0  # seconds
WORK = 3.0  # seconds that each task takes
QUARTERS = 4  # steps of a task
CANCELED_AFTER = 1.0
STEP, CANCEL = "job", "job canceled"  # kinds of events


def begin(state: State, clock: Clock, key: str, now: datetime, *, fails: bool) -> None:
    """Let a new job begin; with *fails* it ends in Error."""
    for task in _tasks(state, key):
        state.change("Tasks", task["Id"], {"State": ACTIVE})
    state.due.add(now + clock.lasting(SCHEDULED_AFTER), STEP, key, step=-1, fails=fails)


def step(state: State, clock: Clock, event: Event) -> None:
    """Go one step on, and say when the next one is due."""
    job = state.find("Jobs", event.entity)
    if job is None:
        return
    number, fails = int(event.more["step"]), bool(event.more["fails"])
    if number < 0:
        state.change("Jobs", event.entity, {"State": SCHEDULED})
        wait = STARTED_AFTER - SCHEDULED_AFTER
    else:
        if fails and number >= QUARTERS:
            _fail(state, job, event.at)
            return
        _work(state, job, event.at, number)
        wait = WORK / QUARTERS
        if number >= QUARTERS * len(_tasks(state, event.entity)):
            fill_outputs(state, job, event.at)
            _finish(state, job, FINISHED, event.at)
            return
    at = event.at + clock.lasting(wait)
    state.due.add(at, STEP, event.entity, step=number + 1, fails=fails)


def _tasks(state: State, key: str) -> list[Entity]:
    jobs = schema().sets["Jobs"]
    return state.linked(jobs, {"Id": key}, "Tasks")


def _work(state: State, job: Entity, at: datetime, number: int) -> None:
    tasks = _tasks(state, job["Id"])
    current, quarter = divmod(number, QUARTERS)
    if quarter == 0 and 0 < current <= len(tasks):
        _complete(state, tasks[current - 1], at)
    if current < len(tasks):
        task = tasks[current]
        begun = task["StartTime"] or at
        values = {"State": RUNNING, "Progress": 100.0 * quarter / QUARTERS, "StartTime": begun}
        state.change("Tasks", task["Id"], {**values, "RunningDuration": _milliseconds(begun, at)})
    begun = job["StartTime"] or at
    values = {"State": PROCESSING, "StartTime": begun}
    state.change("Jobs", job["Id"], {**values, "RunningDuration": _milliseconds(begun, at)})


def _complete(state: State, task: Entity, at: datetime) -> None:
    state.change("Tasks", task["Id"], {"Progress": 100.0})
    _close(state, task, at, "Finished", "The task is completed.")


def _close(state: State, task: Entity, at: datetime, code: str, message: str) -> None:
    begun = task["StartTime"] or at
    event = {"Code": code, "Message": message, "TimeStamp": at}
    values = {
        "State": COMPLETED,
        "StartTime": begun,
        "EndTime": at,
        "RunningDuration": _milliseconds(begun, at),
        "HistoricalEvents": [*task["HistoricalEvents"], event],
    }
    state.change("Tasks", task["Id"], values)


def _fail(state: State, job: Entity, at: datetime) -> None:
    """Let the first task fail, and with it the job."""
    text = "The stand-in was told to let it fail."
    for number, task in enumerate(_tasks(state, job["Id"])):
        if number == 0:
            details = [{"Code": "EncodingFailed", "Message": text}]
            state.change("Tasks", task["Id"], {"ErrorDetails": details})
            _close(state, task, at, "Error", text)
        else:
            _close(state, task, at, "Canceled", "Another task of the job failed.")
    _finish(state, job, ERROR, at)


def _finish(state: State, job: Entity, how: int, at: datetime) -> None:
    begun = job["StartTime"] or at
    values = {"State": how, "StartTime": begun, "EndTime": at, "LastModified": at}
    state.change("Jobs", job["Id"], {**values, "RunningDuration": _milliseconds(begun, at)})


def _milliseconds(begun: datetime, at: datetime) -> float:
    return (at - begun).total_seconds() * 1000


def cancel(state: State, clock: Clock, job: Entity, now: datetime) -> None:
    """Begin to cancel a job; raises Refusal (400) when its life is over."""
    if job["State"] not in {QUEUED, SCHEDULED, PROCESSING}:
        raise bad("The job cannot be canceled: it is canceled, canceling, failed or finished.")
    state.due.drop(job["Id"])
    state.change("Jobs", job["Id"], {"State": CANCELING, "LastModified": now})
    state.due.add(now + clock.lasting(CANCELED_AFTER), CANCEL, job["Id"])


def end_canceled(state: State, _clock: Clock, event: Event) -> None:
    """Let a job be canceled."""
    job = state.find("Jobs", event.entity)
    if job is None:
        return
    for task in _tasks(state, job["Id"]):
        if task["State"] != COMPLETED:
            _close(state, task, event.at, "Canceled", "The task was canceled.")
    _finish(state, job, CANCELED, event.at)
