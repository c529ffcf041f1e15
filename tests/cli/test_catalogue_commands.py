import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from inspector.cli import perform, program
from inspector.profiles.catalogue import all_rules

DOCS = Path(__file__).parents[2] / "docs"


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(program, arguments, catch_exceptions=False)


@pytest.mark.parametrize(
    ("word", "codes"),
    [
        pytest.param("ODA401", ["ODA401"], id="a code"),
        pytest.param("oda401", ["ODA401"], id="in lower case"),
        pytest.param("metadata-read-as-light", ["ODA402"], id="a name"),
        pytest.param("INS", ["INS901", "INS902", "INS904"], id="a topic"),
    ],
)
def test_explain_finds_rules_by_any_of_their_names(word: str, codes: list[str]) -> None:
    shown = json.loads(invoke("explain", word, "--format", "json").output)

    assert [rule["code"] for rule in shown] == codes


def test_explain_shows_why_remedy_source_and_examples() -> None:
    out = invoke("explain", "ODA402").output

    for part in ("light JSON", "Remedy: Send", "Source: https://", "### bad:", "### good:"):
        assert part in out


def test_a_rule_there_is_not_is_answered_with_the_nearest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert perform(["explain", "metadata-red-as-light"]) == 2
    assert "did you mean metadata-read-as-light?" in capsys.readouterr().err


def test_rules_are_listed_in_all_forms() -> None:
    codes = [rule.code for rule in all_rules()]

    assert [
        rule["code"] for rule in json.loads(invoke("rules", "--format", "json").output)
    ] == codes
    assert [line[:6] for line in invoke("rules").output.splitlines()] == codes


def test_the_page_of_rules_is_up_to_date() -> None:
    page = invoke("rules", "--format", "markdown").output

    written = (DOCS / "rules.md").read_text(encoding="utf-8")
    assert written == page, "write it anew: inspector rules --format markdown > docs/rules.md"


def test_codes_are_in_order_and_grouped() -> None:
    topics = [rule.topic for rule in all_rules()]

    assert sorted(set(topics), key=topics.index) == list(dict.fromkeys(topics))
