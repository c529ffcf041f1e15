"""Jobs and their tasks: what is checked, and the output assets that are there at once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from inspector.core.ids import kind_of_id
from inspector.core.xml import read_xml
from inspector.standin.forms.bodies import Sent
from inspector.standin.laws.assets import make_asset
from inspector.standin.laws.law import Law, Work, require
from inspector.standin.laws.templates import tasks_of
from inspector.standin.lives import jobs as lives
from inspector.standin.places import One
from inspector.standin.refusal import Refusal, bad
from inspector.standin.schema import EntitySet, schema
from inspector.standin.store.rows import Entity
from inspector.standin.store.state import new_id

TASKS_LIMIT = 30  # of a job
INPUTS_LIMIT = 100  # assets of a job
_LONGEST_NAME = 512  # characters of an asset's name
_PLACE = re.compile(r"\s*Job(Input|Output)Asset\((\d{1,3})\)\s*")
_TASK_LINKS = {"inputAsset": "InputMediaAssets", "outputAsset": "OutputMediaAssets"}


@dataclass(frozen=True)
class Port:
    """One `inputAsset` or `outputAsset` of a task's body."""

    element: str
    output: bool  # `JobOutputAsset(n)`, which another task may take for its input
    number: int
    asset_name: str
    options: str  # of the asset that is to be made


class JobLaw(Law):
    """A job begins once its tasks are known, which in a change set is at its end."""

    def created(self, work: Work, one: One) -> None:
        """Settle the job, or leave it to the end of the change set."""
        if work.call.new_jobs is None:
            settle(work, one.key)
        else:
            work.call.new_jobs.append(one.key)

    def delete(self, work: Work, one: One) -> None:
        """Delete its tasks as well."""
        for task in work.state.linked(one.entity_set, one.entity, "Tasks"):
            work.state.remove("Tasks", task["Id"])
        work.state.due.drop(one.key)
        work.state.remove("Jobs", one.key)


class TaskLaw(Law):
    """A task names a media processor of the account."""

    def check(self, work: Work, entity_set: EntitySet, sent: Sent) -> None:
        """Refuse a processor that the account has not."""
        require(entity_set, sent)
        processor = sent.values["MediaProcessorId"]
        if work.state.find("MediaProcessors", processor) is None:
            status = 403 if kind_of_id(processor) == "mpid" else 400
            raise Refusal(status, "The media processor is not available to this account.")


def settle(work: Work, key: str) -> None:
    """Check a new job's tasks, make its output assets, and begin; raises Refusal."""
    jobs, state = schema().sets["Jobs"], work.state
    job = state.find(jobs, key)
    assert job is not None
    _expand(work, job)
    tasks = state.linked(jobs, job, "Tasks")
    if not 0 < len(tasks) <= TASKS_LIMIT:
        raise bad(f"A job must have between 1 and {TASKS_LIMIT} tasks.")
    inputs = state.linked(jobs, job, "InputMediaAssets")
    if len(inputs) > INPUTS_LIMIT:
        raise Refusal(403, f"A job cannot have more than {INPUTS_LIMIT} input assets.")
    for asset in inputs:
        _check_input(work, asset)
    _connect(work, job, tasks, inputs)
    lives.begin(state, work.call.clock, key, work.now, fails="job-error" in work.call.faults)


def _expand(work: Work, job: Entity) -> None:
    """Make the tasks of a job that was made from a template."""
    if not job["TemplateId"]:
        return
    template = work.state.find("JobTemplates", job["TemplateId"])
    if template is None:
        raise Refusal(404, "The entity that 'TemplateId' names does not exist.")
    jobs = schema().sets["Jobs"]
    for task in tasks_of(work, template):
        whole = {**task, "Id": new_id("tid")}
        work.state.insert("Tasks", whole)
        work.state.connect(jobs, job["Id"], jobs.links_by_name["Tasks"], whole["Id"])


def _check_input(work: Work, asset: Entity) -> None:
    files = work.state.linked(schema().sets["Assets"], asset, "Files")
    primary = [file for file in files if file["IsPrimary"]]
    if len(files) != 1 and not primary:
        raise bad(
            "The input asset has no file that is marked as primary, and none can be told to be."
        )


def _connect(work: Work, job: Entity, tasks: list[Entity], inputs: list[Entity]) -> None:
    """Link each task to the assets that its body names; make those that are to come out."""
    outputs: dict[int, Entity] = {}
    whole = schema().sets["Tasks"]
    for task in tasks:
        for port in _ports(task):
            asset = _asset(work, job, port, inputs, outputs)
            link = whole.links_by_name[_TASK_LINKS[port.element]]
            work.state.connect(whole, task["Id"], link, asset["Id"])
    if not outputs:
        raise bad("A task's body must name an output asset.")


def _asset(
    work: Work, job: Entity, port: Port, inputs: list[Entity], outputs: dict[int, Entity]
) -> Entity:
    if not port.output:
        if port.number >= len(inputs):
            raise bad(f"The task's body names JobInputAsset({port.number}), which the job lacks.")
        return inputs[port.number]
    if port.element == "outputAsset":
        if port.number in outputs:
            raise bad(f"JobOutputAsset({port.number}) is made by two tasks of the job.")
        outputs[port.number] = _output(work, job, port, inputs)
    elif port.number not in outputs:
        raise bad(f"The task's body names JobOutputAsset({port.number}), which no task made.")
    return outputs[port.number]


def _output(work: Work, job: Entity, port: Port, inputs: list[Entity]) -> Entity:
    name = port.asset_name or f"JobOutputAsset({port.number})_{job['Name'] or job['Id']}"
    options = int(port.options) if port.options in {"0", "1", "2", "4"} else 0
    values: dict[str, Any] = {"Name": name[:_LONGEST_NAME], "Options": options}
    asset = make_asset(work.state, values, work.now, work.call.storage)
    jobs, assets = schema().sets["Jobs"], schema().sets["Assets"]
    work.state.connect(jobs, job["Id"], jobs.links_by_name["OutputMediaAssets"], asset["Id"])
    for parent in inputs:
        link = assets.links_by_name["ParentAssets"]
        work.state.connect(assets, asset["Id"], link, parent["Id"])
    return asset


def _ports(task: Entity) -> Iterator[Port]:
    # The declaration often says utf-16 inside a JSON string, where it can mean nothing.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", str(task["TaskBody"]))
    root, failure = read_xml(text.encode("utf-8", "replace"))
    if root is None or root.tag != "taskBody":
        reason = failure.reason if failure else "its root is not taskBody"
        raise bad(f"The TaskBody cannot be read: {reason}.")
    for element in root.iter("inputAsset", "outputAsset"):
        place = _PLACE.fullmatch(element.text or "")
        if place is None:
            raise bad("The TaskBody's assets must be JobInputAsset(n) or JobOutputAsset(n).")
        name, options = element.get("assetName") or "", element.get("assetCreationOptions") or ""
        yield Port(str(element.tag), place[1] == "Output", int(place[2]), name, options)
