"""The JSON report tells the entities' lives after the exchanges."""

import io
import json
from collections.abc import Iterable
from typing import Any

import lives
import make
import pytest
from lives import ASSET, JOB, POLICY, at, call

from inspector.core.annotated import Annotated
from inspector.report import json as json_report
from inspector.report.document import Summary


def document(given: Iterable[Annotated]) -> dict[str, Any]:
    stream, summary = io.StringIO(), Summary()
    report = json_report.Report(stream)
    for one in given:
        summary.add(one)
        report.add(one)
    report.close(summary)
    read: dict[str, Any] = json.loads(stream.getvalue())
    return read


def test_the_members_come_in_order() -> None:
    read = document(lives.annotated(lives.story()))

    assert list(read) == [
        "schema",
        "tool",
        "exchanges",
        "entities",
        "entities_left_out",
        "scorecard",
        "summary",
    ]
    assert read["entities_left_out"] == 0


def test_a_job() -> None:
    (job,) = (
        one for one in document(lives.annotated(lives.story()))["entities"] if one["id"] == JOB
    )

    assert job == {
        "id": JOB,
        "type": "Job",
        "host": "accountname.restv2.westus.media.azure.net",
        "name": "encode",
        "events": [
            {"act": "created", "index": 5, "operation": "POST Jobs", "started": "2026-01-31T12:00:05.000Z",
             "refused": False, "count": 1, "states": ["Queued"], "status": 201},
            {"act": "read", "index": 6, "operation": "GET Jobs('…')/State", "started": "2026-01-31T12:00:06.000Z",
             "refused": False, "count": 4, "states": ["Queued", "Processing", "Finished"], "status": 200,
             "last": 9, "ended": "2026-01-31T12:00:09.000Z"},
        ],
        "led_to": [
            {"entity": lives.TASK, "way": "Tasks", "type": "Task", "index": 10},
            {"entity": lives.OUTPUT, "way": "OutputMediaAssets", "type": "Asset", "index": 11},
        ],
    }  # fmt: skip


def test_nothing_touched() -> None:
    read = document([Annotated(make.exchange())])

    assert (read["entities"], read["entities_left_out"]) == ([], 0)


def test_what_was_left_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_report, "Lifelines", lambda: real(most=3))
    many = [{"Id": lives.id_of("cid", n)} for n in range(10)]

    read = document(lives.annotated([call("GET", "Assets", answer=lives.listed(*many))]))

    assert (len(read["entities"]), read["entities_left_out"]) == (3, 7)


real = json_report.Lifelines


def test_long_lives_say_so() -> None:
    changes = [call("MERGE", at("Assets", ASSET), {"Name": "n"}) for _ in range(50)]
    sent = {"AccessPolicyId": POLICY, "AssetId": ASSET}
    locators = [call("POST", "Locators", sent, {"Id": lives.id_of("lid", n)}) for n in range(101)]
    entities = document(lives.annotated([*changes, *locators]))["entities"]

    assert entities[0]["events_left_out"] == 151 - len(entities[0]["events"])
    assert entities[0]["led_to_more"] is True


def test_wire_text_is_inert() -> None:
    odd = "\x1b[31m\u202e"
    (entity,) = document(
        lives.annotated([call("POST", "Assets", {"Name": odd}, {"Id": odd, "Name": odd})])
    )["entities"]

    assert (entity["id"], entity["name"]) == (r"Asset('\x1b[31m\u202e')", r"\x1b[31m\u202e")
