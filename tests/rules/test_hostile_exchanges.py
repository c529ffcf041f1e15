"""Rules over several exchanges bear whatever a service or client may send."""

from typing import Any

import make
import pytest

from inspector.core.engine import Inspector
from inspector.core.exchange import Exchange
from inspector.core.recording import annotate_all
from inspector.profiles.media_services import MEDIA_SERVICES

OPERATION = "Operations('nb:opid:UUID:0a1b2c3d-1500-80c3-8f4e-f1e5e6b3a001')"
ODD = [("operation-id", "\ud800'"), ("Location", "http://[::1"), ("Retry-After", "9" * 400)]


def codes(exchanges: list[Exchange]) -> set[str]:
    found = annotate_all(Inspector([MEDIA_SERVICES]), exchanges)
    return {finding.code for each in found for finding in each.findings}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('{"d":' * 100_000, id="deep objects"),
        pytest.param("[" * 100_000, id="deep lists"),
        pytest.param('{"d":{"results":{"a":1}}}', id="results that are no list"),
        pytest.param('{"value":{"State":"Failed"}}', id="a value that is an object"),
        pytest.param('{"d":{"Id":5,"State":["Failed"],"ErrorCode":{}}}', id="members of other types"),
        pytest.param('{"d":[1,null,{"State":"Failed","Id":{}}]}', id="entities of other types"),
        pytest.param('{"value":[' + '{"State":"Failed"},' * 30_000 + "{}]}", id="30,000 failures"),
        pytest.param('<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>', id="an empty entry"),
        pytest.param(b"\xff\xfe\x00", id="no text"),
    ],
)  # fmt: skip
def test_answers(body: Any) -> None:
    urls = (OPERATION, "Operations", f"{OPERATION}/State", f"{OPERATION}/State/$value")
    answers = [make.response(status, body, ODD) for status in (200, 202, 301, 503)]
    exchanges = [make.exchange("GET", url, answer=one) for url in urls for one in answers]

    assert "INS901" not in codes(exchanges)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('{"Permissions":1e999,"DurationInMinutes":NaN}', id="no numbers"),
        pytest.param('{"Permissions":{"a":1},"DurationInMinutes":[1]}', id="objects and lists"),
        pytest.param('{"Permissions":true,"DurationInMinutes":"\\ud800"}', id="half a letter"),
        pytest.param('{"Permissions":%s,"DurationInMinutes":1}' % ("9" * 4000), id="a huge number"),
        pytest.param('{"AssetId":5,"Type":{}}', id="an id that is a number"),
        pytest.param('{"AssetId":"\\ud800","Type":1e400}', id="an id of half a letter"),
        pytest.param('{"Asset":{"__metadata":{"uri":"http://[::1"}},"Type":1}', id="a link that is no URL"),
    ],
)  # fmt: skip
def test_creations(body: str) -> None:
    made = make.response(201, f'{{"d":{body[:-1]},"Id":"nb:lid:UUID:1"}}}}', ODD)
    exchanges = [
        make.exchange("POST", u, body, answer=made) for u in ("AccessPolicies", "Locators")
    ]

    assert "INS901" not in codes(exchanges * 12)
