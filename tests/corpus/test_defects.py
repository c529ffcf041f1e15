"""Each made-up defect is found under its code at its place, and nothing else goes off."""

import json
from collections import defaultdict
from pathlib import Path

import casefile
import pytest
from casefile import Case

from inspector.capture.opening import open_capture
from inspector.core.severity import ERROR

DEFECTS = casefile.cases(Path(__file__).parent / "defects")
FILES = sorted({case.file for case in DEFECTS})
NOT_IN_A_HAR = {"INS902"}  # it cannot say that a body lies elsewhere


def wanted(case: Case) -> dict[str, list[str]]:
    """Return the places expected under each code."""
    places = defaultdict(list)
    for code, place in case.expected:
        places[code].append(place)
    return {code: sorted(at) for code, at in places.items()}


def test_there_are_enough_of_them() -> None:
    assert len(DEFECTS) > 130
    assert all(case.expected for case in DEFECTS)


@pytest.mark.parametrize("case", [pytest.param(case, id=str(case)) for case in DEFECTS])
def test_defect_is_found_at_its_place_and_once(case: Case) -> None:
    findings = casefile.annotated(case.exchanges)[-1].findings
    places = defaultdict(list)
    for finding in findings:
        if finding.severity >= ERROR or finding.code in wanted(case):
            places[finding.code].extend(casefile.places(finding))

    assert {code: sorted(at) for code, at in places.items()} == wanted(case)
    assert len(findings) == len({(finding.code, finding.part) for finding in findings})


@pytest.mark.parametrize("file", FILES)
def test_har_of_the_same_defects_yields_the_same(file: str, tmp_path: Path) -> None:
    for number, case in enumerate(case for case in DEFECTS if case.file == file):
        if NOT_IN_A_HAR & {code for code, _ in case.expected}:
            continue
        recording = tmp_path / f"{number}.har"
        recording.write_text(json.dumps(casefile.har(case.exchanges)))

        read = list(open_capture(recording, warn=pytest.fail))

        assert casefile.found(read) == casefile.found(case.exchanges), case.title
