"""Versions: ours, Python's, and those of what we stand on."""

import platform
import re
import sqlite3
import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from importlib import metadata

from inspector.doctor.remark import Remark, fine, problem

OURS = "ams-inspector"
NAMED = ("mitmproxy", "textual", "lxml", "pyjwt")  # the others are told when they do not fit
TOPIC = "versions"
_NEED = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?\s*([^;]*)(;.*)?")
_BOUND = re.compile(r"(>=|<)\s*([\d.]+)")


@dataclass(frozen=True)
class Versions:
    """What is installed, by name, and what this program says it needs: `{"lxml": ">=6.1"}`."""

    python: str
    openssl: str  # the name and version of the library
    sqlite: str
    trigrams: bool  # whether SQLite has the index that the stand-in looks names up in
    packages: Mapping[str, str]  # those that are there
    needs: Mapping[str, str] = field(default_factory=dict)


def look() -> Versions:
    """See what is installed for this interpreter."""
    needs = _needs(metadata.requires(OURS) or [])
    return Versions(
        python=platform.python_version(),
        openssl=ssl.OPENSSL_VERSION,
        sqlite=sqlite3.sqlite_version,
        trigrams=_has_trigrams(),
        packages={name: found for name in (OURS, *needs) if (found := _version(name))},
        needs={"python": metadata.metadata(OURS)["Requires-Python"], **needs},
    )


def judge(seen: Versions) -> Iterator[Remark]:
    """Say which versions are there, and which do not fit."""
    packages = {"python": seen.python, **seen.packages}
    named = ", ".join(f"{name} {packages[name]}" for name in NAMED if name in packages)
    libraries = f"{seen.openssl}, SQLite {seen.sqlite}"
    ours = f"{OURS} {packages.get(OURS, 'of unknown version')}"
    yield fine(TOPIC, f"{ours}, Python {seen.python}, {named}, {libraries}")
    for name, need in seen.needs.items():
        found = packages.get(name)
        if found is None or not fits(found, need):
            yield problem(
                TOPIC,
                f"{name} {'is not installed' if found is None else found}; {need or 'any'} is needed",
                "commands that use it fail, or behave as nobody has tried",
                f"install {OURS} by itself: `uv tool install {OURS}`, `pipx install {OURS}`",
            )
    if not seen.trigrams:
        yield problem(
            TOPIC,
            f"SQLite {seen.sqlite} has no FTS5 with trigrams",
            "the stand-in does not start, and with it neither `demo` nor `--stand-in`",
            "use a Python that is built with SQLite 3.34 or newer",
        )


def fits(version: str, need: str) -> bool:
    """Tell whether a version is within bounds such as `<13,>=12.2.3`; others are not judged."""
    found = _numbers(version)
    return all(
        found >= _numbers(bound) if sign == ">=" else found < _numbers(bound)
        for sign, bound in _BOUND.findall(need)
    )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(one) for one in re.findall(r"\d+", re.split(r"[^\d.]", version)[0]))


def _needs(requirements: list[str]) -> dict[str, str]:
    found = (_NEED.fullmatch(one) for one in requirements)
    return {one[1]: one[2].strip() for one in found if one and not one[3]}


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _has_trigrams() -> bool:
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE t USING fts5(name, tokenize = 'trigram')")
        except sqlite3.OperationalError:
            return False
    return True
