"""The examples of each rule: documentation, `explain`, and this test are the same bytes."""

import re
from importlib import resources
from pathlib import Path

import pytest

from inspector.capture.httpfile import Example, examples
from inspector.core.engine import Inspector
from inspector.core.recording import annotate_all
from inspector.core.redaction.redact import Redactor
from inspector.core.trust import Trust
from inspector.profiles.media_services import MEDIA_SERVICES

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


def codes(code: str, example: Example) -> list[set[str]]:
    """Return the codes found in each exchange of an *example* for the rule *code*, in order."""
    redactor = Redactor(b"examples", trust_of(code))
    taken_in = [redactor.take_in(exchange) for exchange in example.exchanges]
    inspector = Inspector([MEDIA_SERVICES])
    return [
        {finding.code for finding in annotated.findings}
        for annotated in annotate_all(inspector, taken_in)
    ]


@pytest.mark.parametrize(("code", "example"), cases("bad"))
def test_the_last_exchange_of_a_bad_example_breaks_the_rule(code: str, example: Example) -> None:
    assert code in codes(code, example)[-1]


@pytest.mark.parametrize(("code", "example"), cases("good"))
def test_no_exchange_of_a_good_example_breaks_the_rule(code: str, example: Example) -> None:
    found = codes(code, example)

    assert found, "an example without an exchange shows nothing"
    assert code not in set().union(*found)


@pytest.mark.parametrize(("code", "example"), [*cases("bad"), *cases("good")])
def test_no_rule_fails_on_an_example(code: str, example: Example) -> None:
    assert "INS901" not in set().union(*codes(code, example))
