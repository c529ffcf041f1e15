"""The exchanges before, and how they are found again."""

import make
import pytest

from inspector.core.history import History, trace

NEW = "https://wamsbluclus001rest-hs.cloudapp.net/api/Assets"


def moved(location: str | None, status: int = 301) -> str | None:
    fields = [] if location is None else [("Location", location)]
    return trace(make.exchange(answer=make.response(status, fields=fields)), 0).leads_to


@pytest.mark.parametrize(
    ("location", "status", "leads_to"),
    [
        pytest.param(NEW, 301, NEW, id="a whole URL"),
        pytest.param("/api/Jobs", 302, make.ROOT + "Jobs", id="a path"),
        pytest.param("Jobs", 307, make.ROOT + "Jobs", id="relative"),
        pytest.param(f" {NEW} ", 308, NEW, id="blanks around"),
        pytest.param(None, 301, None, id="no Location"),
        pytest.param("", 301, None, id="an empty one"),
        pytest.param("http://[::1", 301, None, id="no URL"),
        pytest.param(NEW, 201, None, id="of something created"),
        pytest.param(NEW, 304, None, id="not modified"),
    ],
)
def test_where_a_redirect_leads(location: str | None, status: int, leads_to: str | None) -> None:
    assert moved(location, status) == leads_to


def test_look_ups_forget_what_is_forgotten() -> None:
    history = History(remembered=3)
    for index in range(7):
        busy = make.response(503 if index % 2 else 301, fields=[("Location", NEW)])
        history.add(trace(make.exchange(answer=busy), index))

    url = make.ROOT + "Assets"
    assert [seen.index for seen in history] == [4, 5, 6]
    assert [seen.index for seen in history.with_url(url)] == [4, 5, 6]
    assert [seen.index for seen in history.throttled_at(url)] == [5]
    assert [seen.index for seen in history.redirected_to(NEW)] == [4, 6]
    assert not history.with_url(NEW)
