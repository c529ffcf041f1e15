"""Tell a template that nobody filled in, and a secret that a recorder left out, from a secret.

Both stay readable in a recording, so the test is narrow: words of a small vocabulary, or the
brackets of a template language around a name.
"""

import re
from html import unescape
from urllib.parse import unquote

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_TEMPLATE = re.compile(
    r"\{\{[^{}]{0,60}\}\}|\$\{[^{}]{1,60}\}|\$\([^()]{1,60}\)|\$[A-Z][A-Z_]{1,40}"
    r"|<[A-Za-z][A-Za-z0-9 _.'-]{0,60}>"
)
_HOLE = re.compile(rf"{_TEMPLATE.pattern}|\{{[A-Za-z_][\w .-]{{0,60}}\}}|%[A-Za-z_]{{1,40}}%")
_VARIABLE = re.compile(
    r"\{[A-Za-z_][\w .-]{0,60}\}|\$[A-Za-z_]{1,40}|%[A-Za-z_]{1,40}%|__[A-Za-z_]{1,40}__|@\w{1,40}"
    r"|\[[A-Za-z][A-Za-z _.-]{0,60}\]|\$\{\{[^{}]{1,60}\}\}|<%=?[^<>%]{1,60}%>|[#@%]\{[^{}]{1,60}\}#?"
)
_VOCABULARY = frozenset(
    """
    aad ac access account acs ad ams an api auth authorization azure bearer changeme client code
    copy credential encoded enter example false fill first goes here id in insert jwt key me media
    my nil none null oauth oauth2 object of paste pass password placeholder please put replace
    sample secret security service services signature some string swt that the this todo token
    tokenvalue true undefined use valid value variable web with you your yours
    """.split()  # noqa: SIM905 - seventy lines otherwise
)
MARKER = re.compile(r"(?:<|%3C|&lt;)redacted:[a-z0-9_-]{1,32}:[0-9a-f]{12}(?:>|%3E|&gt;)")
_WITHHELD = re.compile(
    r"[<\[({]*(?:redacted|removed|filtered|hidden|masked|omitted|withheld|sanitized|sanitised"
    r"|stripped|scrubbed|elided|snip|censored)[>\])}]*"
    r"|[*•xX.…#_-]{3,}",
    re.IGNORECASE,
)
_CUT = re.compile(r"\*{3,}|…|\.{3,}|\[redacted\]|<redacted>|\[truncated\]", re.IGNORECASE)
_LOOKED_AT = 4096  # characters; templates are short, and a token cut short is not much longer


def is_marker(value: str) -> bool:
    """Tell whether *value* is one of our own markers, as text, in a URL or in XML."""
    return MARKER.fullmatch(value) is not None


def is_withheld(value: str) -> bool:
    """Tell whether a recorder or a document replaced a secret, or cut it short."""
    if len(value) > _LOOKED_AT:
        return False
    return is_marker(value) or is_left_out(value) or _CUT.search(value) is not None


def is_left_out(value: str) -> bool:
    """Tell whether *value* is but a word or stars in a secret's place, with nothing of it."""
    return len(value) < 200 and _WITHHELD.fullmatch(value) is not None


def is_template(value: str) -> bool:
    """Tell whether *value* is a template's variable, in brackets that no secret has."""
    return len(value) <= 80 and _TEMPLATE.fullmatch(value) is not None


def has_holes(value: str) -> bool:
    """Tell whether a template's variable or one of our markers stands anywhere in *value*."""
    return _HOLE.search(value) is not None or MARKER.search(value) is not None


def is_placeholder(value: str) -> bool:
    """Tell whether *value*, where a token belongs, is a variable or words that ask for one.

    It may be escaped, as in the source of the page it was copied from, or in a URL.
    """
    if not value or len(value) > 80:
        return False
    value = unquote(unescape(value))
    if is_template(value) or _VARIABLE.fullmatch(value):
        return True
    words = [word.lower() for word in _WORD.findall(value)]
    known = [word for word in words if word in _VOCABULARY]
    bare = re.sub(r"[A-Za-z0-9 _.<>\[\](){}-]", "", value)
    numbers = [word for word in words if word.isdigit() and len(word) == 1]
    return bool(known) and not bare and len(known) + len(numbers[:1]) == len(words)
