"""The lives of the service's entities, a line each."""

from collections.abc import Iterator

from inspector.core.lives.lifelines import Lifelines
from inspector.report.html.markup import Html, code, element, join
from inspector.report.html.page import more
from inspector.report.lives import is_told, life_line

LIVES_SHOWN = 500


def entities(lifelines: Lifelines) -> tuple[int, list[Html]]:
    """Return how many entities more was done to than reading, and what tells their lives."""
    lives, told, read = [], 0, 0
    for life in lifelines.told():
        if not is_told(life):
            read += 1
            continue
        told += 1
        if told <= LIVES_SHOWN:
            lives.append(element("li", Html(life_line(life, code))))
    return told, list(_section(lives, told, read, lifelines.left_out))


def _section(lives: list[Html], told: int, read: int, left_out: int) -> Iterator[Html]:
    yield element("ul", join(lives), class_="lives")
    for number, of in (
        (told - LIVES_SHOWN, "more entities"),
        (left_out, "entities that were not followed"),
        (read, "entities that were merely read"),
    ):
        line = more(number, of)
        if line is not None:
            yield line
