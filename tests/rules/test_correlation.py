"""COR: request ids."""

from dataclasses import replace

import make
import pytest

from inspector.core.engine import Inspector
from inspector.core.exchange import Exchange
from inspector.core.inspection import Inspection
from inspector.core.recording import annotate_all
from inspector.core.severity import ERROR, NOTE, Severity
from inspector.profiles.media_services import MEDIA_SERVICES
from inspector.rules import correlation

ID = "x-ms-client-request-id"
SHORT = "client-request-id"
GUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
OTHER = "6fa459ea-ee8a-4ca4-894e-db77e160355e"
ZEROS = "00000000-0000-0000-0000-000000000000"


def asked(*fields: tuple[str, str], answer: list[tuple[str, str]] | None = None) -> Inspection:
    """Return an inspection of a request with just these *fields*."""
    response = None if answer is None else make.response(fields=answer)
    return make.inspection(fields=fields, answer=response)


def bearing(
    value: str | None, url: str = "Assets", method: str = "GET", **rest: object
) -> Exchange:
    fields = [] if value is None else [(ID, value)]
    return make.exchange(method, url, fields=fields, **rest)


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        pytest.param([],                            1, id="neither spelling"),
        pytest.param([("x-ms-request-id", GUID)],   1, id="the service's header instead"),
        pytest.param([("client-requestid", GUID)],  1, id="misspelt"),
        pytest.param([(ID, GUID)],                  0, id="the spelling clients send"),
        pytest.param([(SHORT, GUID)],               0, id="the overview's spelling"),
        pytest.param([(ID.upper(), GUID)],          0, id="in capitals"),
        pytest.param([(ID, GUID), (SHORT, OTHER)],  0, id="both"),
        pytest.param([(ID, "nightly-17")],          0, id="no GUID"),
        pytest.param([(ID, ZEROS)],                 0, id="zeros"),
        pytest.param([(ID, "")],                    0, id="an empty one is another rule's"),
    ],
)  # fmt: skip
def test_an_id_is_wanted(fields: list[tuple[str, str]], found: int) -> None:
    assert len(list(correlation.client_request_id_missing.check(asked(*fields)))) == found


def test_an_id_is_not_wanted_where_the_recording_drops_it() -> None:
    it = asked()
    object.__setattr__(it.request, "unrecorded", frozenset({ID, SHORT}))

    assert not list(correlation.client_request_id_missing.check(it))


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        pytest.param("x" * 2097,        ["COR202"], id="one byte over the limit"),
        pytest.param("é" * 1049,        ["COR202"], id="bytes count, not letters"),
        pytest.param("x" * 2096,        ["COR203"], id="the limit itself"),
        pytest.param("x" * 2049,        ["COR203"], id="one byte over 2k"),
        pytest.param("x" * 2048,        [],         id="2k"),
        pytest.param("é" * 1024,        [],         id="2k of two-byte letters"),
        pytest.param(GUID,              [],         id="a GUID"),
        pytest.param("{" + GUID + "}",  [],         id="a GUID in braces"),
        pytest.param("",                [],         id="empty"),
        pytest.param("a" * 1024,        [],         id="1k"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", [ID, SHORT])
def test_an_id_is_short(name: str, value: str, codes: list[str]) -> None:
    it = asked((name, value))
    lengths = (
        correlation.client_request_id_too_long,
        correlation.client_request_id_nearly_too_long,
    )

    assert [rule.code for rule in lengths if list(rule.check(it))] == codes


@pytest.mark.parametrize(
    ("before", "now", "severities"),
    [
        pytest.param([bearing(GUID)], bearing(GUID, "Jobs"), [None], id="another address"),
        pytest.param([bearing(GUID)], bearing(GUID, "Assets", "POST"), [None], id="another verb"),
        pytest.param([bearing(GUID, "Jobs"), bearing(GUID)], bearing(GUID), [None], id="a retry, but of two"),
        pytest.param([bearing(GUID, "Assets", "POST", body=b"1")], bearing(GUID, "Assets", "POST", body=b"2"), [None], id="another body"),
        pytest.param([bearing(GUID, answer=make.response(503))], bearing(GUID), [NOTE], id="a retry"),
        pytest.param([bearing(GUID, "https://media.windows.net/api/Assets", answer=make.response(301))], bearing(GUID, "https://wamsx001rest-hs.cloudapp.net/api/Assets"), [NOTE], id="a redirect followed"),
        pytest.param([bearing(GUID, "https://media.windows.net/", answer=make.response(301))], bearing(GUID, "https://wamsx001rest-hs.cloudapp.net/api/"), [NOTE], id="the redirect of the root followed"),
        pytest.param([], bearing(GUID), [], id="the first"),
        pytest.param([bearing(OTHER)], bearing(GUID), [], id="an id each"),
        pytest.param([bearing(OTHER)] * 9, bearing(GUID), [], id="others share one"),
        pytest.param([bearing(ZEROS, "Jobs")], bearing(ZEROS), [], id="zeros are COR205"),
        pytest.param([bearing("00000000", "Jobs")], bearing("00000000"), [], id="zeros, cut short"),
        pytest.param([bearing("", "Jobs")], bearing(""), [], id="empty"),
        pytest.param([bearing(None, "Jobs")], bearing(None), [], id="none at all"),
        pytest.param([bearing(GUID.upper(), "Jobs")], bearing(GUID[:-1] + "2"), [], id="nearly the same"),
    ],
)  # fmt: skip
def test_an_id_is_for_one_request(
    before: list[Exchange], now: Exchange, severities: list[Severity | None]
) -> None:
    usual = make.inspection(before=before)
    it = Inspection(now, usual.service, usual.facts, usual.history)
    found = list(correlation.client_request_id_reused.check(it))

    assert [evidence.severity for evidence in found] == severities


@pytest.mark.parametrize(
    ("value", "severities"),
    [
        pytest.param(ZEROS,                         [None],  id="zeros"),
        pytest.param("00000000",                    [None],  id="eight zeros"),
        pytest.param("{" + ZEROS + "}",             [None],  id="zeros in braces"),
        pytest.param("0",                           [None],  id="one zero"),
        pytest.param("",                            [None],  id="empty"),
        pytest.param("3f2504e0-4f89-41d3",          [None],  id="half a GUID"),
        pytest.param("3f2504e0",                    [None],  id="the first group"),
        pytest.param(GUID[:-1],                     [None],  id="the last digit is missing"),
        pytest.param("grün",                        [ERROR], id="beyond ASCII"),
        pytest.param("a\x07b",                      [ERROR], id="a control character"),
        pytest.param(GUID,                          [],      id="a GUID"),
        pytest.param(GUID.upper(),                  [],      id="in capitals"),
        pytest.param("{" + GUID + "}",              [],      id="in braces"),
        pytest.param(GUID.replace("-", ""),         [],      id="without hyphens"),
        pytest.param("2037a7a9-1500-80c3-9c2f-f1e5d9b2a001", [], id="no version 4 GUID"),
        pytest.param("4bf92f3577b34da6",            [],      id="a span id"),
        pytest.param("20260131",                    [],      id="a date"),
        pytest.param("12345678",                    [],      id="a counter"),
        pytest.param("upload 17 of 30",             [],      id="blanks are printable"),
        pytest.param("1000",                        [],      id="a number with zeros"),
        pytest.param("3f2504e0-4f89-upload",        [],      id="something else with hyphens"),
    ],
)  # fmt: skip
def test_an_id_tells_requests_apart(value: str, severities: list[Severity | None]) -> None:
    found = list(correlation.client_request_id_degenerate.check(asked((ID, value))))

    assert [evidence.severity for evidence in found] == severities


DATE = ("Date", "Sat, 31 Jan 2026 12:00:00 GMT")
MARKED = ("x-ms-request-id", OTHER)


@pytest.mark.parametrize(
    ("sent", "answer", "codes"),
    [
        pytest.param([(ID, GUID)], [DATE, MARKED],                    ["COR206"], id="not repeated"),
        pytest.param([(ID, GUID)], [(ID, OTHER), MARKED],             ["COR207"], id="another id"),
        pytest.param([(ID, GUID)], [(SHORT, OTHER), MARKED],          ["COR207"], id="another id in the other spelling"),
        pytest.param([(ID, GUID)], [(ID, GUID), (SHORT, OTHER), MARKED], ["COR207"], id="two ids, one of them another"),
        pytest.param([(ID, "a")],  [(ID, "A"), MARKED],               ["COR207"], id="case matters outside of GUIDs"),
        pytest.param([(ID, GUID)], [(ID, GUID)],                      ["COR208"], id="not marked by the service"),
        pytest.param([(ID, GUID)], [DATE],                            ["COR206", "COR208"], id="neither"),
        pytest.param([(ID, GUID)], [(ID, GUID), MARKED],              [], id="repeated"),
        pytest.param([(ID, GUID)], [(SHORT, GUID), MARKED],           [], id="repeated in the other spelling"),
        pytest.param([(SHORT, GUID)], [(ID, GUID), MARKED],           [], id="repeated the other way round"),
        pytest.param([(ID, GUID)], [(ID, GUID.upper()), MARKED],      [], id="in capitals"),
        pytest.param([(ID, GUID)], [(ID, "{" + GUID + "}"), MARKED],  [], id="in braces"),
        pytest.param([(ID, GUID)], [(ID, GUID), ("request-id", OTHER)], [], id="marked in the other spelling"),
        pytest.param([],           [(ID, OTHER), MARKED],             [], id="none was sent"),
        pytest.param([],           [DATE, MARKED],                    [], id="none was sent, none came"),
        pytest.param([(ID, "")],   [DATE, MARKED],                    [], id="an empty one was sent"),
        pytest.param([(ID, GUID), (SHORT, OTHER)], [(ID, OTHER), MARKED], [], id="one of two"),
        pytest.param([(ID, GUID)], [],                                [], id="headers not recorded"),
        pytest.param([(ID, GUID)], None,                              [], id="no response"),
    ],
)  # fmt: skip
def test_an_answer_is_marked(
    sent: list[tuple[str, str]], answer: list[tuple[str, str]] | None, codes: list[str]
) -> None:
    it = asked(*sent, answer=answer)
    answers = (
        correlation.client_request_id_not_echoed,
        correlation.client_request_id_mismatch,
        correlation.request_id_missing,
    )

    assert [rule.code for rule in answers if list(rule.check(it))] == codes


def test_a_replay_reuses_no_request_id_and_spoils_none() -> None:
    first, second = make.exchange("GET", "Assets"), make.exchange("GET", "Jobs")
    again = replace(first, id="again", replay_of="1")
    inspector = Inspector([MEDIA_SERVICES])

    codes = [
        {finding.code for finding in one.findings}
        for one in annotate_all(inspector, [first, again, again, second])
    ]

    assert [found & {"COR204"} for found in codes] == [set(), set(), set(), {"COR204"}]
