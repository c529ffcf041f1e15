"""A writer that is killed loses nothing that was committed, and its capture opens."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inspector.capture import liveness
from inspector.capture.store import CaptureReader, CaptureWriter

WRITER = """
import sys
from pathlib import Path
from inspector.capture.store import CaptureWriter
from inspector.core.annotated import Annotated
from inspector.core.exchange import Exchange, Request

writer = CaptureWriter(Path(sys.argv[1]), facts={"listen": "here"})
print("ready", flush=True)
for index in range(10**9):
    request = Request(method="POST", url="https://a/api/Jobs", body=b"x" * (index % 3000))
    writer.append(Annotated(Exchange(request=request, id=str(index), redacted=True), index))
    if index % 50 == 0:
        writer.flush()
        print(index + 1, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize("acknowledged_first", [1, 400, 2000])
def test_kill_minus_nine(tmp_path: Path, acknowledged_first: int) -> None:
    path = tmp_path / "killed.amscap"
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    acknowledged = 0
    while acknowledged < acknowledged_first:
        acknowledged = int(child.stdout.readline())
    with CaptureReader(path) as live:
        assert live.facts()["state"] == "recording"
        assert live.last() >= acknowledged
    child.send_signal(signal.SIGKILL)
    acknowledged = max([acknowledged, *map(int, child.stdout.read().split())])
    child.stdout.close()

    with CaptureReader(path) as reader:
        deadline = time.monotonic() + 20
        while reader.facts()["state"] != "interrupted":  # a zombie is dead, too
            assert time.monotonic() < deadline
            time.sleep(0.01)
        child.wait(30)
        last = reader.last()
        assert last >= acknowledged
        assert [exchange.id for exchange in reader.exchanges()] == [str(n) for n in range(last)]
        assert reader.tally().exchanges == last

    with CaptureWriter(path):
        pass  # the next writer goes on with it
    with CaptureReader(path) as reader:
        assert (reader.facts()["state"], reader.last()) == ("finished", last)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "a.amscap"
    CaptureWriter(path).close()
    tmp_path.chmod(0o500)
    try:
        with CaptureReader(path) as reader:
            assert reader.last() == 0
    finally:
        tmp_path.chmod(0o700)


def test_what_is_appended_is_soon_committed(tmp_path: Path) -> None:
    from inspector.core.annotated import Annotated
    from inspector.core.exchange import Exchange, Request

    path = tmp_path / "a.amscap"
    took = []
    with CaptureWriter(path) as writer, CaptureReader(path) as reader:
        for n in range(1, 11):
            request = Request(method="GET", url="https://a/")
            began = time.monotonic()
            writer.append(Annotated(Exchange(request=request, id=str(n), redacted=True)))
            while reader.last() < n:
                time.sleep(0.002)
            took.append(time.monotonic() - began)

    assert min(took) < 0.1  # the best of ten: other programs use this machine, too


def test_this_process_is_alive() -> None:
    assert liveness.is_alive(liveness.mark())


@pytest.mark.parametrize("marked", ["", "0", "-1", "x", "1e3", "99999999999", "999999999", "²"])
def test_no_process(marked: str) -> None:
    assert not liveness.is_alive(marked)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc")
def test_a_number_that_is_used_again_is_another_process() -> None:
    assert not liveness.is_alive(f"{os.getpid()} another-boot/1")
