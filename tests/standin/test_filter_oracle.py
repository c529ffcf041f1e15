"""500 filters, made up at random, give what plain Python gives.

The SQL that a filter becomes is held against a function that is made along with the filter.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from standin.caller import Caller

from inspector.standin.query import pages
from inspector.standin.schema import schema
from inspector.standin.store.fresh import fresh

Entity = dict[str, Any]
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
WORDS = ("holiday", "Holiday", "It's", "50% off", "a_b", "Übung", "日本", "", "  blank  ", "x" * 40)
DICE = random.Random(20260131)


@dataclass(frozen=True)
class Part:
    """A part of a filter, and what it is of an entity."""

    text: str
    of: Callable[[Entity], Any]


def word() -> str:
    """Return a text, often one that occurs, or a piece of it."""
    text = DICE.choice(WORDS)
    begin = DICE.randrange(len(text) + 1)
    return text if DICE.random() < 0.5 else text[begin : begin + DICE.randrange(6)]


def literal(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, datetime):
        return f"datetime'{value.strftime('%Y-%m-%dT%H:%M:%S')}'"
    return str(value)


def constant(value: Any) -> Part:
    return Part(literal(value), lambda _: value)


def prop(name: str) -> Part:
    return Part(name, lambda entity: entity[name])


def of_all(given: list[Part], work: Callable[..., Any]) -> Callable[[Entity], Any]:
    def value(entity: Entity) -> Any:
        values = [one.of(entity) for one in given]
        return None if None in values else work(*values)

    return value


def called(name: str, work: Callable[..., Any], *given: Part) -> Part:
    return Part(f"{name}({','.join(one.text for one in given)})", of_all(list(given), work))


def text(depth: int) -> Part:
    """Return something that is a text."""
    kind = DICE.randrange(8 if depth else 3)
    if kind == 0:
        return constant(word())
    if kind < 3:
        return prop(DICE.choice(["Name", "AlternateId", "Name"]))
    inner = text(depth - 1)
    if kind == 3:
        return called("tolower", str.lower, inner)
    if kind == 4:
        return called("toupper", str.upper, inner)
    if kind == 5:
        return called("trim", str.strip, inner)
    if kind == 6:
        return called("concat", lambda a, b: a + b, inner, text(0))
    start = DICE.randrange(4)
    return called("substring", lambda whole, at: whole[at:], inner, constant(start))


def number(depth: int) -> Part:
    """Return something that is a number."""
    kind = DICE.randrange(4)
    if kind == 0:
        return prop(DICE.choice(["Options", "FormatOption", "State"]))
    if kind == 1:
        return constant(DICE.randrange(-2, 12))
    if kind == 2:
        return called("length", len, text(depth))
    return called("indexof", str.find, text(depth), text(0))


def moment() -> Part:
    """Return something that is a date."""
    if DICE.random() < 0.5:
        return prop("Created")
    return constant(NOON + timedelta(minutes=DICE.randrange(300)))


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "gt": lambda a, b: None not in {a, b} and a > b,
    "ge": lambda a, b: None not in {a, b} and a >= b,
    "lt": lambda a, b: None not in {a, b} and a < b,
    "le": lambda a, b: None not in {a, b} and a <= b,
}


def comparison(depth: int) -> Part:
    """Return two things of a kind and what stands between them."""
    kind = DICE.randrange(4)
    name = DICE.choice(list(COMPARISONS))
    if kind == 0:
        left, right = moment(), moment()
    elif kind == 1:
        left, right = number(depth), number(depth)
    else:
        left, right = text(depth), text(depth)
        if DICE.random() < 0.15:
            name, right = DICE.choice(["eq", "ne"]), constant(None)
    compare = COMPARISONS[name]
    told = f"{left.text} {name} {right.text}"
    return Part(told, lambda entity: compare(left.of(entity), right.of(entity)))


def search(depth: int) -> Part:
    """Return a function that is true or not."""
    whole, part = text(depth), constant(word())
    kind = DICE.randrange(3)
    if kind == 0:
        return called("startswith", str.startswith, whole, part)
    if kind == 1:
        return called("endswith", str.endswith, whole, part)
    return called("substringof", lambda some, all_: some in all_, part, whole)


def condition(depth: int) -> Part:
    """Return a filter."""
    kind = DICE.randrange(7) if depth else DICE.randrange(2)
    if kind == 0:
        return comparison(depth)
    if kind == 1:
        return search(depth)
    left = condition(depth - 1)
    if kind == 2:
        return Part(f"not ({left.text})", lambda entity: left.of(entity) is not True)
    right = condition(depth - 1)
    if kind < 5:
        told = f"({left.text}) and ({right.text})"
        return Part(told, lambda e: left.of(e) is True and right.of(e) is True)
    told = f"({left.text}) or ({right.text})"
    return Part(told, lambda e: left.of(e) is True or right.of(e) is True)


FILTERS = [condition(3) for _ in range(500)]


def assets(count: int) -> list[Entity]:
    base = fresh(schema().sets["Assets"])
    return [
        {
            **base,
            "Id": f"nb:cid:UUID:{number:08}-0000-0000-0000-000000000000",
            "Name": f"{DICE.choice(WORDS)}{DICE.choice(WORDS)}",
            "AlternateId": DICE.choice([None, word(), DICE.choice(WORDS)]),
            "Options": DICE.choice([0, 1, 2, 4]),
            "FormatOption": DICE.randrange(2),
            "Created": NOON + timedelta(minutes=number),
        }
        for number in range(count)
    ]


ASSETS = assets(300)


@pytest.fixture(scope="module")
def furnished() -> Caller:
    caller = Caller()
    caller.state.insert_many("Assets", ASSETS)
    return caller


@pytest.fixture(params=[0, 10, 2000], ids=lambda rows: f"{rows} rows are looked at first")
def looked_at(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a page be found in the table's first rows, or by its indexes."""
    monkeypatch.setattr(pages, "LOOKED_AT", request.param)


@pytest.mark.usefixtures("looked_at")
@pytest.mark.parametrize("first", range(0, len(FILTERS), 50))
def test_filters_give_what_python_gives(furnished: Caller, first: int) -> None:
    for part in FILTERS[first : first + 50]:
        expected = [entity["Id"] for entity in ASSETS if part.of(entity) is True]

        told = furnished.call("GET", f"Assets?$select=Id&$filter={quote(part.text)}")

        assert told.status == 200, (part.text, told.body)
        found = [entity["Id"] for entity in told.json["value"]]
        assert found == expected, part.text


@pytest.mark.parametrize("first", range(0, len(FILTERS), 100))
def test_counts_are_of_all_that_pass(furnished: Caller, first: int) -> None:
    for part in FILTERS[first : first + 100 : 10]:
        expected = sum(1 for entity in ASSETS if part.of(entity) is True)

        url = f"Assets?$top=1&$inlinecount=allpages&$filter={quote(part.text)}"
        counted = furnished.call("GET", f"Assets/$count?$filter={quote(part.text)}")

        assert furnished.call("GET", url).json["odata.count"] == str(expected)
        assert counted.body.decode() == str(expected)


def test_the_filters_tell_something() -> None:
    passing = [sum(1 for entity in ASSETS if part.of(entity) is True) for part in FILTERS]

    assert len({part.text for part in FILTERS}) > 480
    assert sum(0 < number < len(ASSETS) for number in passing) > 150
