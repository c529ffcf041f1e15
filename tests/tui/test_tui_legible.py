"""What is written can be read: on every ground, in every theme, with fewer colours too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from driving import NARROW, driven, press, segments
from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.color import WHITE
from textual.theme import BUILTIN_THEMES
from textual.widget import Widget

from inspector.tui.app import InspectorApp
from inspector.tui.legible import GLYPH, TEXT, Legible, contrast

THEMES = [name for name, theme in BUILTIN_THEMES.items() if not theme.ansi]
SYSTEMS = {"truecolor": None, "256": ColorSystem.EIGHT_BIT, "standard": ColorSystem.STANDARD}
FIXED = 1.0  # colours of a terminal are as they are


@pytest.mark.parametrize(
    ("front", "ground", "text", "least"),
    [
        pytest.param("#8d8d8d", "#0a3f69", "11:07:47", TEXT, id="dim text on a dark cursor"),
        pytest.param("#a86d1c", "#7b9ab1", "COR201", TEXT, id="a warning on a light cursor"),
        pytest.param("#646464", "#0a3f69", "·", GLYPH, id="a glyph on a dark cursor"),
        pytest.param("#777777", "#777777", "✖ 400", TEXT, id="text of its ground's colour"),
        pytest.param("#e0e0e0", "#121212", "Assets", TEXT, id="plain text"),
        pytest.param("#ffffff", "#0178d4", "Findings", TEXT, id="the chosen tab"),
        pytest.param("#003054", "#121212", "▁", FIXED, id="a scroll bar"),
        pytest.param("#094573", "#121212", "▏│─", FIXED, id="borders"),
        pytest.param("red", "#0a3f69", "400", FIXED, id="the terminal's own colour"),
    ],
)
@pytest.mark.parametrize("system", SYSTEMS)
def test_text_gets_the_contrast_it_needs(
    front: str, ground: str, text: str, least: float, system: str
) -> None:
    style = Style(color=front, bgcolor=ground, bold=True)

    (drawn,) = Legible(system).apply([Segment(text, style)], WHITE)

    assert drawn.text == text
    assert drawn.style is not None
    assert drawn.style.bgcolor == style.bgcolor
    assert drawn.style.bold
    assert _contrast(drawn.style, SYSTEMS[system]) >= min(least, _attainable(ground, system))
    if least == FIXED or _contrast(style, SYSTEMS[system]) >= least:
        assert drawn.style == style


@pytest.mark.parametrize("theme", THEMES)
async def test_all_that_is_written_on_the_screen_can_be_read(theme: str, told: Path) -> None:
    async with driven(told, NARROW) as (app, pilot):
        app.theme = theme
        for keys in (["j", "j"], ["enter", "j"], ["tab"], ["q", "s", "l"], ["q", "y"]):
            await press(pilot, *keys)
            for text, style in _written(app):
                assert _contrast(style, None) >= TEXT, (keys, text, style)


async def test_what_is_below_a_dialog_is_dimmed(told: Path) -> None:
    async with driven(told, NARROW) as (app, pilot):
        await press(pilot, "j", "j", "question_mark")

        below = [style for text, style in _segments(app.screen) if "12 exchanges" in text]
        assert below
        assert all(_contrast(style, None) < TEXT for style in below)


def _written(app: InspectorApp) -> Iterator[tuple[str, Style]]:
    """Yield what the uppermost screen shows; below a dialog all is dim, and on purpose."""
    for widget in app.screen.walk_children():
        yield from _segments(widget)


def _segments(widget: Widget) -> Iterator[tuple[str, Style]]:
    for strip in widget.render_lines(widget.size.region) if widget.size else ():
        for text, style, _ in strip:
            if any(map(str.isalnum, text)) and style is not None:
                yield text, style


def _attainable(ground: str, system: str) -> float:
    """Return the best that there is on *ground*: of sixteen colours none may do."""
    return max(
        contrast(Color.parse(front), Color.parse(ground), SYSTEMS[system])
        for front in ("#000000", "#ffffff")
    )


def _contrast(style: Style, system: ColorSystem | None) -> float:
    return contrast(style.color or Color.default(), style.bgcolor or Color.default(), system)


@pytest.mark.parametrize(
    ("front", "ground", "number"),
    [
        pytest.param("#ffffff", "#0178d4", 0, id="black on cyan, which is bright in xterm"),
        pytest.param("#a86d1c", "#ededed", 0, id="black on white, where brown may be yellow"),
        pytest.param("#ffffff", "#2d2d2d", 15, id="white on grey, which is dark on a console"),
    ],
)
def test_of_sixteen_colours_what_can_be_read_on_most_terminals_is_taken(
    front: str, ground: str, number: int
) -> None:
    (drawn,) = Legible("standard").apply(
        [Segment("400", Style(color=front, bgcolor=ground))], WHITE
    )

    assert drawn.style is not None
    assert drawn.style.color is not None
    assert drawn.style.color.downgrade(ColorSystem.STANDARD).number == number


async def test_without_colour_errors_are_not_what_is_seen_least(
    told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with driven(told) as (app, pilot):
        await press(pilot, "G", "g")
        lines = {"".join(piece.text for piece in line): line for line in segments(app)}
        line = next(line for text, line in lines.items() if text.lstrip().startswith("✖   4"))
        light = {
            piece.text.strip(): sum(piece.style.color.triplet)
            for piece in line
            if piece.style and piece.style.color and piece.style.color.triplet
        }
        code = next(piece for piece in line if "HDR103" in piece.text)

    assert light["✖"] == light["HDR103"] == max(light.values())
    assert code.style is not None
    assert code.style.bold
