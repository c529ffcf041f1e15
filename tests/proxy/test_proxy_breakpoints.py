"""Messages that wait in a real proxy until a screen lets them go; none waits for ever."""

import asyncio
import dataclasses
import gzip
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest
import requests
from wire import Upstream, answer, proxies, recorded, rows

from inspector.capture.store import CaptureReader
from inspector.control import place
from inspector.control.client import Channel
from inspector.control.sendable import Refusal, Sent
from inspector.control.words import FACT, Held, Hold, Kill, Look, Release, Waiting
from inspector.core.mend import BY_HAND
from inspector.proxy import ProxySettings, RunningProxy

Run = Callable[[ProxySettings], RunningProxy]
pytestmark = pytest.mark.skipif(not place.HAS_SOCKETS, reason="no Unix sockets")
SECRET = {"Authorization": "Bearer opaque-secret-token-123456"}


class Screen:
    """One screen at the proxy's control channel."""

    def __init__(self) -> None:
        self.channel: Channel
        self.held: tuple[Held, ...] = ()

    def hear(self, waiting: Waiting) -> None:
        self.held = waiting.held

    async def waits(self, count: int = 1) -> tuple[Held, ...]:
        async with asyncio.timeout(30):
            while len(self.held) != count:  # noqa: ASYNC110 - the proxy tells when it likes
                await asyncio.sleep(0.01)
        return self.held


@asynccontextmanager
async def screen(capture: Path) -> AsyncIterator[Screen]:
    with CaptureReader(capture) as reader:
        path = Path(reader.facts()[FACT])
    one = Screen()
    one.channel = await Channel.open(path, one.hear)
    try:
        yield one
    finally:
        await one.channel.close()


def call(proxy: RunningProxy, method: str, url: str, **options: object) -> asyncio.Task[object]:
    """Begin a call through *proxy*; the task gives its status, or the class of what was raised."""

    def send() -> object:
        try:
            return requests.request(
                method, url, headers=SECRET, proxies=proxies(proxy), timeout=60, **options
            ).status_code  # type: ignore[arg-type]
        except requests.RequestException as error:
            return type(error)

    return asyncio.create_task(asyncio.to_thread(send))


@pytest.fixture
def proxy(run: Run, settings: ProxySettings) -> RunningProxy:
    return run(settings)


async def test_what_fits_waits_and_is_let_go_edited_or_ended(
    proxy: RunningProxy, plain: Upstream
) -> None:
    async with screen(proxy.capture) as one, screen(proxy.capture) as other:
        with pytest.raises(Refusal, match="no field"):
            await one.channel.ask(Hold("metod:POST"))
        await one.channel.ask(Hold("method:POST"))
        assert await call(proxy, "GET", f"{plain.url}/api/Assets") == 200

        first = call(proxy, "POST", f"{plain.url}/api/Jobs", data=b"one")
        (held,) = await one.waits()
        assert (held.method, held.status, other.held) == ("POST", None, ())
        await other.channel.ask(Release(""))  # nothing of its own
        assert len(plain.seen) == 1
        await one.channel.ask(Release(held.which))
        assert await first == 200
        with pytest.raises(Refusal, match="gone on already"):
            await one.channel.ask(Release(held.which))

        second = call(proxy, "POST", f"{plain.url}/api/Jobs", data=b"two")
        (held,) = await one.waits()
        shown = (await one.channel.ask(Look(held.which))).request
        assert shown is not None
        assert b"opaque-secret" not in repr(shown).encode()
        request = shown.request()
        await one.channel.ask(
            Release(
                held.which,
                Sent.of(
                    dataclasses.replace(
                        request, body=b"mended by hand", headers=request.headers.setting("X", "1")
                    )
                ),
            )
        )
        assert await second == 200

        third = call(proxy, "POST", f"{plain.url}/api/Jobs", data=b"three")
        (held,) = await one.waits()
        await one.channel.ask(Kill(held.which))
        assert isinstance(await third, type)

    assert len(plain.seen) == 3
    assert plain.seen[2].endswith(b"\r\n\r\nmended by hand")
    assert b"opaque-secret-token" in plain.seen[2]
    rows(proxy.capture, 4)
    mended = recorded(proxy.capture, 3)
    assert mended.request.body == b"two"
    assert {(mend.code, mend.place) for mend in mended.mends} >= {(BY_HAND, "body"), (BY_HAND, "X")}
    assert recorded(proxy.capture, 4).error


async def test_an_answer_waits_that_the_filter_is_about(
    proxy: RunningProxy, plain: Upstream
) -> None:
    plain.answers["/api/Jobs"] = (
        b"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n"
    )
    async with screen(proxy.capture) as one:
        await one.channel.ask(Hold("status:>=400"))
        assert await call(proxy, "GET", f"{plain.url}/api/Assets") == 200
        calling = call(proxy, "GET", f"{plain.url}/api/Jobs")
        (held,) = await one.waits()
        assert held.status == 404
        shown = await one.channel.ask(Look(held.which))
        assert shown.request is None
        with pytest.raises(Refusal, match="not what was edited"):
            await one.channel.ask(Release(held.which, Sent("GET", plain.url, (), b"")))
        await one.channel.ask(Release(held.which))
        assert await calling == 404


def begun(proxy: RunningProxy, url: str, method: str = "GET") -> asyncio.Task[requests.Response]:
    """Begin a call through *proxy*; the task gives its answer."""
    return asyncio.create_task(
        asyncio.to_thread(
            requests.request, method, url, headers=SECRET, proxies=proxies(proxy), timeout=60
        )
    )


SAS = "https://a.blob.core.windows.net/asset-1?sv=2012-02-12&sr=c&sig=UvZAJ1JqqbTTgQ%3D&se=2030"
GZIPPED = gzip.compress(json.dumps({"Path": SAS, "State": 3}).encode())


@pytest.mark.parametrize(
    "came",
    [
        pytest.param(answer(GZIPPED, "Content-Encoding: gzip", "Content-Type: application/json", status="400 Bad"), id="gzip"),
        pytest.param(
            b"HTTP/1.1 400 Bad\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            + b"%x\r\n%s\r\n0\r\n\r\n" % (len(gzip.decompress(GZIPPED)), gzip.decompress(GZIPPED)), id="chunks"),
    ],
)  # fmt: skip
async def test_a_client_gets_the_answer_that_was_edited(
    came: bytes, proxy: RunningProxy, plain: Upstream
) -> None:
    """What the server sent is what is recorded, with its secrets told to nobody but the client."""
    plain.answers["/api/Locators"] = came
    async with screen(proxy.capture) as one:
        await one.channel.ask(Hold("status:>=400"))
        calling = begun(proxy, f"{plain.url}/api/Locators")
        (held,) = await one.waits()
        shown = (await one.channel.ask(Look(held.which))).answer
        assert shown is not None
        assert (shown.status, b"UvZAJ1" in shown.body) == (400, False)
        changed = msgspec.structs.replace(
            shown, status=201, reason="Made", body=shown.body.replace(b"3}", b"4}")
        )
        await one.channel.ask(Release(held.which, answer=changed))
        got = await calling

    assert (got.status_code, got.reason, got.json()) == (201, "Made", {"Path": SAS, "State": 4})
    rows(proxy.capture, 1)
    kept = recorded(proxy.capture, 1)
    assert kept.response is not None
    assert (kept.response.status, b'"State": 3' in (kept.response.body or b"")) == (400, True)
    mends = {mend.place: (mend.before, mend.after) for mend in kept.mends_of("response")}
    assert (kept.mends_of("request"), mends["status"]) == ((), ("400 Bad", "201 Made"))
    assert "UvZAJ1" not in str(kept)


async def test_what_cannot_be_an_answer_is_refused(proxy: RunningProxy, plain: Upstream) -> None:
    plain.answers["/api/Jobs"] = b"HTTP/1.1 404 No\r\nContent-Length: 5\r\n\r\n"
    async with screen(proxy.capture) as one:
        await one.channel.ask(Hold("status:>=400"))
        calling = begun(proxy, f"{plain.url}/api/Jobs", "HEAD")
        (held,) = await one.waits()
        shown = (await one.channel.ask(Look(held.which))).answer
        assert shown is not None
        other = {"headers": (("X", "<redacted:jwt:0123456789ab>"),)}
        for fields, why in [
            ({"body": b"x"}, "no body"),
            ({"status": 101}, "from 200 to 599"),
            ({"headers": (("X", "a\r\nb"),)}, "cannot be sent"),
            (other, "did not have"),
        ]:
            edited = msgspec.structs.replace(shown, **fields)
            with pytest.raises(Refusal, match=why):
                await one.channel.ask(Release(held.which, answer=edited))
        edited = msgspec.structs.replace(shown, status=410)
        await one.channel.ask(Release(held.which, answer=edited))

        assert (await calling).status_code == 410


async def test_nothing_waits_for_ever(proxy: RunningProxy, plain: Upstream) -> None:
    plain.answers["/api/Jobs"] = answer(b"x" * 10)
    async with screen(proxy.capture) as one:
        await one.channel.ask(Hold("path:Jobs", timeout=1.0))
        assert await call(proxy, "GET", f"{plain.url}/api/Jobs") == 200  # its time was up
        await one.channel.ask(Hold("path:Jobs"))
        calling = call(proxy, "GET", f"{plain.url}/api/Jobs")
        await one.waits()
        await one.channel.ask(Hold(""))
        assert await calling == 200  # nothing is to wait any more

        await one.channel.ask(Hold("path:Jobs"))
        calling = call(proxy, "GET", f"{plain.url}/api/Jobs")
        await one.waits()
    assert await calling == 200  # its screen is gone

    async with screen(proxy.capture) as one:
        await one.channel.ask(Hold("path:Jobs"))
        calling = call(proxy, "GET", f"{plain.url}/api/Jobs")
        await one.waits()
        assert await asyncio.to_thread(proxy.stop) == 0  # the proxy ends
        await calling


async def test_what_is_edited_does_not_go_on_meanwhile(
    proxy: RunningProxy, plain: Upstream
) -> None:
    async with screen(proxy.capture) as one:
        await one.channel.ask(Hold("method:POST", timeout=5.0))
        calling = call(proxy, "POST", f"{plain.url}/api/Jobs", data=b"old")
        (held,) = await one.waits()
        shown = (await one.channel.ask(Look(held.which))).request
        assert shown is not None

        await asyncio.sleep(max(0, held.until - time.time()) + 0.2)
        (now,) = one.held
        assert (now.which, now.until - held.until > 500) == (held.which, True)
        await one.channel.ask(Release(held.which, msgspec.structs.replace(shown, body=b"new")))
        assert await calling == 200
    assert [it[-3:] for it in plain.seen] == [b"new"]


async def test_an_edit_sends_nothing_to_another_host(proxy: RunningProxy, plain: Upstream) -> None:
    async with screen(proxy.capture) as one:
        await one.channel.ask(Hold("method:POST"))
        calling = call(proxy, "POST", f"{plain.url}/api/Jobs", data=b"x")
        (held,) = await one.waits()
        shown = (await one.channel.ask(Look(held.which))).request
        assert shown is not None
        request = shown.request()
        for url in ("http://127.0.0.1:1/api/Jobs", request.url.replace("http:", "https:")):
            with pytest.raises(Refusal, match="another host"):
                await one.channel.ask(
                    Release(held.which, Sent.of(dataclasses.replace(request, url=url)))
                )
        assert [it.which for it in await one.waits()] == [held.which]
        await one.channel.ask(Release(""))
        assert await calling == 200


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"the word", id="of known length"),
        pytest.param([b"the ", b"word"], id="in chunks"),
        pytest.param(b"the word" + b" " * 2**21, id="larger than what is recorded"),
    ],
)
async def test_a_request_waits_for_what_is_in_its_body(
    body: bytes | list[bytes], proxy: RunningProxy, plain: Upstream
) -> None:
    fits = "text:word" if len(body) < 100 else "method:POST"
    async with screen(proxy.capture) as one:
        await one.channel.ask(Hold(fits))
        data = body if isinstance(body, bytes) else iter(body)
        calling = call(proxy, "POST", f"{plain.url}/api/Jobs", data=data)
        (held,) = await one.waits()
        assert (held.status, plain.seen) == (None, [])
        await one.channel.ask(Release(held.which))
        assert await calling == 200
    assert b"word" in plain.seen[0]


async def test_an_answer_that_has_passed_does_not_wait(
    proxy: RunningProxy, plain: Upstream
) -> None:
    plain.answers["/api/Jobs"] = answer(b"x" * (16 * 2**20 + 1), status="400 Bad")
    async with screen(proxy.capture) as one:
        await one.channel.ask(Hold("status:400"))
        url = f"{plain.url}/api/Jobs"

        def twice() -> list[int]:
            with requests.Session() as session:  # it keeps the connection
                return [
                    session.get(url, proxies=proxies(proxy), timeout=30).status_code
                    for _ in range(2)
                ]

        assert await asyncio.to_thread(twice) == [400, 400]
        assert one.held == ()


async def test_what_is_too_large_for_a_screen_goes_on_waiting(
    run: Run, settings: ProxySettings, plain: Upstream
) -> None:
    """Neither it nor what else waits is let go by a look at it."""
    proxy = run(dataclasses.replace(settings, body_limit=12 * 2**20))
    async with screen(proxy.capture) as one:
        await one.channel.ask(Hold("method:POST"))
        large = call(proxy, "POST", f"{plain.url}/api/Jobs", data=b"x" * 8 * 2**20)
        (held,) = await one.waits()
        small = call(proxy, "POST", f"{plain.url}/api/{'y' * 30_000}", data=b"y")
        await one.waits(2)
        with pytest.raises(Refusal, match="too large to go between screen and proxy"):
            await one.channel.ask(Look(held.which))
        assert (len(await one.waits(2)), plain.seen) == (2, [])
        assert all(len(each.url) <= 1000 for each in one.held)
        await one.channel.ask(Release(""))

        assert (await large, await small) == (200, 200)
