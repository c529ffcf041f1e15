"""A real call: a proxy of its own with the stand-in, a client's HTTPS call, its recording."""

import os
import sqlite3
import ssl
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.doctor.remark import Remark, fine, problem
from inspector.errors import CaptureError, ConfigError

if TYPE_CHECKING:
    from inspector.proxy import RunningProxy

TOPIC = "trial"
CALL = "https://accountname.restv2.westus.media.azure.net/api/$metadata?api-version=2.19"
PATIENCE = 30  # seconds for the call


@dataclass(frozen=True)
class Trial:
    """How the call went; *fault* is what was wrong."""

    seconds: float = 0.0
    fault: str = ""


def look() -> Trial:
    """Make the call, on this machine only."""
    began = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="ams-inspector-") as folder:
            fault = _tried(Path(folder))
    except (CaptureError, ConfigError, HTTPException, OSError, sqlite3.Error) as error:
        fault = str(error) or type(error).__name__
    return Trial(time.monotonic() - began, fault)


def judge(seen: Trial) -> Iterator[Remark]:
    """Say whether recording works."""
    if seen.fault:
        yield problem(
            TOPIC,
            f"a call through a proxy of its own: {seen.fault}",
            "neither `proxy` nor `run` can be relied on",
            "mend what is named above; if nothing is, run it again with --debug and report it",
        )
    else:
        told = "a call to the stand-in went through a proxy, over TLS, and was recorded"
        yield fine(TOPIC, f"{told} ({seen.seconds:.1f} s)")


def _tried(folder: Path) -> str:
    from inspector.proxy import ProxySettings, start
    from inspector.standin.settings import StandInSettings

    settings = ProxySettings(
        capture=folder / "trial.amscap",
        ca_dir=folder / "ca",
        listen=("127.0.0.1", 0),
        stand_in=StandInSettings(key_folder=folder),
    )
    with start(settings) as proxy:
        _call(proxy, folder)
    return _recorded(settings.capture)


def _call(proxy: "RunningProxy", folder: Path) -> None:
    from inspector.passage import Passage

    env = Passage(proxy.listen, proxy.ca, folder).environment(os.environ)
    context = ssl.create_default_context(cafile=env["SSL_CERT_FILE"])
    client = urllib.request.build_opener(
        urllib.request.ProxyHandler({"https": env["HTTPS_PROXY"]}),
        urllib.request.HTTPSHandler(context=context),
    )
    with client.open(CALL, timeout=PATIENCE) as answer:
        answer.read()


def _recorded(capture: Path) -> str:
    """Return what is wrong with the recording of the one call, "" when nothing is."""
    from inspector.capture.store import CaptureReader

    with CaptureReader(capture) as reader:
        found = [reader.annotated(number) for number in range(1, reader.last() + 1)]
    statuses = [one.exchange.response and one.exchange.response.status for one in found]
    return "" if statuses == [200] else f"one answer 200 was expected, {statuses} was recorded"
