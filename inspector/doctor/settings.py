"""The settings file that counts in the working folder."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from inspector.doctor.remark import Remark, fine, problem
from inspector.errors import ConfigError

TOPIC = "settings"


@dataclass(frozen=True)
class SettingsFile:
    """The file that counts; *fault* is what an error says of it."""

    path: Path | None = None
    fault: str = ""


def look() -> SettingsFile:
    """Read the settings as a command would."""
    from inspector.config.file import chosen
    from inspector.config.settings import settings

    try:
        file = chosen(None)
        settings(file)
    except ConfigError as error:
        return SettingsFile(fault=str(error))
    return SettingsFile(file.path)


def judge(seen: SettingsFile) -> Iterator[Remark]:
    """Say whether the settings can be used."""
    if seen.fault:
        ends = "every command that judges ends with status 2"
        yield problem(TOPIC, seen.fault, ends, "`inspector settings schema` says what can be set")
    else:
        yield fine(TOPIC, f"{seen.path}: valid" if seen.path else "no file; the defaults count")
