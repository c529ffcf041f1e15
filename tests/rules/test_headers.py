from dataclasses import replace
from typing import Any

import make
import pytest

from inspector.core.exchange import Exchange, Request
from inspector.core.headers import Headers
from inspector.core.inspection import Inspection
from inspector.core.rule import Rule
from inspector.core.service import Service
from inspector.core.severity import ERROR, WARNING
from inspector.rules import headers, versions

RULES = sorted([*headers.RULES, *versions.RULES], key=lambda rule: rule.code)
TOKEN = f"Bearer {make.token()}"


def places(rule: Rule, **changed: Any) -> list[str]:
    """Return where *rule* finds something in a good request that was *changed*."""
    return [e.header or e.query or "" for e in rule.check(make.inspection(**changed))]


def sent_twice(name: str, first: str, second: str) -> list[tuple[str, str]]:
    """Return a good request's fields with *name* sent twice."""
    usual = [field for field in make.headers() if field[0].lower() != name.lower()]
    return [*usual, (name, first), (name, second)]


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        pytest.param({"authorization": None},                    ["Authorization"], id="none"),
        pytest.param({},                                         [],                id="a token"),
        pytest.param({"authorization": "SharedKey a:b"},         [],                id="another scheme is HDR102's"),
        pytest.param({"authorization": ""},                      [],                id="an empty one is HDR102's"),
        pytest.param({"fields": [("AUTHORIZATION", TOKEN)]},     [],                id="shouted, as some clients do"),
        pytest.param({"fields": [("authorization", TOKEN)]},     [],                id="lower case, as HTTP/2 has it"),
    ],
)  # fmt: skip
def test_authorization_missing(changed: dict[str, Any], found: list[str]) -> None:
    assert places(headers.authorization_missing, **changed) == found


@pytest.mark.parametrize(
    ("url", "status", "found"),
    [
        pytest.param("", 200, [], id="the service document was told"),
        pytest.param("$metadata", 200, [], id="the model was told"),
        pytest.param("", 401, ["Authorization"], id="the service document was refused"),
        pytest.param("Assets", 200, ["Authorization"], id="an entity set"),
    ],
)
def test_what_the_service_tells_without_a_token(url: str, status: int, found: list[str]) -> None:
    it = make.inspection("GET", url, answer=make.response(status), authorization=None)

    assert [one.header for one in headers.authorization_missing.check(it)] == found


def test_a_header_that_the_recording_drops_is_not_missing() -> None:
    sanitised = Request(method="GET", url=make.ROOT, unrecorded=frozenset({"authorization"}))
    it = Inspection(Exchange(request=sanitised), Service.API)

    assert not list(headers.authorization_missing.check(it))


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        pytest.param({"authorization": "SharedKey acct:c2ln"},   ["Authorization"], id="a storage key"),
        pytest.param({"authorization": "Basic dXNlcjpwYXNz"},    ["Authorization"], id="Basic"),
        pytest.param({"authorization": make.token()},            ["Authorization"], id="a token without scheme"),
        pytest.param({"authorization": "Bearer"},                ["Authorization"], id="no credential"),
        pytest.param({"authorization": "Bearer "},               ["Authorization"], id="a blank credential"),
        pytest.param({"authorization": ""},                      ["Authorization"], id="empty"),
        pytest.param({"fields": sent_twice("Authorization", TOKEN, TOKEN)}, ["Authorization"], id="twice"),
        pytest.param({"authorization": None},                    [],                id="missing is HDR101's"),
        pytest.param({"authorization": TOKEN},                   [],                id="Bearer"),
        pytest.param({"authorization": TOKEN.replace("Bearer", "bearer")}, [],      id="bearer"),
        pytest.param({"authorization": TOKEN.replace("Bearer ", "BEARER  ")}, [],   id="shouted, two blanks"),
        pytest.param({"authorization": "Bearer <ENCODED JWT TOKEN>"}, [],           id="a placeholder is JWT314's"),
        pytest.param({"authorization": "Bearer http%3a%2f%2fschemas.xmlsoap.org%2fws%2f2005%2f05%2fidentity%2fclaims%2fnameidentifier=a&urn%3aSubscriptionId=b&Audience=urn%3aWindowsAzureMediaServices&ExpiresOn=1&Issuer=c&HMACSHA256=d"}, [], id="an ACS token is JWT301's"),
        pytest.param({"authorization": "REDACTED"},              [],                id="withheld by an exporter"),
        pytest.param({"authorization": "Bearer REDACTED"},       [],                id="the token withheld by an exporter"),
    ],
)  # fmt: skip
def test_authorization_not_bearer(changed: dict[str, Any], found: list[str]) -> None:
    assert places(headers.authorization_not_bearer, **changed) == found


@pytest.mark.parametrize(
    ("url", "version", "found"),
    [
        pytest.param("Assets",                       None,   ["x-ms-version"], id="neither header nor query"),
        pytest.param("",                             None,   ["x-ms-version"], id="not at the root either"),
        pytest.param("Assets",                       "2.19", [],               id="in the header"),
        pytest.param("Assets?api-version=2.19",      None,   [],               id="in the query, as the CLI does"),
        pytest.param("Assets?$top=1&api-version=2.19", None, [],               id="in the query, second"),
        pytest.param("Assets?API-Version=2.19",      None,   [],               id="in the query, shouted"),
        pytest.param("$metadata",                    None,   [],               id="metadata"),
        pytest.param("%24metadata",                  None,   [],               id="metadata, encoded"),
        pytest.param("Assets",                       "",     [],               id="an empty one is HDR104's"),
        pytest.param("Assets",                       "2015-02-21", [],         id="a wrong one is HDR104's"),
    ],
)  # fmt: skip
def test_x_ms_version_missing(url: str, version: str | None, found: list[str]) -> None:
    assert places(versions.x_ms_version_missing, url=url, x_ms_version=version) == found


@pytest.mark.parametrize(
    ("value", "unsupported", "old"),
    [
        pytest.param("2.0",        False, True,  id="the first"),
        pytest.param("2.1",        False, True,  id="2.1"),
        pytest.param("2.9",        False, True,  id="2.9 is older than 2.17"),
        pytest.param("2.11",       False, True,  id="2.11"),
        pytest.param("2.16",       False, True,  id="the last undocumented one"),
        pytest.param("2.17",       False, False, id="the documented one"),
        pytest.param("2.19",       False, False, id="the last"),
        pytest.param(" 2.19 ",     False, False, id="with blanks"),
        pytest.param("2.20",       True,  False, id="one more than the last"),
        pytest.param("2.2.0",      True,  False, id="three numbers"),
        pytest.param("2",          True,  False, id="no minor number"),
        pytest.param("1.9",        True,  False, id="before the first"),
        pytest.param("3.0",        True,  False, id="the protocol's version"),
        pytest.param("v2.19",      True,  False, id="with a letter"),
        pytest.param("2015-02-21", True,  False, id="a date"),
        pytest.param("",           True,  False, id="empty"),
        pytest.param("2.19, 2.19", True,  False, id="joined by a proxy"),
    ],
)  # fmt: skip
def test_the_version_is_compared_part_by_part(value: str, unsupported: bool, old: bool) -> None:
    found = ["x-ms-version"]

    assert places(versions.x_ms_version_unsupported, x_ms_version=value) == found * unsupported
    assert places(versions.x_ms_version_old, x_ms_version=value) == found * old


def test_a_date_is_told_to_be_storages() -> None:
    it = make.inspection(x_ms_version="2015-02-21")

    assert [e.note for e in versions.x_ms_version_unsupported.check(it)] == [
        "a date is a version of Azure Storage"
    ]


def test_the_version_in_the_query_is_judged_as_well() -> None:
    url = "Assets?api-version=2015-10-01"

    assert places(versions.x_ms_version_unsupported, url=url, x_ms_version=None) == ["api-version"]


@pytest.mark.parametrize(
    ("dsv", "mdsv", "codes"),
    [
        pytest.param("3.0",         "3.0",         [],         id="usual"),
        pytest.param("3.0;NetFx",   "3.0;NetFx",   [],         id=".NET"),
        pytest.param("3.0;",        "3.0;",        [],         id="dangling"),
        pytest.param(" 3.0 ; x",    "3.0",         [],         id="blanks"),
        pytest.param("3.0",         "4.0",         [],         id="reads more than there is"),
        pytest.param("3.0",         "4.0;NetFx",   [],         id="reads more, .NET"),
        pytest.param("1.0;NetFx",   "3.0;NetFx",   ["HDR108"], id="1.0, as the tutorial"),
        pytest.param("1.0; NetFx",  "2.0",         ["HDR108"], id="1.0 with a blank"),
        pytest.param("2.0",         "2.0",         ["HDR108"], id="2.0"),
        pytest.param(None,          "3.0",         ["HDR106"], id="no version"),
        pytest.param(None,          "1.0",         ["HDR106"], id="no version, a low maximum"),
        pytest.param("3.0",         None,          ["HDR109"], id="no maximum"),
        pytest.param(None,          None,          ["HDR106", "HDR109"], id="neither"),
        pytest.param("3",           "3.0",         ["HDR107"], id="no minor number"),
        pytest.param("v3.0",        "3.0",         ["HDR107"], id="a letter"),
        pytest.param("NetFx",       "3.0",         ["HDR107"], id="a name"),
        pytest.param("",            "3.0",         ["HDR107"], id="empty"),
        pytest.param("4.0",         "4.0",         ["HDR107"], id="OData v4"),
        pytest.param("3.1",         "3.1",         ["HDR107"], id="3.1"),
        pytest.param("3.0",         "2.0",         ["HDR110"], id="reads less than it writes"),
        pytest.param("3.0",         "3",           ["HDR110"], id="a maximum nobody can read"),
        pytest.param("1.0",         "",            ["HDR108", "HDR110"], id="an empty maximum"),
    ],
)  # fmt: skip
def test_versions_of_the_protocol(dsv: str | None, mdsv: str | None, codes: list[str]) -> None:
    it = make.inspection(data_service_version=dsv, max_data_service_version=mdsv)
    judged = [rule for rule in RULES if "HDR106" <= rule.code <= "HDR110"]

    assert [rule.code for rule in judged if list(rule.check(it))] == codes


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        pytest.param(sent_twice("x-ms-version", "2.17", "2.19"), [("x-ms-version", None)],   id="two versions"),
        pytest.param(sent_twice("X-MS-Version", "2.19", "2.19"), [("x-ms-version", WARNING)], id="the same one twice"),
        pytest.param(sent_twice("Content-Type", "a/b", "c/d"),   [("Content-Type", None)],   id="two types"),
        pytest.param(sent_twice("Host", "a", "b"),               [("Host", None)],           id="two hosts"),
        pytest.param(sent_twice("x-ms-client-request-id", "a", "b"), [("x-ms-client-request-id", None)], id="two ids"),
        pytest.param(sent_twice("DataServiceVersion", "3.0", "3.0"), [("DataServiceVersion", WARNING)], id="the protocol's twice"),
        pytest.param(sent_twice("Accept", "a/b", "c/d"),         [],                         id="Accept is a list"),
        pytest.param(sent_twice("Cookie", "a=1", "b=2"),         [],                         id="cookies"),
        pytest.param(sent_twice("Expect", "100-continue", "100-continue"), [],               id="Expect twice, as documents print it"),
        pytest.param([*make.headers(), ("client-request-id", "other")], [],                  id="both spellings of the id"),
        pytest.param(list(make.headers()),                       [],                         id="each once"),
    ],
)  # fmt: skip
def test_header_repeated(fields: list[tuple[str, str]], found: list[tuple[str, Any]]) -> None:
    it = make.inspection(fields=fields)

    assert [(e.header, e.severity) for e in headers.header_repeated.check(it)] == found


@pytest.mark.parametrize(
    ("url", "version", "found"),
    [
        pytest.param("Assets?api-version=2.17", "2.19",  ["x-ms-version", "api-version"], id="different"),
        pytest.param("Assets?api-version=2.19", "2.19",  [], id="the same"),
        pytest.param("Assets?api-version=2.19", " 2.19", [], id="the same, with a blank"),
        pytest.param("Assets?api-version=2.19", None,    [], id="the query alone"),
        pytest.param("Assets",                  "2.19",  [], id="the header alone"),
        pytest.param("Assets",                  None,    [], id="neither"),
    ],
)  # fmt: skip
def test_versions_disagree(url: str, version: str | None, found: list[str]) -> None:
    assert places(versions.versions_disagree, url=url, x_ms_version=version) == found


@pytest.mark.parametrize(
    ("date", "note"),
    [
        pytest.param(None,                              None,                       id="not sent"),
        pytest.param("Sat, 31 Jan 2026 12:00:00 GMT",   None,                       id="now"),
        pytest.param("Sat, 31 Jan 2026 11:56:00 GMT",   None,                       id="four minutes ago"),
        pytest.param("Sat, 31 Jan 2026 13:00:00 +0100", None,                       id="now, in another zone"),
        pytest.param("Sat, 31 Jan 2026 12:05:00 GMT",   None,                       id="just within five minutes"),
        pytest.param("Sat, 31 Jan 2026 13:00:00 GMT",   "60 min ahead of the request", id="an hour ahead"),
        pytest.param("Sat, 31 Jan 2026 11:30:00 GMT",   "30 min behind the request", id="half an hour behind"),
        pytest.param("2026-01-31T12:00:00Z",            "not an RFC 1123 date",     id="ISO 8601"),
        pytest.param("31.01.2026",                      "not an RFC 1123 date",     id="a German date"),
        pytest.param("Sat Jan 31 12:00:00 2026",        "not an RFC 1123 date",     id="asctime"),
        pytest.param("Sat, 32 Jan 2026 12:00:00 GMT",   "not an RFC 1123 date",     id="a day there is not"),
        pytest.param("",                                "not an RFC 1123 date",     id="empty"),
    ],
)  # fmt: skip
def test_date_malformed(date: str | None, note: str | None) -> None:
    it = make.inspection(date=date)

    assert [e.note for e in headers.date_malformed.check(it)] == ([] if note is None else [note])


def test_a_date_is_not_held_against_an_unknown_time() -> None:
    it = make.inspection(date="Sat, 31 Jan 2026 13:00:00 GMT", started=None)

    assert not list(headers.date_malformed.check(it))


@pytest.mark.parametrize("rule", [r for r in RULES if r.fix], ids=lambda r: r.code)
def test_a_fixed_request_is_clean(rule: Rule) -> None:
    bare = make.exchange(fields=[("Authorization", TOKEN)])
    assert rule.fix is not None
    fixed = Exchange(
        request=rule.fix(
            bare.request, list(rule.check(make.inspection(fields=[("Authorization", TOKEN)])))
        )
    )

    assert not list(rule.check(Inspection(fixed, Service.API)))
    assert isinstance(fixed.request.headers, Headers)


def test_severities_are_the_catalogues() -> None:
    assert {r.code: r.severity for r in RULES}["HDR101"] is ERROR


START, RESET = (
    "Channels('nb:chid:UUID:0a1b2c3d-1500-80c3-8f4e-f1e5e6b3a001')/Start",
    "Channels('1')/Reset",
)
NO_LENGTH = frozenset({"content-length"})


@pytest.mark.parametrize(
    ("url", "status", "changed", "found"),
    [
        pytest.param(START, 411, {}, True, id="411"),
        pytest.param(START, 411, {"unrecorded": NO_LENGTH}, True, id="411, though the recording leaves lengths out"),
        pytest.param(RESET, 400, {}, True, id="another failure"),
        pytest.param(START, None, {}, True, id="no answer"),
        pytest.param(START, 411, {"http_version": "HTTP/1.0"}, True, id="HTTP/1.0"),
        pytest.param("Assets('1')/Publish", 411, {}, True, id="an action of another type"),
        pytest.param(START, 202, {}, False, id="the service accepted it"),
        pytest.param(START, 301, {}, False, id="a redirect"),
        pytest.param(START, 400, {"unrecorded": NO_LENGTH}, False, id="a recording that leaves lengths out"),
        pytest.param(START, None, {"unrecorded": NO_LENGTH}, False, id="no answer, and no lengths"),
        pytest.param(START, 411, {"http_version": "HTTP/2"}, False, id="HTTP/2"),
        pytest.param(START, 411, {"http_version": "HTTP/3"}, False, id="HTTP/3"),
        pytest.param(START, 411, {"body": b"{}"}, False, id="with a body"),
        pytest.param(START, 411, {"body": None}, False, id="body not recorded"),
        pytest.param(START, 411, {"content-length": "0"}, False, id="a length of nothing"),
        pytest.param(START, 411, {"CONTENT-LENGTH": "0"}, False, id="shouted"),
        pytest.param(START, 400, {"transfer-encoding": "chunked"}, False, id="in chunks"),
        pytest.param(START, 400, {"method": "GET"}, False, id="GET"),
        pytest.param("Assets", 411, {}, False, id="no action"),
        pytest.param("Channels", 400, {}, False, id="a channel without a body"),
        pytest.param("CancelJob?jobid='1'", 400, {}, False, id="a function"),
        pytest.param("$batch", 411, {}, False, id="a batch"),
    ],
)  # fmt: skip
def test_content_length_missing(
    url: str, status: int | None, changed: dict[str, Any], found: bool
) -> None:
    kept = {name: changed.pop(name) for name in ("unrecorded", "http_version") if name in changed}
    answer = None if status is None else make.response(status)
    sent = make.exchange(
        changed.pop("method", "POST"), url, changed.pop("body", b""), answer=answer, **changed
    )
    it = make.amid([], replace(sent, request=replace(sent.request, **kept)))

    assert bool(list(headers.content_length_missing.check(it))) is found
