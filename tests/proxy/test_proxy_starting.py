"""How the proxy starts, refuses to start, and ends."""

import dataclasses
import os
import signal
import socket
import sqlite3
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import requests
from wire import Command, Upstream, needs_proc, rows

from inspector import cli
from inspector.capture.store import CaptureReader
from inspector.errors import CaptureError, ConfigError
from inspector.proxy import ProxySettings, RunningProxy, start

Run = Callable[[ProxySettings], RunningProxy]


@pytest.mark.parametrize(
    ("number", "status"),
    [
        pytest.param(signal.SIGTERM, 0, id="terminate"),
        pytest.param(signal.SIGINT, 130, id="Ctrl-C"),
    ],
)
def test_signals_end_it_with_everything_on_disk(
    number: signal.Signals, status: int, settings: ProxySettings, plain: Upstream
) -> None:
    with Command(settings) as command:
        through = {"http": f"http://{command.ready['listen']}"}
        for _ in range(20):
            requests.get(f"{plain.url}/api/Assets", proxies=through, timeout=30)

        assert command.end(number) == (status, "")
    assert len(rows(settings.capture, 20)) == 20
    with closing(CaptureReader(settings.capture)) as reader:
        assert reader.facts()["state"] == "finished"


def test_the_ready_line_says_where_things_are(settings: ProxySettings) -> None:
    with Command(settings) as command:
        ready = command.ready
        assert ready["event"] == "ready"
        assert ready["pid"] == command.process.pid
        assert Path(ready["ca"]).read_text().startswith("-----BEGIN CERTIFICATE-----")
        assert ready["capture"] == str(settings.capture)
        host, _, port = ready["listen"].rpartition(":")
        socket.create_connection((host, int(port)), timeout=30).close()


@needs_proc
def test_only_this_machine_can_connect(run: Run, settings: ProxySettings) -> None:
    proxy = run(settings)
    port = int(proxy.listen.rpartition(":")[2])
    listening = [
        line.split()[1]
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()
        if line.split()[3] == "0A" and line.split()[1].endswith(f":{port:04X}")
    ]

    assert listening == [f"0100007F:{port:04X}"]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "proxy.example.test", ""])
def test_other_addresses_are_refused(host: str, settings: ProxySettings) -> None:
    with pytest.raises(ConfigError, match="--allow-remote"):
        start(dataclasses.replace(settings, listen=(host, 0)))


def test_a_reverse_proxy_which_asks_for_no_password_stays_here(settings: ProxySettings) -> None:
    remote = dataclasses.replace(settings, listen=("0.0.0.0", 0), allow_remote=True)

    with pytest.raises(ConfigError, match="cannot be asked for a password"):
        start(dataclasses.replace(remote, mode="reverse:https://service.example.test"))


def test_remote_clients_need_a_password(run: Run, settings: ProxySettings, plain: Upstream) -> None:
    proxy = run(dataclasses.replace(settings, listen=("0.0.0.0", 0), allow_remote=True))
    port = proxy.listen.rpartition(":")[2]
    url = f"{plain.url}/api/Assets"

    without = requests.get(url, proxies={"http": f"http://127.0.0.1:{port}"}, timeout=30)
    login = f"http://{proxy.credentials}@127.0.0.1:{port}"
    within = requests.get(url, proxies={"http": login}, timeout=30)

    assert (without.status_code, within.status_code) == (407, 200)
    assert b"Proxy-Authorization" not in b"".join(plain.seen)


def test_a_port_in_use_is_named(settings: ProxySettings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError) as refused:
            start(dataclasses.replace(settings, listen=("127.0.0.1", port)))

    assert str(refused.value).startswith(f"127.0.0.1:{port}: the port is in use")
    assert not settings.capture.exists()


def test_an_address_of_another_machine_is_named(settings: ProxySettings) -> None:
    with pytest.raises(ConfigError, match="cannot listen there"):
        start(dataclasses.replace(settings, listen=("192.0.2.1", 0), allow_remote=True))


def test_a_capture_that_cannot_be_written_is_named(settings: ProxySettings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    capture = tmp_path / "file" / "x.amscap"

    with pytest.raises(CaptureError, match=r"x\.amscap"):
        start(dataclasses.replace(settings, capture=capture))


@pytest.mark.parametrize(
    ("which", "mode", "remedy"),
    [
        pytest.param("", 0o755, "chmod 700", id="folder"),
        pytest.param("mitmproxy-ca.pem", 0o640, "chmod 600", id="key"),
    ],
)
def test_certificates_that_others_can_read_are_refused(
    which: str, mode: int, remedy: str, run: Run, settings: ProxySettings, tmp_path: Path
) -> None:
    own = dataclasses.replace(settings, ca_dir=tmp_path / "own")
    run(own).stop()
    (own.ca_dir / which).chmod(mode)

    with pytest.raises(ConfigError) as refused:
        start(own)

    assert f"{remedy} {own.ca_dir / which}".rstrip("/") in str(refused.value)


def test_a_folder_with_other_things_is_no_place_for_certificates(
    settings: ProxySettings, tmp_path: Path
) -> None:
    (tmp_path / "thing").write_text("")

    with pytest.raises(ConfigError, match="--ca-dir"):
        start(dataclasses.replace(settings, ca_dir=tmp_path))


def test_proxies_that_start_at_once_share_one_authority(
    run: Run, settings: ProxySettings, tmp_path: Path
) -> None:
    def begin(number: int) -> RunningProxy:
        capture = tmp_path / f"{number}.amscap"
        return run(dataclasses.replace(settings, capture=capture, ca_dir=tmp_path / "fresh"))

    with ThreadPoolExecutor(4) as pool:
        running = list(pool.map(begin, range(4)))

    assert len({proxy.ca.read_bytes() for proxy in running}) == 1
    assert sorted(path.name for path in tmp_path.glob(".fresh*")) == []
    folder, key = tmp_path / "fresh", tmp_path / "fresh" / "mitmproxy-ca.pem"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        pytest.param(["--listen", "127.0.0.1"], "is not HOST:PORT", id="no port"),
        pytest.param(["--mode", "transparent"], "is not regular", id="unknown mode"),
        pytest.param(["--body-limit", "much"], "is no size", id="no size"),
        pytest.param(["--listen", "0.0.0.0:0"], "--allow-remote", id="remote"),
        pytest.param(["--profile", "media-service"], "did you mean", id="profile misspelt"),
    ],
)
def test_unusable_flags_end_with_status_2(
    flags: list[str],
    said: str,
    settings: ProxySettings,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # `--headless` takes over the signals, which are pytest's here.
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    status = cli.perform(["proxy", "--headless", "--capture", str(settings.capture), *flags])

    assert status == 2
    assert said in capsys.readouterr().err


def test_a_fault_inside_the_child_shows_its_traceback(
    settings: ProxySettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "mitmproxy.py").write_text("raise RuntimeError('broken on purpose')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    said: list[str] = []

    with pytest.raises(ConfigError, match="broken on purpose"):
        start(settings, echo=said.append)

    assert said[0].startswith("Traceback")


def test_it_ends_with_its_parent_while_a_client_is_connected(
    run: Run, settings: ProxySettings
) -> None:
    proxy = run(settings)
    host, _, port = proxy.listen.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=30) as client:
        client.sendall(b"GET http://127.0.0.1:9/api/Assets HTTP/1.1\r\n")

        assert proxy.stop() == 0
    with pytest.raises(ProcessLookupError):
        os.kill(proxy.pid, 0)


def test_a_request_under_way_when_it_ends_leaves_a_row(run: Run, settings: ProxySettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        proxy = run(settings)
        host, _, port = proxy.listen.rpartition(":")
        url = f"http://localhost:{silent.getsockname()[1]}/api/Assets"
        with socket.create_connection((host, int(port)), timeout=30) as client:
            client.sendall(f"GET {url} HTTP/1.1\r\n\r\n".encode())
            asked, _ = silent.accept()
            with asked:
                assert asked.recv(9) == b"GET /api/"
                assert proxy.stop() == 0
    (row,) = rows(settings.capture, 1)

    assert (row.path, row.status, "RSP606" in row.codes) == ("/api/Assets", None, True)


def test_an_end_without_everything_on_disk_is_told(
    settings: ProxySettings, plain: Upstream
) -> None:
    with Command(settings) as command:
        through = {"http": f"http://{command.ready['listen']}"}
        with closing(sqlite3.connect(settings.capture, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")  # nothing can be committed meanwhile
            requests.get(f"{plain.url}/api/Assets", proxies=through, timeout=30)
            status, said = command.end(signal.SIGTERM)

    assert (status, said.count("\n")) == (2, 1)
    assert "the latest exchanges may be missing" in said
