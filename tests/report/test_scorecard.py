import io
import json

import make
import pytest

from inspector.core.annotated import Annotated
from inspector.core.engine import Inspector
from inspector.core.scorecard import Demand, Scorecard, demands
from inspector.core.severity import ERROR, Severity
from inspector.profiles.media_services import MEDIA_SERVICES
from inspector.report import json as json_report
from inspector.report import markdown, text
from inspector.report.document import Summary
from inspector.report.scorecard import ROWS, as_json, as_text

DEMANDS = demands(MEDIA_SERVICES.rules)
HOSTILE = "\x1b]0;pwned\x07\x9b31m\u202e|`[red]<b>"


def card(*annotated: Annotated, wanted: tuple[Demand, ...] = DEMANDS) -> Scorecard:
    made = Scorecard(wanted)
    for one in annotated:
        made.add(one)
    return made


def annotated(url: str = "Assets", **changed: str | None) -> Annotated:
    return Inspector([MEDIA_SERVICES]).annotate(make.exchange(url=url, **changed))


def lines(*given: Annotated) -> list[str]:
    return list(as_text(card(*given), lambda sign, _: sign))


GOOD, BARE = annotated(), annotated(x_ms_version=None)
OTHER = Annotated(make.exchange(), operation="GET /")


def test_one_line_says_that_all_is_well() -> None:
    assert lines(GOOD, annotated("Jobs")) == ["all required headers were sent by 2 operations"]


@pytest.mark.parametrize("given", [[], [OTHER]], ids=["nothing", "another service's"])
def test_without_calls_nothing_is_said(given: list[Annotated]) -> None:
    assert lines(*given) == []


def test_a_table_has_a_sign_for_each_header_and_names_it() -> None:
    head, row, well, *rest = lines(GOOD, BARE, annotated("Jobs"))

    assert head.split()[2:] == [str(number) for number in range(1, len(DEMANDS) + 1)]
    assert row.split()[:3] == ["GET", "Assets", "×2"]
    assert row.split()[3:] == ["✓", "~✖", "✓", "✓", "·", "·", "✓", "✓"]
    assert head.index("2") == row.index("✖")
    assert well.strip() == "1 operation sent all that they had to"
    assert "2 x-ms-version" in " ".join(rest)


def test_it_fits_into_80_cells_however_long_a_call_is() -> None:
    given = [annotated(f"{'Very' * 40}{number}", x_ms_version=None) for number in range(ROWS + 5)]
    told = lines(*given, annotated("Short", Authorization=None))

    assert max(map(len, told[:-1])) <= 100
    assert len(told) < ROWS + 8
    assert "6 more operations without some of them" in "\n".join(told)


def test_the_sign_has_the_severitys_colour() -> None:
    tinted: list[tuple[str, Severity | None]] = []

    def tint(sign: str, severity: Severity | None) -> str:
        tinted.append((sign, severity))
        return sign

    list(as_text(card(BARE), tint))

    assert ("✖", ERROR) in tinted
    assert ("✓", None) in tinted


def report(kind: str, *given: Annotated) -> str:
    stream, summary = io.StringIO(), Summary()
    made: text.Report | markdown.Report | json_report.Report = {
        "text": lambda: text.Report(stream, demands=DEMANDS),
        "markdown": lambda: markdown.Report(stream, DEMANDS),
        "json": lambda: json_report.Report(stream, DEMANDS),
    }[kind]()
    for one in given:
        summary.add(one)
        made.add(one)
    made.close(summary)
    return stream.getvalue()


def test_the_text_report_has_it_before_the_verdict() -> None:
    *_, last = report("text", GOOD, BARE).splitlines()

    assert "required headers" in report("text", GOOD, BARE)
    assert last.startswith("2 exchanges")


def test_markdown_has_it_as_a_table() -> None:
    assert "| `GET Assets` | 2 | ✓ | ~✖ 1/2 |" in report("markdown", GOOD, BARE)
    assert "All required headers were sent by 1 operation." in report("markdown", GOOD)


def test_json_has_every_operation() -> None:
    told = json.loads(report("json", GOOD, BARE, annotated("Jobs")))["scorecard"]
    version = [one["header"] for one in told["headers"]].index("x-ms-version")

    assert [one["operation"] for one in told["operations"]] == ["GET Assets", "GET Jobs"]
    assert told["operations"][0]["headers"][version] == {
        "verdict": "sometimes", "sent": 1, "missing": 1, "not_recorded": 0, "severity": "error",
    }  # fmt: skip


def test_hostile_calls_obey_nobody() -> None:
    hostile = Annotated(BARE.exchange, service="api", operation=HOSTILE, findings=BARE.findings)
    told = (
        report("text", hostile) + report("markdown", hostile) + json.dumps(as_json(card(hostile)))
    )

    assert not {"\x1b", "\x9b", "\x07", "\u202e"} & set(told)
    assert "| `\\x1b]0;pwned" in report("markdown", hostile)
