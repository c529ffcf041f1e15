"""Read `$select` (OData v3): `Id,Name`, `Files/Name`, `*`, `WindowsAzureMediaServices.*`."""

import re

from inspector.core.expressions.literals import shown
from inspector.core.expressions.tree import Fault, Name, Path

_NAME = r"[^\W\d]\w*+"
_STEP = re.compile(rf"\*|{_NAME}(?:\s*\.\s*{_NAME})*+(?:\s*\.\s*\*)?")
_REMEDIES = (
    ("(", "options within $select are OData v4"),
    ("'", "names stand without quotes"),
    ('"', "names stand without quotes"),
    (";", "names are separated by commas"),
    (" ", "names are separated by commas"),
)


def read_select(text: str) -> tuple[Path, ...] | Fault:
    """Return the paths of a `$select`, or what is wrong with it; never raises.

    A comma at the end is read past, as WCF Data Services does.
    """
    found: list[Path] = []
    at = 0
    pieces = text.split(",")
    if len(pieces) > 1 and not pieces[-1].strip():
        pieces.pop()
    for piece in pieces:
        path = _path(piece, at)
        if isinstance(path, Fault):
            return path
        found.append(path)
        at += len(piece) + 1
    return tuple(found)


def _path(piece: str, at: int) -> Path | Fault:
    names: list[Name] = []
    for step in piece.split("/"):
        start = at + len(step) - len(step.lstrip())
        name = step.strip()
        if not _STEP.fullmatch(name):
            return Fault(start, _why(name))
        names.append(Name(start, "".join(name.split())))
        at += len(step) + 1
    return Path(names[0].at, tuple(names))


def _why(name: str) -> str:
    if not name:
        return "a name is missing"
    remedy = next((f": {words}" for mark, words in _REMEDIES if mark in name), "")
    return f"`{shown(name)}` is no name{remedy}"
