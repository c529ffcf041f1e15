"""The addon in mitmproxy's own test bench."""

import ast
import asyncio
import gzip
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import make
import pytest
from mitmproxy import exceptions, http
from mitmproxy.flow import Error
from mitmproxy.test import taddons, tflow
from mitmproxy.tls import TlsData

import addons.annotate
from addons.annotate import Annotate
from inspector.core.engine import Inspector
from inspector.core.evidence import Evidence
from inspector.core.inspection import Inspection
from inspector.core.rule import Rule
from inspector.core.severity import ERROR
from inspector.profiles.catalogue import PROFILES

Flow = Callable[..., http.HTTPFlow]


@pytest.fixture(autouse=True)
def master() -> Iterator[None]:
    """Have a master, as every addon has."""
    with taddons.context():
        yield


async def inspect(annotate: Annotate, *flows: http.HTTPFlow) -> None:
    """Let *annotate* inspect flows, which it does in the loop's next turn."""
    for flow in flows:
        annotate.error(flow) if flow.error else annotate.response(flow)
    await asyncio.sleep(0)


ADDONS = Path(addons.annotate.__file__).parent


async def test_a_good_exchange_is_left_unmarked(flow: Flow, kept: Any) -> None:
    sent = flow()

    await inspect(Annotate(kept), sent)

    assert kept.codes == []
    assert (sent.marked, sent.comment) == ("", "")
    assert sent.metadata["inspector"]["profile"] == "media-services"


async def test_findings_go_where_mitmproxy_shows_them(flow: Flow, kept: Any) -> None:
    sent = flow(x_ms_version=None)

    await inspect(Annotate(kept), sent)

    assert kept.codes == ["HDR103"]
    assert sent.marked == ":red_circle:"
    assert sent.comment.startswith("HDR103 error GET Assets: ")
    plain = json.loads(json.dumps(sent.metadata["inspector"]))
    assert plain["findings"][0]["evidence"] == ["request x-ms-version: absent"]


async def test_a_request_under_way_at_the_end_is_inspected(flow: Flow, kept: Any) -> None:
    annotate, answered, waiting = Annotate(kept), flow(), flow(answer=None)
    for sent in (answered, waiting):
        annotate.requestheaders(sent)
    await inspect(annotate, answered)

    annotate.done()

    assert [one.exchange.id for one in kept.appended] == [answered.id, waiting.id]
    assert kept.appended[-1].exchange.error == addons.annotate.CUT_OFF
    assert "RSP606" in kept.codes


@pytest.mark.parametrize(("limit", "inspected"), [(1 << 20, False), (4 << 20, True)])
async def test_a_small_message_is_unpacked_up_to_the_limit(
    limit: int, inspected: bool, flow: Flow, kept: Any
) -> None:
    sent = flow(answer=gzip.compress(b" " * (3 << 19) + b"{}"))
    assert sent.response is not None
    sent.response.headers["content-encoding"] = "gzip"

    await inspect(Annotate(kept, body_limit=limit), sent)

    assert ("INS902" not in kept.codes) == inspected


async def test_exchanges_of_others_are_published_and_left_alone(flow: Flow, kept: Any) -> None:
    sent = flow(url="https://www.example.test/", authorization=None)

    await inspect(Annotate(kept), sent)

    assert kept.appended[0].profile is None
    assert "inspector" not in sent.metadata


async def test_secrets_are_gone_before_anything_is_published(flow: Flow, kept: Any) -> None:
    sent = flow(x_ms_version=None)
    token = sent.request.headers["Authorization"].removeprefix("Bearer ")

    await inspect(Annotate(kept), sent)

    assert kept.appended[0].exchange.redacted
    assert token not in repr(kept.appended) + repr(sent.metadata)
    assert sent.request.headers["Authorization"] == f"Bearer {token}"


async def test_a_request_without_answer_is_inspected(flow: Flow, kept: Any) -> None:
    sent = flow(answer=None)
    sent.error = Error("server disconnected", make.NOON + 1)

    await inspect(Annotate(kept), sent)

    assert kept.appended[0].exchange.error == "server disconnected"
    assert kept.appended[0].exchange.duration == 1


@pytest.mark.parametrize(
    ("said", "error"),
    [
        pytest.param(
            "The client does not trust the proxy's certificate for x (OpenSSL Error)",
            "the client does not trust the proxy's certificate",
            id="refused",
        ),
        pytest.param(
            "The client disconnected during the handshake. If this happens consistently",
            "the client left during the TLS handshake; it may not trust the proxy's certificate",
            id="left",
        ),
        pytest.param("connection closed early", None, id="never began"),
        pytest.param("Cannot parse ClientHello: 00", None, id="no TLS"),
    ],
)
def test_handshakes_that_fail(said: str, error: str | None, kept: Any) -> None:
    client, server = tflow.tclient_conn(), tflow.tserver_conn()
    client.error, client.sni = said, "account.restv2.westus.media.azure.net"
    server.address = (client.sni, 443)
    context = type("Context", (), {"client": client, "server": server})()

    Annotate(kept).tls_failed_client(TlsData(client, context))

    told = [one.exchange for one in kept.appended]
    assert [one.error for one in told] == ([error] if error else [])
    assert {(one.request.method, one.request.url) for one in told} <= {
        ("CONNECT", "https://account.restv2.westus.media.azure.net:443")
    }


def late(it: Inspection) -> Iterator[Evidence]:
    """Find fault with every exchange, once it is known what followed."""
    yield it.request.at_method()


async def test_late_findings_reach_sink_and_flow(flow: Flow, kept: Any) -> None:
    (known,) = PROFILES
    rule = Rule("LAT901", "late", ERROR, "", "Late.", "", "", late, late=True)
    annotate = Annotate(kept, Inspector([replace(known, rules=(rule,))]))
    first, second = flow(), flow()
    await inspect(annotate, first, second)
    assert (first.marked, kept.amended) == ("", [])

    annotate.done()

    assert [one.exchange.id for one in kept.amended] == [first.id, second.id]
    assert first.marked == ":red_circle:"


@pytest.mark.parametrize("fault", [ValueError, RecursionError, MemoryError, SystemExit])
async def test_a_fault_of_our_own_never_reaches_traffic(
    fault: type[BaseException], flow: Flow, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def append(self, _: object) -> None:
            raise fault

    sent = flow()
    before = sent.get_state()
    await inspect(Annotate(Broken()), sent)

    after = sent.get_state()
    assert (after["request"], after["response"]) == (before["request"], before["response"])
    assert "could not be inspected" in caplog.text


@pytest.mark.parametrize("fault", [ValueError, RecursionError, MemoryError, SystemExit])
async def test_a_rule_that_raises_becomes_a_finding(
    fault: type[BaseException], flow: Flow, kept: Any
) -> None:
    def broken(_: Inspection) -> Iterator[Evidence]:
        raise fault

    (known,) = PROFILES
    rule = Rule("BRK901", "broken", ERROR, "", "Broken.", "", "", broken)
    inspector = Inspector([replace(known, rules=(rule, known.rule("INS901")))])
    sent = flow()

    await inspect(Annotate(kept, inspector), sent)

    assert kept.codes == ["INS901"]
    assert sent.response is not None
    assert sent.response.raw_content == b'{"value":[]}'


async def test_the_log_tells_findings_when_there_is_no_other_sink(
    flow: Flow, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    await inspect(Annotate(), flow(x_ms_version=None, accept=None))

    assert "HDR103 error GET Assets" in caplog.text


@pytest.mark.parametrize(
    ("option", "value"),
    [
        pytest.param("inspector_preset", "lenient", id="unknown preset"),
        pytest.param("inspector_profile", "media", id="unknown profile"),
    ],
)
def test_options_are_checked(option: str, value: str) -> None:
    annotate = Annotate()
    refused = pytest.raises(exceptions.OptionsError, match=value)
    with taddons.context(annotate) as context, refused:
        context.configure(annotate, **{option: value})


async def test_options_are_obeyed(flow: Flow, kept: Any) -> None:
    annotate = Annotate(kept)
    with taddons.context(annotate) as context:
        await inspect(annotate, flow(url="https://media.example.test/api/Assets"))
        context.configure(annotate, inspector_hosts=["*.example.test"])
        await inspect(annotate, flow(url="https://media.example.test/api/Assets"))
        context.configure(annotate, inspector_hosts=[], inspector_profile="media-services")
        await inspect(annotate, flow(url="https://other.test/api/Assets"))

    assert [one.profile for one in kept.appended][1:] == ["media-services", "media-services"]


TOUCHED = {"content", "text", "get_text", "get_content", "set_content", "set_text", "json"}
LOOKING = ("annotate.py", "findings.py", "record.py", "stream.py", "tunnel.py")


@pytest.mark.parametrize("name", LOOKING)
def test_addons_that_look_never_change_or_decode_a_message(name: str) -> None:
    # `.content` and its kin decode without limit: a kilobyte may become a gigabyte.
    tree = ast.parse((ADDONS / name).read_text())
    read = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    written = {
        target.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute) and "flow" in ast.unparse(target)
    }

    assert not read & TOUCHED
    assert written <= {"marked", "comment", "stream", "_flows"}


@pytest.mark.parametrize(
    "name", sorted(path.name for path in ADDONS.glob("*.py") if path.name != "__init__.py")
)
def test_no_addon_hides_a_module_of_the_same_name(name: str) -> None:
    import importlib.util

    # mitmproxy puts a script's folder first on the path.
    assert importlib.util.find_spec(name.removesuffix(".py")) is None
