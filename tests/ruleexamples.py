"""The examples of each rule, as parameters of tests."""

import re
from importlib import resources
from pathlib import Path

import pytest

from inspector.capture.httpfile import examples
from inspector.core.trust import Trust

# What the user has to give for a rule to be broken stands at the head of its examples.
GIVEN = re.compile(r"^# (jwks|tenant|app|role): (.+)$", re.MULTILINE)
FOLDER = Path(str(resources.files("inspector.rules") / "examples"))


def cases(kind: str) -> list[object]:
    """Return the examples of one kind in all files, as parameters of a test."""
    return [
        pytest.param(path.stem, example, id=f"{path.stem} {example.title}")
        for path in sorted(FOLDER.glob("*.http"))
        for example in examples(path.read_text(encoding="utf-8"), path.name)
        if example.kind == kind
    ]


def trust_of(code: str) -> Trust:
    """Return the keys and expectations that the examples of a rule are judged with."""
    given = dict(GIVEN.findall((FOLDER / f"{code}.http").read_text(encoding="utf-8")))
    roles = (given["role"],) if "role" in given else ()
    return Trust(given.get("jwks", ""), given.get("tenant", ""), given.get("app", ""), roles=roles)
