"""Query options: which are known, and what they ask for."""

import re
from dataclasses import dataclass
from functools import lru_cache

from inspector.core.edm.model import plain
from inspector.core.expressions.judge import Judgement, judge_filter, judge_orderby
from inspector.core.expressions.parser import read_filter, read_orderby
from inspector.core.expressions.tree import Fault
from inspector.core.url import Target
from inspector.profiles.model import bundled_model
from inspector.standin.query.piece import Sql
from inspector.standin.query.sql import Compiler
from inspector.standin.refusal import Refusal, bad
from inspector.standin.schema import EntitySet

PAGE = 1000  # entities at most, and nothing tells the client that there are more
LENGTH_LIMIT = 16 * 1024  # characters of an expression; the service's own limit is not known
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
_WORD = re.compile(r"[\w./]{1,80}")


@dataclass(frozen=True)
class Query:
    """What the options of one URL ask for."""

    condition: Sql | None = None
    narrowed: Sql | None = None  # the same, said so that few entities are found fast
    order: tuple[Sql, ...] = ()  # keys, each with its direction
    skip: int = 0
    top: int | None = None
    select: tuple[str, ...] | None = None
    counted: bool = False


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
    condition, narrowed = _conditions(sent.get("$filter"), entity_set)
    return Query(
        condition,
        narrowed,
        _order(sent["$orderby"], entity_set) if "$orderby" in sent else (),
        _number(sent, "$skip") or 0,
        _number(sent, "$top"),
        _selected(sent.get("$select"), entity_set),
        count == "allpages",
    )


@lru_cache(maxsize=256)  # a client asks by the same filter again and again; to read one takes 1 ms
def _conditions(text: str | None, entity_set: EntitySet) -> tuple[Sql | None, Sql | None]:
    if text is None:
        return None, None
    _check_length("$filter", text)
    node = read_filter(text)
    if isinstance(node, Fault):
        raise _syntax(node, text)
    judged = judge_filter(node, entity_set.type_name, bundled_model())
    _check(judged, text, entity_set)
    plain_one = Compiler(entity_set).condition(node)
    return plain_one, Compiler(entity_set, narrowing=True).condition(node)


def _check(judged: Judgement, text: str, entity_set: EntitySet) -> None:
    _check_names(judged.unknown, text, entity_set)
    if judged.mistyped:
        raise _mistyped(judged.mistyped[0])


def _order(text: str, entity_set: EntitySet) -> tuple[Sql, ...]:
    _check_length("$orderby", text)
    keys = read_orderby(text)
    if isinstance(keys, Fault):
        raise _syntax(keys, text)
    judged = judge_orderby(keys, entity_set.type_name, bundled_model())
    _check(judged, text, entity_set)
    compiler = Compiler(entity_set)
    found = [(compiler.value(key.key), key.descending) for key in keys]
    return tuple(
        Sql(f"{one.text}{' DESC' if descending else ''}", one.values) for one, descending in found
    )


def _check_length(name: str, text: str) -> None:
    if len(text) > LENGTH_LIMIT:
        raise bad(f"The {name} expression is longer than {LENGTH_LIMIT} characters.")


def _check_names(unknown: tuple[Fault, ...], text: str, entity_set: EntitySet) -> None:
    if unknown:
        found = _WORD.match(text, unknown[0].at)
        raise bad(
            f"No property '{found[0] if found else text[:80]}' exists in type "
            f"'{entity_set.type_name}' at position {unknown[0].at}."
        )


def _syntax(fault: Fault, text: str) -> Refusal:
    return bad(f"Syntax error at position {fault.at} in '{text[:200]}': {fault.words}.")


def _mistyped(fault: Fault) -> Refusal:
    return bad(
        f"An operator or a function was used with incompatible types at position {fault.at}: "
        f"{fault.words}."
    )


def _number(sent: dict[str, str], name: str) -> int | None:
    value = sent.get(name)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= 10):
        raise bad(f"Incorrect format for {name} argument '{value[:80]}'.")
    return int(value)


def _selected(text: str | None, entity_set: EntitySet) -> tuple[str, ...] | None:
    names = [name.strip() for name in (text or "*").split(",")]
    if "*" in names:
        return None
    for name in names:
        if name not in entity_set.by_name and name not in entity_set.links_by_name:
            raise bad(
                f"Could not find a property named '{name[:80]}' on type "
                f"'{plain(entity_set.type_name)}'."
            )
    return tuple(names)
