from collections.abc import Iterator
from dataclasses import replace

import make
import pytest

from inspector.core.annotated import Annotated
from inspector.core.engine import HELD_BYTES, Inspector
from inspector.core.evidence import Evidence
from inspector.core.exchange import Exchange
from inspector.core.history import REMEMBERED
from inspector.core.inspection import Inspection
from inspector.core.judging import FAULTS_BORNE
from inspector.core.policy import Policy
from inspector.core.profile import Profile
from inspector.core.recording import annotate_all
from inspector.core.rule import Rule, rule
from inspector.core.service import Service
from inspector.core.severity import ERROR, NOTE, WARNING, Severity


@rule("TST101", NOTE, source="https://example.test", strict=ERROR)
def name_missing(it: Inspection) -> Iterator[Evidence]:
    """No name.

    Why.

    Give one.
    """
    if "x-name" not in it.request.headers:
        yield it.request.at("x-name")


@rule("TST102", WARNING, source="https://example.test")
def name_grave(it: Inspection) -> Iterator[Evidence]:
    """A grave name.

    Why.

    Take another.
    """
    if it.request.headers.get("x-name") == "grave":
        yield it.request.at("x-name").as_(ERROR)


@rule("TST103", ERROR, source="https://example.test", late=True)
def never_followed(it: Inspection) -> Iterator[Evidence]:
    """Nobody followed.

    Why.

    Follow.
    """
    if not any(seen.url == it.request.url + "/next" for seen in it.later):
        yield it.request.at_url()


@rule("TST104", ERROR, source="https://example.test", on=frozenset({Service.BLOB}))
def sent_to_storage(it: Inspection) -> Iterator[Evidence]:
    """To storage.

    Why.

    Do not.
    """
    yield it.request.at_url()


@rule("TST105", ERROR, source="https://example.test")
def broken(it: Inspection) -> Iterator[Evidence]:
    """A rule with a bug.

    Why.

    Mend it.
    """
    yield it.request.at_url()
    raise {"recursion": RecursionError, "exit": SystemExit}.get(it.request.method, ValueError)("x")


@rule("INS901", ERROR, source="https://example.test")
def rule_failed(it: Inspection) -> Iterator[Evidence]:
    """A rule failed.

    Why.

    Report it.
    """
    return
    yield it.request.at_url()


def profile(*rules: Rule) -> Profile:
    def recognise(request: object) -> Service | None:
        host = request.target.host  # type: ignore[attr-defined]
        return {"api.test": Service.API, "blob.test": Service.BLOB}.get(host)

    return Profile(
        "test", "Test", (*rules, rule_failed), recognise,
        facts=lambda _: make.FACTS, diagnose=lambda _it, _found: None,
    )  # fmt: skip


def exchange(url: str = "https://api.test/a", **changed: str) -> Exchange:
    return make.exchange("GET", url, **changed)


def codes(annotated: Annotated) -> list[str]:
    return [finding.code for finding in annotated.findings]


def test_findings_come_gravest_first() -> None:
    inspector = Inspector([profile(name_missing, broken)])

    assert codes(inspector.annotate(exchange())) == ["INS901", "TST101"]


@pytest.mark.parametrize(
    ("policy", "name", "severities"),
    [
        pytest.param(Policy(), None, [NOTE], id="standard"),
        pytest.param(Policy(preset="strict"), None, [ERROR], id="strict"),
        pytest.param(Policy(preset="minimal"), None, [], id="minimal drops notes"),
        pytest.param(Policy(preset="minimal"), "grave", [ERROR], id="minimal keeps what evidence makes an error"),
        pytest.param(Policy(severities={"TST101": WARNING}), None, [WARNING], id="as wished by code"),
        pytest.param(Policy(severities={"name-missing": ERROR}, preset="minimal"), None, [ERROR], id="as wished by name"),
        pytest.param(Policy(ignore=["TST"]), None, [], id="topic ignored"),
        pytest.param(Policy(ignore=["name-missing"]), None, [], id="name ignored"),
        pytest.param(Policy(select=["TST102"]), None, [], id="another selected"),
        pytest.param(Policy(select=["TST"], ignore=["TST102"]), None, [NOTE], id="selected by topic"),
        pytest.param(Policy(operation_ignores={"GET a": ["TST"]}), None, [], id="ignored for the operation"),
        pytest.param(Policy(operation_ignores={"GET b": ["TST"]}), None, [NOTE], id="ignored for another operation"),
        pytest.param(Policy(), "fine", [], id="clean"),
    ],
)  # fmt: skip
def test_the_policy_decides_what_counts(
    policy: Policy, name: str | None, severities: list[Severity]
) -> None:
    inspector = Inspector([profile(name_missing, name_grave)], policy)
    changed = {} if name is None else {"x-name": name}

    annotated = inspector.annotate(exchange(**changed))

    assert [finding.severity for finding in annotated.findings] == severities


@pytest.mark.parametrize(
    ("url", "hosts", "forced", "service"),
    [
        pytest.param("https://api.test/a", [], None, "api", id="known"),
        pytest.param("https://blob.test/a", [], None, "blob", id="beside it"),
        pytest.param("https://other.test/a", [], None, "", id="unknown"),
        pytest.param("https://other.test/a", ["*.test"], None, "api", id="named by the user"),
        pytest.param("http://127.0.0.1:8080/a", [], "test", "api", id="forced"),
        pytest.param("https://blob.test/a", [], "test", "blob", id="forced, but known better"),
    ],
)  # fmt: skip
def test_the_host_decides_what_is_inspected(
    url: str, hosts: list[str], forced: str | None, service: str
) -> None:
    inspector = Inspector([profile(name_missing)], hosts=hosts, forced=forced)

    annotated = inspector.annotate(exchange(url))

    assert (annotated.service, annotated.profile) == (service, "test" if service else None)


def test_rules_run_where_they_belong() -> None:
    inspector = Inspector([profile(name_missing, sent_to_storage)])

    assert codes(inspector.annotate(exchange("https://blob.test/a"))) == ["TST104"]


@pytest.mark.parametrize("method", ["GET", "recursion", "exit"])
def test_a_rule_that_raises_becomes_a_finding(method: str) -> None:
    inspector = Inspector([profile(broken, name_missing)])

    annotated = inspector.annotate(make.exchange(method, "https://api.test/a"))

    assert codes(annotated) == ["INS901", "TST101"]
    assert "TST105 raised" in annotated.findings[0].evidence[0].seen


def test_a_rule_that_goes_on_raising_is_left_out() -> None:
    inspector = Inspector([profile(broken)])

    seen = [codes(inspector.annotate(exchange())) for _ in range(FAULTS_BORNE + 1)]

    assert seen == [["INS901"]] * FAULTS_BORNE + [[]]


def test_a_diagnosis_that_raises_becomes_a_finding() -> None:
    def confused(_it: Inspection, _found: object) -> None:
        raise KeyError("x")

    inspector = Inspector([replace(profile(), diagnose=confused)])

    (finding,) = inspector.annotate(exchange()).findings

    assert (finding.code, finding.evidence[0].seen) == ("INS901", "the diagnosis raised KeyError")


@pytest.mark.parametrize(
    ("urls", "found"),
    [
        pytest.param(["a"], [["TST103"]], id="alone"),
        pytest.param(["a", "a/next"], [[], ["TST103"]], id="followed"),
        pytest.param(["a/next", "a"], [["TST103"], ["TST103"]], id="followed by nothing"),
        pytest.param(["a", "b", "a/next"], [[], ["TST103"], ["TST103"]], id="followed later"),
    ],
)  # fmt: skip
def test_late_rules_know_what_follows(urls: list[str], found: list[list[str]]) -> None:
    inspector = Inspector([profile(never_followed)])
    exchanges = [exchange(f"https://api.test/{url}") for url in urls]

    assert [codes(annotated) for annotated in annotate_all(inspector, exchanges)] == found


def test_waiting_is_bounded() -> None:
    inspector = Inspector([profile(never_followed)])
    given = 0

    def stream() -> Iterator[Exchange]:
        nonlocal given
        for number in range(3 * REMEMBERED):
            given += 1
            yield exchange(f"https://api.test/{number}")

    for number, annotated in enumerate(annotate_all(inspector, stream())):
        assert annotated.index == number
        assert codes(annotated) == ["TST103"]
        assert given <= number + REMEMBERED + 2


def test_live_findings_that_come_late_are_amendments() -> None:
    inspector = Inspector([profile(never_followed)])
    first = inspector.annotate(exchange())

    assert (codes(first), inspector.amended()) == ([], [])
    assert [(a.index, codes(a)) for a in inspector.finish()] == [(0, ["TST103"])]


def test_the_same_defect_has_the_same_fingerprint() -> None:
    def prints(url: str) -> set[str]:
        found = Inspector([profile(name_missing)]).annotate(exchange(url)).findings
        return {finding.fingerprint for finding in found}

    job = "https://api.test/api/Jobs('nb:jid:UUID:{}')"

    assert prints(job.format("1")) == prints(job.format("2"))
    assert prints(job.format("1")) != prints("https://api.test/api/Jobs")


@pytest.mark.parametrize(
    ("url", "body", "most"),
    [
        pytest.param("https://elsewhere.test/x", b"", REMEMBERED + 2, id="many of other hosts"),
        pytest.param("https://api.test/x", bytes(HELD_BYTES // 4), 6, id="few and large"),
    ],
)
def test_what_waits_for_later_exchanges_is_bounded(url: str, body: bytes, most: int) -> None:
    follows = Exchange(request=make.request("GET", url, body))
    stream = iter([exchange(), *[follows] * 2 * REMEMBERED])

    first = next(annotate_all(Inspector([profile(never_followed)]), stream))

    assert codes(first) == ["TST103"]
    assert 2 * REMEMBERED - len(list(stream)) <= most
