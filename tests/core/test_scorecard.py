from dataclasses import replace

import make
import pytest
from batches import batch, operation

from inspector.core.annotated import Annotated
from inspector.core.engine import Inspector
from inspector.core.exchange import Exchange
from inspector.core.policy import Policy
from inspector.core.rule import Rule
from inspector.core.scorecard import MOST_OPERATIONS, Cell, Scorecard, demands
from inspector.core.service import API_ONLY
from inspector.core.severity import ERROR, WARNING
from inspector.profiles.media_services import MEDIA_SERVICES
from inspector.rules.odata import VERBOSE

DEMANDING = [rule for rule in MEDIA_SERVICES.rules if rule.demands]
JOB = {"InputMediaAssets": [{"__metadata": {"uri": "Assets('1')"}}]}


def card(*exchanges: Exchange, policy: Policy | None = None) -> Scorecard:
    made = Scorecard(demands(MEDIA_SERVICES.rules, policy))
    inspector = Inspector([MEDIA_SERVICES], policy or Policy())
    for exchange in exchanges:
        made.add(inspector.annotate(exchange))
    return made


def cell(made: Scorecard, header: str, line: int = 0) -> Cell:
    place = next(at for at, one in enumerate(made.demands) if header in one.spellings)
    return made.lines[line].cells[place]


def unrecorded(*names: str) -> Exchange:
    exchange = make.exchange(Authorization=None, x_ms_client_request_id=None)
    request = replace(exchange.request, unrecorded=frozenset(name.lower() for name in names))
    return replace(exchange, request=request)


GOOD, BARE = make.exchange(), make.exchange(x_ms_version=None)


@pytest.mark.parametrize(
    ("exchanges", "header", "verdict", "severity"),
    [
        pytest.param([GOOD, GOOD], "x-ms-version", "sent", None, id="sent by all"),
        pytest.param([GOOD, BARE], "x-ms-version", "sometimes", ERROR, id="by one of two"),
        pytest.param([BARE, BARE], "x-ms-version", "never", ERROR, id="by none"),
        pytest.param([make.exchange(DataServiceVersion=None)], "DataServiceVersion", "never", WARNING, id="a warning's"),
        pytest.param([make.exchange(url="$metadata", x_ms_version=None)], "x-ms-version", "not demanded", None, id="where it need not be"),
        pytest.param([make.exchange(url="Assets?api-version=2.19", x_ms_version=None)], "x-ms-version", "not demanded", None, id="in the query instead"),
        pytest.param([GOOD], "Content-Type", "not demanded", None, id="nothing to declare"),
        pytest.param([make.exchange("POST", "Assets", {"Name": "a"})], "Content-Type", "sent", None, id="a body, declared"),
        pytest.param([make.exchange("POST", "Assets", b'{"Name": "a"}', Content_Type=None)], "Content-Type", "never", ERROR, id="a body, not declared"),
        pytest.param([make.exchange("POST", "Jobs", JOB)], "Accept", "never", ERROR, id="not as it is wanted"),
        pytest.param([make.exchange("POST", "Jobs", JOB, Accept=VERBOSE)], "Accept", "sent", None, id="as it is wanted"),
        pytest.param([make.exchange(Accept=None)], "Accept", "not demanded", None, id="any answer will do"),
        pytest.param([make.exchange(x_ms_client_request_id=None, client_request_id="a")], "x-ms-client-request-id", "sent", None, id="in another spelling"),
        pytest.param([unrecorded("Authorization")], "Authorization", "not recorded", None, id="not recorded"),
        pytest.param([unrecorded("client-request-id")], "x-ms-client-request-id", "not recorded", None, id="a spelling not recorded"),
        pytest.param([GOOD, unrecorded("Authorization")], "Authorization", "sent", None, id="sent, once not recorded"),
    ],
)  # fmt: skip
def test_a_cell_says_whether_the_header_was_sent(
    exchanges: list[Exchange], header: str, verdict: str, severity: object
) -> None:
    found = cell(card(*exchanges), header)

    assert (found.verdict, found.severity) == (verdict, severity)


def test_a_cell_counts() -> None:
    found = cell(card(GOOD, BARE, GOOD, unrecorded("x-ms-version")), "x-ms-version")

    assert (found.sent, found.missing, found.unrecorded) == (3, 1, 0)


@pytest.mark.parametrize(
    ("policy", "absent"),
    [
        pytest.param(Policy(), set(), id="standard"),
        pytest.param(Policy(ignore=("HDR106",)), {"DataServiceVersion"}, id="a code ignored"),
        pytest.param(Policy(select=("COR",)), {"Authorization", "Accept"}, id="a topic selected"),
        pytest.param(Policy(preset="minimal"), {"DataServiceVersion"}, id="errors only"),
    ],
)
def test_what_the_policy_silences_is_not_demanded(policy: Policy, absent: set[str]) -> None:
    headers = {one.header for one in demands(MEDIA_SERVICES.rules, policy)}

    assert {"Authorization", "Accept", "DataServiceVersion"} - headers >= absent
    assert headers.isdisjoint(absent)


def test_the_gravest_operation_comes_first_and_a_well_one_last() -> None:
    made = card(
        make.exchange(url="Jobs"),
        make.exchange(url="Tasks", DataServiceVersion=None),
        BARE,
    )

    assert [line.operation for line in made.lines] == ["GET Assets", "GET Tasks", "GET Jobs"]
    assert not made.is_met
    assert card(GOOD).is_met


def test_a_batch_is_one_call_and_its_operations_are_none() -> None:
    inner = operation("POST Assets HTTP/1.1", '{"Name": "n"}', Content_Type=None)
    made = card(batch(inner))

    assert [(line.operation, line.calls) for line in made.lines] == [("POST $batch", 1)]
    assert cell(made, "Content-Type").verdict == "sent"


def test_what_a_baseline_knows_is_missing_all_the_same() -> None:
    found = Inspector([MEDIA_SERVICES]).annotate(BARE)
    made = Scorecard(demands(MEDIA_SERVICES.rules))
    made.add(replace(found, findings=(), known=found.findings))

    assert cell(made, "x-ms-version").verdict == "never"


@pytest.mark.parametrize("service", ["blob", "token", ""], ids=["storage", "tokens", "unknown"])
def test_other_hosts_do_not_count(service: str) -> None:
    made = Scorecard(demands(MEDIA_SERVICES.rules))
    made.add(Annotated(GOOD, profile="media-services", service=service))

    assert made.lines == []


def test_operations_are_bounded() -> None:
    made = Scorecard(demands(MEDIA_SERVICES.rules))
    for number in range(MOST_OPERATIONS + 3):
        made.add(Annotated(GOOD, service="api", operation=f"GET {number}"))

    assert (len(made.lines), made.left_out) == (MOST_OPERATIONS, 3)
    assert not made.is_met


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.code) for rule in DEMANDING])
def test_a_rule_that_demands_is_about_that_header(rule: Rule) -> None:
    assert rule.on == API_ONLY
    assert not rule.late
    assert any(f"`{name}" in rule.title + rule.remedy for name in rule.demands)


def test_the_overviews_required_headers_are_demanded() -> None:
    demanded = {name for rule in DEMANDING for name in rule.demands}

    assert demanded >= {
        "Authorization", "x-ms-version", "DataServiceVersion", "MaxDataServiceVersion",
        "Content-Type", "Accept", "x-ms-client-request-id",
    }  # fmt: skip
