"""QRY514: pages that do not join."""

from typing import Any

import make
import pytest

from inspector.core.engine import Inspector
from inspector.core.exchange import Exchange
from inspector.core.history import REMEMBERED
from inspector.core.recording import annotate_all
from inspector.profiles.media_services import MEDIA_SERVICES
from inspector.rules.paging import page_skipped


def part(
    skip: int | None = None, received: int | None = 1000, top: int | None = None, **changed: Any
) -> Exchange:
    """Return the request for a part of a list, which was answered with *received* entities."""
    options = [f"$skip={skip}"] * (skip is not None) + [f"$top={top}"] * (top is not None)
    rows = [{"Id": "x"}] * (received or 0)
    answer = (
        make.response(500) if received is None else make.response(200, {"d": {"results": rows}})
    )
    url = f"{changed.pop('url', 'Assets?')}&{'&'.join(options)}"
    return make.exchange("GET", url, answer=answer, **changed)


def note(reached: int, lost: int, what: str = "never asked for") -> list[str]:
    return [f"the page before ended at {reached:,}: {lost:,} entities {what}"]


@pytest.mark.parametrize(
    ("before", "now", "after", "notes"),
    [
        pytest.param([part()], part(2000), [], note(1000, 1000), id="by two thousand"),
        pytest.param([part(top=5000)], part(5000, top=5000), [], note(1000, 4000), id="by what was asked for"),
        pytest.param([part()], part(1001), [], note(1000, 1), id="one too far"),
        pytest.param([part()], part(999), [], note(1000, 1, "asked for twice"), id="one too short"),
        pytest.param([part(), part(1000)], part(2500), [], note(2000, 500), id="the third page"),
        pytest.param([part(received=50, top=50)], part(75, top=50), [], note(50, 25), id="small pages"),
        pytest.param([part(top=500, received=500)], part(1000, 500, top=500), [part(2000, 3, top=500)], note(500, 500), id="every other page, again and again"),
        pytest.param([part(top=500, received=500), part(1000, 500, top=500)], part(2000, 3, top=500), [], note(1500, 500), id="every other page, the last"),
        pytest.param([part(), part(url="Jobs?")], part(2000), [], note(1000, 1000), id="other lists in between"),
        pytest.param([part()], part(1000), [], [], id="the next page"),
        pytest.param([part(), part(1000)], part(2000, 3), [], [], id="the third page follows"),
        pytest.param([part(received=50, top=50)], part(50, 50, top=50), [], [], id="the next small page"),
        pytest.param([part(received=999)], part(2000, 0), [], [], id="the page before was the last"),
        pytest.param([part(received=None)], part(2000), [], [], id="the page before failed"),
        pytest.param([part(3000)], part(), [], [], id="back to the start"),
        pytest.param([part(3000)], part(0), [], [], id="back to 0"),
        pytest.param([part(3000)], part(1000), [], [], id="back to an earlier page"),
        pytest.param([part()], part(2000), [part(1000)], [], id="out of order"),
        pytest.param([part(), part(1000, received=None)], part(2000), [], [], id="the page between failed"),
        pytest.param([part(), part(2000), part(1000)], part(3000), [], [], id="side by side"),
        pytest.param([part(), part(received=10, top=10)], part(1000), [], [], id="a glance at the first ten in between"),
        pytest.param([part(), part(received=1, top=1)], part(1000), [], [], id="a probe for a new one in between"),
        pytest.param([part(received=20, top=20)], part(80, 20, top=20), [], [], id="turned over by hand to the fifth page"),
        pytest.param([part(received=20, top=20)], part(980, 7, top=20), [], [], id="by hand to the last page"),
        pytest.param([part(url="Jobs?")], part(2000), [], [], id="another list"),
        pytest.param([part(url="Assets?$filter=State%20eq%201")], part(2000), [], [], id="another filter"),
        pytest.param([part(url="Assets?$orderby=Name")], part(2000), [], [], id="another order"),
        pytest.param([part(User_Agent="another")], part(2000), [], [], id="another client"),
        pytest.param([part(url="https://other.restv2.westus.media.azure.net/api/Assets?")], part(2000), [], [], id="another account"),
        pytest.param([part(1000)], part(1000), [], [], id="the same page again"),
        pytest.param([part(top=0, received=0)], part(10), [], [], id="nothing was asked for"),
        pytest.param([], part(2000), [], [], id="the first request of all"),
        pytest.param([part()], make.exchange("DELETE", "Assets?$skip=2000"), [], [], id="no GET"),
    ],
)  # fmt: skip
def test_pages_join(
    before: list[Exchange], now: Exchange, after: list[Exchange], notes: list[str]
) -> None:
    it = make.amid(before, now, after, ended=True)

    assert [evidence.note for evidence in page_skipped.check(it)] == notes


def test_the_page_before_is_known_when_later_ones_have_gone_by() -> None:
    others = [make.exchange("GET", "Jobs", answer=make.response())] * (REMEMBERED + 100)
    exchanges = [part(), part(2000, 5), *others]

    second = list(annotate_all(Inspector([MEDIA_SERVICES]), exchanges))[1]
    assert "QRY514" in {finding.code for finding in second.findings}
