"""INS: what the inspector itself could not do."""

from collections.abc import Iterator

from inspector.core.evidence import Evidence
from inspector.core.inspection import Inspection
from inspector.core.rule import Rule, rule
from inspector.core.service import EVERYWHERE
from inspector.core.severity import ERROR, NOTE
from inspector.rules.sources import HTTP, SARIF


@rule("INS901", ERROR, source=SARIF, on=EVERYWHERE, parts=False)
def rule_failed(it: Inspection) -> Iterator[Evidence]:  # noqa: ARG001 - the engine makes them
    """A rule failed on this exchange, which is a defect of the inspector.

    The exchange was not held against that rule. Nothing else is touched: the traffic went
    through, and the other rules were applied. After three failures a rule is left out.

    Report it with the rule's code and, if it may be shared, the exchange; `--ignore` with that
    code leaves the rule out meanwhile.
    """
    yield from ()


@rule("INS902", NOTE, source=f"{HTTP}#section-8.4", parts=False)
def body_not_inspected(it: Inspection) -> Iterator[Evidence]:
    """A body was not inspected.

    It was larger than the limit, streamed, or in a content encoding that could not be undone
    within the limit. What the rules for bodies would have said of it is not known.

    Have the client ask for a smaller page with `$top` and `$select`; a proxy keeps more when its
    `--body-limit` is raised.
    """
    for message in (it.request, it.response):
        if message is not None and message.body is None and message.withheld:
            yield message.at_pointer("", message.withheld)


@rule("INS904", NOTE, source=SARIF, on=EVERYWHERE, parts=False)
def unused_ignore(it: Inspection) -> Iterator[Evidence]:  # noqa: ARG001 - the engine knows what was silenced
    """`X-Inspector-Ignore` names what was not found in this exchange.

    The header silences codes, names or topics for the one request that bears it. What it names
    was not found there: the defect is mended, the word is misspelt, or a client sends the header
    with every request. Left where it is, it would hide the defect's return.

    Take the word out of the header.
    """
    yield from ()


RULES: tuple[Rule, ...] = (rule_failed, body_not_inspected, unused_ignore)
