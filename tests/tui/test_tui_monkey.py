"""Random keys, clicks and sizes over hostile traffic end in no exception, and in nothing obeyed."""

import os
import random
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import story
from driving import driven
from hostility import HOSTILE, check
from monkey import step

from inspector.core.annotated import Annotated

Record = Callable[[Iterable[Annotated]], Path]
KEYS = int(os.environ.get("MONKEY_KEYS", "200"))  # of one run; by hand 10,000 and more


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_monkey_breaks_nothing(
    seed: int, record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.chdir(tmp_path)  # it takes pictures
    chance = random.Random(seed)
    path = record([*story.story(), *HOSTILE])
    left = KEYS
    while left > 0:
        async with driven(path) as (app, pilot):
            while left > 0 and app.is_running:
                await step(app, pilot, chance)
                left -= 1
                if left % 10 == 0 and app.is_running:
                    check(app)
