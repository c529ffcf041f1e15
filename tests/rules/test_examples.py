"""The examples of each rule: documentation, `explain`, and this test are the same bytes."""

import pytest
from ruleexamples import cases, trust_of

from inspector.capture.httpfile import Example
from inspector.core.engine import Inspector
from inspector.core.recording import annotate_all
from inspector.core.redaction.redact import Redactor
from inspector.profiles.media_services import MEDIA_SERVICES


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
