"""What is shipped, and what is promised about it."""

import re
import tomllib
from importlib import metadata, resources
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_pip_and_uv_are_held_to_the_same_versions() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()

    assert PROJECT["tool"]["uv"]["constraint-dependencies"] == lines


def test_no_registry_is_named() -> None:
    assert "://" not in (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert "uv.lock" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_the_installed_version_is_the_projects() -> None:
    assert metadata.version("ams-inspector") == PROJECT["project"]["version"]


def test_types_examples_style_and_script_are_shipped() -> None:
    package = resources.files("inspector")

    assert (package / "py.typed").is_file()
    assert (package / "rules" / "examples" / "ODA401.http").is_file()
    assert all((package / "report" / "html" / name).is_file() for name in ("page.css", "page.js"))


def test_the_readme_has_two_commands_and_a_picture_that_exists() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\$ (.+)$", readme, re.MULTILINE)
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", readme)

    assert any("inspector demo" in command for command in commands[:2])
    assert any("pytest" in command for command in commands[:2])
    assert pictures
    assert all((ROOT / picture).is_file() for picture in pictures)
