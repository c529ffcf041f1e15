"""SES: jobs and operations, and how a client waits for them."""

from collections.abc import Iterator

from inspector.core.address import Kind
from inspector.core.answer import read_answer
from inspector.core.evidence import Evidence
from inspector.core.exchange import Response
from inspector.core.inspection import Inspection
from inspector.core.lives.known import POLLS
from inspector.core.lives.streak import after
from inspector.core.lives.touch import Touch
from inspector.core.lives.touching import MOST_LISTED, OPERATION_ID, identity, touches
from inspector.core.rule import Rule, rule
from inspector.core.severity import ERROR, WARNING
from inspector.rules.sources import OPERATION, PROGRESS

READS = 5  # in quick succession; the next is one too many
POLLED = frozenset({"Job", "Task", "Operation"})
PARTS = frozenset({"", "Tasks"})  # ways to what tells how a job is getting on
FAILED = "Failed"


@rule("SES701", WARNING, source=PROGRESS)
def polled_too_fast(it: Inspection) -> Iterator[Evidence]:
    """A job, task or operation was read over and over, each time within 5 seconds.

    An encoding takes minutes, and an operation on a channel up to one. Reading that often
    brings nothing but throttling, which then also hits the account's other requests.

    Wait at least 5 seconds between two reads, better half a minute for a job, or let a
    notification endpoint tell.
    """
    started = it.exchange.started
    read = _polled(it) if started is not None else None
    if read is None or started is None:
        return
    known = it.history.ledger.get(read.entity)
    streak = after(known.reads.get(read.way) if known is not None else None, started)
    if streak.reads > READS:
        yield it.request.at_url().noting(f"{streak.reads} reads in {streak.lasted:.0f} s")


def _polled(it: Inspection) -> Touch | None:
    """Return the answered read of something that takes its time, None for other requests."""
    if it.request.verb != "GET" or it.address is None or it.facts.model is None:
        return None
    if it.address.way not in {None, "Tasks"}:
        return None
    types = {step.type.rpartition(".")[2] for step in it.address.steps}
    if not types & POLLED:
        return None
    reads = (touch for touch in touches(it) if touch.act in POLLS and touch.type in POLLED)
    found = next((touch for touch in reads if touch.way in PARTS), None)
    return None if found is None or found.refused else found


@rule("SES702", WARNING, source=OPERATION, late=True)
def operation_never_read(it: Inspection) -> Iterator[Evidence]:
    """The service began a long-running operation, and the client never asked how it ended.

    A 202 says that the request was accepted. Whether the channel or streaming endpoint came to
    be, started or stopped stands only in the operation, which may still fail.

    Read `Operations('…')` with the id in `operation-id` until its `State` is no longer
    InProgress.
    """
    response, model = it.response, it.facts.model
    named = response.headers.get(OPERATION_ID) if response is not None else None
    if response is None or response.status != 202 or not named or model is None:
        return
    wanted = identity(named, model.type_of("Operations"))
    for seen in it.later:
        if seen.operation == "GET Operations":
            return
        if any(touch.act == "read" and touch.entity == wanted for touch in seen.touches):
            return
    yield response.at(OPERATION_ID).noting(horizon(it, "not read"))


def horizon(it: Inspection, what: str) -> str:
    """Return *what* did not happen, and how far that was looked for."""
    if it.ended:
        return f"{what} until the recording ended"
    return f"{what} in the {len(it.later)} exchanges that followed"


@rule("SES703", ERROR, source=OPERATION)
def operation_failed(it: Inspection) -> Iterator[Evidence]:
    """A long-running operation has failed.

    The request that began it was answered 202, which looks like success. `ErrorCode` and
    `ErrorMessage` of the operation say what went wrong.

    Mend what the operation's error names, and begin the operation again.
    """
    address, response = it.address, it.response
    if response is None or address is None or it.request.verb != "GET":
        return
    if address.entity_set != "Operations" or not response.body:
        return
    if address.kind in {Kind.PROPERTY, Kind.RAW}:
        yield from _failed_value(it, response)
        return
    answer = read_answer(response)
    for pointer, entity in [*answer.placed()][:MOST_LISTED]:
        if entity.get("State") != FAILED or (answer.listed and _is_told(it, entity.get("Id"))):
            continue
        said = (entity.get(name) for name in ("ErrorCode", "ErrorMessage"))
        note = ": ".join(one for one in said if isinstance(one, str) and one)
        yield response.at_pointer(f"{pointer}/State", FAILED).noting(note)


def _is_told(it: Inspection, name: object) -> bool:
    """Tell whether an earlier answer has said that the operation failed."""
    known = it.history.ledger.get(identity(name)) if isinstance(name, str) else None
    return known is not None and known.facts.get("State") == FAILED


def _failed_value(it: Inspection, response: Response) -> Iterator[Evidence]:
    if "State" not in {segment.name for segment in it.request.target.segments[-2:]}:
        return
    if response.sniffed == "text" and response.text.strip() == FAILED:
        yield response.at_pointer("", FAILED)
    for pointer, entity in read_answer(response).placed():
        for name in ("State", "value"):
            if entity.get(name) == FAILED:
                yield response.at_pointer(f"{pointer}/{name}", FAILED)


RULES: tuple[Rule, ...] = (polled_too_fast, operation_never_read, operation_failed)
