"""mitmproxy's signs, with mitmproxy's meaning: `~u` and so on.

Its regular expressions are found by an automaton of ours, in linear time. What a sign looks at in
a header it looks at line by line, and bodies are text, not bytes.
"""

from collections.abc import Mapping
from types import MappingProxyType

from inspector.core.filtering import tree
from inspector.core.filtering.automaton import literal, machine
from inspector.core.filtering.expression import ExpressionError
from inspector.core.filtering.tokens import FilterError, Token
from inspector.core.filtering.tree import Node, Part

_PARTS: dict[str, tuple[Part, str]] = {
    "~u": ("url", "URL"),
    "~d": ("host", "host"),
    "~m": ("method", "method, as sent"),
    "~h": ("head", "header line, of either side"),
    "~hq": ("request-head", "header line of the request"),
    "~hs": ("response-head", "header line of the response"),
    "~b": ("body", "body, of either side"),
    "~bq": ("request-body", "body of the request"),
    "~bs": ("response-body", "body of the response"),
    "~t": ("type", "Content-Type, of either side"),
    "~tq": ("request-type", "Content-Type of the request"),
    "~ts": ("response-type", "Content-Type of the response"),
    "~comment": ("comment", "what a person wrote of it on a screen"),
}
STATUS = "~c"
_ASSETS = "(text|application)/(x-)?(javascript|css|font)|image/|font/"
_SIGNS: dict[str, tuple[Node, str]] = {
    "~q": (tree.Not(tree.Has("response")), "no response"),
    "~s": (tree.Has("response"), "a response"),
    "~e": (tree.Has("error"), "an error: no answer came"),
    "~a": (tree.Rex("response-type", _ASSETS), "an asset: script, style, image, font"),
    "~all": (tree.All(()), "every exchange"),
    "~http": (tree.All(()), "every exchange"),
    "~marked": (tree.Has("mark"), "marked, or commented, on a screen"),
    "~replay": (tree.Has("replay"), "sent from a screen"),
    "~replayq": (tree.Has("replay"), "sent from a screen"),
}
_ABSENT = {  # mitmproxy's as well; no capture of ours knows it
    "~src", "~dst", "~meta", "~replays", "~tcp", "~udp", "~dns", "~websocket",
}  # fmt: skip
_INSTEAD = {"~marker": "~marked finds all marks"}
PATTERNS = frozenset({STATUS, *_PARTS})  # signs that a pattern follows
MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        f"{sign} REGEX": f"a regular expression is found: {what}"
        for sign, (_, what) in _PARTS.items()
    }
    | {f"{STATUS} 404": "the status"}
    | {sign: what for sign, (_, what) in _SIGNS.items()}
)


def read_sign(token: Token) -> Node:
    """Read a sign that stands alone; raises FilterError."""
    if token.text in _SIGNS:
        return _SIGNS[token.text][0]
    why = _INSTEAD.get(token.text, "? lists those that there are")
    if token.text in _ABSENT:
        why = "it is in no capture"
    raise FilterError(f"{token.text} is not known here: {why}", token.start, token.end)


def read_pattern(sign: Token, pattern: Token) -> Node:
    """Read one of PATTERNS and what follows it; raises FilterError."""
    if sign.text == STATUS:
        if not (pattern.text.isascii() and pattern.text.isdigit() and len(pattern.text) <= 3):
            raise FilterError("~c needs a status, like ~c 404", pattern.start, pattern.end)
        return tree.Compare("status", "=", int(pattern.text))
    part = _PARTS[sign.text][0]
    try:
        plain = literal(pattern.text)
        if plain is not None and not set(plain) & set("*?"):
            return tree.Like(part, f"*{plain}*")
        machine(pattern.text)
    except ExpressionError as error:
        raise FilterError(f"{sign.text}: {error}", pattern.start, pattern.end) from error
    return tree.Rex(part, pattern.text)
