"""What a shell offers, asked as a shell asks."""

import os
import subprocess
import sys

import pytest


def offered(typed: str) -> list[str]:
    """Return what bash is told for a line whose last word is to be completed."""
    words = typed.split(" ")
    asked = {"_INSPECTOR_COMPLETE": "bash_complete", "COMP_WORDS": typed, "COMP_CWORD": str(len(words) - 1)}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "inspector"], env={**os.environ, **asked},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stderr == ""
    return [line for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param("inspector ch",                       ["plain,check"],                       id="a command"),
        pytest.param("inspector check --up",               ["plain,--update-baseline"],           id="an option"),
        pytest.param("inspector check --preset st",        ["plain,standard", "plain,strict"],    id="a preset"),
        pytest.param("inspector check --format js",        ["plain,json", "plain,jsonl"],         id="a format"),
        pytest.param("inspector diff --format ju",         [],                                    id="a format that diff has not"),
        pytest.param("inspector check --ignore HDR101",    ["plain,HDR101"],                      id="a rule"),
        pytest.param("inspector check --ignore COR,oda40", ["plain,COR,ODA401", "plain,COR,ODA402"], id="a rule in a list"),
        pytest.param("inspector explain COR20",            ["plain,COR201"],                      id="a rule to explain"),
        pytest.param("inspector proxy --profile me",       ["plain,media-services"],              id="a service"),
        pytest.param("inspector export x --to h",          ["plain,har", "plain,http"],           id="a form to export to"),
        pytest.param("inspector check traff",              ["file,traff"],                        id="a recording"),
        pytest.param("inspector check --jwks k",           ["file,k"],                            id="a file of keys"),
    ],
)  # fmt: skip
def test_words_that_are_offered(typed: str, words: list[str]) -> None:
    told = offered(typed)

    assert told[: len(words)] == words
    assert bool(told) is bool(words)
