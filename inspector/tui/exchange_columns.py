"""The columns of the list of exchanges: the usual ones, further ones, and places of the user's choice."""

import re
from collections.abc import Callable, Iterable, Mapping

from inspector.capture.store import Row
from inspector.core import words
from inspector.core.clean import one_line
from inspector.core.glimpse import EXAMPLES, Glimpse
from inspector.tui.columns import Column, Piece, whole_words
from inspector.tui.severities import GLYPHS, KINDS
from inspector.tui.wishes import one_of

USUAL = ("#", "time", "op", "status", "ms", "size", "findings")
WIDTH = 14  # of a place of the user's choice, at least
Look = Callable[[int, Glimpse], str]  # what stands there in the exchange of this number


def _glyph(row: Row) -> Piece:
    return GLYPHS[row.severity], KINDS[row.severity]


def _number(row: Row) -> Piece:
    return str(row.n), "dim"


def _time(row: Row) -> Piece:
    return words.clock(row.started), "dim"


def _operation(row: Row) -> Piece:
    verb = row.verb or row.method
    called = row.operation.partition(" ")[2]
    if row.service != "api" or not called:
        called = row.host + row.path
    again = f"↻{row.replay_of} " if row.replay_of else ""
    mended = "✎ " if row.mended else ""
    said = f"{one_line(verb, 12):<6} {again}{mended}{one_line(called)}"
    return said, "plain" if row.profile else "dim"


def _status(row: Row) -> Piece:
    if row.status is None:
        return "failed" if row.error else "–", "error"
    return str(row.status), {2: "good", 3: "moved"}.get(row.status // 100, "bad")


def _duration(row: Row) -> Piece:
    return words.milliseconds(row.duration), "plain"


def _size(row: Row) -> Piece:
    return words.size(row.size), "dim"


def _codes(row: Row) -> Piece:
    return one_line(row.codes), KINDS[row.severity]


KNOWN: Mapping[str, Column[Row]] = {
    "#": Column("#", 3, _number, right=True),
    "time": Column("time UTC", 8, _time),
    "op": Column("op", 20, _operation, share=3),
    "status": Column("status", 6, _status, right=True),
    "ms": Column("ms", 6, _duration, right=True),
    "size": Column("size", 8, _size, right=True),
    "findings": Column("findings", 9, _codes, share=2, cut=whole_words),
    "method": Column("method", 7, lambda row: (one_line(row.method), "plain")),
    "host": Column("host", 16, lambda row: (one_line(row.host), "plain"), share=2),
    "path": Column("path", 20, lambda row: (one_line(row.path), "plain"), share=3),
    "error": Column("error", 16, lambda row: (one_line(row.error), "error"), share=2),
}
_WORD = re.compile(r"\w+\[[^\]]*\]|[^\s,]+")  # a pointer may have blanks in it
THERE_ARE = f"{' '.join(KNOWN)} {' '.join(EXAMPLES)}"


def named(spelt: Iterable[str]) -> tuple[str, ...]:
    """Return columns as typed, checked; raises ValueError for one that there is not."""
    return tuple(dict.fromkeys(_known(word.strip()) for word in spelt if word.strip()))


def typed(text: str) -> tuple[str, ...]:
    """Return the columns in a line, checked; raises ValueError for one that there is not."""
    return named(_WORD.findall(text))


def columns(last: int, chosen: Iterable[str], look: Look) -> tuple[Column[Row], ...]:
    """Return the *chosen* ones, for a capture whose greatest number is *last*."""
    return Column("", 1, _glyph), *(_column(word, last, look) for word in chosen)


def _known(word: str) -> str:
    return Glimpse.read(word).spelt if "[" in word else one_of(word, KNOWN, "column")


def _column(word: str, last: int, look: Look) -> Column[Row]:
    if word == "#":
        return Column("#", max(3, len(str(last))), _number, right=True)
    if word in KNOWN:
        return KNOWN[word]
    glimpse = Glimpse.read(word)

    def cell(row: Row) -> Piece:
        return one_line(look(row.n, glimpse)), "plain"

    return Column(one_line(glimpse.name, 40), WIDTH, cell, share=1)
