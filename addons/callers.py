"""Learns which test sent each request, and keeps that from everything else.

The tests' process says it in two ways. Clients that it has wrapped send a header with each request;
it is taken off here, before any other addon, the server or the capture sees it. For all others, such
as child processes, it tells at a host of the proxy's own which test is under way: what is sent
without the header is that test's, as long as only one process tells of tests.
"""

import asyncio
import contextlib
from collections.abc import Callable

from mitmproxy import http

from inspector.capture.flows import CALLER
from inspector.core.caller import HEADER, HOST, Caller

UNDER_WAY, SETTLED = "under-way", "settled"  # what is told, and what is asked: `/under-way/KEY`
PATIENCE = 10.0  # seconds for exchanges to be complete
OWN = "inspector-own"  # marks a flow between the tests' process and the proxy


def is_own(flow: http.HTTPFlow) -> bool:
    """Tell whether *flow* is between the tests' process and the proxy, and no traffic."""
    return OWN in flow.metadata


class Callers:
    """Marks each flow with its caller; has to come before the addons that look at requests.

    *flush* returns once everything that was inspected can be read in the capture.
    """

    def __init__(self, flush: Callable[[], None] = lambda: None) -> None:
        self.flush = flush
        self.under_way: dict[str, str] = {}  # a packed caller, by the process that tells it
        self._incomplete: dict[str, str] = {}  # the tests of flows, by the flow's id
        self._ended = asyncio.Event()  # a flow has

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """Take the header off, and keep what it says."""
        told = flow.request.headers.get_all(HEADER)
        if told:
            del flow.request.headers[HEADER]
        if flow.request.scheme == "http" and flow.request.host == HOST:
            flow.metadata[OWN] = True
            return
        packed = told[0] if told else self._only()
        caller = Caller.unpack(packed) if packed else Caller("")
        self._incomplete[flow.id] = caller.test
        if packed:
            flow.metadata[CALLER] = caller.pack()

    async def request(self, flow: http.HTTPFlow) -> None:
        """Answer the tests' process."""
        if not is_own(flow):
            return
        act, key, *_ = [*flow.request.path_components, "", ""]
        if act == UNDER_WAY:
            self._told(key, flow.request.query.get("caller", ""))
        elif act == SETTLED:
            await self._settle(Caller.unpack(self.under_way.get(key, "")).test)
        flow.response = http.Response.make(204)

    def response(self, flow: http.HTTPFlow) -> None:
        """Note that an exchange is complete."""
        self._incomplete.pop(flow.id, None)
        self._ended.set()

    error = response

    def _told(self, key: str, caller: str) -> None:
        if caller:
            self.under_way[key] = caller
        else:
            self.under_way.pop(key, None)

    def _only(self) -> str | None:
        return next(iter(self.under_way.values())) if len(self.under_way) == 1 else None

    async def _settle(self, test: str) -> None:
        """Return when what *test* has sent until now is complete, inspected and in the capture."""
        begun = {flow for flow, sender in self._incomplete.items() if sender == test}
        with contextlib.suppress(TimeoutError):  # a call that stays open is no exchange yet
            async with asyncio.timeout(PATIENCE):
                while begun & self._incomplete.keys():
                    self._ended.clear()
                    await self._ended.wait()
        await asyncio.sleep(0)  # what is complete is inspected in the loop's next turn
        await asyncio.to_thread(self.flush)
