import sys
from typing import Any

import pytest

from inspector.core.xml import LIMIT, read_xml

ATOM = b'<entry xmlns="http://www.w3.org/2005/Atom"/>'
LAUGHS = b"<!DOCTYPE l [<!ENTITY a 'ha'>" + b"".join(
    b"<!ENTITY %c '%s'>" % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(10)
)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(ATOM, id="an element"),
        pytest.param(b'\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?>' + ATOM, id="declared"),
        pytest.param('<?xml version="1.0" encoding="utf-16"?><entry/>'.encode("utf-16"), id="UTF-16"),
        pytest.param(b"<!-- <!DOCTYPE entry> -->" + ATOM, id="the word in a comment"),
        pytest.param(b"<e><![CDATA[<!DOCTYPE html>]]></e>", id="the word in text"),
        pytest.param(b"<e>&lt;&#65;</e>", id="the built-in entities"),
    ],
)  # fmt: skip
def test_plain_xml_is_read(body: bytes) -> None:
    root, failure = read_xml(body)

    assert root is not None
    assert failure is None


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(ATOM[:-2], id="cut off"),
        pytest.param(b"<a>&nbsp;</a>", id="an entity that is not declared"),
        pytest.param(b"<!DOCTYPE a><a/>", id="a DTD"),
        pytest.param(b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>', id="a DTD elsewhere"),
        pytest.param(b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>', id="a file"),
        pytest.param(b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/">%x;]><a/>', id="a parameter entity"),
        pytest.param(LAUGHS + b"]><l>&k;</l>", id="a billion laughs"),
        pytest.param(b"<!DOCTYPE a [<!ENTITY x '" + b"x" * 50_000 + b"'>]><a>" + b"&x;" * 5_000 + b"</a>", id="quadratic"),
        pytest.param(b"<a>" * 5_000, id="deep"),
        pytest.param(b"<a>" + b" " * LIMIT + b"</a>", id="too large"),
        pytest.param(b"<?xml version='1.0' encoding='klingon'?><a/>", id="an unknown encoding"),
        pytest.param(b"<a>\x00</a>", id="a NUL"),
        pytest.param(b"\xff\xfe<", id="half of UTF-16"),
    ],
)  # fmt: skip
def test_attacks_are_refused_without_opening_anything(body: bytes) -> None:
    opened: list[Any] = []
    watching = True

    def audit(event: str, arguments: Any) -> None:
        if watching and event in {"open", "socket.connect", "socket.getaddrinfo"}:
            opened.append((event, arguments))

    sys.addaudithook(audit)
    root, failure = read_xml(body)
    watching = False

    assert root is None
    assert failure is not None
    assert opened == []
