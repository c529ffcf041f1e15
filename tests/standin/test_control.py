"""What tests in any language ask of the stand-in itself."""

import json

import pytest
from standin.caller import Caller, Told

HERE = "http://127.0.0.1:8099/stand-in/"
JSON = ("Content-Type", "application/json")


def asked(
    service: Caller, method: str, name: str, body: object = None, kind: tuple[str, str] = JSON
) -> Told:
    sent = b"" if body is None else json.dumps(body).encode()
    return service.send(method, f"{HERE}{name}", [kind], sent)


def test_reset(service: Caller) -> None:
    service.asset()
    service.faults.add("throttle")
    service.clock.advance(5000)

    assert asked(service, "POST", "reset").status == 204
    assert service.call("GET", "Assets").json["value"] == []


def test_the_clock_is_put_forward(service: Caller) -> None:
    job = service.made("Jobs", service.job(service.asset()))

    told = asked(service, "POST", "clock", {"advance": 3600})

    assert told.json == {"now": "2026-01-31T13:00:00+00:00"}
    assert service.state.find("Jobs", job["Id"])["State"] == 3


def test_faults_are_planned_shown_and_cleared(service: Caller) -> None:
    fault = {"kind": "status", "value": 503, "times": 1, "operation": "GET Assets"}

    assert asked(service, "POST", "faults", fault).status == 204
    (shown,) = asked(service, "GET", "faults").json["plan"]
    assert (shown["kind"], shown["value"], shown["rate"]) == ("status", "503", 1.0)
    assert [service.call("GET", "Assets").status for _ in range(2)] == [503, 200]
    assert asked(service, "DELETE", "faults").status == 204
    assert asked(service, "GET", "faults").json["plan"] == []


@pytest.mark.parametrize(
    ("method", "name", "body", "status", "words"),
    [
        pytest.param("POST", "faults", {"kind": "dorp"}, 400, "did you mean drop?", id="no fault"),
        pytest.param("POST", "faults", {"knid": "drop"}, 400, "the members are", id="a slip"),
        pytest.param("POST", "faults", {"kind": "drop", "rate": "often"}, 400, "faults:", id="no rate"),
        pytest.param("POST", "faults", [1], 400, "JSON object", id="no object"),
        pytest.param("POST", "clock", {"advance": "soon"}, 400, "clock:", id="no number"),
        pytest.param("POST", "clock", {"advance": 1e300}, 400, "1970 to 9000", id="for ever"),
        pytest.param("POST", "clock", {"advance": -1e10}, 400, "1970 to 9000", id="before all time"),
        pytest.param("POST", "clock", {"advance": 10**400}, 400, "clock:", id="beyond all numbers"),
        pytest.param("POST", "faults", {"kind": "drop", "rate": 2}, 400, "from 0 to 1", id="more than always"),
        pytest.param("POST", "faults", {"kind": "drop", "times": 0}, 400, "1 at least", id="never"),
        pytest.param("POST", "clock", {"advance": None}, 400, "clock:", id="null"),
        pytest.param("GET", "reset", None, 404, "has reset", id="a reset by GET"),
        pytest.param("POST", "rest", {}, 404, "has reset", id="something else"),
    ],
)  # fmt: skip
def test_what_it_does_not_do(
    service: Caller, method: str, name: str, body: object, status: int, words: str
) -> None:
    told = asked(service, method, name, body)

    assert (told.status, words in told.body.decode()) == (status, True)


def test_a_page_of_another_site_cannot_reset_it(service: Caller) -> None:
    service.asset()

    told = asked(service, "POST", "reset", {}, ("Content-Type", "text/plain"))

    assert (told.status, service.state.count("Assets")) == (415, 1)


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        pytest.param("127.0.0.1:8099", None, 204, id="by its address"),
        pytest.param("[::1]:8099", None, 204, id="by its address of IPv6"),
        pytest.param("localhost:8099", "http://localhost:3000", 204, id="from a page of this machine"),
        pytest.param("evil.example:8099", None, 403, id="by a name that was made to lead here"),
        pytest.param("127.0.0.1:8099", "http://evil.example", 403, id="from another site's page"),
    ],
)  # fmt: skip
def test_who_may_ask(service: Caller, host: str, origin: str | None, status: int) -> None:
    fields = [JSON, *([("Origin", origin)] if origin else [])]

    assert service.send("POST", f"http://{host}/stand-in/reset", fields).status == status


def test_no_fault_befalls_what_is_asked_of_it_itself(service: Caller) -> None:
    service.faults.add("status", 503)
    service.faults.add("drop")

    assert asked(service, "DELETE", "faults").status == 204
    assert service.send("GET", "http://127.0.0.1:8099/").status == 200
