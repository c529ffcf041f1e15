"""The terminal that the screen would be drawn on."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from inspector.doctor.remark import Remark, fine, warning

TOPIC = "terminal"
COLUMNS, LINES = 80, 24
PATIENCE = 5  # seconds


@dataclass(frozen=True)
class Tmux:
    """What tmux says; "" when it does not answer."""

    clipboard: str = ""  # on, external, off
    utf8: str = ""  # "1" when it shows the whole of Unicode


@dataclass(frozen=True)
class Terminal:
    """Input and output of this process; *variables* are the environment's."""

    is_one: bool
    columns: int = COLUMNS
    lines: int = LINES
    encoding: str = "utf-8"
    variables: Mapping[str, str] = field(default_factory=dict)
    tmux: Tmux | None = None  # None: not inside one


def look() -> Terminal:
    """See what this process is connected to."""
    size = shutil.get_terminal_size()
    return Terminal(
        is_one=sys.stdin.isatty() and sys.stdout.isatty(),
        columns=size.columns,
        lines=size.lines,
        encoding=sys.stdout.encoding.lower(),
        variables=dict(os.environ),
        tmux=_tmux() if os.environ.get("TMUX") else None,
    )


def judge(seen: Terminal) -> Iterator[Remark]:
    """Say what the screen would look like."""
    if not seen.is_one:
        yield fine(TOPIC, "none here: `open` and the screen of `proxy` and `demo` need one")
        return
    yield from list(_faults(seen)) or [fine(TOPIC, _summary(seen))]


def _faults(seen: Terminal) -> Iterator[Remark]:
    kind = seen.variables.get("TERM", "")
    if kind in {"", "dumb", "unknown"}:
        told = f"TERM is {kind or 'not set'}"
        yield warning(TOPIC, told, "the screen cannot be drawn", "export TERM=xterm-256color")
    if seen.columns < COLUMNS or seen.lines < LINES:
        size = f"{seen.columns} × {seen.lines}"
        yield warning(TOPIC, size, "the screen is cut", f"make it {COLUMNS} × {LINES} at least")
    if seen.encoding.replace("-", "").replace("_", "") != "utf8":
        yield warning(
            TOPIC,
            f"its encoding is {seen.encoding}",
            "frames and glyphs are not shown",
            "choose a UTF-8 locale: export LC_ALL=C.UTF-8",
        )
    if seen.tmux is not None:
        yield from _tmux_faults(seen.tmux)


def _tmux_faults(seen: Tmux) -> Iterator[Remark]:
    if seen.utf8 == "0":
        yield warning(
            TOPIC,
            "tmux does not show UTF-8",
            "frames and glyphs become underscores",
            "attach by `tmux -u attach`, or from a UTF-8 locale",
        )
    if seen.clipboard in {"external", "off"}:
        yield warning(
            TOPIC,
            f"tmux's set-clipboard is {seen.clipboard}",
            "what is copied on the screen (OSC 52) does not get to your clipboard",
            "tmux set -s set-clipboard on",
        )


def _summary(seen: Terminal) -> str:
    variables = seen.variables
    deep = variables.get("COLORTERM", "").lower() in {"truecolor", "24bit"}
    colours = "16 million colours" if deep else "256 colours" if "256" in variables["TERM"] else "16 colours"  # fmt: skip
    if variables.get("NO_COLOR"):
        colours = "no colours (NO_COLOR)"
    far = "; by ssh: copying needs a terminal that obeys OSC 52"
    said = f"{seen.columns} × {seen.lines}, TERM {variables['TERM']}, {colours}, {seen.encoding}"
    return said + (far if variables.get("SSH_CONNECTION") else "")


def _tmux() -> Tmux:
    return Tmux(
        _asked("show-options", "-sv", "set-clipboard"),
        _asked("display-message", "-p", "#{client_utf8}"),
    )


def _asked(*question: str) -> str:
    try:
        told = subprocess.run(  # noqa: S603 - its own words only
            ["tmux", *question],  # noqa: S607
            capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):  # it may have been left, or not be on the path
        return ""
    return told.stdout.strip()
