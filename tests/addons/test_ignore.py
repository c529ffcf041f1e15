"""The header by which a client silences findings never goes on, and is recorded all the same."""

from collections.abc import Callable

import pytest
from mitmproxy import http
from mitmproxy.test import tflow

from addons.ignore import Ignore
from inspector.capture.flows import exchange_from_flow
from inspector.core.silence import HEADER

Flow = Callable[..., http.HTTPFlow]


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param([("Accept", "a"), (HEADER, "COR"), ("Via", "h")], id="in the middle"),
        pytest.param([("x-inspector-ignore", "COR,ODA401")], id="alone, in small letters"),
        pytest.param([(HEADER, "COR"), ("Accept", "a"), (HEADER, "HDR")], id="twice"),
        pytest.param([(HEADER, "")], id="empty"),
    ],
)
def test_it_is_taken_out_and_recorded_where_it_stood(fields: list[tuple[str, str]]) -> None:
    raw = [(name.encode(), value.encode()) for name, value in fields]
    sent = tflow.tflow()
    sent.request.headers = http.Headers(raw)

    Ignore().requestheaders(sent)

    assert HEADER not in sent.request.headers
    assert list(exchange_from_flow(sent).request.headers) == fields


def test_another_request_is_not_touched(flow: Flow) -> None:
    sent = flow()
    before = sent.get_state()

    Ignore().requestheaders(sent)

    assert sent.get_state() == before


def test_a_flow_file_keeps_it() -> None:
    raw = [(HEADER.encode(), b"COR")]
    sent = tflow.tflow(req=http.Request.make("GET", "https://api.test/a", headers=raw))
    Ignore().requestheaders(sent)

    again = http.HTTPFlow.from_state(sent.get_state())

    assert exchange_from_flow(again).request.headers.all(HEADER) == ("COR",)


@pytest.mark.parametrize(
    "spoilt", ["text", 7, [], [["a"]], [[0, "a"]], [["x", "a", "b"]], {"a": 1}]
)
def test_a_strangers_metadata_does_no_harm(flow: Flow, spoilt: object) -> None:
    sent = flow()
    fields = exchange_from_flow(sent).request.headers
    sent.metadata["inspector-taken-out"] = spoilt

    assert exchange_from_flow(sent).request.headers == fields
