import base64
import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import make
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inspector.core.exchange import Exchange, Request, Response
from inspector.core.headers import Headers
from inspector.core.redaction.redact import Redactor

CANARY = "C4nary/7+Qx9zRt2=Lm8wPv"
GUID = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
XML = "application/atom+xml"


def sent(**changed: Any) -> Exchange:
    """Return an exchange as it was recorded, raw, with *changed* fields of its request."""
    usual: dict[str, Any] = {"method": "POST", "url": make.ROOT + "Assets", "headers": Headers()}
    return Exchange(request=Request(**{**usual, **changed}), started=make.NOON)


def posted(body: str | bytes, content_type: str = JSON, **changed: Any) -> Exchange:
    """Return an exchange whose request has this body."""
    raw = body.encode() if isinstance(body, str) else body
    headers = Headers([("Content-Type", content_type)])
    return sent(headers=headers, body=raw, **changed)


def answered(
    body: str | bytes = b"", content_type: str = JSON, url: str = "Assets", **changed: Any
) -> Exchange:
    """Return an exchange whose response has this body."""
    raw = body.encode() if isinstance(body, str) else body
    fields = [("Content-Type", content_type), *changed.pop("fields", [])]
    answer = Response(
        status=changed.pop("status", 200), headers=Headers(fields), body=raw, **changed
    )
    return replace(sent(url=make.ROOT + url, method="GET"), response=answer)


def taken_in(exchange: Exchange) -> Exchange:
    return Redactor(b"tests").take_in(exchange)


def body_of(exchange: Exchange) -> str:
    message = exchange.response or exchange.request
    assert message.body is not None, message.withheld
    return message.body.decode()


def lies_bare(exchange: Exchange, canary: str = CANARY) -> list[str]:
    """Return the spellings in which *canary* is still in *exchange*."""
    text = repr(exchange) + "".join(
        repr(vars(message)) for message in (exchange.request, exchange.response) if message
    )
    plain = canary.strip("=")
    spelt = {
        "plain": plain,
        "encoded": quote(canary, safe=""),
        "encoded, lower case": quote(canary, safe="").replace("%2F", "%2f").replace("%2B", "%2b"),
        "base64": base64.b64encode(canary.encode()).decode().rstrip("=")[:-1],
        "a part": canary[4:20],
    }
    return [how for how, form in spelt.items() if form in text]


E = quote(CANARY, safe="")
B64 = base64.b64encode(CANARY.encode()).decode()
SAS = f"https://acct.blob.core.windows.net/asset-1?sv=2012-02-12&sr=c&si={GUID}&sig={E}&se=2026"
KEY_XML = f"<TokenRestrictionTemplate><PrimaryVerificationKey><KeyValue>{CANARY}</KeyValue></PrimaryVerificationKey></TokenRestrictionTemplate>"
BATCH = "multipart/mixed; boundary=batch_1"
PART = "--batch_1\r\nContent-Type: application/http\r\n\r\nPOST https://x/api/Assets HTTP/1.1\r\n"

CANARIES: list[Any] = [
    # headers
    pytest.param(sent(headers=Headers([("Authorization", f"Bearer {CANARY}")])),                         id="header: bearer"),
    pytest.param(sent(headers=Headers([("authorization", CANARY)])),                                     id="header: no scheme"),
    pytest.param(sent(headers=Headers([("Authorization", f"SharedKey acct:{CANARY}")])),                 id="header: storage key"),
    pytest.param(sent(headers=Headers([("Authorization", f"Basic {B64}")])),                             id="header: basic"),
    pytest.param(sent(headers=Headers([("Authorization", f"Bearer {CANARY}..."), ])),                    id="header: cut short"),
    pytest.param(sent(headers=Headers([("Authorization", "x"), ("Authorization", f"Bearer {CANARY}")])), id="header: the second of two"),
    pytest.param(sent(headers=Headers([("Proxy-Authorization", f"Basic {CANARY}")])),                    id="header: the proxy's"),
    pytest.param(sent(headers=Headers([("Cookie", f"a=b; session={CANARY}")])),                          id="header: cookie"),
    pytest.param(answered(fields=[("Set-Cookie", f"session={CANARY}; Path=/; HttpOnly")]),               id="header: set-cookie"),
    pytest.param(sent(headers=Headers([("x-ms-copy-source", SAS)])),                                     id="header: copy source"),
    pytest.param(sent(headers=Headers([("Ocp-Apim-Subscription-Key", CANARY)])),                         id="header: subscription key"),
    pytest.param(sent(headers=Headers([("X-Auth-Token", CANARY)])),                                      id="header: token"),
    pytest.param(sent(headers=Headers([("x-client-secret", CANARY)])),                                   id="header: secret"),
    pytest.param(sent(headers=Headers([("Referer", f"https://x/?code={E}&state=1")])),                   id="header: referer"),
    pytest.param(sent(headers=Headers([("X-Note", f"client_secret={E}")])),                              id="header: a pair in any header"),
    # URL
    pytest.param(sent(url=f"{make.ROOT}Assets?access_token={E}"),                   id="URL: token"),
    pytest.param(sent(url=f"{make.ROOT}Assets?Client%5FSecret={E}&$top=1"),         id="URL: name encoded"),
    pytest.param(sent(url=SAS),                                                     id="URL: SAS"),
    pytest.param(sent(url=f"https://x.test/?sig={CANARY}"),                         id="URL: SAS, not encoded"),
    pytest.param(sent(url=f"https://user:{E}@x.test/api/"),                         id="URL: password"),
    pytest.param(sent(url=f"https://{E}@x.test/api/"),                              id="URL: user"),
    pytest.param(sent(url=f"https://x.test/?key={E}"),                              id="URL: key"),
    pytest.param(sent(url=f"https://x.test/cb#access_token={E}"),                   id="URL: fragment"),
    pytest.param(sent(url=f"https://x.test/?u={quote(SAS, safe='')}"),              id="URL: a SAS inside, encoded twice"),
    # redirects
    pytest.param(answered(status=302, fields=[("Location", f"https://x/?code={E}")]),                        id="redirect: code"),
    pytest.param(answered(status=302, fields=[("Location", f"https://x/#id_token={E}&state=1")]),            id="redirect: fragment"),
    pytest.param(answered(status=301, fields=[("Location", SAS)]),                                           id="redirect: SAS"),
    # forms
    pytest.param(posted(f"grant_type=client_credentials&client_id={GUID}&client_secret={E}", FORM),          id="form: secret"),
    pytest.param(posted(f"client%5fsecret={E}&a=b", FORM),                                                   id="form: name encoded"),
    pytest.param(posted(f"grant_type=password&username=u&password={CANARY}", FORM),                          id="form: password, not encoded"),
    pytest.param(posted(f"refresh_token={E}", "text/plain"),                                                 id="form: said to be text"),
    pytest.param(posted(f"grant_type=authorization_code&code={E}", FORM),                                    id="form: code"),
    pytest.param(posted(f"assertion={E}&client_assertion={E}", FORM),                                        id="form: assertions"),
    # JSON
    pytest.param(answered(json.dumps({"access_token": CANARY, "expires_in": "3599"})),                       id="JSON: token"),
    pytest.param(answered(json.dumps({"refresh_token": CANARY}, indent=2)),                                  id="JSON: printed over lines"),
    pytest.param(posted(f"{{client_secret: '{CANARY}'}}"),                                                   id="JSON: lenient"),
    pytest.param(posted(json.dumps({"EncryptedContentKey": CANARY})),                                        id="JSON: content key"),
    pytest.param(answered(json.dumps({"d": {"Path": SAS, "BaseUri": "https://acct.blob.core.windows.net/a", "ContentAccessComponent": f"?sv=1&sig={E}"}})), id="JSON: locator"),
    pytest.param(answered(json.dumps({"Path": SAS}).replace("&", "\\u0026")),                                id="JSON: locator, ampersands escaped"),
    pytest.param(answered(json.dumps({"Path": SAS}).replace("/", "\\/")),                                    id="JSON: locator, slashes escaped"),
    pytest.param(posted(json.dumps({"AccessControl": {"Akamai": {"L": [{"Base64Key": CANARY}]}}})),          id="JSON: Akamai key"),
    pytest.param(posted(json.dumps({"EncryptedEndPointCredential": CANARY})),                                id="JSON: endpoint credential"),
    pytest.param(posted(json.dumps({"Restrictions": [{"Requirements": KEY_XML}]})),                          id="JSON: XML inside"),
    pytest.param(posted(json.dumps({"Requirements": KEY_XML}).replace("<", "\\u003c").replace(">", "\\u003e")), id="JSON: XML inside, brackets escaped"),
    pytest.param(posted(json.dumps({"C": json.dumps({"password": CANARY})})),                                id="JSON: JSON inside"),
    pytest.param(posted(json.dumps({"C": json.dumps({"D": json.dumps({"password": CANARY})})})),             id="JSON: JSON inside JSON inside"),
    pytest.param(posted(json.dumps({"keys": {"secret": [CANARY]}})),                                         id="JSON: a list"),
    pytest.param(posted(json.dumps({"secret": {"value": CANARY}})),                                          id="JSON: an object"),
    pytest.param(posted(f'{{"client\\u005fsecret": "{CANARY}"}}'),                                           id="JSON: name escaped"),
    pytest.param(posted(f'{{"password": "{CANARY}", }}'),                                                    id="JSON: cannot be read"),
    pytest.param(posted(f'{{"Key": "{CANARY}"}}'),                                                           id="JSON: key"),
    pytest.param(posted(json.dumps({"c": f"DefaultEndpointsProtocol=https;AccountKey={CANARY};X=1"})),       id="JSON: connection string"),
    pytest.param(answered(json.dumps({"value": CANARY}), url=f"GetProtectionKey?ProtectionKeyId='{GUID}'"),  id="JSON: protection key"),
    pytest.param(answered(json.dumps({"d": {"RebindContentKey": CANARY}}), url="RebindContentKey?id='x'"),   id="JSON: rebound key"),
    pytest.param(answered(json.dumps({"other": CANARY}), url="RebindContentKey?id='x'"),                     id="JSON: rebound key in an unknown form"),
    pytest.param(answered(json.dumps({"value": f"https://a.keydelivery.test/?kid=1&token={E}"}), url="ContentKeys('x')/GetKeyDeliveryUrl"), id="JSON: key delivery"),
    # XML
    pytest.param(posted(f'<entry xmlns:d="u"><d:EncryptedContentKey>{CANARY}</d:EncryptedContentKey></entry>', XML),       id="XML: content key"),
    pytest.param(posted(f"<a><ClientSecret><![CDATA[{CANARY}]]></ClientSecret></a>", XML),                   id="XML: CDATA"),
    pytest.param(posted(f'<a x="1" password="{CANARY}"/>', XML),                                             id="XML: attribute"),
    pytest.param(posted(f"<a><b>&lt;KeyValue&gt;{CANARY}&lt;/KeyValue&gt;</b></a>", XML),                    id="XML: XML inside"),
    pytest.param(answered(f"<a><Path>{SAS.replace('&', '&amp;')}</Path></a>", XML),                          id="XML: locator"),
    pytest.param(posted(f"<a><Password>{CANARY}</Password>", XML),                                           id="XML: cannot be read"),
    pytest.param(posted(f"<a><Password>x<b>{CANARY}</b></Password></a>", XML),                               id="XML: elements inside"),
    pytest.param(posted(f'<!DOCTYPE a [<!ENTITY e "{CANARY}">]><a><Password>&e;</Password></a>', XML),       id="XML: an entity"),
    pytest.param(answered(f"<string>{CANARY}</string>", XML, url="GetProtectionKey"),                        id="XML: protection key"),
    # multipart
    pytest.param(posted(f"{PART}Authorization: Bearer {CANARY}\r\n\r\n{{}}\r\n--batch_1--", BATCH),           id="multipart: a header inside"),
    pytest.param(posted(f'{PART}\r\n{{"EncryptedContentKey": "{CANARY}"}}\r\n--batch_1--', BATCH),           id="multipart: JSON inside"),
    pytest.param(posted(f'--b\r\nContent-Disposition: form-data; name="client_secret"\r\n\r\n{CANARY}\r\n--b--', "multipart/form-data; boundary=b"), id="multipart: a field"),
    # other text
    pytest.param(replace(sent(), error=f"refused: Authorization: Bearer {CANARY}"),                          id="error: header"),
    pytest.param(replace(sent(), error=f"cannot reach {SAS}"),                                               id="error: URL"),
    pytest.param(answered(reason=f"Bad token={CANARY}"[:0] + f"client_secret={CANARY}"),                     id="reason"),
    pytest.param(answered(f"-----BEGIN PRIVATE KEY-----\n{CANARY}\n-----END PRIVATE KEY-----", "text/plain"), id="text: private key"),
    pytest.param(posted(f"user: x\npassword: {CANARY}\n", "text/yaml"),                                      id="text: a line"),
    pytest.param(posted(f"const token = '{CANARY}'", "text/plain"),                                          id="text: a program"),
    pytest.param(answered(fields=[("WWW-Authenticate", f'Bearer realm="x", token="{CANARY}"')]),             id="header: a challenge"),
    pytest.param(answered(fields=[("Refresh", f"0; url=https://x/?code={E}")]),                              id="header: a URL in a pair"),
    pytest.param(posted(f"next=https://x/?a=1%26code%3D{quote(E, safe='')}", FORM),                          id="form: a URL in a pair"),
    pytest.param(answered(json.dumps({"keys": [{"keyName": "key1", "value": CANARY, "permissions": "FULL"}]})), id="JSON: a storage account's keys"),
    pytest.param(posted(json.dumps([{"name": "password", "value": CANARY}])),                                id="JSON: name and value"),
    pytest.param(answered(f'<input type="hidden" name="id_token" value="{CANARY}"/>', "text/html"),          id="HTML: a hidden field"),
    pytest.param(posted(json.dumps({"aad_client_secret": CANARY, "db.password": CANARY})),                   id="JSON: longer names"),
    pytest.param(posted('{"password":"' + "".join(f"\\u{ord(c):04x}" for c in CANARY) + '"}'),               id="JSON: every letter escaped"),
    pytest.param(posted(json.dumps({"n": "é", "password": CANARY}, ensure_ascii=False).encode("latin-1"), "application/json; charset=iso-8859-1"), id="JSON: Latin-1"),
    pytest.param(posted(json.dumps({"password": CANARY}).encode("utf-16"), "application/json; charset=utf-16"), id="JSON: UTF-16"),
    pytest.param(posted(b"\x00\x01" + CANARY.encode(), "application/octet-stream"),                          id="binary"),
    pytest.param(posted(json.dumps({"password": CANARY}).encode("utf-7"), "application/json; charset=utf-7"), id="JSON: an odd charset"),
]  # fmt: skip


@pytest.mark.parametrize("raw", CANARIES)
def test_no_canary_survives(raw: Exchange) -> None:
    assert lies_bare(taken_in(raw)) == []


SEEN = json.dumps({"client_secret": CANARY})


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(sent(url=f"https://x.test/{E}/y"),                                    id="in a path"),
        pytest.param(sent(headers=Headers([("X-Debug", f"got {CANARY}!")])),               id="in a header"),
        pytest.param(sent(headers=Headers([("X-Debug", B64)])),                            id="in a header, as base64"),
        pytest.param(answered(json.dumps({"message": f"no such user {CANARY}"})),          id="in a message"),
        pytest.param(answered(json.dumps({"m": B64})),                                     id="in JSON, as base64"),
        pytest.param(answered(json.dumps({"m": base64.urlsafe_b64encode(f"user:{CANARY}".encode()).decode()})), id="behind a user, as base64"),
        pytest.param(answered(json.dumps({"m": quote(CANARY, safe="").lower()})),          id="in JSON, encoded, lower case"),
        pytest.param(answered(f"<m>{CANARY}</m>", XML),                                    id="in XML"),
        pytest.param(answered(CANARY, "text/html"),                                        id="as the whole answer"),
        pytest.param(posted(f"x={E}", FORM),                                               id="in a form"),
        pytest.param(replace(sent(), error=f"bad {CANARY}"),                               id="in an error"),
        pytest.param(answered(reason=f"bad {CANARY}"),                                     id="in a reason"),
        pytest.param(posted(json.dumps({"m": CANARY}).replace("/", "\\/").replace("+", "\\u002b")), id="in JSON, escaped"),
    ],
)  # fmt: skip
def test_a_secret_that_was_seen_is_found_everywhere(raw: Exchange) -> None:
    redactor = Redactor(b"tests")
    redactor.take_in(posted(SEEN))

    assert lies_bare(redactor.take_in(raw)) == []


def test_a_secret_is_found_in_the_same_exchange_before_it_is_named() -> None:
    raw = replace(
        answered(SEEN, fields=[("X-Echo", CANARY)]),
        request=sent(url=f"https://x.test/{E}", body=CANARY.encode()).request,
    )

    assert lies_bare(taken_in(raw)) == []


UNCHANGED: list[Any] = [
    pytest.param('{"Name": "x", "Options": 0}',                                             JSON, id="an asset"),
    pytest.param('{"error":{"code":"","message":{"lang":"en-US","value":"invalid token"}}}', JSON, id="an error with a code"),
    pytest.param('{"code": "AuthenticationFailed"}',                                        JSON, id="a code"),
    pytest.param("<Error><Code>AuthenticationFailed</Code><Message>x</Message></Error>",    XML,  id="an error of storage"),
    pytest.param('{"ContentKeyType": 1, "ProtectionKeyId": "7D9BB04D", "ProtectionKeyType": 0}', JSON, id="a content key's other members"),
    pytest.param('{"d":{"GetProtectionKeyId":"7D9BB04D9D0A4A24800CADBFEF232689E048F69C"}}', JSON, id="a thumbprint"),
    pytest.param('[{"Key":2,"Value":"https://amsaccount.keydelivery.test/PlayReady/"}]',    JSON, id="a delivery policy"),
    pytest.param('{"Key":"EnvelopeKey"}',                                                   JSON, id="a short key"),
    pytest.param('{"token_type":"Bearer","expires_in":"3599"}',                             JSON, id="a token's type"),
    pytest.param('{"Permissions": 1, "DurationInMinutes": 30.0}',                           JSON, id="numbers as they are"),
    pytest.param('{"a" :\r\n\t"b",}',                                                       JSON, id="cannot be read, and holds no secret"),
    pytest.param("{'Name': 'x', Options: 0}",                                               JSON, id="lenient"),
    pytest.param('{"password": null, "secret": "", "token": "{{token}}"}',                  JSON, id="names without a secret"),
    pytest.param('{"client_secret": "<redacted:client_secret:0123456789ab>"}',              JSON, id="redacted before"),
    pytest.param('{"BaseUri":"https://acct.blob.core.windows.net/asset-1"}',                JSON, id="a locator without SAS"),
    pytest.param('[{"name": "encoder", "value": "H264 Broadband 720p"}]',                   JSON, id="a name and a value"),
    pytest.param('{"note": "design=bold&assign=me"}',                                       JSON, id="words that end in sig"),
    pytest.param('{"m": "Basic authentication is not supported"}',                          JSON, id="the word Basic"),
    pytest.param('Bearer authorization_uri="https://login.windows.net/1"',                  "text/plain", id="a challenge"),
    pytest.param("grant_type=client_credentials&client_id=1&resource=https%3A%2F%2Frest.media.azure.net", FORM, id="a form without its secret"),
    pytest.param("<entry><content><m:properties/></content></entry>",                       XML,  id="an entry"),
    pytest.param("\ufeff{\"Name\": \"Ä\"}",                                                 JSON, id="a byte order mark"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "content_type"), UNCHANGED)
def test_what_holds_no_secret_is_the_same_object(body: str, content_type: str) -> None:
    raw = answered(body, content_type)

    assert taken_in(raw).response is raw.response


@pytest.mark.parametrize(
    ("body", "found"),
    [
        pytest.param('{"a":1,  "password":"s3cretpw" ,"z":[ 1,2 ]}', '{"a":1,  "password":"<…>" ,"z":[ 1,2 ]}', id="blanks and order"),
        pytest.param('{"password":"a","password":"b"}',              '{"password":"<…>","password":"<…>"}',    id="a name twice"),
        pytest.param("{password:'s3cretpw',x:'y'}",                  "{password:'<…>',x:'y'}",                 id="lenient"),
        pytest.param('{"password":"a\\"b\\\\","x":"y"}',             '{"password":"<…>","x":"y"}',             id="escapes in the secret"),
        pytest.param('{"password": 12345678, "x": 1}',               '{"password": "<…>", "x": 1}',            id="a number"),
        pytest.param('{"x":"{\\"password\\":\\"s3c\\\\\\"t\\"}","y":1}', '{"x":"{\\"password\\":\\"<…>\\"}","y":1}', id="JSON in a string"),
        pytest.param("grant_type=p&password=s3cretpw&x=y",           "grant_type=p&password=%3C…%3E&x=y",      id="a form"),
        pytest.param("<a>\n <Password >s3cretpw</Password>\n</a>",   "<a>\n <Password >&lt;…&gt;</Password>\n</a>", id="XML"),
    ],
)  # fmt: skip
def test_all_other_bytes_stay(body: str, found: str) -> None:
    kind = {"{": JSON, "g": FORM, "<": XML}[body[0]]

    shown = body_of(taken_in(answered(body, kind)))

    assert _without_markers(shown) == found


def _without_markers(text: str) -> str:
    for opening, closing in (("<", ">"), ("%3C", "%3E"), ("&lt;", "&gt;")):
        while f"{opening}redacted:" in text:
            start = text.index(f"{opening}redacted:")
            end = text.index(closing, start)
            text = f"{text[:start]}{opening}…{closing}{text[end + len(closing) :]}"
    return text


@pytest.mark.parametrize(
    ("body", "content_type", "reason", "line"),
    [
        pytest.param('{"a":\n"password": 1}',       JSON, "cannot be read, and names secrets",             2,    id="JSON"),
        pytest.param("<a><password>x</a>",          XML,  "cannot be read, and names secrets",             1,    id="XML"),
        pytest.param('{"client\\u005fsecret":"x1"}', JSON, "holds a secret that could not be replaced",    None, id="a name in disguise"),
        pytest.param("\x00\x01\x02",                "video/mp4", "binary",                                 None, id="binary"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_withheld(
    body: str, content_type: str, reason: str, line: int | None
) -> None:
    message = taken_in(posted(body, content_type)).request

    assert (message.body, message.withheld, message.body_size) == (None, reason, len(body))
    assert len(message.body_sha256) == 64
    assert (message.unreadable.line if message.unreadable else None) == line
    assert message.json.failure == message.unreadable


def test_the_reason_quotes_no_secret() -> None:
    message = taken_in(posted('{"a": s3cretword, "password": hunterpass}')).request

    assert message.unreadable is not None
    assert message.unreadable.reason == "… is no JSON value"


def test_markers() -> None:
    raw = answered(json.dumps({"access_token": make.token(), "client_secret": "s3cretpw12"}))
    raw = replace(raw, request=make.request())
    first, second = taken_in(raw), Redactor(b"another session").take_in(raw)

    assert first.request.credential is not None
    assert first.request.credential.tag in body_of(first)
    assert first.request.headers.get("Authorization") == f"Bearer {first.request.credential.tag}"
    assert taken_in(raw) == first
    assert body_of(first) != body_of(second)


def test_what_is_no_secret_of_an_authorization_stays_readable() -> None:
    for value in (
        "Bearer <ENCODED JWT TOKEN>",
        "Bearer {{AccessToken}}",
        "Bearer",
        "Bearer REDACTED",
    ):
        taken = taken_in(sent(headers=Headers([("Authorization", value)])))

        assert taken.request.headers.get("Authorization") == value


def test_cookies_keep_their_names() -> None:
    fields = [("Set-Cookie", "session=s3cretpw12; Path=/; HttpOnly")]
    response = taken_in(answered(fields=fields)).response

    assert response is not None
    assert (
        _without_markers(response.headers.get("Set-Cookie") or "")
        == "session=<…>; Path=/; HttpOnly"
    )


def test_a_url_with_a_marker_is_still_a_url() -> None:
    request = taken_in(sent(url=f"{make.ROOT}Assets?$top=1&sig=abc%2Bdef%3D&x=1")).request

    assert [option.name for option in request.target.options] == ["$top", "sig", "x"]
    assert (request.target.option("sig") or "").startswith("<redacted:sig:")
    assert "<" not in request.url


def test_taking_in_twice_changes_nothing() -> None:
    redactor = Redactor(b"tests")
    once = redactor.take_in(posted(SEEN))

    assert redactor.take_in(once) is once
    assert redactor.take_in(replace(once, redacted=False)).request.body == once.request.body


def test_other_facts_of_the_exchange_are_kept() -> None:
    raw = sent(unrecorded=frozenset({"cookie"}), body=None, body_size=7, withheld="streamed")
    taken = taken_in(replace(raw, id="7", duration=0.5, source="a.har#/log/entries/0"))

    assert (taken.id, taken.duration, taken.source) == ("7", 0.5, "a.har#/log/entries/0")
    assert taken.request.unrecorded == {"cookie"}
    assert (taken.request.body, taken.request.body_size) == (None, 7)
    assert taken.request.withheld == "streamed"
    assert taken.redacted


def test_no_authorization_is_no_credential() -> None:
    assert taken_in(sent()).request.credential is None


def test_many_secrets_are_forgotten_in_turn() -> None:
    redactor = Redactor(b"tests")
    for number in range(200):
        redactor.take_in(posted(json.dumps({"password": f"s3cretpw{number:04}"})))

    late = redactor.take_in(posted('{"m": "s3cretpw0199"}'))
    assert b"s3cretpw0199" not in (late.request.body or b"")


SLOW: list[Any] = [
    pytest.param(lambda n: '{"a":"' + "x" * n + '"}',                        id="one long string"),
    pytest.param(lambda n: '{"password":"' + "\\" * n + '"}',                id="backslashes"),
    pytest.param(lambda n: "eyJ" * (n // 3),                                 id="the beginning of a token"),
    pytest.param(lambda n: "eyJa." * (n // 5),                               id="the beginning of a token and a dot"),
    pytest.param(lambda n: "ZXlK" * (n // 4),                                id="the same, as base64"),
    pytest.param(lambda n: "password=" * (n // 9),                           id="names"),
    pytest.param(lambda n: "<password>" * (n // 10),                         id="elements"),
    pytest.param(lambda n: "&lt;password " * (n // 13),                      id="elements that do not end"),
    pytest.param(lambda n: '"password":' * (n // 11),                        id="members"),
    pytest.param(lambda n: '{"password":[' * (n // 13),                      id="lists that do not end"),
    pytest.param(lambda n: "hmacsha256 expireson" * (n // 20),               id="the names of a SWT"),
    pytest.param(lambda n: "bearer " * (n // 7),                             id="a scheme"),
    pytest.param(lambda n: "://" + "a" * n + "password",                     id="a URL"),
    pytest.param(lambda n: "token" + " " * n + ":",                          id="blanks"),
    pytest.param(lambda n: 'form-data; name="token"\r\n' * (n // 24),        id="fields"),
    pytest.param(lambda n: "\\u0070" * (n // 6) + "password",                id="escapes"),
    pytest.param(lambda n: "'\"" * (n // 2) + "password:",                   id="quotes"),
    pytest.param(lambda n: 'name="token" ' * (n // 13) + "value",            id="names without a value"),
    pytest.param(lambda n: "&sig%3d" * (n // 7),                             id="signatures"),
]  # fmt: skip


@pytest.mark.parametrize("made", SLOW)
def test_time_grows_no_faster_than_the_body(made: Callable[[int], str]) -> None:
    small, large = _quickest(made(16_000)), _quickest(made(128_000))

    assert large < 0.1 + 40 * small
    assert large < 2.5


def _quickest(body: str) -> float:
    spent = []
    for _ in range(3):
        start = time.perf_counter()
        taken_in(posted(body))
        spent.append(time.perf_counter() - start)
    return min(spent)


@given(st.text(max_size=200), st.sampled_from([JSON, XML, FORM, "text/plain", BATCH]))
def test_nothing_raises(text: str, content_type: str) -> None:
    taken = taken_in(posted(text.encode("utf-8", "surrogatepass"), content_type, url=text))

    assert taken.redacted


_PIECES = st.sampled_from(
    ['"password"', "password", ":", "=", "&", '"', "'", "\\", "{", "}", "[", "]", "<", ">", "/",
     "&lt;", "&gt;", "%3d", "\\u003c", "eyJhbGci.eyJh.c", "sig", " ", "\n", "x", "Bearer ", ",", "-----",
     "HMACSHA256", "ExpiresOn=", "<![CDATA[", "]]>", "://", "@", "form-data; name=token\n\n", "8"]
)  # fmt: skip


@example("Bearer ://password@", JSON)  # a marker behind a scheme's name
@example('"password":password:', JSON)  # a secret that is spelt like part of its marker
@given(st.lists(_PIECES, max_size=30).map("".join), st.sampled_from([JSON, XML, FORM, BATCH]))
def test_no_mixture_raises(text: str, content_type: str) -> None:
    redactor = Redactor(b"tests")
    once = redactor.take_in(posted(text, content_type, url=f"https://x.test/{text}"))
    again = redactor.take_in(replace(once, redacted=False))

    assert again.request.url == once.request.url


@given(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=12, max_size=40))
def test_no_secret_survives_as_a_member(secret: str) -> None:
    value = f"9{secret}"
    bodies = [
        json.dumps({"a": 1, "client_secret": value}),
        f"<a><ClientSecret>{value}</ClientSecret></a>",
    ]

    for body in bodies:
        assert value not in repr(taken_in(posted(body, XML if body[0] == "<" else JSON)))
