"""QRY: whether a client that pages through a list sees all of it."""

from collections.abc import Iterator

from inspector.core.evidence import Evidence
from inspector.core.history import Trace
from inspector.core.inspection import Inspection
from inspector.core.paging import PAGE, Page, page
from inspector.core.rule import Rule, rule
from inspector.core.severity import WARNING
from inspector.rules.sources import PAGING


@rule("QRY514", WARNING, source=PAGING, late=True)
def page_skipped(it: Inspection) -> Iterator[Evidence]:
    """The page does not begin where the one before it ended.

    The service gives 1,000 entities at most, whatever `$top` says. A client that advances
    `$skip` by the number it asked for, and not by the number it got, never sees the entities in
    between; one that advances it by less sees some twice.

    Advance `$skip` by the number of entities received.
    """
    if it.request.verb != "GET":
        return
    asked = page(it.request)
    if asked.skip == 0:
        return
    before = _page_before(it, asked)
    reached = _end(before) if before is not None else None
    if before is None or reached in {None, asked.skip} or not _is_full(before):
        return
    assert reached is not None
    if not _is_meant(it, asked, before, reached):
        lost = abs(asked.skip - reached)
        what = "never asked for" if asked.skip > reached else "asked for twice"
        note = f"the page before ended at {reached:,}: {lost:,} entities {what}"
        yield it.request.at_query("$skip").noting(note)


def _page_before(it: Inspection, asked: Page) -> Trace | None:
    """Return the latest of the earlier requests for a part of the list further ahead."""
    for seen in reversed(it.before):
        if seen.page is not None and seen.page.skip < asked.skip and seen.page.of == asked.of:
            return seen
    return None


def _end(seen: Trace) -> int | None:
    return seen.page.ends_at(seen.received) if seen.page is not None else None


def _is_full(seen: Trace) -> bool:
    """Tell whether an answer holds all that may come at once, so that more may follow."""
    return seen.page is not None and seen.page.limit > 0 and seen.received == seen.page.limit


def _is_meant(it: Inspection, asked: Page, before: Trace, reached: int) -> bool:
    """Tell whether the page follows another one, or others see to what lies in between.

    Pages may be fetched side by side or out of order; and who turns over a list by hand jumps
    by whole pages, small ones, though not again and again.
    """
    same = [(one, seen) for one, seen in _pages(it) if one.of == asked.of]
    if any(one.skip == reached or _end(seen) == asked.skip for one, seen in same):
        return True
    first = before.page
    if first is None or not first.sized or first.limit >= PAGE:
        return False
    if any(_end(seen) == first.skip for _, seen in same):  # whoever goes on page by page
        return False
    if (asked.skip - first.skip) % first.limit:
        return False
    step = asked.skip - first.skip
    return not any(one.skip in {first.skip - step, asked.skip + step} for one, _ in same)


def _pages(it: Inspection) -> Iterator[tuple[Page, Trace]]:
    for seen in (*it.before, *it.later):
        if seen.page is not None:
            yield seen.page, seen


RULES: tuple[Rule, ...] = (page_skipped,)
