"""Whoever looks at traffic does not change it."""

import dataclasses
import gzip
import random
import socket
import string
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from wire import Dump, Upstream, answer, memory, needs_proc, proxies, recorded, rows, wait_for

import addons.annotate
from inspector.proxy import ProxySettings, RunningProxy

Run = Callable[[ProxySettings], RunningProxy]
ANNOTATE = addons.annotate.__file__
VERBS = ["GET", "POST", "PUT", "MERGE", "PATCH", "DELETE", "HEAD", "OPTIONS"]


def generated(number: int) -> bytes:
    """Return a request as a client might send it, of any shape that is still HTTP."""
    chance = random.Random(number)
    token = "".join(chance.choices(string.ascii_letters, k=8))
    path = chance.choice(
        [
            "/api/Assets",
            f"/api//Assets('nb%3Acid%3A{token}')",
            "/API%2FAssets%28%27x%27%29?$filter=Name+eq+'%C3%A4'&&=",
            f"/api/Jobs?$expand=Tasks&sig={token}%2B%3D#",
        ]
    )
    fields = [
        f"Host: localhost:{chance.randint(1, 9)}",
        f"X-{token}:{token}",
        f"x-ms-version:  2.{chance.randint(0, 19)}  ",
        "Accept: application/json;odata=verbose, */*;q=0.1",
        f"Authorization: Bearer {token}.{token}.{token}",
        "Accept: text/xml",
        "X-Latin: gr\u00fc\u00df",
    ]
    chance.shuffle(fields)
    verb = chance.choice(VERBS)
    body = chance.randbytes(chance.choice([0, 1, 300, 70_000]))
    if verb in {"GET", "HEAD"}:
        body = b""
    if chance.random() < 0.3 and body:
        body, encoding = gzip.compress(body, mtime=0), "gzip"
        fields.append(f"Content-Encoding: {encoding}")
    if body or chance.random() < 0.5:
        fields.append(f"Content-Length: {len(body)}")
    fields.append("Connection: close")
    head = "\r\n".join([f"{verb} {path} HTTP/1.1", *fields, "", ""])
    return head.encode("latin-1") + body


def send(port: int, request: bytes) -> bytes:
    """Send bytes, and return all that comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(request)
        received = b""
        while piece := client.recv(65536):
            received += piece
        return received


def test_requests_arrive_as_they_do_without_us(
    run: Run, settings: ProxySettings, plain: Upstream, mitmdump: Callable[..., Dump]
) -> None:
    mode = f"reverse:http://127.0.0.1:{plain.port}"
    without = mitmdump("--mode", mode)
    within = mitmdump("--mode", mode, "-s", ANNOTATE)
    ours = run(dataclasses.replace(settings, mode=mode, profile="media-services"))
    ports = [without.port, within.port, int(ours.listen.rpartition(":")[2])]
    plain.answers["/api/Assets"] = answer(b"x" * 5000, "X-Mixed-Case: a", "x-mixed-case: b")

    arrived: list[list[bytes]] = []
    returned: list[list[bytes]] = []
    for port in ports:
        plain.seen.clear()
        returned.append([send(port, generated(number)) for number in range(50)])
        arrived.append(list(plain.seen))

    assert len(arrived[0]) == 50
    assert arrived[0] == arrived[1] == arrived[2]
    assert returned[0] == returned[1] == returned[2]
    assert len(rows(ours.capture, 50)) == 50


def test_stock_mitmdump_logs_findings(plain: Upstream, mitmdump: Callable[..., Dump]) -> None:
    dump = mitmdump("-s", ANNOTATE, "--set", "inspector_hosts=localhost")
    through = {"http": f"http://127.0.0.1:{dump.port}"}

    requests.get(f"{plain.url}/api/Assets", proxies=through, timeout=30)

    wait_for(lambda: "HDR103 error GET Assets: " in dump.said)
    assert "Addon error" not in dump.said


def test_stock_mitmdump_refuses_a_bad_option(tmp_path: Path) -> None:
    dump_said = run_briefly(tmp_path, "-s", ANNOTATE, "--set", "inspector_preset=lenient")

    assert "Unknown inspector_preset: lenient" in dump_said


def run_briefly(tmp_path: Path, *arguments: str) -> str:
    """Return what a mitmdump says that ends by itself."""
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("mitmdump")),
            "--set", f"confdir={tmp_path}", "--listen-host", "127.0.0.1", "-p", "0", *arguments,
        ],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    return done.stdout + done.stderr


BROKEN = """
from dataclasses import replace
from addons.annotate import Annotate
from addons.findings import Log
from inspector.core.engine import Inspector
from inspector.core.rule import Rule
from inspector.core.severity import ERROR
from inspector.profiles.catalogue import PROFILES

def broken(it):
    raise SystemExit(it.request.method)

rules = (Rule("BRK901", "broken", ERROR, "", "Broken.", "", "", broken),)
(known,) = PROFILES
profile = replace(known, rules=rules + tuple(r for r in known.rules if r.code == "INS901"))
addons = [Annotate(Log(), Inspector([profile], hosts=("localhost",)))]
"""


def test_a_rule_that_raises_leaves_traffic_alone(
    plain: Upstream, mitmdump: Callable[..., Dump], tmp_path: Path
) -> None:
    script = tmp_path / "broken_rule.py"
    script.write_text(BROKEN)
    dump = mitmdump("-s", str(script))
    through = {"http": f"http://127.0.0.1:{dump.port}"}

    answers = [
        requests.get(f"{plain.url}/api/{n}", proxies=through, timeout=30).json() for n in range(6)
    ]

    assert answers == [{"d": f"/api/{n}"} for n in range(6)]
    wait_for(lambda: "INS901" in dump.said)
    assert dump.said.count("INS901") == 3  # then the rule is left out


def bomb() -> bytes:
    """Return 256 MiB of nothing, in a quarter of a megabyte."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(1024 * 1024)
    return b"".join(packer.compress(zeros) for _ in range(256)) + packer.flush()


@needs_proc
@pytest.mark.parametrize("framing", ["length", "chunks"])
def test_a_decompression_bomb_passes_and_is_not_opened(
    framing: str, run: Run, settings: ProxySettings, plain: Upstream
) -> None:
    packed = bomb()
    if framing == "length":
        plain.answers["/api/Assets"] = answer(packed, "Content-Encoding: gzip")
    else:
        head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
        plain.answers["/api/Assets"] = head + b"%x\r\n%b\r\n0\r\n\r\n" % (len(packed), packed)
    proxy = run(settings)

    sent = requests.get(f"{plain.url}/api/Assets", proxies=proxies(proxy), timeout=60, stream=True)
    assert sent.raw.read(decode_content=False) == packed
    (row,) = rows(proxy.capture, 1)
    response = recorded(proxy.capture, 1).response

    assert response is not None
    assert response.body is None
    assert response.withheld
    assert "INS902" in row.codes
    assert memory(proxy.pid, "VmHWM") < 200  # MiB


def test_the_header_that_silences_stays_here(
    run: Run, settings: ProxySettings, plain: Upstream
) -> None:
    proxy = run(settings)
    address = f"http://localhost:{plain.port}/api/Assets"

    for fields in ({"X-Inspector-Ignore": "COR"}, {}):
        requests.get(address, headers=fields, proxies=proxies(proxy), timeout=30)

    rows(settings.capture, 2)
    silenced, bare = plain.seen
    assert silenced == bare
    assert recorded(settings.capture, 1).request.headers.get("x-inspector-ignore") == "COR"
    assert recorded(settings.capture, 2).request.headers.get("x-inspector-ignore") is None
