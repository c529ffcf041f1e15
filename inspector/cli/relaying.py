"""Options that say how a proxy passes traffic on, for the commands that start one."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}
MODE = re.compile(r"regular|(reverse|upstream):https?://[^\s@/]+/?")
OUTER = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")  # that clients read


def read_size(_ctx: click.Context, _param: click.Parameter, value: str) -> int:
    """Read a number of bytes: `65536`, `64k`, `1m`, `1MiB`."""
    found = re.fullmatch(r"(\d{1,12})([kmg]?)(?:i?b)?", value.replace(" ", "").lower())
    if found is None:
        raise click.BadParameter(f"{value!r} is no size, such as 65536, 64k or 1m")
    return int(found[1]) * UNITS[found[2]]


def read_mode(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    """Read how clients reach the proxy, and it the servers."""
    if MODE.fullmatch(value) is None:
        raise click.BadParameter(f"{value!r} is not regular, reverse:URL or upstream:URL")
    return value


RELAYING = (
    click.option("--stand-in", is_flag=True, help="Let the stand-in answer for Media Services."),
    click.option(
        "--mode", default="regular", show_default=True, metavar="MODE", callback=read_mode,
        help="regular, upstream:URL (by another proxy), or of `proxy` reverse:URL (stand before one server).",
    ),
    click.option(
        "--body-limit", default="1m", show_default=True, metavar="SIZE", callback=read_size,
        help="Bodies beyond it pass through unrecorded.",
    ),
    click.option(
        "--upstream-ca", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
        help="Authorities to trust for servers, in place of the usual ones (certifi's).",
    ),
)  # fmt: skip


def relaying(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give *command* these options."""
    for option in reversed(RELAYING):
        command = option(command)
    return command


def passed_over() -> str:
    """Return the proxy that this environment names, without its password, "" for none."""
    for name in OUTER:
        parts = urlsplit(os.environ.get(name, ""))
        if parts.hostname:
            return (
                f"{name}={parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}"
            )
    return ""
