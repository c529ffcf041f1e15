"""`inspector run -- COMMAND`: real clients through a proxy of its own, and the exit status."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import trustme

PATIENCE = 180  # seconds; the machine may be busy
ROOT = "https://accountname.restv2.westus.media.azure.net/api/"
JAVA = """
import java.net.URI;
import java.net.http.*;
public class Get {
  public static void main(String[] arguments) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(arguments[0])).build();
    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}
"""
GO = """
package main
import ("net/http"; "os")
func main() {
	if _, err := http.Get(os.Args[1]); err != nil { panic(err) }
}
"""
NODE = "fetch(process.argv[1]).then(answer => answer.text())"
DENO = "await (await fetch(Deno.args[0])).text()"
AXIOS = "require('axios').get(process.argv[1])"
PYTHON = {
    "requests": "import requests, sys; requests.get(sys.argv[1])",
    "urllib": "import sys, urllib.request; urllib.request.urlopen(sys.argv[1]).read()",
    "httpx": "import httpx, sys; httpx.get(sys.argv[1])",
}


def node_reads_the_environment() -> bool:
    """Tell whether Node is there, and new enough to take a proxy from the environment."""
    if shutil.which("node") is None:
        return False
    told = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    return int(told.lstrip("v").partition(".")[0]) >= 24


def axios_is_there() -> bool:
    """Tell whether Node finds axios, which takes a proxy from the environment by itself."""
    node = shutil.which("node")
    asked = [node or "", "-e", "require.resolve('axios')"]
    return node is not None and subprocess.run(asked, capture_output=True, check=False).returncode == 0  # fmt: skip


def clients(folder: Path) -> dict[str, list[str]]:
    """Return the commands of the clients that are installed here; each is given a URL."""
    java, go = folder / "Get.java", folder / "get.go"
    java.write_text(JAVA)
    go.write_text(GO)
    found = {
        "curl": ["curl", "-sS", "-o", os.devnull],
        "wget": ["wget", "-q", "-O", os.devnull],
        "git": ["git", "ls-remote"],
        "java": ["java", str(java)],
        "go": ["go", "run", str(go)],
        "deno": ["deno", "eval", DENO],
        **{name: [sys.executable, "-c", code] for name, code in PYTHON.items()},
    }
    if node_reads_the_environment():
        found["node"] = ["node", "-e", NODE]
    if axios_is_there():  # name its folder by NODE_PATH
        found["axios"] = ["node", "-e", AXIOS]
    return {name: command for name, command in found.items() if shutil.which(command[0])}


def script(folder: Path) -> tuple[list[str], set[str]]:
    """Return a program that lets each client make one call, and the clients' names."""
    known = clients(folder)
    lines = ["import subprocess, sys"]
    for name, command in known.items():
        path = f"{name}" if name == "git" else f"$metadata?api-version=2.19&client={name}"
        whole = [*command, f"{ROOT}{path}"]
        lines.append(f"subprocess.run({whole!r}, check={name != 'git'})")
    file = folder / "clients.py"
    file.write_text("\n".join(lines))
    return [sys.executable, str(file)], set(known)


def run(
    *arguments: str, env: dict[str, str] | None = None, **options: Any
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "inspector", "run", *arguments]
    return subprocess.run(
        command, env=env, capture_output=True, text=True, timeout=PATIENCE, check=False, **options
    )


def without_proxies() -> dict[str, str]:
    kept = ("PROXY", "_CA_", "CERT", "CAINFO")
    return {name: value for name, value in os.environ.items() if not any(k in name.upper() for k in kept)}  # fmt: skip


@pytest.mark.parametrize("parent", ["bare", "with authorities of its own", "with NO_PROXY"])
def test_every_client_is_seen(tmp_path: Path, parent: str) -> None:
    env = without_proxies()
    if parent.startswith("with authorities"):
        own = tmp_path / "own.pem"
        trustme.CA().cert_pem.write_to_path(str(own))
        names = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "GIT_SSL_CAINFO")  # fmt: skip
        env |= dict.fromkeys(names, str(own))
        env["JAVA_TOOL_OPTIONS"] = "-Dsomething=else"
    if parent == "with NO_PROXY":
        env |= {"NO_PROXY": "localhost,127.0.0.1,.azure.net", "no_proxy": "*"}
    command, names_of_clients = script(tmp_path)
    told = tmp_path / "report.jsonl"

    done = run("--stand-in", "--fail-on", "never", f"--format=jsonl={told}", "--", *command, env=env)  # fmt: skip

    assert done.returncode == 0, done.stderr
    urls = [json.loads(line)["url"] for line in told.read_text().splitlines()]
    seen = {url.partition("client=")[2] or "git" for url in urls}
    assert seen == names_of_clients


CALL = "import requests; requests.get('{url}', headers={headers})"
GOOD = {
    "Authorization": "Bearer x", "Accept": "application/json", "x-ms-version": "2.19",
    "DataServiceVersion": "3.0", "MaxDataServiceVersion": "3.0",
    "x-ms-client-request-id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
}  # fmt: skip
MODEL = {**GOOD, "Accept": "application/xml"}
del MODEL["Authorization"]  # which the model is told without
CLEAN = CALL.format(url=f"{ROOT}$metadata?api-version=2.19", headers=MODEL)
BAD = CALL.format(url=f"{ROOT}Assets?$expand=Files", headers=GOOD)
NOTHING = "pass"


@pytest.mark.parametrize(
    ("code", "more", "options", "status"),
    [
        pytest.param(CLEAN, "", [], 0, id="clean"),
        pytest.param(CLEAN, "; raise SystemExit(5)", [], 5, id="clean, and the command fails"),
        pytest.param(BAD, "", [], 1, id="findings"),
        pytest.param(BAD, "; raise SystemExit(5)", [], 5, id="findings, and the command fails"),
        pytest.param(BAD, "", ["--fail-on", "never"], 0, id="findings that do not count"),
        pytest.param(NOTHING, "", [], 3, id="nothing recognised"),
        pytest.param(NOTHING, "", ["--allow-empty"], 0, id="nothing recognised, as expected"),
        pytest.param(NOTHING, "; raise SystemExit(5)", [], 5, id="nothing recognised, and the command fails"),
        pytest.param("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", "", [], 143, id="ended by a signal"),
    ],
)  # fmt: skip
def test_status(code: str, more: str, options: list[str], status: int) -> None:
    done = run("--stand-in", *options, "--", sys.executable, "-c", code + more)

    assert done.returncode == status, done.stderr
    assert done.stdout == ""
    assert ("nothing recognised" in done.stderr) is (
        code not in {CLEAN, BAD} and "--allow-empty" not in options
    )


def test_the_commands_own_streams_are_untouched(tmp_path: Path) -> None:
    echo = "import sys; print(sys.stdin.read().upper()); print('on stderr', file=sys.stderr)"

    done = run("--stand-in", "--allow-empty", "--format", "json", "--output", str(tmp_path / "r.json"),
               "--", sys.executable, "-c", echo, input="some input")  # fmt: skip

    assert (done.returncode, done.stdout) == (0, "SOME INPUT\n")
    assert "on stderr" in done.stderr
    assert json.loads((tmp_path / "r.json").read_text())["exchanges"] == []


def test_what_the_command_is_told(tmp_path: Path) -> None:
    code = (
        "import json, os, stat; from pathlib import Path;"
        "names = ['AMS_INSPECTOR_PROXY', 'AMS_INSPECTOR_CA', 'AMS_INSPECTOR_CAPTURE', 'HTTPS_PROXY'];"
        "folder = Path(os.environ['SSL_CERT_FILE']).parent;"
        "told = {name: os.environ.get(name) for name in names};"
        "told['mode'] = stat.S_IMODE(folder.stat().st_mode); told['folder'] = str(folder);"
        "told['no_proxy'] = [name for name in os.environ if name.upper() == 'NO_PROXY'];"
        "print(json.dumps(told))"
    )

    done = run("--stand-in", "--allow-empty", "--", sys.executable, "-c", code)

    told = json.loads(done.stdout)
    assert told["AMS_INSPECTOR_PROXY"] == told["HTTPS_PROXY"]
    assert (told["mode"], told["no_proxy"]) == (0o700, [])
    assert not Path(told["folder"]).exists()
    assert not Path(told["AMS_INSPECTOR_CAPTURE"]).exists()


def test_hosts_that_are_reached_directly() -> None:
    code = "import os; print(os.environ['NO_PROXY'], os.environ['no_proxy'])"

    done = run("--stand-in", "--allow-empty", "--no-proxy", "a.example,b.example", "--", sys.executable, "-c", code)  # fmt: skip

    assert done.stdout == "a.example,b.example a.example,b.example\n"


def test_a_recording_that_is_kept(tmp_path: Path) -> None:
    kept = tmp_path / "kept.amscap"

    run("--stand-in", "--capture", str(kept), "--", sys.executable, "-c", BAD)

    check = [sys.executable, "-m", "inspector", "check", str(kept)]
    assert subprocess.run(check, capture_output=True, check=False).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["--", "no-such-program"], "no-such-program: cannot be run", id="no such program"),
        pytest.param([], "Missing argument", id="no command"),
        pytest.param(["--pace", "2", "--", "true"], "add --stand-in", id="a stand-in's option alone"),
        pytest.param(["--format", "jsno", "--", "true"], "'jsno' is none of", id="no format"),
    ],
)  # fmt: skip
def test_what_cannot_be_run(arguments: list[str], words: str) -> None:
    done = run(*arguments)

    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
    assert done.stderr.count("\n") == 1


def test_no_verdict_on_a_part_of_what_was_sent(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")  # POSIX
    code = """
import os, urllib.error, urllib.request
for _ in range(9):
    body = b'{"Name": "%s"}' % os.urandom(150_000).hex().encode()
    try:
        urllib.request.urlopen(urllib.request.Request(ROOT, body, method="POST"))
    except urllib.error.HTTPError:
        pass
""".replace("ROOT", repr(f"{ROOT}Assets"))

    def no_file_larger() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (900_000, 900_000))

    done = run(
        "--stand-in", "--allow-empty", "--capture", str(tmp_path / "a.amscap"),
        "--", sys.executable, "-c", code,
        preexec_fn=no_file_larger,
    )  # fmt: skip

    assert done.returncode == 2, done.stderr
    assert "a.amscap: not everything was recorded: Recording has stopped" in done.stderr


def test_a_signal_reaches_the_command(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    code = (
        "import pathlib, signal, sys, time;"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(9));"
        f"pathlib.Path({str(ready)!r}).touch(); time.sleep(100)"
    )
    command = [sys.executable, "-m", "inspector", "run", "--stand-in", "--", sys.executable, "-c", code]  # fmt: skip
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        end = time.monotonic() + PATIENCE
        while not ready.exists() and time.monotonic() < end:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)

    assert process.returncode == 9


def test_a_baseline_of_what_was_sent(tmp_path: Path) -> None:
    known = str(tmp_path / "known.json")
    bad = ["--", sys.executable, "-c", BAD]

    failed = run("--stand-in", "--update-baseline", known, *bad[:-1], f"{BAD}; raise SystemExit(5)")
    assert (failed.returncode, Path(known).exists()) == (5, False)
    assert run("--stand-in", "--update-baseline", known, *bad).returncode == 0
    assert run("--stand-in", "--baseline", known, *bad).returncode == 0
    assert run("--stand-in", *bad).returncode == 1


def test_a_request_silences_its_own_findings(tmp_path: Path) -> None:
    """The capture has the header, the service never got it; what silences nothing is told."""
    lines = [
        "import requests, sys",
        "url, bare = sys.argv[1] + '$metadata', {'Accept': 'application/xml'}",
        "requests.get(url, headers={**bare, 'X-Inspector-Ignore': 'ALL'})",
        "requests.get(url, headers={**bare, 'X-Inspector-Ignore': 'SES702'})",
    ]
    settings = 'per-operation-ignore = { "GET $metadata" = ["SES701"] }\n'
    (tmp_path / "ams-inspector.toml").write_text(settings)

    done = run(
        "--stand-in", "--format", "json", "--capture", "kept.amscap", "--fail-on", "never",
        "--", sys.executable, "-c", "\n".join(lines), ROOT, cwd=tmp_path,
    )  # fmt: skip

    told = json.loads(done.stdout)
    silent, loud = told["exchanges"]
    assert (done.returncode, silent["findings"]) == (0, [])
    assert told["summary"]["suppressed"] == len(silent["suppressed"]) > 0
    assert "INS904" in [finding["code"] for finding in loud["findings"]]
    assert 'per-operation-ignore "GET $metadata": SES701 silences nothing' in done.stderr
    again = [sys.executable, "-m", "inspector", "check", "kept.amscap", "--format", "json"]
    checked = subprocess.run(again, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert json.loads(checked.stdout)["summary"] == told["summary"]
