"""Clients that are installed here, and whether `inspector run` reaches them."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

from inspector.doctor.remark import Remark, fine, warning

TOPIC = "programs"
PATIENCE = 10  # seconds
KNOWN = {  # program: how it tells its version, and where that is in what it says
    "curl": ("--version", r"curl (\d[\d.]*)"),
    "wget": ("--version", r"Wget (\d[\d.]*)"),
    "git": ("--version", r"git version (\d[\d.]*)"),
    "java": ("-version", r'version "(\d[\w.]*)'),
    "node": ("--version", r"v(\d[\d.]*)"),
}
NODE = ((22, 21), (24, 0))  # from where it reads NODE_USE_ENV_PROXY: of 22, and of all others


@dataclass(frozen=True)
class Program:
    """A client; *version* is "" when it does not start."""

    name: str
    path: str
    version: str


def look() -> list[Program]:
    """See which of the clients that we know are there."""
    found = ((name, shutil.which(name)) for name in KNOWN)
    return [Program(name, path, _version(name, path)) for name, path in found if path is not None]


def judge(seen: list[Program]) -> Iterator[Remark]:
    """Say which clients `run` reaches."""
    faults = {one.name: fault for one in seen if (fault := _fault(one)) is not None}
    reached = [f"{one.name} {one.version}" for one in seen if one.name not in faults]
    if reached:
        yield fine(TOPIC, f"`run` reaches {', '.join(reached)}")
    elif not seen:
        yield fine(TOPIC, f"none of {', '.join(KNOWN)} is here")
    yield from faults.values()


def _fault(seen: Program) -> Remark | None:
    told = f"{seen.name} {seen.version}".strip()
    if not seen.version:
        does_not = f"{seen.path} does not tell its version"
        return warning(TOPIC, does_not, "it may be no more than a name", f"try `{seen.name}`")
    if seen.path.startswith("/snap/"):
        return warning(
            TOPIC,
            f"{told} is a snap",
            "a snap has a /tmp of its own: it cannot read the authorities that `run` names there",
            "set TMPDIR to a folder in your home that is not hidden",
        )
    if seen.name == "node" and not reads_the_environment(seen.version):
        return warning(
            TOPIC,
            f"{told} ignores the proxy variables",
            "what it sends by `fetch` or `https` passes by `run` unseen; axios and others reach it",
            "use Node 24, or `inspector proxy --mode reverse:URL` and its address in the program",
        )
    return None


def reads_the_environment(version: str) -> bool:
    """Tell whether a version of Node takes a proxy from the environment when it is told to."""
    major, minor = (int(one) for one in f"{version}.0".split(".")[:2])
    of_22, others = NODE
    return (major, minor) >= (of_22 if major == of_22[0] else others)


def _version(name: str, path: str) -> str:
    question, answer = KNOWN[name]
    env = {key: value for key, value in os.environ.items() if key != "JAVA_TOOL_OPTIONS"}
    try:
        told = subprocess.run(  # noqa: S603 - a client of the user's, asked for its version
            [path, question], env=env, capture_output=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    found = re.search(answer, (told.stdout + told.stderr).decode("utf-8", "replace"))
    return found[1] if found else ""
