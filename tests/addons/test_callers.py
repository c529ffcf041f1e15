"""Who sent a request: told by a header that goes no further, or by a notice."""

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from mitmproxy import http

from addons.annotate import Annotate
from addons.callers import Callers
from inspector.capture.flows import exchange_from_flow
from inspector.core.caller import HEADER, HOST, Caller

Flow = Callable[..., http.HTTPFlow]
ONE, OTHER = Caller("test_a.py::test_one", "test_a.py", 3), Caller("test_b.py::test_other")


def told(flow: Flow, caller: Caller | None, key: str = "k") -> http.HTTPFlow:
    query = f"?caller={quote(caller.pack())}" if caller else ""
    return flow(url=f"http://{HOST}/under-way/{key}{query}", answer=None)


async def passed(callers: Callers, *flows: http.HTTPFlow) -> None:
    for one in flows:
        callers.requestheaders(one)
        await callers.request(one)


def caller_of(sent: http.HTTPFlow) -> Caller | None:
    return exchange_from_flow(sent).caller


async def test_a_header_is_taken_off_and_kept(flow: Flow) -> None:
    sent = flow(x_inspector_caller=ONE.pack())

    await passed(Callers(), sent)

    assert caller_of(sent) == ONE
    assert HEADER not in sent.request.headers
    assert HEADER not in exchange_from_flow(sent).request.headers


@pytest.mark.parametrize(
    ("notices", "caller"),
    [
        pytest.param([],                                 None,  id="nothing told"),
        pytest.param([("k", ONE)],                       ONE,   id="a test under way"),
        pytest.param([("k", ONE), ("k", OTHER)],         OTHER, id="the next one"),
        pytest.param([("k", ONE), ("k", None)],          None,  id="over"),
        pytest.param([("k", ONE), ("l", OTHER)],         None,  id="two processes: whose it is, nobody knows"),
        pytest.param([("k", ONE), ("l", OTHER), ("l", None)], ONE, id="one of two is over"),
    ],
)  # fmt: skip
async def test_what_bears_no_header(
    flow: Flow, notices: list[tuple[str, Caller | None]], caller: Caller | None
) -> None:
    callers, sent = Callers(), flow()

    await passed(callers, *(told(flow, one, key) for key, one in notices), sent)

    assert caller_of(sent) == caller


async def test_a_header_counts_more_than_a_notice(flow: Flow) -> None:
    sent = flow(x_inspector_caller=ONE.pack())

    await passed(Callers(), told(flow, OTHER), sent)

    assert caller_of(sent) == ONE


async def test_notices_are_answered_and_no_traffic(flow: Flow, kept: Any) -> None:
    notice, callers, annotate = told(flow, ONE), Callers(), Annotate(kept)

    await passed(callers, notice)
    annotate.requestheaders(notice)
    annotate.response(notice)
    annotate.done()

    assert notice.response is not None
    assert notice.response.status_code == 204
    assert kept.appended == []


async def test_the_services_own_host_is_no_notice(flow: Flow) -> None:
    sent = flow(url=f"https://{HOST}/under-way/k", answer=None)

    await passed(Callers(), sent)

    assert sent.response is None


async def test_settled_when_what_the_test_sent_is_complete_and_written(flow: Flow) -> None:
    written: list[str] = []
    callers = Callers(lambda: written.append("all"))
    mine, others = flow(x_inspector_caller=ONE.pack()), flow(x_inspector_caller=OTHER.pack())
    await passed(callers, told(flow, ONE), mine, others)
    question = flow(url=f"http://{HOST}/settled/k", answer=None)
    callers.requestheaders(question)

    asked = asyncio.create_task(callers.request(question))
    for _ in range(10):
        await asyncio.sleep(0)
    before = (asked.done(), list(written))
    callers.response(mine)
    await asked

    assert before == (False, [])
    assert written == ["all"]
    assert question.response is not None
