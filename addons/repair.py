"""Mends requests on their way, as far as that is mechanical; for who asked for it.

What the client sent is what is recorded and judged; the mends stand beside it.
"""

from mitmproxy import http

from addons.annotate import Annotate, harmless
from addons.outgoing import change, redacted_mends
from inspector.capture.flows import exchange_from_flow
from inspector.core.exchange import Exchange, Request
from inspector.core.repair.fix import Fix, Places
from inspector.core.repair.mending import FixOf, steps
from inspector.core.service import Service
from inspector.core.severity import WARNING


class Repair:
    """Mends what *annotate* would find to be an error or a warning, by the rule's own fix."""

    def __init__(self, annotate: Annotate, fix_of: FixOf) -> None:
        self.annotate = annotate
        self._fix_of = fix_of

    def covers(self, flow: http.HTTPFlow) -> bool:
        """Tell whether the request has to be complete before it is sent on."""
        request = Request(method=flow.request.method, url=flow.request.pretty_url)
        return self.annotate.inspector.service(request) is Service.API

    @harmless
    def request(self, flow: http.HTTPFlow) -> None:
        """Mend a request that is complete and still to be sent."""
        if flow.response or flow.error or flow.request.raw_content is None or flow.is_replay:
            return
        redactor = self.annotate.redactor
        sent = exchange_from_flow(flow, limit=self.annotate.body_limit)
        shown = redactor.take_in(sent)
        found = [
            f for f in self.annotate.inspector.foresee(shown).findings if f.severity >= WARNING
        ]
        done = steps(sent.request, found, self._staying)
        if done:
            after = [(step.code, redactor.take_in(Exchange(request=step.request))) for step in done]
            change(flow, sent.request, done[-1].request, redacted_mends(after, shown))

    def _staying(self, code: str) -> Fix | None:
        """Return the fix for *code*, unless it would send the request to somebody else."""
        fix = self._fix_of(code)
        if fix is None:
            return None
        known = fix

        def staying(request: Request, places: Places) -> Request:
            mended = known(request, places)
            return mended if mended.target.origin == request.target.origin else request

        return staying
