"""Why a job was refused, as earlier exchanges tell of its assets, files and processors."""

import re
from collections.abc import Iterator

from inspector.core.annotated import Cause
from inspector.core.contents import Link
from inspector.core.evidence import Evidence
from inspector.core.inspection import Inspection
from inspector.core.lives.known import Known
from inspector.core.lives.touching import identity, identity_of_address
from inspector.rules.hindsight.named import called, exchange, root_of, sentence

MOST_TASKS = 30  # of one job (the quotas page)
_INPUT = re.compile(r"JobInputAsset\((\d{1,4})\)")
INPUTS = "InputMediaAssets"
ENDED = {"3": "Finished", "4": "Error", "5": "Canceled", "6": "Canceling"}  # states of a job


def _inputs(it: Inspection) -> Iterator[tuple[Link, Known]]:
    if root_of(it, "Job") is None or it.facts.model is None:
        return
    for link in it.contents.links:
        asset = identity_of_address(link.uri, it.facts.model) if link.way == INPUTS else None
        known = it.history.ledger.get(asset) if asset else None
        if known is not None and known.deleted is None:
            yield link, known


def _place(it: Inspection, link: Link) -> Evidence:
    return it.request.at_pointer(link.pointer, link.uri)


def input_without_file(it: Inspection) -> Iterator[Cause]:
    """Yield that an input asset never got a file in this recording, or was seen without any."""
    for link, asset in _inputs(it):
        made = any(event.way == "CreateFileInfos" and not event.refused for event in asset.events)
        how = _emptiness(it, asset)
        if how and not made and not it.history.ledger.linked(asset.entity, "AssetFile"):
            why = f"{sentence(called(asset))} that goes into the job has no file: {how}."
            yield Cause("likely", why, None, (_place(it, link),))


def _emptiness(it: Inspection, asset: Known) -> str:
    """Return how one knows that an asset of which no file is known has none, "" for not at all."""
    former = it.history.ledger.linked(asset.entity, "AssetFile", alive=False)
    gone = next((one.deleted for one in former if one.deleted is not None), None)
    if gone is not None:
        return f"its file was deleted ({exchange(gone)})"
    if asset.counts.get("Files") == 0:
        return "its list of files was empty"
    if asset.created is None:
        return ""
    made = f"since it was created ({exchange(asset.created)}) none was made"
    return f"{made}, by `POST Files` or CreateFileInfos"


def no_primary_file(it: Inspection) -> Iterator[Cause]:
    """Yield that an input asset has several files, and none is marked as primary."""
    for link, asset in _inputs(it):
        files = it.history.ledger.linked(asset.entity, "AssetFile")
        primary = [one for one in files if str(one.facts.get("IsPrimary")).lower() == "true"]
        if len(files) > 1 and not primary:
            why = f"None of the {len(files)} files of {called(asset)} is marked as primary."
            yield Cause("likely", why, None, (_place(it, link),))


def foreign_processor(it: Inspection) -> Iterator[Cause]:
    """Yield that a task names a processor which the account's list, seen before, has not."""
    ledger = it.history.ledger
    if not ledger.listed_whole("MediaProcessor", it.request.target.host):
        return
    known = {one.entity for one in ledger.of_type("MediaProcessor") if one.facts.get("Name")}
    for instance in it.contents.instances:
        sent = instance.value.get("MediaProcessorId") if instance.type.name == "Task" else None
        if isinstance(sent, str) and sent and identity(sent) not in known:
            why = (
                "A task names a media processor that this account does not have: it is none of "
                f"the {len(known)} that were listed before."
            )
            pointer = f"{instance.pointer}/MediaProcessorId"
            yield Cause("certain", why, None, (it.request.at_pointer(pointer, sent),))


def too_many_tasks(it: Inspection) -> Iterator[Cause]:
    """Yield that a job has more tasks than it may have."""
    if root_of(it, "Job") is None:
        return
    tasks = sum(1 for instance in it.contents.instances if instance.type.name == "Task")
    if tasks > MOST_TASKS:
        why = f"The job has {tasks} tasks, and may have {MOST_TASKS}."
        yield Cause("certain", why, None, (it.request.at_pointer("/Tasks"),))


def ended_already(it: Inspection) -> Iterator[Cause]:
    """Yield that a job that is to be canceled had ended, or was being canceled."""
    address = it.address
    if address is None or address.function is None or address.function.name != "CancelJob":
        return
    for option in it.request.target.options:
        known = it.history.ledger.get(identity(option.value))
        state = str(known.facts.get("State")) if known is not None else ""
        canceled = known.last("called") if known is not None else None
        place = it.request.at_query(option.name)
        if known is not None and state in ENDED:
            last = known.last("read", "listed")
            where = f" ({exchange(last)})" if last else ""
            yield Cause("certain", f"The job was {ENDED[state]} already{where}.", None, (place,))
        elif canceled is not None:
            yield Cause(
                "certain", f"The job was canceled already ({exchange(canceled)}).", None, (place,)
            )


def body_asks_for_more(it: Inspection) -> Iterator[Cause]:
    """Yield that a task's body names an input asset that the job does not have."""
    job = root_of(it, "Job")
    if job is None or job.value.get("TemplateId"):
        return
    inputs = sum(1 for link in it.contents.links if link.way == INPUTS)
    for instance in it.contents.instances:
        body = instance.value.get("TaskBody") if instance.type.name == "Task" else None
        asked = [int(n) for n in _INPUT.findall(body)] if isinstance(body, str) else []
        if inputs and asked and max(asked) >= inputs:
            why = (
                f"A task's body asks for JobInputAsset({max(asked)}), and the job has "
                f"{inputs} input asset{'' if inputs == 1 else 's'}, counted from 0."
            )
            place = it.request.at_pointer(f"{instance.pointer}/TaskBody", body)
            yield Cause("certain", why, "ODA414", (place,))
