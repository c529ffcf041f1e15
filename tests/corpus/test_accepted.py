"""What the service accepted yields no error, and no warning that a maintainer would dismiss."""

import json
from collections import defaultdict
from pathlib import Path

import casefile
import pytest
from casefile import Case

from inspector.capture.opening import open_capture
from inspector.core.severity import ERROR, WARNING

ACCEPTED = casefile.cases(Path(__file__).parent / "accepted")
FILES = sorted({case.file for case in ACCEPTED})

# No client of the service's time but the .NET SDK sent a request id (COR201).
MERITED = {
    "alongside": set(),
    "batch": {"COR201"},
    "entity_sets_read": {"COR201", "ODA411"},  # each set in each client's version
    "entity_sets_write": {"COR201", "ODA406", "ODA411"},  # bare names, as the reference prints them
    # The guides leave the version out; each action is a recording of its own, and ends with it.
    "functions_and_actions": {"COR201", "HDR106", "SES702"},
    "jobs": {"COR201", "HDR106", "ODA406"},
    "links_and_navigation": {"COR201", "ODA411", "QRY510"},
    "paths_and_roots": {"COR201", "HDR106", "HDR109", "JWT304", "RSP602", "SES702"},
    "queries": {"COR201", "QRY512"},  # raw blanks, as Postman's collection has them
    "spellings": {"HDR106", "HDR109", "HDR111"},
}


def of(file: str) -> list[Case]:
    """Return the cases of one file."""
    return [case for case in ACCEPTED if case.file == file]


def test_there_are_hundreds_of_shapes() -> None:
    assert len(ACCEPTED) > 300


@pytest.mark.parametrize("case", [pytest.param(case, id=str(case)) for case in ACCEPTED])
def test_accepted_shape_yields_no_error(case: Case) -> None:
    found = [
        (finding.code, [f"{casefile.place(place)}: {place.seen}" for place in finding.evidence])
        for annotated in casefile.annotated(case.exchanges)
        for finding in annotated.findings
        if finding.severity >= ERROR
    ]

    assert found == [], case.title


@pytest.mark.parametrize("file", FILES)
def test_warnings_are_merited(file: str) -> None:
    warned = defaultdict(list)
    for case in of(file):
        for annotated in casefile.annotated(case.exchanges):
            for finding in annotated.findings:
                if finding.severity == WARNING:
                    warned[finding.code].append(case.title)

    assert set(warned) == MERITED[file], dict(warned)


def test_accepted_shapes_in_one_recording_yield_no_error() -> None:
    together = [exchange for case in ACCEPTED for exchange in case.exchanges]

    found = [
        (annotated.exchange.source, finding.code)
        for annotated in casefile.annotated(together)
        for finding in annotated.findings
        if finding.severity >= ERROR
    ]

    assert found == []


@pytest.mark.parametrize("file", FILES)
def test_har_of_the_same_shapes_yields_the_same(file: str, tmp_path: Path) -> None:
    exchanges = [exchange for case in of(file) for exchange in case.exchanges]
    recording = tmp_path / "recording.har"
    recording.write_text(json.dumps(casefile.har(exchanges)))

    read = list(open_capture(recording, warn=pytest.fail))

    assert casefile.found(read) == casefile.found(exchanges)
