"""`inspector stand-in`, run as a program."""

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import make
import pytest
import requests

from inspector.cli import perform

PATIENCE = 60  # seconds; the machine may be busy
COMMAND = [sys.executable, "-m", "inspector", "stand-in", "--listen", "127.0.0.1:0"]
FORM = {"grant_type": "client_credentials", "client_id": "a", "client_secret": "b"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def child(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    state = str(tmp_path / "a.state")
    with subprocess.Popen(
        [*COMMAND, "--state", state, "--pace", "1000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


def ready(process: subprocess.Popen[str]) -> dict[str, str]:
    assert process.stdout is not None
    told: dict[str, str] = json.loads(process.stdout.readline())
    return told


def headers(told: dict[str, str]) -> dict[str, str]:
    form = {**FORM, "resource": make.AUDIENCE}
    token = requests.post(told["tokens"], data=form, timeout=PATIENCE).json()["access_token"]
    return {**dict(make.headers()), "Authorization": f"Bearer {token}"}


def test_it_says_where_it_is_and_ends_by_a_signal(child: subprocess.Popen[str]) -> None:
    told = ready(child)
    assert (told["event"], told["pid"]) == ("ready", child.pid)
    made = requests.post(
        f"{told['api']}Assets", json={"Name": "a"}, headers=headers(told), timeout=PATIENCE
    )
    assert made.status_code == 201

    child.send_signal(signal.SIGTERM)

    assert (child.wait(PATIENCE), child.stderr.read()) == (0, "")


def test_ctrl_c_ends_it_as_a_shell_expects(child: subprocess.Popen[str]) -> None:
    ready(child)

    child.send_signal(signal.SIGINT)

    assert child.wait(PATIENCE) == 130


def test_it_ends_while_a_call_is_being_answered(child: subprocess.Popen[str]) -> None:
    told = ready(child)
    sent = {**headers(told), "X-Stand-In-Fault": "latency=60"}
    failed = threading.Event()

    def ask() -> None:
        try:
            requests.get(f"{told['api']}Assets", headers=sent, timeout=PATIENCE)
        except requests.RequestException:
            failed.set()

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(0.5)
    began = time.monotonic()
    child.send_signal(signal.SIGTERM)

    assert child.wait(PATIENCE) == 0
    assert time.monotonic() - began < 30  # 3 on a machine that is not busy; 60 if it waited
    asking.join(PATIENCE)
    assert not asking.is_alive()


def test_a_port_in_use(child: subprocess.Popen[str], capsys: pytest.CaptureFixture[str]) -> None:
    port = ready(child)["listen"].rpartition(":")[2]

    assert perform(["stand-in", "--listen", f"127.0.0.1:{port}"]) == 2
    assert "in use" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["stand-in", "--listen", "0.0.0.0:0"], "add --allow-remote", id="the whole network"),
        pytest.param(["stand-in", "--listen", "here"], "is not HOST:PORT", id="no address"),
        pytest.param(["stand-in", "--fault", "dorp"], "did you mean drop?", id="no fault"),
        pytest.param(["stand-in", "--pace", "0"], "--pace 0", id="no pace"),
        pytest.param(["stand-in", "--state", "/dev/null/x"], "--state /dev/null/x", id="no file"),
        pytest.param(["proxy", "--headless", "--pace", "2"], "add --stand-in", id="a proxy without it"),
        pytest.param(["proxy", "--headless", "--state", "x"], "--state is about the stand-in", id="its state"),
    ],
)  # fmt: skip
def test_what_it_does_not_take(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert perform(arguments) == 2

    told = capsys.readouterr().err
    assert words in told
    assert told.count("\n") == 1


def test_the_signing_key_is_kept_in_the_users_folder(
    child: subprocess.Popen[str], home: Path
) -> None:
    ready(child)

    assert [file.name for file in (home / "ams-inspector").iterdir()] == ["stand-in-key.pem"]
