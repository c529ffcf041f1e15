"""Query options: which are known, what they ask for, and the entities that remain."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import islice
from typing import Any

from inspector.core.url import Target
from inspector.standin.filters import read_filter
from inspector.standin.model import EntitySet
from inspector.standin.refusal import Refusal, bad
from inspector.standin.state import Entity

PAGE = 1000  # entities at most, and nothing tells the client that there are more
KNOWN = frozenset(
    [
        "$expand",
        "$filter",
        "$orderby",
        "$skip",
        "$skiptoken",
        "$inlinecount",
        "$top",
        "$select",
        "$format",
    ]
)
_OF_SETS = frozenset(["$filter", "$orderby", "$skip", "$inlinecount", "$top"])


@dataclass(frozen=True)
class Query:
    """What the options of one URL ask for."""

    passes: Callable[[Entity], bool] | None = None
    order: tuple[tuple[str, bool], ...] = ()  # property, descending
    skip: int = 0
    top: int | None = None
    select: tuple[str, ...] | None = None
    counted: bool = False

    def applied(self, entities: Collection[Entity]) -> tuple[list[Entity], int]:
        """Return the page of *entities* that was asked for, and how many passed the filter."""
        top = PAGE if self.top is None else min(self.top, PAGE)
        if self.passes is None and not self.order:
            return list(islice(entities, self.skip, self.skip + top)), len(entities)
        found = [e for e in entities if self.passes is None or self.passes(e)]
        for name, descending in reversed(self.order):
            found.sort(key=lambda entity: _sortable(entity[name]), reverse=descending)
        return found[self.skip : self.skip + top], len(found)


def _sortable(value: Any) -> tuple[bool, Any]:
    return (value is not None, 0 if value is None else value)


def check_options(target: Target) -> None:
    """Refuse `$` options that are unknown, unsupported, or there twice."""
    seen = set()
    for option in target.options:
        name = option.name
        if not name.startswith("$"):
            continue
        if name not in KNOWN:
            raise bad(
                f"The query parameter '{name[:80]}' begins with a system-reserved '$' character but is not recognized."
            )
        if name in seen:
            raise bad(
                f"Query parameter '{name}' is specified, but it should be specified exactly once."
            )
        if name in {"$expand", "$skiptoken"}:
            raise bad(f"The query option '{name}' is not supported.")
        seen.add(name)


def read_query(target: Target, entity_set: EntitySet, *, many: bool) -> Query:
    """Read the options of a URL that addresses one entity or many; raises Refusal."""
    check_options(target)
    sent = {option.name: option.value for option in target.options}
    if not many and _OF_SETS & sent.keys():
        raise bad(
            "Query options $orderby, $inlinecount, $skip and $top cannot be applied to the "
            "requested resource."
        )
    count = sent.get("$inlinecount", "none")
    if count not in {"none", "allpages"}:
        raise bad("Unknown $inlinecount option, only 'allpages' and 'none' are supported.")
    text = sent.get("$filter")
    return Query(
        None if text is None else read_filter(text, entity_set),
        tuple(_order(one, entity_set) for one in sent["$orderby"].split(","))
        if "$orderby" in sent
        else (),
        _number(sent, "$skip") or 0,
        _number(sent, "$top"),
        _selected(sent.get("$select"), entity_set),
        count == "allpages",
    )


def _number(sent: dict[str, str], name: str) -> int | None:
    value = sent.get(name)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= 10):
        raise bad(f"Incorrect format for {name} argument '{value[:80]}'.")
    return int(value)


def _order(text: str, entity_set: EntitySet) -> tuple[str, bool]:
    name, _, direction = text.strip().partition(" ")
    prop = entity_set.by_name.get(name)
    if prop is None or prop.is_collection or direction.strip() not in {"", "asc", "desc"}:
        raise _no_property(name, entity_set)
    return name, direction.strip() == "desc"


def _selected(text: str | None, entity_set: EntitySet) -> tuple[str, ...] | None:
    names = [name.strip() for name in (text or "*").split(",")]
    if "*" in names:
        return None
    for name in names:
        if name not in entity_set.by_name and name not in entity_set.links_by_name:
            raise _no_property(name, entity_set)
    return tuple(names)


def _no_property(name: str, entity_set: EntitySet) -> Refusal:
    return bad(f"Could not find a property named '{name[:80]}' on type '{entity_set.type_name}'.")
