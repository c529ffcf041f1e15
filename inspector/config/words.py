"""Words that a user typed, checked; *place* is the flag or key that an error names."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from inspector.core.silence import ALL
from inspector.errors import ConfigError
from inspector.profiles.catalogue import rule_words

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def guid(word: str | None, place: str) -> str:
    """Return a GUID, "" for None; raises ConfigError for another word."""
    text = filled(word, place)
    if text and not _GUID.fullmatch(text):
        raise ConfigError(f"{place}: {text!r} is no GUID; a token holds ids, never names")
    return text


def filled(word: str | None, place: str) -> str:
    """Return *word* without blanks around it; raises ConfigError for one that is empty."""
    if word is not None and not word.strip():
        raise ConfigError(f"{place}: is empty; write what is expected, or leave it out")
    return (word or "").strip()


def codes(lists: Iterable[str], place: str) -> tuple[str, ...]:
    """Return the codes, names and topics in lists as typed, `ODA401,COR`; raises ConfigError."""
    typed = (word.strip() for text in lists for word in text.split(","))
    known = (ALL, *rule_words())
    return tuple(named(word, known, place) for word in typed if word)


def named[Word: str](word: str, known: Iterable[Word], place: str) -> Word:
    """Return the one of *known* that *word* is, case aside; raises ConfigError otherwise."""
    folded = {one.casefold(): one for one in known}
    if word.casefold() in folded:
        return folded[word.casefold()]
    near = get_close_matches(word.casefold(), folded, n=1, cutoff=0.5)
    hint = f"did you mean {folded[near[0]]}?" if near else "`inspector rules` lists what there is"
    raise ConfigError(f"{place}: {word!r} names nothing; {hint}")
