"""Replays through a real proxy, asked for over its control channel."""

import asyncio
import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from wire import Upstream, answer, events, proxies, recorded, rows, wait_for

from inspector.capture.store import CaptureReader
from inspector.control import place
from inspector.control.client import Channel
from inspector.control.sendable import Refusal, Sent
from inspector.control.words import FACT, Replay
from inspector.core.exchange import Exchange
from inspector.proxy import ProxySettings, RunningProxy
from inspector.standin.settings import StandInSettings

Run = Callable[[ProxySettings], RunningProxy]
pytestmark = pytest.mark.skipif(not place.HAS_SOCKETS, reason="no Unix sockets")
SECRETS = {"Authorization": "Bearer opaque-secret-token-123456", "X-Key": "verysecretkey12"}
PATH = "/api/Assets?sig=abcdefgh%2bijkl1234%3D"


def control(capture: Path) -> Path:
    """Return where the capture says that its proxy listens to screens."""
    with CaptureReader(capture) as reader:
        return Path(reader.facts()[FACT])


def replayed(capture: Path, exchange: Exchange, times: int = 1, **changed: object) -> list[str]:
    """Have *exchange* sent again *times* at once, each by a channel of its own."""
    sent = dataclasses.replace(exchange.request, **changed)  # type: ignore[arg-type]

    async def one() -> str:
        channel = await Channel.open(control(capture), lambda _: None)
        try:
            return (await channel.ask(Replay(Sent.of(sent), exchange.id))).exchange
        finally:
            await channel.close()

    async def several() -> list[str]:
        return await asyncio.gather(*(one() for _ in range(times)))

    return asyncio.run(several())


def test_a_replay_is_what_was_sent_and_an_exchange_of_its_own(
    run: Run, settings: ProxySettings, plain: Upstream
) -> None:
    proxy = run(settings)
    requests.post(f"{plain.url}{PATH}", b"a=1", headers=SECRETS, proxies=proxies(proxy), timeout=30)
    rows(proxy.capture, 1)

    identities = replayed(proxy.capture, recorded(proxy.capture, 1), times=3)
    found = rows(proxy.capture, 4)

    assert len(plain.seen) == 4
    assert len(set(plain.seen)) == 1
    assert [row.replay_of for row in found] == [None, 1, 1, 1]
    assert {row.id for row in found[1:]} == set(identities)
    assert recorded(proxy.capture, 2).replay_of == found[0].id
    assert recorded(proxy.capture, 2).request == recorded(proxy.capture, 1).request
    assert proxy.stop() == 0
    for secret in ("opaque-secret-token", "verysecretkey12", "abcdefgh"):
        assert secret.encode() not in proxy.capture.read_bytes()


def test_a_secret_goes_to_no_other_host(run: Run, settings: ProxySettings, plain: Upstream) -> None:
    proxy = run(settings)
    requests.get(f"{plain.url}{PATH}", headers=SECRETS, proxies=proxies(proxy), timeout=30)
    rows(proxy.capture, 1)
    there = f"http://127.0.0.1:{plain.port}/api/Assets"

    with pytest.raises(Refusal, match="never sent to http://127"):
        replayed(proxy.capture, recorded(proxy.capture, 1), url=there)
    assert len(plain.seen) == 1


def test_a_host_header_that_names_another_teaches_nothing(
    run: Run, settings: ProxySettings, plain: Upstream
) -> None:
    proxy = run(settings)
    fields = {**SECRETS, "Host": "accountname.restv2.westus.media.azure.net"}
    requests.get(f"{plain.url}/api/Assets", headers=fields, proxies=proxies(proxy), timeout=30)
    rows(proxy.capture, 1)

    with pytest.raises(Refusal, match="does not know what"):
        replayed(proxy.capture, recorded(proxy.capture, 1))


def test_an_earlier_proxys_tokens_are_gone(
    run: Run, settings: ProxySettings, plain: Upstream
) -> None:
    first = run(settings)
    requests.get(f"{plain.url}{PATH}", headers=SECRETS, proxies=proxies(first), timeout=30)
    rows(first.capture, 1)
    place_of_first = control(first.capture)
    first.stop()
    second = run(settings)

    assert not place_of_first.parent.exists()
    assert control(second.capture) != place_of_first
    with pytest.raises(Refusal, match="an earlier one recorded it"):
        replayed(second.capture, recorded(second.capture, 1))


def test_a_replay_over_tls_and_one_that_the_stand_in_answers(
    run: Run, settings: ProxySettings, secure: Upstream, tmp_path: Path
) -> None:
    trusting = run(dataclasses.replace(settings, upstream_ca=secure.authority))
    with requests.Session() as session:
        session.trust_env = False
        session.get(f"{secure.url}{PATH}", headers=SECRETS, proxies=proxies(trusting),
                    verify=str(trusting.ca), timeout=30)  # fmt: skip
    rows(trusting.capture, 1)
    replayed(trusting.capture, recorded(trusting.capture, 1))
    standing_in = run(
        dataclasses.replace(
            settings, capture=tmp_path / "other.amscap", stand_in=StandInSettings(), hosts=()
        )
    )
    url = "http://accountname.restv2.westus.media.azure.net/api/Assets"
    requests.get(url, proxies=proxies(standing_in), timeout=30)
    rows(standing_in.capture, 1)
    replayed(standing_in.capture, recorded(standing_in.capture, 1))

    assert secure.seen[0] == secure.seen[1]
    assert [row.status for row in rows(standing_in.capture, 2)] == [401, 401]


def test_a_replay_takes_the_way_of_its_proxys_mode(
    run: Run, settings: ProxySettings, plain: Upstream, tmp_path: Path
) -> None:
    back = f"reverse:http://127.0.0.1:{plain.port}"
    far = run(dataclasses.replace(settings, mode=back, profile="media-services"))
    ahead = tmp_path / "ahead.amscap"
    near = run(dataclasses.replace(settings, mode=f"upstream:http://{far.listen}", capture=ahead))
    requests.get(f"{plain.url}{PATH}", headers=SECRETS, proxies=proxies(near), timeout=30)
    rows(near.capture, 1)
    rows(far.capture, 1)

    replayed(near.capture, recorded(near.capture, 1))
    replayed(far.capture, recorded(far.capture, 1))

    assert [row.replay_of for row in rows(far.capture, 3)] == [None, None, 1]
    assert len({seen.partition(b"\r\n")[2] for seen in plain.seen}) == 1
    assert events(near.capture) == events(far.capture) == []


def test_what_no_server_answers_is_an_exchange_too(
    run: Run, settings: ProxySettings, plain: Upstream
) -> None:
    proxy = run(settings)
    requests.get(f"{plain.url}/api/Assets", proxies=proxies(proxy), timeout=30)
    rows(proxy.capture, 1)

    replayed(proxy.capture, recorded(proxy.capture, 1), url="http://127.0.0.1:1/api/Assets")

    assert rows(proxy.capture, 2)[1].error


def test_a_screen_that_leaves_takes_no_replay_along(
    run: Run, settings: ProxySettings, plain: Upstream
) -> None:
    proxy = run(settings)
    requests.get(f"{plain.url}/api/Assets", proxies=proxies(proxy), timeout=30)
    rows(proxy.capture, 1)
    plain.answers["/api/Assets"] = answer(b"again")

    async def leave() -> None:
        channel = await Channel.open(control(proxy.capture), lambda _: None)
        asked = asyncio.create_task(
            channel.ask(Replay(Sent.of(recorded(proxy.capture, 1).request), "x"))
        )
        await asyncio.sleep(0.01)
        await channel.close()
        asked.cancel()

    asyncio.run(leave())
    requests.get(f"{plain.url}/api/Jobs", proxies=proxies(proxy), timeout=30)

    wait_for(lambda: len(plain.seen) >= 2)
