"""What is spared is on the terminal already: with it and without, the same stands there."""

import random
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import story
from driving import driven, until
from hostility import HOSTILE
from monkey import step
from rich.cells import get_character_cell_size
from rich.console import Console
from rich.segment import Segment
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.strip import Strip

from inspector.core.annotated import Annotated
from inspector.tui.app import InspectorApp
from inspector.tui.painted import News, Painted, Sparing

Record = Callable[[Iterable[Annotated]], Path]
SEQUENCE = re.compile(r"\x1b\[([0-9;]*)([A-Za-z])|([^\x1b])", re.DOTALL)
STEPS = 60


class Terminal:
    """A terminal as far as Textual uses it: moves, colours, and characters of one cell or two.

    Its lines do not wrap: what is right of the last column is put there.
    """

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], tuple[str, str]] = {}
        self.written = self.width = 0

    def write(self, text: str) -> None:
        self.written += len(text)
        y = x = 0
        colours = ""
        for values, what, char in SEQUENCE.findall(text):
            if what == "H":
                y, x = (int(value) - 1 for value in values.split(";"))
            elif what == "m":
                colours = "" if values in {"", "0"} else f"{colours};{values}"
            elif char != "\n":
                x += self._put(y, x, char, colours)

    def _put(self, y: int, x: int, char: str, colours: str) -> int:
        wide = get_character_cell_size(char)
        x = min(x, self.width - wide)
        for at in range(x, x + wide):
            self._break(y, at)
            self.cells[y, at] = (char if at == x else "", colours)
        return wide

    def _break(self, y: int, x: int) -> None:
        """Leave nothing of a wide character of which one half is written over."""
        if self.cells.get((y, x), " ")[0] == "":
            self.cells[y, x - 1] = " ", ""
        if self.cells.get((y, x + 1), " ")[0] == "":
            self.cells[y, x + 1] = " ", ""


class Both:
    """Two terminals: all that Textual paints goes to one, to the other what is not spared."""

    def __init__(self) -> None:
        self.plain, self.spared = Terminal(), Terminal()
        self.size = Size()
        self.console = Console(force_terminal=True, color_system="truecolor")

    def watch(self, app: InspectorApp, monkeypatch: pytest.MonkeyPatch) -> None:
        def display(self: Sparing, screen: Any, renderable: Any) -> None:
            if isinstance(renderable, LayoutUpdate | ChopsUpdate):
                both.resize(app.size)
                both.plain.write(renderable.render_segments(both.console))
                both.spared.write(News(renderable, app._painted).render_segments(both.console))
            self.post_display_hook()

        both = self
        monkeypatch.setattr(Sparing, "_display", display)

    def resize(self, size: Size) -> None:
        if size != self.size:
            self.size = size
            for terminal in (self.plain, self.spared):
                terminal.width = size.width
                terminal.cells.clear()


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_terminal_shows_the_same_in_fewer_bytes(
    seed: int, record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.chdir(tmp_path)  # it takes pictures
    chance = random.Random(seed)
    both = Both()
    async with driven(record([*story.story(), *HOSTILE])) as (app, pilot):
        both.watch(app, monkeypatch)
        await pilot.press("ctrl+l")
        for _ in range(STEPS):
            await step(app, pilot, chance)
            if not app.is_running:
                break
            assert both.spared.cells == both.plain.cells

    assert 0 < both.spared.written < both.plain.written


async def test_a_terminal_that_was_made_larger_and_smaller_again_is_drawn_anew(
    told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = Both()
    async with driven(told, (80, 24)) as (app, pilot):
        both.watch(app, monkeypatch)
        for width in (100, 80, 100):
            await pilot.resize_terminal(width, 24)
            await until(pilot, lambda width=width: len(both.spared.cells) == width * 24)

            assert both.spared.cells == both.plain.cells


def test_what_was_painted_for_a_larger_terminal_is_not_taken_for_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written: list[str] = []
    monkeypatch.setattr(
        App,
        "_display",
        lambda _self, _screen, news: written.append(news.render_segments(Console())),
    )
    app, screen = Sparing(), Screen[object]()
    left, right, beyond = (Strip([Segment(text * 40)]) for text in "lrb")
    app._display(screen, LayoutUpdate([[left, right, beyond]], Region(0, 0, 120, 1)))
    app._display(screen, LayoutUpdate([[left, right]], Region(0, 0, 80, 1)))
    app._display(screen, LayoutUpdate([[left, right]], Region(0, 0, 80, 1)))

    assert ["r" * 40 in one for one in written] == [True, True, False]


async def test_ctrl_l_draws_over_what_another_program_wrote(
    told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = Both()
    async with driven(told, (80, 24)) as (app, pilot):
        both.watch(app, monkeypatch)
        await pilot.press("ctrl+l")
        whole = dict(both.spared.cells)
        both.spared.write("\x1b[3;1HBroadcast message from root")
        assert both.spared.cells != both.plain.cells
        await pilot.press("ctrl+l")

        assert both.spared.cells == both.plain.cells == whole


@pytest.mark.parametrize(
    ("first", "then", "written"),
    [
        pytest.param([(0, 0, "abc")], [(0, 0, "abc")], [], id="there already"),
        pytest.param([(0, 0, "abc")], [(0, 0, "abd")], ["abd"], id="something else there"),
        pytest.param([(0, 0, "abc")], [(1, 0, "abc")], ["abc"], id="in another row"),
        pytest.param([(0, 0, "abc")], [(0, 3, "abc")], ["abc"], id="further right"),
        pytest.param([], [(0, 0, "abc")], ["abc"], id="nothing there yet"),
        pytest.param([(0, 0, "abc"), (0, 2, "xy")], [(0, 0, "abc")], ["abc"], id="overlapped at its end"),
        pytest.param([(0, 2, "xyz"), (0, 0, "abc")], [(0, 2, "xyz")], ["xyz"], id="overlapped at its start"),
        pytest.param([(0, 0, "abcdef"), (0, 2, "x")], [(0, 0, "abcdef")], ["abcdef"], id="overlapped in its middle"),
        pytest.param([(0, 0, "ab"), (0, 2, "cd")], [(0, 0, "xy"), (0, 2, "cd")], ["xy", "cd"], id="to the right of a change"),
        pytest.param([(0, 0, "ab"), (0, 2, "cd")], [(0, 0, "ab"), (0, 2, "xy")], ["xy"], id="to the left of a change"),
        pytest.param([(0, 0, "ab"), (1, 0, "cd")], [(0, 0, "xy"), (1, 0, "cd")], ["xy"], id="below a change"),
        pytest.param([(0, 0, "ab")], [(0, 0, "")], [""], id="empty"),
    ],
)  # fmt: skip
def test_what_is_written(
    first: list[tuple[int, int, str]], then: list[tuple[int, int, str]], written: list[str]
) -> None:
    painted, console = Painted(), Console(force_terminal=True)
    for one in first:
        painted.news(pieces(one), console)

    news = painted.news(pieces(*then), console)

    assert re.findall(r"H([^\x1b]*)", news) == written


def test_nothing_is_there_once_it_is_forgotten() -> None:
    painted, console = Painted(), Console(force_terminal=True)
    first = painted.news(pieces((0, 0, "abc")), console)
    painted.forget()

    assert painted.news(pieces((0, 0, "abc")), console) == first != ""


def pieces(*them: tuple[int, int, str]) -> list[tuple[int, int, Strip]]:
    return [(y, x, Strip([Segment(text)])) for y, x, text in them]
