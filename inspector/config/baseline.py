"""Baseline files: JSON, an entry a line in a fixed order, so that versions of one merge well."""

import json
import os
from dataclasses import asdict
from pathlib import Path

import msgspec

from inspector.core.baseline import Entry
from inspector.errors import ConfigError

SCHEMA = 1
LIMIT = 64 * 1024 * 1024  # bytes


class _File(msgspec.Struct):
    schema: int
    findings: list[Entry]


def read_baseline(file: str, place: str) -> list[Entry]:
    """Return the entries of a baseline file; raises ConfigError, which names *place*."""
    try:
        with Path(file).open("rb") as stream:
            raw = stream.read(LIMIT + 1)
        found = msgspec.json.decode(raw, type=_File)
    except OSError as error:
        raise ConfigError(
            f"{place}: {file}: cannot be read ({error.strerror}); --update-baseline {file} writes it"
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{place}: {file}: is no baseline: {error}; --update-baseline {file} writes it anew"
        ) from error
    if found.schema != SCHEMA:
        raise ConfigError(
            f"{place}: {file}: has schema {found.schema}, this version reads {SCHEMA};"
            " write it anew by --update-baseline"
        )
    return found.findings


def write_baseline(file: str, entries: list[Entry]) -> None:
    """Write a baseline file whole or not at all; raises ConfigError."""
    lines = ",\n".join(f"  {json.dumps(asdict(entry))}" for entry in entries)
    text = f'{{"schema": {SCHEMA}, "findings": [\n{lines}\n]}}\n'
    part = Path(f"{file}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ConfigError(
            f"--update-baseline: {file}: cannot be written ({error.strerror}); name another file"
        ) from error
