"""Recorded failures whose cause is known: the diagnosis of the last exchange names it first.

Written from the facts of the service by somebody who did not know the rules' code. The cause
shows in the failing exchange alone, or in the ones before it; in the file of traps the obvious
cause is refuted by the session.
"""

import re
from pathlib import Path

import casefile
import pytest
from casefile import Case

FAILURES = casefile.cases(Path(__file__).parent / "failures")


def test_there_are_many_of_them() -> None:
    assert len(FAILURES) > 180
    assert all(case.said["cause"] and case.said["cause-match"] for case in FAILURES)


@pytest.mark.parametrize("case", [pytest.param(case, id=str(case)) for case in FAILURES])
def test_the_true_cause_comes_first(case: Case) -> None:
    diagnosis = casefile.annotated(case.exchanges)[-1].diagnosis
    assert diagnosis is not None
    causes = [cause for cause in diagnosis.causes if cause.likelihood != "ruled-out"]
    first = causes[0]

    named = first.code in case.codes("cause-code")
    assert named or re.search(case.said["cause-match"], first.why, re.IGNORECASE), (
        case.said["cause"],
        [(cause.code, cause.likelihood, cause.why) for cause in causes],
    )


@pytest.mark.parametrize("case", [pytest.param(case, id=str(case)) for case in FAILURES])
def test_no_cause_is_told_twice(case: Case) -> None:
    diagnosis = casefile.annotated(case.exchanges)[-1].diagnosis
    assert diagnosis is not None
    told = [cause.why for cause in diagnosis.causes]

    assert len(told) == len(set(told))
