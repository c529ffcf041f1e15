"""The functions of OData v3 as SQL.

No form names an argument twice unless it is a column or a value: nested, it would grow beyond
all bounds. What needs one twice is a function of ours (`store/sqlfunctions.py`).
"""

from collections.abc import Callable, Mapping

from inspector.core.expressions.tree import Call, Literal, Path
from inspector.standin.query.piece import Sql, flat

Make = Callable[[Call, list[Sql]], Sql]
_LAST = chr(0x10FFFF)
_TEXT, _FLAG, _WHOLE, _DOUBLE = "Edm.String", "Edm.Boolean", "Edm.Int32", "Edm.Double"
_DATE_PARTS = {
    "year": (1, 4),
    "month": (6, 2),
    "day": (9, 2),
    "hour": (12, 2),
    "minute": (15, 2),
    "second": (18, 2),
}
_CLOCK = {"hour": 0, "minute": 1, "second": 2}


def _form(form: str, gives: str) -> Make:
    """Return what fills *form* with arguments, `{0}` being the first; each is named once."""
    order = [int(form[at + 1]) for at in range(len(form)) if form[at] == "{"]

    def make(_node: Call, given: list[Sql]) -> Sql:
        values = flat(given[at].values for at in order)
        return Sql(form.format(*[one.text for one in given]), values, gives)

    return make


def _startswith(node: Call, given: list[Sql]) -> Sql:
    whole, start = given
    literal = node.arguments[1]
    text = literal.value if isinstance(literal, Literal) else None
    if isinstance(text, str) and text and isinstance(node.arguments[0], Path):
        # As a range, which an index can tell.
        end = text[:-1] + _after(text[-1])
        form = f"({whole.text} >= ? AND {whole.text} < ?)"
        return Sql(form, (*whole.values, text, *whole.values, end), _FLAG)
    form = f"odata_startswith({whole.text}, {start.text})"
    return Sql(form, flat([whole.values, start.values]), _FLAG)


def _after(char: str) -> str:
    """Return the character after *char*; surrogates are none."""
    code = ord(char) + 1
    if code > ord(_LAST):
        return char + _LAST
    return chr(0xE000 if 0xD800 <= code <= 0xDFFF else code)


def _cased(function: str) -> Make:
    """Return what makes upper or lower case.

    SQLite's own functions know ASCII only, and are ten times as fast as ours; so a column is asked
    whether it is ASCII.
    """

    def make(node: Call, given: list[Sql]) -> Sql:
        (one,) = given
        if not isinstance(node.arguments[0], Path):
            return Sql(f"odata_{function}({one.text})", one.values, _TEXT)
        text = (
            f"(CASE WHEN length({one.text}) = length(CAST({one.text} AS BLOB)) "
            f"THEN {function}({one.text}) ELSE odata_{function}({one.text}) END)"
        )
        return Sql(text, one.values * 4, _TEXT)

    return make


def _substring(_node: Call, given: list[Sql]) -> Sql:
    whole, start, *length = given
    texts = f"max({start.text}, 0) + 1" + "".join(f", max({one.text}, 0)" for one in length)
    values = flat(one.values for one in given)
    return Sql(f"substr({whole.text}, {texts})", values, _TEXT)


def _date_part(node: Call, given: list[Sql]) -> Sql:
    (value,) = given
    if value.type == "Edm.Time":
        return Sql(f"odata_clock({value.text}, {_CLOCK[node.name]})", value.values, _WHOLE)
    start, length = _DATE_PARTS[node.name]
    text = f"CAST(substr({value.text}, {start}, {length}) AS INTEGER)"
    return Sql(text, value.values, _WHOLE)


CALLS: Mapping[str, Make] = {
    "substringof": _form("(instr({1}, {0}) > 0)", _FLAG),
    "startswith": _startswith,
    "endswith": _form("odata_endswith({0}, {1})", _FLAG),
    "length": _form("length({0})", _WHOLE),
    "indexof": _form("(instr({0}, {1}) - 1)", _WHOLE),
    "replace": _form("odata_replace({0}, {1}, {2})", _TEXT),
    "insert": _form("odata_insert({0}, {1}, {2})", _TEXT),
    "substring": _substring,
    "tolower": _cased("lower"),
    "toupper": _cased("upper"),
    "trim": _form("odata_trim({0})", _TEXT),
    "concat": _form("({0} || {1})", _TEXT),
    "round": _form("odata_round({0})", _DOUBLE),
    "floor": _form("odata_floor({0})", _DOUBLE),
    "ceiling": _form("odata_ceiling({0})", _DOUBLE),
    **dict.fromkeys(_DATE_PARTS, _date_part),
}
