"""A `$batch` whose operations all fail: its findings come by and by, and keys are not kept waiting."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from driving import driven, press, shown, until
from story import annotated, found

from inspector.core.annotated import Annotated
from inspector.core.severity import ERROR
from inspector.tui.findings import AT_ONCE, Findings

Record = Callable[[Iterable[Annotated]], Path]
MANY = 6 * AT_ONCE


def failing(number: int) -> Annotated:
    """Return a batch of many operations that failed."""
    one = found("ODA416", ERROR, title="An operation failed.")
    return annotated(number, findings=tuple(replace(one, part=at + 1) for at in range(MANY)))


async def test_the_first_are_shown_before_the_rest_is_laid_out(record: Record) -> None:
    async with driven(record([annotated(1), failing(2)])) as (app, pilot):
        findings = app.query_one(Findings)
        findings.annotated = failing(2)

        assert findings.option_count == AT_ONCE

        await until(pilot, lambda: findings.option_count == MANY)
        findings.focus()
        await press(pilot, "G")
        assert f"ODA416 operation {MANY} " in shown(app)


async def test_another_exchange_ends_what_is_still_laid_out(record: Record) -> None:
    async with driven(record([failing(1), annotated(2, findings=(found("ODA401", ERROR),))])) as (
        app,
        pilot,
    ):
        await press(pilot, "j")

        findings = app.query_one(Findings)
        await until(pilot, lambda: findings.code == "ODA401")
        await pilot.pause()
        assert findings.option_count == 1


async def test_a_chosen_one_stays_so_when_the_terminal_changes(record: Record) -> None:
    async with driven(record([failing(1)])) as (app, pilot):
        findings = app.query_one(Findings)
        await until(pilot, lambda: findings.option_count == MANY)
        findings.focus()
        await press(pilot, "G")
        await pilot.resize_terminal(100, 30)

        await until(pilot, lambda: findings.option_count == MANY)
        assert findings.highlighted == MANY - 1
