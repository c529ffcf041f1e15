"""What is written as flows is what mitmproxy and our reader read."""

import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import make
import pytest
import recordings
from mitmproxy import http
from mitmproxy import io as mitmio
from recordings import annotated

from inspector.capture import flows
from inspector.capture.flows_writing import FlowsWriter
from inspector.capture.spelling import Unwritable
from inspector.core.exchange import Exchange, Message

EXCHANGES = recordings.exchanges()


def written(*exchanges: Exchange) -> bytes:
    file = io.BytesIO()
    writer = FlowsWriter(file, lambda flow, it: setattr(flow, "comment", it.operation))
    for index, exchange in enumerate(exchanges):
        writer.add(annotated(exchange, index))
    writer.close()
    return file.getvalue()


def read(raw: bytes) -> list[Exchange]:
    warnings: list[str] = []
    found = list(flows.read(io.BytesIO(raw), "t.flows", warnings.append))
    assert warnings == []
    return found


def said(message: Message | None) -> object:
    """Return what a flow can keep of a message."""
    if message is None:
        return None
    start = getattr(message, "url", ""), getattr(message, "status", 0)
    return start, message.headers, message.body, message.http_version


@pytest.mark.parametrize("was", EXCHANGES.values(), ids=EXCHANGES)
def test_an_exchange_reads_back_with_all_that_flows_keep(was: Exchange) -> None:
    (found,) = read(written(was))

    assert said(found.request) == said(was.request)
    assert said(found.response) == said(was.response)
    assert (found.request.method, found.error) == (was.request.method, was.error)
    assert found.started == (was.started or 0.0)
    if was.duration and was.response:
        assert found.duration == pytest.approx(was.duration, abs=1e-6)


def test_mitmdump_reads_all_of_them(tmp_path: Path) -> None:
    file = tmp_path / "t.flows"
    exchanges = [*EXCHANGES.values(), *recordings.hostile_ones()]
    file.write_bytes(written(*exchanges))
    dump = Path(sys.executable).with_name("mitmdump")

    done = subprocess.run(
        [dump, "--set", f"confdir={tmp_path}", "--set", "flow_detail=2", "-nr", file],
        capture_output=True, text=True, check=False, errors="replace",
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "rror" not in done.stderr
    shown = [line for line in done.stdout.splitlines() if line.startswith("127.0.0.1:0: ")]
    assert len(shown) == sum(bool(one.response or one.error) for one in exchanges)


def test_mitmproxy_shows_a_body_and_what_was_found() -> None:
    (flow,) = mitmio.FlowReader(io.BytesIO(written(EXCHANGES["gzip"]))).stream()

    assert isinstance(flow, http.HTTPFlow)
    assert flow.response is not None
    assert (flow.response.content, flow.response.raw_content) != (b"abc", b"abc")
    assert flow.response.content == b"abc"
    assert flow.comment == "POST Jobs"


def test_two_exports_of_one_recording_are_equal() -> None:
    one, other = (read(written(*EXCHANGES.values())) for _ in range(2))

    assert one == other
    assert len({exchange.id for exchange in one}) == len(one)


@pytest.mark.parametrize(
    "url", ["/api/Assets", "{{Root}}/Assets", "file:///etc/passwd", "https://"]
)
def test_what_is_no_http_is_refused(url: str) -> None:
    exchange = make.exchange()

    with pytest.raises(Unwritable):
        written(replace(exchange, request=replace(exchange.request, url=url)))
