"""What someone silenced: shown dim behind what counts, with who did so."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from driving import NARROW, WIDE, driven, press, screen, shown
from story import annotated, found

from inspector.core.annotated import Annotated, Finding
from inspector.core.severity import ERROR, WARNING
from inspector.core.silence import Silence
from inspector.tui.finding_items import items

Record = Callable[[Iterable[Annotated]], Path]
OWN = Silence("request", "ODA405")
SETTINGS = Silence("settings", "COR", "GET Assets")


def silenced(code: str, by: Silence) -> Finding:
    return replace(found(code, WARNING, title=f"{code} is broken."), silence=by)


def with_silenced(*findings: Finding) -> Annotated:
    suppressed = (silenced("ODA405", OWN), silenced("COR201", SETTINGS))
    return replace(annotated(1, findings=findings), suppressed=suppressed)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x48"])
async def test_it_stands_last_with_who_silenced_it(size: tuple[int, int], record: Record) -> None:
    async with driven(record([with_silenced(found("ODA401", ERROR))]), size) as (app, _):
        lines = [line.rstrip() for line in screen(app)]

        assert any("– ODA405 ODA405 is broken." in line for line in lines)
        assert any(line.endswith("silenced by X-Inspector-Ignore: ODA405") for line in lines)
        assert any(
            line.endswith('silenced by per-operation-ignore "GET Assets": COR') for line in lines
        )
        assert any("Findings 1 ✖ " in line for line in lines)


def test_it_stands_behind_what_counts_and_behind_further_causes() -> None:
    codes = [item.code for item in items(with_silenced(found("ODA401", ERROR)))]

    assert codes == ["ODA401", "ODA405", "COR201"]


async def test_where_nothing_else_was_found_that_is_said(record: Record) -> None:
    async with driven(record([with_silenced()])) as (app, pilot):
        assert "Nothing found but what is silenced." in shown(app)
        assert "Findings  Request" in shown(app)

        await press(pilot, "enter", "e")
        assert "ODA405 the-name" in shown(app)


def test_without_any_nothing_of_it_is_said() -> None:
    said = "\n".join(item.said(80).plain for item in items(annotated(1)))

    assert said == "Nothing found."
