"""What the documents show is what the program takes."""

import re
import shlex
from pathlib import Path

import click
import pytest
from ruamel.yaml import YAML

from inspector.cli import program

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"(?:^|\$ |run |script: |- )(inspector [a-z].*)")


def blocks(*languages: str) -> list[tuple[str, str]]:
    found = [(page, match) for page in PAGES for match in BLOCK.finditer(page.read_text("utf-8"))]
    return [(page.name, match[2]) for page, match in found if match[1] in languages]


def calls() -> list[tuple[str, list[str]]]:
    """Return each command line of ours in the documents' blocks, taken apart as a shell does."""
    found = []
    for page, block in blocks("console", "yaml", "sh"):
        for line in block.replace("\\\n", " ").splitlines():
            call = CALL.search(line)
            if call:
                found.append((page, shlex.split(call[1], comments=True)[1:]))
    return found


CALLS = calls()


def test_there_are_calls_to_try() -> None:
    assert {words[0] for _, words in CALLS} >= {"check", "run", "proxy", "diff"}


@pytest.mark.parametrize(
    ("page", "words"), CALLS, ids=[f"{page}: {' '.join(words)}" for page, words in CALLS]
)
def test_each_call_is_one_that_the_program_takes(page: str, words: list[str]) -> None:
    with program.make_context("inspector", list(words)) as context:
        name, command, rest = program.resolve_command(context, list(words))
        while isinstance(command, click.Group):
            name, command, rest = command.resolve_command(context, rest)

        assert command is not None, page
        command.make_context(name, rest, parent=context)


@pytest.mark.parametrize(("page", "text"), blocks("yaml"))
def test_each_recipe_is_yaml(page: str, text: str) -> None:
    assert YAML(typ="safe", pure=True).load(text), page


def test_the_hook_names_a_command_that_takes_files() -> None:
    (hook,) = YAML(typ="safe", pure=True).load((ROOT / ".pre-commit-hooks.yaml").read_text())
    words = [*hook["entry"].split(), *hook["args"], "traffic.har", "calls.http"]

    command = program.get_command(click.Context(program), words[1])

    assert command is not None
    assert command.make_context(words[1], words[2:]).params["captures"] == tuple(words[3:])
    assert all(re.search(hook["files"], f"a/{name}") for name in ("x.har", "x.http", "x.amscap"))
    assert not re.search(hook["files"], "x.py")
