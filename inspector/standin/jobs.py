"""The life of a job: from its tasks' bodies to its output assets, and on by the clock."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from inspector.core.xml import read_xml
from inspector.standin.assets import make_asset
from inspector.standin.model import ENTITY_SETS
from inspector.standin.refusal import bad
from inspector.standin.state import Entity, State

JOBS, TASKS, ASSETS = (ENTITY_SETS[name] for name in ("Jobs", "Tasks", "Assets"))
QUEUED, SCHEDULED, PROCESSING, FINISHED, ERROR, CANCELED, CANCELING = range(7)
TASKS_LIMIT = 30
_SCHEDULED_AFTER = timedelta(seconds=1)
_STARTED_AFTER = timedelta(seconds=2)
_WORK = timedelta(seconds=3)  # each task takes
_PLACE = re.compile(r"\s*Job(Input|Output)Asset\((\d{1,3})\)\s*")
_TASK_STATES = (0, 1, 2, 3)  # none, active, running, completed
_TASK_LINKS = {"inputAsset": "InputMediaAssets", "outputAsset": "OutputMediaAssets"}


@dataclass(frozen=True)
class Port:
    """One `inputAsset` or `outputAsset` of a task's body."""

    element: str
    output: bool  # `JobOutputAsset(n)`, which another task may take for its input
    number: int
    asset_name: str


def settle(state: State, key: str, now: datetime) -> None:
    """Check a new job's tasks and make its output assets; raises Refusal (400)."""
    job = state.tables["Jobs"][key]
    tasks = state.linked(JOBS, job, JOBS.links_by_name["Tasks"])
    if not 0 < len(tasks) <= TASKS_LIMIT:
        raise bad(f"A job must have between 1 and {TASKS_LIMIT} tasks.")
    inputs = state.linked(JOBS, job, JOBS.links_by_name["InputMediaAssets"])
    outputs: dict[int, Entity] = {}
    for task in tasks:
        for port in _ports(task):
            asset = _asset(state, job, port, inputs, outputs, now)
            link = TASKS.links_by_name[_TASK_LINKS[port.element]]
            state.connect(TASKS, task["Id"], link, asset["Id"])
    if not outputs:
        raise bad("A task's body must name an output asset.")


def _asset(
    state: State,
    job: Entity,
    port: Port,
    inputs: list[Entity],
    outputs: dict[int, Entity],
    now: datetime,
) -> Entity:
    if not port.output:
        if port.number >= len(inputs):
            raise bad(f"The task's body names JobInputAsset({port.number}), which the job lacks.")
        return inputs[port.number]
    if port.number not in outputs:
        name = port.asset_name or f"JobOutputAsset({port.number})"
        asset = make_asset(state, {"Name": name}, now)
        state.connect(JOBS, job["Id"], JOBS.links_by_name["OutputMediaAssets"], asset["Id"])
        outputs[port.number] = asset
    return outputs[port.number]


def _ports(task: Entity) -> list[Port]:
    # The declaration often says utf-16 inside a JSON string, where it can mean nothing.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", str(task["TaskBody"]))
    root, failure = read_xml(text.encode("utf-8", "replace"))
    if root is None or root.tag != "taskBody":
        reason = failure.reason if failure else "its root is not taskBody"
        raise bad(f"The TaskBody cannot be read: {reason}.")
    ports = []
    for element in root.iter("inputAsset", "outputAsset"):
        place = _PLACE.fullmatch(element.text or "")
        if place is None:
            raise bad("The TaskBody's assets must be JobInputAsset(n) or JobOutputAsset(n).")
        name = element.get("assetName") or ""
        ports.append(Port(str(element.tag), place[1] == "Output", int(place[2]), name))
    return ports


def advance(state: State, now: datetime) -> None:
    """Move every job that is not over to where it is at *now*."""
    for key in list(state.busy_jobs):
        job = state.tables["Jobs"][key]
        tasks = state.linked(JOBS, job, JOBS.links_by_name["Tasks"])
        age = now - job["Created"]
        begun = job["Created"] + _STARTED_AFTER
        for number, task in enumerate(tasks):
            state.change(TASKS, task["Id"], _task_at(begun + number * _WORK, now))
        if age >= _STARTED_AFTER + _WORK * len(tasks):
            _finish(state, job, FINISHED, begun + _WORK * len(tasks))
        elif age >= _STARTED_AFTER:
            running = (now - begun) / timedelta(milliseconds=1)
            changed = {"State": PROCESSING, "StartTime": begun, "RunningDuration": running}
            state.change(JOBS, key, changed)
        elif age >= _SCHEDULED_AFTER:
            state.change(JOBS, key, {"State": SCHEDULED})


def _task_at(begun: datetime, now: datetime) -> dict[str, Any]:
    done = min(max((now - begun) / _WORK, 0.0), 1.0)
    state = _TASK_STATES[1 + (done > 0) + (done >= 1)]
    return {
        "State": state,
        "Progress": round(done * 100, 1),
        "StartTime": begun if done > 0 else None,
        "EndTime": begun + _WORK if done >= 1 else None,
        "RunningDuration": done * (_WORK / timedelta(milliseconds=1)),
    }


def _finish(state: State, job: Entity, how: int, ended: datetime) -> None:
    begun = job["StartTime"] or min(job["Created"] + _STARTED_AFTER, ended)
    running = (ended - begun) / timedelta(milliseconds=1)
    changed = {"State": how, "StartTime": begun, "EndTime": ended, "LastModified": ended}
    state.change(JOBS, job["Id"], {**changed, "RunningDuration": running})
    state.busy_jobs.pop(job["Id"], None)


def cancel(state: State, job: Entity, now: datetime) -> None:
    """Cancel a job; raises Refusal (400) when its life is over."""
    if job["Id"] not in state.busy_jobs:
        raise bad("The job cannot be canceled: it is canceled, canceling, failed or finished.")
    _finish(state, job, CANCELED, now)
