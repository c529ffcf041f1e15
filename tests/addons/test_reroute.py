"""Others that answer for the profile's hosts."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from mitmproxy import exceptions, http
from mitmproxy.proxy.server_hooks import ServerConnectionHookData
from mitmproxy.test import taddons, tflow
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from addons.reroute import Answer, Reroute, is_of_profile, read_address

Flow = Callable[..., http.HTTPFlow]
HOST = "account.restv2.westus.media.azure.net"


@pytest.mark.parametrize(
    ("host", "covered"),
    [
        pytest.param("media.windows.net", True, id="the old root"),
        pytest.param(HOST, True, id="an account"),
        pytest.param("login.microsoftonline.com", True, id="tokens"),
        pytest.param("store.blob.core.windows.net", True, id="blobs"),
        pytest.param("example.test", False, id="another"),
        pytest.param("localhost", False, id="this machine"),
        pytest.param(f"{HOST}.example.test", True, id="an account of a cloud to come"),
    ],
)
def test_hosts_of_the_profile(host: str, covered: bool) -> None:
    assert is_of_profile(host) == covered


def test_connections_go_elsewhere_and_keep_the_name() -> None:
    reroute = Reroute()
    with taddons.context(reroute) as context:
        context.configure(reroute, reroute_to="127.0.0.1:8443")
    ours, other = tflow.tserver_conn(), tflow.tserver_conn()
    ours.address, ours.sni, other.address = (HOST, 443), HOST, ("example.test", 443)
    for server in (ours, other):
        reroute.server_connect(ServerConnectionHookData(server, tflow.tclient_conn()))

    assert (ours.address, ours.sni) == (("127.0.0.1", 8443), HOST)
    assert other.address == ("example.test", 443)


@pytest.mark.parametrize(
    ("text", "address"),
    [("", None), ("localhost:80", ("localhost", 80)), ("[::1]:8443", ("::1", 8443))],
)
def test_addresses(text: str, address: tuple[str, int] | None) -> None:
    assert read_address(text) == address


@pytest.mark.parametrize("text", ["localhost", ":80", "localhost:http", "localhost:0", "x:70000"])
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(exceptions.OptionsError):
        read_address(text)


async def echo(request: Request) -> Response:
    """Answer what was asked."""
    return JSONResponse(
        {
            "method": request.method,
            "url": str(request.url),
            "path": request.scope["path"],
            "raw_path": request.scope["raw_path"].decode(),
            "query": request.scope["query_string"].decode(),
            "host": request.headers["host"],
            "twice": request.headers.getlist("x-twice"),
            "body": (await request.body()).decode(),
        }
    )


async def parts(_: Request) -> Response:
    """Answer in pieces."""

    async def pieces() -> Any:
        for piece in (b"one ", b"two ", b"three"):
            await asyncio.sleep(0)
            yield piece

    return StreamingResponse(pieces())


APPLICATION = Starlette(
    routes=[
        Route("/parts", parts),
        Route("/empty", lambda _: Response(status_code=204)),
        Route("/{rest:path}", echo, methods=["GET", "POST", "MERGE"]),
    ]
)


async def answered(sent: http.HTTPFlow, application: Any = APPLICATION) -> http.Response:
    """Return the response that *application* gives."""
    await Answer(application).request(sent)
    assert sent.response is not None
    return sent.response


async def test_the_application_sees_the_request_as_it_was_sent(flow: Flow) -> None:
    url = f"https://{HOST}/api/Assets('nb%3Acid')/Files%28%29?$filter=Name%20eq%20'a%2Bb'&$top=1"
    sent = flow("MERGE", url, b'{"Name":"n"}', answer=None)
    sent.request.headers.add("X-Twice", "1")
    sent.request.headers.add("X-Twice", "2")

    said = (await answered(sent)).json()

    assert said["method"] == "MERGE"
    assert said["path"] == "/api/Assets('nb:cid')/Files()"
    assert said["raw_path"] == "/api/Assets('nb%3Acid')/Files%28%29"
    assert said["query"] == "$filter=Name%20eq%20'a%2Bb'&$top=1"
    assert said["host"] == HOST
    assert said["twice"] == ["1", "2"]
    assert said["body"] == '{"Name":"n"}'


async def test_an_answer_in_pieces_is_put_together(flow: Flow) -> None:
    response = await answered(flow(url=f"https://{HOST}/parts", answer=None))

    assert response.raw_content == b"one two three"
    assert response.headers["content-length"] == "13"


async def test_an_answer_without_body_gets_no_length(flow: Flow) -> None:
    response = await answered(flow(url=f"https://{HOST}/empty", answer=None))

    assert response.status_code == 204
    assert "content-length" not in response.headers


async def test_other_hosts_are_not_answered(flow: Flow) -> None:
    sent = flow(url="https://example.test/", answer=None)

    await Answer(APPLICATION).request(sent)

    assert sent.response is None


Send = Callable[[Any], Awaitable[None]]


async def test_an_application_that_fails_answers_500(
    flow: Flow, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_scope: Any, _receive: Any, _send: Send) -> None:
        raise ValueError("broken on purpose")

    assert (await answered(flow(answer=None), broken)).status_code == 500
    assert "broken on purpose" in caplog.text


async def test_a_request_left_unanswered_loses_its_connection(flow: Flow) -> None:
    async def silent(_scope: Any, _receive: Any, _send: Send) -> None:
        return

    sent = flow(answer=None)
    sent.live = True
    await Answer(silent).request(sent)

    assert sent.error is not None
    assert sent.response is None
