"""Commands run as a person runs them, and recordings for them."""

import subprocess
import sys
from pathlib import Path

import make

GOOD = f"""\
# at: 2026-01-31T12:00:00Z
GET {make.ROOT}Assets
Authorization: Bearer {make.token()}
Accept: application/json;odata=verbose
x-ms-version: 2.19
DataServiceVersion: 3.0
MaxDataServiceVersion: 3.0
x-ms-client-request-id: 3f2504e0-4f89-41d3-9a0c-0305e82c3301
"""
NAMELESS = GOOD.replace("x-ms-client-request-id: 3f2504e0-4f89-41d3-9a0c-0305e82c3301\n", "")
ELSEWHERE = "GET https://example.com/\n"


def ran(command: str, *arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run `inspector COMMAND` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "inspector", command, *map(str, arguments)],
        input=stdin, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
