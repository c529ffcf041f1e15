"""Why a change set failed as a whole: what one of its operations does to another's entity."""

import lives
import pytest
from batches import answer, batch, change_set, operation
from lives import ASSET, JOB, at, call

DELETES = operation(f"DELETE {at('Assets', ASSET)} HTTP/1.1")
MERGES = operation(
    f"MERGE {at('Assets', ASSET)} HTTP/1.1", '{"Name": "z"}', Content_Type="application/json"
)
OTHER = operation(f"DELETE {at('Jobs', JOB)} HTTP/1.1")
UNLINKS = operation(f"DELETE {at('Assets', ASSET)}/$links/ContentKeys('1') HTTP/1.1")


@pytest.mark.parametrize(
    ("operations", "told"),
    [
        pytest.param([OTHER, MERGES], False, id="another entity is deleted"),
        pytest.param([UNLINKS, MERGES], False, id="a link is deleted"),
        pytest.param([MERGES, DELETES], False, id="it is deleted afterwards"),
        pytest.param([DELETES, MERGES], True, id="it is deleted before"),
        pytest.param([DELETES, OTHER, MERGES], True, id="it is deleted before, with one between"),
    ],
)
def test_an_entity_that_the_change_set_deletes(operations: list[str], told: bool) -> None:
    made = call("POST", "Assets", {"Name": "a"}, {"Id": ASSET, "Name": "a"})
    refused = answer(operation("HTTP/1.1 404 Not Found"))
    *_, last = lives.annotated([made, batch(change_set(*operations), answered=refused)])

    assert last.diagnosis is not None
    why = [cause.why for cause in last.diagnosis.causes[:1]]
    assert any("of the same change set deletes it" in one for one in why) is told
