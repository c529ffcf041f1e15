"""`$batch`: all of a change set, or nothing."""

import json
import re

import make
import pytest
from standin.caller import Caller, Told

KIND = "multipart/mixed; boundary=batch_1"
INNER = "Content-Type: application/json\r\nAccept: application/json\r\nDataServiceVersion: 3.0"


def operation(method: str, url: str, body: dict | None = None, content_id: str = "") -> str:
    """Return a part; Content-ID stands among the inner request's own headers, as in samples."""
    number = f"Content-ID: {content_id}\r\n" if content_id else ""
    return (
        "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
        f"{method} {url} HTTP/1.1\r\n{number}{INNER}\r\n\r\n{json.dumps(body) if body else ''}\r\n"
    )


def change_set(*operations: str) -> str:
    inside = "".join(f"--changeset_1\r\n{one}" for one in operations)
    return f"Content-Type: multipart/mixed; boundary=changeset_1\r\n\r\n{inside}--changeset_1--\r\n"


def sent(service: Caller, *parts: str, **changed: str) -> Told:
    body = "".join(f"--batch_1\r\n{part}" for part in parts) + "--batch_1--\r\n"
    return service.call(
        "POST", "$batch", body, **{"Content_Type": KIND, "Accept": "multipart/mixed", **changed}
    )


def statuses(told: Told) -> list[int]:
    return [int(found) for found in re.findall(rb"HTTP/1\.1 (\d+)", told.body)]


def test_a_job_with_chained_tasks(service: Caller) -> None:
    job = service.job(service.asset())
    (task,) = job.pop("Tasks")
    body = task["TaskBody"].replace("OutputAsset(0)", "OutputAsset(1)")
    chained = {**task, "TaskBody": body.replace("JobInputAsset(0)", "JobOutputAsset(0)")}

    told = sent(
        service,
        change_set(
            operation("POST", f"{make.ROOT}Jobs", job, "1"),
            operation("POST", f"{make.ROOT}$1/Tasks", task, "2"),
            operation("POST", f"{make.ROOT}$1/Tasks", chained, "3"),
        ),
    )

    assert (told.status, statuses(told)) == (202, [201, 201, 201])
    assert told.header("Content-Type").startswith("multipart/mixed; boundary=batchresponse_")
    assert told.header("DataServiceVersion") == "1.0;"
    assert b"Content-ID: 1\r\n" in told.body
    (made,) = service.call("GET", "Jobs").json["value"]
    assert len(service.call("GET", f"Jobs('{made['Id']}')/Tasks").json["value"]) == 2


@pytest.mark.parametrize(
    "second",
    [
        pytest.param({"Nmae": "slip"}, id="a refused operation"),
        pytest.param(None, id="an operation without a body"),
    ],
)
def test_a_change_set_that_fails_leaves_nothing(service: Caller, second: dict | None) -> None:
    assets = f"{make.ROOT}Assets"

    told = sent(
        service,
        change_set(operation("POST", assets, {"Name": "a"}), operation("POST", assets, second)),
        operation("GET", assets),
    )

    assert (told.status, statuses(told)) == (202, [400, 200])
    assert b"multipart/mixed; boundary=changesetresponse_" in told.body
    assert service.call("GET", "Assets").json["value"] == []


def test_a_batch_that_cannot_be_read_leaves_nothing(service: Caller) -> None:
    assets = f"{make.ROOT}Assets"

    told = sent(
        service,
        operation("POST", assets, {"Name": "a"}),
        change_set(operation("GET", assets)),
    )

    assert (told.status, service.state.count("Assets")) == (400, 0)


def test_a_reference_in_a_body(service: Caller) -> None:
    key = {"Id": "nb:kid:UUID:11111111-2222-3333-4444-555555555555", "ContentKeyType": 1}

    told = sent(
        service,
        change_set(
            operation("POST", f"{make.ROOT}Assets", {"Name": "a"}, "1"),
            operation("POST", f"{make.ROOT}ContentKeys", key, "2"),
            operation("POST", f"{make.ROOT}$1/$links/ContentKeys", {"url": "$2"}, "3"),
        ),
    )

    assert statuses(told) == [201, 201, 204]
    (asset,) = service.call("GET", "Assets").json["value"]
    linked = service.call("GET", f"Assets('{asset['Id']}')/ContentKeys").json["value"]
    assert [one["Id"] for one in linked] == ["nb:kid:UUID:11111111-2222-3333-4444-555555555555"]


def test_a_format_does_not_go_with_a_batch(service: Caller) -> None:
    told = service.call("POST", "$batch?$format=json", b"--b--", Content_Type=KIND)

    assert told.status == 400


def test_a_job_without_tasks_fails_with_its_change_set(service: Caller) -> None:
    job = service.job(service.asset())
    del job["Tasks"]

    assert statuses(sent(service, change_set(operation("POST", "Jobs", job)))) == [400]
    assert service.call("GET", "Jobs").json["value"] == []


def test_operations_outside_of_change_sets_stand_alone(service: Caller) -> None:
    told = sent(
        service,
        operation("GET", "Assets"),
        operation("GET", "Nothing"),
        operation("POST", "Assets", {"Name": "a"}),
    )

    assert statuses(told) == [200, 404, 201]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param("--batch_1\r\n\r\n", KIND, id="no end"),
        pytest.param("--batch_1--", "multipart/mixed", id="no boundary"),
        pytest.param("--batch_1--", "application/json", id="another type"),
        pytest.param("--batch_1\r\nContent-Type: text/plain\r\n\r\nx\r\n--batch_1--", KIND, id="text for a part"),
        pytest.param("--batch_1\r\nContent-Type: application/http\r\n\r\nhello\r\n--batch_1--", KIND, id="no request line"),
        pytest.param("--batch_1\r\nContent-Type: application/http\r\n\r\nGET https://[::1 HTTP/1.1\r\n\r\n--batch_1--", KIND, id="no address"),
        pytest.param("--batch_1\r\nno header\r\n\r\nx\r\n--batch_1--", KIND, id="no header"),
    ],
)  # fmt: skip
def test_bodies_that_are_no_batch(service: Caller, body: str, kind: str) -> None:
    assert service.call("POST", "$batch", body, Content_Type=kind).status == 400


def test_an_empty_batch_is_answered(service: Caller) -> None:
    assert sent(service).status == 202


def test_the_outer_request_needs_a_token(service: Caller) -> None:
    assert sent(service, operation("GET", "Assets"), Authorization="").status == 401


def test_batches_are_not_nested(service: Caller) -> None:
    assert statuses(sent(service, operation("POST", "$batch", {"a": 1}))) == [400]
