"""JSON larger than memory: walk to an array, then take its elements one at a time.

Where an element ends is guessed first: at the next `},{"name"` whose name has begun an element
before. A guess is right exactly when what it cuts out is JSON, and that is known for free once
it has been parsed. Only where it is wrong are quotes and brackets counted.
"""

import re
from collections.abc import Callable, Iterator

CHUNK = 1024 * 1024  # bytes
DEEPEST = 10_000  # brackets; a file of nothing else would take minutes
NAMES_LEARNT = 32
MISSES_BORNE = 32
_BLANK = re.compile(rb"[ \t\r\n]*")
_OUTSIDE = re.compile(rb'[^"{}\[\]]*+(["{}\[\]]?)')
_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+("?)', re.DOTALL)  # its rest, from within
_SCALAR_END = re.compile(rb"[,\]}\s]")
_FIRST_NAME = re.compile(rb'\{\s*"((?:[^"\\]|\\.){1,64})"')


class CutOff(Exception):  # noqa: N818 - it says what the text is
    """The text ended inside of a value."""


class NotJson(Exception):  # noqa: N818
    """The text is not JSON, or not nested as expected."""


class JsonStream:
    """A JSON text that *read* gives piece by piece, b"" at its end."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._buffer = b""
        self._at = 0
        self._names: dict[bytes, None] = {}
        self._separator: re.Pattern[bytes] | None = None
        self._misses = 0
        self.line = 1  # where the element that was yielded last begins
        self._counted = 0  # up to where in the buffer line feeds are in `_lines`
        self._lines = 1
        if self._peek() == b"\xef" and self._buffer.startswith(b"\xef\xbb\xbf"):
            self._at = 3

    def members(self) -> Iterator[str]:
        """Yield the names of an object; the caller takes or skips each member's value."""
        self._expect(b"{")
        while (char := self._peek()) != b"}":
            if char == b",":
                self._at += 1
                continue
            if char != b'"':
                raise NotJson
            name = self.take(CHUNK)
            self._expect(b":")
            if name is None:
                raise NotJson
            yield name[1:-1].decode("utf-8", "replace")
        self._at += 1

    def elements[T](
        self, quick: Callable[[bytes], T | None], thorough: Callable[[bytes | None], T], limit: int
    ) -> Iterator[T]:
        """Yield an array's elements as *quick*, or else *thorough*, read them.

        *quick* gives None for bytes that are not exactly one JSON value. *thorough* is given
        None for an element of over *limit* bytes.
        """
        self._expect(b"[")
        while (char := self._peek()) != b"]":
            if char == b",":
                self._at += 1
                continue
            self.line = self._line()
            guessed = self._guess(quick, limit) if char == b"{" else None
            if guessed is not None:
                yield guessed
                continue
            element = self.take(limit)
            if element is not None:
                self._learn(element)
            yield thorough(element)
        self._at += 1

    def take(self, limit: int) -> bytes | None:
        """Return the bytes of the value that comes next, None when it has over *limit*."""
        if self._peek() not in {b'"', b"{", b"["}:
            return self._scalar()
        depth, quoted, whole, place = 0, False, True, 0
        while True:
            found = (_STRING if quoted else _OUTSIDE).match(self._buffer, self._at + place)
            assert found is not None  # both match nothing at all, too
            place = found.end() - self._at
            char = found[1]
            if not char:
                if place > limit:  # what is skipped need not be kept
                    whole, self._at, place = False, self._at + place, 0
                self._more()
                continue
            if quoted or char == b'"':
                quoted = not quoted
            else:
                depth += 1 if char in b"{[" else -1
                if depth > DEEPEST:
                    raise NotJson
            if depth <= 0 and not quoted:
                break
        value = self._buffer[self._at : self._at + place]
        self._at += place
        return value if whole and place <= limit else None

    def _scalar(self) -> bytes:
        while (found := _SCALAR_END.search(self._buffer, self._at)) is None:
            if len(self._buffer) - self._at > CHUNK:
                raise NotJson
            self._more()
        value = self._buffer[self._at : found.start()]
        if not value:
            raise NotJson
        self._at = found.start()
        return value

    def _guess[T](self, quick: Callable[[bytes], T | None], limit: int) -> T | None:
        if self._separator is None or self._misses > MISSES_BORNE:
            return None
        place = 0
        while (found := self._separator.search(self._buffer, self._at + place)) is None:
            place = max(0, len(self._buffer) - self._at - 256)
            if place > limit or not self._grow():
                return None
        element = self._buffer[self._at : found.start() + 1]
        value = quick(element)
        if value is None:
            self._misses += 1
            return None
        self._misses = max(0, self._misses - 1)
        self._at += len(element)
        return value

    def _learn(self, element: bytes) -> None:
        name = _FIRST_NAME.match(element)
        if name is None or name[1] in self._names or len(self._names) >= NAMES_LEARNT:
            return
        self._names[name[1]] = None
        names = b"|".join(map(re.escape, self._names))
        self._separator = re.compile(rb'\}\s*,\s*\{\s*"(?:' + names + rb')"')

    def _peek(self) -> bytes:
        while True:
            blank = _BLANK.match(self._buffer, self._at)
            self._at = blank.end() if blank else self._at
            if self._at < len(self._buffer):
                return self._buffer[self._at : self._at + 1]
            self._more()

    def _expect(self, char: bytes) -> None:
        if self._peek() != char:
            raise NotJson
        self._at += 1

    def _more(self) -> None:
        if not self._grow():
            raise CutOff

    def _line(self) -> int:
        self._lines += self._buffer.count(b"\n", self._counted, self._at)
        self._counted = self._at
        return self._lines

    def _grow(self) -> bool:
        self._line()
        self._counted = 0
        kept = self._buffer[self._at :]
        more = self._read(max(CHUNK, len(kept)))
        self._buffer, self._at = kept + more, 0
        return bool(more)
