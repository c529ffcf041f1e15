"""Lifelines as queries of a capture."""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any
from urllib.parse import unquote

from inspector.core.clean import storable
from inspector.core.lives.life import Life
from inspector.core.lives.lifeline import Entity, Lifeline, Occasion
from inspector.core.lives.touch import Act, Touch

HALF = 2000  # touches read from either end of a life
MOST_OF_ONE = 1000  # touches of one exchange that are looked through
SAMPLE = 8  # touches that tell who another entity is

Ask = Callable[[str, tuple[object, ...], Any], list[tuple[Any, ...]]]

_ROWS = list[
    tuple[
        int, int, str, str | None, Act, str, int, int | None, str, str, str,
        str, float | None, int | None,
    ]
]  # fmt: skip
_ROW = (
    "SELECT touch.n, touch.place, entity, other, act, way, refused, part, type, state, facts, "
    "operation, started, status FROM touch JOIN exchange ON exchange.n = touch.n"
)
_OWN = "entity = ? AND account = ?"
_NAMED = "other = ? AND account = ?"
COUNT = f"SELECT count(*) FROM touch WHERE {_OWN}"  # noqa: S608
MADE = (
    f"{_ROW} WHERE {_OWN} AND act = 'created' AND refused = 0 ORDER BY touch.n, touch.place LIMIT 1"
)
OWN = f"{_ROW} WHERE {_OWN} ORDER BY touch.n, touch.place LIMIT {SAMPLE}"
NAMED = f"{_ROW} WHERE {_NAMED} ORDER BY touch.n, touch.place LIMIT 1"
OF_EXCHANGE = "SELECT account, entity, other, act FROM touch WHERE n = ? ORDER BY place LIMIT ?"
PATH = "SELECT path FROM exchange WHERE n = ?"
_FIRST_ACTS = ("created", "deleted", "changed", "called", "linked", "unlinked", "read", "listed")


def end_of_life(order: str) -> str:
    """Return the query for the touches at one end, ASC or DESC, of an entity's life."""
    return (
        f"WITH its AS (SELECT n, place FROM touch WHERE {_OWN} "  # noqa: S608
        f"UNION ALL SELECT n, place FROM touch WHERE {_NAMED} AND entity <> ? "
        f"ORDER BY n {order}, place {order} LIMIT {HALF}) {_ROW} "
        "JOIN its ON its.n = touch.n AND its.place = touch.place"
    )


def lifeline(ask: Ask, entity: Entity) -> Lifeline:
    """Return what the capture tells of *entity*."""
    life = Life(entity)
    early, late = _ends(ask, entity)
    _take(life, early)
    own = sum(row[2] == storable(entity.id) for row in (*early, *late))
    if late:
        ((count,),) = ask(COUNT, _key(entity), list[tuple[int]])
        life.skip(max(0, count - own))
    _take(life, late)
    return life.told([_known(ask, Entity(entity.account, other)) for other in life.links])


def entities_of(ask: Ask, n: int) -> list[Entity]:
    """Return the entities that an exchange touched: those its address names, then by its acts."""
    found = ask(OF_EXCHANGE, (n, MOST_OF_ONE), list[tuple[str, str, str | None, Act]])
    path = next((unquote(path).lower() for (path,) in ask(PATH, (n,), list[tuple[str]])), "")
    ranks: dict[Entity, tuple[int, int]] = {}
    for account, entity, other, act in found:
        rank = _FIRST_ACTS.index(act)
        for one, own in ((entity, rank), (other, len(_FIRST_ACTS))):
            if one:
                key = Entity(account, one)
                ranks[key] = min(ranks.get(key, (0, own + 1)), (-_place(one, path), own))
    return sorted(ranks, key=ranks.__getitem__)


def touches_of(ask: Ask, n: int) -> tuple[Touch, ...]:
    """Return what an exchange did to entities, as far as a capture keeps it."""
    rows = ask(f"{_ROW} WHERE touch.n = ? ORDER BY touch.place LIMIT ?", (n, MOST_OF_ONE), _ROWS)
    return tuple(touch for _, touch in _touches(rows))


def _place(entity: str, path: str) -> int:
    """Return how far back in an address an entity is named, 0 when it is not."""
    key = entity.partition("('")[2].removesuffix("')") or entity
    return path.rfind(f"('{key.lower()}')") + 1


def _ends(ask: Ask, entity: Entity) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    values = (*_key(entity), *_key(entity), storable(entity.id))
    early = sorted(ask(end_of_life("ASC"), values, _ROWS), key=_moment)
    if len(early) < HALF:
        return early, []
    late = sorted(ask(end_of_life("DESC"), values, _ROWS), key=_moment)
    return early, [row for row in late if _moment(row) > _moment(early[-1])]


def _known(ask: Ask, entity: Entity) -> Life:
    """Return of another entity what tells whether it was led to, and how it is called."""
    life = Life(entity)
    rows = [row for sql in (MADE, OWN, NAMED) for row in ask(sql, _key(entity), _ROWS)]
    _take(life, sorted({_moment(row): row for row in rows}.values(), key=_moment))
    return life


def _take(life: Life, rows: Iterable[tuple[Any, ...]]) -> None:
    for (n, operation, started, status), touches in groupby(
        rows, key=lambda row: (row[0], *row[-3:])
    ):
        life.take(Occasion(n - 1, operation, started, status), _touches(touches))


def _touches(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, Touch]]:
    for _, place, entity, other, act, way, refused, part, kind, state, facts, *_ in rows:
        touch = Touch(
            entity, act, kind, other, way, bool(refused), part, _facts(facts), state=state
        )
        yield place, touch


def _facts(written: str) -> dict[str, Any]:
    try:
        facts = json.loads(written)
    except (ValueError, RecursionError):  # the names are lost, not the life
        return {}
    return facts if isinstance(facts, dict) else {}


def _moment(row: tuple[Any, ...]) -> tuple[int, int]:
    return row[0], row[1]


def _key(entity: Entity) -> tuple[str, str]:
    return storable(entity.id), storable(entity.account)
