from typing import Any

import make
import pytest
from make import VERBOSE

from inspector.core.inspection import Inspection
from inspector.core.rule import Rule
from inspector.rules import odata as rules

LINK = b'{"Name":"j","InputMediaAssets":[{"__metadata":{"uri":"https://h/Assets(1)"}}]}'
BIND = b'{"Name":"j","InputMediaAssets@odata.bind":["https://h/Assets(1)"]}'
IN_A_STRING = b'{"Configuration":"{\\"__metadata\\": 1}"}'
AT = "/InputMediaAssets/0/__metadata"
PLAIN, LIGHT = "application/json", "application/json;odata=minimalmetadata"
ATOM = b'<entry xmlns="http://www.w3.org/2005/Atom"><content type="application/xml"/></entry>'


def job(body: bytes | None, content_type: str | None, dsv: str | None, **more: Any) -> Inspection:
    """Return the inspection of a POST to Jobs."""
    return make.inspection(
        "POST", "Jobs", body, Content_Type=content_type, DataServiceVersion=dsv, **more
    )


def pointers(rule: Rule, it: Inspection) -> list[str | None]:
    return [evidence.pointer for evidence in rule.check(it)]


@pytest.mark.parametrize(
    ("accept", "body", "seen"),
    [
        pytest.param(None,                          LINK,           ["absent"],           id="no Accept"),
        pytest.param("application/json",            LINK,           ["application/json"], id="plain JSON"),
        pytest.param("*/*",                         LINK,           ["*/*"],              id="anything"),
        pytest.param(LIGHT,                         LINK,           [LIGHT],              id="light JSON"),
        pytest.param(VERBOSE,                       LINK,           [],                   id="verbose"),
        pytest.param(VERBOSE.upper(),               LINK,           [],                   id="verbose, shouted"),
        pytest.param(f"{VERBOSE}, */*;q=0.1",       LINK,           [],                   id="verbose among others"),
        pytest.param("application/json; odata=verbose", LINK,       [],                   id="verbose, with a blank"),
        pytest.param(f"{VERBOSE};q=0, */*",         LINK,           [f"{VERBOSE};q=0, */*"], id="anything but verbose"),
        pytest.param("application/json",            b'{"Name": 1}', [],                   id="no link"),
        pytest.param("application/json",            BIND,           [],                   id="a bind"),
        pytest.param("application/json",            IN_A_STRING,    [],                   id="the word inside a string"),
        pytest.param("application/json",            b'["__metadata"]', [],                id="the word as a value"),
        pytest.param("application/json",            b'{"__metadata', [],                  id="a body nobody can read"),
        pytest.param("application/json",            None,           [],                   id="body not recorded"),
        pytest.param("application/json",            b"",            [],                   id="no body"),
    ],
)  # fmt: skip
def test_metadata_without_verbose_accept(
    accept: str | None, body: bytes | None, seen: list[str]
) -> None:
    it = make.inspection("POST", "Jobs", body, accept=accept, content_type=VERBOSE)

    assert [e.seen for e in rules.metadata_without_verbose_accept.check(it)] == seen


@pytest.mark.parametrize(
    ("content_type", "dsv", "body", "found"),
    [
        pytest.param(PLAIN,   "3.0",        LINK, [AT], id="plain at 3.0"),
        pytest.param(PLAIN,   None,         LINK, [AT], id="plain, no version"),
        pytest.param(LIGHT,   "1.0",        LINK, [AT], id="light by its level"),
        pytest.param(PLAIN,   "3.0;NetFx",  LINK, [AT], id="plain at 3.0 of .NET"),
        pytest.param(PLAIN,   "3.0",        b'{"__metadata":{"type":"X"}}', ["/__metadata"], id="at the top"),
        pytest.param(PLAIN,   "3.0",        b"{'__metadata':{'type':'X'}}", ["/__metadata"], id="in lenient JSON"),
        pytest.param(PLAIN,   "3.0",        b'{"\\u005f_metadata":{}}', ["/__metadata"], id="with an escaped letter"),
        pytest.param(VERBOSE, "3.0",        LINK, [],   id="verbose"),
        pytest.param(VERBOSE, "1.0;NetFx",  LINK, [],   id="verbose below 3.0"),
        pytest.param("application/json; charset=utf-8; odata=verbose", "3.0", LINK, [], id="verbose, charset first"),
        pytest.param(PLAIN,   "1.0;NetFx",  LINK, [],   id="plain below 3.0, as the tutorial"),
        pytest.param(PLAIN,   "3.0",        BIND, [],   id="a bind"),
        pytest.param(PLAIN,   "3.0",        IN_A_STRING, [], id="the word inside a string"),
        pytest.param(PLAIN,   "3",          LINK, [],   id="a version nobody can read is HDR107's"),
        pytest.param(None,    "3.0",        LINK, [],   id="no type is HDR115's"),
        pytest.param(PLAIN,   "3.0",        None, [],   id="body not recorded"),
    ],
)  # fmt: skip
def test_metadata_read_as_light(
    content_type: str | None, dsv: str | None, body: bytes | None, found: list[str]
) -> None:
    it = job(body, content_type, dsv, accept=VERBOSE)

    assert pointers(rules.metadata_read_as_light, it) == found


@pytest.mark.parametrize(
    ("content_type", "dsv", "body", "found"),
    [
        pytest.param(VERBOSE, "3.0",       BIND, ["/InputMediaAssets@odata.bind"], id="verbose"),
        pytest.param(PLAIN,   "1.0;NetFx", BIND, ["/InputMediaAssets@odata.bind"], id="plain below 3.0"),
        pytest.param(PLAIN,   "3.0",       BIND, [], id="plain at 3.0"),
        pytest.param(PLAIN,   None,        BIND, [], id="plain, no version"),
        pytest.param(LIGHT,   "3.0",       BIND, [], id="light by its level"),
        pytest.param(VERBOSE, "3.0",       LINK, [], id="a verbose link"),
        pytest.param(VERBOSE, "3.0",       b'{"Name":"x@odata.bind"}', [], id="the word as a value"),
        pytest.param(VERBOSE, "3.0",       b'{"x@odata.type":"Edm.String"}', [], id="another annotation"),
    ],
)  # fmt: skip
def test_bind_read_as_verbose(
    content_type: str, dsv: str | None, body: bytes, found: list[str]
) -> None:
    assert pointers(rules.bind_read_as_verbose, job(body, content_type, dsv)) == found


@pytest.mark.parametrize(
    ("url", "content_type", "dsv", "body", "found"),
    [
        pytest.param("Assets('1')/$links/ContentKeys", PLAIN,   "3.0",       {"uri": "x"}, ["/uri"], id="uri as light"),
        pytest.param("Assets('1')/$links/ContentKeys", PLAIN,   None,        {"uri": "x"}, ["/uri"], id="uri, no version"),
        pytest.param("Assets('1')/$links/ContentKeys", VERBOSE, "3.0",       {"url": "x"}, ["/url"], id="url as verbose"),
        pytest.param("Assets('1')/$links/ContentKeys", PLAIN,   "1.0",       {"url": "x"}, ["/url"], id="url below 3.0"),
        pytest.param("Assets('1')/$links/ContentKeys", PLAIN,   "1.0;NetFx", {"uri": "x"}, [],       id="uri below 3.0, as the tutorial"),
        pytest.param("Assets('1')/$links/ContentKeys", VERBOSE, "3.0",       {"uri": "x"}, [],       id="uri as verbose"),
        pytest.param("Assets('1')/$links/ContentKeys", PLAIN,   "3.0",       {"url": "x"}, [],       id="url as light"),
        pytest.param("Assets('1')/%24links/ContentKeys", PLAIN, "3.0",       {"url": "x"}, [],       id="links, encoded"),
        pytest.param("NotificationEndPoints",          PLAIN,   "3.0",       {"uri": "x"}, [],       id="no link"),
    ],
)  # fmt: skip
def test_link_body_form(
    url: str, content_type: str, dsv: str | None, body: Any, found: list[str]
) -> None:
    it = make.inspection("POST", url, body, Content_Type=content_type, DataServiceVersion=dsv)

    assert pointers(rules.link_body_form, it) == found


@pytest.mark.parametrize(
    ("body", "content_type", "codes"),
    [
        pytest.param(b'{"Name": "a"}',       VERBOSE, [],          id="JSON"),
        pytest.param(b'{"Name": "a"}',       None,    [],          id="JSON, not declared"),
        pytest.param(b"\xef\xbb\xbf{}",      VERBOSE, [],          id="a byte order mark"),
        pytest.param('{"Name": "é"}'.encode("utf-16"), "application/json;charset=utf-16", [], id="UTF-16"),
        pytest.param(b"",                    VERBOSE, [],          id="no body"),
        pytest.param(b" \r\n",               VERBOSE, [],          id="blanks"),
        pytest.param(None,                   VERBOSE, [],          id="body not recorded"),
        pytest.param(b"0",                   VERBOSE, [],          id="a number"),
        pytest.param(b"<entry/>",            VERBOSE, [],          id="XML is HDR116's"),
        pytest.param(b"{'Name': 'a'}",       VERBOSE, ["ODA406"],  id="single quotes"),
        pytest.param(b"{CurrentReservedUnits:1}", PLAIN, ["ODA406"], id="bare names, as the reference"),
        pytest.param(b'{"TaskBody": "a\r\nb"}', VERBOSE, ["ODA406"], id="a line break in a string, recorded 201"),
        pytest.param(b'{"Name": "a",}',      VERBOSE, ["ODA405"],  id="a trailing comma"),
        pytest.param('{“Name”: “a”}'.encode(), VERBOSE, ["ODA405"], id="typographic quotes"),
        pytest.param('{\u00a0"Name": 1}'.encode(), VERBOSE, ["ODA405"], id="a no-break space"),
        pytest.param(b'{"Name": "a"} x',     VERBOSE, ["ODA405"],  id="text after the value"),
        pytest.param(b"Name=a",              VERBOSE, ["ODA405"],  id="no JSON at all"),
        pytest.param(b'{"Name": ',           None,    ["ODA405"],  id="cut off, not declared"),
    ],
)  # fmt: skip
def test_json_is_judged_as_the_service_reads_it(
    body: bytes | None, content_type: str | None, codes: list[str]
) -> None:
    it = job(body, content_type, "3.0")
    judged = (rules.json_unreadable, rules.json_lenient_only)

    assert [rule.code for rule in judged if list(rule.check(it))] == codes


def test_the_place_of_a_slip_is_told() -> None:
    it = job(b'{\n  "Name": "a",\n}', VERBOSE, "3.0")
    (found,) = rules.json_unreadable.check(it)

    assert (found.line, found.column, found.seen) == (2, 14, "a trailing comma")


@pytest.mark.parametrize(
    ("body", "content_type", "found"),
    [
        pytest.param(ATOM,                         "application/atom+xml", False, id="an entry"),
        pytest.param(b'<?xml version="1.0"?>' + ATOM, "application/atom+xml", False, id="with a declaration"),
        pytest.param(b'<feed xmlns="http://www.w3.org/2005/Atom"/>', "application/atom+xml;type=feed", False, id="a feed"),
        pytest.param(b'<d:uri xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices">x</d:uri>', "application/xml", False, id="a link, as PHP sends it"),
        pytest.param(b"<!-- hello -->" + ATOM,     "application/atom+xml", False, id="a comment before"),
        pytest.param(b"",                          "application/atom+xml", False, id="no body"),
        pytest.param(None,                         "application/atom+xml", False, id="body not recorded"),
        pytest.param(b'{"Name": 1}',               "application/atom+xml", False, id="JSON is HDR116's"),
        pytest.param(b"{",                         VERBOSE,                False, id="broken JSON is ODA405's"),
        pytest.param(ATOM[:-8],                    "application/atom+xml", True,  id="cut off"),
        pytest.param(b"<!DOCTYPE entry>" + ATOM,   "application/atom+xml", True,  id="a DTD"),
        pytest.param(b'<!DOCTYPE e [<!ENTITY x SYSTEM "file:///etc/passwd">]><entry>&x;</entry>', "application/xml", True, id="an external entity"),
        pytest.param(b"<html/>",                   "application/xml",      True,  id="another root"),
        pytest.param(b"<entry>&nbsp;</entry>",     "application/xml",      True,  id="an entity that is not declared"),
    ],
)  # fmt: skip
def test_xml_unreadable(body: bytes | None, content_type: str, found: bool) -> None:
    assert bool(list(rules.xml_unreadable.check(job(body, content_type, "3.0")))) is found


@pytest.mark.parametrize(
    ("accept", "answered", "body", "found"),
    [
        pytest.param(VERBOSE, "application/json;odata=verbose;charset=utf-8", '{"d":{}}',     False, id="verbose as asked"),
        pytest.param(PLAIN,   "application/json;odata=minimalmetadata;streaming=true;charset=utf-8", '{"value":[]}', False, id="light as asked"),
        pytest.param("application/atom+xml,application/xml", "application/atom+xml;type=feed", "<feed/>", False, id="Atom as asked"),
        pytest.param("*/*",   "application/atom+xml", "<feed/>",                              False, id="anything asked for"),
        pytest.param(None,    "application/atom+xml", "<feed/>",                              False, id="nothing asked for"),
        pytest.param(VERBOSE, "application/json;odata=verbose", "",                           False, id="no body"),
        pytest.param(VERBOSE, "application/json;odata=minimalmetadata", '{"value":[]}',       True,  id="light instead of verbose"),
        pytest.param(PLAIN,   "application/json;odata=verbose", '{"d":{}}',                   True,  id="verbose instead of light"),
        pytest.param(VERBOSE, "application/atom+xml", "<feed/>",                              True,  id="Atom instead of JSON"),
        pytest.param(VERBOSE, "application/json", '{"value":[]}',                             True,  id="light by its envelope"),
        pytest.param(VERBOSE, "text/html", "<html>",                                          True,  id="a page"),
    ],
)  # fmt: skip
def test_answer_form_unexpected(accept: str | None, answered: str, body: str, found: bool) -> None:
    answer = make.response(200, body, [("Content-Type", answered)])
    it = make.inspection(accept=accept, answer=answer)

    assert bool(list(rules.answer_form_unexpected.check(it))) is found


@pytest.mark.parametrize(
    ("url", "status"),
    [
        pytest.param("Assets", 400, id="an error may be plain text"),
        pytest.param("Assets", 301, id="a redirect has a page"),
        pytest.param("$metadata", 200, id="metadata is XML always"),
        pytest.param("$batch", 202, id="a batch is multipart"),
        pytest.param("Assets/$count", 200, id="a count is text"),
    ],
)
def test_some_answers_have_a_form_of_their_own(url: str, status: int) -> None:
    answer = make.response(status, "<html>", [("Content-Type", "text/html")])

    assert not list(rules.answer_form_unexpected.check(make.inspection(url=url, answer=answer)))


def test_deferred_sent_back() -> None:
    body = {"Name": "a", "Files": {"__deferred": {"uri": "x"}}}
    it = make.inspection("MERGE", "Assets('1')", body)

    assert pointers(rules.deferred_sent_back, it) == ["/Files/__deferred"]
