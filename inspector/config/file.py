"""The settings of a project: `ams-inspector.toml`, or `[tool.ams-inspector]` in `pyproject.toml`.

Searched upwards from the working folder; the first file found counts, alone.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from inspector.errors import ConfigError

OWN, SHARED = "ams-inspector.toml", "pyproject.toml"
TABLE = ("tool", "ams-inspector")
LIMIT = 1024 * 1024  # bytes of a file
_UNKNOWN = re.compile(r"Object contains unknown field `(.*?)`(?: - at `\$(.*?)`)?")
_PLACED = re.compile(r"(.*?) - at `(?:key in )?\$(.*?)`")


class TokenSettings(msgspec.Struct, rename="kebab", forbid_unknown_fields=True, kw_only=True):
    """What tokens are held against."""

    audiences: Annotated[list[str], Meta(description="Audiences that are accepted too.")] = []
    tenant: Annotated[str | None, Meta(description="The tenant's id that is expected.")] = None
    app: Annotated[str | None, Meta(description="The application that is expected.")] = None
    object: Annotated[str | None, Meta(description="The object (oid) that is expected.")] = None
    roles: Annotated[list[str], Meta(description="Roles that are expected, each.")] = []
    jwks: Annotated[
        str | None, Meta(description="A file of public keys, JWKS or PEM, relative to this one.")
    ] = None


class ScreenSettings(msgspec.Struct, rename="kebab", forbid_unknown_fields=True, kw_only=True):
    """What the screen looks like and which keys it obeys."""

    theme: Annotated[str | None, Meta(description="A theme of Textual's: nord, gruvbox.")] = None
    columns: Annotated[
        list[str],
        Meta(description="Columns of the list: time, op, header[x-ms-version], claim[aud]."),
    ] = []
    keys: Annotated[
        dict[str, str], Meta(description='Keys by action: follow = "ctrl+t"; `?` lists them.')
    ] = {}


class FileSettings(msgspec.Struct, rename="kebab", forbid_unknown_fields=True, kw_only=True):
    """Everything that a settings file can say."""

    profile: Annotated[
        str | None, Meta(description="The service that every exchange is taken for.")
    ] = None
    preset: Annotated[
        Literal["standard", "strict", "minimal"] | None,
        Meta(description="How strictly the rules count."),
    ] = None
    select: Annotated[
        list[str], Meta(description="Judge by these only: codes, names, topics, ALL.")
    ] = []
    ignore: Annotated[list[str], Meta(description="Leave these rules out.")] = []
    fail_on: Annotated[
        Literal["error", "warning", "note", "never"] | None,
        Meta(description="The least severity that fails `check` and `run`."),
    ] = None
    severity: Annotated[
        dict[str, Literal["error", "warning", "note"]],
        Meta(description="How gravely a rule counts, by code, name or topic."),
    ] = {}
    hosts: Annotated[
        list[str], Meta(description="Further hosts of the service: media.example.test, *.test.")
    ] = []
    per_operation_ignore: Annotated[
        dict[str, list[str]],
        Meta(description='Leave rules out for one operation: "GET $metadata" = ["HDR"].'),
    ] = {}
    model: Annotated[
        str | None, Meta(description="A $metadata document to judge by, relative to this file.")
    ] = None
    baseline: Annotated[
        str | None, Meta(description="The file of known findings, relative to this one.")
    ] = None
    token: TokenSettings = msgspec.field(default_factory=TokenSettings)
    screen: ScreenSettings = msgspec.field(default_factory=ScreenSettings)


_TABLES: dict[str, type[msgspec.Struct]] = {"token": TokenSettings, "screen": ScreenSettings}


@dataclass(frozen=True)
class Found:
    """A settings file and what it says; with no *path*, nothing."""

    path: Path | None = None
    values: FileSettings = field(default_factory=FileSettings)

    def at(self, key: str) -> str:
        """Return a key with its file, as errors name it: `pyproject.toml: ignore`."""
        return f"{self.path.name}: {key}" if self.path is not None else key

    def beside(self, file: str) -> str:
        """Return a file that is named relative to the settings file."""
        return str((self.path or Path()).parent / file)


def discover(start: Path) -> Found:
    """Return the settings for work in *start*; raises ConfigError for a file that has a fault."""
    for folder in (start, *start.parents):
        for file in _candidates(folder):
            table = _table(file)
            if table is not None:
                return Found(file, _checked(file, table))
    return Found()


def chosen(named: str | None) -> Found:
    """Return what the file *named* says, None: the one for work in the working folder."""
    return discover(Path.cwd()) if named is None else read(Path(named))


def read(file: Path) -> Found:
    """Return what one file says, whatever its name; raises ConfigError."""
    table = _table(file)
    if table is None:
        raise ConfigError(
            f"{file}: has no table [{'.'.join(TABLE)}]; add one, or name another file"
        )
    return Found(file, _checked(file, table))


def _candidates(folder: Path) -> Iterator[Path]:
    return (file for name in (OWN, SHARED) if (file := folder / name).is_file())


def _table(file: Path) -> dict[str, Any] | None:
    """Return the file's settings, None for a `pyproject.toml` without any."""
    try:
        raw = file.read_bytes()
        if len(raw) > LIMIT:
            raise ConfigError(
                f"{file}: is larger than {LIMIT // 1024} KiB; that is no settings file"
            )
        whole: Any = tomllib.loads(raw.decode("utf-8-sig"))
    except OSError as error:
        raise ConfigError(
            f"{file}: cannot be read ({error.strerror}); name another settings file"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: is no TOML: {error}; mend it there") from error
    if file.name != SHARED:
        return dict(whole)
    for name in TABLE:
        whole = whole.get(name) if isinstance(whole, dict) else None
    return whole if isinstance(whole, dict) else None


def _checked(file: Path, table: dict[str, Any]) -> FileSettings:
    try:
        return msgspec.convert(table, FileSettings)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{file}: {_told(str(error), table)}") from error


def _told(error: str, table: dict[str, Any]) -> str:
    unknown = _UNKNOWN.fullmatch(error)
    if unknown is not None:
        name, where = unknown[1], (unknown[2] or "").lstrip(".")
        known: type[msgspec.Struct] = _TABLES.get(where, FileSettings)
        names = [field_.encode_name for field_ in msgspec.structs.fields(known)]
        near = get_close_matches(name, names, 1)
        hint = f"did you mean {near[0]}?" if near else f"the keys are {', '.join(names)}"
        place = f"{where}.{name}" if where else name
        return f"{place}: there is no such key; {hint}"
    placed = _PLACED.fullmatch(error)
    if placed is None:
        return error
    key = _named(placed[2].lstrip("."), table)
    return f"{key}: {placed[1][:1].lower()}{placed[1][1:]}{_choices(key)}"


def _named(place: str, table: dict[str, Any]) -> str:
    """Return a key of the file; the checker does not name those of a free table."""
    name = place.partition("[")[0]
    inside = table.get(name)
    if "[...]" in place and isinstance(inside, dict):
        return f"{name} ({', '.join(map(str, list(inside)[:5]))})"
    return place


def _choices(key: str) -> str:
    choices = {
        "preset": "standard, strict or minimal",
        "fail-on": "error, warning, note or never",
    }
    severity = "error, warning or note" if key.startswith("severity") else ""
    found = choices.get(key, severity)
    return f"; write {found}" if found else ""


def schema_text() -> str:
    """Return the JSON Schema of a settings file; the package ships it as settings.schema.json."""
    found = msgspec.json.schema(FileSettings)
    draft = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": OWN}
    return json.dumps({**draft, **found}, indent=1) + "\n"
