"""A filter as SQL over a capture's list, as far as the list can tell.

What headers, bodies and tokens say stands in no column. So a filter becomes two conditions: what
*may* pass, and what *must* pass, whatever those say. Only what lies between is read and judged.
An index of all text was decided against: SQLite's trigrams take 145 µs for an exchange, twice what
all writing takes, and nearly as much room as all that is kept.
"""

from dataclasses import dataclass

from inspector.capture.rows import Condition
from inspector.core.filtering import tree
from inspector.core.filtering.judge import spellings
from inspector.core.filtering.subject import LISTED
from inspector.core.filtering.tree import Node

DEEPEST = 12  # conditions within conditions
_NUMBERS = {
    "severity": "severity", "status": "status", "ms": "duration * 1000", "size": "size",
    "started": "started",
}  # fmt: skip
_COLUMNS = {"method", "verb", "host", "operation", "path"}
_LISTED = "method || ' ' || host || path || ' ' || operation || ' ' || codes || ' ' || error"
_STEPS = "' ' || replace(replace(operation, '/', ' '), '(', ' ') || ' '"
_PRESENT = {"finding": "severity > 0", "error": "error <> ''", "response": "status IS NOT NULL"}
_APART = "EXISTS (SELECT 1 FROM apart WHERE apart.n = exchange.n AND"
_NOTED = {  # what captures have that keep notes
    "replay": f"{_APART} replay_of IS NOT NULL)",
    "mend": f"{_APART} mended <> '')",
    "mark": "EXISTS (SELECT 1 FROM mark WHERE mark.n = exchange.n)",
}
_COMMENTED = "EXISTS (SELECT 1 FROM mark WHERE mark.n = exchange.n AND comment <> '' AND"
_TOUCHED = "EXISTS (SELECT 1 FROM touch WHERE touch.n = exchange.n AND"
ALL, NONE = Condition("1"), Condition("0")
_FOUND = Condition("severity > 0")
_CUT = Condition(f"length(path) >= {LISTED}")
_WHOLE = Condition(f"length(path) < {LISTED}")


@dataclass(frozen=True, slots=True)
class Kept:
    """What a capture keeps beside exchanges: older ones have less."""

    touches: bool = True  # what exchanges did to entities
    notes: bool = True  # marks, comments, and which exchanges are replays or were mended


EVERYTHING = Kept()


@dataclass(frozen=True, slots=True)
class Bounds:
    """Which rows may pass, and which of them certainly do."""

    may: Condition
    must: Condition

    @property
    def is_exact(self) -> bool:
        """Tell whether the list alone decides."""
        return self.may == self.must


def bounds(node: Node, kept: Kept = EVERYTHING, *, deep: int = 0) -> Bounds:
    """Return *node* in SQL; what was typed goes into parameters only.

    What lies *deep* in other conditions is left open: SQLite's parser knows a hundred levels, each takes up to four.
    """
    if deep > DEEPEST:
        return Bounds(ALL, NONE)
    match node:
        case tree.Not(inner):
            found = bounds(inner, kept, deep=deep + 1)
            return Bounds(negated(found.must), negated(found.may))
        case tree.All(nodes) | tree.Any(nodes):
            join = both if isinstance(node, tree.All) else either
            each = [bounds(inner, kept, deep=deep + 1) for inner in nodes]
            return Bounds(join(*(it.may for it in each)), join(*(it.must for it in each)))
        case tree.Word(text):
            return Bounds(ALL, _like(_LISTED, _within(text)))
        case tree.Has("token") | tree.Since():
            return Bounds(ALL, NONE)
        case tree.Like(part, pattern):
            return _told(part, _like(part, _wild(pattern)), kept)
        case tree.Rex(part, pattern):
            return _told(part, Condition(f"{part} REGEXP ?", (pattern,)), kept)
        case tree.Id(text):
            spelt = either(*(_like("path", _within(it)) for it in spellings(text)))
            listed = _told("path", spelt, kept)
            touched = Condition(_ID, (_within(text), _within(text))) if kept.touches else NONE
            return Bounds(either(listed.may, touched), either(listed.must, touched))
    return _exact(node, kept)


_ID = f"{_TOUCHED} (entity LIKE ? ESCAPE '\\' OR other LIKE ? ESCAPE '\\'))"


def _exact(node: tree.Compare | tree.Code | tree.Has | tree.Entities, kept: Kept) -> Bounds:
    match node:
        case tree.Compare(field, operator, value):
            found = Condition(f"ifnull({_NUMBERS[field]} {operator} ?, 0)", (value,))
        case tree.Code(code, prefix):
            found = _like("' ' || codes || ' '", f"% {_escaped(code)}{'' if prefix else ' '}%")
        case tree.Has(what) if what in _NOTED:
            found = Condition(_NOTED[what]) if kept.notes else NONE
        case tree.Has(what):
            found = Condition(_PRESENT[what])
        case tree.Entities(names):
            marks = ", ".join("?" * len(names))
            kinds = Condition(f"{_TOUCHED} type COLLATE NOCASE IN ({marks}))", names)
            listed = either(*(_like(_STEPS, f"% {_escaped(name)} %") for name in names))
            found = either(listed, kinds) if kept.touches else listed
    return Bounds(found, found)


def _told(part: str, found: Condition, kept: Kept) -> Bounds:
    """Return what a condition on one part is worth: a column tells, but for a path cut short."""
    if part == "comment":
        said = Condition(f"{_COMMENTED} {found.sql})", found.parameters) if kept.notes else NONE
        return Bounds(said, said)
    if part == "path":
        return Bounds(either(found, _CUT), both(found, _WHOLE))
    if part in _COLUMNS:
        return Bounds(found, found)
    return Bounds(_FOUND if part == "name" else ALL, NONE)


def both(*conditions: Condition) -> Condition:
    """Return the condition that all of them hold."""
    if NONE in conditions:
        return NONE
    return _joined([each for each in conditions if each != ALL], " AND ") or ALL


def either(*conditions: Condition) -> Condition:
    """Return the condition that one of them holds."""
    if ALL in conditions:
        return ALL
    return _joined([each for each in conditions if each != NONE], " OR ") or NONE


def negated(one: Condition) -> Condition:
    """Return the opposite."""
    opposites = {ALL: NONE, NONE: ALL}
    return opposites.get(one) or Condition(f"NOT ({one.sql})", one.parameters)


def _joined(conditions: list[Condition], between: str) -> Condition | None:
    if len(conditions) < 2:
        return conditions[0] if conditions else None
    sql = between.join(each.sql for each in conditions)
    return Condition(f"({sql})", tuple(value for each in conditions for value in each.parameters))


def _like(column: str, pattern: str) -> Condition:
    return Condition(f"{column} LIKE ? ESCAPE '\\'", (pattern,))


def _wild(pattern: str) -> str:
    return _escaped(pattern).replace("*", "%").replace("?", "_")


def _within(text: str) -> str:
    return f"%{_escaped(text)}%"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
