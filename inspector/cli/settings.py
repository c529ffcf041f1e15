"""`inspector settings`: what counts here, and where each setting comes from."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inspector.cli.options import judging

if TYPE_CHECKING:
    from inspector.config.effective import Given, Said


@click.group("settings")
def command() -> None:
    """Show the settings of a project, and what can be set."""


@command.command("show")
@judging
@click.option("--fail-on", metavar="SEVERITY")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def show(form: str, settings_file: str | None, **given: Any) -> None:
    """Show what counts in this folder: the flags typed here, the settings file, the defaults."""
    from inspector.config.effective import effective
    from inspector.config.file import chosen
    from inspector.config.settings import settings

    file = chosen(settings_file)
    flags: Given = {**given}  # type: ignore[typeddict-item]  # the flags are its keys
    settings(file, **flags)  # says what is wrong, before anything is shown
    said = effective(file, flags)
    click.echo(_json(file.path, said) if form == "json" else _text(file.path, said))


@command.command("schema")
def schema() -> None:
    """Print the JSON Schema of a settings file, for an editor."""
    from inspector.config.file import schema_text

    click.echo(schema_text(), nl=False)


def _text(file: Path | None, said: "dict[str, Said]") -> str:
    rows = [(key, _toml(one.value), one.place) for key, one in said.items()]
    keys, values = (max(len(row[column]) for row in rows) for column in (0, 1))
    lines = [f"{key:<{keys}}  {value:<{values}}  {place}" for key, value, place in rows]
    found = f"Settings file: {file}" if file else "Settings file: none; flags and defaults count"
    return "\n".join((found, "", *lines))


def _toml(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, dict):
        inside = (f"{json.dumps(key)} = {_toml(one)}" for key, one in value.items())
        return f"{{ {', '.join(inside)} }}" if value else "{}"
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def _json(file: Path | None, said: "dict[str, Said]") -> str:
    whole = {
        "file": str(file) if file else None,
        "settings": {key: {"value": one.value, "from": one.place} for key, one in said.items()},
    }
    return json.dumps(whole, indent=1, ensure_ascii=False)
