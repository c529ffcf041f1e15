"""The commands that take something, and those that have no key."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from textual.theme import BUILTIN_THEMES

from inspector.core.filter import FilterError, parse
from inspector.core.filtering.hole import filled, fitting, hole, said
from inspector.tui.copies import COPIES
from inspector.tui.exchange_columns import KNOWN, typed
from inspector.tui.exporting import FORMS
from inspector.tui.filing import wrong as wrong_file
from inspector.tui.themes import known_theme
from inspector.tui.wishes import one_of

Check = Callable[[str], object]  # raises ValueError for what it does not understand


@dataclass(frozen=True)
class Verb:
    """One command: what it takes, how that is checked and completed."""

    takes: str
    check: Check
    offers: Callable[[str], Sequence[str]]  # for what is typed behind the verb


def _filter(text: str) -> None:
    if not text:
        raise ValueError("filter EXPR: which one? `filter-off` switches it off")
    try:
        parse(text)
    except FilterError as error:
        raise ValueError(f"at {text[error.start : error.end] or 'the end'}: {error}") from error


def _filter_offers(text: str) -> Sequence[str]:
    place = hole(text, len(text))
    return [filled(text, len(text), place, one)[0] for one in fitting(place, said(place))]


def _file(text: str) -> None:
    if not text:  # then there is a menu
        return
    form, _, file = text.partition(" ")
    one_of(form, FORMS, "form")
    problem = wrong_file(file)
    if problem or not file.strip():
        raise ValueError(f"w {form} FILE: {problem or 'name a file'}")


def _last_of(known: Iterable[str]) -> Callable[[str], Sequence[str]]:
    """Return what completes the last word of several."""
    words = tuple(known)

    def offers(text: str) -> Sequence[str]:
        before, blank, last = text.rpartition(" ")
        return [before + blank + word for word in words if word.startswith(last) and word != last]

    return offers


def _first_of(known: Iterable[str]) -> Callable[[str], Sequence[str]]:
    """Return what completes a word that stands alone."""
    complete = _last_of(known)
    return lambda text: () if " " in text else complete(text)


def _one_of(known: Iterable[str], what: str) -> Check:
    words = tuple(known)
    return lambda text: one_of(text, words, what)


VERBS = {
    "filter": Verb("EXPR", _filter, _filter_offers),
    "columns": Verb("WORD …", typed, _last_of(KNOWN)),
    "theme": Verb("NAME", known_theme, _first_of(sorted(BUILTIN_THEMES))),
    "copy": Verb("WHAT", _one_of(COPIES, "copy"), _first_of(COPIES)),
    "w": Verb("FORM FILE", _file, _first_of(FORMS)),
    "q": Verb("", _one_of([""], "end"), lambda _: ()),
    "quit": Verb("", _one_of([""], "end"), lambda _: ()),
}
ALONE = frozenset({"q", "quit"})  # verbs that are whole; others alone are what their key does


def completed(text: str, ids: Iterable[str]) -> list[str]:
    """Return the lines that may come of *text*; *ids* are the actions that work here."""
    word, blank, rest = text.lstrip().partition(" ")
    if blank:
        verb = VERBS.get(word)
        return [f"{word} {one}" for one in verb.offers(rest)] if verb is not None else []
    known = dict.fromkeys([*VERBS, *sorted(ids)])
    return [one for one in known if one.startswith(word) and one != word]


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
        one_of(word, [*VERBS, *known], "command here")
