"""What a user wishes of the screen: theme, columns, keys."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches


@dataclass(frozen=True)
class Wishes:
    """Checked by what they are about: the themes, the columns, the keys that there are."""

    theme: str | None = None  # None: Textual's own, or TEXTUAL_THEME
    columns: tuple[str, ...] = ()  # none: the usual ones
    keys: Mapping[str, str] = field(default_factory=dict)  # by the action's id; `j,down`


def one_of(word: str, known: Iterable[str], what: str) -> str:
    """Return *word*, one of the *known*; raises ValueError with the nearest that there is."""
    names = list(known)
    if word in names:
        return word
    near = get_close_matches(word, names, 1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(names))}"
    raise ValueError(f"{word!r} is no {what}; {hint}")
