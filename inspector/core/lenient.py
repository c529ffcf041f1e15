"""The service's lenient JSON reader.

Leniency is that of ODataLib's JsonReader: strings and names in single quotes, bare names, raw
control characters inside strings, `\\'`, numbers that begin with a dot. Missing, doubled and
trailing commas, typographic quotes and no-break spaces between tokens are refused.
"""

import re
from typing import Any, NoReturn

DEPTH_LIMIT = 200
_BLANK = re.compile(r"[ \t\r\n]*")
_BARE = re.compile(r"[\w$.@]+")
_NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_PLAIN = {'"': re.compile(r'[^"\\]*'), "'": re.compile(r"[^'\\]*")}
_ESCAPES = {**{c: c for c in "\"'\\/"}, "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_WORDS = {"true": True, "false": False, "null": None}
_NAMED = {
    "\u00a0": "a no-break space (U+00A0) between tokens",
    "\u201c": "a typographic quote (U+201C)",
    "\u201d": "a typographic quote (U+201D)",
    "\u201e": "a typographic quote (U+201E)",
    "\u2018": "a typographic quote (U+2018)",
    "\u2019": "a typographic quote (U+2019)",
    "\ufeff": "a byte order mark (U+FEFF) between tokens",
}


class Unreadable(Exception):  # noqa: N818 - it says what the text is
    """Carries the reason and the place, an offset into the text."""


class LenientReader:
    """Reads one JSON text; *lenient* then tells the first thing strict JSON would refuse."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.lenient: tuple[str, int] | None = None

    def document(self) -> Any:
        value = self.value(0)
        self.skip_blanks()
        if self.place < len(self.text):
            self.fail("text after the value")
        return value

    def value(self, depth: int) -> Any:
        if depth > DEPTH_LIMIT:
            self.fail(f"nested deeper than {DEPTH_LIMIT} levels")
        self.skip_blanks()
        char = self.peek()
        if char == "{":
            return self.object(depth)
        if char == "[":
            return self.array(depth)
        if char in {'"', "'"}:
            return self.string(char)
        return self.scalar()

    def object(self, depth: int) -> dict[str, Any]:
        self.place += 1
        found: dict[str, Any] = {}
        while not self.closes("}", "a member", bool(found)):
            name = self.name()
            self.skip_blanks()
            if self.peek() != ":":
                self.fail(f"no colon after the name {name[:40]!r}")
            self.place += 1
            found[name] = self.value(depth + 1)
        return found

    def array(self, depth: int) -> list[Any]:
        self.place += 1
        found: list[Any] = []
        while not self.closes("]", "a value", bool(found)):
            found.append(self.value(depth + 1))
        return found

    def closes(self, bracket: str, wanted: str, needs_comma: bool) -> bool:
        self.skip_blanks()
        if self.peek() == bracket:
            self.place += 1
            return True
        if needs_comma:
            comma = self.place
            if self.peek() != ",":
                self.fail(f"a comma or {bracket} is missing")
            self.place += 1
            self.skip_blanks()
            if self.peek() == bracket:
                self.fail("a trailing comma", comma)
        if self.peek() == ",":
            self.fail(f"a comma where {wanted} belongs")
        return False

    def name(self) -> str:
        char = self.peek()
        if char in {'"', "'"}:
            return self.string(char)
        return self.bare("a name without quotes")

    def string(self, quote: str) -> str:
        start = self.place
        if quote == "'":
            self.note("a string in single quotes", start)
        self.place += 1
        pieces = []
        while True:
            plain = _PLAIN[quote].match(self.text, self.place)
            assert plain is not None
            pieces.append(plain[0])
            self.place = plain.end()
            if self.place >= len(self.text):
                self.fail("a string is not closed", start)
            if self.text[self.place] == quote:
                self.place += 1
                break
            pieces.append(self.escape())
        text = _paired("".join(pieces))
        if any(char < " " for char in text) and self.has_raw_control(start):
            self.note("a line break or control character inside a string", start)
        return text

    def has_raw_control(self, start: int) -> bool:
        return any(char < " " for char in self.text[start : self.place])

    def escape(self) -> str:
        char = self.text[self.place + 1 : self.place + 2]
        if char == "u":
            digits = self.text[self.place + 2 : self.place + 6]
            if not re.fullmatch(r"[0-9A-Fa-f]{4}", digits):
                self.fail("\\u without four hexadecimal digits")
            self.place += 6
            return chr(int(digits, 16))
        if char not in _ESCAPES:
            self.fail(f"the escape \\{char} does not exist")
        if char == "'":
            self.note("\\' in a string", self.place)
        self.place += 2
        return _ESCAPES[char]

    def scalar(self) -> Any:
        number = _NUMBER.match(self.text, self.place)
        if number is not None and number[0] not in {"-", ""}:
            return self.number(number[0])
        start = self.place
        word = self.bare("a value", lenient=False)
        if word not in _WORDS:
            self.fail(f"{word[:40]!r} is no JSON value", start)
        return _WORDS[word]

    def number(self, digits: str) -> int | float:
        if digits.startswith((".", "-.")) or digits.endswith("."):
            self.note("a number that begins or ends with a dot", self.place)
        self.place += len(digits)
        try:
            return int(digits)
        except ValueError:
            return float(digits)

    def bare(self, wanted: str, *, lenient: bool = True) -> str:
        found = _BARE.match(self.text, self.place)
        if found is None:
            self.fail(self.surprise())
        if lenient:
            self.note(wanted, self.place)
        self.place = found.end()
        return found[0]

    def surprise(self) -> str:
        char = self.peek()
        if not char:
            return "the text ends too early"
        return _NAMED.get(char, f"{char!r} is unexpected")

    def peek(self) -> str:
        return self.text[self.place : self.place + 1]

    def skip_blanks(self) -> None:
        blank = _BLANK.match(self.text, self.place)
        assert blank is not None
        self.place = blank.end()
        char = self.peek()
        if char in _NAMED and char:
            self.fail(_NAMED[char])

    def note(self, reason: str, place: int) -> None:
        self.lenient = self.lenient or (reason, place)

    def fail(self, reason: str, place: int | None = None) -> NoReturn:
        raise Unreadable(reason, self.place if place is None else place)


def _paired(text: str) -> str:
    """Join surrogates that were escaped one by one; a lone one stays."""
    if not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
