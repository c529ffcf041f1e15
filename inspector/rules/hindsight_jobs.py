"""Why a job was refused, as earlier exchanges tell of its assets, files and processors."""

from collections.abc import Iterator

from inspector.core.annotated import Cause
from inspector.core.contents import Instance, Link
from inspector.core.evidence import Evidence
from inspector.core.inspection import Inspection
from inspector.core.ledger import Known
from inspector.core.touching import identity, identity_of_address
from inspector.rules.hindsight_entities import called, exchange

MOST_TASKS = 30  # of one job (the quotas page)
INPUTS = "InputMediaAssets"
ENDED = {"3": "Finished", "4": "Error", "5": "Canceled", "6": "Canceling"}  # states of a job


def root_of(it: Inspection, type_name: str) -> Instance | None:
    """Return the body's entity when it is one of *type_name* that is to be created."""
    root = it.contents.instances[0] if it.contents.instances else None
    return (
        root if root is not None and root.type.name == type_name and root.role == "create" else None
    )


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
    """Yield that an input asset was made in this recording and never got a file."""
    for link, asset in _inputs(it):
        made = any(event.way == "CreateFileInfos" and not event.refused for event in asset.events)
        if asset.created is None or made or it.history.ledger.linked(asset.entity, "AssetFile"):
            continue
        why = (
            f"{called(asset)[0].upper()}{called(asset)[1:]} that goes into the job has no file: "
            f"since it was created ({exchange(asset.created)}) none was made, "
            "by `POST Files` or CreateFileInfos."
        )
        yield Cause("certain", why, None, (_place(it, link),))


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
    known = {
        one.entity for one in it.history.ledger.of_type("MediaProcessor") if one.facts.get("Name")
    }
    if not known:
        return
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
