"""Bodies laid out for reading, line by line.

JSON is not parsed but indented token by token: what is shown is what was sent, digits, escapes
and doubled names included, and text that is no JSON still gets as far as it makes sense.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from inspector.core.clean import clean
from inspector.core.sheets.folding import Fold

XML_LIMIT = 8 * 1024 * 1024  # characters
HEX_WIDTH = 16  # bytes a line
TAB = 4
DEEPEST = 40  # levels that are indented; each of 20,000 would make 800 MB of 40 kB
_TOKEN = re.compile(
    r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[{}\[\],:]|[^\s{}\[\],:\"']+|[\"']", re.DOTALL
)
_DOCTYPE = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OPENED = re.compile(r" *<[\w:.-][^<>]*(?<!/)>")  # a line that is a start tag and no more
_CLOSED = re.compile(r" *</[\w:.-]+>")
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass
class Laid:
    """A body's lines, what can be folded, and on which line each of the wanted pointers is."""

    lines: list[str]
    places: dict[str, int] = field(default_factory=dict)
    folds: dict[int, Fold] = field(default_factory=dict)


@dataclass(slots=True)
class Level:
    """An object or array that is open."""

    is_object: bool
    pointer: str | None  # None: nothing inside is wanted
    head: int  # the line on which it was opened
    index: int = 0
    name: str | None = None  # of the member that is being read
    empty: bool = True


class Indenter:
    """Puts every member and every item on a line of its own."""

    def __init__(self, wanted: Iterable[str] = ()) -> None:
        self.laid = Laid([])
        self._wanted = tuple(pointer + "/" for pointer in wanted)
        self._line = ""
        self._levels: list[Level] = []

    def indent(self, text: str) -> Laid:
        """Return the lines of a JSON text."""
        for match in _TOKEN.finditer(text.removeprefix("\ufeff")):
            piece = match[0]
            if piece in {"{", "["}:
                self._open(piece)
            elif piece in {"}", "]"}:
                self._close(piece)
            elif piece == ",":
                self._comma()
            elif piece == ":":
                self._line += ": "
            else:
                self._scalar(piece)
        while self._levels:  # the text was cut off
            self._ended(self._levels.pop(), at_end=True)
        self._break()
        return self.laid

    def _open(self, bracket: str) -> None:
        if self._line.endswith(("}", "]")):  # a comma is missing, or one text follows another
            self._break()
        pointer = self._begin()
        self._line += bracket
        wanted = pointer if self._leads(pointer) else None
        self._levels.append(Level(bracket == "{", wanted, len(self.laid.lines)))

    def _close(self, bracket: str) -> None:
        if self._levels:
            self._ended(self._levels.pop())
        self._line += bracket

    def _ended(self, level: Level, *, at_end: bool = False) -> None:
        if level.empty:
            return
        count = level.index + bool(self._line.strip())  # nothing may follow the last comma
        if not at_end:
            self._break()
        end = len(self.laid.lines) - (at_end and not self._line.strip())
        if end > level.head:
            unit = "member" if level.is_object else "item"
            self.laid.folds[level.head] = Fold(end, count, unit, is_root=not self._levels)

    def _comma(self) -> None:
        self._line += ","
        if self._levels:
            self._levels[-1].index += 1
            self._levels[-1].name = None
            self._break()

    def _scalar(self, token: str) -> None:
        level = self._levels[-1] if self._levels else None
        if level is not None and level.is_object and level.name is None:
            level.name = _name(token)
        self._begin()
        self._line += token

    def _begin(self) -> str | None:
        """Note where the present member or item is, and return its pointer if that matters."""
        if not self._levels:
            self.laid.places.setdefault("", len(self.laid.lines))
            return ""
        level = self._levels[-1]
        if level.empty:
            self._break()
            level.empty = False
        if level.pointer is None:
            return None
        step = str(level.index) if level.name is None else level.name
        pointer = f"{level.pointer}/{step}"
        if self._leads(pointer):
            self.laid.places.setdefault(pointer, len(self.laid.lines))
        return pointer

    def _leads(self, pointer: str | None) -> bool:
        return pointer is not None and any(w.startswith(pointer + "/") for w in self._wanted)

    def _break(self) -> None:
        if self._line.strip():
            self.laid.lines.append(shown(self._line))
        self._line = "  " * min(len(self._levels), DEEPEST)


def _name(token: str) -> str:
    try:
        name = str(json.loads(token, strict=False)) if token[0] == '"' else token.strip("'")
    except ValueError:
        name = token.strip('"')
    return name.replace("~", "~0").replace("/", "~1")


def shown(line: str) -> str:
    """Return one line made harmless, whole; a line break inside a string is shown as one."""
    return clean(line.replace("\r\n", "␍␊").replace("\n", "␊").expandtabs(TAB), len(line) * TAB)


def text_lines(text: str) -> list[str]:
    """Return the lines of a text as they are."""
    return [shown(line) for line in _LINE_END.split(text)]


def xml_lines(text: str) -> list[str]:
    """Indent XML; what is not well-formed, too big or has a DOCTYPE stays as it is."""
    if len(text) > XML_LIMIT or _DOCTYPE.search(text):
        return text_lines(text)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, recover=False, remove_blank_text=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return text_lines(text)
    etree.indent(root)
    return text_lines(etree.tostring(root.getroottree(), encoding="unicode"))


def xml_folds(lines: list[str]) -> dict[int, Fold]:
    """Return which elements of indented XML can be folded: those of several lines."""
    folds: dict[int, Fold] = {}
    open_: list[tuple[str, int]] = []
    for number, line in enumerate(lines):
        indent = line[: len(line) - len(line.lstrip())]
        if _CLOSED.fullmatch(line):
            while open_ and len(open_[-1][0]) > len(indent):
                open_.pop()
            if open_ and open_[-1][0] == indent:
                head = open_.pop()[1]
                folds[head] = Fold(number, number - head, "line", is_root=not indent)
        elif _OPENED.fullmatch(line):
            open_.append((indent, number))
    return folds


def hex_lines(body: bytes) -> list[str]:
    """Return bytes as offset, hexadecimal digits and the ASCII characters among them."""
    lines = []
    for at in range(0, len(body), HEX_WIDTH):
        chunk = body[at : at + HEX_WIDTH]
        plain = "".join(chr(b) if 0x20 <= b < 0x7F else "." for b in chunk)
        lines.append(f"{at:06x}  {chunk.hex(' '):<{HEX_WIDTH * 3 - 1}}  {plain}")
    return lines
