"""What a person might do at a screen, or a cat: random keys, clicks and sizes."""

import random
import string

from textual.geometry import Size
from textual.pilot import OutOfBounds, Pilot

from inspector.tui.app import InspectorApp

LETTERS = [*string.ascii_letters, *string.digits]
SIGNS = [
    "slash", "minus", "question_mark", "colon", "semicolon", "full_stop", "comma", "space",
    "quotation_mark", "left_parenthesis", "right_parenthesis", "tilde", "less_than_sign",
    "greater_than_sign", "left_square_bracket", "right_square_bracket", "asterisk", "backslash",
]  # fmt: skip
MOVES = [
    "up", "down", "left", "right", "pageup", "pagedown", "home", "end", "tab", "shift+tab", "enter",
    "escape", "escape", "backspace", "delete", "ctrl+f", "ctrl+b", "ctrl+p", "ctrl+w", "ctrl+u",
    "f1",
]  # fmt: skip
SIZES = [(80, 24), (120, 40), (200, 60), (40, 10), (20, 5), (1, 1), (300, 3)]


async def step(app: InspectorApp, pilot: Pilot[None], chance: random.Random) -> None:
    """Do one thing that a person might do, or a cat."""
    what = chance.random()
    if what < 0.02:
        await pilot.resize_terminal(*chance.choice(SIZES))
    elif what < 0.08:
        await click(app, pilot, chance)
    elif what < 0.45:
        await pilot.press(chance.choice(MOVES))
    else:
        await pilot.press(chance.choice(LETTERS + SIGNS))


async def click(app: InspectorApp, pilot: Pilot[None], chance: random.Random) -> None:
    size: Size = app.screen.size
    place = chance.randrange(max(1, size.width)), chance.randrange(max(1, size.height))
    try:
        await pilot.click(offset=place, times=chance.choice([1, 1, 2]))
    except OutOfBounds:  # the screen has become smaller in between
        await pilot.pause()
