"""The examples of each rule: documentation, `explain`, and this test are the same bytes."""

from importlib import resources
from pathlib import Path

import pytest

from inspector.capture.httpfile import Example, examples
from inspector.core.engine import Inspector, annotate_all
from inspector.core.redact import Redactor
from inspector.profiles.media_services import MEDIA_SERVICES

FOLDER = Path(str(resources.files("inspector.rules") / "examples"))


def cases(kind: str) -> list[object]:
    """Return the examples of one kind in all files, as parameters of a test."""
    return [
        pytest.param(path.stem, example, id=f"{path.stem} {example.title}")
        for path in sorted(FOLDER.glob("*.http"))
        for example in examples(path.read_text(encoding="utf-8"), path.name)
        if example.kind == kind
    ]


def codes(example: Example) -> list[set[str]]:
    """Return the codes found in each exchange of *example*, in order."""
    redactor = Redactor(b"examples")
    taken_in = [redactor.take_in(exchange) for exchange in example.exchanges]
    inspector = Inspector([MEDIA_SERVICES])
    return [
        {finding.code for finding in annotated.findings}
        for annotated in annotate_all(inspector, taken_in)
    ]


@pytest.mark.parametrize(("code", "example"), cases("bad"))
def test_the_last_exchange_of_a_bad_example_breaks_the_rule(code: str, example: Example) -> None:
    assert code in codes(example)[-1]


@pytest.mark.parametrize(("code", "example"), cases("good"))
def test_no_exchange_of_a_good_example_breaks_the_rule(code: str, example: Example) -> None:
    found = codes(example)

    assert found, "an example without an exchange shows nothing"
    assert code not in set().union(*found)


@pytest.mark.parametrize(("code", "example"), [*cases("bad"), *cases("good")])
def test_no_rule_fails_on_an_example(code: str, example: Example) -> None:
    assert "INS901" not in set().union(*codes(example))
