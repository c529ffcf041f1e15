"""Real clients through a real proxy to a real server: what ends up in the capture."""

import dataclasses
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import make
import pytest
import requests
from signing import jwks, signed
from wire import (
    Command,
    Upstream,
    answer,
    events,
    is_running,
    memory,
    needs_curl,
    needs_proc,
    proxies,
    recorded,
    rows,
    wait_for,
)

from inspector.core.trust import Trust
from inspector.proxy import ProxySettings, RunningProxy

Run = Callable[[ProxySettings], RunningProxy]


def get(proxy: RunningProxy, url: str, **fields: str) -> requests.Response:
    """Get *url* through *proxy*, trusting its certificate."""
    with requests.Session() as session:
        session.trust_env = False
        return session.get(
            url, headers=fields, proxies=proxies(proxy), verify=str(proxy.ca), timeout=30
        )


@pytest.fixture
def trusting(settings: ProxySettings, secure: Upstream) -> ProxySettings:
    """Settings of a proxy that trusts the upstream's authority."""
    return dataclasses.replace(settings, upstream_ca=secure.authority)


def test_a_token_is_verified_while_it_passes(
    run: Run, settings: ProxySettings, plain: Upstream
) -> None:
    trust = Trust(jwks("a"), make.TENANT, audiences=("https://media.example.test",))
    proxy = run(dataclasses.replace(settings, trust=trust))

    get(proxy, f"{plain.url}/api/Assets", Authorization=f"Bearer {signed('a')}")
    get(proxy, f"{plain.url}/api/Assets", Authorization=f"Bearer {signed('b', tid=None)}")
    rows(proxy.capture, 2)
    first, second = (recorded(proxy.capture, n).request.credential for n in (1, 2))

    assert first is not None
    assert second is not None
    assert (first.signature, first.unexpected) == ("valid", ())
    assert (second.signature, second.unexpected) == ("invalid", ("tid",))


def test_an_exchange_over_tls_is_recorded_and_judged(
    run: Run, trusting: ProxySettings, secure: Upstream
) -> None:
    proxy = run(trusting)

    sent = get(proxy, f"{secure.url}/api/Assets", Accept="application/json")
    (row,) = rows(proxy.capture, 1)

    assert sent.json() == {"d": "/api/Assets"}
    assert (row.method, row.host, row.status, row.service) == ("GET", "localhost", 200, "api")
    assert row.profile == "media-services"
    assert "HDR" in row.codes  # the headers every request needs are absent


def test_an_exchange_is_on_disk_within_a_tenth_of_a_second(
    run: Run, settings: ProxySettings, plain: Upstream
) -> None:
    proxy = run(settings)
    get(proxy, f"{plain.url}/api/Assets")  # the first pays for what is loaded late
    rows(proxy.capture, 1)
    waits = []
    for count in range(2, 8):
        get(proxy, f"{plain.url}/api/Assets")
        answered = time.monotonic()
        rows(proxy.capture, count)
        waits.append(time.monotonic() - answered)

    assert min(waits) < 0.1  # a busy machine may hold some of them up


def test_secrets_never_reach_the_disk(run: Run, trusting: ProxySettings, secure: Upstream) -> None:
    proxy = run(trusting)
    secret = make.token()

    get(proxy, f"{secure.url}/api/Assets?sig=S1gn4tureOfTheUrl", Authorization=f"Bearer {secret}")
    rows(proxy.capture, 1)
    proxy.stop()

    assert secret.encode() in b"".join(secure.seen)  # the service got it
    kept = b"".join(path.read_bytes() for path in proxy.capture.parent.glob("session.amscap*"))
    for part in (*secret.split("."), "S1gn4tureOfTheUrl"):
        assert part.encode() not in kept


@needs_curl
def test_curl_speaks_http_2_with_the_proxy(
    run: Run, trusting: ProxySettings, secure: Upstream
) -> None:
    # The upstream knows HTTP/1.1 only, and with an eager connection the proxy offers what the
    # upstream does; lazily it offers HTTP/2.
    proxy = run(dataclasses.replace(trusting, mode=f"reverse:{secure.url}"))
    command = [
        "curl", "-sS", "--http2", "--cacert", str(proxy.ca), "-w", "%{http_version}",
        f"https://localhost:{proxy.listen.rpartition(':')[2]}/api/Assets",
    ]  # fmt: skip

    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    (row,) = rows(proxy.capture, 1)

    assert done.stdout.startswith('{"d": "/api/Assets"}')
    assert row.status == 200


def test_one_proxy_behind_another(
    run: Run, trusting: ProxySettings, secure: Upstream, plain: Upstream, tmp_path: Path
) -> None:
    behind = run(dataclasses.replace(trusting, capture=tmp_path / "behind.amscap"))
    mode = f"upstream:http://{behind.listen}"
    before = run(dataclasses.replace(trusting, mode=mode, upstream_ca=behind.ca))

    get(before, f"{secure.url}/api/Assets")
    get(before, f"{plain.url}/api/Jobs")

    for proxy in (before, behind):
        assert [row.path for row in rows(proxy.capture, 2)] == ["/api/Assets", "/api/Jobs"]


def test_a_client_that_distrusts_the_certificate_leaves_a_row(
    run: Run, trusting: ProxySettings, secure: Upstream
) -> None:
    proxy = run(trusting)

    with pytest.raises(requests.exceptions.SSLError):
        requests.get(secure.url, proxies=proxies(proxy), verify=str(secure.authority), timeout=30)
    (row,) = rows(proxy.capture, 1)

    assert (row.method, row.host) == ("CONNECT", "localhost")
    assert row.error == "the client does not trust the proxy's certificate"
    assert "tls" in {event.kind for event in events(proxy.capture)}


def test_a_server_that_cannot_be_reached_leaves_a_row(run: Run, settings: ProxySettings) -> None:
    proxy = run(settings)

    with pytest.raises(requests.exceptions.ProxyError):
        requests.get("https://localhost:1/api/", proxies=proxies(proxy), timeout=30)
    (row,) = rows(proxy.capture, 1)

    assert row.method == "CONNECT"
    assert "refused" in row.error or "failed" in row.error


@needs_curl
def test_other_hosts_are_passed_on_unopened(
    run: Run, settings: ProxySettings, secure: Upstream
) -> None:
    # 127.0.0.1 and localhost would be opened, being this machine; 0.0.0.0 merely leads there.
    proxy = run(settings)
    host, port = proxy.listen.rsplit(":", 1)
    command = [
        "curl", "-sS", "--proxy", f"http://{host}:{port}", "--cacert", str(secure.authority),
        "--connect-to", f"::0.0.0.0:{secure.port}", "-k", "https://elsewhere.example.test/x",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)

    assert done.stdout == '{"d": "/x"}'
    wait_for(lambda: any("elsewhere" in event.text for event in events(proxy.capture)))
    assert rows(proxy.capture, 0) == []


@needs_proc
def test_bodies_beyond_the_limit_pass_and_are_withheld(
    run: Run, settings: ProxySettings, plain: Upstream
) -> None:
    proxy = run(settings)
    body = os.urandom(20 * 1024 * 1024)
    plain.answers["/api/large"] = answer(body, "Content-Type: application/octet-stream")
    get(proxy, f"{plain.url}/api/small")
    before = memory(proxy.pid, "VmRSS")

    assert get(proxy, f"{plain.url}/api/large").content == body
    rows(proxy.capture, 2)
    grown = memory(proxy.pid, "VmRSS") - before
    exchange = recorded(proxy.capture, 2)

    assert exchange.response is not None
    assert exchange.response.body is None
    assert exchange.response.withheld == "larger than 1 MiB"
    assert exchange.response.body_size == len(body)
    assert grown < 15  # MiB; held back it would be 40


def test_a_body_of_unknown_length_is_inspected(
    run: Run, settings: ProxySettings, plain: Upstream
) -> None:
    proxy = run(settings)
    chunked = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"d":\r\n3\r\n {}\r\n1\r\n}\r\n0\r\n\r\n'
    plain.answers["/api/Assets"] = chunked

    assert get(proxy, f"{plain.url}/api/Assets").text == '{"d": {}}'
    rows(proxy.capture, 1)

    exchange = recorded(proxy.capture, 1)
    assert exchange.response is not None
    assert json.loads(exchange.response.body or b"") == {"d": {}}


@pytest.mark.parametrize("which", ["child", "parent"])
def test_what_was_recorded_survives_a_kill(
    which: str, settings: ProxySettings, plain: Upstream, tmp_path: Path
) -> None:
    with Command(settings) as command:
        for _ in range(3):
            requests.get(
                f"{plain.url}/api/Assets",
                proxies={"http": f"http://{command.ready['listen']}"},
                timeout=30,
            )
        rows(settings.capture, 3)

        os.kill(command.ready["proxy_pid" if which == "child" else "pid"], signal.SIGKILL)

        status, said = command.outcome()
    wait_for(lambda: not is_running(command.ready["proxy_pid"]))
    assert len(rows(settings.capture, 3)) == 3
    if which == "child":
        assert status == 2
        assert said == "inspector: the proxy has ended by itself (status -9)\n"
