"""Which parts of a line have which colour."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

Span = tuple[int, int, str]  # from, to, kind
Colour = Callable[[str], Iterator[Span]]
COLOURED = 4096  # characters; a longer line is one long string anyhow

_JSON = re.compile(
    r"(?P<name>\"(?:[^\"\\]|\\.)*\"(?=\s*:))|(?P<string>\"(?:[^\"\\]|\\.)*\"?|'(?:[^'\\]|\\.)*'?)"
    r"|(?P<number>-?\.?\d[\d.eE+-]*)|(?P<word>\b(?:true|false|null)\b)|(?P<sign>[{}\[\],:])"
)
_XML = re.compile(
    r"(?P<comment><!--.*?(?:-->|$))|(?P<tag></?[\w:.-]+|<\?[\w:.-]+|/?>|\?>)"
    r"|(?P<name>[\w:.-]+)=(?P<string>\"[^\"]*\"?|'[^']*'?)"
)
_MARKER = re.compile(r"<redacted:[^>\s]{1,80}>")
_HEX = re.compile(r"^(?P<sign>[0-9a-f]{6}) .{48}  (?P<string>.*)$")
_QUERY = re.compile(r"^ +(?P<name>[^ ]*) (?P<sign>=) (?P<string>.*)$")
_HEADER = re.compile(r"^(?P<name>[^:]*)(?P<sign>:)(?P<value>.*)$")
_KEY = re.compile(r"^(?P<name>  .{24})(?P<value>.*)$")
_CLAIM = re.compile(r"^(?P<name>\S+)\s+(?P<sign>(?:[a-z]+ )*)\s*(?P<value>.*)$")
_REQUEST = re.compile(r"^ *(?P<strong>\S+)(?P<value> .* )(?P<sign>\S+)$")
_EVENT = re.compile(r"^(?P<sign>.{11}) (?P<number>\S+) +(?P<name>\S+(?: ×\S+)?)")
_LED = re.compile(r"^ +(?P<sign>→) (?P<number>\S+) +(?P<name>\S+)")
_PART = re.compile(r"^ *(?P<heading>\S.*)$")


def _by(pattern: re.Pattern[str]) -> Colour:
    def spans(text: str) -> Iterator[Span]:
        for found in pattern.finditer(text):
            for kind, piece in found.groupdict().items():
                if piece is not None:
                    yield *found.span(kind), kind

    return spans


def _whole(kind: str) -> Colour:
    def spans(text: str) -> Iterator[Span]:
        yield 0, len(text), kind

    return spans


COLOURS: dict[str, Colour] = {
    "json": _by(_JSON),
    "xml": _by(_XML),
    "hex": _by(_HEX),
    "query": _by(_QUERY),
    "header": _by(_HEADER),
    "key": _by(_KEY),
    "claim": _by(_CLAIM),
    "start": _by(_REQUEST),
    "part": _by(_PART),
    "life": _whole("heading"),
    "event": _by(_EVENT),
    "own": _whole("hint"),
    "refused": _whole("error"),
    "mended": _whole("good"),
    "led": _by(_LED),
    "failed": _whole("error"),
    "absent": _whole("absent"),
    "note": _whole("note"),
    "title": _whole("strong"),
    "good": _whole("good"),
    "gone": _whole("error"),
    "came": _whole("good"),
    "bad": _whole("error"),
    "caution": _whole("warning"),
}


def spans(kind: str, text: str) -> Iterator[Span]:
    """Yield the coloured parts of a line, later ones over earlier ones."""
    if len(text) > COLOURED:
        return
    colour = COLOURS.get(kind)
    if colour is not None:
        yield from colour(text)
    for marker in _MARKER.finditer(text):
        yield *marker.span(), "marker"


def painted(text: str, spans: Iterable[Span], start: int = 0) -> Iterator[tuple[str, str]]:
    """Yield kind and characters of each run of *text*; *start* is where the spans' line has it."""
    kinds = ["plain"] * len(text)
    for first, last, kind in spans:
        low, high = max(first - start, 0), min(last - start, len(text))
        if low < high:
            kinds[low:high] = [kind] * (high - low)
    for kind, run in groupby(zip(text, kinds, strict=True), key=lambda pair: pair[1]):
        yield kind, "".join(char for char, _ in run)
