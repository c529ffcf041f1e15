"""The commands that take something, and those that have no key."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from textual.theme import BUILTIN_THEMES

from inspector.core.filter import FilterError, parse
from inspector.core.glimpse import EXAMPLES, KINDS
from inspector.tui.copies import COPIES
from inspector.tui.exchange_columns import KNOWN, typed
from inspector.tui.exporting import FORMS
from inspector.tui.filing import entries
from inspector.tui.filing import wrong as wrong_file
from inspector.tui.gaps import Gap, Occurring, filter_gap, word_gap
from inspector.tui.themes import known_theme
from inspector.tui.wishes import one_of

PLACE = re.compile(rf"({'|'.join(KINDS)})\[([^\[\]]*)$")  # a column that is begun
POINTERS = tuple(one[5:-1] for one in EXAMPLES if one.startswith("json["))


@dataclass(frozen=True)
class Line:
    """A line that is typed; *start* is where what the verb takes begins."""

    text: str
    start: int
    cursor: int

    @property
    def typed(self) -> str:
        """Return what stands behind the verb, as far as the cursor."""
        return self.text[self.start : self.cursor]


@dataclass(frozen=True)
class Known:
    """What the capture has to offer; files are called by its *stem*."""

    occurring: Occurring
    stem: str


Check = Callable[[str], object]  # raises ValueError for what it does not understand
GapOf = Callable[[Line, Known], Gap | None]  # None: nothing can be completed


@dataclass(frozen=True)
class Verb:
    """One command: what it takes, how that is checked and completed."""

    takes: str
    check: Check
    gap: GapOf


def _filter(text: str) -> None:
    if not text:
        raise ValueError("filter EXPR: which one? `filter-off` switches it off")
    try:
        parse(text)
    except FilterError as error:
        raise ValueError(f"at {text[error.start : error.end] or 'the end'}: {error}") from error


def _file(text: str) -> None:
    if not text:  # then there is a menu
        return
    form, _, file = text.partition(" ")
    one_of(form, FORMS, "form")
    problem = wrong_file(file)
    if problem or not file.strip():
        raise ValueError(f"w {form} FILE: {problem or 'name a file'}")


def _filter_gap(line: Line, known: Known) -> Gap:
    return filter_gap(known.occurring, line.text, line.cursor, line.start)


def _column_gap(line: Line, known: Known) -> Gap:
    begun = PLACE.search(line.typed)
    if begun is None:
        start = line.cursor - len(line.typed.rpartition(" ")[2])
        chosen = line.typed.split(" ")
        words = [word for word in (*KNOWN, *(f"{kind}[" for kind in KINDS)) if word not in chosen]
        return word_gap(line.text, start, line.cursor, words)
    kind, name = begun.groups()
    gap = word_gap(line.text, line.cursor - len(name), line.cursor, (), closing="]")
    if kind == "json":
        return replace(gap, known=POINTERS)
    return replace(gap, place=(kind,), find=partial(known.occurring, kind, ""))


def _file_gap(line: Line, known: Known) -> Gap | None:
    form, blank, file = line.typed.partition(" ")
    if not blank:
        return word_gap(line.text, line.start, line.cursor, FORMS)
    if form not in FORMS:
        return None
    folder, slash, name = file.lstrip().rpartition("/")
    folder, hidden = folder + slash, name.startswith(".")
    usual = [] if hidden else [known.stem + FORMS[form].suffix]
    gap = word_gap(line.text, line.cursor - len(name), line.cursor, usual)
    return replace(gap, place=(folder, hidden), find=partial(entries, folder, hidden=hidden))


def _first_of(words: Iterable[str]) -> GapOf:
    """Return what completes a word that stands alone."""
    several = tuple(words)

    def gap(line: Line, _known: Known) -> Gap | None:
        return None if " " in line.typed else word_gap(line.text, line.start, line.cursor, several)

    return gap


def _nothing(_line: Line, _known: Known) -> None:
    """Complete nothing."""


def _one_of(known: Iterable[str], what: str) -> Check:
    words = tuple(known)
    return lambda text: one_of(text, words, what)


VERBS = {
    "filter": Verb("EXPR", _filter, _filter_gap),
    "columns": Verb("WORD …", typed, _column_gap),
    "theme": Verb("NAME", known_theme, _first_of(sorted(BUILTIN_THEMES))),
    "copy": Verb("WHAT", _one_of(COPIES, "copy"), _first_of(COPIES)),
    "w": Verb("FORM FILE", _file, _file_gap),
    "q": Verb("", _one_of([""], "end"), _nothing),
    "quit": Verb("", _one_of([""], "end"), _nothing),
}
ALONE = frozenset({"q", "quit"})  # verbs that are whole; others alone are what their key does


def gap_at(text: str, cursor: int, ids: Iterable[str], known: Known) -> Gap | None:
    """Return what may be completed at the cursor; *ids* are the actions that work here."""
    begins = min(cursor, len(text) - len(text.lstrip()))
    word, blank, _ = text[begins:cursor].partition(" ")
    if not blank:
        return word_gap(text, begins, cursor, (*VERBS, *sorted(ids)))
    verb = VERBS.get(word)
    return verb.gap(Line(text, begins + len(word) + 1, cursor), known) if verb is not None else None


def checked(text: str, ids: Iterable[str], last: int) -> None:
    """Raise ValueError for what is no command; exchanges have numbers up to *last*."""
    word, _, rest = text.strip().partition(" ")
    if not word:
        return
    if word.isascii() and word.isdecimal():
        if rest or not 1 <= int(word[:20]) <= last:
            raise ValueError(f"there is no exchange {text.strip()[:20]}; they go up to {last:,}")
        return
    known = list(ids)
    if word in VERBS and (rest or word in ALONE or word not in known):
        VERBS[word].check(rest.strip())
    elif rest:
        one_of(word, VERBS, "command that takes something")
    else:
        one_of(word, {*VERBS, *known}, "command here")
