"""Annotate the exchanges of a finished recording."""

from collections import deque
from collections.abc import Iterable, Iterator

from inspector.core.annotated import Annotated
from inspector.core.engine import Inspector
from inspector.core.exchange import Exchange


def annotate_all(inspector: Inspector, exchanges: Iterable[Exchange]) -> Iterator[Annotated]:
    """Yield the exchanges of a finished recording, annotated to the last word, in order.

    An exchange that waits for later ones holds back those behind it, REMEMBERED at most.
    """
    waiting: deque[Annotated] = deque()
    amended: dict[int, Annotated] = {}
    for exchange in exchanges:
        waiting.append(inspector.annotate(exchange))
        amended.update((late.index, late) for late in inspector.amended())
        while waiting and not inspector.is_pending(waiting[0]):
            yield _last_word(waiting.popleft(), amended)
    amended.update((late.index, late) for late in inspector.finish())
    while waiting:
        yield _last_word(waiting.popleft(), amended)


def _last_word(annotated: Annotated, amended: dict[int, Annotated]) -> Annotated:
    return amended.pop(annotated.index, annotated)
