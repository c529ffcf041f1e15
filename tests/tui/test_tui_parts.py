"""A `$batch` as its parts, and both messages side by side."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import make
import pytest
from driving import NARROW, WIDE, driven, press, screen, shown, type_, until
from story import JOB, annotated, found

from inspector.core.annotated import Annotated
from inspector.core.evidence import Evidence
from inspector.core.severity import ERROR, WARNING
from inspector.core.sheets.message import message_sheet
from inspector.tui.reader import Reader

Record = Callable[[Iterable[Annotated]], Path]
OPERATION = "Content-Type: application/http\nContent-Transfer-Encoding: binary\n\n"
SENT = f"""--b
Content-Type: multipart/mixed; boundary=c

--c
{OPERATION}POST {make.ROOT}Jobs HTTP/1.1
Content-ID: 1
Content-Type: application/json

{json.dumps(JOB)}
--c
{OPERATION}POST $1/Tasks HTTP/1.1
Content-ID: 2

<task><name>t</name></task>
--c--
--b--
"""
GOT = f"""--r
{OPERATION}HTTP/1.1 201 Created
Content-ID: 1

{{"d": {{"Id": "nb:jid:UUID:1"}}}}
--r
{OPERATION}HTTP/1.1 400 Bad Request
Content-ID: 2

{{"error": {{"code": ""}}}}
--r--
"""
MIXED = "multipart/mixed; boundary="
FAILED = replace(
    found("ODA416", ERROR, Evidence("response", "400 Bad Request"), title="An operation failed."),
    part=2,
)
LINKED = replace(
    found("ODA401", WARNING, Evidence("request", pointer="/InputMediaAssets/0/__metadata"),
          Evidence("request", "absent", header="Accept")), part=1,
)  # fmt: skip


def batch(body: str = SENT, kind: str = MIXED + "b") -> Annotated:
    """Return a batch of which the second operation failed."""
    answer = make.response(202, GOT, [("Content-Type", MIXED + "r")])
    return annotated(
        1, "POST", "$batch", body, content_type=kind, answer=answer, findings=[FAILED, LINKED]
    )


def lines(one: Annotated) -> list[str]:
    sheet = message_sheet(one.exchange, "request", one.findings)
    return [text for _, text in sheet.lines[sheet.places["body", ""] :]]


def test_a_batch_is_a_tree() -> None:
    assert lines(batch()) == [
        "Change set · 2 parts",
        "  Content-Type: multipart/mixed; boundary=c",
        "",
        "  Operation 1 · POST Jobs · Content-ID 1",
        "    Content-Type: application/http",
        "    Content-Transfer-Encoding: binary",
        "",
        f"    POST {make.ROOT}Jobs HTTP/1.1",
        "    Content-ID: 1",
        "    Content-Type: application/json",
        "    Accept: (absent)",
        "",
        "    {",
        '      "Name": "encode",',
        '      "InputMediaAssets": [',
        "        {",
        '          "__metadata": {',
        f'            "uri": "{make.ROOT}Assets(\'nb%3Acid%3AUUID%3A1\')"',
        "          }",
        "        }",
        "      ],",
        '      "Priority": 0',
        "    }",
        "",
        "  Operation 2 · POST $1/Tasks · Content-ID 2",
        "    Content-Type: application/http",
        "    Content-Transfer-Encoding: binary",
        "",
        "    POST $1/Tasks HTTP/1.1",
        "    Content-ID: 2",
        "",
        "    <task>",
        "      <name>t</name>",
        "    </task>",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("side", "evidence", "part", "line"),
    [
        pytest.param("response", FAILED.evidence[0], 2, "  HTTP/1.1 400 Bad Request", id="status"),
        pytest.param("request", LINKED.evidence[0], 1, '          "__metadata": {', id="pointer"),
        pytest.param("request", LINKED.evidence[1], 1, "    Accept: (absent)", id="absence"),
        pytest.param("request", Evidence("request", header="Content-ID"), 2, "    Content-ID: 2",
                     id="header"),
        pytest.param("request", Evidence("request", header="Accept"), None,
                     "Accept: application/json", id="header of the whole"),
        pytest.param("request", Evidence("request", header="No"), 2, "    POST $1/Tasks HTTP/1.1",
                     id="header that is not there"),
        pytest.param("request", Evidence("request", pointer="/Tasks/0/Name"), 1, "    {",
                     id="a member that is not there"),
        pytest.param("request", Evidence("request", pointer="/Name"), 2, "    <task>",
                     id="a member of what is no JSON"),
        pytest.param("request", Evidence("request"), 2, "    POST $1/Tasks HTTP/1.1",
                     id="the address"),
    ],
)  # fmt: skip
def test_evidence_in_an_operation_leads_to_its_line(
    side: str, evidence: Evidence, part: int | None, line: str
) -> None:
    one = batch()
    sheet = message_sheet(
        one.exchange, "request" if side == "request" else "response", one.findings
    )

    assert sheet.lines[sheet.find(evidence, part)][1] == line


@pytest.mark.parametrize(
    ("body", "kind", "says"),
    [
        pytest.param(SENT, "multipart/mixed",
                     "The parts cannot be told apart: its Content-Type names no boundary.",
                     id="no boundary"),
        pytest.param(SENT, MIXED + "x",
                     "The parts cannot be told apart: its boundary 'x' does not occur in it.",
                     id="another boundary"),
        pytest.param("--b\n\ntext", MIXED + "b",
                     "Something is wrong here: it does not end with its closing boundary.",
                     id="no end"),
        pytest.param("--b\nContent-Type: text/plain\n\nhello\n--b--", MIXED + "b",
                     "Part · text/plain", id="a part that is no operation"),
        pytest.param("--b\n" + OPERATION + "\n--b--", MIXED + "b", "Operation 1 · no start line",
                     id="nothing in it"),
        pytest.param("--b\n\nx\n" * 10_000 + "--b--", MIXED + "b",
                     "Something is wrong here: it has more than 2,000 parts.", id="very many"),
        pytest.param("--b\n\nx\n" * 10_000 + "--b--", MIXED + "b", "56,001 bytes more, as they are:",
                     id="the rest of very many"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_batch_is_said(body: str, kind: str, says: str) -> None:
    assert says in lines(batch(body, kind))


async def test_a_batch_folds_operation_by_operation(record: Record) -> None:
    async with driven(record([batch()]), NARROW) as (app, pilot):
        await press(pilot, "enter", "tab", "Z")
        text = shown(app)

    assert " ▾ Change set · 2 parts" in text
    assert "▲▸   Operation 1 · POST Jobs · Content-ID 1 … 20 lines" in text
    assert " ▸   Operation 2 · POST $1/Tasks · Content-ID 2 … 10 lines" in text
    assert "JOB" not in text


async def test_a_finding_leads_into_its_operation(record: Record) -> None:
    async with driven(record([batch()]), WIDE) as (app, pilot):
        assert "✖ ODA416 operation 2 An operation failed." in shown(app)
        await press(pilot, "enter", "enter")
        lines_ = app.browser.detail.shown
        assert isinstance(lines_, Reader)
        await until(pilot, lambda: lines_.here)

        assert lines_.id == "Response"
        assert lines_.sheet.lines[lines_.here or 0][1] == "  HTTP/1.1 400 Bad Request"


async def test_a_wide_detail_shows_both_messages(told: Path) -> None:
    async with driven(told, WIDE) as (app, pilot):
        detail = app.browser.detail
        await press(pilot, "j", "j", "enter", "tab")
        assert any("POST https" in line and "HTTP/1.1 400" in line for line in screen(app))
        assert detail.shown.id == "Request"
        assert detail.shown.has_focus

        seen = []
        for _ in range(5):
            await press(pilot, "tab")
            seen.append((detail.tab, detail.shown.has_focus, len(detail.in_sight)))
        assert seen == [
            ("Response", True, 2),
            ("Token", True, 1),
            ("Timeline", True, 1),
            ("Findings", True, 1),
            ("Request", True, 2),
        ]


async def test_a_click_on_the_other_message_goes_there(told: Path) -> None:
    async with driven(told, WIDE) as (app, pilot):
        detail = app.browser.detail
        await press(pilot, "j", "j", "enter", "tab")
        await pilot.click("#Response", offset=(10, 1))
        await until(pilot, lambda: detail.tab == "Response")
        assert len(detail.in_sight) == 2

        await press(pilot, "/")
        await type_(pilot, "odata.error")
        await until(pilot, lambda: "1 of 1" in shown(app))
        await press(pilot, "enter", "shift+tab")
        assert detail.tab == "Request"
        assert not any(reader.needle for reader in detail.query(Reader))


async def test_a_screen_that_shrinks_keeps_the_message_one_reads(told: Path) -> None:
    async with driven(told, WIDE) as (app, pilot):
        detail = app.browser.detail
        await press(pilot, "j", "j", "enter", "tab", "tab")
        await pilot.resize_terminal(100, 30)
        await until(pilot, lambda: detail.in_sight == ("Response",))
        assert "HTTP/1.1 400" in shown(app)
        assert "POST https" not in shown(app)

        await pilot.resize_terminal(170, 30)
        await until(pilot, lambda: len(detail.in_sight) == 2)
        assert "POST https" in shown(app)


async def test_both_jumps_and_marks_work_side_by_side(told: Path) -> None:
    async with driven(told, WIDE) as (app, pilot):
        await press(pilot, "j", "j", "enter", "j", "j", "enter")
        lines_ = app.browser.detail.shown
        assert isinstance(lines_, Reader)
        await until(pilot, lambda: lines_.here)

        assert lines_.id == "Request"
        assert any("✖" in line and "__metadata" in line for line in screen(app))
        assert any("HTTP/1.1 400" in line for line in screen(app))
