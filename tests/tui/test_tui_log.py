"""The proxy's own log: refused certificates first, with what to do."""

from pathlib import Path

import pytest
from driving import NARROW, driven, screen, shown, type_, until
from make import NOON

from inspector.capture.store import CaptureWriter
from inspector.passage import BUNDLES, JAVA, NODE
from inspector.tui import journal
from inspector.tui.journal import TRUSTED_BY, Journal
from inspector.tui.log import LogScreen

REFUSED = "Client TLS handshake failed. The client does not trust the proxy's certificate for h"
BROAD = (150, 40)


def logged(path: Path, *events: tuple[str, str]) -> CaptureWriter:
    writer = CaptureWriter(path, facts={"ca": "/home/me/ca.pem"})
    for second, (kind, text) in enumerate(events):
        writer.event(kind, text, NOON + second)
    writer.flush()
    return writer


@pytest.mark.parametrize("size", [NARROW, BROAD], ids=["80x24", "150x40"])
async def test_refused_certificates_come_first_with_what_to_do(
    size: tuple[int, int], tmp_path: Path
) -> None:
    path = tmp_path / "a.amscap"
    with logged(path, ("warning", "early"), ("tls", REFUSED), ("tls", REFUSED), ("error", "late")):
        async with driven(path, size) as (app, pilot):
            await pilot.press("L")
            await until(pilot, lambda: "Certificate refused 2 times" in shown(app))
            said = shown(app)

            assert said.index("×2") < said.index("REQUESTS_CA_BUNDLE=/home/me/ca.pem")
            assert "2026-01-31 12:00:02" in said
            assert "2 refused certificates, 2 other lines" in screen(app)[0]
            assert {len(line) for line in screen(app)} == {size[0]}
            await pilot.press("G")
            await until(pilot, lambda: "12:00:03 error    late" in shown(app))


async def test_it_grows_and_stays_where_one_reads(tmp_path: Path) -> None:
    path = tmp_path / "a.amscap"
    with logged(path, *(("warning", f"line {n}") for n in range(60))) as writer:
        async with driven(path) as (app, pilot):
            await pilot.press("L")
            await until(pilot, lambda: "line 0" in shown(app))
            writer.event("error", "one more", NOON)
            await until(pilot, lambda: "61 lines" in screen(app)[0])
            assert "line 0" in shown(app)

            await pilot.press("G")
            await until(pilot, lambda: "one more" in shown(app))
            writer.event("error", "and another", NOON)
            await until(pilot, lambda: "and another" in shown(app))


async def test_it_is_searched(tmp_path: Path) -> None:
    path = tmp_path / "a.amscap"
    with logged(path, *(("warning", f"line {n}") for n in range(60))):
        async with driven(path) as (app, pilot):
            await pilot.press("L")
            await until(pilot, lambda: "line 0" in shown(app))
            await pilot.press("slash")
            await type_(pilot, "line 57")
            await until(pilot, lambda: "1 of 1" in shown(app) and "line 57" in shown(app))
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, LogScreen))
            await pilot.press("q")
            await until(pilot, lambda: len(app.screen_stack) == 1)


async def test_a_proxy_without_a_word(told: Path) -> None:
    async with driven(told) as (app, pilot):
        await pilot.press("L")
        await until(pilot, lambda: "The proxy has said nothing." in shown(app))


def test_a_long_log_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_REFUSALS", 3)
    path = tmp_path / "a.amscap"
    logged(
        path,
        *(("tls", f"to {n}") for n in range(9)),
        *(("error", str(n)) for n in range(journal.KEPT)),
    ).close()
    read = Journal(path)

    assert read.read()
    assert not read.read()
    assert (len(read.refusals), len(read.lines), read.left_out) == (3, journal.KEPT, 6)


def test_the_variables_are_those_that_run_sets() -> None:
    assert {variable for _, variable in TRUSTED_BY} <= {*BUNDLES, NODE, JAVA}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        pytest.param([("error", "late")], "Log  1 line ", id="one"),
        pytest.param([("tls", REFUSED), ("error", "late")], "Log  1 refused certificate, 1 other line ", id="one of each"),
        pytest.param([], "Log  0 lines ", id="none"),
    ],
)  # fmt: skip
async def test_the_heading_counts_in_english(
    said: list[tuple[str, str]], told: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.amscap"
    with logged(path, *said):
        async with driven(path) as (app, pilot):
            await pilot.press("L")
            await until(pilot, lambda: told in f"{screen(app)[0]} ")
