"""The service's own words."""

import make
import pytest

from inspector.core.service_error import read_service_message

META = "http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"
PAGE = """<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN"><HTML><HEAD><TITLE>Length Required</TITLE>
<style>h2 { color: red }</style></HEAD><BODY><h2>Length Required</h2><hr><p>HTTP Error 411. The
request must be chunked or have a content length.</p></BODY></HTML>"""


@pytest.mark.parametrize(
    ("body", "message"),
    [
        pytest.param('{"error":{"code":"","message":{"lang":"en-US","value":"Bad name."}}}', "Bad name.", id="verbose JSON"),
        pytest.param('{"odata.error":{"code":"","message":{"lang":"en-US","value":"Bad name."}}}', "Bad name.", id="light JSON"),
        pytest.param('{"odata.error":{"code":"ResourceNotFound","message":{"value":"Gone."}}}', "ResourceNotFound: Gone.", id="light JSON with a code"),
        pytest.param('{"error":{"code":"","message":{"value":"An error occurred."},"innererror":{"message":"No such property.","stacktrace":"at …"}}}', "An error occurred. (No such property.)", id="an inner error"),
        pytest.param('{"error":{"code":"AuthorizationFailed","message":"No."}}', "AuthorizationFailed: No.", id="management"),
        pytest.param('{"error":"invalid_client","error_description":"AADSTS7000215: Invalid."}', "invalid_client: AADSTS7000215: Invalid.", id="Azure AD"),
        pytest.param('{"Message":"No HTTP resource was found."}', "No HTTP resource was found.", id="ASP.NET"),
        pytest.param(f'<?xml version="1.0" encoding="utf-8"?><m:error xmlns:m="{META}"><m:code /><m:message xml:lang="en-US">Bad name.</m:message></m:error>', "Bad name.", id="Atom"),
        pytest.param(f'<error xmlns="{META}"><code>5</code><message>Bad.</message><innererror><message>Inner.</message></innererror></error>', "5: Bad. (Inner.)", id="Atom with an inner error"),
        pytest.param("<?xml version='1.0'?><Error><Code>AuthenticationFailed</Code><Message>Not you.\nTime:2026</Message></Error>", "AuthenticationFailed: Not you. Time:2026", id="Azure Storage"),
        pytest.param("ACS authentication is deprecated.", "ACS authentication is deprecated.", id="plain text"),
        pytest.param("  two\r\n\tlines  ", "two lines", id="plain text of several lines"),
        pytest.param(PAGE, "Length Required. HTTP Error 411. The request must be chunked or have a content length.", id="a page"),
        pytest.param("<html><body><h1>503 &amp; out</h1></body></html>", "503 & out", id="a page without title"),
        pytest.param("<h2>Object moved to <a href=\"/x\">here</a>.</h2>", "Object moved to here.", id="a heading alone"),
        pytest.param("red \x1b[31mtext", "red \\x1b[31mtext", id="a terminal's escape is inert"),
        pytest.param("x" * 5000, "x" * 1000 + "…", id="a long text is cut"),
        pytest.param(b"", None, id="no body"),
        pytest.param(None, None, id="not recorded"),
        pytest.param("{}", None, id="an empty object"),
        pytest.param("[1, 2]", None, id="a list"),
        pytest.param('{"error":{"message":{"value":["a"]}}}', None, id="a message that is no text"),
        pytest.param('{"error":{"message":"cut sh', '{"error":{"message":"cut sh', id="cut short: as it came"),
        pytest.param("<m:error><m:message>no namespace</m:message></m:error>", None, id="XML that is not well-formed"),
        pytest.param('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x><message>&a;</message></x>', None, id="XML with entities"),
        pytest.param(b"\x1f\x8b\x08\x00\xff\xfe\xfd\xfc", None, id="bytes"),
        pytest.param("<html></html>", None, id="an empty page"),
    ],
)  # fmt: skip
def test_reads_what_the_service_says(body: str | bytes | None, message: str | None) -> None:
    assert read_service_message(make.response(400, body)) == message


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<html>" + "<" * 1_000_000, id="a million brackets"),
        pytest.param("<html><script>" * 50_000, id="scripts that never end"),
        pytest.param("<html><title>" * 50_000, id="titles that never end"),
        pytest.param("[" * 500_000, id="deep JSON"),
        pytest.param('{"error":{"message":{"value":"' + "\x1b" * 500_000 + '"}}}', id="a long text of escapes"),
    ],
)  # fmt: skip
def test_a_hostile_body_is_read_in_bounded_time(body: str) -> None:
    message = read_service_message(make.response(500, body))

    assert message is None or len(message) < 10_000
