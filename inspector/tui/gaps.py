"""Places in a line that is being typed, and what may be put there."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from inspector.capture.store import CaptureReader, vocabulary
from inspector.core.filtering.hole import Hole, filled, fitting, hole, said
from inspector.errors import CaptureError

Occurring = Callable[[str, str], list[str]]  # field and key → what occurs there


@dataclass(frozen=True)
class Gap:
    """One such place.

    What is *known* is there at once; what *find* finds may take long, is asked for from another
    thread, and is the same for all that is typed at one *place*.
    """

    fill: Callable[[str], tuple[str, int]]  # an offer → the whole line with it, and the cursor
    fits: Callable[[Iterable[str]], list[str]]  # which offers fit what is typed
    known: Sequence[str] = ()
    place: tuple[object, ...] = ()
    find: Callable[[], Sequence[str]] | None = None

    def offers(self, found: Sequence[str] = ()) -> list[str]:
        """Return what fits of what is known and *found*."""
        return self.fits([*self.known, *found])


def filter_gap(occurring: Occurring, text: str, cursor: int, start: int = 0) -> Gap:
    """Return the place left of the cursor in a filter, which begins at *start* of the line."""
    before, at = text[start:], cursor - start
    place = hole(before, at)

    def fill(offer: str) -> tuple[str, int]:
        whole, end = filled(before, at, place, offer)
        return text[:start] + whole, start + end

    fits = partial(fitting, place)
    if not place.field:
        return Gap(fill, fits, said(place))
    find = partial(occurring, place.field, place.key)
    return Gap(fill, fits, said(place), (place.field, place.key, place.is_key), find)


def word_gap(text: str, start: int, cursor: int, known: Iterable[str], closing: str = "") -> Gap:
    """Return the place from *start* to the cursor, where one of several words belongs.

    *closing* follows the word, unless it stands there.
    """

    def fill(offer: str) -> tuple[str, int]:
        put = text[:start] + offer + closing
        return put + text[cursor:].removeprefix(closing), len(put)

    return Gap(fill, partial(fitting, Hole(start, text[start:cursor], "word")), tuple(known))


def occurring(capture: Path) -> Occurring:
    """Return what tells what occurs in a capture; it may be called from any thread."""

    def look(field: str, key: str) -> list[str]:
        try:
            with CaptureReader(capture) as reader:
                return vocabulary(reader, field, key)
        except CaptureError:  # the list says what cannot be read
            return []

    return look
