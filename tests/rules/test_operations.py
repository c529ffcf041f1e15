"""SES701 to SES703: jobs and operations, and how a client waits for them."""

from collections.abc import Sequence
from typing import Any

import make
import pytest

from inspector.core.exchange import Exchange, Response
from inspector.rules import operations as rules

GUID = "0a1b2c3d-1500-80c3-8f4e-f1e5e6b3a001"
J, T, OP, C = (f"{name}('nb:{kind}:UUID:{GUID}')" for name, kind in [("Jobs", "jid"), ("Tasks", "tid"), ("Operations", "opid"), ("Channels", "chid")])  # fmt: skip
JOB = {"d": {"Id": f"nb:jid:UUID:{GUID}", "State": 2}}


def read(second: float | None, url: str = J, status: int = 200, **changed: Any) -> Exchange:
    started = None if second is None else make.NOON + second
    answer = make.response(status, JOB if status == 200 else b"")
    return make.exchange("GET", url, answer=answer, started=started, **changed)


def reads(*seconds: float, url: str = J) -> list[Exchange]:
    return [read(second, url) for second in seconds]


EVERY_2 = (0, 2, 4, 6, 8, 10)
CANCEL = make.exchange("GET", f"CancelJob?jobid='nb%3Ajid%3AUUID%3A{GUID}'", answer=make.response(204), started=make.NOON + 5)  # fmt: skip


@pytest.mark.parametrize(
    ("exchanges", "notes"),
    [
        pytest.param(reads(*EVERY_2), ["6 reads in 10 s"], id="six reads of a job"),
        pytest.param(reads(*EVERY_2, 12), ["7 reads in 12 s"], id="seven"),
        pytest.param(reads(*range(40)), ["40 reads in 39 s"], id="forty"),
        pytest.param(reads(*EVERY_2, url=T), ["6 reads in 10 s"], id="a task"),
        pytest.param(reads(*EVERY_2, url=OP), ["6 reads in 10 s"], id="an operation"),
        pytest.param(reads(*EVERY_2, url=J + "/State"), ["6 reads in 10 s"], id="its state"),
        pytest.param(reads(*EVERY_2, url=J + "/Tasks"), ["6 reads in 10 s"], id="its tasks"),
        pytest.param(reads(0, 2, 4, url=J) + reads(6, 8, 10, url=J.replace(":", "%3A") + "/State"), ["6 reads in 10 s"], id="in several ways"),
        pytest.param([read(0), *reads(0, 2, 4, 6, 8, url="Assets"), *reads(*EVERY_2)], ["7 reads in 10 s"], id="with other calls in between"),
        pytest.param([*reads(0, 2, 4), read(5, status=503), *reads(6, 8, 10)], ["6 reads in 10 s"], id="a throttled read does not count"),
        pytest.param(reads(0, 2, 4, 6, 8), [], id="five reads"),
        pytest.param(reads(0, 5, 10, 15, 20, 25, 30), [], id="one every five seconds"),
        pytest.param(reads(0, 30, 60, 90, 120, 150, 180), [], id="one every half minute"),
        pytest.param(reads(0, 2, 4, 6, 60, 62, 64, 66), [], id="a rest in between"),
        pytest.param([*reads(0, 2, 4), CANCEL, *reads(6, 8, 10)], [], id="a change in between"),
        pytest.param([*reads(0, 2, 4, 6, 8), read(10, status=503)], [], id="the sixth was throttled"),
        pytest.param([*reads(0, 2, 4, 6, 8), read(None)], [], id="time not recorded"),
        pytest.param([read(None)] * 7 + [read(0)], [], id="the others' times not recorded"),
        pytest.param(reads(*EVERY_2, url="Jobs"), [], id="the list of jobs"),
        pytest.param(reads(*EVERY_2, url=C), [], id="a channel"),
        pytest.param(reads(*EVERY_2, url=J + "/OutputMediaAssets"), [], id="a job's results"),
        pytest.param(reads(*EVERY_2, url="MediaProcessors"), [], id="media processors"),
        pytest.param([read(n, J.replace("a001", f"a00{n}")) for n in range(8)], [], id="eight jobs, one after the other"),
        pytest.param([read(0, J), read(0.1, J + "/Tasks"), read(0.2, J + "/State"), read(30, J), read(30.1, J + "/Tasks"), read(30.2, J + "/State")], [], id="three reads in each round"),
    ],
)  # fmt: skip
def test_polling(exchanges: list[Exchange], notes: list[str]) -> None:
    it = make.amid(exchanges[:-1], exchanges[-1])

    assert [evidence.note for evidence in rules.polled_too_fast.check(it)] == notes


OPID = f"nb:opid:UUID:{GUID}"


def began(
    status: int = 202, fields: Sequence[tuple[str, str]] = (("operation-id", OPID),)
) -> Exchange:
    return make.exchange("POST", C + "/Start", answer=make.response(status, fields=fields))


def later(url: str, status: int = 200) -> Exchange:
    return make.exchange("GET", url, answer=make.response(status), started=make.NOON + 9)


@pytest.mark.parametrize(
    ("now", "after", "ended", "notes"),
    [
        pytest.param(began(), [], True, ["not read until the recording ended"], id="at the end"),
        pytest.param(began(), [later("Assets")], True, ["not read until the recording ended"], id="other calls"),
        pytest.param(began(), [later("Assets")] * 3, False, ["not read in the 3 exchanges that followed"], id="out of sight"),
        pytest.param(began(), [later(C)] * 3, True, ["not read until the recording ended"], id="the channel was read instead"),
        pytest.param(began(), [later(OP.replace("a001", "a002"))], True, ["not read until the recording ended"], id="another operation"),
        pytest.param(began(), [later(OP)], True, [], id="it was read"),
        pytest.param(began(), [later("Assets"), later(OP.replace(":", "%3A"))], True, [], id="it was read later, encoded"),
        pytest.param(began(), [later(OP + "/State")], True, [], id="its state was read"),
        pytest.param(began(), [later(OP.upper().replace("OPERATIONS", "Operations").replace("NB:OPID", "nb:opid"))], True, [], id="in capitals"),
        pytest.param(began(), [later("Operations")], True, [], id="all operations were listed"),
        pytest.param(began(), [later(OP, 404)], True, [], id="it was asked for in vain"),
        pytest.param(began(fields=[("operation-id", "17")]), [later("Operations('17')")], True, [], id="an id of another form"),
        pytest.param(began(200), [], True, [], id="200"),
        pytest.param(began(204), [], True, [], id="204"),
        pytest.param(began(fields=[]), [], True, [], id="a program: no operation"),
        pytest.param(began(fields=[("operation-id", "")]), [], True, [], id="an empty id"),
        pytest.param(began(503), [], True, [], id="refused"),
        pytest.param(make.exchange("POST", C + "/Start"), [], True, [], id="no answer"),
    ],
)  # fmt: skip
def test_operation_is_read(
    now: Exchange, after: list[Exchange], ended: bool, notes: list[str]
) -> None:
    it = make.amid([], now, after, ended=ended)

    assert [evidence.note for evidence in rules.operation_never_read.check(it)] == notes


BAD = {"Id": OPID, "State": "Failed", "ErrorCode": "Timeout", "ErrorMessage": "Too slow."}
GOOD = BAD | {"State": "Succeeded"}
SAID = "Timeout: Too slow."


def atom(state: str, wrap: str = "{}") -> str:
    entry = (
        '<entry xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata" '
        'xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices"><content>'
        f"<m:properties><d:Id>{OPID}</d:Id><d:State>{state}</d:State></m:properties></content></entry>"
    )
    return wrap.format(entry)


FEED = '<feed xmlns="http://www.w3.org/2005/Atom">{}</feed>'


@pytest.mark.parametrize(
    ("url", "answer", "found"),
    [
        pytest.param(OP, {"d": BAD}, [("/d/State", SAID)], id="verbose JSON"),
        pytest.param(OP, BAD | {"odata.metadata": "x"}, [("/State", SAID)], id="light JSON"),
        pytest.param(OP, atom("Failed"), [("/State", "")], id="Atom"),
        pytest.param(OP, {"d": {"Id": OPID, "State": "Failed", "ErrorCode": None}}, [("/d/State", "")], id="without a reason"),
        pytest.param("Operations", {"d": {"results": [GOOD, BAD]}}, [("/d/results/1/State", SAID)], id="in a list"),
        pytest.param("Operations", {"value": [BAD]}, [("/value/0/State", SAID)], id="in a light list"),
        pytest.param("Operations", atom("Failed", FEED), [("/0/State", "")], id="in a feed"),
        pytest.param(OP + "/State", {"d": {"State": "Failed"}}, [("/d/State", "")], id="its state alone"),
        pytest.param(OP + "/State", {"value": "Failed"}, [("/value", "")], id="its state alone, light"),
        pytest.param(OP + "/State/$value", "Failed", [("", "")], id="its state as text"),
        pytest.param(OP, {"d": GOOD}, [], id="succeeded"),
        pytest.param(OP, {"d": BAD | {"State": "InProgress"}}, [], id="in progress"),
        pytest.param(OP, {"d": BAD | {"State": "failed"}}, [], id="no state of the service"),
        pytest.param(OP, {"d": {"Id": OPID}}, [], id="without its state"),
        pytest.param(OP, atom("Succeeded"), [], id="Atom, succeeded"),
        pytest.param(OP, "{", [], id="unreadable"),
        pytest.param(OP, None, [], id="body not recorded"),
        pytest.param(OP + "/ErrorCode", {"d": {"ErrorCode": "Failed"}}, [], id="another property"),
        pytest.param(J, {"d": {"State": "Failed"}}, [], id="a job"),
        pytest.param(C, {"d": {"State": "Failed"}}, [], id="a channel"),
        pytest.param("Operations", {"d": {"results": []}}, [], id="an empty list"),
        pytest.param("Operations", {"value": ["Failed", None]}, [], id="a list of no entities"),
    ],
)  # fmt: skip
def test_failed_operation(url: str, answer: Any, found: list[tuple[str, str]]) -> None:
    it = make.amid([], make.exchange("GET", url, answer=make.response(200, answer)))

    seen = [(evidence.pointer, evidence.note) for evidence in rules.operation_failed.check(it)]
    assert seen == found


def test_a_list_tells_a_failure_once() -> None:
    listed: Response = make.response(200, {"d": {"results": [BAD]}})
    once = make.exchange("GET", "Operations", answer=listed)

    assert not list(rules.operation_failed.check(make.amid([once], once)))
