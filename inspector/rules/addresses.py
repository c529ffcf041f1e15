"""QRY: how an address is written."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from inspector.core.evidence import Evidence
from inspector.core.exchange import Request
from inspector.core.inspection import Inspection
from inspector.core.keys import TYPOGRAPHIC, VARIABLE, fault_of_argument, fault_of_segment
from inspector.core.placeholder import MARKER
from inspector.core.repair.addresses import encoded
from inspector.core.rule import Rule, rule
from inspector.core.severity import ERROR, WARNING
from inspector.core.url import Target, decodes
from inspector.rules.sources import FUNCTIONS, ODATA_URLS, URI

# The service's functions and those of their arguments that are strings.
STRING_ARGUMENTS = {
    "CancelJob": ("jobid",),
    "CreateFileInfos": ("assetid",),
    "GetProtectionKey": ("protectionkeyid",),
    "RebindContentKey": ("id", "x509certificate"),
}
_MUST_BE_ENCODED = re.compile(r'[\x00-\x20"<>\\^`{|}\x7f-\U0010ffff]')
_ROOT = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#]*", re.IGNORECASE)


@rule("QRY509", ERROR, source=f"{ODATA_URLS} {FUNCTIONS}")
def key_malformed(it: Inspection) -> Iterator[Evidence]:
    """A key or an argument in the address is not written as OData wants it.

    A key stands in straight single quotes, and so does a function's string argument. Without
    them, or with the typographic quotes of a web page, the service answers 400 or 404.

    Write `Assets('nb%3Acid%3AUUID%3A…')`; a quote that belongs to the key is written twice, and
    `%`, `#` and non-ASCII letters are percent-encoded as UTF-8.
    """
    target = it.request.target
    if not target.path_decodes:
        yield it.request.at_url().noting("a % in the path begins no UTF-8 escape")
        return
    for segment in target.segments:
        fault = fault_of_segment(segment)
        if fault:
            yield it.request.at_url().noting(f"{fault}: {segment.key or segment.name}")
    strings = string_arguments(target)
    for option in target.options:
        fault = fault_of_argument(option.value) if option.name.lower() in strings else ""
        if fault:
            yield Evidence("request", option.value, query=option.name, note=fault)


@rule("QRY512", WARNING, source=f"{URI}#section-2.1", fix=encoded)
def query_not_encoded(it: Inspection) -> Iterator[Evidence]:
    """The address has characters that must be percent-encoded.

    Blanks, quotes, braces and letters beyond ASCII do not belong in a URL as they are. Each
    server and proxy on the way makes something else of them, or refuses the request.

    Encode each value on its own: a blank as `%20`, `&` as `%26`, `%` as `%25`, `#` as `%23`.
    """
    path, _, query = _ROOT.sub("", it.request.url, count=1).partition("#")[0].partition("?")
    raw = unencoded(path, spare=TYPOGRAPHIC)
    if raw and not any(fault_of_segment(step) for step in it.request.target.segments):
        yield it.request.at_url().noting(f"{raw} in the path")
    spare = TYPOGRAPHIC if string_arguments(it.request.target) else ""  # QRY509 reports them
    for piece in query.split("&") if query else ():
        name, _, value = piece.partition("=")
        fault = unencoded(piece, spare) or cut_short(name, value)
        if fault:
            yield Evidence("request", value, query=unquote(name) or None, note=fault)


def cut_short(name: str, value: str) -> str:
    """Return why an option's value is not what was meant, "" when nothing speaks for that."""
    if not decodes(value):
        return "a % that begins no UTF-8 escape"
    if unquote(name) == "$filter" and unquote(value).count("'") % 2:
        return "a quote is not closed; inside it & and # are encoded, and ' is written twice"
    return ""


def says_unclosed(request: Request) -> bool:
    """Tell whether QRY512 already says that a quote of `$filter` is not closed."""
    options = (one for one in request.target.options if one.name == "$filter")
    return any(cut_short("$filter", one.raw) and not unencoded(one.raw) for one in options)


def string_arguments(target: Target) -> tuple[str, ...]:
    """Return which options are strings, in lower case, if *target* is a function's address."""
    return STRING_ARGUMENTS.get(target.segments[-1].name, ()) if target.segments else ()


def unencoded(text: str, spare: str = "") -> str:
    """Return which characters of *text* must be encoded, in words; "" when none must.

    Our own markers, and variables that nobody filled in, are not the address's own text.
    """
    if not _MUST_BE_ENCODED.search(text):
        return ""
    text = VARIABLE.sub("", MARKER.sub("", text))
    found = dict.fromkeys(char for char in _MUST_BE_ENCODED.findall(text) if char not in spare)
    named = ["a raw blank" if char == " " else f"a raw {char}" for char in list(found)[:5]]
    return ", ".join(named)


RULES: tuple[Rule, ...] = (key_malformed, query_not_encoded)
