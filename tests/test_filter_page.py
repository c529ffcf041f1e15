"""docs/filter.md and the `?` page say what the language itself says."""

from pathlib import Path

import pytest

from inspector.core.filter import FIELDS, GRAMMAR, MEANINGS, parse
from inspector.tui.help import help_sheet

PAGE = (Path(__file__).parents[1] / "docs" / "filter.md").read_text("utf-8").splitlines()
HELP = [text for _, text in help_sheet(()).lines]
SAID = [*((about.example, about.meaning) for about in FIELDS.values()), *GRAMMAR, *MEANINGS.items()]


@pytest.mark.parametrize(("example", "meaning"), SAID, ids=[example for example, _ in SAID])
def test_each_word_of_the_language_is_explained(example: str, meaning: str) -> None:
    assert f"| `{example}` | {meaning} |" in PAGE
    assert any(example in line and line.endswith(meaning) for line in HELP)


def test_nothing_else_is() -> None:
    rows = [line for line in PAGE if line.startswith("| `")]

    assert len(rows) == len(SAID)


@pytest.mark.parametrize(
    "example", [*MEANINGS, "a b", "a or b", "-a", "not a (a or b)", '"two words"']
)
def test_the_examples_are_filters(example: str) -> None:
    parse(example.replace("REGEX", "a|b"))
