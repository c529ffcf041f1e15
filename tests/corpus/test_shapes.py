"""What clients and documents show succeeding, bodies above all, yields no error.

Written from the facts of the service by somebody who did not know the rules' code.
"""

import json
from collections import defaultdict
from pathlib import Path

import casefile
import pytest
from casefile import Case

from inspector.capture.opening import open_capture
from inspector.core.severity import ERROR, WARNING

SHAPES = casefile.cases(Path(__file__).parent / "shapes")
FILES = sorted({case.file for case in SHAPES})
MERITED: dict[str, set[str]] = {
    "batches": set(),
    "clients": {"HDR106", "HDR109"},  # the .NET SDK's probe
    "creates": set(),
    "filters": set(),
    "jobs": {"ODA406"},
    "links_actions": {"HDR106"},
    "metadata_rule": {"HDR106"},
    "reads": {"COR201", "HDR106", "HDR109"},
    "sequences": {"RSP602", "RSP604"},
    "updates": {"COR201", "HDR106", "HDR109", "ODA406"},  # Azure's command line
    "values": {"ODA406", "ODA414"},  # a date as Americans write it
    "versions": set(),
}


def test_there_are_hundreds_of_them() -> None:
    assert len(SHAPES) > 600


@pytest.mark.parametrize("case", [pytest.param(case, id=str(case)) for case in SHAPES])
def test_shape_yields_no_error(case: Case) -> None:
    found = [
        (finding.code, casefile.places(finding), finding.evidence[0].note)
        for annotated in casefile.annotated(case.exchanges)
        for finding in annotated.findings
        if (finding.severity >= ERROR and finding.code not in case.codes("allow"))
        or finding.code in case.codes("absent")
    ]

    assert found == []


@pytest.mark.parametrize("file", FILES)
def test_warnings_are_merited(file: str) -> None:
    warned = defaultdict(list)
    for case in (case for case in SHAPES if case.file == file):
        for annotated in casefile.annotated(case.exchanges):
            for finding in annotated.findings:
                if finding.severity == WARNING:
                    warned[finding.code].append(case.title)

    assert set(warned) == MERITED[file], dict(warned)


@pytest.mark.parametrize("file", FILES)
def test_har_of_the_same_shapes_yields_the_same(file: str, tmp_path: Path) -> None:
    exchanges = [exchange for case in SHAPES if case.file == file for exchange in case.exchanges]
    recording = tmp_path / "recording.har"
    recording.write_text(json.dumps(casefile.har(exchanges)))

    read = list(open_capture(recording, warn=pytest.fail))

    assert casefile.found(read) == casefile.found(exchanges)
