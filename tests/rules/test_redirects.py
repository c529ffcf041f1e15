"""RSP603: what a redirect loses."""

from typing import Any

import make
import pytest

from inspector.core.exchange import Exchange
from inspector.rules.redirects import method_lost_in_redirect

OLD = "https://media.windows.net/api/Assets"
NEW = "https://wamsbluclus001rest-hs.cloudapp.net/api/Assets"
BODY = {"Name": "a"}


def moved(method: str = "POST", status: int = 301, to: str = NEW, **changed: Any) -> Exchange:
    answer = make.response(status, fields=[("Location", to)])
    body = BODY if method == "POST" else b""
    return make.exchange(method, OLD, body, answer=answer, **changed)


def at(method: str = "GET", url: str = NEW, **changed: Any) -> Exchange:
    body = BODY if method == "POST" else b""
    return make.exchange(method, url, body, answer=make.response(200), **changed)


VERB, TOKEN = "request line", "request Authorization"


@pytest.mark.parametrize(
    ("before", "now", "places"),
    [
        pytest.param([moved()], at(), [VERB], id="POST became GET"),
        pytest.param([moved("DELETE", 302)], at(), [VERB], id="DELETE became GET"),
        pytest.param([moved("POST", X_HTTP_Method="MERGE")], at(), [VERB], id="a tunnelled MERGE became GET"),
        pytest.param([moved()], at(Authorization=None), [VERB, TOKEN], id="verb and token lost"),
        pytest.param([moved()], at("POST", Authorization=None), [TOKEN], id="the token alone lost"),
        pytest.param([moved("GET")], at(Authorization=None), [TOKEN], id="GET, and the token lost"),
        pytest.param([moved("GET", 303)], at(Authorization=None), [TOKEN], id="303, and the token lost"),
        pytest.param([moved(), at(url=NEW + "?x=1")], at(), [VERB], id="another URL in between"),
        pytest.param([moved(), at("POST"), moved()], at(), [VERB], id="lost the second time"),
        pytest.param([moved(to="/api/Files")], at(url="https://media.windows.net/api/Files"), [VERB], id="a relative Location"),
        pytest.param([moved(to="https://wamsbluclus001rest-hs.cloudapp.net/api/")], at(), [VERB], id="to the root, and the same path below it"),
        pytest.param([moved()], at("POST"), [], id="the same verb"),
        pytest.param([moved(), at("POST")], at(), [], id="a list after the POST was repeated"),
        pytest.param([moved(), at()], at(), [], id="only the first counts"),
        pytest.param([moved(status=303)], at(), [], id="303 asks for GET"),
        pytest.param([moved("GET")], at(), [], id="a redirected GET"),
        pytest.param([moved("HEAD")], at(), [], id="HEAD, then GET"),
        pytest.param([moved()], at(url=NEW + "('1')"), [], id="another address there"),
        pytest.param([moved(to="https://wamsbluclus001rest-hs.cloudapp.net/api/")], at(url="https://wamsbluclus001rest-hs.cloudapp.net/api/"), [], id="to the root, and the root is read"),
        pytest.param([moved(status=201)], at(), [], id="the Location of something created"),
        pytest.param([moved()], at(User_Agent="another"), [], id="another client"),
        pytest.param([moved(Authorization=None)], at("POST", Authorization=None), [], id="there was no token"),
        pytest.param([moved(to="")], at(), [], id="an empty Location"),
        pytest.param([moved(to="http://[::1")], at(), [], id="a Location that is none"),
        pytest.param([], at(), [], id="no redirect"),
        pytest.param([moved()], at("DELETE"), [], id="another verb than GET"),
    ],
)  # fmt: skip
def test_what_a_redirect_loses(before: list[Exchange], now: Exchange, places: list[str]) -> None:
    found = list(method_lost_in_redirect.check(make.amid(before, now)))

    assert [evidence.place for evidence in found] == places
