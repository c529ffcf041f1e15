"""What columns of the user's choice show."""

from typing import Any

import make
import pytest

from inspector.core.exchange import Exchange
from inspector.core.glimpse import EXAMPLES, LONGEST, Glimpse

ANSWER = make.response(
    200,
    {"d": {"State": 3, "Name": "a", "Done": True, "Files": ["x", "y"], "Of": {"a/b": 1}}},
    [("Content-Type", make.VERBOSE), ("request-id", "r1"), ("Via", "1"), ("Via", "2")],
)
CALL = make.exchange("GET", "Assets?$top=5&$filter=Name%20eq%20'a'&$top=6", answer=ANSWER)
POSTED = make.exchange("POST", "Assets", {"Name": "sent"}, answer=make.response(201, b""))


@pytest.mark.parametrize(
    ("spelt", "exchange", "shown"),
    [
        pytest.param("header[x-ms-version]", CALL, "2.19", id="a request's header"),
        pytest.param("header[X-MS-VERSION]", CALL, "2.19", id="in capitals"),
        pytest.param("header[request-id]", CALL, "r1", id="an answer's header"),
        pytest.param("header[Content-Type]", POSTED, make.VERBOSE, id="the request's goes first"),
        pytest.param("header[Via]", CALL, "1, 2", id="twice"),
        pytest.param("header[x-none]", CALL, "", id="no such header"),
        pytest.param("query[$filter]", CALL, "Name eq 'a'", id="a query option, decoded"),
        pytest.param("query[$top]", CALL, "5, 6", id="an option twice"),
        pytest.param("query[$skip]", CALL, "", id="no such option"),
        pytest.param("claim[aud]", CALL, make.AUDIENCE, id="a claim"),
        pytest.param("claim[exp]", CALL, str(int(make.NOON) + 3300), id="a number's claim"),
        pytest.param("claim[upn]", CALL, "", id="no such claim"),
        pytest.param("claim[aud]", make.exchange(authorization=None), "", id="no token"),
        pytest.param("json[/d/State]", CALL, "3", id="a number of the answer"),
        pytest.param("json[/d/Done]", CALL, "true", id="a boolean as JSON has it"),
        pytest.param("json[/d/Files]", CALL, "x, y", id="a list of words"),
        pytest.param("json[/d/Files/1]", CALL, "y", id="one of a list"),
        pytest.param("json[/d/Of]", CALL, '{"a/b": 1}', id="an object"),
        pytest.param("json[/d/Of/a~1b]", CALL, "1", id="an escaped step"),
        pytest.param("json[/Name]", POSTED, "sent", id="of the request, where the answer has none"),
        pytest.param("json[/d/None]", CALL, "", id="no such member"),
        pytest.param("json[/d/Files/7]", CALL, "", id="beyond a list's end"),
        pytest.param("json[/d/Files/x]", CALL, "", id="no number in a list"),
        pytest.param("json[/d/State/x]", CALL, "", id="below a number"),
        pytest.param("json[/d]", make.exchange(answer=make.response(200, b"<a/>")), "", id="XML"),
        pytest.param("json[/d]", make.exchange(answer=make.response(200, b"{")), "", id="cut JSON"),
        pytest.param("json[/d]", make.exchange(body=None), "", id="not recorded"),
    ],
)  # fmt: skip
def test_it_shows_what_stands_there(spelt: str, exchange: Exchange, shown: str) -> None:
    assert Glimpse.read(spelt).of(exchange) == shown


def test_it_is_short() -> None:
    long: Any = make.response(200, {"d": "x" * 10_000}, [("Content-Type", "application/json")])

    assert len(Glimpse.read("json[/d]").of(make.exchange(answer=long))) == LONGEST


@pytest.mark.parametrize("spelt", EXAMPLES)
def test_it_is_spelt_as_it_is_read(spelt: str) -> None:
    assert Glimpse.read(f" {spelt} ").spelt == spelt


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("colour", "is no column", id="no such word"),
        pytest.param("cookie[x]", "is no column", id="no such kind"),
        pytest.param("header[]", "is no column", id="no name"),
        pytest.param("header[x", "is no column", id="not closed"),
        pytest.param("json[d/State]", "begins with /", id="no pointer"),
    ],
)
def test_what_is_no_place_is_told(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Glimpse.read(text)
