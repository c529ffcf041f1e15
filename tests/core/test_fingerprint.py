"""What is the same defect in the next exchange."""

import pytest

from inspector.core.annotated import Finding
from inspector.core.evidence import Evidence
from inspector.core.fingerprint import defect
from inspector.core.severity import ERROR


def finding(*places: Evidence, code: str = "HDR101", fingerprint: str = "f") -> Finding:
    return Finding(code, "name", ERROR, "title", "remedy", places, fingerprint)


def header(name: str = "Accept", seen: str = "absent") -> Evidence:
    return Evidence("request", seen, header=name)


BODY = Evidence("request", "Nme", pointer="/Nme")
LINE = Evidence("request", "https://h/api")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param(finding(header()), finding(header(), fingerprint="g"), True, id="a header, whatever the operation"),
        pytest.param(finding(header(), header("A")), finding(header("A"), header()), True, id="in any order"),
        pytest.param(finding(header(), LINE), finding(header(), LINE, fingerprint="g"), True, id="a header and the address"),
        pytest.param(finding(BODY), finding(BODY), True, id="a place in a body of the same operation"),
        pytest.param(finding(header(seen="1.0")), finding(header(seen="3.0")), False, id="another value"),
        pytest.param(finding(header()), finding(header("Date")), False, id="another header"),
        pytest.param(finding(header()), finding(header(), code="HDR102"), False, id="another code"),
        pytest.param(finding(BODY), finding(BODY, fingerprint="g"), False, id="a place in a body of another operation"),
        pytest.param(finding(header(), BODY), finding(header(), BODY, fingerprint="g"), False, id="a header and a place in a body"),
        pytest.param(finding(LINE), finding(LINE, fingerprint="g"), False, id="an address of another operation"),
    ],
)  # fmt: skip
def test_the_same_defect(one: Finding, other: Finding, same: bool) -> None:
    assert (defect(one) == defect(other)) is same
