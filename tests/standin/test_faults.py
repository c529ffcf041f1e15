"""What goes wrong at the stand-in when somebody asks for it."""

import http.client
from collections.abc import Iterator

import make
import pytest
from standin.caller import Caller

from inspector.standin.faults import KINDS, Fault, Faults, UnknownFaultError, read_fault
from inspector.standin.server import serving


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("throttle", Fault("throttle"), id="a kind"),
        pytest.param(" drop ", Fault("drop"), id="blanks around it"),
        pytest.param("latency=2.5", Fault("latency", "2.5"), id="a value"),
        pytest.param("status=503@0.25", Fault("status", "503", 0.25), id="a value and a rate"),
        pytest.param("drop@1", Fault("drop", "", 1.0), id="always"),
    ],
)
def test_faults_are_read(text: str, fault: Fault) -> None:
    assert read_fault(text) == fault


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("", "not KIND", id="nothing"),
        pytest.param("dorp", "did you mean drop?", id="a slip"),
        pytest.param("earthquake", "one of throttle", id="no fault at all"),
        pytest.param("latency", "latency=S", id="no value"),
        pytest.param("latency=soon", "latency=S", id="a value that is none"),
        pytest.param("status=200", "status=NNN", id="no refusal"),
        pytest.param("drop=1", "connection is closed", id="a value it has not"),
        pytest.param("drop@2", "not KIND", id="more often than always"),
    ],
)
def test_what_is_no_fault(text: str, words: str) -> None:
    with pytest.raises(UnknownFaultError, match=words.replace("?", r"\?")):
        read_fault(text)


@pytest.mark.parametrize(
    ("fault", "method", "status", "words"),
    [
        pytest.param("throttle", "GET", 503, "throttled", id="throttled"),
        pytest.param("status=418", "GET", 418, "told to answer 418", id="any status"),
        pytest.param("expired-token", "GET", 401, "expiry", id="an expired token"),
        pytest.param("no-role", "GET", 401, "role", id="no role"),
        pytest.param("disabled", "POST", 403, "disabled", id="a disabled account, writing"),
        pytest.param("disabled", "GET", 200, "", id="a disabled account, reading"),
        pytest.param("bogus", "GET", 400, "no fault", id="no such fault"),
    ],
)
def test_faults_by_a_header(
    service: Caller, fault: str, method: str, status: int, words: str
) -> None:
    body = {"Name": "a"} if method == "POST" else b""

    told = service.call(method, "Assets", body, X_Stand_In_Fault=fault)

    assert (told.status, words in told.body.decode()) == (status, True)
    assert service.call("GET", "Assets").json["value"] == []


def test_a_full_page_leaves_nothing_behind(service: Caller) -> None:
    service.asset()
    fault = "full-page"

    told = service.call("GET", "Assets?$inlinecount=allpages", X_Stand_In_Fault=fault)

    assert (len(told.json["value"]), told.json["odata.count"]) == (1000, "1001")
    assert len(service.call("GET", "Assets").json["value"]) == 1


@pytest.mark.parametrize(
    ("fault", "echoed"),
    [("latency=0.001", True), ("wrong-echo", False), ("no-echo", None)],
    ids=["as it should be", "another one", "none"],
)
def test_the_echo_of_the_clients_id(service: Caller, fault: str, echoed: bool | None) -> None:
    name = "x-ms-client-request-id"
    sent = dict(make.headers())[name]

    echo = service.call("GET", "Assets", X_Stand_In_Fault=fault).header(name)

    assert (None if echo is None else echo == sent) is echoed


def test_a_job_that_is_to_fail(service: Caller) -> None:
    job = service.made("Jobs", service.job(service.asset()), X_Stand_In_Fault="job-error")
    service.now += 60

    (task,) = service.call("GET", f"Jobs('{job['Id']}')/Tasks").json["value"]
    assert service.call("GET", f"Jobs('{job['Id']}')/State").json["value"] == 4
    assert task["ErrorDetails"][0]["Code"] == "EncodingFailed"


def test_an_operation_that_is_to_fail(service: Caller) -> None:
    told = service.call("POST", "Channels", {"Name": "c"}, X_Stand_In_Fault="operation-failed")
    service.now += 60

    operation = service.call("GET", f"Operations('{told.header('operation-id')}')").entity
    assert (operation["State"], operation["ErrorCode"]) == ("Failed", "InternalError")
    assert service.call("GET", "Channels").json["value"] == []


def test_a_plan_by_operation_and_number(service: Caller) -> None:
    service.faults.add("throttle", times=2, operation="POST Assets")

    assert service.call("GET", "Assets").status == 200
    posted = [service.call("POST", "Assets", {"Name": "a"}).status for _ in range(3)]
    assert posted == [503, 503, 201]


def test_a_rate_is_the_same_in_every_run() -> None:
    request = make.request("GET")

    def drawn(seed: int) -> list[bool]:
        faults = Faults(seed)
        faults.add("drop", rate=0.3)
        return [bool(faults.befalling(request)) for _ in range(1000)]

    assert drawn(1) == drawn(1) != drawn(2)
    assert 230 < sum(drawn(1)) < 370


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Caller, str]]:
    caller = Caller()
    with serving(caller.app) as address:
        yield caller, address


def posted(served: tuple[Caller, str], fault: str) -> bytes:
    caller, address = served
    connection = http.client.HTTPConnection(address, timeout=30)
    fields = dict(make.headers(Authorization=f"Bearer {caller.token}", X_Stand_In_Fault=fault))
    fields["Content-Type"] = "application/json"
    try:
        connection.request("POST", "/api/Assets", '{"Name":"a"}', fields)
        return connection.getresponse().read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("fault", "error", "more"),
    [
        pytest.param("drop", http.client.RemoteDisconnected, 0, id="nothing is done"),
        pytest.param("drop-after", http.client.RemoteDisconnected, 1, id="done, and no answer"),
        pytest.param("truncate", http.client.IncompleteRead, 1, id="half an answer"),
    ],
)
def test_connections_that_break_off(
    served: tuple[Caller, str], fault: str, error: type[Exception], more: int
) -> None:
    caller, _ = served
    before = caller.state.count("Assets")

    with pytest.raises(error):
        posted(served, fault)

    assert caller.state.count("Assets") == before + more
    assert b"nb:cid:UUID:" in posted(served, "latency=0.001")


def test_every_kind_is_explained() -> None:
    assert all(len(words) > 20 for words in KINDS.values())
