"""What counts of the flags, the settings file and the defaults, and where each came from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

from inspector.config.file import Found

DEFAULT = "default"


class Given(TypedDict, total=False):
    """What flags say; None and nothing for those that were not typed."""

    preset: str | None
    select: Iterable[str]  # lists as typed, `ODA401,COR`
    ignore: Iterable[str]
    fail_on: str | None
    profile: str | None
    jwks: str | None  # the path of a file of public keys
    token_tenant: str | None
    token_app: str | None
    token_object: str | None
    token_role: Iterable[str]
    audience: Iterable[str]
    model: str | None  # the path of a `$metadata` document
    baseline: str | None  # the path of a file of known findings


@dataclass(frozen=True)
class Said:
    """One setting: its value as written, and where that is, as errors name it."""

    value: Any
    place: str


# Each key of a settings file, the flag's argument (None: no flag has it) and the default.
KEYS: dict[str, tuple[str | None, Any]] = {
    "profile": ("profile", None),
    "preset": ("preset", "standard"),
    "select": ("select", ["ALL"]),
    "ignore": ("ignore", []),
    "fail-on": ("fail_on", "error"),
    "severity": (None, {}),
    "hosts": (None, []),
    "per-operation-ignore": (None, {}),
    "model": ("model", None),
    "baseline": ("baseline", None),
    "token.audiences": ("audience", []),
    "token.tenant": ("token_tenant", None),
    "token.app": ("token_app", None),
    "token.object": ("token_object", None),
    "token.roles": ("token_role", []),
    "token.jwks": ("jwks", None),
    "screen.theme": (None, None),
    "screen.columns": (None, []),
    "screen.keys": (None, {}),
}
_FILES = {"model", "baseline", "token.jwks"}  # named relative to the settings file


def effective(file: Found, given: Given) -> dict[str, Said]:
    """Return each setting that counts: a flag's before the *file*'s before the default."""
    return {key: _said(key, file, given) for key in KEYS}


def _said(key: str, file: Found, given: Mapping[str, Any]) -> Said:
    argument, default = KEYS[key]
    typed = given.get(argument) if argument else None
    if typed is not None and typed != ():
        return Said(typed, f"--{argument}".replace("_", "-"))
    written = _written(key, file)
    if written not in (None, [], {}):
        return Said(file.beside(written) if key in _FILES else written, file.at(key))
    return Said(default, DEFAULT)


def _written(key: str, file: Found) -> Any:
    found: Any = file.values
    for name in key.replace("-", "_").split("."):
        found = getattr(found, name)
    return found
