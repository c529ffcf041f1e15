"""mitmproxy's flows, live and from files."""

import gzip
import io
from collections.abc import Iterable
from typing import Any

import pytest
from mitmproxy import flow as mitmflow
from mitmproxy import http
from mitmproxy import io as mitmio
from mitmproxy.test import tflow, tutils

from inspector.capture.flows import exchange_from_flow, read
from inspector.errors import CaptureError


def flow(**changed: Any) -> http.HTTPFlow:
    made = tflow.tflow(resp=changed.pop("resp", True), err=changed.pop("err", False))
    made.request = http.Request.make(
        changed.pop("method", "POST"),
        changed.pop("url", "https://a.example/api/Jobs?$top=1"),
        changed.pop("content", b"{}"),
        changed.pop("headers", ((b"Host", b"a.example"), (b"x-A", b"1"), (b"X-a", b"\xff"))),
    )
    made.request.timestamp_start, made.request.timestamp_end = 100.0, 100.1
    if made.response:
        made.response.timestamp_start, made.response.timestamp_end = 100.2, 100.5
    for name, value in changed.items():
        setattr(made, name, value)
    return made


def recorded(flows: Iterable[mitmflow.Flow]) -> bytes:
    file = io.BytesIO()
    writer = mitmio.FlowWriter(file)
    for one in flows:
        writer.add(one)
    return file.getvalue()


def test_a_flow() -> None:
    source = flow()

    exchange = exchange_from_flow(source, "a.flow#0")

    assert (exchange.id, exchange.source, exchange.error) == (source.id, "a.flow#0", "")
    assert (exchange.started, exchange.redacted) == (100.0, False)
    assert exchange.duration == pytest.approx(0.5)
    assert exchange.request.method == "POST"
    assert exchange.request.url == "https://a.example/api/Jobs?$top=1"
    assert [*exchange.request.headers][:3] == [
        ("Host", "a.example"),
        ("x-A", "1"),
        ("X-a", "\udcff"),
    ]
    assert (exchange.request.body, exchange.request.body_size) == (b"{}", 2)
    assert exchange.response is not None
    assert (exchange.response.status, exchange.response.reason) == (200, "OK")
    assert exchange.response.body == b"message"


def test_nothing_of_the_flow_changes() -> None:
    source = flow()
    before = source.get_state()

    exchange_from_flow(source)

    assert source.get_state() == before


def test_a_flow_that_failed() -> None:
    exchange = exchange_from_flow(flow(resp=False, err=True))

    assert (exchange.response, exchange.error) == (None, "error")
    assert exchange.duration is not None


def test_a_flow_without_an_answer_yet() -> None:
    exchange = exchange_from_flow(flow(resp=False))

    assert (exchange.response, exchange.error, exchange.duration) == (None, "", None)


@pytest.mark.parametrize(
    ("version", "known"),
    [
        ("HTTP/1.0", "HTTP/1.0"),
        ("HTTP/1.1", "HTTP/1.1"),
        ("HTTP/2.0", "HTTP/2"),
        ("HTTP/3", "HTTP/3"),
    ],
)
def test_versions(version: str, known: str) -> None:
    source = flow()
    source.request.http_version = version

    assert exchange_from_flow(source).request.http_version == known


@pytest.mark.parametrize(
    ("raw", "encoding", "body", "size", "withheld"),
    [
        pytest.param(b"{}",                b"",     b"{}",  2,       "",                   id="plain"),
        pytest.param(b"",                  b"gzip", b"",    0,       "",                   id="empty"),
        pytest.param(gzip.compress(b"{}"), b"gzip", b"{}",  22,      "",                   id="gzip"),
        pytest.param(b"{}",                b"gzip", None,   2,       "not gzip, though Content-Encoding says so", id="no gzip"),
        pytest.param(None,                 b"",     None,   None,    "streamed",           id="streamed"),
        pytest.param(b"x" * (2 << 20),     b"",     None,   2 << 20, "larger than 1 MiB",  id="large"),
    ],
)  # fmt: skip
def test_bodies(
    raw: bytes | None, encoding: bytes, body: bytes | None, size: int | None, withheld: str
) -> None:
    source = flow()
    assert source.response is not None
    source.response.raw_content = raw
    source.response.headers["content-encoding"] = encoding

    response = exchange_from_flow(source).response

    assert response is not None
    assert (response.body, response.body_size, response.withheld) == (body, size, withheld)


def test_a_recording_has_time_for_larger_bodies() -> None:
    source = flow(content=b"x" * (2 << 20))

    (exchange,) = read(io.BytesIO(recorded([source])), "a.flow", pytest.fail)

    assert len(exchange.request.body or b"") == 2 << 20


@pytest.mark.parametrize(
    ("host", "port", "headers", "url"),
    [
        pytest.param("127.0.0.1", 8443, [(b"Host", b"a.example")], "https://a.example/api/Jobs", id="rerouted"),
        pytest.param("a.example", 443,  [],                        "https://a.example/api/Jobs", id="no Host"),
        pytest.param("a.example", 8443, [(b"Host", b"a.example:8443")], "https://a.example:8443/api/Jobs", id="a port"),
    ],
)  # fmt: skip
def test_the_url_is_the_clients(
    host: str, port: int, headers: list[tuple[bytes, bytes]], url: str
) -> None:
    source = flow(url="https://a.example/api/Jobs")
    source.request.data.host, source.request.data.port = host, port
    source.request.headers = http.Headers(headers)

    assert exchange_from_flow(source).request.url == url


def test_a_flow_file() -> None:
    flows = [flow(), flow(resp=False, err=True), flow(method="MERGE")]

    exchanges = list(read(io.BytesIO(recorded(flows)), "a.flow", pytest.fail))

    assert exchanges == [exchange_from_flow(one, f"a.flow#{n}") for n, one in enumerate(flows)]


def test_what_is_not_http_is_left_out() -> None:
    raw = recorded([tflow.ttcpflow(), flow(), tflow.twebsocketflow(), tflow.tdnsflow()])
    warnings: list[str] = []

    exchanges = list(read(io.BytesIO(raw), "a.flow", warnings.append))

    assert [exchange.source for exchange in exchanges] == ["a.flow#1"]
    assert warnings == ["a.flow: 3 flows that are no HTTP exchange (WebSocket, TCP, …) left out"]


def test_a_damaged_flow_costs_only_itself() -> None:
    first, second, third = (recorded([flow()]) for _ in range(3))
    spoilt = second.replace(b"timestamp_start", b"timestamp_stirt")
    warnings: list[str] = []

    exchanges = list(read(io.BytesIO(first + spoilt + third), "a.flow", warnings.append))

    assert [exchange.source for exchange in exchanges] == ["a.flow#0", "a.flow#2"]
    (warning,) = warnings
    assert warning.startswith("a.flow#1: damaged: ")
    assert warning.endswith("; left out")
    assert "\n" not in warning


def test_flows_of_an_older_mitmproxy_are_migrated() -> None:
    state = flow().get_state()
    state["version"] = 20
    from mitmproxy.io import tnetstring

    (exchange,) = read(io.BytesIO(tnetstring.dumps(state)), "a.flow", pytest.fail)

    assert exchange.request.method == "POST"


DEEP = b"4:1:1#]"
for _ in range(3000):
    DEEP = b"%d:%s]" % (len(DEEP), DEEP)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        pytest.param(b"999999999999:abc,",   "a.flow#1: the file is cut off here",  id="a length beyond reason"),
        pytest.param(b"9999999999999:abc,",  "a.flow#1: not a flow from here on",   id="a longer one"),
        pytest.param(b"2000000000:abc,",     "a.flow#1: the file is cut off here",  id="two gigabytes"),
        pytest.param(b"12",                  "a.flow#1: not a flow from here on",   id="half a length"),
        pytest.param(b"hello",               "a.flow#1: not a flow from here on",   id="text"),
        pytest.param(b":,",                  "a.flow#1: not a flow from here on",   id="no length"),
    ],
)  # fmt: skip
def test_where_a_file_stops_to_be_one(raw: bytes, says: str) -> None:
    exchanges = read(io.BytesIO(recorded([flow()]) + raw), "a.flow", pytest.fail)

    assert next(exchanges).source == "a.flow#0"
    with pytest.raises(CaptureError) as caught:
        next(exchanges)
    assert str(caught.value) == says


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(DEEP,                    id="deep"),
        pytest.param(b"0:}",                  id="an empty object"),
        pytest.param(b"3:abc,",               id="a string"),
        pytest.param(b"5:12345#",             id="a number"),
        pytest.param(b"2:ab}",                id="no object"),
        pytest.param(b"5:abcde!",             id="no boolean"),
        pytest.param(b"3:abc?",               id="no type"),
        pytest.param(b"14:7:version,1:1#}",    id="no flow"),
    ],
)  # fmt: skip
def test_frames_that_are_no_flows(frame: bytes) -> None:
    warnings: list[str] = []

    exchanges = list(read(io.BytesIO(frame + recorded([flow()])), "a.flow", warnings.append))

    assert [exchange.source for exchange in exchanges] == ["a.flow#1"]
    assert len(warnings) == 1


def test_a_flow_cut_in_the_middle() -> None:
    raw = recorded([flow(), flow()])
    exchanges = read(io.BytesIO(raw[:-100]), "a.flow", pytest.fail)

    next(exchanges)
    with pytest.raises(CaptureError, match=r"^a\.flow#1: the file is cut off here$"):
        next(exchanges)


def test_an_empty_file_has_no_flows() -> None:
    assert list(read(io.BytesIO(b""), "a.flow", pytest.fail)) == []


def test_the_factory_is_what_mitmproxy_makes() -> None:
    assert exchange_from_flow(tflow.tflow(resp=tutils.tresp())).request.method == "GET"
