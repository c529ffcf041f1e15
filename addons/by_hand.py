"""Puts what a person edited in the place of a message that waits."""

from dataclasses import replace

from mitmproxy import http

from addons.annotate import Annotate, origin_of
from addons.outgoing import change, change_answer
from inspector.capture.flows import exchange_from_flow
from inspector.control.sendable import Answered, Refusal, Sent, require_same_origin
from inspector.core.exchange import Exchange, Message, Request, Response
from inspector.core.mend import BY_HAND
from inspector.core.placeholder import MARKER
from inspector.core.redaction.memory import Irreplaceable, Memory, put_back, put_back_in
from inspector.core.repair.mending import answer_mends, mends

NO_BODY = frozenset({204, 304})  # RFC 9110 §6.4.1


class ByHand:
    """Changes messages as a person wishes; *memory* puts secrets back where markers stand."""

    def __init__(self, annotate: Annotate, memory: Memory) -> None:
        self.annotate = annotate
        self.memory = memory

    def request(self, flow: http.HTTPFlow, shown: Exchange, sent: Sent) -> None:
        """Send *sent* in place of what was *shown*; raises Refusal."""
        given = sent.request()
        require_same_origin(given, shown.request)
        try:
            whole = put_back(given, self.memory)
        except Irreplaceable as error:
            raise Refusal(str(error)) from error
        before = self._came(flow).request
        whole = replace(whole, http_version=before.http_version)
        after = self.annotate.redactor.take_in(Exchange(request=whole)).request
        changed = list(mends(shown.request, after, BY_HAND))
        if changed:
            change(flow, before, whole, changed)

    def answer(self, flow: http.HTTPFlow, shown: Exchange, answered: Answered) -> None:
        """Give the client *answered* in place of what was *shown*; raises Refusal."""
        before, seen = self._came(flow).response, shown.response
        if before is None or seen is None:
            raise Refusal("it has no answer yet")
        given = answered.response()
        if given.body and (shown.request.method == "HEAD" or given.status in NO_BODY):
            raise Refusal("such an answer has no body")
        if not _markers(given) <= _markers(seen):
            raise Refusal("a <redacted:…> stands there that the answer did not have")
        try:
            whole = put_back_in(given, self.memory, origin_of(flow))
        except Irreplaceable as error:
            raise Refusal(str(error)) from error
        whole = replace(whole, http_version=before.http_version)
        changed = list(answer_mends(seen, self._redacted(shown.request, whole), BY_HAND))
        if changed:
            change_answer(flow, before, whole, changed)

    def _came(self, flow: http.HTTPFlow) -> Exchange:
        return exchange_from_flow(flow, limit=self.annotate.body_limit)

    def _redacted(self, request: Request, answer: Response) -> Response:
        exchange = Exchange(request=request, response=answer)
        return self.annotate.redactor.take_in(exchange).response or answer


def _markers(message: Message) -> set[str]:
    texts = (message.text, *(value for _, value in message.headers))
    return {found[0] for text in texts for found in MARKER.finditer(text)}
