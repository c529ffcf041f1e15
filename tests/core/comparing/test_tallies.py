import json
from dataclasses import replace

import make
import pytest
from batches import batch, operation

from inspector.core.annotated import Annotated, Finding
from inspector.core.comparing import tallies as counted
from inspector.core.comparing.compare import compare
from inspector.core.comparing.tallies import FURTHER, KINDS, NAMES, VALUES, Room, Tallies
from inspector.core.evidence import Evidence
from inspector.core.exchange import Exchange
from inspector.core.severity import ERROR


def seen(exchange: Exchange, *findings: Finding) -> Annotated:
    operation = exchange.request.operation
    return Annotated(exchange, 0, "media-services", "api", operation, findings)


def finding(mark: str, pointer: str = "/x") -> Finding:
    place = Evidence("request", "x", pointer=pointer)
    return Finding("ODA401", "n", ERROR, "t", "r", (place,) * 9, mark)


def kept(tallies: Tallies) -> int:
    """Return how many names and values are held."""
    return sum(
        1 + len(name.values)
        for tally in tallies.operations.values()
        for names in tally.names.values()
        for name in names.seen.values()
    )


def flooded(operations: int, calls: int) -> Tallies:
    """Return tallies of a client that never sends the same twice."""
    tallies = Tallies()
    for call in range(calls):
        body = json.dumps({f"p{call}-{i}": i for i in range(20)})
        fields = [*((f"h{call}-{i}", "v") for i in range(20)), ("x-odd", f"v{call}w")]
        url = f"Set{call % operations}?o{call}=1"
        tallies.add(seen(make.exchange("POST", url, body, fields=fields), finding(str(call))))
    return tallies


def test_what_is_kept_of_an_operation_does_not_grow_with_its_calls() -> None:
    few, many = flooded(1, NAMES), flooded(1, 3 * NAMES)

    assert kept(few) == kept(many) <= len(KINDS) * NAMES * 2 + VALUES
    (tally,) = many.operations.values()
    assert tally.calls == 3 * NAMES
    assert tally.names["request_headers"].crowded
    assert tally.names["request_headers"].seen["h0-0"].calls == 1


def test_what_is_kept_of_a_recording_has_a_limit_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counted, "TEXTS", 500)
    monkeypatch.setattr(counted, "FINDINGS", 30)
    monkeypatch.setattr(counted, "OPERATIONS", 10)
    tallies = flooded(50, 200)

    assert kept(tallies) == 500
    assert len(tallies.operations) == 11
    assert tallies.operations[FURTHER].calls == 160
    assert sum(len(tally.findings) for tally in tallies.operations.values()) == 30


def test_limits_are_told() -> None:
    comparison = compare(Tallies(), flooded(1, NAMES))

    assert "new, POST Set0: request headers beyond 400 are left out" in comparison.limits
    assert "new, POST Set0: request headers: x-odd has over 20 values, not compared" in (
        *comparison.limits,
        *compare(Tallies(), values(VALUES + 1)).limits,
    )
    assert compare(values(VALUES), values(VALUES)).limits == ()


def values(number: int) -> Tallies:
    tallies = Tallies()
    for one in range(number):
        tallies.add(seen(make.exchange("POST", "Set0", fields=[("x-odd", f"v{one}w")])))
    return tallies


def test_names_that_were_not_kept_are_neither_gained_nor_lost() -> None:
    comparison = compare(flooded(1, NAMES), values(1))
    (operation,) = comparison.operations

    assert "x-odd" not in {each.name for each in operation.names["request_headers"]}


def test_only_a_few_pieces_of_evidence_are_kept_and_those_short() -> None:
    tallies = Tallies()
    tallies.add(seen(make.exchange(), finding("f", "/" + "x" * 10**6)))
    (kept_finding,) = tallies.operations["GET Assets"].findings.values()

    assert len(kept_finding.evidence) == 3
    assert len(kept_finding.evidence[0].pointer or "") == 200


def test_room_ends() -> None:
    room = Room(2)

    assert [room.take() for _ in range(4)] == [True, True, False, False]


def test_the_operations_of_a_batch_have_tallies_of_their_own() -> None:
    sent = batch(operation("POST Assets HTTP/1.1", '{"Name": "n"}'), operation("GET Jobs HTTP/1.1"))
    inner, outer = replace(finding("inner"), part=1), finding("outer")
    tallies = Tallies()
    tallies.add(seen(sent, inner, outer))

    found = {name: list(tally.findings) for name, tally in tallies.operations.items()}
    assert found == {
        "POST $batch": ["outer"],
        "POST $batch: POST Assets": ["inner"],
        "POST $batch: GET Jobs": [],
    }
    places = tallies.operations["POST $batch: POST Assets"].names["request_properties"]
    assert list(places.seen) == ["/Name"]
