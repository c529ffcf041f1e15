"""Sessions of pytest with `--ams-inspect`: real clients, proxies and workers."""

import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

# pytester forgets what was imported within; cryptography cannot be imported twice.
from cryptography.hazmat.primitives.serialization import pkcs12  # noqa: F401

from inspector.announced import CA, CAPTURE, HOSTS, PROFILE, PROXY
from inspector.capture.store import CaptureReader
from inspector.core.caller import HEADER, Caller
from inspector.pytest_plugin.attributing import ACTIVE

# Plugins that have nothing to do with it, and take seconds to import.
SLOW = ("hypothesispytest", "textual-snapshot", "syrupy", "anyio", "platformdirs")
QUICK = ["-p", "no:cacheprovider", *(word for name in SLOW for word in ("-p", f"no:{name}"))]
WITHIN = ["-p", "no:asyncio"]  # its warnings are errors here
INSPECT = [*QUICK, "--ams-inspect", "--ams-stand-in"]
CLIENTS = """\
import subprocess, sys, threading, urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
import httpx, pytest, requests

ROOT = "https://accountname.restv2.westus.media.azure.net/api/"
GET = "$metadata?api-version=2.19"
SESSION = requests.Session()  # made before anything is under way

@pytest.fixture(scope="module")
def login():
    requests.get(ROOT + GET + "&by=fixture")

def test_requests(login):
    SESSION.get(ROOT + GET + "&by=requests")

def test_httpx():
    httpx.get(ROOT + GET + "&by=httpx")

async def test_httpx_async():
    async with httpx.AsyncClient() as client:
        await client.get(ROOT + GET + "&by=httpx-async")

def test_urllib():
    urllib.request.urlopen(ROOT + GET + "&by=urllib").read()

def test_thread():
    args = (ROOT + GET + "&by=thread",)
    thread = threading.Thread(target=requests.get, args=args)
    thread.start()
    thread.join()

def test_child():
    code = f"import urllib.request as u; u.urlopen({ROOT + GET + '&by=child'!r})"
    subprocess.run([sys.executable, "-c", code], check=True)

@pytest.mark.parametrize("token", ["eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwczovL3gifQ.c2lnbmF0dXJl"])
def test_secret_in_a_name(token, ams_traffic):
    requests.get(ROOT + GET + "&by=secret")
    assert len(ams_traffic.exchanges) == 1

def test_traffic(media_services, ams_traffic):
    assert ams_traffic.exchanges == []
    requests.get(media_services.url + "Assets", headers=media_services.headers())
    assert [one.operation for one in ams_traffic.exchanges] == ["GET Assets"]
    assert ams_traffic.codes == ["COR201"]
    assert ams_traffic.findings[0].name == "client-request-id-missing"

def test_a_server_of_the_users_own():
    class Echo(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(str(self.headers).encode())
        def log_message(self, *_):
            pass
    with HTTPServer(("127.0.0.1", 0), Echo) as server:
        threading.Thread(target=server.handle_request).start()
        told = requests.get(f"http://127.0.0.1:{server.server_port}/?by=own").text
    assert "User-Agent" in told
    assert "X-Inspector" not in told
"""
BAD = """\
import requests

def test_bad():
    requests.get("https://accountname.restv2.westus.media.azure.net/api/Assets?$expand=Files")
"""
NOTHING = "def test_nothing():\n    pass\n"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be behind no proxy, even where this suite is."""
    for name in (PROXY, CA, CAPTURE, HOSTS, PROFILE):
        monkeypatch.delenv(name, raising=False)


def environment() -> dict[str, str]:
    """Return the environment without what pytest itself keeps there."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}


def told(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def sent_by(exchanges: list[dict[str, Any]]) -> dict[str, tuple[str, int]]:
    """Return test and line of each exchange by what its address says of the client."""
    return {
        one["url"].partition("by=")[2]: (one["caller"]["test"].partition("::")[2], one["caller"]["line"])
        for one in exchanges
        if "by=" in one["url"]
    }  # fmt: skip


def line_of(text: str) -> int:
    """Return in which line of CLIENTS *text* is."""
    return next(number for number, line in enumerate(CLIENTS.splitlines(), 1) if text in line)


def findings(exchanges: list[dict[str, Any]]) -> Counter[tuple[str, str]]:
    return Counter((one["operation"], found["code"]) for one in exchanges for found in one["findings"])  # fmt: skip


def test_each_exchange_names_its_test_and_line_in_one_process_and_in_two(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(CLIENTS)
    options = [*INSPECT, "-o", "asyncio_mode=auto", "--ams-fail-on", "warning"]
    one = pytester.runpytest_subprocess(
        *options, "--ams-report", "jsonl=one.jsonl", "--ams-capture", "one.amscap"
    )
    two = pytester.runpytest_subprocess(
        *options, "-n", "2", "--ams-report", "jsonl=two.jsonl", "--ams-capture", "two.amscap"
    )

    for done in (one, two):
        done.assert_outcomes(passed=CLIENTS.count("def test_"))
        assert done.ret == pytest.ExitCode.TESTS_FAILED
        done.stdout.fnmatch_lines(["*= ams-inspector =*", "ams-inspector: FAILED: findings at or above warning*"])  # fmt: skip
    alone, spread = told(pytester.path / "one.jsonl"), told(pytester.path / "two.jsonl")
    lines = {
        "fixture": ("test_requests", line_of("&by=fixture")),
        "requests": ("test_requests", line_of("&by=requests")),
        "httpx": ("test_httpx", line_of("&by=httpx")),
        "httpx-async": ("test_httpx_async", line_of("&by=httpx-async")),
        "urllib": ("test_urllib", line_of("&by=urllib")),
        "thread": ("test_thread", line_of("def test_thread")),
        "child": ("test_child", line_of("def test_child")),
    }
    for exchanges in (alone, spread):
        found = sent_by(exchanges)
        assert {name: found[name] for name in lines} == lines
        assert "<redacted:jwt:" in found["secret"][0]
    assert findings(alone) == findings(spread)
    assert findings(alone)["GET Assets", "COR201"] == 1
    for file in ("one.amscap", "two.amscap"):
        assert HEADER.encode() not in (pytester.path / file).read_bytes()
        with CaptureReader(pytester.path / file) as reader:
            assert reader.tally().exchanges == len(alone) == len(spread)


@pytest.mark.parametrize(
    ("options", "status", "line"),
    [
        pytest.param([],                                  1, "*FAILED: nothing recognised: the tests sent nothing*", id="by default"),
        pytest.param(["-o", "ams_allow_empty=true"],      0, "0 exchanges, 0 inspected: *",                          id="as expected"),
    ],
)  # fmt: skip
def test_nothing_recognised(
    pytester: pytest.Pytester, options: list[str], status: int, line: str
) -> None:
    pytester.makepyfile(NOTHING)

    done = pytester.runpytest_inprocess(*WITHIN, *INSPECT, *options)

    assert done.ret == status
    done.assert_outcomes(passed=1)
    done.stdout.fnmatch_lines([line])


def test_without_a_summary_the_reason_is_on_stderr(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(BAD)

    done = pytester.runpytest_subprocess(*INSPECT, "-p", "no:terminal")

    assert done.ret == pytest.ExitCode.TESTS_FAILED
    done.stderr.fnmatch_lines(["ams-inspector: FAILED: findings at or above error (fail-on)"])


def test_what_is_known_fails_no_more(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(BAD)

    learnt = pytester.runpytest_inprocess(*WITHIN, *INSPECT, "--ams-update-baseline", "known.json")
    judged = pytester.runpytest_inprocess(*WITHIN, *INSPECT, "--ams-baseline", "known.json")

    assert (learnt.ret, judged.ret) == (0, 0)
    judged.stdout.fnmatch_lines(["*in the baseline)"])


def test_an_interrupt_leaves_everything_on_disk_and_no_proxy(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(f"{BAD}\n\ndef test_interrupted():\n    import os\n    print(os.environ['{PROXY}'])\n    raise KeyboardInterrupt\n")  # fmt: skip

    done = pytester.runpytest_subprocess(*INSPECT, "--ams-capture", "kept.amscap", "-s")

    assert done.ret == pytest.ExitCode.INTERRUPTED
    done.stdout.fnmatch_lines(["*= ams-inspector =*", "GET Assets*"])
    with CaptureReader(pytester.path / "kept.amscap") as reader:
        assert reader.facts()["state"] == "finished"
        assert reader.annotated(1).exchange.caller == Caller(
            "test_an_interrupt_leaves_everything_on_disk_and_no_proxy.py::test_bad",
            "test_an_interrupt_leaves_everything_on_disk_and_no_proxy.py",
            4,
        )


def test_within_this_process_all_is_put_back(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(BAD)
    before = environment()

    done = pytester.runpytest_inprocess(*WITHIN, *INSPECT)

    assert done.ret == pytest.ExitCode.TESTS_FAILED
    assert environment() == before
    assert ACTIVE == []


def test_behind_a_proxy_that_runs_already(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_it=BAD)
    report = pytester.path / "out.jsonl"

    done = pytester.run(
        sys.executable, "-m", "inspector", "run", "--stand-in", f"--format=jsonl={report}", "--",
        sys.executable, "-m", "pytest", *QUICK,
    )  # fmt: skip

    assert done.ret == 1
    (exchange,) = told(report)
    assert exchange["caller"] == {"test": "test_it.py::test_bad", "file": "test_it.py", "line": 4}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        pytest.param(["--ams-stand-in"],                                 "--ams-stand-in does nothing alone: add --ams-inspect", id="an option alone"),
        pytest.param(["--ams-inspect", "--ams-report", "jsno=a"],        "'jsno=a' is not FORMAT=FILE with one of text, json",   id="no format"),
        pytest.param(["--ams-inspect", "--ams-report", "json"],          "'json' is not FORMAT=FILE",                            id="no file"),
        pytest.param(["--ams-inspect", "--ams-report", "json=no/a"],     "there is no folder",                                   id="no folder"),
        pytest.param(["--ams-inspect", "--ams-report", "json=a", "--ams-report", "text=a"], "would be written to one file",      id="one file for two"),
        pytest.param(["--ams-inspect", "--ams-baseline", "none.json"],   "--ams-baseline: none.json: cannot be read",                            id="no baseline"),
        pytest.param(["--ams-inspect", "--ams-capture", "test_it.py"],   "test_it.py: not a capture",                            id="another file in the capture's place"),
    ],
)  # fmt: skip
def test_what_is_not_possible(pytester: pytest.Pytester, options: list[str], words: str) -> None:
    pytester.makepyfile(test_it=NOTHING)

    done = pytester.runpytest_inprocess(*WITHIN, *QUICK, *options)

    assert done.ret == pytest.ExitCode.USAGE_ERROR
    assert words in str(done.stderr)
    assert "def test_nothing" in (pytester.path / "test_it.py").read_text()


@pytest.mark.parametrize("option", ["--collect-only", "--fixtures", "--help"])
def test_nothing_is_begun_where_no_test_runs(pytester: pytest.Pytester, option: str) -> None:
    pytester.makepyfile(NOTHING)

    done = pytester.runpytest_inprocess(*WITHIN, *INSPECT, option)

    assert done.ret == 0
    assert "nothing recognised" not in str(done.stdout)


def test_the_fixture_fails_where_nothing_is_inspected(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(ams_traffic):\n    pass\n")

    done = pytester.runpytest_inprocess(*WITHIN, *QUICK)

    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["*nothing is inspected; run pytest with --ams-inspect*"])
