"""Jobs, from Queued to the end."""

import pytest
from standin.caller import TASK_BODY, Caller


@pytest.fixture
def path(service: Caller) -> str:
    job = service.made("Jobs", service.job(service.asset()))
    return f"Jobs('{job['Id']}')"


@pytest.mark.parametrize(
    ("after", "job", "task", "progress"),
    [
        pytest.param(0.0, 0, 1, 0.0, id="queued"),
        pytest.param(1.5, 1, 1, 0.0, id="scheduled"),
        pytest.param(3.5, 2, 2, 50.0, id="processing"),
        pytest.param(5.0, 3, 3, 100.0, id="finished"),
        pytest.param(3000.0, 3, 3, 100.0, id="long finished"),
    ],
)
def test_life(
    service: Caller, path: str, after: float, job: int, task: int, progress: float
) -> None:
    service.now += after

    assert service.call("GET", f"{path}/State").json["value"] == job
    (only,) = service.call("GET", f"{path}/Tasks").json["value"]
    assert (only["State"], only["Progress"]) == (task, progress)


def test_a_finished_job_knows_how_long_it_took(service: Caller, path: str) -> None:
    service.now += 60

    job = service.call("GET", path).entity

    assert (job["StartTime"], job["EndTime"]) == ("2026-01-31T12:00:02Z", "2026-01-31T12:00:05Z")
    assert job["RunningDuration"] == 3000.0


@pytest.mark.parametrize(
    ("bodies", "status"),
    [
        pytest.param([TASK_BODY], 201, id="one task"),
        pytest.param([TASK_BODY, TASK_BODY], 400, id="an output made twice"),
        pytest.param([TASK_BODY.replace("InputAsset(0)", "OutputAsset(3)")], 400, id="an output nobody made"),
    ],
)  # fmt: skip
def test_what_tasks_pass_on(service: Caller, bodies: list[str], status: int) -> None:
    body = service.job(service.asset())
    body["Tasks"] = [{**body["Tasks"][0], "TaskBody": one} for one in bodies]

    assert service.call("POST", "Jobs", body).status == status


def test_an_output_without_a_name_is_named_by_its_job(service: Caller) -> None:
    body = service.job(service.asset())
    body["Tasks"][0]["TaskBody"] = TASK_BODY.replace(' assetName="out"', "")
    job = service.made("Jobs", body)

    (output,) = service.call("GET", f"Jobs('{job['Id']}')/OutputMediaAssets").json["value"]
    assert output["Name"] == "JobOutputAsset(0)_j"


def test_the_tasks_of_a_canceled_job_end(service: Caller, path: str) -> None:
    service.now += 3
    key = service.call("GET", path).entity["Id"]
    service.call("GET", f"CancelJob?jobid='{key}'")
    assert service.call("GET", f"{path}/State").json["value"] == 6
    service.now += 60

    (task,) = service.call("GET", f"{path}/Tasks").json["value"]
    assert (task["State"], task["EndTime"]) == (3, "2026-01-31T12:00:04Z")
    assert task["Progress"] < 100


def test_output_assets_are_named_by_the_task(service: Caller, path: str) -> None:
    (output,) = service.call("GET", f"{path}/OutputMediaAssets()").json["value"]

    assert output["Name"] == "out"
    assert service.call("GET", f"Assets('{output['Id']}')").status == 200


def test_a_job_is_canceled_once(service: Caller, path: str) -> None:
    key = service.call("GET", path).entity["Id"].replace(":", "%3A")
    call = f"CancelJob?jobid='{key}'"

    assert [service.call("GET", call).status for _ in range(2)] == [204, 400]
    service.now += 60
    assert service.call("GET", f"{path}/State").json["value"] == 5


@pytest.mark.parametrize(
    "call",
    [
        pytest.param("CancelJob", id="no argument"),
        pytest.param("CancelJob?jobid=nb:jid:UUID:1", id="no quotes"),
    ],
)
def test_functions_want_quoted_arguments(service: Caller, call: str) -> None:
    assert service.call("GET", call).status == 400


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        pytest.param({}, 201, id="a good job"),
        pytest.param({"TaskBody": '<?xml version="1.0" encoding="utf-16"?>' + TASK_BODY}, 201, id="said to be utf-16"),
        pytest.param({"TaskBody": "<taskBody/>"}, 400, id="no output"),
        pytest.param({"TaskBody": TASK_BODY.replace("InputAsset(0)", "InputAsset(7)")}, 400, id="an input the job lacks"),
        pytest.param({"TaskBody": TASK_BODY.replace("JobOutputAsset(0)", "Output")}, 400, id="an output of no form"),
        pytest.param({"TaskBody": "no XML"}, 400, id="no XML"),
        pytest.param({"TaskBody": None}, 400, id="no body"),
        pytest.param({"MediaProcessorId": "nb:mpid:UUID:none"}, 400, id="no such processor"),
        pytest.param({"Nmae": "x"}, 400, id="a slip in a name"),
    ],
)  # fmt: skip
def test_tasks(service: Caller, changed: dict, status: int) -> None:
    body = service.job(service.asset())
    body["Tasks"][0] |= changed

    assert service.call("POST", "Jobs", body).status == status


@pytest.mark.parametrize(
    ("count", "status"),
    [
        pytest.param(0, 400, id="none"),
        pytest.param(30, 201, id="30"),
        pytest.param(31, 400, id="31"),
    ],
)
def test_number_of_tasks(service: Caller, count: int, status: int) -> None:
    body = service.job(service.asset())
    (task,) = body["Tasks"]
    body["Tasks"] = [
        {**task, "TaskBody": TASK_BODY.replace("OutputAsset(0)", f"OutputAsset({number})")}
        for number in range(count)
    ]

    assert service.call("POST", "Jobs", body).status == status


@pytest.mark.parametrize(("state", "status"), [(0, 400), (1, 201), (2, 201), ("2", 201)])
def test_notifications_want_a_target_state(service: Caller, state: object, status: int) -> None:
    subscription = {"NotificationEndPointId": "nb:nepid:UUID:1", "TargetJobState": state}
    body = service.job(service.asset(), JobNotificationSubscriptions=[subscription])

    assert service.call("POST", "Jobs", body).status == status


def test_deleting_a_job_takes_its_tasks(service: Caller, path: str) -> None:
    assert service.call("DELETE", path).status == 204
    assert service.call("GET", "Tasks").json["value"] == []
    service.now += 60
    assert service.call("GET", "Jobs").json["value"] == []
