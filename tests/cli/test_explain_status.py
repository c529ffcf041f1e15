"""`inspector explain --status`: what may be behind a status of the service."""

import json

import pytest
from click.testing import CliRunner

from inspector.cli import perform
from inspector.cli.explain import command
from inspector.profiles.catalogue import all_rules
from inspector.rules.explanations import EXPLANATIONS, SAYINGS
from inspector.rules.general_causes import GENERAL

STATUSES = sorted(
    {row.status for row in GENERAL} | {s for row in EXPLANATIONS for s in row.statuses}
)


def said(*arguments: str) -> str:
    done = CliRunner().invoke(command, arguments, catch_exceptions=False, standalone_mode=False)
    assert done.exit_code == 0
    return done.stdout


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_the_service_sends_is_explained(status: int) -> None:
    text = said("--status", str(status))

    assert text.startswith(str(status) if status else "No answer")
    causes = [row for row in GENERAL if row.status == status]
    assert all(row.why in text for row in causes)


def test_the_usual_cause_comes_first() -> None:
    causes = json.loads(said("--status", "401", "--format", "json"))["causes"]

    assert causes[0]["usual"] is True
    assert causes[0]["why"].startswith("The principal lacks")
    assert {"JWT303", "JWT304"} <= {code for cause in causes for code in cause["codes"]}


def test_it_is_a_section_in_markdown() -> None:
    assert said("--status", "404", "--format", "markdown").startswith("## 404 Not Found\n\n- ")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param(["--status", "418"], "nothing is known of the service answering 418", id="a status it never sends"),
        pytest.param([], "name a rule or a topic, or a status", id="nothing"),
        pytest.param(["HDR101", "--status", "401"], "name a rule or a topic, or a status", id="both"),
        pytest.param(["--status", "forty"], "'forty' is not a valid integer", id="no number"),
        pytest.param(["--status", "1000"], "1000", id="no status"),
    ],
)  # fmt: skip
def test_what_cannot_be_explained_is_told(
    typed: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert perform(["explain", *typed]) == 2
    told = capsys.readouterr().err
    assert words in told
    assert told.count("\n") == 1


def test_every_code_that_explains_is_a_rule() -> None:
    known = {rule.code for rule in all_rules()}
    rows = {row.code for row in EXPLANATIONS} | {code for row in GENERAL for code in row.codes}

    assert rows | {code for saying in SAYINGS for code in saying.codes} <= known
