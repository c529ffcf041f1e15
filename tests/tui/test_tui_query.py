from pathlib import Path

import pytest
from story import story

from inspector.capture.store import CaptureReader
from inspector.core.filter import matches, parse
from inspector.tui.query import condition

FILTERS = [
    "", "jobs", '"POST Jobs"', "nb:cid:UUID", "%", "_", "\\", "'", "$top", "reset", "ASSETS",
    "sev:error", "sev:>=note", "sev:none", "sev:<warning", "code:ODA401", "code:O*", "code:*",
    "code:COR2", "status:200", "status:4xx", "status:>=400", "status:<300", "-status:>0",
    "method:get", "method:*E*", "host:azure", "host:*.net", "path:Files", "path:*assets?x",
    "op:jobs", "op:=GET*", "op:'", "ms:>40", "ms:<40", "-ms:>0", "size:0", "size:>10", "size:<1k",
    "has:finding", "has:error", "has:response", "not has:response", "jobs or files",
    "-(jobs or files) sev:none", "status:2xx -has:finding assets",
]  # fmt: skip


@pytest.mark.parametrize("text", FILTERS)
def test_the_query_finds_what_the_filter_lets_pass(text: str, told: Path) -> None:
    node = parse(text)

    with CaptureReader(told) as reader:
        found = list(reader.matching(condition(node)))

    assert found == [one.index + 1 for one in story() if matches(node, one)]


def test_what_was_typed_is_never_sql() -> None:
    said = condition(parse("\"x') OR 1=1 --\" host:';drop"))

    assert "drop" not in said.sql
    assert "OR 1" not in said.sql
