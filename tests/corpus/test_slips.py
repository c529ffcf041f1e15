"""Slips that developers make, each found under its code at its place.

Written from the facts of the service by somebody who did not know the rules' code.
"""

from collections import Counter, defaultdict
from pathlib import Path

import casefile
import pytest
from casefile import Case

from inspector.core.severity import ERROR

SLIPS = casefile.cases(Path(__file__).parent / "slips")


def test_there_are_hundreds_of_them_under_all_codes_for_bodies_and_sequences() -> None:
    codes = Counter(code for case in SLIPS for code, _ in case.expected)

    assert len(SLIPS) > 700
    assert all(codes[f"ODA{number}"] for number in (410, 411, 412, 413, 414, 415, 416, 417))
    assert all(codes[f"SES{number}"] for number in range(701, 707))


@pytest.mark.parametrize("case", [pytest.param(case, id=str(case)) for case in SLIPS])
def test_slip_is_found_at_its_place(case: Case) -> None:
    wanted = defaultdict(set)
    for code, place in case.expected:
        wanted[code].add(place)
    places = defaultdict(set)
    for finding in casefile.annotated(case.exchanges)[-1].findings:
        if finding.severity >= ERROR or finding.code in wanted:
            places[finding.code].update(casefile.places(finding))

    assert places == wanted
