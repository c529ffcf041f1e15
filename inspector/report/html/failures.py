"""The requests that failed, by operation, and why."""

from collections.abc import Iterator
from itertools import islice

from inspector.report.alike import Group, Groups
from inspector.report.html.causes import causes
from inspector.report.html.exchanges import failure_key
from inspector.report.html.findings import Opened, exchange_links
from inspector.report.html.markup import Html, element
from inspector.report.html.page import more

OPERATIONS_SHOWN = 300
SHOWN = 20  # failures of an operation


def failures(groups: Groups, opened: Opened) -> Iterator[Html]:
    """Yield operations whose requests failed."""
    failed = [(operation, group) for operation, group in groups if group.failures]
    for operation, group in failed[:OPERATIONS_SHOWN]:
        yield element(
            "article", element("h3", operation), *_of(operation, group, opened), class_="failed"
        )
    left = more(len(failed) - OPERATIONS_SHOWN, "more operations")
    if left is not None:
        yield left


def _of(operation: str, group: Group, opened: Opened) -> Iterator[Html | None]:
    for why, first in islice(group.failures.items(), SHOWN):
        assert first.diagnosis is not None
        times = group.times["failed", *why]
        status = element("span", why[0][:60], class_="status failed")
        often = element("span", f"×{times:,}", class_="often")
        numbers = opened.get(failure_key(operation, why), [])
        yield element("div", element("p", status, " ", often), causes(first.diagnosis),
                      exchange_links(numbers, times), class_="failure")  # fmt: skip
    yield more(len(group.failures) - SHOWN, "more failures of other causes")
