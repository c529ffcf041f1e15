"""What the user of pytest can wish for: options of the command line, and lines of its ini file."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

SEVERITIES = ("error", "warning", "note", "never")
SWITCHES = {
    "inspect": "Let the tests' HTTP go through a private proxy, and judge what they send to Media Services.",
    "stand-in": "Let the stand-in answer for Media Services.",
    "allow-empty": "Pass when no exchange of a known service was seen.",
}
TEXTS = {
    "capture": ("FILE", "Keep the recording there; one that is there is replaced."),
    "no-proxy": ("HOSTS", "Hosts that the tests reach directly: a,b."),
}
# What the settings file (ams-inspector.toml) says, and pytest's own has no line for.
JUDGING = {
    "baseline": ("FILE", "Count the findings in this file as known."),
    "update-baseline": ("FILE", "Write what is found to this file, as known from now on."),
}


@dataclass(frozen=True)
class Wished:
    """What was wished for; paths are as typed."""

    stand_in: bool
    allow_empty: bool
    capture: Path | None  # None: gone afterwards
    no_proxy: str
    reports: tuple[str, ...]  # FORMAT=FILE, as typed
    fail_on: str | None  # None: as the settings file says
    baseline: str | None  # likewise
    update_baseline: str | None


def add_options(parser: pytest.Parser) -> None:
    """Declare all that `wished` reads."""
    group = parser.getgroup("ams-inspector", "HTTP of Azure Media Services clients")
    for name, words in SWITCHES.items():
        group.addoption(_flag(name), action="store_true", default=None, help=words)
        parser.addini(_line(name), words, type="bool", default=False)
    for name, (shown, words) in {**TEXTS, **JUDGING}.items():
        group.addoption(_flag(name), metavar=shown, help=words)
        if name in TEXTS:
            parser.addini(_line(name), words, default="")
    group.addoption(
        "--ams-fail-on", choices=SEVERITIES,
        help="The least severity that fails the session. Default: as the settings file says, else error.",
    )  # fmt: skip
    words = "Write a report to a file, in a format of `inspector check`; several times for several."
    group.addoption("--ams-report", action="append", metavar="FORMAT=FILE", help=words)
    parser.addini("ams_report", words, type="linelist", default=[])


def wished(config: pytest.Config) -> Wished | None:
    """Return what was wished for, None when nothing is to be inspected; raises UsageError."""
    if not _said(config, "inspect"):
        loose = [name for name in _typed(config) if name != "inspect"]
        if loose:
            raise pytest.UsageError(f"{_flag(loose[0])} does nothing alone: add --ams-inspect")
        return None
    capture = _said(config, "capture")
    typed = config.known_args_namespace
    return Wished(
        stand_in=bool(_said(config, "stand-in")),
        allow_empty=bool(_said(config, "allow-empty")),
        capture=Path(str(capture)).absolute() if capture else None,
        no_proxy=str(_said(config, "no-proxy")),
        reports=tuple(typed.ams_report or config.getini("ams_report")),
        fail_on=typed.ams_fail_on,
        baseline=typed.ams_baseline,
        update_baseline=typed.ams_update_baseline,
    )


def as_typed(words: str) -> str:
    """Return a message of the commands' with the flags as pytest has them."""
    return re.sub(r"(?<![\w-])--(?=(?:update-)?baseline\b|allow-empty\b)", "--ams-", words)


def _said(config: pytest.Config, name: str) -> object:
    typed = getattr(config.known_args_namespace, _line(name))
    return config.getini(_line(name)) if typed is None else typed


def _typed(config: pytest.Config) -> list[str]:
    names = [*SWITCHES, *TEXTS, *JUDGING, "report", "fail-on"]
    return [name for name in names if getattr(config.known_args_namespace, _line(name)) is not None]


def _flag(name: str) -> str:
    return f"--ams-{name}"


def _line(name: str) -> str:
    return f"ams_{name.replace('-', '_')}"
