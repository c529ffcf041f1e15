"""The operators and functions of OData v3, and what others write for them.

Sources: OData v3 URL conventions §10.2.3; the function tables of WCF Data Services. It reads
operators and functions in lower case only; `and`, `or`, `asc` and `desc` its versions before
ODataLib's reader took in any case.
"""

from difflib import get_close_matches

from inspector.core.expressions.literals import shown
from inspector.core.expressions.tokens import Token
from inspector.core.expressions.tree import Fault

RANKS = (  # those that bind tightest come first
    frozenset({"mul", "div", "mod"}),
    frozenset({"add", "sub"}),
    frozenset({"eq", "ne", "lt", "gt", "le", "ge"}),
    frozenset({"and"}),
    frozenset({"or"}),
)
OPERATORS = frozenset().union(*RANKS)
LENIENT = frozenset({"and", "or", "asc", "desc"})
FUNCTIONS: dict[str, tuple[int, int]] = {  # the fewest and the most arguments
    "substringof": (2, 2), "endswith": (2, 2), "startswith": (2, 2), "length": (1, 1),
    "indexof": (2, 2), "insert": (3, 3), "replace": (3, 3), "substring": (2, 3),
    "tolower": (1, 1), "toupper": (1, 1), "trim": (1, 1), "concat": (2, 2),
    "year": (1, 1), "month": (1, 1), "day": (1, 1), "hour": (1, 1), "minute": (1, 1),
    "second": (1, 1), "round": (1, 1), "floor": (1, 1), "ceiling": (1, 1),
    "isof": (1, 2), "cast": (1, 2),
    "geo.distance": (2, 2), "geo.length": (1, 1), "geo.intersects": (2, 2),
}  # fmt: skip
_LATER = (
    "matchespattern", "now", "date", "time", "fractionalseconds", "totaloffsetminutes",
    "totalseconds", "mindatetime", "maxdatetime", "case", "hassubset", "hassubsequence",
)  # fmt: skip
_CALLED = {
    "contains": "write substringof('x',Name) (contains is OData v4)",
    "like": "write substringof('x',Name)",
    "len": "did you mean length?",
    "lower": "did you mean tolower?",
    "upper": "did you mean toupper?",
    "in": "write each comparison: State eq 1 or State eq 2 (in is OData v4)",
    "isnull": "write Name eq null",
    "any": "any follows a path: Files/any(f: f/IsPrimary)",
    "all": "all follows a path: Files/all(f: f/IsPrimary)",
}
_BETWEEN = {
    "in": "write each comparison: State eq 1 or State eq 2 (in is OData v4)",
    "has": "has is OData v4",
    "is": "write eq",
    "equals": "write eq",
    "equal": "write eq",
    "neq": "write ne",
    "lte": "write le",
    "gte": "write ge",
    "plus": "write add",
    "minus": "write sub",
    "like": "write substringof('x',Name)",
    "contains": "write substringof('x',Name)",
    "startswith": "write startswith(Name,'x')",
    "endswith": "write endswith(Name,'x')",
    "between": "write two comparisons with ge and le",
    "ascending": "write asc",
    "descending": "write desc",
}


def unknown_function(token: Token) -> Fault:
    """Return why *token* is no function of OData v3."""
    name, lower = token.text, token.text.lower()
    if lower in FUNCTIONS:
        return Fault(token.at, f"functions are in lower case: {lower}, not {shown(name)}")
    if lower in _CALLED:
        return Fault(token.at, f"`{shown(name)}(` is no function: {_CALLED[lower]}")
    if lower in _LATER:
        return Fault(token.at, f"`{shown(name)}(` is a function of OData v4")
    near = get_close_matches(lower[:40], FUNCTIONS, 1, 0.75)
    hint = f"; did you mean {near[0]}?" if near else ""
    return Fault(token.at, f"`{shown(name)}(` is no function of OData v3{hint}")


def too_few(token: Token, given: int) -> Fault | None:
    """Return why the function *token* needs more than *given* arguments; None when it does not."""
    if given >= FUNCTIONS[token.text][0]:
        return None
    return Fault(token.at, f"{token.text} takes {_count(token)}, not {given}")


def too_many(token: Token, read: int) -> Fault | None:
    """Return why *token* takes none beyond the arguments *read*; None when it does."""
    if read < FUNCTIONS[token.text][1]:
        return None
    return Fault(token.at, f"{token.text} takes {_count(token)}, not more")


def _count(token: Token) -> str:
    fewest, most = FUNCTIONS[token.text]
    if most == 1:
        return "1 argument"
    return f"{fewest} arguments" if fewest == most else f"{fewest} or {most} arguments"


def no_operator(token: Token, before: Token | None) -> Fault:
    """Return why *token* cannot follow an operand, which ended in *before*."""
    text, lower = token.text, token.text.lower()
    if text != lower and lower in OPERATORS | LENIENT:
        words = f"operators are in lower case: {lower}, not {text}"
        return Fault(token.at, words, certain=lower not in LENIENT)
    if token.kind == "word" and lower in _BETWEEN:
        return Fault(token.at, f"`{shown(text)}` is no operator: {_BETWEEN[lower]}")
    if token.is_mark(":"):
        return Fault(token.at, "`:` has no meaning here; a string stands in single quotes")
    glued = before is not None and before.end == token.at and token.kind in {"word", "number"}
    if before and glued and before.kind == "number":
        return Fault(before.at, f"`{shown(before.text + text)}` is neither a number nor a name")
    if before and glued and before.kind == "string":
        return Fault(token.at, "a quote that belongs to a string is written twice")
    return Fault(token.at, f"`{shown(text)}` stands where an operator or the end belongs")


def no_operand(token: Token) -> Fault:
    """Return why *token* is no value, name, function or parenthesis."""
    if token.kind == "end":
        return Fault(token.at, "it ends where a value belongs")
    return Fault(token.at, f"`{shown(token.text)}` stands where a value belongs")
