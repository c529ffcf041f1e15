"""`inspector run` with commands that are not simple: daemons, pipes, those that end it."""

import json
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from inspector.capture.store import CaptureReader
from inspector.proxy import ProxySettings, start
from inspector.standin.settings import StandInSettings

PATIENCE = 120  # seconds; the machine may be busy
ROOT = "https://accountname.restv2.westus.media.azure.net/api/"
RUN = [sys.executable, "-m", "inspector", "run", "--stand-in"]
CALL = f"""
import os, sys, time, urllib.request
def call(name):
    urllib.request.urlopen(f"{ROOT}$metadata?api-version=2.19&n={{name}}").read()
"""
DAEMON = """
if os.fork():
    os._exit(os.wait()[1])
os.setsid()
if os.fork():
    os._exit(0)
call("before")
open("told", "w").close()
while os.path.exists(os.environ["AMS_INSPECTOR_CA"]):
    time.sleep(0.05)
try:
    call("after")
except OSError as error:
    open("refused", "w").write(str(error))
"""
WAITING = """
while not os.path.exists("told"):
    time.sleep(0.05)
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a working folder; what is temporary goes to another one."""
    for name in ("work", "temp"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temp"))
    return tmp_path


def seen(file: Path) -> list[str]:
    """Return which calls a report in jsonl has."""
    urls = [json.loads(line)["url"] for line in file.read_text().splitlines()]
    return [url.partition("&n=")[2] for url in urls]


def until(file: Path) -> None:
    """Wait for a file to be there."""
    end = time.monotonic() + PATIENCE
    while not file.exists():
        assert time.monotonic() < end, f"{file} does not come"
        time.sleep(0.02)


def test_a_daemon_is_seen_until_the_command_ends(here: Path) -> None:
    (here / "work" / "daemon.py").write_text(CALL + DAEMON)
    code = f"import os, subprocess, sys, time\nsubprocess.run([sys.executable, 'daemon.py'])\n{WAITING}"  # fmt: skip

    with (here / "output").open("w") as output:  # a pipe would wait for the daemon
        done = subprocess.run(
            [*RUN, "--format=jsonl=r.jsonl", "--fail-on=never", "--", sys.executable, "-c", code],
            stdout=output, stderr=output, timeout=PATIENCE, check=False,
        )  # fmt: skip

    assert done.returncode == 0, (here / "output").read_text()
    assert seen(here / "work" / "r.jsonl") == ["before"]
    until(here / "work" / "refused")
    assert list((here / "temp").iterdir()) == []


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("code", "sent", "got"),
    [
        pytest.param("cat", bytes(range(256)) * 400, bytes(range(256)) * 400, id="bytes of all kinds"),
        pytest.param("exec <&-; echo closed", b"", b"closed\n", id="it closes its input"),
        pytest.param("head -c 3", b"a lot of input" * 10_000, b"a l", id="it reads a part"),
        pytest.param("exec >&-; true", b"", b"", id="it closes its output"),
        pytest.param("seq 3 | tac", b"", b"3\n2\n1\n", id="a pipe of its own"),
    ],
)  # fmt: skip
def test_streams_are_the_commands_own(code: str, sent: bytes, got: bytes) -> None:
    done = subprocess.run(
        [*RUN, "--allow-empty", "--", "sh", "-c", code],
        input=sent, capture_output=True, timeout=PATIENCE, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stdout) == (0, got), done.stderr


def test_each_of_two_at_once_has_its_own(here: Path) -> None:
    meet = "open(sys.argv[1], 'w').close()\nwhile not os.path.exists(sys.argv[2]):\n    time.sleep(0.05)\n"  # fmt: skip
    code = f"{CALL}{meet}for n in range(5):\n    call(f'{{sys.argv[1]}}{{n}}')\nprint(os.environ['AMS_INSPECTOR_PROXY'])\n"  # fmt: skip
    (here / "work" / "both.py").write_text(code)

    both = [
        subprocess.Popen(
            [*RUN, "--fail-on=never", f"--format=jsonl={one}.jsonl", "--", sys.executable, "both.py", one, other],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for one, other in (("a", "b"), ("b", "a"))
    ]  # fmt: skip
    told = [one.communicate(timeout=PATIENCE) for one in both]

    assert [one.returncode for one in both] == [0, 0], told
    for name in "ab":
        assert seen(here / "work" / f"{name}.jsonl") == [f"{name}{n}" for n in range(5)]
    assert told[0][0] != told[1][0]  # two proxies
    assert list((here / "temp").iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT], ids=str)
def test_a_signal_while_it_starts_leaves_nothing_behind(here: Path, number: signal.Signals) -> None:
    # On a busy machine it may come when the command runs already; it is passed on then.
    command = [*RUN, "--", sys.executable, "-c", f"import time; time.sleep({PATIENCE})"]
    # A shell that runs the tests in its background has them ignore SIGINT.
    heeding = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, preexec_fn=heeding
    ) as process:
        end = time.monotonic() + PATIENCE
        # Python tries a temporary folder by a file of its own, before there is one of ours.
        while not list((here / "temp").glob("ams-inspector-*")) and time.monotonic() < end:
            time.sleep(0.001)
        process.send_signal(number)
        process.communicate(timeout=PATIENCE)

    assert process.returncode == 128 + number
    assert list((here / "temp").iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="/proc is not here")
@pytest.mark.usefixtures("here")
def test_a_proxy_that_dies_is_no_silent_pass() -> None:
    kill = (
        "import os; from pathlib import Path\n"
        "parent = os.getppid()\n"
        "for one in Path(f'/proc/{parent}/task/{parent}/children').read_text().split():\n"
        "    if int(one) != os.getpid(): os.kill(int(one), 9)\n"
        "import time; time.sleep(1)\n"
    )

    done = subprocess.run(
        [*RUN, "--allow-empty", "--", sys.executable, "-c", kill],
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip

    assert done.returncode == 2
    assert done.stderr == "inspector: the proxy has ended by itself (status -9), before COMMAND did; run it again\n"  # fmt: skip


def test_another_proxy_is_on_the_way(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a company: servers are reached by another proxy only, whose authority is trusted."""
    outer = ProxySettings(
        capture=here / "outer.amscap",
        ca_dir=here / "outer",
        listen=("127.0.0.1", 0),
        stand_in=StandInSettings(),
    )
    with start(outer) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://user:secret@{proxy.listen}")
        way = ["--mode", f"upstream:http://{proxy.listen}", "--upstream-ca", str(proxy.ca)]
        run = [arg for arg in RUN if arg != "--stand-in"]
        report = ["--format", "jsonl=seen.jsonl", "--fail-on", "never"]

        told = subprocess.run(
            [*run, *report, *way, "--", sys.executable, "-c", f"{CALL}\ncall('one')"],
            capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip

    assert (told.returncode, told.stderr.count("secret")) == (0, 0)
    assert seen(Path("seen.jsonl")) == ["one"]
    with CaptureReader(here / "outer.amscap") as reader:
        assert [row.path.partition("&n=")[2] for row in reader.rows(1, 9)] == ["one"]


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        pytest.param(["--mode", "reverse:http://a.test"], 2, "is for `inspector proxy`", id="reverse"),
        pytest.param(["--mode", "sideways"], 2, "is not regular", id="no such mode"),
        pytest.param(["--allow-empty"], 0, "HTTPS_PROXY=http://proxy.test:3128 is not used", id="one that is not used"),
    ],
)  # fmt: skip
def test_the_way_to_servers_is_checked(
    options: list[str], status: int, said: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://user:secret@proxy.test:3128")
    run = [arg for arg in RUN if arg != "--stand-in"]

    told = subprocess.run(
        [*run, *options, "--", sys.executable, "-c", ""],
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip

    assert (told.returncode, "secret" in told.stderr) == (status, False)
    assert said in told.stderr
