from typing import Any

import make
import pytest

from inspector.core.exchange import Exchange, Request
from inspector.core.headers import Headers
from inspector.core.inspection import Inspection
from inspector.core.rule import Rule
from inspector.core.service import Service
from inspector.rules import negotiation as rules

JSON, ATOM = b'{"Name": "a"}', b"<entry/>"


def found(rule: Rule, **changed: Any) -> bool:
    """Tell whether *rule* finds something in a good request that was *changed*."""
    return bool(list(rule.check(make.inspection(**changed))))


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        pytest.param("application/json",                                 False, id="plain"),
        pytest.param("application/json;odata=verbose",                   False, id="verbose"),
        pytest.param("application/json; odata=verbose",                  False, id="a blank"),
        pytest.param("application/json;",                                False, id="dangling"),
        pytest.param("APPLICATION/JSON;ODATA=VERBOSE",                   False, id="shouted"),
        pytest.param("application/json;odata=minimalmetadata",           False, id="light"),
        pytest.param("application/json;charset=utf-8;odata=fullmetadata", False, id="charset first"),
        pytest.param("application/json;odata=nometadata;q=0.5",          False, id="with a weight"),
        pytest.param("application/atom+xml,application/xml",             False, id="Atom"),
        pytest.param("multipart/mixed",                                  False, id="a batch"),
        pytest.param("*/*",                                              False, id="anything, as curl"),
        pytest.param("text/html, image/gif, *; q=.2, */*; q=.2",         False, id="Java's default"),
        pytest.param("application/*",                                    False, id="any application type"),
        pytest.param("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", False, id="a browser"),
        pytest.param(None,                                               False, id="not sent"),
        pytest.param("",                                                 False, id="empty"),
        pytest.param("text/html",                                        True,  id="a page"),
        pytest.param("text/plain, image/png",                            True,  id="nothing it has"),
        pytest.param("json",                                             True,  id="no media type"),
        pytest.param("application/json;odata=light",                     True,  id="a level never released"),
        pytest.param("application/json;odata=verbos",                    True,  id="a slip"),
        pytest.param("application/json;odata.metadata=minimal;odata=full", True, id="OData v4's levels"),
    ],
)  # fmt: skip
def test_accept_unsupported(accept: str | None, expected: bool) -> None:
    assert found(rules.accept_unsupported, accept=accept) is expected


@pytest.mark.parametrize("url", ["Assets/$count", "Assets('nb:cid:UUID:1')/Name/$value"])
def test_raw_values_may_be_asked_for_as_text(url: str) -> None:
    assert not found(rules.accept_unsupported, url=url, accept="text/plain")


@pytest.mark.parametrize(
    ("body", "content_type", "missing", "contradicts"),
    [
        pytest.param(JSON, "application/json",                   False, False, id="JSON as JSON"),
        pytest.param(JSON, "application/json;odata=verbose",     False, False, id="JSON as verbose JSON"),
        pytest.param(ATOM, "application/atom+xml;type=entry",    False, False, id="Atom as Atom"),
        pytest.param(ATOM, "application/xml",                    False, False, id="Atom as XML"),
        pytest.param(b"\xef\xbb\xbf" + JSON, "application/json", False, False, id="a byte order mark"),
        pytest.param(b"\r\n " + ATOM, "application/xml",         False, False, id="blanks before"),
        pytest.param(b'"text"', "application/json",              False, False, id="a JSON string"),
        pytest.param(b"--batch_1\r\n", "multipart/mixed; boundary=batch_1", False, False, id="a batch"),
        pytest.param(b"", None,                                  False, False, id="no body"),
        pytest.param(b"", "application/xml",                     False, False, id="no body, a type all the same"),
        pytest.param(None, None,                                 False, False, id="body not recorded"),
        pytest.param(JSON, None,                                 True,  False, id="no type"),
        pytest.param(JSON, " ",                                  True,  False, id="an empty type"),
        pytest.param(b"x", None,                                 True,  False, id="no type, any body"),
        pytest.param(JSON, "application/atom+xml",               False, True,  id="JSON as Atom"),
        pytest.param(ATOM, "application/json;odata=verbose",     False, True,  id="Atom as JSON"),
        pytest.param(b"Name=a", "application/x-www-form-urlencoded", False, True, id="a form"),
        pytest.param(JSON, "application/x-www-form-urlencoded",  False, True,  id="JSON as a form, curl -d"),
        pytest.param(b"--x", "multipart/form-data; boundary=x",  False, True,  id="an upload form"),
    ],
)  # fmt: skip
def test_the_type_of_a_body(
    body: bytes | None, content_type: str | None, missing: bool, contradicts: bool
) -> None:
    changed: dict[str, Any] = {"method": "POST", "body": body, "Content_Type": content_type}

    assert found(rules.content_type_missing, **changed) is missing
    assert found(rules.content_type_contradicts_body, **changed) is contradicts


def test_a_body_that_was_not_kept_is_a_body() -> None:
    large = Request(
        method="POST", url=make.ROOT + "Assets", withheld="larger than 1 MiB", body_size=2_000_000
    )

    assert list(rules.content_type_missing.check(Inspection(Exchange(request=large), Service.API)))


@pytest.mark.parametrize(
    ("header", "value", "expected"),
    [
        pytest.param("Accept-Encoding", "gzip, deflate, br",   False, id="the usual"),
        pytest.param("Accept-Encoding", "identity",            False, id="uncompressed"),
        pytest.param("Accept-Encoding", "*",                   False, id="anything"),
        pytest.param("Accept-Encoding", "GZIP;q=1.0, br",      False, id="shouted, weighted"),
        pytest.param("Accept-Encoding", "",                    False, id="empty"),
        pytest.param("Accept-Encoding", "br",                  True,  id="Brotli only"),
        pytest.param("Accept-Encoding", "zstd, br;q=0.5",      True,  id="newer ones only"),
        pytest.param("Accept-Charset",  "UTF-8",               False, id="UTF-8"),
        pytest.param("Accept-Charset",  "iso-8859-1, utf-8;q=0.7, *;q=0.7", False, id="an old browser"),
        pytest.param("Accept-Charset",  "*",                   False, id="any charset"),
        pytest.param("Accept-Charset",  "utf8",                False, id="without hyphen"),
        pytest.param("Accept-Charset",  "iso-8859-1",          True,  id="Latin-1"),
    ],
)  # fmt: skip
def test_codings_and_charsets(header: str, value: str, expected: bool) -> None:
    rule = {
        "Accept-Encoding": rules.accept_encoding_useless,
        "Accept-Charset": rules.accept_charset_not_utf8,
    }[header]

    assert found(rule, fields=list(Headers([*make.headers(), (header, value)]))) is expected
