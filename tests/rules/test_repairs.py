"""What a rule's fix makes of the rule's own bad examples: the rule is obeyed, and so are the others.

Every bad example of every rule with a fix is mended here, but for those that only a person can.
"""

from dataclasses import replace

import pytest
from batches import PART, batch, operation
from ruleexamples import FOLDER, cases, trust_of

from inspector.capture.httpfile import Example
from inspector.core.annotated import Annotated
from inspector.core.engine import Inspector
from inspector.core.exchange import Exchange, Request
from inspector.core.recording import annotate_all
from inspector.core.redaction.redact import Redactor
from inspector.core.repair.mending import mends, steps
from inspector.profiles.catalogue import all_rules, fix_of
from inspector.profiles.media_services import MEDIA_SERVICES

FIXED = [rule.code for rule in all_rules() if rule.fix]
ONLY_BY_A_PERSON = {
    "HDR111": {"two versions"},
    "HDR116": {"an HTML form"},
    "QRY507": {"on another verb", "two values", "a verb that needs no tunnel"},
    "QRY508": {"a verb the service does not know"},
    "QRY512": {"a % that begins no escape"},
}
BAD = [case for case in cases("bad") if case.values[0] in FIXED]  # type: ignore[attr-defined]


def judged(
    code: str, example: Example, request: Request | None = None, *, answered: bool = False
) -> Annotated:
    """Return the last exchange of *example*, or *request* in its place; unanswered if need be."""
    redactor = Redactor(b"examples", trust_of(code))
    *before, last = map(redactor.take_in, example.exchanges)
    response = last.response if answered else None
    last = replace(last, response=response, request=request or last.request)
    return list(annotate_all(Inspector([MEDIA_SERVICES]), [*before, last]))[-1]


def codes(annotated: Annotated) -> set[str]:
    return {finding.code for finding in annotated.findings}


@pytest.mark.parametrize(("code", "example"), BAD)
def test_a_mended_request_obeys_the_rule_and_breaks_no_other(code: str, example: Example) -> None:
    broken = judged(code, example)
    answered = code not in codes(broken)  # 411 tells that a length was missing
    if answered:
        broken = judged(code, example, answered=True)
    found = [finding for finding in broken.findings if finding.code == code]
    done = steps(broken.exchange.request, found, fix_of)
    if example.title in ONLY_BY_A_PERSON.get(code, ()):
        assert done == ()
        return

    assert [step.code for step in done] == [code]
    mended = judged(code, example, done[-1].request, answered=answered)
    assert code not in codes(mended)
    assert codes(mended) - codes(broken) == set()
    assert list(mends(broken.exchange.request, done[-1].request, code))


@pytest.mark.parametrize(("code", "example"), BAD)
def test_all_that_is_mechanical_at_once(code: str, example: Example) -> None:
    broken = judged(code, example)
    done = steps(broken.exchange.request, broken.findings, fix_of)
    mended = judged(code, example, done[-1].request if done else None)

    assert codes(mended).isdisjoint(step.code for step in done)
    assert codes(mended) <= codes(broken)


def in_a_batch(example: Example) -> Exchange:
    """Return a batch with the last request of *example* between two that nobody minds."""
    sent = example.exchanges[-1].request
    address = f"{sent.target.path}?{sent.target.query}".rstrip("?")
    fields = [(n, v) for n, v in sent.headers if n.lower() not in {"host", "authorization"}]
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    body = (sent.body or b"").decode("utf-8", "replace")
    part = f"{PART}\r\n{sent.method} {address} HTTP/1.1\r\n{head}\r\n{body}\r\n"
    return batch(operation("GET Assets HTTP/1.1"), part, operation("GET Jobs HTTP/1.1"))


def judged_batch(code: str, exchange: Exchange) -> Annotated:
    (annotated,) = annotate_all(Inspector([MEDIA_SERVICES]), [exchange])
    return replace(annotated, findings=tuple(f for f in annotated.findings if f.code == code))


def is_minded_in_a_batch(code: str, example: Example) -> bool:
    found = judged_batch(code, in_a_batch(example)).findings
    return any(f.part == 2 for f in found) and example.title not in ONLY_BY_A_PERSON.get(code, ())


BATCHED = [case for case in BAD if is_minded_in_a_batch(*case.values)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("code", "example"), BATCHED)
def test_an_operation_of_a_batch_is_mended_and_no_other(code: str, example: Example) -> None:
    broken = judged_batch(code, in_a_batch(example))
    before, after = broken.exchange.request, steps(broken.exchange.request, broken.findings, fix_of)
    assert [step.code for step in after] == [code]
    mended = after[-1].request

    found = judged_batch(code, replace(broken.exchange, request=mended)).findings
    assert [f.part for f in found if f.part == 2] == []
    assert replace(mended, body=b"", body_size=0) == replace(before, body=b"", body_size=0)
    assert before.body is not None
    assert mended.body is not None
    first, last = before.body.find(b"GET Assets"), before.body.rfind(b"--b\r\n")
    assert mended.body.startswith(before.body[:first])
    assert mended.body.endswith(before.body[last:])


def test_rules_about_operations_of_a_batch_are_among_them() -> None:
    codes_here = {case.values[0] for case in BATCHED}  # type: ignore[attr-defined]
    assert codes_here >= {"ODA401", "QRY505", "HDR105"}
    assert len(BATCHED) > 30


def test_no_good_example_is_touched() -> None:
    for case in cases("good"):
        code, example = case.values  # type: ignore[attr-defined]
        annotated = judged(code, example)
        done = steps(annotated.exchange.request, annotated.findings, fix_of)
        assert {step.code for step in done} <= codes(annotated) - {code}


def test_the_examples_of_every_rule_with_a_fix_are_here() -> None:
    assert {case.values[0] for case in BAD} == set(FIXED)  # type: ignore[attr-defined]
    assert all((FOLDER / f"{code}.http").is_file() for code in FIXED)
