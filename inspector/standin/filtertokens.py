"""The tokens of a `$filter`."""

import re
from dataclasses import dataclass

from inspector.standin.refusal import bad

LENGTH_LIMIT = 8192  # characters; the service's own limit is not known
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<datetime>datetime'[^']*')
    | (?P<guid>guid'[^']*')
    | (?P<string>'(?:[^']|'')*')
    | (?P<number>-?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,3})?[dDfFmML]?)(?![\w.])
    | (?P<word>[A-Za-z_][A-Za-z0-9_/]*)
    | (?P<mark>[(),])
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token; *place* counts from 0."""

    kind: str  # a group of the pattern, or "end"
    text: str
    place: int


def tokens(text: str) -> list[Token]:
    """Return the tokens of *text*, an `end` last; raises Refusal at what is none."""
    if len(text) > LENGTH_LIMIT:
        raise bad(f"The $filter expression is longer than {LENGTH_LIMIT} characters.")
    found, place = [], 0
    end = len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise bad(f"Syntax error at position {place} in '{text[:200]}'.")
        found.append(Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup)))
        place = match.end()
    return [*found, Token("end", "", end)]
