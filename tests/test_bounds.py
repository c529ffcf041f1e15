"""What is kept of a recording does not grow with it: structures are measured, not the process."""

import gc
import io
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import make
import pytest
from story import found

from inspector.core import baseline
from inspector.core.annotated import Annotated, Cause, Diagnosis
from inspector.core.baseline import Baseline
from inspector.core.engine import Inspector
from inspector.core.evidence import Evidence
from inspector.core.exchange import Exchange
from inspector.core.lives import ledger, lifelines
from inspector.core.lives.ledger import Ledger
from inspector.core.lives.lifelines import Lifelines
from inspector.core.lives.touch import Touch
from inspector.core.recording import annotate_all
from inspector.core.redaction import redact
from inspector.core.redaction.redact import Redactor
from inspector.core.severity import ERROR
from inspector.profiles.catalogue import PROFILES, all_rules
from inspector.report import alike, github, json, jsonl, junit, markdown, sarif, text
from inspector.report.document import Summary
from inspector.report.kinds import Kinds

FEW = 20  # what limits are lowered to
BODY = 20_000  # bytes of each answer
OUTSIDE = (ModuleType, FunctionType, type, io.TextIOBase)


def held(root: object) -> int:
    """Return the bytes of all that *root* leads to."""
    seen: dict[int, object] = {}
    waiting = [root]
    while waiting:
        one = waiting.pop()
        if id(one) not in seen and not isinstance(one, OUTSIDE):
            seen[id(one)] = one
            waiting.extend(gc.get_referents(one))
    return sum(one.__sizeof__() for one in seen.values())


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lower the limits, so that a few hundred exchanges meet them."""
    for module, name in (
        (alike, "MOST_GROUPS"),
        (alike, "MOST_TOLD"),
        (junit, "MOST_OPERATIONS"),
        (markdown, "MOST_GROUPS"),
        (lifelines, "COUNTED"),
        (baseline, "MOST_ENTRIES"),
        (baseline, "MOST_OPERATIONS"),
        (ledger, "MOST"),
        (redact, "_REPEATED"),
    ):
        monkeypatch.setattr(module, name, FEW)
    for kind in (Kinds, Lifelines, Ledger):
        monkeypatch.setattr(kind.__init__, "__defaults__", (FEW,))


def unlike(number: int) -> Annotated:
    """Return an exchange that has nothing in common with others, and a large answer."""
    answer = make.response(400, os.urandom(BODY))
    exchange = replace(make.exchange(url=f"Set{number}", answer=answer), source=f"a.har#{number}")
    places = tuple(Evidence("request", f"{number} {place}") for place in range(20))
    finding = replace(found("ODA410", ERROR, *places), fingerprint=str(number))
    touches = (Touch(f"nb:cid:UUID:{number}", "read", "Asset"),)
    diagnosis = Diagnosis(
        (Cause("likely", f"cause {chr(65 + number % 26) * 9}"),), f"said {number}"
    )
    return Annotated(
        exchange,
        number,
        "media-services",
        "api",
        f"GET Set{number}",
        (finding,),
        diagnosis,
        touches,
    )


REPORTS: dict[str, Callable[[Any], Any]] = {
    "text": text.Report,
    "json": json.Report,
    "jsonl": jsonl.Report,
    "markdown": markdown.Report,
    "sarif": lambda to: sarif.Report(to, all_rules()),
    "junit": lambda to: junit.Report(to, lambda finding: finding.code == "ODA410"),
    "github": github.Report,
}


@pytest.mark.parametrize("form", REPORTS)
def test_a_report_keeps_no_more_of_many_exchanges(form: str) -> None:
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        report, summary = REPORTS[form](nowhere), Summary()
        sizes = []
        for number in range(12 * FEW):
            annotated = unlike(number)
            report.add(annotated)
            summary.add(annotated)
            if number + 1 in {6 * FEW, 12 * FEW}:
                sizes.append(held((report, summary)))
        report.close(summary)

    few, many = sizes
    assert many < 1.02 * few + 1000
    assert many < FEW * BODY / 2, "bodies are kept"


def test_a_baseline_keeps_no_more_of_many_operations() -> None:
    known = Baseline(learning=True)
    sizes = []
    for number in range(12 * FEW):
        sifted = known.sift(unlike(number))
        assert bool(sifted.known) == (number < FEW)
        if number + 1 in {6 * FEW, 12 * FEW}:
            sizes.append(held(known))

    assert sizes[1] < 1.02 * sizes[0]


def calls(count: int) -> Iterator[Exchange]:
    """Yield raw exchanges with ids, tokens, secrets and accounts of their own."""
    for number in range(count):
        entity = f"nb:lid:UUID:{number:08x}-4f89-4f89-9a0c-0305e82c3301"
        root = f"https://account{number // 3}.restv2.westus.media.azure.net/api/"
        path = f"https://s.blob.core.windows.net/a?sig=secret{number:012}%3D"
        made = {"d": {"Id": entity, "Path": path, "Type": 1}}
        sent = {"AssetId": entity.replace("lid", "cid"), "Type": 1, "Key": f"k{number:012}"}
        bearer = f"Bearer {make.token(uti=str(number))}"
        posts = number % 3 == 0
        yield Exchange(
            request=make.request(
                "POST" if posts else "GET",
                f"{root}Locators" if number % 3 < 2 else f"{root}Locators('{entity}')",
                sent if posts else b"",
                Authorization=bearer,
                x_ms_client_request_id=f"{number:08x}-4f89-41d3-9a0c-0305e82c3301",
            ),
            response=make.response(
                201 if posts else 200, made if number % 3 != 1 else {"d": {"results": []}}
            ),
            started=make.NOON + number,
            duration=0.04,
            id=str(number),
        )


def test_the_inspector_keeps_no_more_of_many_exchanges() -> None:
    inspector, redactor = Inspector(PROFILES), Redactor(make.KEY)
    sizes = [
        held((inspector, redactor))
        for number, _ in enumerate(annotate_all(inspector, map(redactor.take_in, calls(1600))), 1)
        if number in {700, 1100}
    ]

    few, many = sizes
    assert many < 1.02 * few, sizes
